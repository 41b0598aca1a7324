/** Part of the protocol: the description of an open document. */

import type { NamedDifference } from '../../compare/shown.ts'
import type { EditLabel } from '../../edit/command.ts'
import type { HiveChanges } from '../../logs/changes.ts'
import type { HiveState, RecoveryReport } from '../../logs/preview.ts'
import type { HiveAccess } from '../../offreg/Hive.ts'
import type { HiveKind } from '../../offreg/hiveKind.ts'
import type { Variable } from '../../values/expand.ts'

export type { EditLabel, HiveChanges, HiveKind, HiveState, NamedDifference, RecoveryReport }

export type DocId = number
export type KeyId = number
export type ValueId = number

/**
 * Whether the document may be edited, from the state of the hive, or `locked` by the user's choice.
 * `dirty`: sequence numbers or checksum show that the last write was not completed; read-only until
 * `allowEditing`. `old-version`: 1.0 and 1.1. `unknown-version`: a wrong checksum and a version
 * that does not exist. `truncated`: the file ends early.
 */
export type Access = HiveAccess | 'locked'

export interface DocInfo {
  readonly doc: DocId
  readonly name: string
  /** Whether the rest of the file is still being read, so that only the first rows can be shown: see `arrived`. */
  readonly arriving: boolean
  /** Bytes of the file as opened. */
  readonly size: number
  /** When the file was last modified, in milliseconds since 1970, UTC; null where that is not known. */
  readonly modified: number | null
  readonly root: KeyId
  readonly rootName: string
  readonly kind: HiveKind
  /** The registry path that stands for the root, such as `HKEY_LOCAL_MACHINE\SYSTEM`. */
  readonly prefix: string
  /** `1.5` and so on. */
  readonly version: string
  readonly access: Access
  /** Whether keys keep their last write times when they are edited. */
  readonly keepsTimes: boolean
  /**
   * Whether the hive was dirty when it was opened, whether or not editing was allowed since; every
   * save reports it.
   */
  readonly dirty: boolean
  /** Names of the transaction logs that were given, with the hive or later. */
  readonly logs: readonly string[]
  /** The report of the logs that are applied to the hive as it is now; null when none are. */
  readonly recovery: AppliedLogs | null
  readonly sequence: readonly [primary: number, secondary: number]
  readonly checksumValid: boolean
  /** Whether the file came with a handle that can be written in place. */
  readonly inPlace: boolean
  /** Whether the hive was made of a text. */
  readonly fromText: boolean
  readonly state: DocState
}

export interface AppliedLogs {
  /** What happened to each log, and what that changed in the hive. */
  readonly report: RecoveryReport
  /** Whether the hive could not be opened without the logs, so that no step can undo them. */
  readonly needed: boolean
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

/** A variable of the environment, and the document that defines it. */
export interface EnvironmentVariable extends Variable {
  readonly doc: DocId
}
