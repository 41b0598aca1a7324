/** The text that was read to be imported into a document, and what the last export of it has left out. */

import type { Unwritten } from '../exchange/commandLines.ts'
import type { LeftOut } from '../regtext/exportReg.ts'
import type { SkippedLine } from '../regtext/lineProblem.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { ImportedChanges } from './ImportedChanges.ts'
import type { TextSource } from './protocol.ts'

/** The changes of a text, and what they would do. */
export interface ReadText {
  readonly name: string
  readonly changes: ImportedChanges
  /** The revision of the document that they were tried on. */
  readonly revision: number
}

/** A text that a hive was made of. */
export interface SourceText extends TextSource {
  /** The lines that were not read. */
  readonly lines: readonly SkippedLine[]
}

/** Changes are by path, so they keep their meaning whatever is edited. */
export class DocumentTexts implements DocumentPart {
  /** The text that was previewed last. */
  imported: ReadText | null = null
  /** What the text of the last export does not have, and the revision that was written. */
  leftOut: { readonly rows: readonly (LeftOut | Unwritten)[]; readonly revision: number } | null =
    null

  edited(): void {}

  swapped(): void {}

  closed(): void {
    this.imported = null
    this.leftOut = null
  }
}
