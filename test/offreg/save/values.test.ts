/** Values and their data in a compacted hive, in every form of each version. */

import { describe, expect, it } from 'vitest'
import type { NewMinor } from '../../../src/offreg/create.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import type { Key } from '../../../src/offreg/Key.ts'
import { compactHive } from '../../../src/offreg/save.ts'
import { BASE, DB, INLINE, NK, SIG, VK } from '../../../src/regf/layout.ts'
import { type CellOffset, NIL } from '../../../src/regf/offsets.ts'
import { compacted } from '../../helpers/compacted.ts'
import { corrupt } from '../../helpers/corrupt.ts'
import { cellOf, NOW, Places } from '../../helpers/hives.ts'
import { rng } from '../../helpers/rng.ts'

const BINARY = 3

function hiveWith(fill: (key: Key) => void, minor: NewMinor = 5): Hive {
  const hive = Hive.create({ minor, now: NOW })
  fill(hive.rootKey.create('k'))
  return hive
}

/** Size of the cell that holds a record. */
function cellSize({ image }: Hive, record: number): number {
  return -image.i32(cellOf(record as never) + 4096)
}

const SIZES = [0, 1, 2, 3, 4, 5, 8, 12, 13, 16_343, 16_344, 16_345, 32_688, 32_689, 0x100000]

describe('data', () => {
  it.each([2, 3, 4, 5, 6] as const)(
    '6.9.46 data of every size is copied unchanged to version 1.%s',
    (minor) => {
      const random = rng(minor)
      const hive = hiveWith((key) => {
        for (const size of SIZES) key.set(`v${size}`, BINARY, random.bytes(size))
      })
      const copy = compacted(hive, { minor })
      for (const value of copy.key('k').values()) {
        const before = hive.key('k').value(value.name)?.data ?? new Uint8Array(0)
        expect(Buffer.compare(value.data, before), value.name).toBe(0)
      }
      expect(copy.key('k').valueCount).toBe(SIZES.length)
    },
  )

  it('3.3 copied data of up to four bytes is in the record, with the rest of the four cleared', () => {
    const hive = hiveWith((key) => {
      for (const size of [0, 1, 3, 4]) key.set(`v${size}`, BINARY, new Uint8Array(size).fill(0xaa))
    })
    const all = new Places(hive)
    hive.transact(() => {
      for (const size of [0, 1, 3]) hive.image.setU8(all.vk('k', `v${size}`) + VK.DATA + 3, 0x55)
    })
    const copy = compacted(hive, { minor: 5 })
    const places = new Places(copy)
    const stored = [0, 1, 3, 4].map((size) => {
      const at = places.vk('k', `v${size}`)
      return [copy.image.u32(at + VK.DATA_SIZE), copy.image.u32(at + VK.DATA)]
    })
    expect(stored).toEqual([
      [INLINE, 0],
      [INLINE + 1, 0xaa],
      [INLINE + 3, 0xaaaaaa],
      [INLINE + 4, 0xaaaaaaaa],
    ])
  })

  it('5.3.31 data of up to four bytes in a cell is copied into the record', () => {
    const hive = hiveWith((key) => key.set('v', BINARY, new Uint8Array(8).fill(7)))
    const at = new Places(hive).vk('k', 'v')
    hive.transact(() => hive.image.setU32(at + VK.DATA_SIZE, 2))
    const copy = compacted(hive, { minor: 5 })
    const record = new Places(copy).vk('k', 'v')
    expect(copy.image.u32(record + VK.DATA_SIZE)).toBe(INLINE + 2)
    expect(copy.image.u32(record + VK.DATA)).toBe(0x0707)
  })

  it('3.5 copied data up to 16,344 bytes has a cell of its size, and more has segments of 16,352 from 1.4 on', () => {
    const hive = hiveWith((key) => {
      key.set('plain', BINARY, new Uint8Array(16_344))
      key.set('big', BINARY, new Uint8Array(40_000).fill(1))
    })
    for (const minor of [4, 5, 6] as const) {
      const copy = compacted(hive, { minor })
      const { image } = copy
      const places = new Places(copy)
      expect(cellSize(copy, places.data('k', 'plain'))).toBe(16_352)
      const db = places.data('k', 'big')
      expect([image.u16(db), image.u16(db + DB.COUNT), cellSize(copy, db)]).toEqual([SIG.DB, 3, 16])
      const list = places.follow(db + DB.SEGMENTS)
      const sizes = [0, 4, 8].map((entry) => cellSize(copy, places.follow(list + entry)))
      expect(sizes).toEqual([16_352, 16_352, 16_352])
      const last = places.follow(list + 8)
      const rest = image.bytesView(last + 40_000 - 2 * 16_344, 16_348 - (40_000 - 2 * 16_344))
      expect(rest.every((byte) => byte === 0)).toBe(true)
    }
  })

  it.each([2, 3] as const)(
    '3.5 data copied to 1.%s is in one cell of its size up to 1 MiB',
    (minor) => {
      const hive = hiveWith((key) => key.set('big', BINARY, new Uint8Array(40_000).fill(1)))
      const copy = compacted(hive, { minor })
      expect(cellSize(copy, new Places(copy).data('k', 'big'))).toBe(40_008)
    },
  )

  it('5.3.32 data of a 1.5 hive in one large cell is copied into segments', () => {
    const data = rng(1).bytes(50_000)
    const old = hiveWith((key) => key.set('big', BINARY, data), 3)
    const bytes = corrupt(old.finishedCopy(), { at: BASE.MINOR, u32: 5 })
    const copy = compacted(Hive.open(bytes), { minor: 5 })
    expect(copy.image.u16(new Places(copy).data('k', 'big'))).toBe(SIG.DB)
    expect(copy.key('k').value('big')?.data).toEqual(data)
  })

  it.each([2, 3] as const)(
    'data over 1 MiB is refused for 1.%s, and the error names key and value',
    (minor) => {
      const hive = Hive.create({ now: NOW })
      hive.rootKey.createPath('a\\b').set('huge', BINARY, new Uint8Array(0x100001))
      const detail = expect.objectContaining({ subject: 'a\\b\\huge', actual: 0x100001 })
      const expected = { code: 'data-too-large', detail }
      expect(() => compactHive(hive, { minor })).toThrow(expect.objectContaining(expected))
      compacted(hive, { minor: 4 })
    },
  )
})

describe('a value', () => {
  it('case 142 a copied value keeps its type, position and unknown flags, and loses the garbage after them', () => {
    const hive = hiveWith((key) => {
      for (const name of ['zzz', 'aaa', '', 'bbb']) key.set(name, 0xffff0012, Uint8Array.of(1))
    })
    const at = new Places(hive).vk('k', 'aaa')
    hive.transact(() => {
      hive.image.setU16(at + VK.FLAGS, 0x8005)
      hive.image.setU16(at + VK.FLAGS + 2, 0xbeef)
    })
    const copy = compacted(hive, { minor: 5 })
    const record = new Places(copy).vk('k', 'aaa')
    expect(copy.image.u16(record + VK.FLAGS)).toBe(0x8005)
    expect(copy.image.u16(record + VK.FLAGS + 2)).toBe(0)
    expect([...copy.key('k').values()].map(({ name, type }) => [name, type])).toEqual(
      ['zzz', 'aaa', '', 'bbb'].map((name) => [name, 0xffff0012]),
    )
  })

  it('3.3 a copied value without a name has no flag', () => {
    const hive = hiveWith((key) => key.set('', BINARY, Uint8Array.of(1)))
    const at = new Places(hive).vk('k', '')
    hive.transact(() => hive.image.setU16(at + VK.FLAGS, 1))
    const copy = compacted(hive, { minor: 5 })
    expect(copy.image.u16(new Places(copy).vk('k', '') + VK.FLAGS)).toBe(0)
  })

  it('3.2 a copied value has its name compressed if possible', () => {
    const hive = hiveWith((key) => key.set('☃☃', BINARY, Uint8Array.of(1)))
    const at = new Places(hive).vk('k', '☃☃')
    hive.transact(() => hive.image.setBytes(at + VK.NAME, Uint8Array.of(0xe4, 0, 0x41, 0)))
    const copy = compacted(hive, { minor: 5 })
    const record = new Places(copy).vk('k', 'äA')
    expect(copy.image.u16(record + VK.FLAGS)).toBe(1)
    expect(copy.image.u16(record + VK.NAME_LENGTH)).toBe(2)
  })

  it('5.3.27 two values of the same name are both copied', () => {
    const hive = hiveWith((key) => {
      key.set('a', BINARY, Uint8Array.of(1))
      key.set('b', BINARY, Uint8Array.of(2))
    })
    const at = new Places(hive).vk('k', 'b')
    hive.transact(() => hive.image.setU8(at + VK.NAME, 0x41))
    const copy = compacted(Hive.open(hive.finishedCopy()), { minor: 5 })
    expect([...copy.key('k').values()].map(({ name, data }) => [name, ...data])).toEqual([
      ['a', 1],
      ['A', 2],
    ])
  })

  it('a copied value list has exactly the number of values', () => {
    const hive = hiveWith((key) => {
      for (let n = 0; n < 101; n++) key.set(`v${n}`, BINARY, Uint8Array.of(n))
    })
    const copy = compacted(hive, { minor: 5 })
    const places = new Places(copy)
    expect(cellSize(copy, places.valueList('k'))).toBe(408)
    const empty = compacted(Hive.create({ now: NOW }), { minor: 5 })
    const root = empty.cells.payloadAt(empty.root)
    expect(empty.image.u32(root + NK.VALUE_LIST) as CellOffset).toBe(NIL)
  })
})
