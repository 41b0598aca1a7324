/** Keys and their places in the tree: regf-format 5.2 rules 16 to 21 and 39 to 41. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { KEY_FLAG, NK, VK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { deepKey } from '../helpers/deepKeys.ts'
import { expectDamage, sharedAt } from '../helpers/expectCheck.ts'
import { BIG_DATA, cellOf, hiveOfEverything, ROOT, sizeField } from '../helpers/hives.ts'

const places = hiveOfEverything()
const { bytes } = places
const B = 'Beta\\B'

const renameB = (hive: Hive) => hive.key(B).rename('Other')
const setInB = (hive: Hive) => hive.key(B).set('value', 4, new Uint8Array(4))
const createInBeta = (hive: Hive) => hive.key('Beta').create('D')
const deleteBeta = (hive: Hive) => hive.key('Beta').delete()
const setInBeta = (hive: Hive) => hive.key('Beta').set('value', 4, new Uint8Array(4))

describe('records', () => {
  it('5.2.16 a key record that is too small', () => {
    // The cell of A is cut to 72 bytes; what is left becomes a free cell.
    const record = places.nk('Beta\\A')
    const size = -places.hive.image.i32(sizeField(record))
    const damaged = corrupt(
      bytes,
      { at: sizeField(record), u32: -72 },
      { at: sizeField(record) + 72, u32: size - 72 },
    )
    const hive = expectDamage(damaged, {
      code: 'key-too-small',
      offset: record,
      path: ['Beta'],
      expected: NK.NAME,
      actual: 68,
      refused: [createInBeta, deleteBeta],
    })
    expect([...hive.key('Beta').subkeys()].map(({ name }) => name)).toEqual(['B', 'C'])
  })

  it.each([0xffff, 9])('5.2.16 a key name of %i bytes goes past its cell', (length) => {
    const at = places.nk(B) + NK.NAME_LENGTH
    const hive = expectDamage(corrupt(bytes, { at, u16: length }), {
      code: 'name-past-cell',
      offset: at,
      path: ['Beta', `B${'\0'.repeat(7)}`],
      expected: 8,
      actual: length,
      also: [
        'hash-wrong',
        'maximum-too-small',
        ...(length > 1040 ? ['key-name-too-long' as const] : []),
      ],
      refused: [(it) => [...it.key('Beta').subkeys()][1]?.set('value', 4, new Uint8Array(4))],
      allowed: [setInBeta],
    })
    expect(hive.key('Beta').subkeyCount).toBe(3)
  })

  it('5.2.17 an uncompressed name with an odd length', () => {
    const flags = places.nk(B) + NK.FLAGS
    const at = places.nk(B) + NK.NAME_LENGTH
    const damaged = corrupt(
      bytes,
      { at: flags, u16: 0 },
      { at, u16: 3 },
      { at: places.nk(B) + NK.NAME, bytes: [0x42, 0, 0] },
    )
    expectDamage(damaged, {
      code: 'name-odd',
      offset: at,
      path: ['Beta', 'B'],
      actual: 3,
      also: ['maximum-too-small'],
      refused: [renameB, setInB],
      allowed: [setInBeta],
    })
  })

  it('5.2.18 a key without a name', () => {
    const at = places.nk('Beta\\A') + NK.NAME_LENGTH
    expectDamage(corrupt(bytes, { at, u16: 0 }), {
      code: 'key-name-empty',
      offset: at,
      path: ['Beta', ''],
      also: ['hash-wrong'],
      refused: [deleteBeta],
      allowed: [setInBeta],
    })
  })

  it('5.2.18 a key with a backslash in its name', () => {
    const at = places.nk('Beta\\C') + NK.NAME
    expectDamage(corrupt(bytes, { at, u8: 0x5c }), {
      code: 'key-name-backslash',
      offset: at,
      path: ['Beta', '\\'],
      also: ['hash-wrong'],
      refused: [deleteBeta],
      allowed: [setInBeta],
    })
  })

  it.each([
    [1041, 'key-name-too-long'],
    [1000, 'key-name-long'],
  ] as const)('5.2.18 a key name of %i stored bytes', (length, code) => {
    // The record is put where the data of a big value was.
    const segment = places.follow(places.follow(places.data('Alpha', 'Big') + 4))
    const record = places.hive.image.bytesCopy(places.nk('Beta\\C'), NK.NAME)
    const damaged = corrupt(
      bytes,
      { at: segment, bytes: record },
      { at: segment + NK.NAME_LENGTH, u16: length },
      { at: segment + NK.NAME, bytes: new Uint8Array(length).fill(0x5a) },
      { at: places.entry('Beta', 2), u32: cellOf(segment) },
      { at: places.vk('Alpha', 'Big') + VK.DATA_SIZE, u32: 0x80000000 },
    )
    const hive = Hive.open(damaged)
    const finding = hive.check().findings.find((one) => one.code === code)
    const severity = length > 1040 ? 'error' : 'info'
    expect(finding).toMatchObject({ severity, offset: segment + NK.NAME_LENGTH, actual: length })
    expect([...hive.key('Beta').subkeys()][2]?.name).toBe('Z'.repeat(length))
  })

  it.each([
    ['itself', places.cell(B)],
    ['its child', places.cell('Beta\\C')],
    ['NIL', 0xffffffff],
    ['the root', ROOT],
  ])('5.2.19 a key whose parent field names %s', (_, parent) => {
    const at = places.nk(B) + NK.PARENT
    const hive = expectDamage(corrupt(bytes, { at, u32: parent }), {
      code: 'parent-wrong',
      offset: at,
      path: ['Beta', 'B'],
      expected: places.cell('Beta'),
      actual: parent,
      refused: [renameB, setInB, deleteBeta],
      allowed: [setInBeta, createInBeta],
    })
    expect(hive.key(B).name).toBe('B')
  })
})

describe('the tree', () => {
  it('5.2.20 a key that two keys list', () => {
    const at = places.entry('Wide', 0)
    const target = places.cell('Beta\\A')
    expectDamage(corrupt(bytes, { at, u32: target }), {
      code: 'key-twice',
      ...sharedAt(target, at),
      path: ['Wide'],
      refused: [
        (hive) => hive.key('Beta\\A').set('value', 4, new Uint8Array(4)),
        (hive) => hive.key('Wide').delete(),
        deleteBeta,
      ],
      allowed: [setInBeta, createInBeta],
    })
  })

  it('5.2.20 a key that lists its own ancestor', () => {
    const at = places.entry('Alpha\\Two', 0)
    const hive = expectDamage(corrupt(bytes, { at, u32: places.cell('Alpha') }), {
      code: 'key-twice',
      ...sharedAt(places.cell('Alpha'), at),
      path: ['Alpha', 'Two'],
      refused: [(it) => it.key('Alpha\\Two').delete()],
    })
    expect(hive.check().keys).toBe(615)
  })

  it('5.2.21 keys nested deeper than 512 levels', () => {
    const { deepest, depth, damaged } = nested()
    const hive = expectDamage(damaged, {
      code: 'too-deep',
      offset: deepest,
      expected: 512,
      actual: depth,
      also: ['key-deep'],
    })
    const finding = hive.check().findings.find(({ code }) => code === 'too-deep')
    // All of it would be 513 names.
    expect(finding?.path?.slice(0, 2)).toEqual(['level', 'level'])
    expect(finding?.path).toContain('…')
    expect(finding?.path?.slice(-2)).toEqual(['level', 'A'])
  })

  /** 512 nested keys, and one more below the last. */
  function nested() {
    const hive = Hive.open(bytes.slice())
    const last = deepKey(hive, 512, 'level')
    const other = hive.key('Beta')
    const { image, cells } = hive
    const from = cells.payloadAt(last.cell)
    const beta = cells.payloadAt(other.cell)
    const deepest = cells.payloadAt(hive.key('Beta\\A').cell)
    const damaged = corrupt(
      hive.finishedCopy(),
      { at: from + NK.SUBKEY_COUNT, u32: 3 },
      { at: from + NK.SUBKEY_LIST, u32: image.u32(beta + NK.SUBKEY_LIST) },
      { at: from + NK.MAX_SUBKEY_NAME, u16: 2 },
      { at: beta + NK.SUBKEY_COUNT, u32: 0 },
      { at: beta + NK.SUBKEY_LIST, u32: 0xffffffff },
      ...['A', 'B', 'C'].map((name) => {
        const at = cells.payloadAt(hive.key(`Beta\\${name}`).cell) + NK.PARENT
        return { at, u32: last.cell }
      }),
    )
    return { deepest, depth: 513, damaged }
  }
})

describe('class names', () => {
  const length = places.nk('Beta') + NK.CLASS_LENGTH
  const target = places.nk('Beta') + NK.CLASS
  const room = -places.hive.image.i32(sizeField(places.follow(target))) - 4

  it.each([
    ['5.2.39 longer than its cell', 0xffff, room],
    ['5.2.39 of odd length', 9, undefined],
  ])('%s', (_, actual, expected) => {
    const hive = expectDamage(corrupt(bytes, { at: length, u16: actual }), {
      code: 'class-bad',
      offset: length,
      path: ['Beta'],
      actual,
      ...(expected === undefined ? {} : { expected }),
      refused: [setInBeta, deleteBeta],
    })
    expect(hive.key('Beta').className).toMatch(/^Klas/)
  })

  it('5.2.39 with a length and no cell', () => {
    const hive = expectDamage(corrupt(bytes, { at: target, u32: 0xffffffff }), {
      code: 'class-bad',
      offset: length,
      path: ['Beta'],
      refused: [setInBeta],
    })
    expect(hive.key('Beta').className).toBeNull()
  })

  it('5.2.14 in a cell that is not there', () => {
    expectDamage(corrupt(bytes, { at: target, u32: 0x80000020 }), {
      code: 'reference-bad',
      offset: target,
      path: ['Beta'],
      refused: [setInBeta],
    })
  })

  it('5.2.34 in a cell that holds something else', () => {
    const other = cellOf(places.valueList('Alpha'))
    expectDamage(corrupt(bytes, { at: target, u32: other }), {
      code: 'shared-cell',
      ...sharedAt(other, target),
      path: ['Beta'],
      refused: [setInBeta, (hive) => hive.key('Alpha').set('New', 4, BIG_DATA)],
    })
  })
})

describe('links', () => {
  const vk = places.vk('Link', 'SymbolicLinkValue')
  const deleteLink = (hive: Hive) => hive.key('Link').delete()

  it('5.2.40 with subkeys', () => {
    const at = places.nk('Beta') + NK.FLAGS
    const damaged = corrupt(bytes, { at, u16: KEY_FLAG.SYM_LINK | KEY_FLAG.COMP_NAME })
    expectDamage(damaged, {
      code: 'link-bad',
      offset: places.nk('Beta') + NK.SUBKEY_COUNT,
      path: ['Beta'],
      refused: [deleteBeta],
      allowed: [setInB],
    })
  })

  it('5.2.40 with more than one value', () => {
    const at = places.nk('Filler') + NK.FLAGS
    const damaged = corrupt(bytes, { at, u16: KEY_FLAG.SYM_LINK | KEY_FLAG.COMP_NAME })
    const codes = Hive.open(damaged).check().findings
    expect(codes[0]).toMatchObject({
      code: 'link-bad',
      severity: 'error',
      offset: places.nk('Filler') + NK.VALUE_COUNT,
      expected: 1,
    })
  })

  it.each([0, 1])('5.2.40 with a value name of length %i (CVE-2024-26176)', (length) => {
    expectDamage(corrupt(bytes, { at: vk + VK.NAME_LENGTH, u16: length }), {
      code: 'link-bad',
      offset: vk + VK.NAME,
      path: ['Link'],
      refused: [deleteLink],
    })
  })

  it('5.2.40 with a value of another type', () => {
    expectDamage(corrupt(bytes, { at: vk + VK.TYPE, u32: 1 }), {
      code: 'link-bad',
      offset: vk + VK.TYPE,
      path: ['Link'],
      expected: 6,
      actual: 1,
      refused: [deleteLink],
    })
  })
})

describe('tombstones of version 1.6', () => {
  const layered = hiveOfEverything(6)

  it.each([
    ['subkeys', 'Beta', NK.SUBKEY_COUNT],
    ['values', 'Filler', NK.VALUE_COUNT],
  ])('5.2.41 a tombstone key with %s', (_, path, field) => {
    const at = layered.nk(path) + NK.LAYER
    expectDamage(corrupt(layered.bytes, { at, u8: 1 }), {
      code: 'tombstone-bad',
      offset: layered.nk(path) + field,
      path: [path],
      refused: [(hive) => hive.key(path).delete()],
    })
  })

  it('5.2.41 a tombstone key with a class', () => {
    const { image } = layered.hive
    const one = layered.nk('Alpha\\One')
    const beta = layered.nk('Beta')
    const damaged = corrupt(
      layered.bytes,
      { at: one + NK.LAYER, u8: 1 },
      { at: one + NK.CLASS, u32: image.u32(beta + NK.CLASS) },
      { at: one + NK.CLASS_LENGTH, u16: 10 },
      { at: beta + NK.CLASS, u32: 0xffffffff },
      { at: beta + NK.CLASS_LENGTH, u16: 0 },
    )
    expectDamage(damaged, {
      code: 'tombstone-bad',
      offset: one + NK.CLASS_LENGTH,
      path: ['Alpha', 'One'],
    })
  })

  it('5.2.41 a tombstone value with data', () => {
    const at = layered.vk('Alpha', 'Text') + VK.FLAGS
    expectDamage(corrupt(layered.bytes, { at, u16: 3 }), {
      code: 'tombstone-bad',
      offset: layered.vk('Alpha', 'Text') + VK.DATA_SIZE,
      path: ['Alpha'],
      refused: [(hive) => hive.key('Alpha').set('Text', 4, new Uint8Array(4))],
    })
  })

  it('a tombstone key and value without content are sound', () => {
    const one = layered.nk('Alpha\\One')
    const inline = layered.vk('Alpha', 'Inline')
    const sound = corrupt(
      layered.bytes,
      { at: one + NK.LAYER, u8: 1 },
      { at: inline + VK.FLAGS, u16: 3 },
      { at: inline + VK.DATA_SIZE, u32: 0 },
      { at: inline + VK.DATA, u32: 0xffffffff },
    )
    expect(Hive.open(sound).check().findings).toEqual([])
  })
})
