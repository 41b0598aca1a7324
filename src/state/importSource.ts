/** A text that is to be imported. */

import type { DocId, KeyId, RootRule } from '../worker/protocol.ts'

/** A text to import. */
export interface ImportSource {
  readonly doc: DocId
  readonly name: string
  readonly file: Blob
  /** The path in the registry that stands for the root of the hive, if there are no rules. */
  readonly prefix: string
  /** Whether it comes from the clipboard. */
  readonly pasted: boolean
  /** Ways to place its keys, the likely one first; usually one. */
  readonly places: readonly ImportPlace[]
}

/** The key that a file was dropped on. */
export interface KeyDroppedOn {
  readonly doc: DocId
  readonly key: KeyId
}

/** A way to place the keys of a text. */
export interface ImportPlace {
  readonly label: string
  readonly rules: readonly RootRule[] | null
}
