/** Part of the protocol: .reg text, read into a hive and written from one. */

import type { Effect } from '../../edit/change.ts'
import type { NoLine } from '../../exchange/commandForm.ts'
import type { LeftOutReason } from '../../regtext/exportReg.ts'
import type { LineProblem } from '../../regtext/lineProblem.ts'
import type { RegVersion } from '../../regtext/regText.ts'
import type { KeyId } from './documents.ts'

export type { LeftOutReason, LineProblem, RegVersion }

export type EffectKind = Effect['kind']

/** A text to import, and how it is read. */
export interface ImportedText {
  readonly name: string
  readonly file: Blob
  /** The path in the registry that stands for the root of the hive, or for the key in it that is given. */
  readonly prefix: string
  /** The key that the prefix stands for, if it is not the root. */
  readonly below?: KeyId
  /** Whether lines that Windows passes over are passed over; otherwise they are errors. */
  readonly lenient: boolean
  /** Whether text that is given as bytes gets the NUL at its end that Windows adds. */
  readonly addNul: boolean
}

/** What a text would do to a hive. Its changes stay in the engine. */
export interface ImportPreview {
  /** The revision of the document that it was tried on. */
  readonly revision: number
  /** The number of changes, and of those that would change something. */
  readonly total: number
  readonly effects: number
  /** The kinds of effects, in the order of their rows. */
  readonly kinds: readonly { readonly kind: EffectKind; readonly count: number }[]
  /** The number of lines that were passed over. */
  readonly skipped: number
  /** The number of keys and values of JSON whose flags or layer no edit can set. */
  readonly notSet: number
  /** The text has eight bits and was read as UTF-8; Windows would read other characters. */
  readonly isPlainUtf8: boolean
  /** The key that `CurrentControlSet` stands for, if the text has it. */
  readonly controlSet: string | null
}

/** The content of a value, cut for a row. */
export interface ValueContent {
  readonly type: number
  readonly size: number
  readonly preview: string
}

/** One change of a text. */
export interface ChangeRow {
  readonly kind: 'create-key' | 'delete-key' | 'set-value' | 'delete-value' | 'attribute'
  readonly effect: EffectKind
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
  readonly line: number
  readonly column: number
  readonly problem: LineProblem
}

/** A hive, or a part of it, as text. */
export interface ExportedText {
  readonly blob: Blob
  /** The number of keys and values that the text cannot hold. */
  readonly leftOut: number
}

/** A value that the text cannot hold, or a key with everything below it. */
export interface LeftOutRow {
  readonly path: readonly string[]
  readonly pathCut: boolean
  readonly value: string | null
  readonly reason: LeftOutReason | NoLine
}
