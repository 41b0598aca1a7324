/** No live key or value is ever reported as deleted, on any real or damaged hive. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { readLeniently } from '../helpers/lenientReader.ts'
import { recordsIn } from './shown.ts'

const hives = [...plainHives, ...brokenHives]

/** File offsets of the records of live keys and values: what a lenient reader reaches, and what the engine visits. */
function liveRecords(bytes: Uint8Array, hive: Hive): Set<number> {
  const { cells, root } = hive
  const live = new Set<number>()
  // The lenient reader knows cells with short headers only.
  if (cells.headerSize === 4) {
    for (const { at, values } of readLeniently(bytes)) {
      live.add(at)
      for (const value of values) live.add(value.at)
    }
  }
  walkKeys(cells, root, {
    key(cell) {
      live.add(fileOffset(cell) + cells.headerSize)
    },
    value(cell) {
      live.add(fileOffset(cell) + cells.headerSize)
    },
  })
  return live
}

function openOrNull(bytes: Uint8Array): Hive | null {
  try {
    return Hive.open(bytes.slice())
  } catch (error) {
    expect(error).toBeInstanceOf(HiveError)
    return null
  }
}

describe.skipIf(!hasCorpus)('no live record is reported as deleted', () => {
  const withDeleted: string[] = []

  it.each(hives.map(({ name, path }) => [name, path]))('%s', (name, path) => {
    const bytes = new Uint8Array(readFileSync(path))
    const hive = openOrNull(bytes)
    if (hive === null) return
    const found = findDeleted(hive)
    if (found.countOf('deleted').keys > 0) withDeleted.push(name)
    const live = liveRecords(bytes, hive)
    const reported = [...found.records().values()].flatMap((group) => [...group])
    expect(reported.filter((at) => live.has(at))).toEqual([])
    expect(new Set(reported).size).toBe(found.count)
  })

  it('what only damage hides is lost, not deleted', () => {
    for (const name of ['regipy/corrupted_system_hive', 'yarp/TruncatedHive']) {
      const hive = hives.find((one) => one.name === name)
      const found = findDeleted(Hive.open(new Uint8Array(readFileSync(hive?.path ?? ''))))
      expect(found.countOf('lost').keys).toBeGreaterThan(50)
      const records = recordsIn(found).filter(({ place }) => place === 'unreferenced')
      expect(new Set(records.map(({ state }) => state))).toEqual(new Set(['lost']))
    }
  })

  it('some hives have deleted records', () => {
    expect(withDeleted.length).toBeGreaterThan(10)
  })
})
