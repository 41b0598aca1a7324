/** How a check runs: in slices, with progress, and to the same result as in one go. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { checkHive } from '../../src/regf/check.ts'
import { NK } from '../../src/regf/layout.ts'
import { runToEnd } from '../../src/work.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { drive } from '../helpers/work.ts'

const places = hiveOfEverything()

describe('checkHive', () => {
  it('says how far it is, and has the result it has without pauses', () => {
    const file = manyKeys()
    const { cells, base } = Hive.open(file)
    const { result, fractions } = drive(checkHive(cells, base))
    const { survey: _, ...found } = result
    expect(Hive.open(file.slice()).check()).toMatchObject(found)
    expect(fractions.length).toBeGreaterThan(10)
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
    expect(runToEnd(checkHive(cells, base, { openFindings })).findings).toEqual(openFindings)
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
