/**
 * Edit commands: the actions of a user, as plain data that names cells of a hive. A command keeps its meaning
 * (for labels, the history list, an audit); its patch is made when it runs.
 */

import type { SetOptions } from '../offreg/security.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { ChangeSource } from './change.ts'

export type EditCommand =
  | { readonly kind: 'create-key'; readonly parent: CellOffset; readonly name: string }
  | {
      readonly kind: 'create-path'
      readonly parent: CellOffset
      /** The names of the keys, each below the one before it. Those that exist are not created. */
      readonly names: readonly string[]
    }
  | { readonly kind: 'rename-key'; readonly key: CellOffset; readonly name: string }
  | { readonly kind: 'delete-key'; readonly key: CellOffset }
  | {
      readonly kind: 'create-link'
      readonly parent: CellOffset
      readonly name: string
      /** The path of the key that it leads to, as the kernel names it. */
      readonly target: string
    }
  /** What is undefined stays as it is. */
  | {
      readonly kind: 'set-properties'
      readonly key: CellOffset
      /** `''` for none. */
      readonly className?: string | undefined
      /** A sum of 2, 4 and 8. */
      readonly virtualFlags?: number | undefined
      /** Of a symbolic link. */
      readonly target?: string | undefined
    }
  | {
      readonly kind: 'set-security'
      readonly key: CellOffset
      /** Self-relative. */
      readonly descriptor: Uint8Array
      /** What happens to the keys below. */
      readonly below?: SetOptions
    }
  | ({ readonly kind: 'create-value' } & ValueContent)
  | ({
      readonly kind: 'set-value'
      /** Index in the value list of the key; without it, the first value of that name is meant. */
      readonly index?: number
    } & ValueContent)
  | {
      readonly kind: 'rename-value'
      readonly key: CellOffset
      /** Index in the value list of the key. */
      readonly index: number
      readonly name: string
    }
  | {
      readonly kind: 'delete-values'
      readonly key: CellOffset
      /** Indexes in the value list of the key, in any order. */
      readonly indexes: readonly number[]
    }
  | {
      readonly kind: 'apply-changes'
      /** What the changes come from, such as the name of a file. */
      readonly origin: string
      readonly changes: ChangeSource
    }

interface ValueContent {
  readonly key: CellOffset
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/** Steps that replace the whole image of the hive. No command makes them. */
type ImageChange = 'apply-logs' | 'convert'

/** Steps made by other rooms out of the functions that commands are made of. */
type ComposedChange =
  | 'restore'
  | 'restore-hive'
  | 'revert'
  | 'remove'
  | 'replace'
  | 'paste'
  | 'move'
  | 'duplicate'

/** The subject of a step of the history. */
export interface EditLabel {
  readonly kind: EditCommand['kind'] | ImageChange | ComposedChange
  /**
   * The name of the key or value; for `create-path` those of all keys; for `delete-values` of the first value, for `apply-changes` what they come from,
   * for `convert` the version, for `replace` what is replaced. Empty for `apply-logs`.
   */
  readonly name: string
  /** The name before, for `rename-key` and `rename-value`. */
  readonly from?: string
  /**
   * The number of values for `delete-values`, of keys for `set-security`, of changes with an effect for
   * `apply-changes`, of keys and values for `restore`, `restore-hive` and `remove`, of keys or values that were chosen for
   * `paste`, `move` and `duplicate`, of changes that were taken back for `revert`, of
   * names and texts for `replace`; otherwise 1.
   */
  readonly count: number
}

/** A place in the hive: a key, or a value of it. */
export interface Place {
  readonly key: CellOffset
  readonly value: CellOffset | null
}

/** The label of what a command did, and the places to show. Its effects on records are in the log of the edit. */
export interface CommandResult {
  readonly label: EditLabel
  /** The places to show after the edit, and after undoing it. */
  readonly after: Place
  readonly before: Place
}
