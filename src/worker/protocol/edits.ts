/** Edit requests of the page, and their results: part of the protocol. */

import type { DocInfo, DocState, EditLabel, KeyId, ValueId } from './documents.ts'

/** One edit as the page asks for it. Names are UTF-16 text as typed; data is the bytes to store. */
export type EditRequest =
  | { readonly kind: 'create-key'; readonly parent: KeyId; readonly name: string }
  | { readonly kind: 'rename-key'; readonly key: KeyId; readonly name: string }
  | { readonly kind: 'delete-key'; readonly key: KeyId }
  | {
      readonly kind: 'create-value'
      readonly key: KeyId
      readonly name: string
      readonly type: number
      readonly data: Uint8Array
    }
  /** `value` is an id, since several values may have one name. 0 is an absent default value. */
  | {
      readonly kind: 'set-value'
      readonly key: KeyId
      readonly value: ValueId
      readonly type: number
      readonly data: Uint8Array
    }
  | {
      readonly kind: 'rename-value'
      readonly key: KeyId
      readonly value: ValueId
      readonly name: string
    }
  | { readonly kind: 'delete-values'; readonly key: KeyId; readonly values: readonly ValueId[] }

export interface EditResult {
  readonly state: DocState
  readonly label: EditLabel
  /** Where the edit (or its undo) happened: select this. `value` null when it is about a key. */
  readonly focus: { readonly key: KeyId; readonly value: ValueId | null }
  /** Keys whose cell moved: old id, new id. */
  readonly moved: readonly (readonly [from: KeyId, to: KeyId])[]
  /** The changed lists of any key: their views have other rows, or rows that look different. */
  readonly lists: { readonly subkeys: boolean; readonly values: boolean }
  /** Keys and values that are gone, for the message that offers Undo. */
  readonly removed: { readonly keys: number; readonly values: number }
  /**
   * The whole image was replaced, and this is the new state of the document. Every id from before names
   * nothing any more (`relocate` finds the same keys by path); `focus` is the root.
   */
  readonly swapped: DocInfo | null
}

/** The steps between the saved bytes and now. */
export interface Changes {
  readonly revision: number
  /** How many there are, those that are not listed included. */
  readonly total: number
  /** `undone`: it was saved, and then taken back. */
  readonly steps: readonly { readonly label: EditLabel; readonly undone: boolean }[]
}

/** Where keys are after the whole image was exchanged. */
export interface Relocated {
  readonly revision: number
  /** In the order asked for: the key, or the deepest key that is there on the way to it. */
  readonly keys: readonly { readonly key: KeyId; readonly found: boolean }[]
  /** In the order asked for; null when the key has no value of that name now. */
  readonly values: readonly (ValueId | null)[]
}
