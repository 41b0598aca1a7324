/**
 * A transaction log file: its header, which is a copy of the base block with its own type, sequence numbers
 * and checksum, and whether it can be used at all. newFormat.ts and oldFormat.ts read its content
 * (regf-format 4.1, 5.2 rule 42).
 */

import {
  type BaseBlock,
  computeChecksum,
  isAlternateCopy,
  readBaseBlock,
} from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { BASE, REGF } from '../regf/layout.ts'
import { BIN_UNIT } from '../regf/offsets.ts'
import type { Work } from '../work.ts'

/** Size of the header in bytes; the content comes after it. */
export const LOG_HEADER = 512

/** Bytes that take about a millisecond to examine. */
const PIECE = 1 << 20

const OLD_TYPES = [1, 2]
const NEW_TYPE = 6

/** A log file as it was given. */
export interface LogInput {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** A log that can be read. */
export interface LogImage {
  readonly name: string
  readonly image: HiveImage
}

/** Why a log, or the rest of one, was not used. The text catalogue has the words. */
export type LogReason =
  // The file.
  | 'empty'
  | 'too-short'
  | 'not-a-log'
  | 'alternate-copy'
  | 'checksum-wrong'
  | 'sequence-differs'
  | 'data-size-bad'
  // The content, old format.
  | 'no-dirt'
  | 'pages-missing'
  // The content, new format: the first entry that is not used.
  | 'no-entries'
  | 'first-entry'
  | 'entry-size'
  | 'entry-hash'
  | 'entry-data-size'
  | 'entry-pages'
  | 'gap'
  | 'remnants'
  // The content, either format.
  | 'too-large'
  // In comparison with the hive and the other logs.
  | 'hive-clean'
  | 'stale'
  | 'starts-stale'
  | 'not-contiguous'
  | 'not-latest'
  | 'old-format'
  | 'older-than-hive'
  | 'superseded'

/** A reason with its details. */
export interface LogFault {
  readonly reason: LogReason
  /** Offset in the log file, in bytes, of the start of the unused part. */
  readonly offset?: number
  /** The expected and the actual sequence number. */
  readonly expected?: number
  readonly actual?: number
}

export interface LogFile extends LogImage {
  readonly format: 'old' | 'new'
  readonly header: BaseBlock
}

/**
 * Returns the size of a log file.
 *
 * @param log - the log
 * @returns its size in bytes
 */
export function sizeOf({ image }: LogImage): number {
  return image.length
}

/**
 * Makes the bytes of a log readable. They are taken over if they fill their buffer, otherwise
 * copied.
 *
 * @param input - the log as it was given
 * @returns the log
 */
export function openLog({ name, bytes }: LogInput): LogImage {
  const isWhole = bytes.byteLength === bytes.buffer.byteLength
  return { name, image: new HiveImage(isWhole ? bytes.buffer : bytes.slice().buffer) }
}

/**
 * Reads the header of a log, in steps.
 *
 * @param log - the log
 * @returns the log with its header, or the reason why it cannot be used
 */
export function* readLogFile(log: LogImage): Work<LogFile | LogReason> {
  const { image } = log
  if (yield* isZero(image)) return 'empty'
  if (image.length < LOG_HEADER) return 'too-short'
  if (image.u32(BASE.SIGNATURE) !== REGF) return 'not-a-log'
  if (isAlternateCopy(image)) return 'alternate-copy'
  const type = image.u32(BASE.TYPE)
  const format = type === NEW_TYPE ? 'new' : 'old'
  if (format === 'old' && !OLD_TYPES.includes(type)) return 'not-a-log'
  const header = readBaseBlock(image)
  if (!header.checksumValid) return 'checksum-wrong'
  if (header.primarySequence !== header.secondarySequence) return 'sequence-differs'
  if (header.dataSize === 0 || header.dataSize % BIN_UNIT !== 0) return 'data-size-bad'
  return { ...log, format, header }
}

/**
 * Checks whether the header of a file can be trusted, whatever else is wrong with the file.
 *
 * @param log - the log
 * @returns true if it starts with `regf` and has the right checksum
 */
export function hasValidHeader({ image }: LogImage): boolean {
  if (image.length < LOG_HEADER || image.u32(BASE.SIGNATURE) !== REGF) return false
  return image.u32(BASE.CHECKSUM) === computeChecksum(image)
}

/** Whether a log is empty or zero-filled, as Windows leaves it if nothing was logged. */
function* isZero(image: HiveImage): Work<boolean> {
  for (let from = 0; from < image.length; from += PIECE) {
    const bytes = image.bytesView(from, Math.min(PIECE, image.length - from))
    let at = 0
    while (at < bytes.length && bytes[at] === 0) at++
    if (at < bytes.length) return false
    yield Math.min(1, (from + PIECE) / image.length)
  }
  return true
}

/** A run of bytes in a log, and its place in the hive bins. */
export interface LogPage {
  /** The cell offset to write the bytes to. */
  readonly to: number
  /** Their offset in the log file, in bytes. */
  readonly from: number
  readonly length: number
}
