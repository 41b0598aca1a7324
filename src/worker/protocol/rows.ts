/** Keys and values as sent to the page, as rows and in full: part of the protocol. */

import type { HiveErrorCode, HiveErrorDetail } from '../../errors.ts'
import type { FindingCode } from '../../regf/finding.ts'
import type { ValuePreview } from '../../values/preview.ts'
import type { KeyId, ValueId } from './documents.ts'

/** An error as it crosses the boundary; rebuilt as a HiveError on the page. */
export interface ErrorData {
  readonly code: HiveErrorCode
  readonly message: string
  readonly detail: HiveErrorDetail
}

/** Some rows of a list that stays in the engine, however long it is. */
export interface RowPage<Row> {
  /** The revision of the document that the list is true of. */
  readonly revision: number
  /** Rows of the whole list. */
  readonly total: number
  /** Index of the first of these rows. */
  readonly from: number
  readonly rows: readonly Row[]
}

export interface TreeRow {
  readonly id: KeyId
  /** As much of it as is shown; `keyDetails` has the whole. */
  readonly name: string
  /** There is more of the name. */
  readonly nameCut: boolean
  /** 1 for the root. */
  readonly level: number
  /** 1-based among its siblings. */
  readonly posInSet: number
  readonly setSize: number
  readonly subkeyCount: number
  readonly expanded: boolean
  readonly link: boolean
  /** Marks a key of a lower layer as deleted; only in layered hives (1.6). */
  readonly tombstone: boolean
  /** The first error that the check found in this key's records. */
  readonly damage: DamageRow | null
}

/** A finding of the check, without the words. */
export interface DamageRow {
  readonly code: FindingCode
  /** File offset in bytes. */
  readonly offset: number
  readonly expected: string | number | null
  readonly actual: string | number | null
}

/** All visible rows of the tree as it is expanded now. */
export type TreePage = RowPage<TreeRow>

export type ValueColumn = 'name' | 'type' | 'data' | 'size'
/** `stored`: the order of the value list in the hive. */
export interface ValueOrder {
  readonly column: ValueColumn | 'stored'
  readonly descending: boolean
}

export interface ValueRow {
  readonly id: ValueId
  /** `''` is the default value, shown as `(Default)`. As much as is shown; `valueDetails` has the whole. */
  readonly name: string
  /** There is more of the name. */
  readonly nameCut: boolean
  readonly type: number
  /** Bytes of data. */
  readonly size: number
  readonly preview: ValuePreview
  /** The default value's row of a key that has none: `(value not set)`; its id is 0. */
  readonly absent: boolean
  /** Marks a value of a lower layer as deleted; only in layered hives (1.6). */
  readonly tombstone: boolean
  /** A value before it in the list has the same name: programs that ask by name get that one. */
  readonly duplicate: boolean
  readonly damaged: boolean
}

export type ValuePage = RowPage<ValueRow>

/** How a key of a layered hive affects the key of the same name in the layers below. */
export interface KeyLayer {
  readonly kind: 'merge' | 'tombstone' | 'supersede-local' | 'supersede-tree'
  /** Its class is that of the key below. */
  readonly inheritsClass: boolean
}

export interface KeyDetails {
  readonly revision: number
  readonly id: KeyId
  readonly name: string
  /**
   * Names from the root (not included) down to the key; of a long path its ends, with `…` between them. `keyPath`
   * has it all.
   */
  readonly path: readonly string[]
  /** `path` is not the whole. */
  readonly pathCut: boolean
  /** Ids of the same keys, the root's first; the last is the key's own. */
  readonly ancestors: readonly KeyId[]
  readonly values: number
  readonly subkeys: number
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint
  /** null when the key has none. */
  readonly className: string | null
  readonly flags: number
  readonly link: boolean
  /** null in a hive that has no layers. */
  readonly layer: KeyLayer | null
  /** File offset of the key's cell. */
  readonly cell: number
  readonly descriptorSize: number
  /** Why its lists cannot be read in full; null for each that can. */
  readonly unreadable: {
    readonly subkeys: DamageRow | null
    readonly values: DamageRow | null
  }
  /** Why edits of it would be refused for damage; null for each that would not. */
  readonly refused: {
    readonly newKey: ErrorData | null
    readonly newValue: ErrorData | null
    readonly rename: ErrorData | null
    readonly remove: ErrorData | null
  }
}

export interface ValueDetails {
  readonly revision: number
  readonly id: ValueId
  readonly name: string
  readonly type: number
  readonly size: number
  readonly preview: ValuePreview
  /** The first bytes of the data, at most `VALUE_HEAD_BYTES`. */
  readonly head: Uint8Array
  /** File offset of the value's cell. */
  readonly cell: number
}

/** How many bytes of data `valueDetails` carries. */
export const VALUE_HEAD_BYTES = 4096
