/** The data of a deleted value: how much of it no other record has overwritten. */

import { DB, INLINE, SEGMENT_DATA, SIG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import type { DataPiece } from '../regf/valueData.ts'
import type { DeletedRecords } from './DeletedRecords.ts'

/**
 * What is left of the data of a deleted value.
 *
 * - `inline`, `empty`: it is in the record, or there never was any.
 * - `intact`: nothing has overwritten it since.
 * - `partial`: its beginning is there; another record has overwritten the rest.
 * - `overwritten`: its place is used by something else.
 * - `missing`: the record names no place in this hive.
 */
export type DataState = 'inline' | 'empty' | 'intact' | 'partial' | 'overwritten' | 'missing'

/** The data of a deleted value. */
export interface DeletedData {
  readonly state: DataState
  /** Bytes that the record says there were. */
  readonly size: number
  /** How many of them are left, from the first one on. */
  readonly left: number
  /** Finds these bytes. */
  pieces(): readonly DataPiece[]
}

const NO_PIECES = (): readonly DataPiece[] => []

/** Whether all of the data is there. */
export function isWhole(state: DataState): boolean {
  return state === 'inline' || state === 'empty' || state === 'intact'
}

/**
 * Finds the data of a deleted value.
 *
 * @param found - the deleted records of the hive
 * @param value - file offset of the value's record
 * @returns what is left of it
 */
export function deletedData(found: DeletedRecords, value: FileOffset): DeletedData {
  const { cells } = found
  const { image } = cells
  const stored = image.u32(value + VK.DATA_SIZE)
  if (stored >= INLINE) {
    const size = stored - INLINE
    if (size === 0) return { state: 'empty', size, left: 0, pieces: NO_PIECES }
    const pieces = () => [{ at: (value + VK.DATA) as FileOffset, length: size }]
    return { state: 'inline', size, left: size, pieces }
  }
  if (stored === 0) return { state: 'empty', size: 0, left: 0, pieces: NO_PIECES }
  const cell = image.u32(value + VK.DATA) as CellOffset
  if (cell % 8 !== 0 || cell >= cells.bins.dataSize) {
    return { state: 'missing', size: stored, left: 0, pieces: NO_PIECES }
  }
  const at = cells.payloadAt(cell)
  const isSegmented = stored > SEGMENT_DATA && cells.minor >= 4 && image.u16(at) === SIG.DB
  return isSegmented ? bigData(found, cell, stored) : plainData(found, cell, stored)
}

function plainData(found: DeletedRecords, cell: CellOffset, size: number): DeletedData {
  const length = leftOf(found, cell, size)
  if (length === 0) return { state: 'overwritten', size, left: 0, pieces: NO_PIECES }
  const pieces = () => [{ at: found.cells.payloadAt(cell), length }]
  return { state: length === size ? 'intact' : 'partial', size, left: length, pieces }
}

/** How many bytes of a cell's former payload are there, from the first on. */
function leftOf(found: DeletedRecords, cell: CellOffset, size: number): number {
  const { image, headerSize } = found.cells
  const from = fileOffset(cell)
  const unused = found.unused(from, headerSize + size)
  if (unused <= headerSize) return 0
  // The size of the former cell is still there, with one sign or the other, unless another cell was made of it.
  const stored = Math.abs(image.i32(from))
  if (stored % 8 !== 0 || stored < headerSize + size) return 0
  const data = from + headerSize
  return found.firstCellIn(data, from + unused) - data
}

function bigData(found: DeletedRecords, cell: CellOffset, size: number): DeletedData {
  const { cells } = found
  const { image } = cells
  const count = Math.ceil(size / SEGMENT_DATA)
  const at = cells.payloadAt(cell)
  const list = image.u32(at + DB.SEGMENTS) as CellOffset
  const isListed =
    leftOf(found, cell, DB.SEGMENTS + 4) === DB.SEGMENTS + 4 &&
    image.u16(at + DB.COUNT) === count &&
    list % 8 === 0 &&
    list < cells.bins.dataSize
  const listed = isListed ? leftOf(found, list, count * 4) >>> 2 : 0
  const whole = wholeSegments(found, list, Math.min(listed, count - 1))
  const before = whole * SEGMENT_DATA
  const rest = Math.min(SEGMENT_DATA, size - before)
  const left = before + (whole < listed ? leftOfSegment(found, list, whole, rest) : 0)
  const state = left === size ? 'intact' : left === 0 ? 'overwritten' : 'partial'
  const pieces = () => segmentPieces(found, list, left)
  return { state, size, left, pieces }
}

/** How many of the first segments of a list are whole. Crafted records could share a list without end. */
function wholeSegments(found: DeletedRecords, list: CellOffset, most: number): number {
  const known = found.wholeSegments.get(list) ?? 0
  let whole = known
  while (whole < most && leftOfSegment(found, list, whole, SEGMENT_DATA) === SEGMENT_DATA) whole++
  if (whole > known) found.wholeSegments.set(list, whole)
  return Math.min(whole, most)
}

function leftOfSegment(
  found: DeletedRecords,
  list: CellOffset,
  index: number,
  bytes: number,
): number {
  const { cells } = found
  const segment = segmentAt(found, list, index)
  const isCell = segment % 8 === 0 && segment < cells.bins.dataSize
  return isCell ? leftOf(found, segment, bytes) : 0
}

function segmentAt({ cells }: DeletedRecords, list: CellOffset, index: number): CellOffset {
  return cells.image.u32(cells.payloadAt(list) + index * 4) as CellOffset
}

function segmentPieces(found: DeletedRecords, list: CellOffset, left: number): DataPiece[] {
  return Array.from({ length: Math.ceil(left / SEGMENT_DATA) }, (_, index) => ({
    at: found.cells.payloadAt(segmentAt(found, list, index)),
    length: Math.min(SEGMENT_DATA, left - index * SEGMENT_DATA),
  }))
}
