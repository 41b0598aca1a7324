/** Subkey lists and depths of merged hives (regf-format 3.2, 3.7). */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { mergeHives } from '../../src/offreg/merge.ts'
import { eachLeaf } from '../../src/regf/subkeyList.ts'
import { deepKey } from '../helpers/deepKeys.ts'
import { listProblems } from '../helpers/listAudit.ts'

function wide(minor: 3 | 5, from: number, to: number): Hive {
  const hive = Hive.create({ minor })
  hive.transact(() => {
    for (let n = from; n < to; n++) hive.rootKey.create(`k${String(n).padStart(5, '0')}`)
  })
  return hive
}

function leafCounts({ cells, root }: Hive): number[] {
  const counts: number[] = []
  eachLeaf(cells, cells.payloadAt(root), (_, count) => {
    counts.push(count)
  })
  return counts
}

describe('3.7 a merge', () => {
  it.each([
    [5, 507, [507]],
    [5, 508, [507, 1]],
    [5, 1100, [507, 507, 86]],
    [3, 507, [507]],
    [3, 1012, [1012]],
    [3, 1100, [1012, 88]],
  ] as const)(
    '3.7 a merge packs the lists of a hive of 1.%i with %i subkeys',
    (minor, count, leaves) => {
      const half = count >>> 1
      const merged = mergeHives([wide(minor, 0, half), wide(minor, half - 20, count)])
      expect(leafCounts(merged)).toEqual(leaves)
      const saved = merged.finishedCopy()
      expect(listProblems(saved)).toEqual([])
      expect(Hive.open(saved).check().findings).toEqual([])
    },
  )
})

describe('6.2.13 a merge', () => {
  it('6.2.13 a merge may have 508 levels, and is refused if it would be deeper', () => {
    const deep = (levels: number) => {
      const hive = Hive.create()
      deepKey(hive, levels, 'k')
      return hive
    }
    expect(mergeHives([Hive.create(), deep(508)]).check().keys).toBe(509)
    expect(() => mergeHives([Hive.create(), deep(509)])).toThrow(
      expect.objectContaining({ code: 'too-deep', detail: { expected: 508, actual: 509 } }),
    )
  })
})
