/**
 * The numbered list of regf-format 8: files, headers, bins, cells, keys and the tree (1 to 38). Rows 1
 * to 4, 7, 10, 11, 13 to 17, 36 to 38 are, in whole or in part, in `test/regf/checkHostile.test.ts`;
 * what exactly the check finds is asserted in `test/regf` by the rules of 5.2.
 */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, BIN, KEY_FLAG, LIST, NK, SIG } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { cellOf, hiveOfEverything, NOW, sizeField } from '../helpers/hives.ts'
import { ExtraBin } from './ExtraBin.ts'
import { expectEditRefused, expectOpen, expectRefused } from './expectHostile.ts'
import { freeCell } from './freeCell.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive
const { bins } = places.hive.cells
const four = new Uint8Array(4)

/** Ten times the duration of the slowest of these tests. */
const HANG = 20_000

describe('files and headers', () => {
  it('hostile 5 a signature in upper case, or one byte late, is refused', () => {
    expectRefused(patched({ at: 0, bytes: [0x52, 0x45, 0x47, 0x46] }), 'not-a-hive')
    const late = new Uint8Array(bytes.length + 1)
    late.set(bytes, 1)
    expectRefused(late, 'not-a-hive')
  })

  it.each([0, 13, 31])(
    'hostile 6 a hive with bit %i of the checksum wrong opens as dirty',
    async (bit) => {
      const stored = image.u32(BASE.CHECKSUM)
      const wrong = new DataView(bytes.buffer).getUint32(BASE.CHECKSUM, true) ^ (1 << bit)
      expect(stored).not.toBe(wrong)
      const hive = await expectOpen(patched({ at: BASE.CHECKSUM, u32: wrong }), 'checksum-wrong')
      expect(hive.access).toBe('dirty')
      expectEditRefused(hive, (it) => it.key('Witness').create('k'), 'dirty')
    },
  )

  it('hostile 8 a hive with sequence numbers 5 and 4 opens as dirty', async () => {
    const file = patched(
      { at: BASE.PRIMARY_SEQUENCE, u32: 5 },
      { at: BASE.SECONDARY_SEQUENCE, u32: 4 },
    )
    const hive = await expectOpen(file, 'sequence-differs')
    expect(hive.access).toBe('dirty')
  })

  it.each([
    // A log of type 1 has no bins; the copy of a hive that Windows 2000 kept has.
    [1, 'alternate-copy'],
    [2, 'transaction-log'],
    [6, 'transaction-log'],
  ])('hostile 10 a hive of type %i is refused', (type, code) => {
    expectRefused(patched({ at: BASE.TYPE, u32: type }), code)
  })

  it.each([
    [0, 'bad-root'],
    [7, 'unknown-version'],
    [0xffffffff, 'unknown-version'],
  ])('hostile 11 a hive of minor version %i is refused', (minor, code) => {
    expectRefused(patched({ at: BASE.MINOR, u32: minor }), code)
  })

  it('hostile 12 minor version 1 with 1.3 cells is refused, with a right or a wrong checksum', () => {
    expectRefused(patched({ at: BASE.MINOR, u32: 1 }), 'bad-root')
    const unsure = { at: BASE.CHECKSUM, u32: 0x4c564e49 }
    expectRefused(patched({ at: BASE.MINOR, u32: 1 }, unsure), 'bad-root')
  })

  it.each([0, 4096])(
    'hostile 13 a data size of the file’s size plus %i opens as truncated',
    async (more) => {
      const file = patched({ at: BASE.DATA_SIZE, u32: bytes.length + more })
      const hive = await expectOpen(file, 'data-size-past-file')
      expect(hive.access).toBe('truncated')
      expectEditRefused(hive, (it) => it.key('Witness').create('k'), 'truncated')
    },
  )

  it('hostile 14 a data size smaller than the bins is reported as bad references', async () => {
    const file = patched({ at: BASE.DATA_SIZE, u32: 4096 })
    const hive = await expectOpen(file, 'reference-bad')
    expectEditRefused(hive, (it) => it.key('Alpha').set('Text', 4, four))
  })

  it('hostile 15 a root in a free cell, in the middle of a cell, or in data that looks like a key is refused', () => {
    for (const root of [freeCell(places.hive), cellOf(places.nk('Filler')) + 8]) {
      expectRefused(patched({ at: BASE.ROOT_CELL, u32: root }), 'bad-root')
    }
    const data = places.follow(places.follow(places.data('Alpha', 'Big') + 4)) + 100
    const forged = (data + 8 - (data % 8)) as CellOffset
    const record = image.bytesCopy(fileOffset(places.cell('')), 88)
    expectRefused(
      patched({ at: forged, bytes: record }, { at: BASE.ROOT_CELL, u32: forged - 4096 }),
      'bad-root',
    )
  })

  it.each([0, 8, 0xffffffff])(
    'hostile 18 a clustering factor of %i is reported',
    async (factor) => {
      await expectOpen(patched({ at: BASE.CLUSTERING, u32: factor }), 'clustering-odd')
    },
  )
})

describe('bins and cells', () => {
  const bin = fileOffset(bins.start(bins.binAt(places.cell('Many\\key 1300'))))
  const text = sizeField(places.data('Alpha', 'Text'))
  const later = (hive: Hive) => hive.key('Many').subkey('key 1599')

  it.each([
    ['19 a bin of size 0', BIN.SIZE, 0, 'bin-size'],
    ['20 a bin of size 4097', BIN.SIZE, 4097, 'bin-size'],
    ['20 a bin of size 2^31', BIN.SIZE, 0x80000000, 'bin-size'],
    ['20 a bin larger than the rest of the file', BIN.SIZE, bytes.length, 'bin-size'],
    ['21 a bin with the offset of another', BIN.OFFSET, 0x1000, 'bin-offset'],
  ] as const)(
    'hostile %s: a bad bin does not hide the bins after it',
    async (_, field, value, code) => {
      const hive = await expectOpen(patched({ at: bin + field, u32: value }), code, 'reference-bad')
      expect(later(hive)).not.toBeNull()
      expectEditRefused(hive, (it) => it.key('Many').create('new'))
    },
  )

  it.each([
    ['22 a cell of size 0', 0],
    ['23 a cell of size -2^31', 0x80000000],
    ['23 a cell of size 2^31 - 8', 0x7ffffff8],
    ['23 a cell of size -4', -4],
    ['23 a cell of size -12', -12],
    ['24 a cell that runs 8 bytes into the next bin', -(binEnd(text) - text + 8)],
    ['25 a cell that ends 4 bytes before its bin', -(binEnd(text) - text - 4)],
  ])('hostile %s: edits do not touch the rest of its bin', async (_, size) => {
    const hive = openAt(patched({ at: text, u32: size }))
    const codes = hive
      .check()
      .findings.flatMap(({ code, severity }) => (severity === 'error' ? [code] : []))
    const opened = await expectOpen(patched({ at: text, u32: size }), ...new Set(codes))
    expect(codes[0]).toBe('cell-size')
    expectEditRefused(opened, (it) => it.key('Alpha').set('Text', 4, four))
    expect(later(opened)).not.toBeNull()
  })

  function binEnd(at: number): number {
    return fileOffset(bins.end(bins.binAt(at - 4096)))
  }
})

describe('keys', () => {
  const b = places.nk('Beta\\B')

  it('hostile 26 a key record of 68 bytes is skipped', async () => {
    const size = -image.i32(sizeField(b))
    const file = patched({ at: sizeField(b), u32: -72 }, { at: sizeField(b) + 72, u32: size - 72 })
    const hive = await expectOpen(file, 'key-too-small')
    expect(namesIn(hive)).toEqual(['A', 'C'])
    expectEditRefused(hive, (it) => it.key('Beta').create('D'))
  })

  it.each([0xffff, 9])('hostile 27 a name length of %i is cut to the cell', async (length) => {
    const also = length > 1040 ? (['key-name-too-long'] as const) : []
    const file = patched({ at: b + NK.NAME_LENGTH, u16: length })
    const hive = await expectOpen(file, 'name-past-cell', ...also)
    expect(namesIn(hive)).toEqual(['A', 'B\0\0\0\0\0\0\0', 'C'])
    expectEditRefused(hive, (it) => it.key('Beta').delete())
  })

  it('hostile 28 a key name of length 0 is read as empty', async () => {
    const file = patched({ at: places.nk('Beta\\A') + NK.NAME_LENGTH, u16: 0 })
    const hive = await expectOpen(file, 'key-name-empty')
    expect(namesIn(hive)).toEqual(['', 'B', 'C'])
  })

  it.each([
    [1000, ['key-name-long']],
    [1041, ['key-name-too-long', 'key-too-large']],
  ] as const)('hostile 29 a name of %i stored bytes is read in full', async (length, codes) => {
    const bin = new ExtraBin(bytes)
    const cell = bin.cell(NK.NAME + length, (view) => {
      const record = image.bytesCopy(places.nk('Beta\\C'), NK.NAME)
      const payload = new Uint8Array(view.buffer, view.byteOffset)
      payload.set(record)
      view.setUint16(NK.NAME_LENGTH, length, true)
      payload.fill(0x5a, NK.NAME, NK.NAME + length)
    })
    const hive = await expectOpen(bin.finish({ at: places.entry('Beta', 2), u32: cell }), ...codes)
    expect(namesIn(hive)[2]).toBe('Z'.repeat(length))
    const edit = (it: Hive) => it.key('Beta').subkey('Z'.repeat(length))?.set('v', 4, four)
    if (length > 1040) expectEditRefused(hive, edit)
    else edit(hive)
  })

  it('hostile 30 a path is not split at the backslash in a name', async () => {
    const file = patched({ at: places.nk('Beta\\C') + NK.NAME, u8: 0x5c })
    const hive = await expectOpen(file, 'key-name-backslash')
    const key = hive.key('Beta').subkey('\\')
    expect(key?.path).toEqual(['Beta', '\\'])
    expect(key?.cell).toBe(places.cell('Beta\\C'))
  })

  it('hostile 31 an uncompressed name of odd length is reported', async () => {
    const file = patched({ at: b + NK.FLAGS, u16: 0 }, { at: b + NK.NAME_LENGTH, u16: 3 })
    const hive = await expectOpen(file, 'name-odd')
    expectEditRefused(hive, (it) => it.key('Beta\\B').set('v', 4, four))
  })

  it('hostile 32 lone surrogates, NUL, line breaks and direction marks are allowed in names', async () => {
    const hive = openAt(bytes)
    const names = ['\ud801', '\udc00x', 'a\0b', '\r\n', '\u202e\u200f', '\uffff', '\ufeff']
    for (const name of names) hive.key('Witness').create(name).set(name, 1, four)
    const opened = await expectOpen(hive.finishedCopy())
    for (const name of names) {
      expect(opened.key('Witness').subkey(name)?.value(name)?.name).toBe(name)
    }
  })

  it.each([
    ['itself', places.cell('Beta\\B')],
    ['its child', places.cell('Alpha\\Two\\Deep')],
    ['NIL', 0xffffffff],
    ['a free cell', freeCell(places.hive)],
  ])('hostile 33 a parent field that names %s is reported', async (_, parent) => {
    const key = _ === 'its child' ? 'Alpha\\Two' : 'Beta\\B'
    const hive = await expectOpen(
      patched({ at: places.nk(key) + NK.PARENT, u32: parent }),
      'parent-wrong',
    )
    expect(hive.key(key).path.length).toBeLessThan(3)
    expectEditRefused(hive, (it) => it.key(key).rename('other'))
  })
})

describe('the tree', () => {
  it('hostile 33 parent fields that form a chain of 30,000 keys are read in bounded time', {
    timeout: HANG,
  }, () => {
    const { file } = sharedLeaf((cell) => cell - 88)
    const hive = openAt(file)
    const keys = [...hive.key('Alpha\\One').subkeys()]
    expect(keys).toHaveLength(30_000)
    expect(Math.max(...keys.slice(-200).map(({ path }) => path.length))).toBe(513)
    expect(hive.check().keys).toBeGreaterThan(30_000)
  })

  it('hostile 34 a list that contains an ancestor is reported', async () => {
    for (const ancestor of ['', 'Alpha', 'Alpha\\Two']) {
      const at = places.entry('Alpha\\Two', 0)
      const hive = await expectOpen(patched({ at, u32: places.cell(ancestor) }), 'key-twice')
      expectEditRefused(hive, (it) => it.key('Alpha\\Two').delete())
    }
  })

  it('hostile 35 10,000 levels are read to their end', { timeout: HANG }, async () => {
    const bin = new ExtraBin(bytes)
    const security = image.u32(places.nk('') + NK.SECURITY)
    let parent = places.cell('Alpha\\One')
    let list = bin.next
    for (let level = 0; level < 10_000; level++) {
      bin.cell(12, (view, cell) => writeLeaf(view, [cell + 16]))
      const isLast = level === 9999
      const up = parent
      parent = bin.cell(NK.NAME + 1, (view, cell) => {
        writeKey(view, { name: 'd', parent: up, security, list: isLast ? null : cell + 88 })
      })
    }
    const file = bin.finish(...listOf('Alpha\\One', 1, list))
    list = parent
    const hive = await expectOpen(file, 'too-deep')
    expect(hive.check().keys).toBe(616 + 10_000)
    expect(hive.check().findings.length).toBeLessThan(10)
    let depth = 0
    walkKeys(hive.cells, hive.root, {
      key: (_, __, level) => {
        depth = Math.max(depth, level)
      },
      value: () => {},
    })
    expect(depth).toBe(10_002)
    expectEditRefused(hive, (it) => it.key('Alpha').delete())
  })

  it('hostile 36 30,000 keys that all list the same leaf are each read once', {
    timeout: HANG,
  }, () => {
    const { file, count } = sharedLeaf()
    const hive = openAt(file)
    expect(hive.check().keys).toBe(616 + count)
    const seen: number[] = []
    walkKeys(hive.cells, hive.root, {
      key: (cell) => {
        seen.push(cell)
      },
      value: () => {},
    })
    expect(seen).toHaveLength(616 + count)
    expectEditRefused(hive, (it) => it.key('Alpha').delete())
  })

  it('hostile 38 an index of 65,535 overlapping leaves is read in bounded time before a check', {
    timeout: HANG,
  }, () => {
    const bin = new ExtraBin(bytes)
    const count = 0xffff
    const size = 8 + count * 4
    // There is a cell size and the head of a leaf wherever a leaf begins.
    const area = bin.cell(size + count * 8 + 8, (view) => {
      for (let at = 4; at + 8 <= view.byteLength; at += 8) {
        view.setInt32(at, -(size + 8 - (size % 8)), true)
        view.setUint16(at + 4, SIG.LI, true)
        view.setUint16(at + 6, count, true)
      }
    })
    const index = bin.cell(4 + count * 4, (view) => {
      writeLeaf(
        view,
        Array.from({ length: count }, (_, n) => area + 8 + n * 8),
      )
      view.setUint16(LIST.SIGNATURE, SIG.RI, true)
    })
    const hive = openAt(bin.finish(...listOf('Alpha\\One', count, index)))
    const fitting = hive.image.length / 4
    expect(hive.key('Alpha\\One').subkeyCount).toBeLessThan(fitting)
    expect(hive.key('Alpha\\One').subkeyCells).toHaveLength(0)
    expect(hive.check().keys).toBe(616)
    expect(hive.key('Alpha\\One').subkeyCount).toBe(0)
  })

  it('hostile 36 30,000 keys that all have the same values are read in bounded time', {
    timeout: HANG,
  }, () => {
    const { file, count } = sharedLeaf()
    const hive = openAt(file)
    let values = 0
    walkKeys(hive.cells, hive.root, {
      key: () => {},
      value: () => {
        values++
      },
    })
    expect(values).toBeLessThan(file.length)
    expect(hive.check().values).toBeLessThan(27 + count)
  })

  /** 30,000 keys below One; each lists all of them, and has the same number of values. */
  function sharedLeaf(parentOf: (cell: number) => number = () => places.cell('Alpha\\One')) {
    const count = 30_000
    const bin = new ExtraBin(bytes)
    const security = image.u32(places.nk('') + NK.SECURITY)
    const first = bin.next + 8 + Math.ceil((count * 4) / 8) * 8
    const leaf = bin.cell(4 + count * 4, (view) => {
      writeLeaf(
        view,
        Array.from({ length: count }, (_, n) => first + n * 88),
      )
    })
    const values = bin.next + count * 88
    for (let n = 0; n < count; n++) {
      bin.cell(NK.NAME + 6, (view, cell) => {
        const name = String(100_000 + n)
        writeKey(view, { name, parent: parentOf(cell), security, list: leaf })
        view.setUint32(NK.SUBKEY_COUNT, count, true)
        view.setUint32(NK.VALUE_COUNT, count, true)
        view.setUint32(NK.VALUE_LIST, values, true)
      })
    }
    bin.cell(count * 4, (view) => {
      const value = places.valueCell('Alpha', 'Inline')
      for (let n = 0; n < count; n++) view.setUint32(n * 4, value, true)
    })
    return { count, file: bin.finish(...listOf('Alpha\\One', count, leaf)) }
  }
})

function patched(...patches: readonly Patch[]): Uint8Array<ArrayBuffer> {
  return corrupt(bytes, ...patches)
}

function openAt(file: Uint8Array): Hive {
  const hive = Hive.open(Uint8Array.from(file))
  hive.clock = () => NOW
  return hive
}

function namesIn(hive: Hive): string[] {
  return [...hive.key('Beta').subkeys()].map(({ name }) => name)
}

/** Patches that give a key a list. */
function listOf(path: string, count: number, list: number): Patch[] {
  return [
    { at: places.nk(path) + NK.SUBKEY_COUNT, u32: count },
    { at: places.nk(path) + NK.SUBKEY_LIST, u32: list },
  ]
}

function writeLeaf(view: DataView, children: readonly number[]): void {
  view.setUint16(LIST.SIGNATURE, SIG.LI, true)
  view.setUint16(LIST.COUNT, children.length, true)
  for (const [n, child] of children.entries()) view.setUint32(LIST.ENTRIES + n * 4, child, true)
}

function writeKey(
  view: DataView,
  key: { name: string; parent: number; security: number; list: number | null },
): void {
  view.setUint16(NK.SIGNATURE, SIG.NK, true)
  view.setUint16(NK.FLAGS, KEY_FLAG.COMP_NAME, true)
  view.setUint32(NK.PARENT, key.parent, true)
  view.setUint32(NK.SUBKEY_COUNT, key.list === null ? 0 : 1, true)
  view.setUint32(NK.SUBKEY_LIST, key.list ?? 0xffffffff, true)
  view.setUint32(NK.VOLATILE_LIST, 0xffffffff, true)
  view.setUint32(NK.VALUE_LIST, 0xffffffff, true)
  view.setUint32(NK.SECURITY, key.security, true)
  view.setUint32(NK.CLASS, 0xffffffff, true)
  view.setUint16(NK.NAME_LENGTH, key.name.length, true)
  for (let at = 0; at < key.name.length; at++) view.setUint8(NK.NAME + at, key.name.charCodeAt(at))
}
