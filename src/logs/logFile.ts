/**
 * A transaction log file: its header, which is a copy of the base block with its own type, sequence
 * numbers and checksum, and whether it can be used at all. What is in it is read by newFormat.ts and
 * oldFormat.ts (regf-format 4.1, 5.2 rule 42).
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

/** Bytes of the header; the log's content follows. */
export const LOG_HEADER = 512

/** Bytes that are looked at in about a millisecond. */
const PIECE = 1 << 20

const OLD_TYPES = [1, 2]
const NEW_TYPE = 6

/** A log file as it was given. */
export interface LogInput {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The same behind the gate. */
export interface LogImage {
  readonly name: string
  readonly image: HiveImage
}

/** Why a log, or the rest of one, was not used; the text catalogue words each. */
export type LogReason =
  // The file.
  | 'empty'
  | 'too-short'
  | 'not-a-log'
  | 'alternate-copy'
  | 'checksum-wrong'
  | 'sequence-differs'
  | 'data-size-bad'
  // What is in it, old format.
  | 'no-dirt'
  | 'pages-missing'
  // What is in it, new format; of the first entry that is not used.
  | 'no-entries'
  | 'first-entry'
  | 'entry-size'
  | 'entry-hash'
  | 'entry-data-size'
  | 'entry-pages'
  | 'gap'
  | 'remnants'
  // Either.
  | 'too-large'
  // Beside the hive and the other logs.
  | 'hive-clean'
  | 'stale'
  | 'starts-stale'
  | 'not-contiguous'
  | 'not-latest'
  | 'old-format'
  | 'older-than-hive'
  | 'superseded'

/** A reason with the numbers it is about. */
export interface LogFault {
  readonly reason: LogReason
  /** Offset in the log file where what is not used begins. */
  readonly offset?: number
  /** Sequence numbers: the one that would have followed, and the one that is there. */
  readonly expected?: number
  readonly actual?: number
}

export interface LogFile extends LogImage {
  readonly format: 'old' | 'new'
  readonly header: BaseBlock
}

/** Bytes of a log file. */
export function sizeOf({ image }: LogImage): number {
  return image.length
}

/** Takes over the bytes of a log when they fill their buffer, else a copy. */
export function openLog({ name, bytes }: LogInput): LogImage {
  const isWhole = bytes.byteLength === bytes.buffer.byteLength
  return { name, image: new HiveImage(isWhole ? bytes.buffer : bytes.slice().buffer) }
}

/** Reads a log's header; of a log that cannot be used, the reason. */
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

/** Whether the header of a file can be believed, whatever else is wrong with the file. */
export function hasValidHeader({ image }: LogImage): boolean {
  if (image.length < LOG_HEADER || image.u32(BASE.SIGNATURE) !== REGF) return false
  return image.u32(BASE.CHECKSUM) === computeChecksum(image)
}

/** Windows leaves logs empty or zero-filled when nothing was logged. */
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

/** A run of bytes of the log that goes to a place in the hive bins. */
export interface LogPage {
  /** Cell offset where the bytes go. */
  readonly to: number
  /** Offset in the log file where they are. */
  readonly from: number
  readonly length: number
}
