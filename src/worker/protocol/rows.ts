/** Part of the protocol: keys and values, as rows and in full. */

import type { HiveErrorCode, HiveErrorDetail } from '../../errors.ts'
import type { Meaning } from '../../known/meanings.ts'
import type { FindingCode } from '../../regf/finding.ts'
import type { ValuePreview } from '../../values/preview.ts'
import type { KeyId, ValueId } from './documents.ts'

export type { Meaning }

/** The serialised form of an error, which the page turns back into a HiveError. */
export interface ErrorData {
  readonly code: HiveErrorCode
  readonly message: string
  readonly detail: HiveErrorDetail
}

/** A page of rows from a list of any length, which stays in the engine. */
export interface RowPage<Row> {
  /** The revision of the document that the list belongs to. */
  readonly revision: number
  /** The number of rows of the whole list. */
  readonly total: number
  /** The index of the first row of the page. */
  readonly from: number
  readonly rows: readonly Row[]
}

/** A key that was not there under its name, or that has other values or attributes than it had. */
export type KeyChange = 'added' | 'changed'

/** What a value was when the hive was saved last, or opened. */
export type ValueWas =
  /** It was not there. */
  | { readonly kind: 'added' }
  | {
      readonly kind: 'changed'
      readonly type: number
      /** Bytes of data. */
      readonly size: number
      readonly preview: ValuePreview
      /** Where the data differs, if it begins with what it began with. */
      readonly differs: FirstDifference | null
    }

/** The first place where two data differ. */
export interface FirstDifference {
  /** The number of bytes before it. */
  readonly at: number
  /** Hex digits of the bytes from there on, at most 16. */
  readonly was: string
  readonly is: string
}

export interface TreeRow {
  readonly id: KeyId
  /** The name, or the part of it that is shown; `keyDetails` has all of it. */
  readonly name: string
  /** Whether the name was cut. */
  readonly nameCut: boolean
  /** 1 for the root. */
  readonly level: number
  /** Position among its siblings, from 1. */
  readonly posInSet: number
  readonly setSize: number
  readonly subkeyCount: number
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint
  readonly expanded: boolean
  /** Where the text of the filter is in the name; null if it is not, or without a filter. */
  readonly match: { readonly at: number; readonly length: number } | null
  readonly link: boolean
  /** Whether it is the control set that `CurrentControlSet` stands for. */
  readonly current: boolean
  /** Marks a key of a lower layer as deleted; only in layered hives (1.6). */
  readonly tombstone: boolean
  /** How it differs from what the hive had when it was saved last, or opened; null if it does not. */
  readonly change: KeyChange | null
  /** The first error that the check found in this key's records. */
  readonly damage: DamageRow | null
}

/** A finding of the check, without its text. */
export interface DamageRow {
  readonly code: FindingCode
  /** File offset in bytes. */
  readonly offset: number
  readonly expected: string | number | null
  readonly actual: string | number | null
}

/** The most keys that a filter finds. */
export const MOST_MATCHES = 50_000

/** A page of the visible rows of the tree as it is expanded now. */
export type TreePage = RowPage<TreeRow>

/**
 * The order of the subkeys of each key. `stored` is that of the hive, which is by name; `natural` puts
 * `ControlSet2` before `ControlSet10`; the others are by last write.
 */
export type KeyOrder = 'stored' | 'natural' | 'newest' | 'oldest'

/** A key in a list of the subkeys of another one. */
export interface SubkeyRow {
  readonly id: KeyId
  readonly name: string
  readonly nameCut: boolean
}

/** `offset` is where the record of the value is in the file. */
export type ValueColumn = 'name' | 'type' | 'data' | 'size' | 'offset'
/** The order of a key's values. `stored` is that of the value list in the hive. */
export interface ValueOrder {
  readonly column: ValueColumn | 'stored'
  readonly descending: boolean
}

export interface ValueRow {
  readonly id: ValueId
  /**
   * The name, or the part of it that is shown; `valueDetails` has all of it. `''` is the default
   * value, shown as `(Default)`.
   */
  readonly name: string
  /** Whether the name was cut. */
  readonly nameCut: boolean
  readonly type: number
  /** Bytes of data. */
  readonly size: number
  /** File offset of the value's cell; 0 for a default value that is not set. */
  readonly cell: number
  readonly preview: ValuePreview
  /**
   * Whether this is the row of a default value that is not set, shown as `(value not set)`; its id
   * is 0.
   */
  readonly absent: boolean
  /** Marks a value of a lower layer as deleted; only in layered hives (1.6). */
  readonly tombstone: boolean
  /**
   * Whether an earlier value in the list has the same name; programs that look it up by name get
   * the earlier one.
   */
  readonly duplicate: boolean
  readonly damaged: boolean
  /** What it was; null if it is still that, or its key is new. */
  readonly was: ValueWas | null
}

export type ValuePage = RowPage<ValueRow>

/** How a key of a layered hive combines with the key of the same name in the layers below. */
export interface KeyLayer {
  readonly kind: 'merge' | 'tombstone' | 'supersede-local' | 'supersede-tree'
  /** Whether its class comes from the key below. */
  readonly inheritsClass: boolean
}

export interface KeyDetails {
  readonly revision: number
  readonly id: KeyId
  readonly name: string
  /**
   * Names from the root (not included) down to the key. A long path is cut in the middle, with `…`
   * in place of the omitted names; `keyPath` has all of it.
   */
  readonly path: readonly string[]
  /** Whether `path` was cut. */
  readonly pathCut: boolean
  /** Ids of the keys on the path, from the root down to the key itself. */
  readonly ancestors: readonly KeyId[]
  readonly values: number
  readonly subkeys: number
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint
  /** null when the key has none. */
  readonly className: string | null
  readonly flags: number
  /** A sum of 2, 4 and 8. */
  readonly virtualFlags: number
  readonly link: boolean
  /** Where a link leads, as it is stored; null of other keys, and when it has no target. */
  readonly linkTarget: string | null
  /** null in a hive without layers. */
  readonly layer: KeyLayer | null
  /** File offset of the key's cell. */
  readonly cell: number
  readonly descriptorSize: number
  /** The SID of the owner, and the name of that account if it is known; null if there is none that can be read. */
  readonly owner: { readonly sid: string; readonly name: string | null } | null
  /** Why each of its lists cannot be read completely; null for a list that can be. */
  readonly unreadable: {
    readonly subkeys: DamageRow | null
    readonly values: DamageRow | null
  }
  /** Why damage would make each kind of edit fail; null for an edit that would not fail. */
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
  /** What the data means, if the value is well known. */
  readonly meanings: readonly Meaning[]
}

/** How many bytes of data `valueDetails` carries. */
export const VALUE_HEAD_BYTES = 4096
