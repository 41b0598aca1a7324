/** Part of the protocol: copying keys and values, within a hive and from one to another. */

import type { DocId, KeyId, ValueId } from './documents.ts'
import type { EditResult } from './edits.ts'
import type { ValueContent } from './texts.ts'

/** The number of a copy that the engine keeps. */
export type ClipId = number

/** Keys or values that were copied, which no later edit changes. */
export interface Clip {
  readonly clip: ClipId
  /** What was chosen: a key, with everything below it, or values. */
  readonly kind: 'key' | 'values'
  /** The name of the key, or of the first value, cut if it is long. */
  readonly name: string
  readonly keys: number
  readonly values: number
  /** Records that were left out. */
  readonly lost: number
  /** Bytes of the hive that holds them. */
  readonly size: number
}

/** Forms of a text that keys and values can be copied in. */
export type CopyForm = 'reg' | 'reg-add' | 'powershell'

/** A copy, and the forms of it for the clipboard. */
export interface Copied extends Clip {
  /**
   * For other programs: a key as .reg text, values as lines or, if there is only one, its data. null if that is too
   * long.
   */
  readonly text: string | null
  /** The number of keys and values that .reg text cannot have. */
  readonly leftOut: number
  /** Whether names in lines of text have hidden characters. */
  readonly hidden: boolean
  /** The bytes of a small hive in base64, for another page; null if that is too long. */
  readonly hive: string | null
}

/** Where something is copied from: a copy made before, or a place in an open hive. */
export type PasteFrom =
  | { readonly kind: 'clip'; readonly clip: ClipId }
  | {
      readonly kind: 'place'
      readonly doc: DocId
      readonly key: KeyId
      /** null for the key itself. */
      readonly values: readonly ValueId[] | null
    }

/**
 * What becomes of a key or value whose name is taken.
 *
 * - `replace`: what is there goes away; a key with everything below it.
 * - `merge`: only of a key: what is missing is added, and values that are in both are replaced.
 * - `fill`: only of a key: what is missing is added, and values that are in both stay.
 * - `both`: the copy gets another name.
 * - `skip`: it is not copied.
 */
export type Clash = 'replace' | 'merge' | 'fill' | 'both' | 'skip'

/** A name that is taken. */
export interface ClashRow {
  /** Its place among what is copied. */
  readonly index: number
  readonly kind: 'key' | 'value'
  readonly name: string
  /** Of a value: what is there, and what would be. */
  readonly there: ValueContent | null
  readonly copied: ValueContent | null
}

/** What a paste would do. */
export interface PastePreview {
  readonly revision: number
  readonly kind: 'key' | 'values'
  /** The number of keys or values that were chosen. */
  readonly total: number
  /** Names that are taken: how many, and the first of them. */
  readonly taken: number
  readonly clashes: readonly ClashRow[]
}

/** How something is pasted. */
export interface PasteChoice {
  readonly from: PasteFrom
  /** For the name of the step. */
  readonly how: 'paste' | 'move' | 'duplicate'
  /**
   * The place that is to be emptied, in the same hive: it is moved. Only what is pasted goes away there.
   */
  readonly cut: { readonly key: KeyId; readonly values: readonly ValueId[] | null } | null
  /** What becomes of names that are taken. */
  readonly clash: Clash
  /** Other choices for some of them, by index. */
  readonly clashes: readonly (readonly [index: number, clash: Clash])[]
  readonly security: 'inherit' | 'keep'
  readonly times: 'now' | 'keep'
}

export interface PasteResult extends EditResult {
  /** Keys that were created, and values that were created or replaced. */
  readonly keys: number
  readonly values: number
  /** Keys and values that could not be copied, and those that were skipped. */
  readonly left: number
  readonly skipped: number
  /** The values of the key that were pasted. */
  readonly pasted: readonly ValueId[]
}
