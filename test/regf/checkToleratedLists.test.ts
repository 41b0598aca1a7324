/** Unusual names and lists that are not damage: regf-format 5.3, notes at most. */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { CellStore } from '../../src/regf/CellStore.ts'
import { LIST, NK, SIG, VK } from '../../src/regf/layout.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { expectTolerated } from '../helpers/expectCheck.ts'
import { cellOf, hiveOfEverything, MARK, NOW, text } from '../helpers/hives.ts'
import { rawHive } from '../helpers/rawHive.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive

const named = (name: string) => ({ name })
const WITH_WITNESS = [
  ...['a', 'b', 'c', 'd'].map(named),
  { name: 'Witness', values: [{ name: 'Mark', type: 1, data: text(MARK) }] },
]

describe('names', () => {
  it('5.3.19 uncompressed though they would fit Latin-1', () => {
    const name = encodeUtf16('B')
    const b = places.nk('Beta\\B')
    const damaged = corrupt(
      bytes,
      { at: b + NK.FLAGS, u16: 0 },
      { at: b + NK.NAME_LENGTH, u16: 2 },
      { at: b + NK.NAME, bytes: name },
    )
    expect(expectTolerated(damaged).key('Beta\\b').name).toBe('B')
  })

  it('5.3.20 with lone surrogates, NUL, trailing spaces and any other units', () => {
    const hive = Hive.open(bytes.slice())
    const key = hive.key('Witness')
    for (const name of ['\ud801', '\udc00x', 'a\0b', ' x ', '\u202e', '/', '\r\n']) {
      key.create(name)
      key.set(name, 1, new Uint8Array(6))
    }
    expectTolerated(hive.finishedCopy())
  })

  it('5.3.26 in an order only an older upcase table gives: a note, and all are found', () => {
    const first = image.bytesCopy(places.entry('Wide', 0), 8)
    const second = image.bytesCopy(places.entry('Wide', 1), 8)
    const damaged = corrupt(
      bytes,
      { at: places.entry('Wide', 0), bytes: second },
      { at: places.entry('Wide', 1), bytes: first },
    )
    const hive = expectTolerated(damaged, ['subkey-order-upcase'])
    expect(hive.key('Wide').subkey('ж')?.name).toBe('Ж')
    expect(hive.key('Wide').subkey('Ⱦ')?.name).toBe('ⱦ')
    expect(() => hive.key('Wide').create('x')).toThrow(expect.objectContaining({ code: 'damaged' }))
  })

  it('5.3.27 of values that are equal without case', () => {
    const hive = Hive.open(bytes.slice())
    const other = hive.key('Alpha').set('texT2', 4, new Uint8Array(4))
    const name = hive.cells.payloadAt(other.cell) + VK.NAME_LENGTH
    const damaged = corrupt(hive.finishedCopy(), { at: name, u16: 4 })
    const { findings } = expectTolerated(damaged, ['value-duplicate']).check()
    expect(findings[0]).toMatchObject({
      severity: 'info',
      offset: fileOffset(other.cell),
      path: ['Alpha'],
      expected: places.valueCell('Alpha', 'Text'),
    })
  })
})

describe('5.3.27 equal names', () => {
  it.each([
    ['few values', 3],
    ['many values', 1000],
  ])('are found among %s, however they are stored', (_, count) => {
    const hive = Hive.open(bytes.slice())
    const one = hive.key('Alpha\\One')
    const data = new Uint8Array(4)
    hive.transact(() => {
      for (let index = 0; index < count; index++) one.set(`value ${index}`, 4, data)
    })
    const wide = one.set('ÿ and more 1', 4, data)
    const latin = one.set('ÿ AND MORE 2', 4, data)
    const { cells } = hive
    // The first is stored uncompressed, and the second gets its name.
    const first = cells.payloadAt(wide.cell)
    const second = cells.payloadAt(latin.cell)
    const damaged = corrupt(
      hive.finishedCopy(),
      { at: first + VK.FLAGS, u16: 0 },
      { at: first + VK.NAME_LENGTH, u16: 6 },
      { at: first + VK.NAME, bytes: encodeUtf16('ÿ a') },
      { at: second + VK.NAME_LENGTH, u16: 3 },
    )
    const { findings } = Hive.open(damaged).check()
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'value-duplicate',
        offset: fileOffset(latin.cell),
        expected: wide.cell,
      }),
    ])
  })

  it.each([
    ['ab\u0178', 'ABÿ'],
    ['abc\u0178', 'ABCÿ'],
    ['\u0178bcd', 'ÿBCD'],
    ['abcdé\u0178', 'ABCDÉÿ'],
    ['\u0178bcdefgh\u0178', 'ÿBCDEFGHÿ'],
    ['Äbcdefghö', 'äBCDEFGHÖ'],
  ])('of UTF-16 %j and Latin-1 %j are equal', (wide, latin) => {
    const hive = Hive.open(bytes.slice())
    const one = hive.key('Alpha\\One')
    const data = new Uint8Array(4)
    const second = one.set(latin, 4, data)
    // Its name is stored uncompressed, in the room of a longer one.
    const first = one.set('x'.repeat(wide.length * 2), 4, data)
    const at = hive.cells.payloadAt(first.cell)
    const damaged = corrupt(
      hive.finishedCopy(),
      { at: at + VK.FLAGS, u16: 0 },
      { at: at + VK.NAME, bytes: encodeUtf16(wide) },
    )
    expect(Hive.open(damaged).check().findings).toEqual([
      expect.objectContaining({
        code: 'value-duplicate',
        offset: fileOffset(first.cell),
        expected: second.cell,
      }),
    ])
  })
})

describe('lists', () => {
  it.each([
    ['lf', 3, []],
    ['lf', 5, ['list-kind']],
    ['lh', 3, ['list-kind']],
    ['lh', 5, []],
    ['li', 3, []],
    ['li', 5, []],
    ['lf', 2, ['list-kind']],
  ] as const)('5.3.22 %s in version 1.%i is read, with %j', (kind, minor, notes) => {
    const witness = { name: 'Witness', values: [{ name: 'Mark', type: 1, data: text(MARK) }] }
    const leaves = { kinds: [minor < 5 ? ('li' as const) : ('lh' as const)] }
    const beta = { name: 'Beta', leaves: { kinds: [kind] }, subkeys: ['A', 'B', 'C'].map(named) }
    const file = rawHive({ minor, root: { name: 'root', leaves, subkeys: [beta, witness] } })
    const hive = expectTolerated(file, notes)
    expect([...hive.key('Beta').subkeys()].map(({ name }) => name)).toEqual(['A', 'B', 'C'])
  })

  it.each([
    [3, 'li', []],
    [3, 'lf', ['list-kind']],
    [3, 'lh', ['list-kind']],
    [5, 'li', ['list-kind']],
    [5, 'lf', ['list-kind']],
    [5, 'lh', []],
  ] as const)('3.7 below an index in version 1.%i, %s is read, with %j', (minor, kind, notes) => {
    const file = rawHive({
      minor,
      root: { name: 'root', leaves: { kinds: [kind], size: 3 }, subkeys: WITH_WITNESS },
    })
    const hive = expectTolerated(file, notes)
    expect(hive.rootKey.subkeyCount).toBe(5)
    if (notes.length > 0) {
      const wanted = minor < 5 ? SIG.LI : SIG.LH
      expect(hive.check().findings[0]).toMatchObject({ expected: wanted, severity: 'warning' })
    }
  })

  it('5.3.21 zero hints of lf leaves are ignored', () => {
    const list = places.list('Beta')
    const patches = [0, 1, 2].map((index) => ({ at: places.entry('Beta', index) + 4, u32: 0 }))
    expectTolerated(corrupt(bytes, { at: list, u16: SIG.LF }, ...patches), ['list-kind'])
  })

  it('5.3.21 a wrong hint of an lf leaf is a note', () => {
    const at = places.entry('Beta', 0) + 4
    const patches = [0, 1, 2].map((index) => ({ at: places.entry('Beta', index) + 4, u32: 0 }))
    const wrong = { at, u32: 0x81 }
    const hive = expectTolerated(
      corrupt(bytes, { at: places.list('Beta'), u16: SIG.LF }, ...patches, wrong),
      ['list-kind', 'hash-wrong'],
    )
    expect(hive.check().findings[1]).toMatchObject({ offset: at, expected: 0x41, actual: 0x81 })
  })

  it('5.3.22 leaves of different kinds below one index', () => {
    // 507 entries of 8 bytes leave room for as many of 4.
    const leaf = places.leaf('Many', 1)
    const count = image.u16(leaf + LIST.COUNT)
    const entries = Array.from({ length: count }, (_, index) => ({
      at: leaf + LIST.ENTRIES + index * 4,
      u32: image.u32(leaf + LIST.ENTRIES + index * 8),
    }))
    expectTolerated(corrupt(bytes, { at: leaf, u16: SIG.LI }, ...entries), ['list-kind'])
  })

  it('5.3.23 an index with one leaf', () => {
    const damaged = edited(({ cells }) => {
      const key = cells.payloadAt(places.cell('Beta'))
      const index = cells.allocate(8)
      const at = cells.payloadAt(index)
      cells.image.setU16(at, SIG.RI)
      cells.image.setU16(at + LIST.COUNT, 1)
      cells.image.setU32(at + LIST.ENTRIES, cells.image.u32(key + NK.SUBKEY_LIST))
      cells.image.setU32(key + NK.SUBKEY_LIST, index)
    })
    expect(expectTolerated(damaged).key('Beta').subkeyCount).toBe(3)
  })

  it('3.6 an empty leaf below an index', () => {
    const damaged = edited(({ cells }) => {
      const leaf = cells.allocate(4)
      const index = cells.payloadAt(cellOf(places.list('Many')))
      cells.image.setU16(cells.payloadAt(leaf), SIG.LH)
      cells.image.setU32(index + LIST.ENTRIES + 8, leaf)
      cells.image.setU16(index + LIST.COUNT, 3)
    })
    expectTolerated(damaged, ['leaf-empty'])
  })
})

/** The hive after changes by hand that need new cells. */
function edited(change: (scope: { cells: CellStore }) => void): Uint8Array<ArrayBuffer> {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => NOW
  hive.transact(change)
  return hive.finishedCopy()
}
