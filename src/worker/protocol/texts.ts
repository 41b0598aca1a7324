/** Part of the protocol: .reg text, read into a hive and written from one. */

import type { CodePage } from '../../bytes/codePages.ts'
import type { Effect } from '../../edit/change.ts'
import type { NoLine } from '../../exchange/commandForm.ts'
import type { LeftOutReason } from '../../regtext/exportReg.ts'
import type { LineProblem } from '../../regtext/lineProblem.ts'
import type { RootRule, TextRoot } from '../../regtext/MappedPaths.ts'
import type { InputEncoding } from '../../regtext/TextInput.ts'

export type { CodePage, InputEncoding, LeftOutReason, LineProblem, RootRule, TextRoot }

export type EffectKind = Effect['kind']

/** A text to import, and how it is read. */
export interface ImportedText {
  readonly name: string
  readonly file: Blob
  /** The path in the registry that stands for the root of the hive, if there are no rules. */
  readonly prefix: string
  /** Which keys stand for which paths in the registry; null for what is usual in hives of this kind. */
  readonly rules: readonly RootRule[] | null
  /** Whether lines that Windows passes over are passed over; otherwise they are errors. */
  readonly lenient: boolean
  /** Whether text that is given as bytes gets the NUL at its end that Windows adds. */
  readonly addNul: boolean
  /** The code page of text that does not say which characters it has; null to find it out. */
  readonly codePage: CodePage | null
}

/** What a row of an import is: the effect of a change, or a line that was passed over. */
export type ImportKind = EffectKind | 'skipped'

/** Rows of a kind. */
export interface ImportKindCount {
  readonly kind: ImportKind
  readonly count: number
  /** The number of those that are accepted. */
  readonly accepted: number
}

/** Which rows of an import are listed. */
export interface ImportListed {
  /** null for all. */
  readonly kinds: readonly ImportKind[] | null
  /** Only changes of keys and values whose path or name has this text, in any case. */
  readonly text: string
}

/** With what paths of keys of a text begin, how many do, and the key of the hive that they go to. */
export interface ImportRoot extends TextRoot {
  /** Names from the root down; null for nowhere. */
  readonly to: readonly string[] | null
}

/** The rows of an import as they are now. */
export interface ImportCounts {
  /** The kinds that there are, in a fixed order. */
  readonly kinds: readonly ImportKindCount[]
  /** The number of accepted changes that would change something. */
  readonly effects: number
}

/** What a text would do to a hive. Its changes stay in the engine, all of them accepted. */
export interface ImportPreview extends ImportCounts {
  /** The revision of the document that it was tried on. */
  readonly revision: number
  readonly roots: readonly ImportRoot[]
  /** The number of keys and values of JSON whose flags or layer no edit can set. */
  readonly notSet: number
  /** null of JSON. */
  readonly encoding: InputEncoding | null
  /** Whether it has characters whose code page it does not say. */
  readonly hasAnsi: boolean
  /** The number of lines that were passed over and are not listed, because there are too many. */
  readonly unlisted: number
  /** The number of values that got a NUL at their end. */
  readonly nuls: number
  /** The key that `CurrentControlSet` stands for, if the text has it. */
  readonly controlSet: string | null
}

/** The content of a value, cut for a row. */
export interface ValueContent {
  readonly type: number
  readonly size: number
  readonly preview: string
}

/** A change of a text, or a line that was passed over. */
export type ImportRow = ChangeRow | SkippedRow

/** One change of a text. */
export interface ChangeRow {
  readonly id: number
  readonly kind: 'create-key' | 'delete-key' | 'set-value' | 'delete-value' | 'attribute'
  readonly effect: EffectKind
  readonly accepted: boolean
  /** The line of the text, counted from 1; null if it has none. */
  readonly line: number | null
  /** Names from the root (not included) down to the key; a long path is cut in the middle. */
  readonly path: readonly string[]
  readonly pathCut: boolean
  /** The name of the value, cut if it is long; null for a key. */
  readonly value: string | null
  /** What the value is to be, and what it was. */
  readonly after: ValueContent | null
  readonly before: ValueContent | null
  /** What a deletion takes away. */
  readonly keys: number
  readonly values: number
}

/** A line that was passed over, and why. */
export interface SkippedRow {
  readonly id: number
  readonly kind: 'skipped'
  readonly line: number
  readonly column: number
  readonly problem: LineProblem
}

/** A value that the text cannot hold, or a key with everything below it. */
export interface LeftOutRow {
  readonly path: readonly string[]
  readonly pathCut: boolean
  readonly value: string | null
  readonly reason: LeftOutReason | NoLine
}

/** A text that a hive was made of. */
export interface TextSource
  extends Pick<ImportPreview, 'encoding' | 'hasAnsi' | 'nuls' | 'notSet' | 'unlisted'> {
  /** With what the paths of its keys begin. */
  readonly roots: readonly TextRoot[]
  /** The path in the registry that became the root key; null if each root became a key. */
  readonly root: string | null
  /** The number of lines that were not read. */
  readonly skipped: number
}

/** What is below a key, and its values. */
export interface KeyContent {
  readonly keys: number
  readonly values: number
}

/** What would become of a key over which a hive is restored. */
export interface ReplacePreview {
  /** What the hive brings, and what the key loses. */
  readonly comes: KeyContent
  readonly goes: KeyContent
  /** Whether the hive has transaction logs that were not applied. */
  readonly dirty: boolean
}
