/** The calls that import and export texts. */

import { change, type OfDocument, type OfKey, opening, question, type Range } from './call.ts'
import type { EditResult } from './edits.ts'
import type { Exported, FileFormat } from './exchange.ts'
import type { NamedFile } from './files.ts'
import type { RowPage } from './rows.ts'
import type {
  CodePage,
  ImportCounts,
  ImportedText,
  ImportListed,
  ImportPreview,
  ImportRow,
  LeftOutRow,
  ReplacePreview,
  SkippedRow,
  TextSource,
} from './texts.ts'

export const EXCHANGE_CALLS = {
  /**
   * Opens a .reg or JSON text as a hive made of it. `root` is the path in the registry that becomes the root key; null
   * makes a key of each root, and without it the only root of the text is taken. Progress is a fraction. Codes:
   * `bad-text` for what is no such text; those under "refused edits" in errors.ts, `out-of-memory`, `cancelled`.
   */
  openText: opening<
    NamedFile & { readonly root?: string | null | undefined; readonly codePage: CodePage | null }
  >(),
  /** What is known of the text that a document was made of; null of any other document. */
  textSource: question<OfDocument, TextSource | null>(),
  /** A page of the lines of that text that were not read. */
  textLines: question<OfDocument & Range, RowPage<SkippedRow>>(),
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
   * Reads a hive file that is to be restored over a key, and counts what that would change. Progress is a fraction.
   * Codes: those of `open`; `damaged` for a hive with errors, `out-of-memory`.
   */
  previewReplace: question<OfKey & { readonly file: Blob }, ReplacePreview>(),
  /**
   * Restores the hive that was read last over its key, as one step: what was below the key goes away, and the key keeps
   * its name, class and permissions. Codes: those of `edit`, `stale` without a preview of that key.
   */
  applyReplace: change<OfKey, EditResult>(),
  /** Gives up the hive that was read last. */
  endReplace: question<OfDocument, void>(),
  /**
   * Writes a key and everything below it to a file, or for a download. `prefix` is the path in the registry that stands
   * for the root of the hive, where the format has one. More than 64 times the size of the hive is not written unless
   * `force` is set, and more than `most` bytes never. Progress is a fraction. Codes: `bad-argument` for a prefix that is
   * none, `result-too-large`, `write-failed`, `out-of-memory`; those of `previewCopy` for a hive.
   */
  exportAs: question<
    OfKey & {
      readonly format: FileFormat
      readonly prefix: string
      readonly to: 'download' | FileSystemFileHandle
      readonly force: boolean
      readonly most?: number
      /** Whether .reg text of a key in the current control set names it CurrentControlSet. */
      readonly asCurrent?: boolean
    },
    Exported
  >(),
  /** A page of what the last export does not have. */
  leftOutRows: question<OfDocument & Range, RowPage<LeftOutRow>>(),
} as const
