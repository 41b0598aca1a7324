/** The text that was read to be imported into a document, and what the last export of it has left out. */

import type { Unwritten } from '../exchange/commandLines.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CellOffset } from '../regf/offsets.ts'
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

/** A hive that was read to be put in the place of a key. */
export interface Replacement {
  readonly key: CellOffset
  readonly hive: Hive
  /** The number of its keys, for the progress. */
  readonly keys: number
}

/** Changes are by path, so they keep their meaning whatever is edited. */
export class DocumentTexts implements DocumentPart {
  /** The text that was previewed last. */
  imported: ReadText | null = null
  /** What the text of the last export does not have, and the revision that was written. */
  leftOut: { readonly rows: readonly (LeftOut | Unwritten)[]; readonly revision: number } | null =
    null

  /** The hive that was read last to be restored over a key. */
  replacement: Replacement | null = null

  /** Bytes of memory held by a hive that was read. */
  get held(): number {
    return this.replacement?.hive.image.length ?? 0
  }

  edited(): void {}

  swapped(): void {}

  closed(): void {
    this.imported = null
    this.leftOut = null
    this.replacement = null
  }
}
