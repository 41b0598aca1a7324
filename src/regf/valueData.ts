/**
 * Where the data of a value is: inside the record, in one cell, or in big data segments; reading it
 * as far as it is there, storing it, and freeing exactly its parts (regf-format 3.5, 6.5).
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from './CellStore.ts'
import { ignore, type Report } from './finding.ts'
import { DB, INLINE, LIMIT, SEGMENT_DATA, SEGMENT_PAYLOAD, SIG, VK } from './layout.ts'
import type { CellOffset, FileOffset } from './offsets.ts'

const MAX_INLINE = 4

/** A run of data bytes in the file. */
export interface DataPiece {
  readonly at: FileOffset
  readonly length: number
}

/** Bytes of data a value claims to have. */
export function dataSize(cells: CellStore, value: FileOffset): number {
  const size = cells.image.u32(value + VK.DATA_SIZE)
  return size >= INLINE ? size - INLINE : size
}

/**
 * The runs a value's data is in, as far as they can be read; together shorter than `dataSize` when
 * the data is damaged.
 */
export function dataPieces(
  cells: CellStore,
  value: FileOffset,
  report: Report = ignore,
): DataPiece[] {
  const { image } = cells
  const stored = image.u32(value + VK.DATA_SIZE)
  if (stored >= INLINE) {
    const size = stored - INLINE
    if (size > MAX_INLINE) {
      report('inline-size', value + VK.DATA_SIZE, { expected: MAX_INLINE, actual: size })
    }
    return [{ at: (value + VK.DATA) as FileOffset, length: Math.min(size, MAX_INLINE) }]
  }
  if (stored === 0) return []
  const cell = image.u32(value + VK.DATA) as CellOffset
  const room = cells.payloadSize(cell)
  if (room < 0) {
    report('data-bad', value + VK.DATA, { actual: cell })
    return []
  }
  const at = cells.payloadAt(cell)
  if (isBigData(cells, cell, stored)) {
    const pieces = bigDataPieces(cells, cell, stored, report)
    if (cells.minor < 4 && pieces.length > 0) report('big-data-version', at)
    if (cells.minor >= 4 || pieces.length > 0) return pieces
  }
  if (room < stored)
    report('data-past-cell', value + VK.DATA_SIZE, { expected: room, actual: stored })
  return [{ at, length: Math.min(stored, room) }]
}

/**
 * Whether a data cell is a db record. Plain data may begin with these letters too: a cell with room for
 * all of the data is big data only if everything about it fits, and never below 1.4.
 */
export function isBigData(cells: CellStore, cell: CellOffset, stored: number): boolean {
  const { image } = cells
  const room = cells.payloadSize(cell)
  if (stored <= SEGMENT_DATA || room < DB.SEGMENTS + 4) return false
  const at = cells.payloadAt(cell)
  if (image.u16(at) !== SIG.DB) return false
  if (room < stored) return true
  const count = image.u16(at + DB.COUNT)
  const list = image.u32(at + DB.SEGMENTS) as CellOffset
  const isWhole = count === Math.ceil(stored / SEGMENT_DATA) && cells.payloadSize(list) >= count * 4
  return cells.minor >= 4 && isWhole
}

/**
 * The segments of a db record that can be read, each distinct, in order. Together they are no more than
 * the hive: until a check knows where cells begin, they could be made to overlap.
 */
function bigDataPieces(
  cells: CellStore,
  cell: CellOffset,
  size: number,
  report: Report,
): DataPiece[] {
  const { image } = cells
  const at = cells.payloadAt(cell)
  const claimed = image.u16(at + DB.COUNT)
  const expected = Math.ceil(size / SEGMENT_DATA)
  if (claimed !== expected) report('big-data-bad', at + DB.COUNT, { expected, actual: claimed })
  const list = image.u32(at + DB.SEGMENTS) as CellOffset
  const room = cells.payloadSize(list)
  if (room < 4 || list === cell) {
    report('big-data-bad', at + DB.SEGMENTS, { actual: list })
    return []
  }
  const listed = Math.min(claimed, expected, room >>> 2)
  if (listed < Math.min(claimed, expected)) {
    report('big-data-bad', at + DB.SEGMENTS, { expected: claimed * 4, actual: room })
  }
  const pieces: DataPiece[] = []
  const seen = new Set<CellOffset>([cell, list])
  let left = size
  let fitting = cells.bins.dataSize
  for (let index = 0; index < listed; index++) {
    const entry = cells.payloadAt(list) + index * 4
    const segment = image.u32(entry) as CellOffset
    const bytes = Math.min(left, SEGMENT_DATA)
    const there = cells.payloadSize(segment)
    fitting -= there
    if (there < 0 || seen.has(segment) || fitting < 0) {
      report('big-data-bad', entry, { actual: segment })
      return pieces
    }
    seen.add(segment)
    pieces.push({ at: cells.payloadAt(segment), length: Math.min(bytes, there) })
    if (there < bytes) {
      report('big-data-bad', cells.payloadAt(segment), { expected: bytes, actual: there })
      return pieces
    }
    left -= bytes
  }
  return pieces
}

/** The cells that hold a value's data: none when inline; the data cell; or db, list and segments. */
export function dataCells(cells: CellStore, value: FileOffset): CellOffset[] {
  const { image } = cells
  const stored = image.u32(value + VK.DATA_SIZE)
  if (stored >= INLINE || stored === 0) return []
  const cell = image.u32(value + VK.DATA) as CellOffset
  if (!isBigData(cells, cell, stored)) return [cell]
  const at = cells.payloadAt(cell)
  const list = image.u32(at + DB.SEGMENTS) as CellOffset
  const found = [cell, list]
  const listed = Math.min(image.u16(at + DB.COUNT), Math.max(0, cells.payloadSize(list)) >>> 2)
  for (let index = 0; index < listed; index++) {
    found.push(image.u32(cells.payloadAt(list) + index * 4) as CellOffset)
  }
  return found
}

/** A value's data as far as it can be read, at most `limit` bytes of it; safe to keep. */
export function dataCopy(
  cells: CellStore,
  value: FileOffset,
  limit: number = Number.POSITIVE_INFINITY,
  report: Report = ignore,
): Uint8Array {
  const pieces = dataPieces(cells, value, report)
  const there = pieces.reduce((sum, { length }) => sum + length, 0)
  const copy = new Uint8Array(Math.min(there, limit))
  let filled = 0
  for (const { at, length } of pieces) {
    const bytes = Math.min(length, copy.length - filled)
    copy.set(cells.image.bytesView(at, bytes), filled)
    filled += bytes
  }
  return copy
}

/**
 * Refuses data the version cannot hold, before anything is touched (regf-format 6.5 rule 33).
 *
 * @throws HiveError `data-too-large`
 */
export function requireStorable(minor: number, bytes: number): void {
  const limit = minor >= 4 ? LIMIT.BIG_DATA : LIMIT.PLAIN_DATA
  if (bytes <= limit) return
  throw new HiveError('data-too-large', `version 1.${minor} holds at most ${limit} bytes of data`, {
    expected: limit,
    actual: bytes,
  })
}

/** Stores data for a value whose old data is freed or reused. */
export function storeData(cells: CellStore, value: FileOffset, data: Uint8Array): void {
  const { image } = cells
  requireStorable(cells.minor, data.length)
  const old = dataCells(cells, value)
  for (const cell of old) cells.requireSound(cell)
  if (old.length === 1 && fitsCell(cells, old[0] as CellOffset, data.length)) {
    const cell = old[0] as CellOffset
    const at = cells.payloadAt(cell)
    image.setBytes(at, data)
    image.fill(at + data.length, cells.payloadSize(cell) - data.length, 0)
    image.setU32(value + VK.DATA_SIZE, data.length)
    return
  }
  if (data.length <= MAX_INLINE) {
    image.setU32(value + VK.DATA_SIZE, (data.length + INLINE) >>> 0)
    image.fill(value + VK.DATA, MAX_INLINE, 0)
    image.setBytes(value + VK.DATA, data)
  } else {
    const isBig = data.length > SEGMENT_DATA && cells.minor >= 4
    const cell = isBig ? storeBigData(cells, data) : storePlain(cells, data)
    image.setU32(value + VK.DATA_SIZE, data.length)
    image.setU32(value + VK.DATA, cell)
  }
  for (const cell of old) cells.free(cell)
}

/** Frees a value's data; the record itself is the caller's. */
export function freeData(cells: CellStore, value: FileOffset): void {
  for (const cell of dataCells(cells, value)) cells.free(cell)
}

/** A plain cell is reused when the data fits it and uses at least half of it. */
function fitsCell(cells: CellStore, cell: CellOffset, bytes: number): boolean {
  const isPlain = bytes > MAX_INLINE && (cells.minor < 4 || bytes <= SEGMENT_DATA)
  const room = cells.payloadSize(cell)
  return isPlain && bytes <= room && room <= Math.max(16, bytes * 2)
}

function storePlain(cells: CellStore, data: Uint8Array): CellOffset {
  const cell = cells.allocate(data.length)
  cells.image.setBytes(cells.payloadAt(cell), data)
  return cell
}

/**
 * Every segment cell, the last included, has room for 16,348 bytes; readers rely on it. The first data
 * is in the first cell of the file, since reglookup reads segments by where they are.
 */
function storeBigData(cells: CellStore, data: Uint8Array): CellOffset {
  const { image } = cells
  const count = Math.ceil(data.length / SEGMENT_DATA)
  const db = cells.allocate(DB.SEGMENTS + 8)
  const list = cells.allocate(count * 4)
  const at = cells.payloadAt(db)
  image.setU16(at + DB.SIGNATURE, SIG.DB)
  image.setU16(at + DB.COUNT, count)
  image.setU32(at + DB.SEGMENTS, list)
  const segments = Uint32Array.from({ length: count }, () => cells.allocate(SEGMENT_PAYLOAD)).sort()
  segments.forEach((segment, index) => {
    const from = index * SEGMENT_DATA
    const at = cells.payloadAt(segment as CellOffset)
    image.setBytes(at, data.subarray(from, from + SEGMENT_DATA))
    image.setU32(cells.payloadAt(list) + index * 4, segment)
  })
  return db
}
