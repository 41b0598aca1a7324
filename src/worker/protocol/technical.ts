/** Part of the protocol: the structures of a hive file field by field. */

import type { BinItem, Block } from '../../anatomy/Blocks.ts'
import type { FieldFault } from '../../anatomy/judgeField.ts'
import type { FieldValue } from '../../anatomy/readField.ts'
import type { CellUse, FieldName } from '../../regf/fields.ts'
import type { FindingRow } from './checks.ts'
import type { KeyId, ValueId } from './documents.ts'
import type { RowPage } from './rows.ts'

/** A part of the file. All places are file offsets, sizes are bytes. */
export interface BlockRow {
  readonly id: number
  readonly kind: Block['kind']
  readonly at: number
  readonly size: number
  /** Of a bin: its cells, and the bytes of those in use, of free ones, and of what cannot be read. */
  readonly sums: {
    readonly cells: number
    readonly used: number
    readonly free: number
    readonly unreadable: number
  } | null
}

/** The key or value that a cell is, or is a part of. Names and paths are cut as in all rows. */
export interface CellOwner {
  /** null when no list leads to it. */
  readonly key: KeyId | null
  readonly path: readonly string[]
  readonly value: { readonly id: ValueId; readonly name: string } | null
}

/** A cell, or another part of the file that has fields. */
export interface CellRow {
  /** Its file offset. */
  readonly id: number
  readonly kind: BinItem['kind'] | Exclude<Block['kind'], 'bin'>
  readonly at: number
  readonly size: number
  /** What it holds, or held before it was freed; null of what is not a cell. */
  readonly use: CellUse | null
  /** It is in use, but the check found no way to it. */
  readonly isLost: boolean
  readonly owner: CellOwner | null
  /** Bytes at its end that its record does not use, and whether they are all zero. */
  readonly slack: { readonly size: number; readonly isClear: boolean } | null
}

/** Which cells are listed: those of the bin at a place of the file, or those that hold a key or a value. */
export type ListedCells =
  | { readonly kind: 'bin'; readonly at: number }
  | { readonly kind: 'key'; readonly key: KeyId }
  | { readonly kind: 'value'; readonly key: KeyId; readonly value: ValueId }

/** A field. */
export interface FieldRow {
  /** Its index. */
  readonly id: number
  readonly name: FieldName
  /** The number of the entry that it is or belongs to. */
  readonly entry: number | null
  readonly at: number
  readonly size: number
  readonly value: FieldValue
  /** Its first bytes. */
  readonly bytes: Uint8Array
  /** The cell that it leads to, what that holds, and the name of the key or value. */
  readonly leadsTo: {
    readonly at: number
    readonly use: CellUse
    readonly name: string | null
  } | null
  readonly fault: FieldFault | null
  /** What the last check found there. */
  readonly finding: FindingRow | null
}

/** A field that refers to a cell. */
export interface ReferenceRow {
  /** The place of the field, and of what it is in. */
  readonly at: number
  readonly from: number
  readonly name: FieldName
  readonly entry: number | null
  /** What it is in; null for the base block. */
  readonly use: CellUse | null
}

/** A page of fields, and what they are the fields of. */
export interface FieldPage extends RowPage<FieldRow> {
  readonly of: CellRow
  readonly references: readonly ReferenceRow[]
  /** Whether more fields may refer to it. */
  readonly referencesCut: boolean
}

/** What a place of the file belongs to: the indexes in the lists, and the places. */
export interface FilePlace {
  readonly revision: number
  readonly block: { readonly index: number; readonly at: number; readonly kind: Block['kind'] }
  readonly cell: { readonly index: number; readonly at: number; readonly size: number }
  readonly field: { readonly index: number; readonly at: number; readonly size: number }
}

/** A row of bytes of the file. */
export interface ByteRow {
  /** Its index: its place divided by the bytes of a row. */
  readonly id: number
  readonly bytes: Uint8Array
}

/** The bytes of a row. */
export const BYTES_A_ROW = 16
