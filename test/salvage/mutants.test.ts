/** Salvage of small hives with random damage, cut short, or without parts of their frame. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE } from '../../src/regf/layout.ts'
import { NOW } from '../helpers/hives.ts'
import { readers, seenByAll } from '../helpers/readers.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { temporary } from '../helpers/temporary.ts'
import { missingFrom, problemsOf, salvaged } from './expectSalvage.ts'

const MUTANTS = 500
/** One of this many is read by hivexml. */
const READ_BY_OTHERS = 25
const files = temporary()
const first = firstSeed(MUTANTS)
const original = smallHive()

describe('salvage of mutants', () => {
  it(`gives a sound hive with all that a lenient reader can reach (seeds from ${first})`, () => {
    const paths: string[] = []
    for (let seed = first; seed < first + MUTANTS; seed++) {
      const bytes = mutant(rng(seed))
      const result = salvagedOrNull(bytes)
      if (result === null) continue
      const { hive, bytes: made } = result
      expect({ seed, problems: problemsOf(hive) }).toEqual({ seed, problems: [] })
      expect({ seed, missing: missingFrom(hive, bytes) }).toEqual({ seed, missing: [] })
      if (seed % READ_BY_OTHERS === 0) paths.push(files.file(`mutant-${seed}`, made))
    }
    if (!readers.some(({ name }) => name === 'hivexml')) return
    const seen = seenByAll(paths, ['hivexml'])[0] ?? []
    expect(paths.filter((_, index) => seen[index] === null)).toEqual([])
    expect(paths.length).toBeGreaterThan(MUTANTS / READ_BY_OTHERS / 2)
  })
})

function salvagedOrNull(bytes: Uint8Array) {
  try {
    return salvaged(bytes)
  } catch (error) {
    // Nothing is left to salvage only where not even the root is.
    expect(error).toMatchObject({ name: 'HiveError', code: 'not-a-hive' })
    return null
  }
}

/** Two bins with keys, values, links and lists of every kind. */
function smallHive(): Uint8Array<ArrayBuffer> {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => NOW
  hive.transact(() => {
    for (const name of ['Alpha', 'Beta', 'Gamma', 'Жук']) {
      const key = hive.rootKey.create(name, { className: name === 'Beta' ? 'Class' : '' })
      key.set('', 1, Uint8Array.of(65, 0, 0, 0))
      key.set('number', 4, Uint8Array.of(1, 2, 3, 4))
      key.set('text ☃', 1, new Uint8Array(60).fill(66))
      for (const below of ['one', 'two', 'three']) {
        key.create(below).set('bytes', 3, new Uint8Array(40).fill(7))
      }
    }
    hive.rootKey.key('Gamma').create('deep').create('deeper').create('deepest')
  })
  return hive.finishedCopy()
}

/** Damage of any kind, sometimes of several. */
function mutant(random: Random): Uint8Array<ArrayBuffer> {
  let bytes = original.slice()
  const view = new DataView(bytes.buffer)
  const flips = random.below(6)
  for (let flip = 0; flip < flips; flip++) bytes[random.below(bytes.length)] = random.below(256)
  for (let word = random.below(4); word > 0; word--) {
    view.setUint32(4096 + 4 * random.below((bytes.length - 4096) / 4), random.pick(ODD_WORDS), true)
  }
  switch (random.below(6)) {
    case 0:
      bytes = bytes.slice(0, 4096 + 32 + random.below(bytes.length - 4096 - 32))
      break
    case 1:
      bytes.fill(0, 4096, 4096 + 32)
      break
    case 2:
      bytes.fill(random.below(256), 0, 4096)
      break
    case 3:
      view.setUint32(BASE.ROOT_CELL, 8 * random.below(1200), true)
      break
    default:
  }
  return bytes
}

const ODD_WORDS = [0, 1, 8, 0x20, 0x98, 0xffffffff, 0x80000000, 0x7ffffff8, 0xfffffff8, 0x1000]
