/** The base block and the root of a compacted hive (offreg-api 7.1, 7.4, 8.30). */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../../src/bytes/text.ts'
import { Hive } from '../../../src/offreg/Hive.ts'
import { BASE, BIN, KEY_FLAG, NK, SK } from '../../../src/regf/layout.ts'
import { type CellOffset, fileOffset, NIL } from '../../../src/regf/offsets.ts'
import { compacted } from '../../helpers/compacted.ts'
import { corrupt, type Patch } from '../../helpers/corrupt.ts'
import { hiveOfEverything, NOW, ROOT } from '../../helpers/hives.ts'

const GUIDS = Array.from({ length: 32 }, (_, byte) => byte + 1)
const FOREIGN: Patch[] = [
  { at: BASE.PRIMARY_SEQUENCE, u32: 7 },
  { at: BASE.SECONDARY_SEQUENCE, u32: 7 },
  { at: BASE.FILE_NAME, bytes: encodeUtf16('\\config\\SOFTWARE') },
  { at: 112, bytes: GUIDS },
  { at: 148, bytes: GUIDS.slice(16) },
  { at: 164, bytes: [...Buffer.from('rmtm')] },
  { at: fileOffset(ROOT) + 4 + NK.FLAGS, u16: 0x2c },
]
const everything = hiveOfEverything()

/** The hive of everything with the header of another writer. */
function foreign(...more: Patch[]): Hive {
  return Hive.open(corrupt(everything.bytes, ...FOREIGN, ...more))
}

/** The bytes of the base block that a copy takes over. */
function kept({ image }: Hive): Uint8Array {
  const bytes = image.bytesCopy(0, 4096)
  bytes.fill(0, BASE.ROOT_CELL, BASE.DATA_SIZE + 4)
  return bytes.fill(0, BASE.CHECKSUM, BASE.CHECKSUM + 4)
}

describe('a hive saved as it was made', () => {
  const copy = compacted(Hive.create({ now: NOW }), { minor: 5 })
  const { image } = copy
  const root = fileOffset(ROOT) + 4

  it('case 138 a saved new hive has sequence 1/1, root ROOT with flag 0x20 only, no parent, no mark', () => {
    expect(copy.base).toMatchObject({ primarySequence: 1, secondarySequence: 1, rootCell: ROOT })
    expect(copy.rootKey.name).toBe('ROOT')
    expect(image.u16(root + NK.FLAGS)).toBe(0x20)
    expect(image.u32(root + NK.PARENT)).toBe(NIL)
    for (const at of [0xa8, 0xac, 0xb0, 0xb4, 0x200, 0x204]) expect(image.u32(at)).toBe(0)
    expect(image.length).toBe(8192)
  })

  it('7.2 a saved new hive has the root in 88 bytes at 0x20, then its descriptor in 168 bytes, then nothing', () => {
    expect(image.i32(fileOffset(0x20 as CellOffset))).toBe(-88)
    expect(image.i32(fileOffset(0x78 as CellOffset))).toBe(-168)
    expect(image.i32(fileOffset(0x120 as CellOffset))).toBe(4096 - 0x120)
  })
})

describe('a hive of another writer', () => {
  it('case 139 the copy of a hive of another writer keeps numbers, time, file name, GUIDs, root name and flags', () => {
    const hive = foreign()
    const copy = compacted(hive, { minor: 5 })
    expect(kept(copy)).toEqual(kept(hive))
    expect(copy.base).toMatchObject({ primarySequence: 7, secondarySequence: 7, lastWritten: NOW })
    expect(copy.rootKey.flags).toBe(0x2c)
    expect(copy.image.u64(4096 + BIN.TIMESTAMP)).toBe(NOW)
  })

  it('the copy of a dirty hive gets numbers above both of its numbers', () => {
    for (const [primary, secondary] of [
      [9, 8],
      [8, 9],
    ]) {
      const hive = foreign(
        { at: BASE.PRIMARY_SEQUENCE, u32: primary as number },
        { at: BASE.SECONDARY_SEQUENCE, u32: secondary as number },
      )
      const copy = compacted(hive, { minor: 5 })
      expect(copy.base).toMatchObject({ primarySequence: 10, secondarySequence: 10 })
    }
  })

  it('the copy of a hive with logs gets a number above those of the logs', () => {
    const hive = foreign()
    hive.outnumber(20)
    expect(compacted(hive, { minor: 5 }).base.primarySequence).toBe(21)
  })

  it.each([0xa8, 0xb0])(
    'the copy loses the mark of the library at 0x%x and its save time',
    (at) => {
      const mark = [...Buffer.from('OfRg'), 1, 0, 0, 0]
      const hive = foreign({ at, bytes: mark }, { at: 512, bytes: GUIDS.slice(0, 8) })
      expect(kept(compacted(hive, { minor: 5 }))).toEqual(kept(foreign()))
    },
  )

  it('the copy keeps the fields of mark and save time if there is no mark', () => {
    const hive = foreign({ at: 0xb0, bytes: GUIDS.slice(0, 8) }, { at: 512, bytes: GUIDS })
    expect(kept(compacted(hive, { minor: 5 }))).toEqual(kept(hive))
  })

  it('the copy keeps the pending transaction flag, and the flag of layers only in 1.6', () => {
    const plain = foreign({ at: BASE.FLAGS, u32: 3 })
    expect(compacted(plain, { minor: 5 }).base.flags).toBe(1)
    const layered = Hive.open(
      corrupt(everything.bytes, { at: BASE.MINOR, u32: 6 }, { at: BASE.FLAGS, u32: 3 }),
    )
    expect(compacted(layered, { minor: 6 }).base.flags).toBe(3)
    expect(compacted(layered, { minor: 3 }).base.flags).toBe(1)
  })

  it('the copy has a clustering factor of 1', () => {
    const copy = compacted(foreign({ at: BASE.CLUSTERING, u32: 8 }), { minor: 5 })
    expect(copy.image.u32(BASE.CLUSTERING)).toBe(1)
    expect(copy.check().findings).toEqual([])
  })
})

describe('one key as a hive', () => {
  it('case 136 a key saved as a hive has its subkeys, values, class and descriptor in a new root', () => {
    const hive = foreign()
    const { cells } = hive
    const alpha = hive.key('Alpha')
    const copy = compacted(hive, { minor: 5, key: alpha.cell })
    const root = copy.rootKey
    expect([root.name, root.flags, root.lastWrite]).toEqual(['ROOT', 0x20, alpha.lastWrite])
    expect([...root.values()].map(({ name, data }) => [name, data])).toEqual(
      [...alpha.values()].map(({ name, data }) => [name, data]),
    )
    expect([...root.subkeys()].map(({ name }) => name)).toEqual(['One', 'Two'])
    expect(root.descriptor).toEqual(alpha.descriptor)
    expect(copy.image.u32(copy.cells.payloadAt(copy.root) + NK.PARENT)).toBe(NIL)
    expect(compacted(hive, { minor: 5, key: hive.key('Beta').cell }).rootKey.className).toBe(
      'Klass',
    )
    expect(cells.image.u32(BASE.PRIMARY_SEQUENCE)).toBe(7)
  })

  it('a key saved as a hive has the header of a new hive', () => {
    const { base, image } = compacted(foreign(), { minor: 5, key: foreign().key('Beta').cell })
    expect(base).toMatchObject({ primarySequence: 1, secondarySequence: 1, fileName: '', flags: 0 })
    expect(base.lastWritten).toBe(0n)
    expect(image.bytesCopy(112, 396)).toEqual(new Uint8Array(396))
  })

  it('the descriptors of a key saved as a hive count only its keys', () => {
    const { image, cells, root } = compacted(foreign(), {
      minor: 5,
      key: foreign().key('Many').cell,
    })
    const security = image.u32(cells.payloadAt(root) + NK.SECURITY) as CellOffset
    expect(image.u32(cells.payloadAt(security) + SK.REFERENCES)).toBe(601)
  })

  it('a link saved as a hive is not a link', () => {
    const hive = foreign()
    expect(hive.key('Link').flags & KEY_FLAG.SYM_LINK).not.toBe(0)
    expect(compacted(hive, { minor: 5, key: hive.key('Link').cell }).rootKey.isLink).toBe(false)
  })
})
