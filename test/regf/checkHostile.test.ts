/**
 * Crafted files: regf-format 8, the rows that concern opening and checking. Whatever the bytes,
 * a check ends, in time and memory that follow from the size of the file.
 */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { MAX_FINDINGS } from '../../src/regf/checks/Findings.ts'
import { BASE, BIN, HBIN, LIST, NK, SIG, VK } from '../../src/regf/layout.ts'
import { CountingImage } from '../helpers/CountingImage.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { errorsOf } from '../helpers/expectCheck.ts'
import { cellOf, hiveOfEverything } from '../helpers/hives.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive

/** Ten times what the slowest of these takes. */
const HANG = 10_000

describe('files that are not hives', () => {
  const text = (length: number) => new Uint8Array(length).fill(0x41)

  it.each([
    ['1 of 0 bytes', new Uint8Array(), 'empty-file'],
    ['1 of 3 bytes', Uint8Array.of(0x72, 0x65, 0x67), 'not-a-hive'],
    ['2 of 512 bytes', bytes.slice(0, 512), 'file-too-short'],
    ['3 of a header only', bytes.slice(0, 4096), 'file-too-short'],
    ['4 of 8,191 bytes', bytes.slice(0, 8191), 'file-too-short'],
    ['5 that begin otherwise', text(9000), 'not-a-hive'],
    ['10 that are an alternate copy', corrupt(bytes, { at: BASE.TYPE, u32: 1 }), 'alternate-copy'],
    ['10 that are a log of type 6', corrupt(bytes, { at: BASE.TYPE, u32: 6 }), 'transaction-log'],
    ['10 of type 9', corrupt(bytes, { at: BASE.TYPE, u32: 9 }), 'unknown-file-type'],
    ['11 of version 1.7', corrupt(bytes, { at: BASE.MINOR, u32: 7 }), 'unknown-version'],
    ['11 of version 2.5', corrupt(bytes, { at: BASE.MAJOR, u32: 2 }), 'unknown-version'],
    ['5.2.5 of format 2', corrupt(bytes, { at: BASE.FORMAT, u32: 2 }), 'unknown-file-format'],
    ['13 with data size 0', corrupt(bytes, { at: BASE.DATA_SIZE, u32: 0 }), 'bad-data-size'],
    ['13 with data size 100', corrupt(bytes, { at: BASE.DATA_SIZE, u32: 100 }), 'bad-data-size'],
    ['16 with a root of 4 bytes', corrupt(bytes, { at: 0x1020, u32: -8 }), 'bad-root'],
    ['17 with a root marked kn', corrupt(bytes, { at: 0x1024, bytes: [0x6b, 0x6e] }), 'bad-root'],
  ])('hostile %s', (_, file, code) => {
    expect(codeOf(() => Hive.open(file))).toBe(code)
  })

  it.each([0, 4, 0x1c, 0x24, 0x28, 0xffffffff, 0x80000020, 0x7ffff020])(
    'hostile 15 with the root at 0x%x',
    (root) => {
      expect(codeOf(() => Hive.open(corrupt(bytes, { at: BASE.ROOT_CELL, u32: root })))).toBe(
        'bad-root',
      )
    },
  )
})

describe('header', () => {
  it('hostile 7 a checksum of 0 or 0xFFFFFFFF is stored as another number', () => {
    for (const wanted of [0, 0xffffffff]) {
      const words = new DataView(bytes.slice().buffer)
      const sum = (checksumWords(words) ^ wanted) >>> 0
      const made = corrupt(bytes, { at: 0x1f0, u32: (words.getUint32(0x1f0, true) ^ sum) >>> 0 })
      const stored = new DataView(made.buffer).getUint32(BASE.CHECKSUM, true)
      expect(stored).toBe(wanted === 0 ? 1 : 0xfffffffe)
      expect(errorsOf(Hive.open(made).check().findings)).toEqual([])
    }
  })

  it('hostile 13 a data size of 4 GiB', () => {
    const hive = Hive.open(corrupt(bytes, { at: BASE.DATA_SIZE, u32: 0xfffff000 }))
    expect(hive.access).toBe('truncated')
    expect(errorsOf(hive.check().findings)[0]).toMatch('data-size-past-file')
  })

  it('hostile 14 a data size smaller than the bins: the rest does not count', () => {
    const hive = Hive.open(corrupt(bytes, { at: BASE.DATA_SIZE, u32: 4096 }))
    const codes = hive.check().findings.map(({ code }) => code)
    expect(codes).toContain('reference-bad')
    expect(hive.key('Witness').name).toBe('Witness')
  })

  function checksumWords(view: DataView): number {
    let sum = 0
    for (let at = 0; at < BASE.CHECKSUM; at += 4) sum ^= view.getUint32(at, true)
    return sum >>> 0
  }
})

describe('bounded work', () => {
  it('hostile 36 every key lists the same leaf', { timeout: HANG }, () => {
    const leaf = cellOf(places.leaf('Many', 0))
    const patches = [...places.children('Many')].flatMap((cell) => {
      const key = places.hive.cells.payloadAt(cell as never)
      return [
        { at: key + NK.SUBKEY_COUNT, u32: image.u16(places.leaf('Many', 0) + LIST.COUNT) },
        { at: key + NK.SUBKEY_LIST, u32: leaf },
      ]
    })
    const { keys, findings } = Hive.open(corrupt(bytes, ...patches)).check()
    expect(keys).toBe(616)
    expect(new Set(errorsOf(findings).map((one) => one.split(' ')[0]))).toEqual(
      new Set(['shared-cell']),
    )
  })

  it('hostile 37 a chain of 1,000,000 indexes', { timeout: HANG }, () => {
    const count = 1_000_000
    const file = hiveOfCells(count, (cell, at, view) => {
      view.setUint16(at, SIG.RI, true)
      view.setUint16(at + LIST.COUNT, 1, true)
      view.setUint32(at + LIST.ENTRIES, cell + 16, true)
    })
    const { findings } = Hive.open(file).check()
    expect(errorsOf(findings)).toEqual([`index-nested at 0x${(bytes.length + 0x34).toString(16)}`])
  })

  it('hostile 38 an index with 65,535 times the same full leaf', { timeout: HANG }, () => {
    const leaf = cellOf(places.leaf('Many', 0))
    const file = hiveOfCells(65_535 / 2 + 2, (cell, at, view) => {
      if (cell !== 0x20 + image.u32(BASE.DATA_SIZE)) return
      view.setInt32(at - 4, -(65_535 * 4 + 12), true)
      view.setUint16(at, SIG.RI, true)
      view.setUint16(at + LIST.COUNT, 0xffff, true)
      for (let index = 0; index < 0xffff; index++) {
        view.setUint32(at + LIST.ENTRIES + index * 4, leaf, true)
      }
    })
    const { findings, keys } = Hive.open(file).check()
    expect(findings).toHaveLength(MAX_FINDINGS + 1)
    expect(findings.at(-1)).toMatchObject({ code: 'more-findings', severity: 'info' })
    expect(keys).toBeLessThan(700)
  })

  it('hostile 45 a subkey count of 4 billion with a leaf of 3', () => {
    const at = places.nk('Beta') + NK.SUBKEY_COUNT
    const { findings } = Hive.open(corrupt(bytes, { at, u32: 0xffffffff })).check()
    expect(errorsOf(findings)).toEqual([`subkey-count at 0x${at.toString(16)}`])
  })

  it('hostile 49 a value count of 4 billion, and one that is 1 when multiplied by four', () => {
    for (const count of [0xffffffff, 0x40000001]) {
      const at = places.nk('Alpha') + NK.VALUE_COUNT
      const hive = Hive.open(corrupt(bytes, { at, u32: count }))
      expect(errorsOf(hive.check().findings)[0]).toMatch('value-list-past-cell')
      expect([...hive.key('Alpha').values()]).toHaveLength(5)
    }
  })

  it('hostile 54 data of 2 GiB in a small cell', () => {
    const at = places.vk('Alpha', 'Text') + VK.DATA_SIZE
    const hive = Hive.open(corrupt(bytes, { at, u32: 0x7fffffff }))
    expect(errorsOf(hive.check().findings)[0]).toMatch('data-past-cell')
    expect(hive.key('Alpha').value('Text')?.data).toHaveLength(20)
  })

  it('notes do not push errors out of a full list', { timeout: HANG }, () => {
    const hive = Hive.open(bytes.slice())
    hive.transact(() => {
      for (let index = 0; index < 12_000; index++) {
        hive.key('Alpha\\One').set(`value ${index}`, 4, new Uint8Array(4))
      }
    })
    const { cells } = hive
    const patches = [...hive.key('Alpha\\One').values()].map(({ cell }) => {
      return { at: cells.payloadAt(cell) + VK.NAME_LENGTH, u16: 5 }
    })
    const last = cells.payloadAt(hive.key('Beta\\C').cell) + NK.PARENT
    const file = corrupt(hive.finishedCopy(), ...patches, { at: last, u32: 0x20 })
    const { findings } = Hive.open(file).check()
    expect(findings.length).toBeLessThanOrEqual(MAX_FINDINGS + 1)
    expect(errorsOf(findings)).toEqual([`parent-wrong at 0x${last.toString(16)}`])
    expect(findings.at(-1)).toMatchObject({ code: 'more-findings', actual: 12_000 - 1 - 5000 })
  })

  it('an edit is refused for every damaged record, also for those past the list', () => {
    const hive = Hive.open(bytes.slice())
    const many = hive.key('Many')
    hive.transact(() => {
      for (let index = 0; index < 12_000; index++) many.create(`more ${100_000 + index}`)
    })
    const patches = [...many.subkeys()].map(({ cell }) => {
      return { at: hive.cells.payloadAt(cell) + NK.PARENT, u32: 0x20 }
    })
    const damaged = Hive.open(corrupt(hive.finishedCopy(), ...patches))
    expect(damaged.check().survey.damage.size).toBe(12_600)
    const last = damaged.key('Many\\more 111999')
    expect(codeOf(() => last.set('value', 4, new Uint8Array(4)))).toBe('damaged')
  })

  /** The hive with one more bin of small cells; the first of them is Beta's subkey list. */
  function hiveOfCells(
    count: number,
    fill: (cell: number, at: number, view: DataView) => void,
  ): Uint8Array<ArrayBuffer> {
    const size = image.u32(BASE.DATA_SIZE)
    const length = Math.ceil((BIN.HEADER + count * 16) / 4096) * 4096
    const longer = new Uint8Array(bytes.length + length)
    longer.set(bytes)
    const view = new DataView(longer.buffer)
    const bin = bytes.length
    view.setUint32(bin, HBIN, true)
    view.setUint32(bin + BIN.OFFSET, size, true)
    view.setUint32(bin + BIN.SIZE, length, true)
    let at = BIN.HEADER
    while (at < length) {
      const rest = length - at
      const cell = rest < 32 ? rest : 16
      view.setInt32(bin + at, -cell, true)
      fill(size + at, bin + at + 4, view)
      at += Math.abs(view.getInt32(bin + at, true))
    }
    return corrupt(
      longer,
      { at: BASE.DATA_SIZE, u32: size + length },
      { at: places.nk('Beta') + NK.SUBKEY_LIST, u32: size + BIN.HEADER },
    )
  }
})

describe('one stale list that many keys without subkeys refer to', () => {
  /** What a check reads when an index of 4,000 entries, all of them one empty leaf, has so many keys. */
  const readsFor = (keys: number) => {
    const made = Hive.create()
    made.transact(({ cells }) => {
      const leaf = cells.allocate(LIST.ENTRIES)
      cells.image.setU16(cells.payloadAt(leaf), SIG.LH)
      const index = cells.allocate(LIST.ENTRIES + 4000 * 4)
      const at = cells.payloadAt(index)
      cells.image.setU16(at, SIG.RI)
      cells.image.setU16(at + LIST.COUNT, 4000)
      for (let n = 0; n < 4000; n++) cells.image.setU32(at + LIST.ENTRIES + n * 4, leaf)
      for (let n = 0; n < keys; n++) {
        const key = cells.payloadAt(made.rootKey.create(`k${n}`).cell)
        cells.image.setU32(key + NK.SUBKEY_LIST, index)
      }
    })
    const image = new CountingImage(made.finishedCopy().buffer)
    const { findings } = Hive.open(image).check()
    expect(findings.filter(({ code }) => code === 'subkeys-hidden')).toHaveLength(keys)
    return image.reads
  }

  it('is read once, and reported for each key', () => {
    expect(readsFor(60)).toBeLessThan(readsFor(20) * 1.2)
  })
})

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof HiveError) return error.code
    throw error
  }
  return 'nothing thrown'
}
