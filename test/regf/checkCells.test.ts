/** Header, bins, cells and references: regf-format 5.2 rules 6 to 15. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, BIN, LIST, NK, VK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { errorsOf, expectDamage, expectTolerated } from '../helpers/expectCheck.ts'
import { cellOf, fileOffset, hiveOfEverything, sizeField } from '../helpers/hives.ts'

const places = hiveOfEverything()
const { bytes } = places
const { bins } = places.hive.cells

/** The bin of a record, as the file offset of its header. */
function binOf(record: number): number {
  return fileOffset(bins.start(bins.binAt(cellOf(record as never))))
}

it('the test hive has no findings', () => {
  const hive = expectTolerated(bytes)
  expect(hive.check()).toMatchObject({ findings: [], keys: 616, values: 27 })
})

it.each([3, 4, 5, 6] as const)('a new hive of version 1.%i has no findings', (minor) => {
  expect(Hive.create({ minor }).check()).toMatchObject({ findings: [], keys: 1, values: 0 })
  expectTolerated(hiveOfEverything(minor).bytes)
})

describe('the header', () => {
  it('5.2.6 checksum wrong: the sizes come from the file', () => {
    const damaged = corrupt(bytes, { at: BASE.CHECKSUM, u32: 0x12345678 })
    const hive = expectDamage(damaged, { code: 'checksum-wrong', offset: BASE.CHECKSUM })
    expect(hive.access).toBe('dirty')
  })

  it('5.2.8 data size past the file: the rest is read, edits are refused', () => {
    const size = places.hive.image.u32(BASE.DATA_SIZE)
    const damaged = corrupt(bytes, { at: BASE.DATA_SIZE, u32: size + 8192 })
    const hive = expectDamage(damaged, {
      code: 'data-size-past-file',
      offset: BASE.DATA_SIZE,
      expected: size,
      actual: size + 8192,
    })
    expect(hive.access).toBe('truncated')
  })

  it('5.2.8 a file cut in the middle: the bins that are there are read', () => {
    const cut = bytes.slice(0, binOf(places.list('Many')))
    const hive = Hive.open(cut)
    const codes = hive.check().findings.map(({ code }) => code)
    expect(codes[0]).toBe('data-size-past-file')
    expect(codes).toContain('reference-bad')
    expect(hive.key('Witness').value('Mark')).not.toBeNull()
  })
})

describe('bins', () => {
  const start = binOf(places.nk('Many\\key 1300'))

  it.each([
    ['5.2.10 signature', 'bin-signature', BIN.SIGNATURE, 0],
    ['5.2.11 size 0', 'bin-size', BIN.SIZE, 0],
    ['5.2.11 size not a multiple of 4096', 'bin-size', BIN.SIZE, 4097],
    ['5.2.11 size past the end', 'bin-size', BIN.SIZE, 0x40000000],
    ['5.2.12 offset', 'bin-offset', BIN.OFFSET, 0x1000],
  ] as const)('%s wrong: reading resumes at the next good bin', (_, code, field, value) => {
    const damaged = corrupt(bytes, { at: start + field, u32: value })
    const hive = Hive.open(damaged)
    const { findings } = hive.check()
    expect(findings[0]).toMatchObject({ code, severity: 'error', offset: start + field })
    expect(errorsOf(findings).length).toBeGreaterThan(1)
    expect(hive.key('Witness').value('Mark')).not.toBeNull()
    expect(hive.key('Many').subkey('key 1300')).toBeNull()
    expect(hive.key('Many\\key 1599').name).toBe('key 1599')
  })
})

describe('cells', () => {
  const text = places.data('Alpha', 'Text')

  it.each([
    ['0', 0],
    ['-2^31', 0x80000000],
    ['2^31 - 8', 0x7ffffff8],
    ['-4', -4],
    ['-12', -12],
    ['4', 4],
    ['past the end of the bin', -8192],
  ])('5.2.13 cell size %s: the rest of the bin is unusable', (_, size) => {
    const at = sizeField(text)
    const damaged = corrupt(bytes, { at, u32: size })
    const hive = Hive.open(damaged)
    const { findings, survey } = hive.check()
    expect(findings[0]).toMatchObject({
      code: 'cell-size',
      severity: 'error',
      offset: at,
      actual: size | 0,
    })
    expect(survey.badBins.get(bins.binAt(cellOf(text)))).toMatchObject({
      code: 'cell-size',
      offset: at,
      actual: size | 0,
    })
    expect(survey.badBins.size).toBe(1)
    expect(hive.key('Alpha').name).toBe('Alpha')
    expect(hive.key('Witness').value('Mark')).not.toBeNull()
  })

  it('5.2.13 the last cell runs into the next bin', () => {
    const bin = bins.binAt(cellOf(places.vk('Alpha', 'Text')))
    let at = bins.start(bin) + BIN.HEADER
    let size = 0
    for (; at < bins.end(bin); at += size) {
      size = Math.abs(places.hive.image.i32(fileOffset(at as never)))
      if (at + size === bins.end(bin)) break
    }
    const offset = fileOffset(at as never)
    const sign = places.hive.image.i32(offset) < 0 ? -1 : 1
    const damaged = corrupt(bytes, { at: offset, u32: sign * (size + 8) })
    const { findings } = Hive.open(damaged).check()
    expect(findings[0]).toMatchObject({ code: 'cell-size', offset, expected: size })
  })

  it('nothing is allocated in a bin with a bad cell, and nothing in it is edited', () => {
    const at = sizeField(text)
    const hive = Hive.open(corrupt(bytes, { at, u32: 0 }))
    const bad = bins.binAt(cellOf(text))
    const before = hive.image.bytesCopy(
      fileOffset(bins.start(bad)),
      bins.end(bad) - bins.start(bad),
    )
    const witness = hive.key('Witness')
    for (let index = 0; index < 300; index++) witness.create(`child ${index}`)
    const after = hive.image.bytesCopy(fileOffset(bins.start(bad)), bins.end(bad) - bins.start(bad))
    expect(after).toEqual(before)
    expect(() => hive.key('Alpha').set('Text', 4, new Uint8Array(4))).toThrow(
      expect.objectContaining({ code: 'damaged' }),
    )
  })
})

describe('references', () => {
  const free = freeCell()

  it.each([
    ['NIL', 0xffffffff],
    ['0', 0],
    ['the middle of a cell', cellOf(places.nk('Filler')) + 8],
    ['an odd place', cellOf(places.nk('Filler')) + 1],
    ['bit 31 set', 0x80000128],
    ['past the end', 0x7ffff020],
    ['a free cell', free],
    ['a bin header', bins.start(1)],
  ])('5.2.14 a subkey entry leads to %s', (_, target) => {
    const offset = places.entry('Beta', 1)
    const hive = expectDamage(corrupt(bytes, { at: offset, u32: target }), {
      code: 'reference-bad',
      offset,
      path: ['Beta'],
      actual: target,
      refused: [(it) => it.key('Beta').create('D'), (it) => it.key('Beta').delete()],
      allowed: [(it) => it.key('Beta').set('value', 4, new Uint8Array(4))],
    })
    expect([...hive.key('Beta').subkeys()].map(({ name }) => name)).toEqual(['A', 'C'])
  })

  it('5.2.14 a subkey list is a free cell', () => {
    const offset = places.nk('Beta') + NK.SUBKEY_LIST
    expectDamage(corrupt(bytes, { at: offset, u32: free }), {
      code: 'reference-bad',
      offset,
      path: ['Beta'],
      refused: [(it) => it.key('Beta').create('D'), (it) => it.key('Beta').delete()],
    })
  })

  it('5.2.14 a value entry leads nowhere', () => {
    const offset = places.valueList('Alpha') + 4
    const hive = expectDamage(corrupt(bytes, { at: offset, u32: 0x80000020 }), {
      code: 'reference-bad',
      offset,
      path: ['Alpha'],
      refused: [(it) => it.key('Alpha').set('New', 4, new Uint8Array(4))],
      allowed: [(it) => it.key('Alpha').set('Text', 4, new Uint8Array(4))],
    })
    expect([...hive.key('Alpha').values()]).toHaveLength(4)
  })

  it('5.2.15 a subkey entry leads to a value', () => {
    const target = places.valueCell('Alpha', 'Text')
    expectDamage(corrupt(bytes, { at: places.entry('Beta', 1), u32: target }), {
      code: 'signature-wrong',
      offset: places.vk('Alpha', 'Text'),
      path: ['Beta'],
      expected: 'nk',
      refused: [
        (it) => it.key('Beta').create('D'),
        (it) => it.key('Alpha').set('Text', 4, new Uint8Array(4)),
      ],
    })
  })

  it.each([
    ['lx', 0x786c],
    ['zeros', 0],
    ['nk', 0x6b6e],
  ])('5.2.15 a subkey list is marked %s', (_, signature) => {
    const offset = places.list('Beta')
    expectDamage(corrupt(bytes, { at: offset, u16: signature }), {
      code: 'signature-wrong',
      offset,
      path: ['Beta'],
      refused: [(it) => it.key('Beta').create('D')],
    })
  })

  it('5.2.15 a value is not marked vk', () => {
    const offset = places.vk('Alpha', 'Text') + VK.SIGNATURE
    const hive = expectDamage(corrupt(bytes, { at: offset, u16: 0x6b75 }), {
      code: 'signature-wrong',
      offset,
      path: ['Alpha'],
      expected: 'vk',
      actual: 0x6b75,
    })
    expect(hive.key('Alpha').value('Text')).toBeNull()
    expect(hive.key('Alpha').value('Inline')).not.toBeNull()
  })

  it('5.2.15 a leaf below an index has an unknown signature', () => {
    const offset = places.leaf('Many', 0)
    const hive = expectDamage(corrupt(bytes, { at: offset + LIST.SIGNATURE, u16: 0 }), {
      code: 'signature-wrong',
      offset,
      path: ['Many'],
      refused: [(it) => it.key('Many').create('new')],
    })
    expect(hive.key('Many').subkey('key 1599')).not.toBeNull()
  })

  function freeCell(): number {
    const { image } = places.hive
    for (let bin = 0; bin < bins.count; bin++) {
      for (let at: number = bins.start(bin) + BIN.HEADER; at < bins.end(bin); ) {
        const size = image.i32(fileOffset(at as never))
        if (size > 0) return at
        at += Math.abs(size)
      }
    }
    throw new RangeError('no free cell')
  }
})
