/** The calls that import and export texts. */

import { change, type OfDocument, type OfKey, question, type Range } from './call.ts'
import type { EditResult } from './edits.ts'
import type { ExchangeFormat, ExportedTable } from './exchange.ts'
import type { RowPage } from './rows.ts'
import type {
  ExportedText,
  ImportCounts,
  ImportedText,
  ImportListed,
  ImportPreview,
  ImportRow,
  LeftOutRow,
  RegVersion,
} from './texts.ts'

export const EXCHANGE_CALLS = {
  /**
   * Reads a .reg or JSON text and tries its changes; nothing is changed. Progress is a fraction. Codes: `bad-text` with
   * line and column; `bad-argument` for a prefix that is none; everything under "refused edits" in errors.ts.
   */
  previewImport: question<OfDocument & { readonly text: ImportedText }, ImportPreview>(),
  /** A page of the rows of the text that was previewed last, in the order of its lines. */
  importRows: question<OfDocument & Range & ImportListed, RowPage<ImportRow>>(),
  /**
   * Accepts or declines changes of it: those of some rows, by id, or of all that are listed (null). Others may have
   * another effect then.
   */
  acceptImport: question<
    OfDocument &
      ImportListed & { readonly rows: readonly number[] | null; readonly accepted: boolean },
    ImportCounts
  >(),
  /** Gives up the text that was previewed last. */
  endImport: question<OfDocument, void>(),
  /** Makes the accepted changes of the text that was previewed last, as one step. Codes: those of `edit`, `stale` without a preview. */
  applyImport: change<OfDocument, EditResult>(),
  /**
   * Writes a key and everything below it as .reg text. `prefix` is the path in the registry that stands for the root
   * of the hive. Progress is a fraction. Codes: `bad-argument` for a prefix that is none, `result-too-large`.
   */
  exportText: question<
    OfKey & { readonly prefix: string; readonly version: RegVersion },
    ExportedText
  >(),
  /** A page of what the text of the last export does not have. */
  leftOutRows: question<OfDocument & Range, RowPage<LeftOutRow>>(),
  /**
   * Writes a key and everything below it for another program. `prefix` is the path in the registry that stands for the
   * root of the hive, in commands. Progress is a fraction. Codes: those of `exportText`.
   */
  exportAs: question<
    OfKey & { readonly format: ExchangeFormat; readonly prefix: string },
    ExportedTable
  >(),
} as const
