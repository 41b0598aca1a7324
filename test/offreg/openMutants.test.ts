/** Damaged hives in the functions and in merges: every call returns a status, and nothing is thrown. */

import { expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import {
  ORCreateKey,
  ORDeleteKey,
  OREnumKey,
  OREnumValue,
  type ORHKEY,
  OROpenHive,
  OROpenKey,
  ORQueryInfoKey,
  ORRenameKey,
  ORSetValue,
} from '../../src/offreg/functions.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { mergeHives } from '../../src/offreg/merge.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { mutate } from '../hostile/mutate.ts'
import { seedHives } from '../hostile/seeds.ts'

const MUTANTS = 500
/** Larger hives only take longer. */
const MAX_BYTES = 70_000
/** Every status that a call with valid handles may return. */
const ANSWERS = new Set([0, 2, 50, 87, 183, 234, 259, 1020])

/** Some calls on a key and on a subkey. */
function use(handle: ORHKEY, random: Random): readonly number[] {
  const statuses: number[] = []
  const found = OREnumKey(handle, random.below(20))
  const below = found.status === 0 ? OROpenKey(handle, found.name) : found
  const key = 'handle' in below && below.handle !== null ? below.handle : handle
  for (let index = 0; index < 20; index++) statuses.push(OREnumValue(key, index).status)
  statuses.push(
    found.status,
    below.status,
    ORQueryInfoKey(key).status,
    ORSetValue(key, 'new', 3, random.bytes(random.below(200))).status,
    ORCreateKey(key, 'new').status,
    ORRenameKey(key, 'a name that needs another cell').status,
    ORDeleteKey(key, 'new').status,
    ORDeleteKey(handle, found.status === 0 ? found.name : null).status,
  )
  return statuses
}

it(`${MUTANTS} mutants are either refused or usable in every call`, { timeout: 120_000 }, () => {
  const seeds = seedHives().filter(({ bytes }) => bytes.length <= MAX_BYTES)
  const count = { opened: 0, refused: 0, merged: 0 }
  const base = Hive.create()
  for (let n = 0; n < MUTANTS; n++) {
    const random = rng(n)
    const { name, bytes } = random.pick(seeds)
    const mutant = mutate(bytes, random)
    const opened = OROpenHive(mutant)
    if (opened.status === 0) {
      count.opened++
      for (const status of use(opened.handle, random)) {
        if (!ANSWERS.has(status)) throw new RangeError(`mutant ${n} of ${name}: ${status}`)
      }
    } else {
      count.refused++
      expect([1009, 1017]).toContain(opened.status)
    }
    try {
      const merged = mergeHives([base, Hive.open(mutant.slice())])
      count.merged++
      merged.finishedCopy()
    } catch (error) {
      if (!(error instanceof HiveError)) throw error
    }
  }
  expect(count.opened).toBeGreaterThan(MUTANTS / 10)
  expect(count.refused).toBeGreaterThan(MUTANTS / 10)
  expect(count.merged).toBeGreaterThan(MUTANTS / 2)
})
