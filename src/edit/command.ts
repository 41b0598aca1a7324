/**
 * Edit commands: what a user does, as plain data that names cells of the hive it is run on. A command
 * keeps its meaning (for labels, the history list, an audit); its patch is made when it runs.
 */

import type { CellOffset } from '../regf/offsets.ts'

export type EditCommand =
  | { readonly kind: 'create-key'; readonly parent: CellOffset; readonly name: string }
  | { readonly kind: 'rename-key'; readonly key: CellOffset; readonly name: string }
  | { readonly kind: 'delete-key'; readonly key: CellOffset }
  | {
      readonly kind: 'set-virtual-flags'
      readonly key: CellOffset
      /** A sum of 2, 4 and 8. */
      readonly flags: number
    }
  | {
      readonly kind: 'set-security'
      readonly key: CellOffset
      /** Self-relative. */
      readonly descriptor: Uint8Array
      /** Passes the inheritable entries on to the keys below. */
      readonly subtree?: boolean
    }
  | ({ readonly kind: 'create-value' } & ValueContent)
  | ({
      readonly kind: 'set-value'
      /** Index in the key's value list; without it the first value of that name is meant. */
      readonly index?: number
    } & ValueContent)
  | {
      readonly kind: 'rename-value'
      readonly key: CellOffset
      /** Index in the key's value list. */
      readonly index: number
      readonly name: string
    }
  | {
      readonly kind: 'delete-values'
      readonly key: CellOffset
      /** Indexes in the key's value list, in any order. */
      readonly indexes: readonly number[]
    }

interface ValueContent {
  readonly key: CellOffset
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/** Steps that exchange the whole image of the hive for another one; no command makes them. */
type ImageChange = 'apply-logs' | 'convert'

/** What a step of the history is about. */
export interface EditLabel {
  readonly kind: EditCommand['kind'] | ImageChange
  /**
   * Name of the key or value; of the first value for `delete-values`; the version for `convert`;
   * empty for `apply-logs`.
   */
  readonly name: string
  /** How many values for `delete-values`, how many keys for `set-security`; else 1. */
  readonly count: number
}

/** A place in the hive: a key, or a value of it. */
export interface Place {
  readonly key: CellOffset
  readonly value: CellOffset | null
}

/** What a command did, in words and as a place to show. What it did to records is in the edit's log. */
export interface CommandResult {
  readonly label: EditLabel
  /** Where to look after the edit, and after it is undone. */
  readonly after: Place
  readonly before: Place
}
