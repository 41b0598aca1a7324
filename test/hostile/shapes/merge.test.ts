/** Merging crafted hives is bounded like saving them. */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../../src/errors.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import { mergeHives } from '../../../src/offreg/merge.ts'
import { compactHive } from '../../../src/offreg/save.ts'
import { countAllocations } from '../countAllocations.ts'
import { ALLOCATION_FIXED, ALLOCATION_TIMES, surviveCopies } from '../survive.ts'
import { timed } from '../timing.ts'
import { CraftedHive } from './CraftedHive.ts'
import { numbered } from './names.ts'
import { SHAPES } from './shapes.ts'

/** Shapes in which a few bytes represent more than a hive can hold. */
const REFUSED = [
  'one class of all keys',
  'one cell of data of all values',
  'one plain cell of all values',
  'one big data of all values',
  'data barely big of all values',
  'one list of values of all keys',
]

/** Shapes with keys deeper than any that can be created. */
const TOO_DEEP = [
  'a path of line breaks',
  'many deep findings',
  'deep and clean',
  'too deep',
  'comb',
]

describe('a crafted hive is merged within bounds', () => {
  it.each(Object.entries(SHAPES))('a crafted hive is merged within bounds: %s', (name, shape) => {
    const bytes = shape(1)
    const { result, allocations } = countAllocations(() => timed('merge', () => merged(bytes)))
    expect(result).toBe(outcomeOf(name))
    expect(allocations.largest).toBeLessThan(ALLOCATION_TIMES * bytes.length + ALLOCATION_FIXED)
  })
})

describe('copies of records that are shared are refused before they are four times the hive', () => {
  const sizes = [1.5, 3, 4, 6, 8]
  it.each(REFUSED)('the merge of shared records is refused: %s', (name) => {
    for (const scale of sizes) {
      const bytes = SHAPES[name]?.(scale) ?? new Uint8Array()
      expect(surviveCopies(bytes)).toEqual(['refused', 'refused'])
    }
  })
})

describe('a sound hive is copied, however much more its copy takes', () => {
  const SIZES = [
    ['is one byte too long for a segment', 16_345],
    ['is one byte too long for two segments', 32_689],
    ['would get room to grow', 16_381],
    ['takes half a bin and a little', 2033],
    ['has a separate cell for five bytes', 5],
  ] as const

  it.each(SIZES)('a sound hive whose data %s is copied', (_, size) => {
    const made = Hive.create({ minor: 3 })
    made.transact(() => {
      for (let n = 0; n < 200; n++) made.rootKey.set(`${n}`, 3, new Uint8Array(size).fill(n))
    })
    const packed = Hive.open(compactHive(made, { minor: 3 }))
    const result = mergeHives([Hive.create({ minor: 5 }), packed])
    expect(result.rootKey.valueCount).toBe(200)
    expect(compactHive(packed, { minor: 5 }).length).toBeLessThan(2.3 * packed.image.length)
    expect(result.image.length).toBeLessThan(2.3 * packed.image.length + ALLOCATION_FIXED)
  })
})

it('merging many values of one key leaves no outgrown value lists in the result', () => {
  const hive = new CraftedHive()
  const root = hive.key({ name: 'ROOT' })
  hive.addValues(
    root,
    numbered(100_000).map((name) => ({ name })),
  )
  const wide = Hive.open(hive.file(root))
  expect(wide.check().findings).toEqual([])
  const half = Hive.create()
  half.transact(() => {
    for (let n = 0; n < 100; n++) half.rootKey.set(`other ${n}`, 3, new Uint8Array(1))
  })
  for (const hives of [[wide], [half, wide], [wide, half]]) {
    const result = mergeHives(hives)
    expect(result.rootKey.valueCount).toBe(hives.length === 1 ? 100_000 : 100_100)
    expect(result.image.length).toBeLessThan(1.3 * wide.image.length)
  }
})

it('a merge allocates the result once, not repeatedly as it grows', () => {
  const bytes = SHAPES['long class names']?.(4) ?? new Uint8Array()
  const { allocations } = countAllocations(() => merged(bytes))
  expect(allocations.total).toBeLessThan(3 * bytes.length)
})

it.each(REFUSED)('a compaction allocates its copy once before it refuses %s', (name) => {
  const hive = Hive.open(SHAPES[name]?.(4) ?? new Uint8Array())
  hive.check()
  const { allocations } = countAllocations(() =>
    expect(() => compactHive(hive, { minor: 5, damaged: true })).toThrow(HiveError),
  )
  expect(allocations.largest).toBeLessThan(3.2 * hive.image.length)
  expect(allocations.total).toBeLessThan(5 * hive.image.length)
})

it('a value too large for 1.3 is found before anything is merged, not at the end', () => {
  const hive = Hive.open(SHAPES['one long line']?.(4) ?? new Uint8Array())
  let laid = 0
  const result = mergeHives([Hive.create({ minor: 3 }), hive], { laid: () => laid++ })
  expect([laid, result.base.minor]).toEqual([2, 5])
})

function outcomeOf(name: string): string {
  if (TOO_DEEP.includes(name)) return 'too-deep'
  return REFUSED.includes(name) ? 'damaged shared-cell' : 'merged'
}

function merged(bytes: Uint8Array<ArrayBuffer>): string {
  const hive = Hive.open(bytes)
  hive.check()
  try {
    mergeHives([Hive.create(), hive])
    return 'merged'
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
    const { code, detail } = error
    return detail.finding === undefined ? code : `${code} ${detail.finding}`
  }
}
