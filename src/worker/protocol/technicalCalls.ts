/** Part of the table of calls: those about the structures of a hive file. */

import { type OfDocument, question, type Range } from './call.ts'
import type { RowPage } from './rows.ts'
import type { BlockRow, ByteRow, CellRow, FieldPage, FilePlace, ListedCells } from './technical.ts'

export const TECHNICAL_CALLS = {
  /** A page of the blocks of the file, in their order. Waits for the background check, like the calls below. */
  fileBlocks: question<OfDocument & Range, RowPage<BlockRow>>(),
  /** A page of cells. Code: `stale` for a key or value that is gone. */
  fileCells: question<OfDocument & Range & { readonly of: ListedCells }, RowPage<CellRow>>(),
  /** A page of the fields of what is at a place of the file, and what refers to it. */
  fileFields: question<OfDocument & Range & { readonly at: number }, FieldPage>(),
  /** What a place of the file belongs to; of a place behind the file, what its last byte does. */
  filePlace: question<OfDocument & { readonly at: number }, FilePlace>(),
  /** A page of the bytes of the file as they are now, in rows of `BYTES_A_ROW`. */
  fileBytes: question<OfDocument & Range, RowPage<ByteRow>>(),
} as const
