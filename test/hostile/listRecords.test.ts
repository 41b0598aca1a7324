/**
 * The numbered list of regf-format 8: lists, values and data (39 to 62). Rows
 * 45, 49 and 54 are also in `test/regf/checkHostile.test.ts`; what exactly the check finds is asserted
 * in `test/regf` by the rules of 5.2.
 */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, DB, KEY_FLAG, LIST, NK, SEGMENT_DATA, SIG, VK } from '../../src/regf/layout.ts'
import { typeName } from '../../src/values/valueType.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { BIG_DATA, cellOf, hiveOfEverything, NOW, ROOT, sizeField } from '../helpers/hives.ts'
import { ExtraBin } from './ExtraBin.ts'
import { expectEditRefused, expectOpen } from './expectHostile.ts'
import { freeCell } from './freeCell.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive
const four = new Uint8Array(4)
const NIL = 0xffffffff

/** Ten times the duration of the slowest of these tests. */
const HANG = 20_000

const createInBeta = (hive: Hive) => hive.key('Beta').create('D')
const setText = (hive: Hive) => hive.key('Alpha').set('Text', 4, four)
const setBig = (hive: Hive) => hive.key('Alpha').set('Big', 4, four)

describe('subkey lists', () => {
  it('hostile 39 of a list with a count of 0xFFFF in a 16-byte cell, the entries that fit are read', async () => {
    const list = places.list('Alpha\\Two')
    expect(image.i32(sizeField(list))).toBe(-16)
    const hive = await expectOpen(patched({ at: list + LIST.COUNT, u16: 0xffff }), 'list-past-cell')
    expect([...hive.key('Alpha\\Two').subkeys()].map(({ name }) => name)).toEqual(['Deep'])
    expectEditRefused(hive, (it) => it.key('Alpha\\Two').create('x'))
  })

  it.each([
    ['lx', 0x786c],
    ['zeros', 0],
    ['nk', SIG.NK],
  ])('hostile 40 a list with the signature %s is not read', async (_, signature) => {
    const hive = await expectOpen(
      patched({ at: places.list('Beta'), u16: signature }),
      'signature-wrong',
    )
    expect([...hive.key('Beta').subkeys()]).toEqual([])
    expectEditRefused(hive, createInBeta)
  })

  it.each([
    ['NIL', NIL],
    ['0', 0],
    ['odd', places.cell('Beta\\B') + 1],
    ['volatile', 0x80000020],
    ['free', freeCell(places.hive)],
  ])('hostile 41 an entry that is %s is skipped, and the others are listed', async (_, target) => {
    const hive = await expectOpen(
      patched({ at: places.entry('Beta', 1), u32: target }),
      'reference-bad',
    )
    expect([...hive.key('Beta').subkeys()].map(({ name }) => name)).toEqual(['A', 'C'])
    expectEditRefused(hive, createInBeta)
  })

  it('hostile 42 a child that is twice in a list is reported', async () => {
    const file = patched({ at: places.entry('Beta', 1), u32: places.cell('Beta\\A') })
    const hive = await expectOpen(file, 'key-twice')
    expectEditRefused(hive, createInBeta)
    expectEditRefused(hive, (it) => it.key('Beta').delete())
  })

  it('hostile 43 all keys of an unsorted list are found, and none is added', async () => {
    const [a, c] = [0, 2].map((n) => image.bytesCopy(places.entry('Beta', n), 8))
    const file = patched(
      { at: places.entry('Beta', 0), bytes: c ?? [] },
      { at: places.entry('Beta', 2), bytes: a ?? [] },
    )
    const hive = await expectOpen(file, 'subkey-order')
    for (const name of ['a', 'b', 'c']) expect(hive.key('Beta').subkey(name)).not.toBeNull()
    hive.check()
    for (const name of ['a', 'b', 'c']) expect(hive.key('Beta').subkey(name)).not.toBeNull()
    expectEditRefused(hive, createInBeta)
  })

  it.each([
    ['hashes', SIG.LH],
    ['hints', SIG.LF],
  ])('hostile 44 all keys of a sorted list with wrong %s are found', async (_, signature) => {
    const wrong = [0, 1, 2].map((n) => ({ at: places.entry('Beta', n) + 4, u32: 0x5a5a5a5a - n }))
    const file = patched({ at: places.list('Beta'), u16: signature }, ...wrong)
    const hive = await expectOpen(file, 'hash-wrong')
    for (const name of ['a', 'b', 'c']) expect(hive.key('Beta').subkey(name)).not.toBeNull()
    createInBeta(hive)
    for (const name of ['a', 'b', 'c', 'd']) expect(hive.key('Beta').subkey(name)).not.toBeNull()
  })

  it('hostile 45 a subkey count of 4 billion is reported', async () => {
    const file = patched({ at: places.nk('Beta') + NK.SUBKEY_COUNT, u32: NIL })
    const hive = await expectOpen(file, 'subkey-count')
    expect(hive.key('Beta').subkeyCells).toHaveLength(3)
  })

  it('hostile 46 a list below a subkey count of 0 is not shown, and is reported', async () => {
    const file = patched({ at: places.nk('Beta') + NK.SUBKEY_COUNT, u32: 0 })
    const hive = await expectOpen(file, 'subkeys-hidden')
    expect(hive.key('Beta').subkeyCount).toBe(0)
  })

  it.each([0x80000128, 0xbaadf00d])(
    'hostile 47 a volatile list at %i is ignored and kept',
    async (list) => {
      const beta = places.nk('Beta')
      const file = patched(
        { at: beta + NK.VOLATILE_COUNT, u32: 5 },
        { at: beta + NK.VOLATILE_LIST, u32: list },
      )
      const hive = await expectOpen(file)
      expect(hive.check().findings).toEqual([])
      createInBeta(hive)
      expect(hive.image.u32(beta + NK.VOLATILE_LIST)).toBe(list)
    },
  )

  it('hostile 48 a leaf of 65,535 entries is split when another is added', {
    timeout: HANG,
  }, () => {
    const count = 0xffff
    const bin = new ExtraBin(bytes)
    const one = places.cell('Alpha\\One')
    const record = image.bytesCopy(places.nk('Alpha\\One'), NK.NAME)
    const first = bin.next
    for (let n = 0; n < count; n++) {
      bin.cell(NK.NAME + 6, (view) => {
        new Uint8Array(view.buffer, view.byteOffset).set(record)
        view.setUint32(NK.PARENT, one, true)
        view.setUint16(NK.NAME_LENGTH, 6, true)
        const name = Buffer.from(String(100_000 + n))
        new Uint8Array(view.buffer, view.byteOffset + NK.NAME).set(name)
      })
    }
    const leaf = bin.cell(4 + count * 4, (view) => {
      view.setUint16(LIST.SIGNATURE, SIG.LI, true)
      view.setUint16(LIST.COUNT, count, true)
      for (let n = 0; n < count; n++) view.setUint32(LIST.ENTRIES + n * 4, first + n * 88, true)
    })
    const hive = openAt(bin.finish(...listOf('Alpha\\One', count, leaf)))
    const errors = (it: Hive) => it.check().findings.filter(({ severity }) => severity === 'error')
    expect(errors(hive)).toEqual([])
    hive.key('Alpha\\One').create('150000x')
    expect(hive.key('Alpha\\One').subkeyCount).toBe(0x10000)
    expect(hive.key('Alpha\\One').subkey('150000X')?.path).toEqual(['Alpha', 'One', '150000x'])
    expect(hive.key('Alpha\\One').subkey('165534')).not.toBeNull()
    expect(errors(Hive.open(hive.finishedCopy()))).toEqual([])
  })
})

describe('values', () => {
  const alpha = places.nk('Alpha')
  const text = places.vk('Alpha', 'Text')

  it.each([NIL, 0x40000001])(
    'hostile 49 a value list with a count of %i is read to its end',
    async (count) => {
      const file = patched({ at: alpha + NK.VALUE_COUNT, u32: count })
      const hive = openAt(file)
      const also = hive.check().findings.some(({ code }) => code === 'reference-bad')
      await expectOpen(file, 'value-list-past-cell', ...(also ? (['reference-bad'] as const) : []))
      expect([...hive.key('Alpha').values()]).toHaveLength(5)
    },
  )

  it('hostile 50 a value list shorter than the count is read to its end', async () => {
    const list = places.valueList('Alpha')
    const size = -image.i32(sizeField(list))
    const file = patched(
      { at: sizeField(list), u32: -16 },
      { at: sizeField(list) + 16, u32: size - 16 },
    )
    const hive = await expectOpen(file, 'value-list-past-cell')
    expect([...hive.key('Alpha').values()].map(({ name }) => name)).toEqual(['', 'Inline', 'Text'])
    expectEditRefused(hive, setText)
  })

  it('hostile 51 neither value field of a predefined key is followed', async () => {
    const file = patched(
      { at: alpha + NK.FLAGS, u16: KEY_FLAG.COMP_NAME | KEY_FLAG.PREDEF_HANDLE },
      { at: alpha + NK.VALUE_COUNT, u32: 0x80000002 },
      { at: alpha + NK.VALUE_LIST, u32: 0x41414141 },
    )
    const hive = await expectOpen(file)
    expect([...hive.key('Alpha').values()]).toEqual([])
    expectEditRefused(hive, setText, 'predefined-key')
  })

  it('hostile 52 a value record of 12 bytes, or with a name past its end, is reported', async () => {
    const size = -image.i32(sizeField(text))
    const small = patched(
      { at: sizeField(text), u32: -16 },
      { at: sizeField(text) + 16, u32: size - 16 },
    )
    const hive = await expectOpen(small, 'value-too-small')
    expect([...hive.key('Alpha').values()].map(({ name }) => name)).toEqual([
      ...['', 'Inline', 'Wide ☃', 'Big'],
    ])
    const long = await expectOpen(
      patched({ at: text + VK.NAME_LENGTH, u16: 0xffff }),
      'name-past-cell',
    )
    expect([...long.key('Alpha').values()]).toHaveLength(5)
    expectEditRefused(long, (it) => it.key('Alpha').delete())
  })

  it.each([0x80000005, NIL])(
    'hostile 53 data with an inline size of %i is cut to four bytes',
    async (size) => {
      const at = places.vk('Alpha', 'Inline') + VK.DATA_SIZE
      const hive = await expectOpen(patched({ at, u32: size }), 'inline-size')
      expect(hive.key('Alpha').value('Inline')?.data).toEqual(Uint8Array.of(1, 2, 3, 4))
      expectEditRefused(hive, (it) => it.key('Alpha').set('Inline', 4, four))
    },
  )

  it('hostile 54 a data size of 2 GiB in a small cell is reported', async () => {
    const hive = await expectOpen(
      patched({ at: text + VK.DATA_SIZE, u32: 0x7fffffff }),
      'data-past-cell',
    )
    expect(hive.key('Alpha').value('Text')?.data).toHaveLength(20)
    expectEditRefused(hive, setText)
  })

  it.each([
    ['its own record', cellOf(text), 'shared-cell'],
    ['its own key', places.cell('Alpha'), 'shared-cell'],
    ['the root', ROOT, 'shared-cell'],
    ['NIL', NIL, 'data-bad'],
    ['a free cell', freeCell(places.hive), 'data-bad'],
  ] as const)(
    'hostile 55 a reference from data to %s is never written through',
    async (_, target, code) => {
      const hive = await expectOpen(patched({ at: text + VK.DATA, u32: target }), code)
      const length = code === 'data-bad' ? 0 : 20
      expect(hive.key('Alpha').value('Text')?.data).toHaveLength(length)
      expectEditRefused(hive, setText)
      expectEditRefused(hive, (it) => it.key('Alpha').value('Text')?.delete())
      expectEditRefused(hive, (it) => it.key('Alpha').delete())
    },
  )

  it('hostile 56 two values that share a data cell are read, and neither is written', async () => {
    const target = cellOf(places.data('Alpha', ''))
    const hive = await expectOpen(patched({ at: text + VK.DATA, u32: target }), 'shared-cell')
    const data = (name: string) => hive.key('Alpha').value(name)?.data.slice(0, 16)
    expect(data('Text')).toEqual(data(''))
    expectEditRefused(hive, setText)
    expectEditRefused(hive, (it) => it.key('Alpha').set('', 4, four))
  })

  it('hostile 57 a type of 0xFFFFFFFF is read as a number', async () => {
    const hive = await expectOpen(patched({ at: text + VK.TYPE, u32: NIL }))
    expect(typeName(hive.key('Alpha').value('Text')?.type ?? 0)).toBe('0xffffffff')
  })
})

describe('big data', () => {
  const vk = places.vk('Alpha', 'Big')
  const db = places.data('Alpha', 'Big')
  const list = places.follow(db + DB.SEGMENTS)
  const second = places.follow(list + 4)
  const read = (hive: Hive) => hive.key('Alpha').value('Big')?.data ?? new Uint8Array()

  it.each([0, 1, 0xffff])(
    'hostile 58 a segment count of %i for 16,345 bytes is reported',
    async (count) => {
      const file = patched(
        { at: vk + VK.DATA_SIZE, u32: SEGMENT_DATA + 1 },
        { at: db + DB.COUNT, u16: count },
      )
      const hive = await expectOpen(file, 'big-data-bad')
      const wanted = Math.min(SEGMENT_DATA + 1, count * SEGMENT_DATA)
      expect(read(hive)).toEqual(BIG_DATA.slice(0, wanted))
      expectEditRefused(hive, setBig)
    },
  )

  it.each([
    ['a list that is the db record', [{ at: db + DB.SEGMENTS, u32: cellOf(db) }], 0],
    ['a list that lists itself', [{ at: list, u32: cellOf(list) }], 0],
    ['a list that lists the db record', [{ at: list, u32: cellOf(db) }], 0],
    [
      'three times one segment',
      [4, 8].map((at) => ({ at: list + at, u32: image.u32(list) })),
      SEGMENT_DATA,
    ],
  ])('hostile 59 big data with %s is reported', async (_, patches, wanted) => {
    const hive = await expectOpen(patched(...patches), 'shared-cell')
    expect(read(hive)).toEqual(BIG_DATA.slice(0, wanted))
    expectEditRefused(hive, setBig)
    expectEditRefused(hive, (it) => it.key('Alpha').delete())
  })

  it('hostile 60 big data with a size of 1,071,104,041 is reported', async () => {
    const file = patched({ at: vk + VK.DATA_SIZE, u32: 1_071_104_041 })
    const hive = await expectOpen(file, 'big-data-bad')
    expect(read(hive).length).toBeLessThanOrEqual(3 * SEGMENT_DATA)
    expectEditRefused(hive, setBig)
  })

  it('hostile 61 a segment of 8 bytes is reported', async () => {
    const size = -image.i32(sizeField(second))
    const file = patched(
      { at: sizeField(second), u32: -8 },
      { at: sizeField(second) + 8, u32: size - 8 },
    )
    const hive = await expectOpen(file, 'big-data-bad')
    expect(read(hive)).toEqual(BIG_DATA.slice(0, SEGMENT_DATA + 4))
    expectEditRefused(hive, setBig)
  })

  it('hostile 62 big data in a hive of 1.3 is read if it is consistent, or else as far as it goes', async () => {
    const version = { at: BASE.MINOR, u32: 3 }
    const hive = await expectOpen(patched(version), 'big-data-version')
    expect(read(hive)).toEqual(BIG_DATA)
    const broken = await expectOpen(
      patched(version, { at: list + 4, u32: NIL }),
      'big-data-version',
      'big-data-bad',
    )
    expect(read(broken)).toEqual(BIG_DATA.slice(0, SEGMENT_DATA))
    expectEditRefused(broken, setBig)
  })
})

function patched(...patches: readonly Patch[]): Uint8Array<ArrayBuffer> {
  return corrupt(bytes, ...patches)
}

function openAt(file: Uint8Array): Hive {
  const hive = Hive.open(Uint8Array.from(file))
  hive.clock = () => NOW
  return hive
}

/** Patches that give a key a list. */
function listOf(path: string, count: number, list: number): Patch[] {
  return [
    { at: places.nk(path) + NK.SUBKEY_COUNT, u32: count },
    { at: places.nk(path) + NK.SUBKEY_LIST, u32: list },
  ]
}
