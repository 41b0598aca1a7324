/** What real or legal files have against the textbook: regf-format 5.3. Notes at most, never errors. */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { CellStore } from '../../src/regf/CellStore.ts'
import type { FindingCode } from '../../src/regf/finding.ts'
import { BASE, BIN, KEY_FLAG, LIST, NK, SIG, SK, VK } from '../../src/regf/layout.ts'
import { type CellOffset, fileOffset, NIL } from '../../src/regf/offsets.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { expectTolerated } from '../helpers/expectCheck.ts'
import { BIG_DATA, cellOf, hiveOfEverything, NOW, sizeField } from '../helpers/hives.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive
const alpha = places.nk('Alpha')
const beta = places.nk('Beta')
const text = places.vk('Alpha', 'Text')
const inline = places.vk('Alpha', 'Inline')
const firstBin = fileOffset(0 as CellOffset)
const rubbish = (length: number) => new Uint8Array(length).fill(0xb2)

const PATCHED: readonly (readonly [string, readonly Patch[], (readonly FindingCode[])?])[] = [
  ['5.3.1 sequence numbers differ', [{ at: 8, u32: 0 }], ['sequence-differs']],
  ['5.3.2 last written 0', [{ at: BASE.LAST_WRITTEN, bytes: new Uint8Array(8) }]],
  ['5.3.2 a key time of 0', [{ at: alpha + NK.LAST_WRITE, bytes: new Uint8Array(8) }]],
  ['5.3.2 a key time in the far future', [{ at: alpha + NK.LAST_WRITE, bytes: rubbish(8) }]],
  ['5.3.3 rubbish for a file name', [{ at: BASE.FILE_NAME, bytes: rubbish(64) }]],
  [
    '5.3.4 garbage in reserved areas of the header',
    [
      { at: 112, bytes: rubbish(32) },
      { at: 148, bytes: rubbish(36) },
      { at: 512, bytes: rubbish(3000) },
    ],
  ],
  [
    '5.3.5 boot fields set',
    [
      { at: 4088, u32: 4 },
      { at: 4092, u32: 1 },
    ],
  ],
  ['5.3.5 clustering factor 0', [{ at: BASE.CLUSTERING, u32: 0 }], ['clustering-odd']],
  ['5.3.5 clustering factor 8', [{ at: BASE.CLUSTERING, u32: 8 }], ['clustering-odd']],
  [
    '5.3.7 reserved bytes of bin headers set',
    [
      { at: firstBin + 12, bytes: rubbish(8) },
      { at: firstBin + 4096 + 12, bytes: rubbish(20) },
    ],
  ],
  ['5.3.13 a root without its flags', [{ at: places.nk('') + NK.FLAGS, u16: 0x20 }]],
  ['5.3.13 a root with all its flags', [{ at: places.nk('') + NK.FLAGS, u16: 0x2c }]],
  ['5.3.13 a root with a stale parent', [{ at: places.nk('') + NK.PARENT, u32: 0x748 }]],
  ['5.3.13 a root named with a backslash', [{ at: places.nk('') + NK.NAME, u8: 0x5c }]],
  [
    '5.3.13 a root without a name',
    [{ at: places.nk('') + NK.NAME_LENGTH, u16: 0 }],
    ['root-name-empty'],
  ],
  [
    '5.3.14 a volatile list',
    [
      { at: alpha + NK.VOLATILE_COUNT, u32: 5 },
      { at: alpha + NK.VOLATILE_LIST, u32: 0x80000128 },
    ],
  ],
  ['5.3.14 a boot loader’s 0xBAADF00D', [{ at: alpha + NK.VOLATILE_LIST, u32: 0xbaadf00d }]],
  [
    '5.3.15 garbage in WorkVar, spare and access bits',
    [
      { at: alpha + NK.WORK_VAR, u32: 0x221 },
      { at: alpha + NK.ACCESS_BITS, bytes: rubbish(4) },
    ],
  ],
  ['5.3.16 user flags in the flags word', [{ at: alpha + NK.FLAGS, u16: 0xfc20 }]],
  ['5.3.17 a layer byte outside version 1.6', [{ at: alpha + NK.LAYER, u8: 0x7f }]],
  [
    '5.3.18 maxima larger than needed',
    [
      { at: alpha + NK.MAX_SUBKEY_NAME, u16: 0xffff },
      { at: alpha + NK.MAX_SUBKEY_CLASS, bytes: rubbish(12) },
    ],
  ],
  [
    '5.3.18 maxima smaller than needed',
    [
      { at: alpha + NK.MAX_SUBKEY_NAME, u16: 0 },
      { at: alpha + NK.MAX_VALUE_NAME, u32: 3 },
      { at: alpha + NK.MAX_VALUE_DATA, u32: 7 },
    ],
    ['maximum-too-small'],
  ],
  [
    '5.3.20 a key name with control characters',
    [
      { at: places.nk('Many\\key 1599') + NK.NAME, bytes: [0x7f, 0, 13, 10] },
      { at: lastHash('Many'), u32: hashOf([0x7f, 0, 13, 10, 0x31, 0x35, 0x39, 0x39]) },
    ],
  ],
  ['5.3.21 a wrong hash', [{ at: places.entry('Beta', 1) + 4, u32: 1 }], ['hash-wrong']],
  ['5.3.24 a stale subkey list', [{ at: beta + NK.SUBKEY_COUNT, u32: 0 }], ['subkeys-hidden']],
  [
    '5.3.24 a stale value list',
    [{ at: places.nk('Filler') + NK.VALUE_COUNT, u32: 0 }],
    ['cell-unreferenced'],
  ],
  ['5.3.28 garbage after the flags of a value', [{ at: text + VK.FLAGS + 2, u16: 0xb2b2 }]],
  ['5.3.28 unknown flags of a value', [{ at: text + VK.FLAGS, u16: 0xf001 }]],
  ['5.3.29 a type above 11', [{ at: text + VK.TYPE, u32: 0xffff0012 }]],
  ['5.3.29 type 0 with data', [{ at: text + VK.TYPE, u32: 0 }]],
  [
    '5.3.30 no data as 0x80000000 with a stale offset',
    [{ at: inline + VK.DATA_SIZE, u32: 0x80000000 }],
  ],
  [
    '5.3.30 no data as 0 with NIL',
    [
      { at: inline + VK.DATA_SIZE, u32: 0 },
      { at: inline + VK.DATA, u32: NIL },
    ],
  ],
  [
    '5.3.30 no data as 0 with an offset',
    [
      { at: inline + VK.DATA_SIZE, u32: 0 },
      { at: inline + VK.DATA, u32: 0x20 },
    ],
  ],
  ['5.3.31 four bytes in a cell', [{ at: text + VK.DATA_SIZE, u32: 4 }]],
  ['5.3.34 text of odd length without a NUL', [{ at: text + VK.DATA_SIZE, u32: 7 }]],
  ['5.3.35 class offset 0 with length 0', [{ at: alpha + NK.CLASS, u32: 0 }]],
  ['5.3.37 rubbish in a security cell', [{ at: places.security('') + 2, u16: 0xb2b2 }]],
  ['5.3.42 the mark of offreg', [{ at: 176, bytes: encodeUtf16('Of').map((b) => b || 0x52) }]],
]

for (const [name, patches, notes = []] of PATCHED) {
  it(name, () => {
    expectTolerated(corrupt(bytes, ...patches), notes)
  })
}

describe('files', () => {
  it.each([7, 512, 4096, 5000])('5.3.6 with %i bytes after the bins', (length) => {
    const longer = new Uint8Array(bytes.length + length).fill(0xb2)
    longer.set(bytes)
    expectTolerated(longer)
  })

  it('5.3.8 with a bin that is one free cell', () => {
    const hive = Hive.open(withBin((bin) => bin.setInt32(BIN.HEADER, 4096 - BIN.HEADER, true)))
    expect(hive.check().findings).toEqual([])
    expectTolerated(hive.finishedCopy())
  })

  it('5.3.11, 5.3.12, 5.3.43 with adjacent free cells full of remnants', () => {
    const damaged = withBin((bin) => {
      new Uint8Array(bin.buffer).fill(0xb2, BIN.HEADER)
      for (let at: number = BIN.HEADER; at < 4096; at += 8) bin.setInt32(at, 8, true)
    })
    expectTolerated(damaged)
  })

  it('5.3.38 with zero-filled bins at the end: an error there, the rest is readable', () => {
    const size = image.u32(BASE.DATA_SIZE)
    const damaged = withBin((bin) => bin.setUint32(0, 0))
    const { findings } = Hive.open(damaged).check()
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'bin-signature',
        severity: 'error',
        offset: firstBin + size,
      }),
    ])
    expect(Hive.open(damaged).key('Witness').value('Mark')).not.toBeNull()
  })

  it('5.3.13 with the root at another place', () => {
    const { image: copy, cells, root } = Hive.open(bytes.slice())
    const size = -copy.i32(fileOffset(root))
    const moved = withBin((bin) => {
      new Uint8Array(bin.buffer).set(copy.bytesView(fileOffset(root), size), BIN.HEADER)
      bin.setInt32(BIN.HEADER + size, 4096 - BIN.HEADER - size, true)
    })
    const target = image.u32(BASE.DATA_SIZE) + BIN.HEADER
    const children = [...places.children('')].map((cell) => ({
      at: cells.payloadAt(cell as CellOffset) + NK.PARENT,
      u32: target,
    }))
    const free = { at: fileOffset(root), u32: size }
    expectTolerated(corrupt(moved, { at: BASE.ROOT_CELL, u32: target }, free, ...children))
  })

  /** The hive with one more bin. */
  function withBin(fill: (bin: DataView) => void): Uint8Array<ArrayBuffer> {
    const size = image.u32(BASE.DATA_SIZE)
    const longer = new Uint8Array(bytes.length + 4096)
    longer.set(bytes)
    const bin = new DataView(new ArrayBuffer(4096))
    new Uint8Array(bin.buffer).set(encodeUtf16('hbin').filter((_, index) => index % 2 === 0))
    bin.setUint32(BIN.OFFSET, size, true)
    bin.setUint32(BIN.SIZE, 4096, true)
    fill(bin)
    longer.set(new Uint8Array(bin.buffer), bytes.length)
    return corrupt(longer, { at: BASE.DATA_SIZE, u32: size + 4096 })
  }
})

describe('cells', () => {
  it('5.3.9 that nothing refers to: one note with their number, and they stay allocated', () => {
    const damaged = edited(({ cells }) => {
      for (let index = 0; index < 3; index++) cells.allocate(100)
    })
    const hive = expectTolerated(damaged, ['cell-unreferenced'])
    const [note] = hive.check().findings
    expect(note).toMatchObject({ severity: 'info', actual: 3 })
    const before = hive.image.i32(note?.offset ?? 0)
    for (let index = 0; index < 100; index++) hive.key('Witness').create(`key ${index}`)
    expect(hive.image.i32(note?.offset ?? 0)).toBe(before)
  })

  it('5.3.10, 5.3.25 larger than their record, and lists with slack', () => {
    const damaged = edited(({ cells }) => {
      const key = cells.payloadAt(places.cell('Beta'))
      for (const field of [NK.SUBKEY_LIST, NK.CLASS]) {
        const old = cells.image.u32(key + field) as CellOffset
        const larger = cells.allocate(1000)
        cells.image.fill(cells.payloadAt(larger), 1000, 0xb2)
        cells.image.setBytes(
          cells.payloadAt(larger),
          cells.image.bytesCopy(cells.payloadAt(old), cells.payloadSize(old)),
        )
        cells.image.setU32(key + field, larger)
        cells.free(old)
      }
    })
    expectTolerated(damaged)
  })

  it('5.3.10 of 8 bytes', () => {
    const damaged = edited(({ cells }) => {
      cells.image.setU32(text + VK.DATA_SIZE, 4)
      const old = cells.image.u32(text + VK.DATA) as CellOffset
      cells.image.setU32(text + VK.DATA, cells.allocate(4))
      cells.free(old)
    })
    expectTolerated(damaged)
  })
})

describe('data', () => {
  it('5.3.32 large data in one cell in version 1.5', () => {
    const damaged = edited(({ cells }) => {
      const cell = cells.allocate(BIG_DATA.length)
      cells.image.setBytes(cells.payloadAt(cell), BIG_DATA)
      const old = cells.image.u32(text + VK.DATA) as CellOffset
      cells.image.setU32(text + VK.DATA, cell)
      cells.image.setU32(text + VK.DATA_SIZE, BIG_DATA.length)
      cells.free(old)
    })
    const hive = expectTolerated(damaged, ['big-data-due'])
    expect(hive.key('Alpha').value('Text')?.data).toEqual(BIG_DATA)
  })

  it('5.3.33 a last segment that is just long enough', () => {
    const list = places.follow(places.data('Alpha', 'Big') + 4)
    const last = places.follow(list + 8)
    const size = -image.i32(sizeField(last))
    const needed = 7320
    const damaged = corrupt(
      bytes,
      { at: sizeField(last), u32: -needed },
      { at: sizeField(last) + needed, u32: size - needed },
    )
    expect(expectTolerated(damaged).key('Alpha').value('Big')?.data).toEqual(BIG_DATA)
  })

  it('5.3.36 predefined keys: neither count nor list is read', () => {
    const one = places.nk('Alpha\\One')
    const damaged = corrupt(
      bytes,
      { at: one + NK.FLAGS, u16: KEY_FLAG.COMP_NAME | KEY_FLAG.PREDEF_HANDLE },
      { at: one + NK.VALUE_COUNT, u32: 0x80000002 },
      { at: one + NK.VALUE_LIST, u32: 0x41414141 },
    )
    const hive = expectTolerated(damaged)
    expect([...hive.key('Alpha\\One').values()]).toEqual([])
  })
})

describe('security', () => {
  it('5.3.37 a duplicate descriptor, and one that no key uses, whatever its count', () => {
    const damaged = edited(({ cells }) => {
      const root = cellOf(places.security(''))
      const descriptor = places.hive.rootKey.descriptor ?? new Uint8Array()
      const size = cells.allocate(SK.DESCRIPTOR + descriptor.length)
      const at = cells.payloadAt(size)
      const rootAt = cells.payloadAt(root)
      cells.image.setU16(at, SIG.SK)
      cells.image.setU32(at + SK.FLINK, root)
      cells.image.setU32(at + SK.BLINK, root)
      cells.image.setU32(at + SK.REFERENCES, 77)
      cells.image.setU32(at + SK.SIZE, descriptor.length)
      cells.image.setBytes(at + SK.DESCRIPTOR, descriptor)
      cells.image.setU32(rootAt + SK.FLINK, size)
      cells.image.setU32(rootAt + SK.BLINK, size)
    })
    expectTolerated(damaged)
  })

  it('5.3.37 a count that is too high', () => {
    const at = places.security('') + SK.REFERENCES
    expectTolerated(corrupt(bytes, { at, u32: 10_000 }), ['security-count'])
  })
})

/** The hive after changes by hand that need new cells. */
function edited(change: (scope: { cells: CellStore }) => void): Uint8Array<ArrayBuffer> {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => NOW
  hive.transact(change)
  return hive.finishedCopy()
}

function lastHash(path: string): number {
  const leaf = places.leaf(path, 1)
  return leaf + LIST.ENTRIES + (image.u16(leaf + LIST.COUNT) - 1) * 8 + 4
}

function hashOf(units: readonly number[]): number {
  return units.reduce((hash, unit) => (Math.imul(hash, 37) + unit) >>> 0, 0)
}
