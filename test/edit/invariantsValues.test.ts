/**
 * The bytes that setting, renaming and deleting a value write (regf-format 6.5, 6.6). Inline data, refused names, and
 * the position of a value are in `test/offreg/edits.test.ts`.
 */

import { describe, expect, it } from 'vitest'
import { encodeLatin1, encodeUtf16 } from '../../src/bytes/text.ts'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { DB, NK, SIG, VK } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset, NIL } from '../../src/regf/offsets.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { LATER, openEverything, places } from './everyEdit.ts'

const BINARY = 3
const MIB = 1 << 20
const data = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7 + 1) & 0xff)

function bytesOf({ image }: Hive): Uint8Array<ArrayBuffer> {
  return image.bytesCopy(0, image.length)
}

function expectRefusal(hive: Hive, code: string, edit: () => unknown): void {
  const before = bytesOf(hive)
  expect(edit).toThrow(expect.objectContaining({ name: 'HiveError', code }))
  expect(firstDifference(bytesOf(hive), before)).toBe(-1)
}

/** A hive whose root has one value. */
function oneValue(minor: 3 | 4 | 5, bytes: Uint8Array) {
  const hive = Hive.create({ minor })
  const { cell } = hive.rootKey.set('v', BINARY, bytes)
  const field = (at: number) => hive.image.u32(hive.cells.payloadAt(cell) + at)
  const dataCell = () => field(VK.DATA) as CellOffset
  const sizeOf = (at: CellOffset) => -hive.image.i32(fileOffset(at))
  const set = (other: Uint8Array) => hive.rootKey.set('v', BINARY, other)
  return { hive, field, dataCell, sizeOf, set }
}

describe('6.5 set value', () => {
  it.each([5, 8, 100, 16_343, 16_344])('6.5.32 %i bytes are in one cell', (length) => {
    for (const minor of [3, 5] as const) {
      const { hive, field, dataCell, sizeOf } = oneValue(minor, data(length))
      expect(field(VK.DATA_SIZE)).toBe(length)
      expect(sizeOf(dataCell())).toBe(Math.ceil((length + 4) / 8) * 8)
      const at = hive.cells.payloadAt(dataCell())
      expect(firstDifference(hive.image.bytesCopy(at, length), data(length))).toBe(-1)
    }
  })

  it('6.5.32 data that fits stays in its cell, whose rest is cleared; other data gets a new cell, and the old one is freed', () => {
    const { hive, dataCell, set } = oneValue(5, data(100))
    const cell = dataCell()
    for (const length of [80, 100, 60, 99]) {
      set(data(length))
      expect(dataCell()).toBe(cell)
      const stored = hive.image.bytesCopy(hive.cells.payloadAt(cell), 100)
      expect(stored.subarray(0, length)).toEqual(data(length))
      expect(stored.subarray(length).every((byte) => byte === 0)).toBe(true)
    }
    set(data(200))
    expect(dataCell()).not.toBe(cell)
    expect(hive.image.i32(fileOffset(cell))).toBeGreaterThan(0)
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  })

  it.each([16_345, 32_688, 32_689, MIB, MIB + 1])(
    '6.5.33 %i bytes are in segments from 1.4 on',
    (length) => {
      for (const minor of [4, 5] as const) {
        const { hive, field, dataCell, sizeOf } = oneValue(minor, data(length))
        const count = Math.ceil(length / 16_344)
        expect(field(VK.DATA_SIZE)).toBe(length)
        expect(sizeOf(dataCell())).toBe(16)
        const db = hive.cells.payloadAt(dataCell())
        expect(hive.image.u16(db)).toBe(SIG.DB)
        expect(hive.image.u16(db + DB.COUNT)).toBe(count)
        const list = hive.cells.payloadAt(hive.image.u32(db + DB.SEGMENTS) as CellOffset)
        const segments = Array.from({ length: count }, (_, n) => hive.image.u32(list + n * 4))
        const stored = segments.map((segment) => {
          expect(sizeOf(segment as CellOffset)).toBe(16_352)
          return hive.image.bytesCopy(hive.cells.payloadAt(segment as CellOffset), 16_344)
        })
        const whole = Buffer.concat(stored)
        expect(firstDifference(whole.subarray(0, length), data(length))).toBe(-1)
        expect(whole.subarray(length).every((byte) => byte === 0)).toBe(true)
      }
    },
  )

  it.each([16_345, 32_689, MIB])('6.5.33 %i bytes are in one cell in 1.3', (length) => {
    const { hive, dataCell, sizeOf } = oneValue(3, data(length))
    const exact = Math.ceil((length + 4) / 8) * 8
    expect(sizeOf(dataCell())).toBe(exact > 16_384 ? 2 ** Math.ceil(Math.log2(exact)) : exact)
    const at = hive.cells.payloadAt(dataCell())
    expect(firstDifference(hive.image.bytesCopy(at, length), data(length))).toBe(-1)
  })

  it.each([3, 5] as const)(
    '6.5.34 changing the way data is stored frees exactly the old cells (1.%i)',
    (minor) => {
      const empty = audit(oneValue(minor, data(4)).hive).live
      const { hive, set } = oneValue(minor, data(4))
      for (const length of [0, 5, 4, 40_000, 2, 500, 90_000, 600, 40_000, 16_344, 16_345, 1]) {
        set(data(length))
        const found = audit(hive)
        expect(found).toMatchObject({ problems: [], leaks: [] })
        if (length <= 4) expect(found.live).toBe(empty)
      }
    },
  )

  it.each([
    ['Name ä', encodeLatin1('Name ä'), 1],
    ['Имя', encodeUtf16('Имя'), 0],
    ['', new Uint8Array(), 0],
  ])('6.5.35 the record of a new value %j is right in every byte', (name, stored, flags) => {
    const hive = openEverything()
    const { cell } = hive.key('Alpha\\One').set(name, 0xffff0012, data(3))
    const wanted = new DataView(new ArrayBuffer(VK.NAME + stored.length))
    wanted.setUint16(VK.SIGNATURE, SIG.VK, true)
    wanted.setUint16(VK.NAME_LENGTH, stored.length, true)
    wanted.setUint32(VK.DATA_SIZE, 0x80000003, true)
    wanted.setUint32(VK.DATA, 0x000f0801, true)
    wanted.setUint32(VK.TYPE, 0xffff0012, true)
    wanted.setUint16(VK.FLAGS, flags, true)
    const bytes = new Uint8Array(wanted.buffer)
    bytes.set(stored, VK.NAME)
    const written = hive.image.bytesCopy(hive.cells.payloadAt(cell), hive.cells.payloadSize(cell))
    expect(written.subarray(0, bytes.length)).toEqual(bytes)
    expect(written.subarray(bytes.length).every((byte) => byte === 0)).toBe(true)
  })

  it('6.5.35 a new value is appended to the list, which occasionally gets more space', () => {
    const hive = openEverything()
    const one = hive.key('Alpha\\One')
    const at = hive.cells.payloadAt(one.cell)
    const cells: number[] = []
    const lists = new Set<number>()
    for (let n = 0; n < 300; n++) {
      cells.push(one.set(`v${n}`, 4, data(4)).cell)
      expect(hive.image.u32(at + NK.VALUE_COUNT)).toBe(n + 1)
      lists.add(hive.image.u32(at + NK.VALUE_LIST))
    }
    const list = hive.cells.payloadAt(hive.image.u32(at + NK.VALUE_LIST) as CellOffset)
    expect(cells.map((_, n) => hive.image.u32(list + n * 4))).toEqual(cells)
    expect(lists.size).toBeLessThan(40)
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  })

  it('6.5.36 setting values raises the longest name and the largest data, and never lowers them', () => {
    const hive = openEverything()
    const one = hive.key('Alpha\\One')
    const at = hive.cells.payloadAt(one.cell)
    const maxima = () => [
      hive.image.u32(at + NK.MAX_VALUE_NAME),
      hive.image.u32(at + NK.MAX_VALUE_DATA),
    ]
    for (const [name, length, wanted] of [
      ['four', 4, [8, 4]],
      ['Имя', 20_000, [8, 20_000]],
      ['a longer name', 7, [26, 20_000]],
      ['Имя', 1, [26, 20_000]],
    ] as const) {
      one.set(name, BINARY, data(length))
      expect(maxima()).toEqual(wanted)
    }
    one.value('four')?.rename('an even longer name')
    expect(maxima()).toEqual([38, 20_000])
    expect(one.lastWrite).toBe(LATER)
  })

  it('6.5.37 a link has only its one value, of its type, with an even length and without NUL', () => {
    const hive = openEverything()
    const link = hive.key('Link')
    const target = encodeUtf16('\\Registry\\User')
    for (const [name, type, bytes] of [
      ['Other', 6, target],
      ['SymbolicLinkValue', 1, target],
      ['SymbolicLinkValue', 6, target.subarray(1)],
      ['SymbolicLinkValue', 6, encodeUtf16('\\Registry\\User\0')],
    ] as const) {
      expectRefusal(hive, 'link-key', () => link.set(name, type, bytes))
    }
    expectRefusal(hive, 'link-key', () => link.value('SymbolicLinkValue')?.rename('Other'))
    link.set('SymbolicLinkValue', 6, target)
    expect(link.value('SymbolicLinkValue')?.data).toEqual(target)
  })

  it('6.5.37 a predefined key accepts no value, and keeps both of its fields', () => {
    const one = places.nk('Alpha\\One')
    const file = corrupt(
      places.bytes,
      { at: one + NK.FLAGS, u16: 0x60 },
      { at: one + NK.VALUE_COUNT, u32: 0x80000002 },
      { at: one + NK.VALUE_LIST, u32: 0x41414141 },
    )
    const hive = openEverything(file)
    expectRefusal(hive, 'predefined-key', () => hive.key('Alpha\\One').set('v', 4, data(4)))
    const renamed = hive.cells.payloadAt(hive.key('Alpha\\One').rename('One, longer').cell)
    expect(hive.image.u32(renamed + NK.VALUE_COUNT)).toBe(0x80000002)
    expect(hive.image.u32(renamed + NK.VALUE_LIST)).toBe(0x41414141)
  })
})

describe('6.6 delete value', () => {
  it('6.6.38 deleting a value closes the gap; deleting the last one frees the list and clears both maxima', () => {
    const hive = openEverything()
    const alpha = hive.key('Alpha')
    const at = hive.cells.payloadAt(alpha.cell)
    const list = hive.image.u32(at + NK.VALUE_LIST) as CellOffset
    const entries = () => {
      const count = hive.image.u32(at + NK.VALUE_COUNT)
      return Array.from({ length: count }, (_, n) =>
        hive.image.u32(hive.cells.payloadAt(list) + n * 4),
      )
    }
    const [a, b, c, d, e] = entries()
    alpha.value('Text')?.delete()
    expect(entries()).toEqual([a, b, d, e])
    expect(hive.image.i32(fileOffset(c as CellOffset))).toBeGreaterThan(0)
    for (const name of ['', 'Big', 'Inline', 'Wide ☃']) alpha.value(name)?.delete()
    expect(hive.image.i32(fileOffset(list))).toBeGreaterThan(0)
    for (const [field, wanted] of [
      [NK.VALUE_COUNT, 0],
      [NK.VALUE_LIST, NIL],
      [NK.MAX_VALUE_NAME, 0],
      [NK.MAX_VALUE_DATA, 0],
    ] as const) {
      expect(hive.image.u32(at + field)).toBe(wanted)
    }
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
    expect(alpha.lastWrite).toBe(LATER)
  })

  it.each([0, 1, 2])(
    '6.6.39 of three values with one name, number %i is deleted alone',
    (index) => {
      const made = Hive.create()
      for (const name of ['Twin', 'Twi1', 'Twi2']) made.rootKey.set(name, 1, encodeUtf16(name))
      const patches = [...made.rootKey.values()].map(({ cell }) => ({
        at: made.cells.payloadAt(cell) + VK.NAME_LENGTH,
        u16: 3,
      }))
      const hive = Hive.open(corrupt(made.finishedCopy(), ...patches))
      const left = [...hive.rootKey.values()].map(({ cell }) => cell)
      const [doomed] = left.splice(index, 1)
      new History(hive).run({ kind: 'delete-values', key: hive.root, indexes: [index] })
      expect([...hive.rootKey.values()].map(({ cell }) => cell)).toEqual(left)
      expect(hive.image.i32(fileOffset(doomed as CellOffset))).toBeGreaterThan(0)
      expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
    },
  )
})
