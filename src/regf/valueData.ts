/**
 * The data of a value, which is inside the record, in one cell, or in big data segments: reading as much of it
 * as there is, storing it, and freeing exactly its parts (regf-format 3.5, 6.5).
 */

import { HiveError } from '../errors.ts'
import { part, runToEnd, type Work } from '../work.ts'
import type { CellStore } from './CellStore.ts'
import { ignore, type Report } from './finding.ts'
import { DB, INLINE, LIMIT, SEGMENT_DATA, SEGMENT_PAYLOAD, SIG, VK } from './layout.ts'
import type { CellOffset, FileOffset } from './offsets.ts'

/** The most bytes of data that are inside the record. */
export const MAX_INLINE = 4

/** A run of data bytes in the file. */
export interface DataPiece {
  readonly at: FileOffset
  readonly length: number
}

/**
 * Reads the size of the data of a value.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @returns the claimed size in bytes
 */
export function dataSize(cells: CellStore, value: FileOffset): number {
  const size = cells.image.u32(value + VK.DATA_SIZE)
  return size >= INLINE ? size - INLINE : size
}

/**
 * Finds the data of a value, as far as it can be read.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @param report - called for parts that cannot be read
 * @returns the pieces in order; if the data is damaged, they are shorter in total than `dataSize`
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
 * Checks whether a data cell is a db record. Plain data may start with the same letters: a cell
 * with room for all of the data counts as big data only if everything about it fits, and never
 * before version 1.4.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the data cell
 * @param stored - size of the data in bytes
 * @returns true for a db record
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
 * The segments of a db record that can be read, in order and without duplicates. In total they are not larger
 * than the hive: until a check knows where cells start, crafted ones could overlap.
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

/** Cells that are allocated, written or freed between two pauses: a megabyte of segments. */
const CELLS_A_STEP = 64
/** How far storing is when the new data is stored, and how far that is when its cells are allocated. */
const STORED = 0.8
const ALLOCATED = 0.5

/**
 * Lists the cells that hold the data of a value: none for inline data; the data cell; or the db
 * record, its list and its segments.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @returns their cell offsets
 */
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

/** The first bytes of the data of a value, in place. Valid until the next edit; never write to them. */
export interface DataHead {
  readonly bytes: Uint8Array
  /** Offset of the first byte. */
  readonly start: number
  /** Offset of the end. */
  readonly end: number
}

/**
 * Finds the first bytes of the data of a value, as far as they can be read, without copying them if they are in one
 * piece.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @param limit - the most bytes
 * @returns where they are
 */
export function dataHead(cells: CellStore, value: FileOffset, limit: number): DataHead {
  const { image } = cells
  const stored = image.u32(value + VK.DATA_SIZE)
  if (!image.isFlat) {
    const bytes = dataCopy(cells, value, limit)
    return { bytes, start: 0, end: bytes.length }
  }
  if (stored >= INLINE) {
    const start = value + VK.DATA
    const size = Math.min(stored - INLINE, MAX_INLINE, limit)
    return { bytes: image.bytes, start, end: start + size }
  }
  if (stored > 0 && stored <= SEGMENT_DATA) {
    // Data of this size is never big data.
    const cell = image.u32(value + VK.DATA) as CellOffset
    const room = cells.payloadSize(cell)
    const start = room < 0 ? 0 : cells.payloadAt(cell)
    return { bytes: image.bytes, start, end: start + Math.max(0, Math.min(stored, room, limit)) }
  }
  const bytes = dataCopy(cells, value, limit)
  return { bytes, start: 0, end: bytes.length }
}

/**
 * Copies the data of a value, as far as it can be read.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @param limit - the most bytes to copy
 * @param report - called for parts that cannot be read
 * @returns a copy that can be kept
 */
export function dataCopy(
  cells: CellStore,
  value: FileOffset,
  limit: number = Number.POSITIVE_INFINITY,
  report: Report = ignore,
): Uint8Array<ArrayBuffer> {
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
 * Refuses data that a version cannot store, before anything is changed (regf-format 6.5 rule 33).
 *
 * @param minor - minor version of the hive
 * @param bytes - size of the data in bytes
 * @throws HiveError `data-too-large` when it exceeds the limit of the version
 */
export function requireStorable(minor: number, bytes: number): void {
  const limit = minor >= 4 ? LIMIT.BIG_DATA : LIMIT.PLAIN_DATA
  if (bytes <= limit) return
  throw new HiveError('data-too-large', `version 1.${minor} holds at most ${limit} bytes of data`, {
    expected: limit,
    actual: bytes,
  })
}

/**
 * Replaces the data of a value. Its old cells are freed or reused.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @param data - the new data
 * @throws HiveError `data-too-large` when it exceeds the limit of the version
 * @throws HiveError `damaged` when the old data may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function storeData(cells: CellStore, value: FileOffset, data: Uint8Array): void {
  runToEnd(storeDataSteps(cells, value, data))
}

/**
 * `storeData` in steps: data of megabytes takes its time.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @param data - the new data
 * @throws HiveError what `storeData` throws
 */
export function* storeDataSteps(cells: CellStore, value: FileOffset, data: Uint8Array): Work<void> {
  requireStorable(cells.minor, data.length)
  const old = dataCells(cells, value)
  for (const cell of old) cells.requireSound(cell)
  if (data.length > SEGMENT_DATA && cells.minor >= 4) {
    const cell = yield* part(storeBigData(cells, data), 0, STORED)
    cells.image.setU32(value + VK.DATA_SIZE, data.length)
    cells.image.setU32(value + VK.DATA, cell)
  } else if (storeShort(cells, value, data, old)) {
    return
  }
  for (const [index, cell] of old.entries()) {
    cells.free(cell)
    if ((index + 1) % CELLS_A_STEP === 0) yield STORED + (index / old.length) * (1 - STORED)
  }
}

/** Stores data that is in the record or in one cell; returns whether that is the old cell. */
function storeShort(
  cells: CellStore,
  value: FileOffset,
  data: Uint8Array,
  old: readonly CellOffset[],
): boolean {
  const { image } = cells
  if (old.length === 1 && fitsCell(cells, old[0] as CellOffset, data.length)) {
    const cell = old[0] as CellOffset
    const at = cells.payloadAt(cell)
    image.setBytes(at, data)
    image.fill(at + data.length, cells.payloadSize(cell) - data.length, 0)
    image.setU32(value + VK.DATA_SIZE, data.length)
    return true
  }
  storeNewData(cells, value, data)
  return false
}

/**
 * Stores the data of a new value, which has none yet, in its record or in one cell.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @param data - the data, at most `SEGMENT_DATA` bytes
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function storeNewData(cells: CellStore, value: FileOffset, data: Uint8Array): void {
  const { image } = cells
  if (data.length <= MAX_INLINE) {
    image.setU32(value + VK.DATA_SIZE, (data.length + INLINE) >>> 0)
    image.fill(value + VK.DATA, MAX_INLINE, 0)
    image.setBytes(value + VK.DATA, data)
    return
  }
  const cell = cells.allocate(data.length)
  image.setBytes(cells.payloadAt(cell), data)
  image.setU32(value + VK.DATA_SIZE, data.length)
  image.setU32(value + VK.DATA, cell)
}

/**
 * Frees the data of a value. The record itself is up to the caller.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @throws HiveError `damaged` when the data may not be touched
 */
export function freeData(cells: CellStore, value: FileOffset): void {
  for (const cell of dataCells(cells, value)) cells.free(cell)
}

/** A plain cell is reused if the data fits and uses at least half of it. */
function fitsCell(cells: CellStore, cell: CellOffset, bytes: number): boolean {
  const isPlain = bytes > MAX_INLINE && (cells.minor < 4 || bytes <= SEGMENT_DATA)
  const room = cells.payloadSize(cell)
  return isPlain && bytes <= room && room <= Math.max(16, bytes * 2)
}

/**
 * Every segment cell, including the last, has room for 16,348 bytes; readers rely on that. The segments are in
 * file order, since reglookup reads them by their place.
 */
function* storeBigData(cells: CellStore, data: Uint8Array): Work<CellOffset> {
  const { image } = cells
  const count = Math.ceil(data.length / SEGMENT_DATA)
  const db = cells.allocate(DB.SEGMENTS + 8)
  const list = cells.allocate(count * 4)
  const at = cells.payloadAt(db)
  image.setU16(at + DB.SIGNATURE, SIG.DB)
  image.setU16(at + DB.COUNT, count)
  image.setU32(at + DB.SEGMENTS, list)
  const segments = new Uint32Array(count)
  for (let index = 0; index < count; index++) {
    if (index % CELLS_A_STEP === CELLS_A_STEP - 1) yield (index / count) * ALLOCATED
    segments[index] = cells.allocate(SEGMENT_PAYLOAD)
  }
  segments.sort()
  for (const [index, segment] of segments.entries()) {
    if (index % CELLS_A_STEP === CELLS_A_STEP - 1)
      yield ALLOCATED + (index / count) * (1 - ALLOCATED)
    const from = index * SEGMENT_DATA
    image.setBytes(cells.payloadAt(segment as CellOffset), data.subarray(from, from + SEGMENT_DATA))
    image.setU32(cells.payloadAt(list) + index * 4, segment)
  }
  return db
}
