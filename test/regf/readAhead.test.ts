/** Reading ahead must be harmless whatever the bytes are, and change nothing of what a walk visits. */

import { expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import type { HiveLayout } from '../../src/bench/placement.ts'
import { Random } from '../../src/bench/random.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { KEYS_AHEAD, ReadAhead } from '../../src/regf/readAhead.ts'
import { walkKeys } from '../../src/regf/walk.ts'

function visited(hive: Hive): number[] {
  const seen: number[] = []
  walkKeys(hive.cells, hive.root, {
    key(cell, at, depth) {
      seen.push(cell, at, depth)
      return undefined
    },
    value(cell, at, key) {
      seen.push(cell, at, key)
      return undefined
    },
  })
  return seen
}

it.each<HiveLayout>(['sequential', 'aged'])(
  'a walk visits the same records in the same order before and after a check, %s',
  (layout) => {
    const hive = Hive.open(generateHive({ megabytes: 2, layout, seed: 2 }))
    const before = visited(hive)
    const { keys, values, findings } = hive.check()
    expect(findings).toEqual([])
    expect(before.length).toBe(3 * (keys + values))
    expect(visited(hive)).toEqual(before)
  },
)

it('reads at random places, outside of the file too, without an error or a change', () => {
  const bytes = generateHive({ megabytes: 0.2, layout: 'aged', seed: 4 })
  const hive = Hive.open(bytes.slice())
  const random = new Random(9)
  const keys = Uint32Array.from({ length: 4096 }, (_, index) =>
    index % 3 === 0 ? random.below(2 ** 32) : random.below(bytes.length) & ~7,
  )
  const ahead = new ReadAhead(hive.cells, true)
  for (let from = 0; from < keys.length; from += KEYS_AHEAD)
    ahead.read(keys, from, from + KEYS_AHEAD)
  expect(hive.image.bytesView(0, bytes.length)).toEqual(bytes)
})
