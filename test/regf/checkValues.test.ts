/** Values, their lists and their data: regf-format 5.2 rules 28 to 34. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { DB, NK, SEGMENT_DATA, VALUE_FLAG, VK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { expectDamage, sharedAt } from '../helpers/expectCheck.ts'
import { BIG_DATA, cellOf, hiveOfEverything, ROOT, sizeField } from '../helpers/hives.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive
const text = places.vk('Alpha', 'Text')
const big = places.vk('Alpha', 'Big')
const four = new Uint8Array(4)

const setText = (hive: Hive) => hive.key('Alpha').set('Text', 4, four)
const setBig = (hive: Hive) => hive.key('Alpha').set('Big', 4, four)
const setInline = (hive: Hive) => hive.key('Alpha').set('Inline', 3, Uint8Array.of(9))
const addValue = (hive: Hive) => hive.key('Alpha').set('New', 4, four)
const deleteText = (hive: Hive) => hive.key('Alpha').value('Text')?.delete()
const deleteAlpha = (hive: Hive) => hive.key('Alpha').delete()

describe('value lists', () => {
  const count = places.nk('Alpha') + NK.VALUE_COUNT
  const room = (-image.i32(sizeField(places.valueList('Alpha'))) - 4) / 4

  it.each([0xffffffff, 0x40000001, 1000])('5.2.28 a list too small for %i values', (claimed) => {
    const hive = expectDamage(corrupt(bytes, { at: count, u32: claimed }), {
      code: 'value-list-past-cell',
      offset: count,
      path: ['Alpha'],
      expected: room,
      actual: claimed,
      also: room > 5 ? ['reference-bad'] : [],
      refused: [addValue, deleteText, deleteAlpha],
    })
    expect([...hive.key('Alpha').values()]).toHaveLength(5)
  })

  it('5.2.28 values and no list', () => {
    const at = places.nk('Alpha') + NK.VALUE_LIST
    const hive = expectDamage(corrupt(bytes, { at, u32: 0xffffffff }), {
      code: 'reference-bad',
      offset: at,
      path: ['Alpha'],
      refused: [addValue],
      allowed: [(it) => it.key('Alpha\\One').set('x', 4, four)],
    })
    expect(hive.key('Alpha').value('Text')).toBeNull()
  })

  it('5.2.34 a list of two keys', () => {
    const at = places.nk('Beta') + NK.VALUE_LIST
    const damaged = corrupt(
      bytes,
      { at: places.nk('Beta') + NK.VALUE_COUNT, u32: 5 },
      { at, u32: cellOf(places.valueList('Alpha')) },
    )
    expectDamage(damaged, {
      code: 'shared-cell',
      ...sharedAt(cellOf(places.valueList('Alpha')), at),
      path: ['Beta'],
      refused: [addValue, deleteAlpha, (hive) => hive.key('Beta').delete()],
    })
  })

  it('5.2.34 the same value twice in one list', () => {
    const at = places.valueList('Alpha') + 8
    const target = places.valueCell('Alpha', 'Inline')
    expectDamage(corrupt(bytes, { at, u32: target }), {
      code: 'shared-cell',
      ...sharedAt(target, at),
      path: ['Alpha'],
      refused: [setInline, addValue, deleteAlpha],
    })
  })
})

describe('value records', () => {
  it('5.2.29 too small', () => {
    const size = -image.i32(sizeField(text))
    const damaged = corrupt(
      bytes,
      { at: sizeField(text), u32: -16 },
      { at: sizeField(text) + 16, u32: size - 16 },
    )
    const hive = expectDamage(damaged, {
      code: 'value-too-small',
      offset: sizeField(text),
      path: ['Alpha'],
      expected: VK.NAME,
      actual: 12,
      refused: [addValue, deleteAlpha],
      allowed: [setInline],
    })
    expect([...hive.key('Alpha').values()]).toHaveLength(4)
  })

  it.each([0xffff, 9])('5.2.29 with a name of %i bytes that goes past its cell', (length) => {
    const at = text + VK.NAME_LENGTH
    const room = -image.i32(sizeField(text)) - 4 - VK.NAME
    expectDamage(corrupt(bytes, { at, u16: length }), {
      code: 'name-past-cell',
      offset: at,
      path: ['Alpha'],
      expected: room,
      actual: length,
      also: ['maximum-too-small'],
      refused: [deleteAlpha],
      allowed: [setInline],
    })
  })

  it('5.2.29 with an uncompressed name of odd length', () => {
    const at = text + VK.NAME_LENGTH
    expectDamage(corrupt(bytes, { at: text + VK.FLAGS, u16: 0 }, { at, u16: 3 }), {
      code: 'name-odd',
      offset: at,
      path: ['Alpha'],
      actual: 3,
      refused: [deleteAlpha],
      allowed: [setInline],
    })
  })
})

describe('data', () => {
  it.each([0x80000005, 0xffffffff])('5.2.30 inline data with the size field %i', (size) => {
    const at = places.vk('Alpha', 'Inline') + VK.DATA_SIZE
    const hive = expectDamage(corrupt(bytes, { at, u32: size }), {
      code: 'inline-size',
      offset: at,
      path: ['Alpha'],
      expected: 4,
      actual: size - 0x80000000,
      refused: [setInline],
      allowed: [setText],
    })
    expect(hive.key('Alpha').value('Inline')?.data).toEqual(Uint8Array.of(1, 2, 3, 4))
  })

  it.each([0x7fffffff, 30, 21])('5.2.31 data of %i bytes in a cell of 20', (size) => {
    const at = text + VK.DATA_SIZE
    const hive = expectDamage(corrupt(bytes, { at, u32: size }), {
      code: 'data-past-cell',
      offset: at,
      path: ['Alpha'],
      expected: 20,
      actual: size,
      also: size > 1e6 ? ['maximum-too-small'] : [],
      refused: [setText, deleteText, deleteAlpha],
      allowed: [setInline],
    })
    expect(hive.key('Alpha').value('Text')?.data).toHaveLength(20)
    expect(hive.key('Alpha').value('Text')?.isWhole).toBe(false)
  })

  it.each([
    ['NIL', 0xffffffff],
    ['nowhere', 0x7fff0000],
    ['volatile storage', 0x80000200],
  ])('5.2.32 data at %s', (_, target) => {
    const hive = expectDamage(corrupt(bytes, { at: text + VK.DATA, u32: target }), {
      code: 'data-bad',
      offset: text + VK.DATA,
      path: ['Alpha'],
      actual: target,
      refused: [setText, deleteText, deleteAlpha],
      allowed: [setInline, addValue],
    })
    expect(hive.key('Alpha').value('Text')?.data).toHaveLength(0)
  })

  it('5.2.32 data in a free cell: nothing is ever allocated over it', () => {
    const data = places.data('Alpha', 'Text')
    const size = -image.i32(sizeField(data))
    const hive = expectDamage(corrupt(bytes, { at: sizeField(data), u32: size }), {
      code: 'data-bad',
      offset: text + VK.DATA,
      path: ['Alpha'],
      refused: [setText],
    })
    for (let index = 0; index < 200; index++)
      hive.key('Witness').set(`v${index}`, 3, new Uint8Array(16))
    expect(hive.image.i32(sizeField(data))).toBe(size)
  })

  it.each([
    ['its own record', cellOf(text)],
    ['its own key', places.cell('Alpha')],
    ['the root', ROOT],
    ['the data of another value', cellOf(places.data('Alpha', ''))],
  ])('5.2.34 data in %s', (_, target) => {
    expectDamage(corrupt(bytes, { at: text + VK.DATA, u32: target }), {
      code: 'shared-cell',
      ...sharedAt(target, text + VK.DATA),
      path: ['Alpha'],
      refused: [setText, deleteText],
    })
  })

  it('5.2.34 two values with one data cell: neither is edited', () => {
    const target = cellOf(places.data('Alpha', ''))
    const hive = expectDamage(corrupt(bytes, { at: text + VK.DATA, u32: target }), {
      code: 'shared-cell',
      ...sharedAt(target, text + VK.DATA),
      refused: [setText, (it) => it.key('Alpha').set('', 4, four)],
      allowed: [setInline],
    })
    const alpha = hive.key('Alpha')
    expect(alpha.value('')?.data).toEqual(alpha.value('Text')?.head(16).slice(0, 16))
  })
})

describe('big data', () => {
  const db = places.data('Alpha', 'Big')
  const list = places.follow(db + DB.SEGMENTS)
  const second = places.follow(list + 4)
  const refused = [setBig, deleteAlpha]

  it.each([0, 1, 2, 4, 0xffff])('5.2.33 %i segments for data of three', (count) => {
    const also = count > 4 ? (['big-data-bad'] as const) : []
    const hive = expectDamage(corrupt(bytes, { at: db + DB.COUNT, u16: count }), {
      code: 'big-data-bad',
      offset: db + DB.COUNT,
      path: ['Alpha'],
      expected: 3,
      actual: count,
      also,
      refused,
      allowed: [setText],
    })
    const data = hive.key('Alpha').value('Big')?.data
    const whole = Math.min(count, 3) * SEGMENT_DATA
    expect(data).toEqual(BIG_DATA.slice(0, whole))
  })

  it.each([
    ['the db record', cellOf(db)],
    ['the key', places.cell('Alpha')],
  ])('5.2.33 a segment list that is %s', (_, target) => {
    const at = db + DB.SEGMENTS
    expectDamage(corrupt(bytes, { at, u32: target }), {
      code: 'shared-cell',
      ...sharedAt(target, at),
      refused,
    })
  })

  it('5.2.33 a segment list that is not there', () => {
    const at = db + DB.SEGMENTS
    const damaged = corrupt(bytes, { at, u32: 0xffffffff })
    expectDamage(damaged, { code: 'big-data-bad', offset: at, path: ['Alpha'], refused })
  })

  it('5.2.33 a segment list too small for its count', () => {
    const size = -image.i32(sizeField(list))
    const damaged = corrupt(
      bytes,
      { at: sizeField(list), u32: -8 },
      { at: sizeField(list) + 8, u32: size - 8 },
    )
    const at = db + DB.SEGMENTS
    const hive = expectDamage(damaged, { code: 'big-data-bad', offset: at, expected: 12, refused })
    expect(hive.key('Alpha').value('Big')?.data).toEqual(BIG_DATA.slice(0, SEGMENT_DATA))
  })

  it('5.2.33 a segment that is not there: the data before it is read', () => {
    const damaged = corrupt(bytes, { at: list + 4, u32: 0x80000100 })
    const hive = expectDamage(damaged, { code: 'big-data-bad', offset: list + 4, refused })
    expect(hive.key('Alpha').value('Big')?.data).toEqual(BIG_DATA.slice(0, SEGMENT_DATA))
  })

  it('5.2.33 the same segment twice', () => {
    const damaged = corrupt(bytes, { at: list + 4, u32: image.u32(list) })
    expectDamage(damaged, { code: 'shared-cell', ...sharedAt(image.u32(list), list + 4), refused })
  })

  it('5.2.33 a segment shorter than needed', () => {
    const size = -image.i32(sizeField(second))
    const damaged = corrupt(
      bytes,
      { at: sizeField(second), u32: -1024 },
      { at: sizeField(second) + 1024, u32: size - 1024 },
    )
    const hive = expectDamage(damaged, {
      code: 'big-data-bad',
      offset: second,
      expected: SEGMENT_DATA,
      actual: 1020,
      refused,
    })
    expect(hive.key('Alpha').value('Big')?.data).toEqual(BIG_DATA.slice(0, SEGMENT_DATA + 1020))
  })

  it('5.2.33 a size over what segments can hold', () => {
    const damaged = corrupt(bytes, { at: big + VK.DATA_SIZE, u32: 65_535 * SEGMENT_DATA + 1 })
    const hive = expectDamage(damaged, {
      code: 'big-data-bad',
      offset: db + DB.COUNT,
      expected: 65_536,
      also: ['maximum-too-small'],
      refused,
    })
    expect(hive.key('Alpha').value('Big')?.data.length).toBeLessThanOrEqual(3 * SEGMENT_DATA)
  })

  it('3.5 big data in a version 1.3 hive is read, with a warning', () => {
    const damaged = corrupt(bytes, { at: 0x18, u32: 3 })
    const { findings } = Hive.open(damaged).check()
    // The lists are those of version 1.5 too.
    expect(findings.filter(({ code }) => code !== 'list-kind')).toEqual([
      expect.objectContaining({ code: 'big-data-version', severity: 'warning', offset: db }),
    ])
    expect(Hive.open(damaged).key('Alpha').value('Big')?.data).toEqual(BIG_DATA)
  })
})

it('flags of a value besides its two known ones mean nothing', () => {
  const at = text + VK.FLAGS
  const { findings } = Hive.open(corrupt(bytes, { at, u16: 0xff00 | VALUE_FLAG.COMP_NAME })).check()
  expect(findings).toEqual([])
})
