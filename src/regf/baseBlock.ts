/**
 * The base block: reading it, judging it, and finishing it for a save. Logs and recovery are not handled
 * here (regf-format sections 1 and 5.2 rules 1 to 8).
 */

import { decodeUtf16 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import type { HiveImage } from './HiveImage.ts'
import { BASE, BIN, HBIN, REGF } from './layout.ts'
import { BASE_BLOCK_SIZE, BIN_UNIT, type CellOffset } from './offsets.ts'
import { newerSequence, nextSequence } from './sequence.ts'

/** Smallest valid file: a base block and one bin. */
const MIN_FILE = 8192

/** The decoded base block of an open hive. */
export interface BaseBlock {
  readonly primarySequence: number
  readonly secondarySequence: number
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWritten: bigint
  readonly major: number
  readonly minor: number
  readonly rootCell: CellOffset
  /** Size of the hive bins in bytes, as stored. */
  readonly dataSize: number
  /** Up to the first NUL. */
  readonly fileName: string
  readonly flags: number
  readonly checksumValid: boolean
  /** Sequence numbers differ or the checksum is wrong (regf-format 1.3). */
  readonly dirty: boolean
}

/**
 * Computes the checksum of the base block: the XOR of the 127 words before the field, but never 0
 * or 0xFFFFFFFF (regf-format 1.2).
 *
 * @param image - the hive file, at least 512 bytes
 * @returns the checksum, an unsigned 32-bit number
 */
export function computeChecksum(image: HiveImage): number {
  let sum = 0
  for (let at = 0; at < BASE.CHECKSUM; at += 4) sum ^= image.u32(at)
  sum >>>= 0
  if (sum === 0) return 1
  return sum === 0xffffffff ? 0xfffffffe : sum
}

/**
 * Reads the minor version from the base block.
 *
 * @param image - the hive file
 * @returns the number as stored: 3 for version 1.3
 */
export function minorVersion(image: HiveImage): number {
  return image.u32(BASE.MINOR)
}

/** Set in BASE.FLAGS of version 1.6 when keys can be layered (regf-format 1.4). */
export const LAYERED = 2

/**
 * Checks whether layer bytes and tombstones have a meaning in this hive (regf-format 3.12).
 *
 * @param image - the hive file
 * @returns true for version 1.6 with the flag for layered keys
 */
export function isLayered(image: HiveImage): boolean {
  return minorVersion(image) >= 6 && (image.u32(BASE.FLAGS) & LAYERED) !== 0
}

/**
 * Decodes the base block without checking it.
 *
 * @param image - the hive file, at least 4,096 bytes
 * @returns the fields, and whether checksum and sequence numbers are right
 */
export function readBaseBlock(image: HiveImage): BaseBlock {
  const primarySequence = image.u32(BASE.PRIMARY_SEQUENCE)
  const secondarySequence = image.u32(BASE.SECONDARY_SEQUENCE)
  const checksumValid = image.u32(BASE.CHECKSUM) === computeChecksum(image)
  const fileName = decodeUtf16(image.bytesView(BASE.FILE_NAME, 64))
  const end = fileName.indexOf('\0')
  return {
    primarySequence,
    secondarySequence,
    lastWritten: image.u64(BASE.LAST_WRITTEN),
    major: image.u32(BASE.MAJOR),
    minor: image.u32(BASE.MINOR),
    rootCell: image.u32(BASE.ROOT_CELL) as CellOffset,
    dataSize: image.u32(BASE.DATA_SIZE),
    fileName: end < 0 ? fileName : fileName.slice(0, end),
    flags: image.u32(BASE.FLAGS),
    checksumValid,
    dirty: !checksumValid || primarySequence !== secondarySequence,
  }
}

/**
 * Decodes the base block, and refuses a file that this engine cannot open as a hive (regf-format
 * 5.2 rules 1 to 5 and 7). With a wrong checksum, the other fields are not judged.
 *
 * @param image - the file, of any length
 * @returns the fields, as from `readBaseBlock`
 * @throws HiveError `empty-file`, `file-too-short` when the file has less than 8,192 bytes
 * @throws HiveError `not-a-hive` when it does not start with `regf`, with its first bytes
 * @throws HiveError `transaction-log`, `alternate-copy` when it is one of these
 * @throws HiveError `unknown-file-type`, `unknown-version`, `unknown-file-format`, `bad-data-size`
 *   when a field has no valid value
 */
export function requireHive(image: HiveImage): BaseBlock {
  if (image.length === 0) {
    throw new HiveError('empty-file', 'the file is empty', {
      offset: 0,
      expected: MIN_FILE,
      actual: 0,
    })
  }
  const isRegf = image.length >= 4 && image.u32(0) === REGF
  if (isRegf && image.length >= BASE.FORMAT) refuseLog(image)
  if (!isRegf) {
    const actual = hexOf(image.bytesView(0, Math.min(16, image.length)))
    throw new HiveError('not-a-hive', 'the file does not start with regf', { offset: 0, actual })
  }
  if (image.length < MIN_FILE) {
    const detail = { offset: image.length, expected: MIN_FILE, actual: image.length }
    throw new HiveError('file-too-short', `a hive has at least ${MIN_FILE} bytes`, detail)
  }
  const base = readBaseBlock(image)
  if (base.checksumValid) requireKnownFormat(image, base)
  return base
}

/** A transaction log begins with a copy of the base block with its own type (regf-format 4.1). */
function refuseLog(image: HiveImage): void {
  const type = image.u32(BASE.TYPE)
  if (isAlternateCopy(image)) {
    const detail = { offset: BASE.TYPE, expected: 0, actual: type }
    const kind = 'an alternate copy of a hive, kept by Windows 2000'
    const instead = 'open the hive itself (the same name without .ALT)'
    throw new HiveError('alternate-copy', `${kind}: ${instead}`, detail)
  }
  if (!isLogType(type)) return
  const format = type === 6 ? 'new format' : 'old format'
  const detail = { offset: BASE.TYPE, expected: 0, actual: type }
  throw new HiveError('transaction-log', `a transaction log (${format}), not a hive`, detail)
}

/** The number of bytes that `isAlternateCopy` looks at. */
export const ALTERNATE_HEAD = BASE_BLOCK_SIZE + BIN.SIZE
/** File offset and value of the signature of the dirty vector in an old-format log. */
const DIRT_AT = 512
const DIRT = 0x54524944

/**
 * Checks whether a file is an alternate copy, such as SYSTEM.ALT of Windows 2000: it has the file
 * type of a log and the bins of a hive (regf-format 1.1).
 *
 * @param image - the file, or its first `ALTERNATE_HEAD` bytes
 * @returns true for an alternate copy
 */
export function isAlternateCopy(image: HiveImage): boolean {
  if (image.length < ALTERNATE_HEAD || image.u32(0) !== REGF) return false
  const hasBins =
    image.u32(BASE_BLOCK_SIZE) === HBIN && image.u32(BASE_BLOCK_SIZE + BIN.OFFSET) === 0
  return image.u32(BASE.TYPE) === 1 && hasBins && image.u32(DIRT_AT) !== DIRT
}

/**
 * Checks whether a file type is that of a transaction log. The old format has two, the new one has
 * 6.
 *
 * @param type - the file type of a base block
 * @returns true for a log
 */
export function isLogType(type: number): boolean {
  return type === 1 || type === 2 || type === 6
}

/**
 * Checks whether the version and the file format exist. Only a hive with a wrong checksum can be
 * open without that.
 *
 * @param image - the hive file
 * @returns true for versions 1.0 to 1.6 in file format 1
 */
export function isKnownFormat(image: HiveImage): boolean {
  return image.u32(BASE.MAJOR) === 1 && image.u32(BASE.MINOR) <= 6 && image.u32(BASE.FORMAT) === 1
}

function requireKnownFormat(image: HiveImage, base: BaseBlock): void {
  const type = image.u32(BASE.TYPE)
  if (type !== 0) {
    throw new HiveError('unknown-file-type', `file type ${type} is not a primary hive`, {
      offset: BASE.TYPE,
      expected: 0,
      actual: type,
    })
  }
  if (base.major !== 1 || base.minor > 6) {
    throw new HiveError('unknown-version', `version ${base.major}.${base.minor} is not known`, {
      offset: BASE.MAJOR,
      expected: '1.0 to 1.6',
      actual: `${base.major}.${base.minor}`,
    })
  }
  const format = image.u32(BASE.FORMAT)
  if (format !== 1) {
    throw new HiveError('unknown-file-format', `file format ${format} is not known`, {
      offset: BASE.FORMAT,
      expected: 1,
      actual: format,
    })
  }
  if (base.dataSize === 0 || base.dataSize % BIN_UNIT !== 0) {
    throw new HiveError('bad-data-size', 'the size of the hive bins is not a multiple of 4096', {
      offset: BASE.DATA_SIZE,
      actual: base.dataSize,
    })
  }
}

/**
 * Finishes the header for a save: equal sequence numbers above all that are known, the time, file
 * type 0, and the checksum (regf-format 6.1 rule 9). Call it in a transaction.
 *
 * @param image - the hive file
 * @param now - the time to store, UTC in 100 ns since 1601
 * @param seen - the newest sequence number of the logs of the hive, or null if there are none
 * @throws HiveError `internal` when no transaction is open
 */
export function finishBaseBlock(image: HiveImage, now: bigint, seen: number | null = null): void {
  const next = sequenceAbove(image, seen)
  image.setU32(BASE.PRIMARY_SEQUENCE, next)
  image.setU32(BASE.SECONDARY_SEQUENCE, next)
  image.setU64(BASE.LAST_WRITTEN, now)
  image.setU32(BASE.TYPE, 0)
  image.setU64(BASE_BLOCK_SIZE + BIN.TIMESTAMP, now)
  image.setU32(BASE.CHECKSUM, computeChecksum(image))
}

/**
 * Finds a sequence number for a save.
 *
 * @param image - the hive file
 * @param seen - another sequence number to exceed, or null
 * @returns the number after both of the base block and `seen`
 */
export function sequenceAbove(image: HiveImage, seen: number | null): number {
  const primary = image.u32(BASE.PRIMARY_SEQUENCE)
  const stored = newerSequence(primary, image.u32(BASE.SECONDARY_SEQUENCE))
  return nextSequence(seen === null ? stored : newerSequence(stored, seen))
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
