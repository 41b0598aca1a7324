/** What the dialog about the text of a hive shows. */

import type { CodePage, SkippedRow, TextSource } from '../worker/protocol.ts'

export interface ShownText {
  readonly source: TextSource
  /** The first of the lines that were not read. */
  readonly rows: readonly SkippedRow[]
  readonly codePage: CodePage | null
}
