/**
 * A transaction log file: its header, which is a copy of the base block with its own type, sequence
 * numbers and checksum, and whether it can be used at all. What is in it is read by newFormat.ts and
 * oldFormat.ts (regf-format 4.1, 5.2 rule 42).
 */

import { type BaseBlock, computeChecksum, readBaseBlock } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { BASE, REGF } from '../regf/layout.ts'
import { BIN_UNIT } from '../regf/offsets.ts'

/** Bytes of the header; the log's content follows. */
export const LOG_HEADER = 512

const OLD_TYPES = [1, 2]
const NEW_TYPE = 6

/** A log file as it was given. */
export interface LogInput {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Why a log, or the rest of one, was not used; the text catalogue words each. */
export type LogReason =
  | 'empty'
  | 'too-short'
  | 'not-a-log'
  | 'checksum-wrong'
  | 'sequence-differs'
  | 'data-size-bad'
  | 'no-dirt'
  | 'pages-missing'
  | 'no-entries'
  | 'stale'
  | 'not-contiguous'
  | 'older-than-hive'
  | 'superseded'
  | 'too-large'
  | 'hive-clean'

export interface LogFile {
  readonly name: string
  readonly image: HiveImage
  readonly format: 'old' | 'new'
  readonly header: BaseBlock
}

/** Reads a log's header. Returns why it cannot be used when it cannot. */
export function readLogFile({ name, bytes }: LogInput): LogFile | LogReason {
  // Windows leaves logs empty or zero-filled when nothing was logged.
  if (bytes.length === 0 || bytes.every((byte) => byte === 0)) return 'empty'
  if (bytes.length < LOG_HEADER) return 'too-short'
  const image = new HiveImage(
    bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer,
  )
  const type = image.u32(BASE.TYPE)
  const format = type === NEW_TYPE ? 'new' : 'old'
  if (image.u32(BASE.SIGNATURE) !== REGF) return 'not-a-log'
  if (format === 'old' && !OLD_TYPES.includes(type)) return 'not-a-log'
  if (image.u32(BASE.CHECKSUM) !== computeChecksum(image)) return 'checksum-wrong'
  const header = readBaseBlock(image)
  if (header.primarySequence !== header.secondarySequence) return 'sequence-differs'
  if (header.dataSize === 0 || header.dataSize % BIN_UNIT !== 0) return 'data-size-bad'
  return { name, image, format, header }
}

/** Whether a sequence number is not older than another; they wrap at 2^32 (regf-format 1.3). */
export function isNotOlder(a: number, b: number): boolean {
  return (a - b) >>> 0 <= 0x7fffffff
}

/** A run of bytes of the log that goes to a place in the hive bins. */
export interface LogPage {
  /** Cell offset where the bytes go. */
  readonly to: number
  /** Offset in the log file where they are. */
  readonly from: number
  readonly length: number
}
