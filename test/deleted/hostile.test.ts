/** Deleted records in damaged and crafted hives: only errors of ours, and no work without end. */

import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { restoreSteps } from '../../src/deleted/restore.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../../src/regf/offsets.ts'
import { runToEnd } from '../../src/work.ts'
import { BIG_DATA, hiveOfEverything, NOW } from '../helpers/hives.ts'
import { readLeniently } from '../helpers/lenientReader.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { recordsIn } from './shown.ts'

const MUTANTS = 150
const first = firstSeed(MUTANTS)

/** Two bins of keys, half of them deleted. */
function smallHive(): Uint8Array<ArrayBuffer> {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => NOW
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
    const key = hive.rootKey.create(name)
    key.create('below').set('bytes', 3, new Uint8Array(100).fill(7))
    key.set('text', 1, new Uint8Array(30).fill(65))
  }
  for (const name of ['b', 'd', 'f']) hive.key(name).delete()
  return hive.finishedCopy()
}

function openOrNull(bytes: Uint8Array<ArrayBuffer>): Hive | null {
  try {
    const hive = Hive.open(bytes)
    hive.allowDirty()
    return hive
  } catch (error) {
    expect(error).toBeInstanceOf(HiveError)
    return null
  }
}

function mutant(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice()
  for (let flips = 1 + random.below(12); flips > 0; flips--) {
    copy[4096 + random.below(copy.length - 4096)] = random.below(256)
  }
  return copy
}

describe('mutants', () => {
  it(`no live record is reported, and restores are sound or refused (seeds from ${first})`, () => {
    const original = smallHive()
    for (let seed = first; seed < first + MUTANTS; seed++) {
      const random = rng(seed)
      const bytes = mutant(original, random)
      const hive = openOrNull(bytes.slice())
      if (hive === null) continue
      const found = findDeleted(hive)
      const records = recordsIn(found)
      const live = new Set(
        readLeniently(bytes).flatMap(({ at, values }) => [at, ...values.map((value) => value.at)]),
      )
      expect({ seed, live: records.filter(({ at }) => live.has(at)) }).toEqual({ seed, live: [] })
      if (records.length === 0) continue
      const before = hive.check().findings.filter(({ severity }) => severity === 'error').length
      try {
        const { at } = random.pick(records)
        const below = random.below(2) === 0 ? undefined : hive.root
        runToEnd(hive.transactSteps((scope) => restoreSteps(scope, found, at, { below })))
      } catch (error) {
        expect(error).toBeInstanceOf(HiveError)
        expect((error as HiveError).code).not.toBe('internal')
      }
      const after = hive.check().findings.filter(({ severity }) => severity === 'error').length
      expect({ seed, errors: after }).toEqual({ seed, errors: before })
    }
  })
})

describe('crafted records', () => {
  it('that share big data, or a value list, cost no more than the file has entries', () => {
    const { hive } = hiveOfEverything()
    const many = hive.rootKey.create('crafted')
    hive.transact(() => {
      for (let index = 0; index < 2000; index++) {
        many.create(`k${index}`).set('v', 3, new Uint8Array(8))
      }
    })
    const { cells, image } = hive
    const big = hive.key('Alpha').value('Big')
    const source = cells.payloadAt(big?.cell as CellOffset)
    image.transact(() => {
      for (const key of many.subkeys()) {
        const value = cells.payloadAt(key.value('v')?.cell as CellOffset)
        image.setU32(value + VK.DATA, image.u32(source + VK.DATA))
        image.setU32(value + VK.DATA_SIZE, BIG_DATA.length)
      }
    })
    const bytes = hive.finishedCopy()
    // The keys are cut off from the root, and so deleted: their list is that of a key without subkeys.
    const at = (fileOffset(many.cell) + 4) as FileOffset
    new DataView(bytes.buffer).setUint32(at + NK.SUBKEY_COUNT, 0, true)
    const found = findDeleted(Hive.open(bytes))
    const values = recordsIn(found).filter(({ kind }) => kind === 'value')
    expect(values.length).toBe(2000)
    // Another value still has the data, so it is theirs no more.
    expect(new Set(values.map(({ isWhole }) => isWhole))).toEqual(new Set([false]))
    expect(found.wholeSegments.size).toBeLessThan(2)
  })
})
