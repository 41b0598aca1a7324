/** What the page knows of an open document: part of the protocol. */

import type { HiveChange, HiveChanges } from '../../logs/changes.ts'
import type { HiveState, RecoveryReport } from '../../logs/preview.ts'

export type { HiveChange, HiveChanges, HiveState, RecoveryReport }

export type DocId = number
export type KeyId = number
export type ValueId = number

/** What the root's content says this hive is; `unknown` when nothing gives it away. */
export type HiveKind =
  | 'SYSTEM'
  | 'SOFTWARE'
  | 'SAM'
  | 'SECURITY'
  | 'NTUSER'
  | 'UsrClass'
  | 'Amcache'
  | 'BCD'
  | 'COMPONENTS'
  | 'DRIVERS'
  | 'unknown'

/**
 * Whether the document may be edited. `dirty`: sequence numbers or checksum say the hive was not
 * finished, read-only until `allowEditing`; `old-version`: 1.0 and 1.1; `unknown-version`: a wrong
 * checksum and a version there is not; `truncated`: the file ends early; `locked`: by choice, whatever
 * else it is.
 */
export type Access =
  | 'editable'
  | 'locked'
  | 'dirty'
  | 'old-version'
  | 'unknown-version'
  | 'truncated'

export interface DocInfo {
  readonly doc: DocId
  readonly name: string
  /** Bytes of the file as opened. */
  readonly size: number
  readonly root: KeyId
  readonly rootName: string
  readonly kind: HiveKind
  /** The registry path that stands for the root, such as `HKEY_LOCAL_MACHINE\SYSTEM`. */
  readonly prefix: string
  /** `1.5` and so on. */
  readonly version: string
  readonly access: Access
  /** The hive was dirty when opened, whatever was allowed since: every save says so. */
  readonly dirty: boolean
  /** Names of the transaction logs that were given with it, or later. */
  readonly logs: readonly string[]
  /** What the logs did to the hive as it is now; null when none is applied. */
  readonly recovery: AppliedLogs | null
  readonly sequence: readonly [primary: number, secondary: number]
  readonly checksumValid: boolean
  /** Came with a handle that can be written in place. */
  readonly inPlace: boolean
  readonly state: DocState
}

export interface AppliedLogs {
  /** What became of each log, and what that changed. */
  readonly report: RecoveryReport
  /** The hive could not be opened without them, so there is no step that takes them back. */
  readonly needed: boolean
}

export type EditKind =
  | 'create-key'
  | 'rename-key'
  | 'delete-key'
  | 'set-virtual-flags'
  | 'set-security'
  | 'create-value'
  | 'set-value'
  | 'rename-value'
  | 'delete-values'
  /** Of the whole image, by `applyLogs` and `convert`. */
  | 'apply-logs'
  | 'convert'

/** What an undo or redo step is about, for the text catalogue to word. */
export interface EditLabel {
  readonly kind: EditKind
  /** The key's or value's name, as much as is shown (`''` is the default value); the version, for `convert`. */
  readonly name: string
  /** How many values for `delete-values`, how many keys for `set-security`. */
  readonly count: number
}

export interface DocState {
  readonly revision: number
  /** Bytes of the hive as it is now, which a save would write. */
  readonly size: number
  readonly undo: EditLabel | null
  readonly redo: EditLabel | null
  /** Edits between the saved (or opened) bytes and now; 0 when there is nothing to save. */
  readonly unsaved: number
}
