/** One row of a table: a value, or a key without values. */

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
  /** The path of the key as a KEY, in UTF-8; the same array for all rows of a key. */
  path: Uint8Array<ArrayBuffer>
  /** The halves of the FILETIME of the key. */
  timeHigh: number
  timeLow: number
  /** Of the value, or of a key without values. */
  cell: CellOffset
  isDeleted: boolean
  /** Whether the rest is about a value. */
  isValue: boolean
  /** The name as a NAME, in UTF-8. */
  readonly name: ByteRange
  type: number
  /** The data, unless it is in `pieces`. */
  readonly data: ByteRange
  /** Data that is too long to be put together; null for all other data. */
  pieces: readonly DataPiece[] | null
}

/** Writes the rows of one table, of any number of hives. */
export interface TableWriter {
  /** @param row - the row; it is changed after the call */
  add(row: TableRow): void
  /** Passes on what was collected, and ends the table. */
  end(): void
}
