/** A compaction in slices: its progress, and its reaction to edits in between. */

import { expect, it, vi } from 'vitest'
import { Hive } from '../../../src/offreg/Hive.ts'
import { compactHive, compactSteps } from '../../../src/offreg/save.ts'
import { firstDifference } from '../../helpers/bytes.ts'
import { hiveOfEverything, NOW } from '../../helpers/hives.ts'

/** A hive with enough values in one key to take several slices. */
function manyValues(): Hive {
  const hive = Hive.create({ now: NOW })
  const key = hive.rootKey.create('k')
  hive.transact(() => {
    for (let n = 0; n < 5000; n++) key.set(`v${n}`, 3, Uint8Array.of(n & 0xff))
  })
  return Hive.open(hive.finishedCopy())
}

it('a compaction in slices reports its progress, and gives the same bytes', () => {
  const hive = manyValues()
  const steps = compactSteps(hive, { minor: 5 })
  const told: number[] = []
  let step = steps.next()
  for (; step.done !== true; step = steps.next()) told.push(step.value)
  expect(firstDifference(step.value, compactHive(hive, { minor: 5 }))).toBe(-1)
  expect(told.length).toBeGreaterThan(4)
  expect(told).toEqual([...told].sort((a, b) => a - b))
  expect(told.every((part) => part >= 0 && part < 1)).toBe(true)
})

it('the progress of compacting a hive that grew since its check does not exceed 1', () => {
  const hive = Hive.create({ now: NOW })
  hive.check()
  hive.transact(() => {
    for (let n = 0; n < 3000; n++) hive.rootKey.create(`k${n}`)
  })
  const told = [...compactSteps(hive, { minor: 5 })]
  expect(told.length).toBeGreaterThan(1)
  expect(Math.max(...told)).toBeLessThanOrEqual(1)
})

it('a compaction throws out-of-memory if its final copy cannot be allocated', () => {
  const hive = manyValues()
  hive.key('k').delete()
  const Real = ArrayBuffer
  vi.stubGlobal(
    'ArrayBuffer',
    class extends Real {
      constructor(bytes: number) {
        if (bytes === 8192) throw new RangeError('Array buffer allocation failed')
        super(bytes)
      }
    },
  )
  const wanted = expect.objectContaining({ code: 'out-of-memory' })
  expect(() => compactHive(hive, { minor: 5 })).toThrow(wanted)
  vi.unstubAllGlobals()
  expect(compactHive(hive, { minor: 5 }).length).toBe(8192)
})

it('a hive that is edited during its compaction is not compacted', () => {
  const hive = manyValues()
  hive.check()
  const steps = compactSteps(hive, { minor: 5 })
  steps.next()
  hive.rootKey.create('new')
  expect(() => steps.next()).toThrow(expect.objectContaining({ code: 'stale' }))
})

it('case 135 a later edit is only in later copies', () => {
  const { hive } = hiveOfEverything()
  const first = compactHive(hive, { minor: 5 })
  hive.key('Beta').create('D')
  const second = compactHive(hive, { minor: 5 })
  const names = (bytes: Uint8Array<ArrayBuffer>) =>
    [...Hive.open(bytes.slice()).key('Beta').subkeys()].map(({ name }) => name)
  expect(names(first)).toEqual(['A', 'B', 'C'])
  expect(names(second)).toEqual(['A', 'B', 'C', 'D'])
})
