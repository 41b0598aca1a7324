/**
 * Logs of Windows 8.1 and later: entries one behind the other, each with its sequence number, hashes
 * and pages. Reads the chain from the first entry to the first that does not follow; nothing behind
 * that is ever used (regf-format 4.3, 5.2 rule 43).
 */

import { BIN_UNIT } from '../regf/offsets.ts'
import { LOG_HEADER, type LogFile, type LogPage } from './logFile.ts'
import { marvin32 } from './marvin32.ts'

// biome-ignore format: a layout table
const ENTRY = {
  SIGNATURE: 0, SIZE: 4, FLAGS: 8, SEQUENCE: 12, DATA_SIZE: 16, PAGE_COUNT: 20,
  HASH_1: 24, HASH_2: 32, PAGES: 40,
} as const

/** `HvLE` */
const HVLE = 0x454c7648
const UNIT = 512

export interface LogEntry {
  readonly sequence: number
  readonly flags: number
  /** Bytes of hive bins after the entry. */
  readonly dataSize: number
  readonly pages: readonly LogPage[]
}

/** The entries that follow each other from the first, whose number must be the header's. */
export function readEntries({ image, header }: LogFile): LogEntry[] {
  const entries: LogEntry[] = []
  let at = LOG_HEADER
  let expected = header.primarySequence
  while (at + ENTRY.PAGES <= image.length) {
    if (image.u32(at + ENTRY.SIGNATURE) !== HVLE) break
    const size = image.u32(at + ENTRY.SIZE)
    if (size < UNIT || size % UNIT !== 0 || size > image.length - at) break
    if (image.u32(at + ENTRY.SEQUENCE) !== expected) break
    const entry = hashesHold(image.bytesView(at, size)) ? readEntry({ image, at, size }) : null
    if (entry === null) break
    entries.push(entry)
    expected = (expected + 1) >>> 0
    at += size
  }
  return entries
}

function readEntry({
  image,
  at,
  size,
}: {
  image: LogFile['image']
  at: number
  size: number
}): LogEntry | null {
  const dataSize = image.u32(at + ENTRY.DATA_SIZE)
  const count = image.u32(at + ENTRY.PAGE_COUNT)
  if (dataSize === 0 || dataSize % BIN_UNIT !== 0) return null
  if (ENTRY.PAGES + count * 8 > size) return null
  const pages: LogPage[] = []
  let from = at + ENTRY.PAGES + count * 8
  for (let index = 0; index < count; index++) {
    const to = image.u32(at + ENTRY.PAGES + index * 8)
    const length = image.u32(at + ENTRY.PAGES + index * 8 + 4)
    if (to + length > dataSize || from + length > at + size) return null
    pages.push({ to, from, length })
    from += length
  }
  const flags = image.u32(at + ENTRY.FLAGS)
  return { sequence: image.u32(at + ENTRY.SEQUENCE), flags, dataSize, pages }
}

/** Hash-1 is over everything behind the hashes, Hash-2 over the 32 bytes before itself. */
function hashesHold(entry: Uint8Array): boolean {
  const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength)
  const first = marvin32(entry.subarray(ENTRY.PAGES))
  const second = marvin32(entry.subarray(0, ENTRY.HASH_2))
  return (
    view.getUint32(ENTRY.HASH_1, true) === first.low &&
    view.getUint32(ENTRY.HASH_1 + 4, true) === first.high &&
    view.getUint32(ENTRY.HASH_2, true) === second.low &&
    view.getUint32(ENTRY.HASH_2 + 4, true) === second.high
  )
}
