/** The calls about deleted records and the salvage of damaged hives. */

import { change, type OfDocument, opening, question, type Range } from './call.ts'
import type {
  DeletedArrangement,
  DeletedDetails,
  DeletedFormat,
  DeletedListed,
  DeletedRow,
  DeletedSummary,
  LossRow,
  RestoreChoice,
  RestoreResult,
  SalvageFrom,
  SalvageSummary,
} from './lost.ts'
import type { RowPage } from './rows.ts'

/** A request about a list of deleted records. */
interface OfList {
  readonly list: number
}

export const LOST_CALLS = {
  /**
   * Finds the deleted keys and values of the hive as it is now; a result that is still current is returned at once.
   * Waits for the background check. Progress is a fraction; events have the number of records so far. An edit during
   * the scan restarts it.
   */
  findDeleted: question<OfDocument, DeletedSummary>(),
  /** A page of them. After an edit they are found again first. */
  deletedRows: question<OfDocument & Range, RowPage<DeletedRow>>(),
  /** A page of what a scan that is not done has found so far, in the order of the file. */
  deletedSoFar: question<OfDocument & Range, RowPage<DeletedRow>>(),
  /** Finds the deleted records as `findDeleted` does, sorts and filters them. It replaces the list before. */
  listDeleted: question<
    OfDocument & DeletedArrangement & { readonly locate: number },
    DeletedListed
  >(),
  /** A page of a list. Code: `stale` when it was replaced. */
  listedDeleted: question<OfDocument & OfList & Range, RowPage<DeletedRow>>(),
  /** The ids of rows of a list. Code: that of `listedDeleted`. */
  listedIds: question<OfDocument & OfList & Range, Uint32Array>(),
  /** A list as text, or some of its records. Code: that of `listedDeleted`. */
  exportDeleted: question<
    OfDocument &
      OfList & { readonly format: DeletedFormat; readonly records: readonly number[] | null },
    Blob
  >(),
  /** Code: `stale` when an edit has overwritten the record. */
  deletedDetails: question<
    OfDocument & { readonly at: number } & Partial<OfList>,
    DeletedDetails
  >(),
  /**
   * Restores deleted keys with the values and subkeys that are whole, and values, as one step. Codes: those of
   * `edit`; `stale`; `place-unknown`, `overwritten`, `key-exists`, `value-exists` when nothing can be restored.
   */
  restoreDeleted: change<OfDocument & RestoreChoice, RestoreResult>(),
  /**
   * Salvages what can be read of a damaged hive into a new document. Progress is a fraction. Codes: `empty-file`,
   * `not-a-hive`, `transaction-log` when there is nothing to salvage; `out-of-memory`; those of reading a file.
   */
  salvage: opening<{ readonly from: SalvageFrom }>(),
  /** The counts of the salvage that made a document; null of any other document. */
  salvageSummary: question<OfDocument, SalvageSummary | null>(),
  /** A page of what was lost in the salvage that made a document. */
  losses: question<OfDocument & Range, RowPage<LossRow>>(),
} as const
