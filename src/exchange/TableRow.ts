/** One row of a table: a value, or a key without values. */

import type { RecordState } from '../deleted/DeletedRecords.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { DataPiece } from '../regf/valueData.ts'

/** The columns, in their order. */
export const COLUMNS = [
  'hive',
  'path',
  'name',
  'type',
  'text',
  'number',
  'raw',
  'last_write',
  'cell',
  'state',
] as const

/** Whether a key leads to the record of a row, and if not, why. */
export type RowState = 'live' | RecordState

/** A run of bytes in a larger array. */
export interface ByteRange {
  source: Uint8Array<ArrayBuffer>
  from: number
  to: number
}

/** A row, which is used again for the next one. */
export interface TableRow {
  /** The name of the hive, such as the path of its file. */
  hive: string
  /** The path of the key as a KEY, in UTF-8. */
  readonly path: ByteRange
  /** Whether it has the path of another key than the row before. */
  isFirstOfKey: boolean
  /** Whether the key is known, and so its last write. */
  hasTime: boolean
  /** The halves of the FILETIME of the key. */
  timeHigh: number
  timeLow: number
  /** Of the value, or of a key without values. */
  cell: CellOffset
  state: RowState
  /** Whether the rest is about a value. */
  isValue: boolean
  /** The name as a NAME, in UTF-8. */
  readonly name: ByteRange
  type: number
  /** False if other records have overwritten all of the data. */
  hasData: boolean
  /** The data, unless it is in `pieces`. */
  readonly data: ByteRange
  /** Data that is too long to be put together; null for all other data. */
  pieces: readonly DataPiece[] | null
}

const NOTHING = new Uint8Array()

/**
 * Makes a row to be filled in.
 *
 * @param hive - the name of the hive
 * @returns a row of a live key
 */
export function newRow(hive: string): TableRow {
  return {
    hive,
    path: { source: NOTHING, from: 0, to: 0 },
    isFirstOfKey: true,
    hasTime: true,
    timeHigh: 0,
    timeLow: 0,
    cell: 0 as CellOffset,
    state: 'live',
    isValue: false,
    name: { source: NOTHING, from: 0, to: 0 },
    type: 0,
    hasData: true,
    data: { source: NOTHING, from: 0, to: 0 },
    pieces: null,
  }
}

/** The most bytes of data in several pieces that are put together. */
const MOST_COPIED = 1 << 20

/**
 * Sets the data of a row.
 *
 * @param row - the row
 * @param file - the hive file
 * @param pieces - where the data is in it, in order
 * @returns the bytes of all pieces
 */
export function setData(
  row: TableRow,
  file: Uint8Array<ArrayBuffer>,
  pieces: readonly DataPiece[],
): number {
  const { data } = row
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  row.pieces = null
  data.source = file
  data.from = 0
  const [first] = pieces
  if (first !== undefined && pieces.length === 1) {
    data.from = first.at
  } else if (length > MOST_COPIED) {
    row.pieces = pieces
  } else if (length > 0) {
    data.source = joined(file, pieces, length)
  }
  data.to = data.from + length
  return length
}

function joined(
  file: Uint8Array<ArrayBuffer>,
  pieces: readonly DataPiece[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    copy.set(file.subarray(piece.at, piece.at + piece.length), at)
    at += piece.length
  }
  return copy
}

/** Writes the rows of one table, of any number of hives. */
export interface TableWriter {
  /** @param row - the row; it is changed after the call */
  add(row: TableRow): void
  /** Passes on what was collected, and ends the table. */
  end(): void
}
