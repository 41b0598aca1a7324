/** Recovers bytes, with the names that Windows gives to logs. */

import { expect } from 'vitest'
import { type Recovery, recover } from '../../src/logs/replay.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { binsOf, dataSizeOf } from '../helpers/logs.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Names the logs `hive.LOG1`, `hive.LOG2` and so on, in the given order. */
export function recoverFrom(primary: Bytes, ...logs: readonly Bytes[]): Recovery {
  const inputs = logs.map((bytes, index) => ({ name: `hive.LOG${index + 1}`, bytes }))
  return recover(new HiveImage(primary.buffer), inputs)
}

/** Expects the recovered hive to be clean and sound, and to have the given hive bins. */
export function expectBins({ image }: Recovery, expected: Uint8Array): void {
  if (image === null) throw new RangeError('nothing was recovered')
  expect(image.u32(40)).toBe(dataSizeOf(expected))
  expect(firstDifference(image.bytesCopy(4096, image.u32(40)), binsOf(expected))).toBe(-1)
  const hive = Hive.open(image)
  expect(hive.base.dirty).toBe(false)
  expect(hive.check().findings.filter(({ severity }) => severity === 'error')).toEqual([])
}

export function usedOf({ verdicts }: Recovery): (readonly number[])[] {
  return verdicts.map(({ used }) => used)
}

export function faultsOf({ verdicts }: Recovery): Recovery['verdicts'][number]['fault'][] {
  return verdicts.map(({ fault }) => fault)
}
