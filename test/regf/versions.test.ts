/**
 * What each version of the format is read as and what is written into it (regf-format 1.5, 1.6, 3.12),
 * on hives built byte by byte: there is no public sample of 1.0, 1.2 or 1.4.
 */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, DB, LIST, NK, SIG, VK } from '../../src/regf/layout.ts'
import type { CellOffset, FileOffset } from '../../src/regf/offsets.ts'
import { eachLeaf } from '../../src/regf/subkeyList.ts'
import { differenceFrom, modelOf } from '../edit/model.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { type LeafKind, type RawKey, rawHive } from '../helpers/rawHive.ts'
import { data, VALUES } from '../helpers/rawTrees.ts'

const MEGABYTE = 1 << 20
const LETTERS = { [SIG.LI]: 'li', [SIG.LF]: 'lf', [SIG.LH]: 'lh' } as Record<number, LeafKind>

/** A tree with names, classes, values and lists of every kind a version has. */
function tree(indexed: LeafKind): RawKey {
  return {
    name: 'ROOT',
    className: 'root class',
    values: VALUES,
    subkeys: [
      { name: 'Many', leaves: { kinds: [indexed], size: 100 }, subkeys: names(250) },
      { name: 'Ключ', className: 'Жук', subkeys: [{ name: 'inner', values: [value('v', 5)] }] },
      { name: 'Witness', values: [{ name: 'Mark', type: 1, data: Buffer.from('s\0t\0\0\0') }] },
    ],
  }
}

/** `toEqual` takes seconds on arrays as large as these. */
function expectSame(found: Uint8Array | undefined, wanted: Uint8Array): void {
  expect(firstDifference(found ?? new Uint8Array(), wanted)).toBe(-1)
}

function names(count: number): RawKey[] {
  return Array.from({ length: count }, (_, n) => ({ name: `n${String(n).padStart(4, '0')}` }))
}

function value(name: string, length: number) {
  return { name, type: 3, data: data(length) }
}

/** Kinds of the leaves of a key, and whether an index is above them. */
function listOf(hive: Hive, path: string): { index: boolean; leaves: LeafKind[] } {
  const { cells, image } = hive
  const key = cells.payloadAt(hive.key(path).cell)
  const list = cells.payloadAt(image.u32(key + NK.SUBKEY_LIST) as CellOffset)
  const leaves: LeafKind[] = []
  eachLeaf(cells, key, (leaf) => {
    leaves.push(LETTERS[image.u16(cells.payloadAt(leaf))] as LeafKind)
    return false
  })
  return { index: image.u16(list) === SIG.RI, leaves }
}

/** The cell a value's data field names. */
function dataCell(hive: Hive, path: string, name: string): FileOffset {
  const record = hive.cells.payloadAt(hive.key(path).value(name)?.cell as CellOffset)
  return hive.cells.payloadAt(hive.image.u32(record + VK.DATA) as CellOffset)
}

describe.each([
  [2, 'li', 'li', false],
  [3, 'lf', 'li', false],
  [4, 'lf', 'li', true],
  [5, 'lh', 'lh', true],
  [6, 'lh', 'lh', true],
] as const)('version 1.%i', (minor, leaf, indexed, hasBigData) => {
  const file = rawHive({ minor, root: tree(indexed), flags: minor === 6 ? 2 : 0 })
  const open = () => Hive.open(file.slice())

  it('is read as it was built, without findings', () => {
    const hive = open()
    expect(hive.check().findings).toEqual([])
    expect(hive.access).toBe('editable')
    expect(hive.key('Many').subkeyCount).toBe(250)
    expect(hive.key('Ключ').className).toBe('Жук')
    expectSame(hive.rootKey.value('large')?.data, data(184_320))
    expect(hive.rootKey.value('Имя')?.data).toEqual(data(300))
    expect(hive.rootKey.value('none')?.data).toHaveLength(0)
    expect(hive.key('Ключ\\inner').value('v')?.data).toEqual(data(5))
  })

  it(`gets one leaf of ${leaf}, and leaves of ${indexed} below an index when they are many`, () => {
    const hive = open()
    hive.key('Witness').create('first')
    expect(listOf(hive, 'Witness')).toEqual({ index: false, leaves: [leaf] })
    hive.transact(() => {
      for (let n = 0; n < 1100; n++) hive.key('Ключ').create(`k${n}`)
    })
    expect(listOf(hive, 'Ключ').index).toBe(true)
    const leaves = new Set(['Many', 'Ключ'].flatMap((p) => listOf(hive, p).leaves))
    expect([...leaves]).toEqual([indexed])
    expect(listOf(hive, '')).toEqual({ index: false, leaves: [leaf] })
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  })

  it('gets an entry with the hint or the hash of the name, as its leaves have', () => {
    const hive = open()
    hive.key('Witness').create('Café')
    const list = hive.cells.payloadAt(
      hive.image.u32(hive.cells.payloadAt(hive.key('Witness').cell) + NK.SUBKEY_LIST) as CellOffset,
    )
    const size = leaf === 'li' ? 4 : 8
    const entry = hive.image.bytesCopy(list + LIST.ENTRIES, size).slice(4)
    const wanted = { li: [], lf: [0x43, 0x61, 0x66, 0xe9], lh: [0x57, 0x2f, 0x35, 0x00] }
    expect([...entry]).toEqual(wanted[leaf])
    expect(hive.image.u32(list + LIST.ENTRIES)).toBe(hive.key('Witness\\café').cell)
  })

  it(`gets ${hasBigData ? 'big data above 16,344 bytes' : 'one cell up to 1 MiB of data'}`, () => {
    const hive = open()
    const witness = hive.key('Witness')
    for (const length of [16_344, 16_345, MEGABYTE]) {
      witness.set('v', 3, data(length))
      const cell = dataCell(hive, 'Witness', 'v')
      const isBig = hasBigData && length > 16_344
      expect(hive.image.u16(cell) === SIG.DB).toBe(isBig)
      if (isBig) expect(hive.image.u16(cell + DB.COUNT)).toBe(Math.ceil(length / 16_344))
      // One cell is as large as Windows makes it: a power of two above 16 KiB (2.3).
      else if (length > 16_380) {
        expect(Math.log2(-hive.image.i32(cell - 4)) % 1).toBe(0)
      }
      expectSame(witness.value('v')?.data, data(length))
    }
    const before = hive.image.bytesCopy(0, hive.image.length)
    const more = () => witness.set('v', 3, data(MEGABYTE + 1))
    if (hasBigData) more()
    else {
      expect(more).toThrow(expect.objectContaining({ code: 'data-too-large' }))
      expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), before)).toBe(-1)
    }
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  })

  it('is saved in the same version', () => {
    const hive = open()
    hive.key('Many').create('one more').set('v', 3, data(20_000))
    hive.key('Many\\n0007').rename('n0007 with a name that needs another cell')
    hive.key('Ключ').delete()
    const model = modelOf(hive.rootKey)
    const saved = Hive.open(hive.finishedCopy())
    expect(saved.version).toBe(`1.${minor}`)
    expect(saved.image.u32(BASE.FLAGS)).toBe(minor === 6 ? 2 : 0)
    expect(saved.check().findings).toEqual([])
    expect(differenceFrom(model, saved.rootKey)).toBeNull()
  })
})

describe('version 1.6', () => {
  it('keeps layer bytes and hidden values, and puts nothing under a tombstone', () => {
    const root: RawKey = {
      name: 'ROOT',
      subkeys: [
        { name: 'gone', layer: 1 },
        { name: 'inherits', layer: 0x83, subkeys: [{ name: 'local', layer: 2 }] },
        { name: 'hides', values: [{ name: 'h', type: 0, data: new Uint8Array(), flags: 2 }] },
      ],
    }
    const hive = Hive.open(rawHive({ minor: 6, flags: 2, root }))
    const layer = (path: string) =>
      hive.image.u8(hive.cells.payloadAt(hive.key(path).cell) + NK.LAYER)
    hive.key('inherits').rename('inherits, with a name that needs another cell')
    hive.key('hides').create('plain')
    const [moved] = [...hive.rootKey.subkeys()].filter(({ name }) => name.startsWith('inherits,'))
    expect(hive.image.u8(hive.cells.payloadAt(moved?.cell as CellOffset) + NK.LAYER)).toBe(0x83)
    expect([layer('gone'), layer('hides\\plain')]).toEqual([1, 0])
    expect(layer('inherits, with a name that needs another cell\\local')).toBe(2)
    const refused = expect.objectContaining({ code: 'tombstone-key' })
    expect(() => hive.key('gone').create('k')).toThrow(refused)
    expect(() => hive.key('gone').set('v', 3, data(4))).toThrow(refused)
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  })

  it('ignores layer bytes unless the header says that there are layers', () => {
    const root: RawKey = { name: 'ROOT', subkeys: [{ name: 'not gone', layer: 1 }] }
    for (const [minor, flags] of [
      [6, 0],
      [5, 2],
    ] as const) {
      const hive = Hive.open(rawHive({ minor, flags, root }))
      hive.key('not gone').create('k')
      expect(hive.check().findings).toEqual([])
    }
  })
})
