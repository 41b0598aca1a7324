/**
 * A new, empty hive as ORCreateHive makes it: one root key `ROOT` with the default descriptor, in one
 * bin. The library's own mark is not set: it would name another writer (regf-format 1.7, offreg-api 7).
 */

import { Allocator } from '../regf/Allocator.ts'
import { finishBaseBlock } from '../regf/baseBlock.ts'
import { CellBits } from '../regf/CellBits.ts'
import { CellStore, type Survey } from '../regf/CellStore.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { writeKeyNode } from '../regf/keyNode.ts'
import { BASE, BIN, HBIN, NK, REGF } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE, BIN_UNIT, NIL } from '../regf/offsets.ts'
import { writeSecurity } from '../regf/securityCell.ts'

/** Minor versions a new hive can have. */
export type NewMinor = 2 | 3 | 4 | 5 | 6

/**
 * The bytes of an empty hive.
 *
 * @param now - FILETIME of the root key and the header, UTC 100 ns since 1601
 * @param name - of the root key
 */
export function createHiveBytes(
  now: bigint,
  minor: NewMinor = 5,
  name = 'ROOT',
): Uint8Array<ArrayBuffer> {
  const image = new HiveImage(new ArrayBuffer(BASE_BLOCK_SIZE + BIN_UNIT))
  image.transact(() => {
    writeEmptyBin(image)
    image.setU32(BASE.SIGNATURE, REGF)
    image.setU32(BASE.MAJOR, 1)
    image.setU32(BASE.MINOR, minor)
    image.setU32(BASE.FORMAT, 1)
    image.setU32(BASE.ROOT_CELL, BIN.HEADER)
    image.setU32(BASE.DATA_SIZE, BIN_UNIT)
    image.setU32(BASE.CLUSTERING, 1)
  })
  const cells = new CellStore(image, { minor, size: { bytes: BIN_UNIT, sure: true } })
  cells.adoptSurvey(surveyEmpty(cells))
  cells.transact(() => {
    const root = writeKeyNode(cells, { name, parent: NIL, security: NIL, lastWrite: now, flags: 0 })
    const security = writeSecurity(cells, defaultDescriptor(), NIL)
    image.setU32(cells.payloadAt(root) + NK.SECURITY, security)
    finishBaseBlock(image, now)
  })
  return image.bytesCopy(0, image.length)
}

/** What a check would say of a hive whose one bin is one free cell. */
function surveyEmpty(cells: CellStore): Survey {
  const starts = new CellBits(cells.bins.dataSize)
  const badBins = new Map()
  const allocator = new Allocator(cells.image, cells.bins, starts, badBins)
  allocator.learn(0)
  const unreached = new CellBits(cells.bins.dataSize)
  return { allocator, references: new Map(), damage: new Map(), badBins, unreached }
}

function writeEmptyBin(image: HiveImage): void {
  image.setU32(BASE_BLOCK_SIZE + BIN.SIGNATURE, HBIN)
  image.setU32(BASE_BLOCK_SIZE + BIN.SIZE, BIN_UNIT)
  image.setI32(BASE_BLOCK_SIZE + BIN.HEADER, BIN_UNIT - BIN.HEADER)
}

const KEY_ALL_ACCESS = 0xf003f
const KEY_READ = 0x20019

/** O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC), 144 bytes (offreg-api 7.3). */
export function defaultDescriptor(): Uint8Array {
  const system = sid(5, [18])
  const administrators = sid(5, [32, 544])
  const everyone = sid(1, [0])
  const restricted = sid(5, [12])
  const entries = [
    allow(KEY_ALL_ACCESS, system),
    allow(KEY_ALL_ACCESS, administrators),
    allow(KEY_READ, everyone),
    allow(KEY_READ, restricted),
  ]
  const aclSize = 8 + entries.reduce((sum, entry) => sum + entry.length, 0)
  const header = [
    1,
    0,
    ...u16(0x8004),
    ...u32(20 + aclSize),
    ...u32(20 + aclSize + 16),
    ...u32(0),
    ...u32(20),
  ]
  const acl = [2, 0, ...u16(aclSize), ...u16(entries.length), ...u16(0), ...entries.flat()]
  return Uint8Array.from([...header, ...acl, ...administrators, ...administrators])
}

function sid(authority: number, subauthorities: readonly number[]): number[] {
  return [1, subauthorities.length, 0, 0, 0, 0, 0, authority, ...subauthorities.flatMap(u32)]
}

/** An ACCESS_ALLOWED_ACE that containers inherit. */
function allow(mask: number, account: readonly number[]): number[] {
  return [0, 2, ...u16(8 + account.length), ...u32(mask), ...account]
}

function u16(value: number): number[] {
  return [value & 0xff, value >>> 8]
}

function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24]
}
