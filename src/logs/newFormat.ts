/**
 * Logs of Windows 8.1 and later: a sequence of entries, each with a sequence number, hashes and pages. The
 * chain is read from the first entry to the first one that does not continue it, with the reason; nothing
 * after that is ever used (regf-format 4.3, 5.2 rule 43).
 */

import type { HiveImage } from '../regf/HiveImage.ts'
import { BIN_UNIT } from '../regf/offsets.ts'
import { isNotOlder, nextSequence } from '../regf/sequence.ts'
import { part, type Work } from '../work.ts'
import { LOG_HEADER, type LogFault, type LogFile, type LogPage, type LogReason } from './logFile.ts'
import { marvin32, marvin32Steps } from './marvin32.ts'

// biome-ignore format: a layout table
const ENTRY = {
  SIGNATURE: 0, SIZE: 4, FLAGS: 8, SEQUENCE: 12, DATA_SIZE: 16, PAGE_COUNT: 20,
  HASH_1: 24, HASH_2: 32, PAGES: 40,
} as const

/** `HvLE` */
const HVLE = 0x454c7648
/** The offsets and sizes of entries are multiples of this. */
const UNIT = 512
/** Bytes of a log between two pauses; less than a millisecond. */
const PIECE = 1 << 20

export interface LogEntry {
  readonly sequence: number
  readonly flags: number
  /** Bytes of hive bins after the entry. */
  readonly dataSize: number
  readonly pages: readonly LogPage[]
}

/** The chain of entries of a log, and why it ends; null if only zeros are left. */
export interface LogChain {
  readonly entries: readonly LogEntry[]
  readonly end: LogFault | null
}

/**
 * Reads the chain of entries, in steps. It starts with the sequence number in the header.
 *
 * @param log - the log
 * @param room - the largest size of the hive bins in bytes that an entry may cause (hostile input
 *   83)
 * @returns the entries, and why there are no more
 */
export function* readEntries({ image, header }: LogFile, room: number): Work<LogChain> {
  const entries: LogEntry[] = []
  let at = LOG_HEADER
  let paused = 0
  let expected = header.primarySequence
  while (!isBlank(image, at)) {
    if (at + ENTRY.PAGES > image.length) {
      return { entries, end: { reason: 'entry-size', offset: at, expected } }
    }
    const reason = numberFault(image, at, { expected, isFirst: entries.length === 0 })
    if (reason !== null) {
      const actual = image.u32(at + ENTRY.SEQUENCE)
      return { entries, end: { reason, offset: at, expected, actual } }
    }
    const end = Math.min(image.length, at + image.u32(at + ENTRY.SIZE))
    const entry = yield* part(readEntry(image, at, room), at / image.length, end / image.length)
    if (typeof entry === 'string') return { entries, end: { reason: entry, offset: at, expected } }
    entries.push(entry)
    at += image.u32(at + ENTRY.SIZE)
    expected = nextSequence(expected)
    if (at - paused < PIECE) continue
    paused = at
    yield at / image.length
  }
  return { entries, end: entries.length > 0 ? null : { reason: 'no-entries' } }
}

/**
 * Finds everything that looks like an entry and whose header has the right hash, in steps.
 *
 * @param image - the log file
 * @param see - called with the sequence number of each
 */
export function* findSequences(image: HiveImage, see: (sequence: number) => void): Work<void> {
  for (let at = LOG_HEADER; at + ENTRY.PAGES <= image.length; at += UNIT) {
    if (image.u32(at) === HVLE && headerHolds(image, at)) see(image.u32(at + ENTRY.SEQUENCE))
    if ((at & (PIECE - 1)) === 0) yield at / image.length
  }
}

/** Whether no entry starts here, because the file ends or was never written that far. */
function isBlank(image: HiveImage, at: number): boolean {
  const end = Math.min(at + ENTRY.PAGES, image.length)
  for (let byte = at; byte < end; byte++) if (image.u8(byte) !== 0) return false
  return true
}

/** Why the bytes here are not the next entry of the chain; null if they are. */
function numberFault(
  image: HiveImage,
  at: number,
  { expected, isFirst }: { readonly expected: number; readonly isFirst: boolean },
): LogReason | null {
  // Earlier, longer runs of entries leave remnants after the current ones.
  if (image.u32(at) !== HVLE) return isFirst ? 'no-entries' : 'remnants'
  if (!headerHolds(image, at)) return 'entry-hash'
  const sequence = image.u32(at + ENTRY.SEQUENCE)
  if (sequence === expected) return null
  if (isFirst) return 'first-entry'
  return isNotOlder(sequence, expected) ? 'gap' : 'remnants'
}

function* readEntry(image: HiveImage, at: number, room: number): Work<LogEntry | LogReason> {
  const size = image.u32(at + ENTRY.SIZE)
  if (size < UNIT || size % UNIT !== 0 || size > image.length - at) return 'entry-size'
  const hashed = image.bytesView(at + ENTRY.PAGES, size - ENTRY.PAGES)
  const { low, high } = yield* marvin32Steps(hashed)
  const hash = at + ENTRY.HASH_1
  if (image.u32(hash) !== low || image.u32(hash + 4) !== high) return 'entry-hash'
  const dataSize = image.u32(at + ENTRY.DATA_SIZE)
  if (dataSize === 0 || dataSize % BIN_UNIT !== 0) return 'entry-data-size'
  if (dataSize > room) return 'too-large'
  const pages = readPages(image, at, { size, dataSize })
  if (pages === null) return 'entry-pages'
  const flags = image.u32(at + ENTRY.FLAGS)
  return { sequence: image.u32(at + ENTRY.SEQUENCE), flags, dataSize, pages }
}

/** The pages of an entry; null if one is outside the entry or the hive. */
function readPages(
  image: HiveImage,
  at: number,
  { size, dataSize }: { readonly size: number; readonly dataSize: number },
): LogPage[] | null {
  const count = image.u32(at + ENTRY.PAGE_COUNT)
  let from = at + ENTRY.PAGES + count * 8
  if (from > at + size) return null
  const pages: LogPage[] = []
  for (let reference = at + ENTRY.PAGES; pages.length < count; reference += 8) {
    const to = image.u32(reference)
    const length = image.u32(reference + 4)
    if (to + length > dataSize || from + length > at + size) return null
    pages.push({ to, from, length })
    from += length
  }
  return pages
}

/** Checks the hash of an entry's header. Hash-2 covers the 32 bytes before it, Hash-1 everything after both. */
function headerHolds(image: HiveImage, at: number): boolean {
  const { low, high } = marvin32(image.bytesView(at, ENTRY.HASH_2))
  const hash = at + ENTRY.HASH_2
  return image.u32(hash) === low && image.u32(hash + 4) === high
}
