/** How a check runs: in slices, with progress, and to the same result as in one go. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { checkHive, runCheck } from '../../src/regf/check.ts'
import { NK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'

const places = hiveOfEverything()

describe('checkHive', () => {
  it('yields growing fractions and returns the result of runCheck', () => {
    const file = manyKeys()
    const { cells, base } = Hive.open(file)
    const steps = checkHive(cells, base)
    const fractions: number[] = []
    for (;;) {
      const step = steps.next()
      if (step.done === true) {
        const { survey: _, ...result } = step.value
        const whole = Hive.open(file.slice())
        expect(runCheck(whole.cells, whole.base)).toMatchObject(result)
        break
      }
      fractions.push(step.value)
    }
    expect(fractions.length).toBeGreaterThan(10)
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions)
    expect(fractions[0]).toBeGreaterThanOrEqual(0)
    expect(fractions.at(-1)).toBeLessThanOrEqual(1)
  })

  it('writes nothing', () => {
    const hive = Hive.open(corrupt(places.bytes, { at: places.nk('Beta') + NK.PARENT, u32: 1 }))
    const before = hive.image.bytesCopy(0, hive.image.length)
    hive.check()
    expect(hive.image.bytesCopy(0, hive.image.length)).toEqual(before)
    expect(hive.image.revision).toBe(0)
  })

  it('starts with the findings of opening the hive', () => {
    const { cells, base } = Hive.open(places.bytes.slice())
    const openFindings = [{ code: 'bin-size', severity: 'error', offset: 8192 as never }] as const
    expect(runCheck(cells, base, { openFindings }).findings).toEqual(openFindings)
  })

  it('lets an edit use the cells that another one freed', () => {
    const hive = Hive.open(places.bytes.slice())
    const { length } = hive.image
    for (let round = 0; round < 500; round++) {
      hive.key('Filler').value('Pad 0')?.delete()
      hive.key('Filler').set('Pad 0', 3, new Uint8Array(400))
    }
    expect(hive.image.length).toBe(length)
  })

  function manyKeys(): Uint8Array<ArrayBuffer> {
    const hive = Hive.open(places.bytes.slice())
    hive.transact(() => {
      const witness = hive.key('Witness')
      for (let index = 0; index < 20_000; index++) witness.create(`key ${100_000 + index}`)
    })
    return hive.finishedCopy()
  }
})
