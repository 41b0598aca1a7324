/**
 * Memory depends on the size of the file, never on a number in it: counts the bytes of typed arrays and buffers while
 * mutants are opened, checked, read, edited and saved, and while each count and size of a hive has its largest
 * value.
 */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { BASE, BIN, DB, LIST, NK, SK, VK } from '../../src/regf/layout.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { hiveOfEverything, sizeField } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { type Allocations, countAllocations } from './countAllocations.ts'
import { ExtraBin } from './ExtraBin.ts'
import { mutate } from './mutate.ts'
import { seedHives } from './seeds.ts'
import { ALLOCATION_FIXED, ALLOCATION_TIMES, survive } from './survive.ts'

const MUTANTS = 300

it('the counter counts allocations, but not views', () => {
  const { allocations } = countAllocations(() => {
    const buffer = new ArrayBuffer(100)
    const view = new Uint8Array(buffer, 10)
    view.slice(0, 30)
    view.subarray(3)
    new DataView(buffer)
    new Uint32Array(50)
    Uint16Array.from([1, 2, 3])
    new Float64Array([1, 2])
  })
  expect(allocations).toEqual({ largest: 200, total: 100 + 30 + 200 + 6 + 16 })
})

it('the counter counts the allocations of the engine', () => {
  const { bytes } = hiveOfEverything()
  const { allocations } = countAllocations(() => Hive.open(bytes.slice()).check())
  expect(allocations.largest).toBe(bytes.length)
  expect(allocations.total).toBeGreaterThan(bytes.length + bytes.length / 64)
})

describe('a number in a file is not allocated by', () => {
  const places = hiveOfEverything()
  const { bytes, hive } = places
  const bin = 4096 + hive.cells.bins.start(1)
  const db = places.data('Alpha', 'Big')
  const u32 = (at: number) => [0x7fffffff, 0xffffffff, 0x40000001].map((n) => ({ at, u32: n }))
  const u16 = (at: number) => [{ at, u16: 0xffff }]
  const fields: readonly (readonly [string, readonly Patch[]])[] = [
    ['data size', [{ at: BASE.DATA_SIZE, u32: 0xfffff000 }, ...u32(BASE.DATA_SIZE)]],
    ['bin size', u32(bin + BIN.SIZE)],
    ['cell size', u32(sizeField(places.data('Alpha', 'Text')))],
    ['cell size of a key', u32(sizeField(places.nk('Alpha')))],
    ['subkey count', u32(places.nk('Beta') + NK.SUBKEY_COUNT)],
    ['value count', u32(places.nk('Alpha') + NK.VALUE_COUNT)],
    ['key name length', u16(places.nk('Alpha') + NK.NAME_LENGTH)],
    ['class length', u16(places.nk('Beta') + NK.CLASS_LENGTH)],
    ['longest value name', u32(places.nk('Alpha') + NK.MAX_VALUE_NAME)],
    ['largest data', u32(places.nk('Alpha') + NK.MAX_VALUE_DATA)],
    ['value name length', u16(places.vk('Alpha', 'Text') + VK.NAME_LENGTH)],
    ['data length', u32(places.vk('Alpha', 'Text') + VK.DATA_SIZE)],
    ['length of big data', u32(places.vk('Alpha', 'Big') + VK.DATA_SIZE)],
    ['segment count', u16(db + DB.COUNT)],
    ['leaf count', u16(places.list('Beta') + LIST.COUNT)],
    ['index count', u16(places.list('Many') + LIST.COUNT)],
    ['descriptor length', u32(places.security('') + SK.SIZE)],
    ['reference count', u32(places.security('') + SK.REFERENCES)],
  ]

  it.each(fields)('a number in a file is not allocated by %s', (_, patches) => {
    for (const patch of patches) {
      const file = corrupt(bytes, patch)
      const { result, allocations } = countAllocations(() => openAndReadAll(file))
      const spent = countAllocations(() => survive(file, rng(patch.at))).allocations
      for (const { largest } of [allocations, spent]) {
        expect(largest, JSON.stringify(patch)).toBeLessThanOrEqual(2 * file.length)
      }
      if (result !== null)
        expect(result.total).toBeLessThanOrEqual(ALLOCATION_TIMES * file.length + ALLOCATION_FIXED)
    }
  })
})

it('overlapping segments, before a check, do not give more data than the file has', () => {
  const places = hiveOfEverything()
  const bin = new ExtraBin(places.bytes)
  const count = 0xffff
  // There is a cell size wherever a segment begins.
  const area = bin.cell(count * 8 + 16_400, (view) => {
    for (let at = 4; at + 4 <= view.byteLength; at += 8) view.setInt32(at, -16_352, true)
  })
  const list = bin.cell(count * 4, (view) => {
    for (let n = 0; n < count; n++) view.setUint32(n * 4, area + 8 + n * 8, true)
  })
  const db = places.data('Alpha', 'Big')
  const file = bin.finish(
    { at: places.vk('Alpha', 'Big') + VK.DATA_SIZE, u32: count * 16_344 },
    { at: db + DB.COUNT, u16: count },
    { at: db + DB.SEGMENTS, u32: list },
  )
  const hive = Hive.open(file.slice())
  const { result, allocations } = countAllocations(() => hive.key('Alpha').value('Big')?.data)
  expect(result?.length).toBeLessThanOrEqual(file.length)
  expect(allocations.largest).toBeLessThanOrEqual(file.length)
  hive.check()
  expect(hive.key('Alpha').value('Big')?.data).toHaveLength(0)
})

it(`no allocation is larger than ${ALLOCATION_TIMES} times the file for ${MUTANTS} mutants`, {
  timeout: 120_000,
}, () => {
  const seeds = seedHives()
  for (let n = 0; n < MUTANTS; n++) {
    const random = rng(n)
    const { name, bytes } = random.pick(seeds)
    const mutant = mutate(bytes, random)
    const what = `mutant ${n} of ${name}, ${mutant.length} bytes`
    const limit = ALLOCATION_TIMES * mutant.length + ALLOCATION_FIXED
    const opened = countAllocations(() => openAndReadAll(mutant))
    expect(opened.allocations.largest, what).toBeLessThanOrEqual(limit)
    if (opened.result !== null) expect(opened.result.total, what).toBeLessThanOrEqual(limit)
    const { allocations } = countAllocations(() => survive(mutant, random))
    expect(allocations.largest, what).toBeLessThanOrEqual(limit)
  }
})

/** The allocations of opening and checking; null for a file that is not a hive. Then everything is read once. */
function openAndReadAll(file: Uint8Array<ArrayBuffer>): Allocations | null {
  try {
    const { result: hive, allocations } = countAllocations(() => {
      const opened = Hive.open(file.slice())
      opened.check()
      return opened
    })
    readBelow(hive.rootKey)
    return allocations
  } catch (error) {
    if (error instanceof HiveError) return null
    throw error
  }
}

function readBelow(top: Key): void {
  const seen = new Set<number>()
  const queue = [top]
  for (const key of queue) {
    if (seen.has(key.cell)) continue
    seen.add(key.cell)
    void [key.name, key.path, key.className, key.descriptor, key.subkeyCount, key.valueCount]
    for (const value of key.values()) void [value.name, value.size, value.data, value.isWhole]
    for (const subkey of key.subkeys()) queue.push(subkey)
  }
}
