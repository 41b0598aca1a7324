/** Part of the protocol: the requests and results of edits. */

import type { Change } from '../../edit/change.ts'
import type { SetOptions } from '../../offreg/security.ts'
import type { DocInfo, DocState, EditLabel, KeyId, ValueId } from './documents.ts'
import type { RowPage } from './rows.ts'

/** What setting the permissions of a key does to the keys below. */
export type BelowOptions = SetOptions

/** The request for one edit. Names are UTF-16 text as typed; data is the bytes to store. */
export type EditRequest =
  | { readonly kind: 'create-key'; readonly parent: KeyId; readonly name: string }
  /** Creates the keys of a path, each below the one before it, as far as they do not exist. */
  | { readonly kind: 'create-path'; readonly parent: KeyId; readonly names: readonly string[] }
  /** A symbolic link; `target` is a path as the kernel names it, `\Registry\Machine\…`. */
  | {
      readonly kind: 'create-link'
      readonly parent: KeyId
      readonly name: string
      readonly target: string
    }
  /** What is undefined stays as it is. `className` is `''` for none; `target` is of a symbolic link. */
  | {
      readonly kind: 'set-properties'
      readonly key: KeyId
      readonly className?: string | undefined
      /** A sum of 2, 4 and 8. */
      readonly virtualFlags?: number | undefined
      readonly target?: string | undefined
    }
  /** `descriptor` is self-relative; `below` says what happens to the keys below. */
  | {
      readonly kind: 'set-security'
      readonly key: KeyId
      readonly descriptor: Uint8Array
      readonly below: BelowOptions
    }
  | { readonly kind: 'rename-key'; readonly key: KeyId; readonly name: string }
  | { readonly kind: 'delete-key'; readonly key: KeyId }
  | {
      readonly kind: 'create-value'
      readonly key: KeyId
      readonly name: string
      readonly type: number
      readonly data: Uint8Array
    }
  /**
   * `value` is an id, since several values may have the same name. 0 is a default value that is not
   * set. The buffer of `data` is transferred.
   */
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
  /** Changes by path, as one step. `origin` is what they come from, for the label. */
  | {
      readonly kind: 'apply-changes'
      readonly origin: string
      readonly changes: readonly Change[]
    }

export interface EditResult {
  readonly state: DocState
  readonly label: EditLabel
  /** The key or value that was edited, which the page selects. `value` is null when it is a key. */
  readonly focus: { readonly key: KeyId; readonly value: ValueId | null }
  /** Keys whose cell moved, as pairs of old and new id. */
  readonly moved: readonly (readonly [from: KeyId, to: KeyId])[]
  /** The same for values, at most 1,000 of them. */
  readonly movedValues: readonly (readonly [from: ValueId, to: ValueId])[]
  /**
   * Whether lists of subkeys or of values changed, of any key, so that views of them need new rows.
   */
  readonly lists: { readonly subkeys: boolean; readonly values: boolean }
  /** The number of keys and values that were deleted, for the message that offers Undo. */
  readonly removed: { readonly keys: number; readonly values: number }
  /**
   * The document's new description when the whole image was exchanged, otherwise null. All earlier
   * ids are invalid then (`relocate` finds the same keys by path); `focus` is the root.
   */
  readonly swapped: DocInfo | null
}

/** A point of the history: what the hive was like after a step. */
export interface HistoryRow {
  /** The number of steps done at this point, since the hive was opened. */
  readonly position: number
  /** The step that leads to it; null at the oldest point that undo can reach. */
  readonly label: EditLabel | null
  /** Names from the root down to the key that was edited, as they were then. A long path is cut in the middle. */
  readonly path: readonly string[]
  readonly state: 'done' | 'now' | 'undone'
  /** Whether the bytes that were saved last are those of this point. */
  readonly saved: boolean
}

/** The result of several steps, as if they were one. */
export interface JumpResult extends EditResult {
  /** The number of steps that were redone; that of undone ones is negative. */
  readonly steps: number
}

/** Where steps of the history are. */
export interface StepPlaces {
  /** The number of steps that are done. */
  readonly position: number
  /** The newest of them; null if there is none. */
  readonly newest: number | null
  /** The results of `History.positionOf`. */
  readonly places: readonly (number | 'kept' | 'forgotten')[]
}

/** Points of the history, the newest first. */
export interface HistoryPage extends RowPage<HistoryRow> {
  /** The index of the point that the hive is at. */
  readonly now: number
  /** The number of steps done at the oldest point that undo can reach; 0 for the hive as it was opened. */
  readonly first: number
}

/** Where keys are after the whole image was exchanged. */
export interface Relocated {
  readonly revision: number
  /** In the order of the request: the key, or its nearest ancestor that exists. */
  readonly keys: readonly { readonly key: KeyId; readonly found: boolean }[]
  /** In the order of the request; null when the key now has no value of that name. */
  readonly values: readonly (ValueId | null)[]
}
