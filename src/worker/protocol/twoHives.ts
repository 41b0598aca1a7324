/** Part of the protocol: a comparison of two hives, listed side by side as a tree. */

import type { Comparison } from '../../compare/compare.ts'
import type { ChangedPart, DifferenceKind, KeyAttribute } from '../../compare/difference.ts'
import type { Side } from '../../compare/shown.ts'
import type { DocId, KeyId, ValueId } from './documents.ts'
import type { FirstDifference } from './rows.ts'

/** A number that the page gives a comparison. */
export type ComparisonId = number

/** The earlier hive of a comparison is on the left, the later one on the right. */
export type SideName = 'left' | 'right'

export type { ChangedPart, Side }

/** A hive to compare. */
export type HiveToCompare =
  | { readonly kind: 'document'; readonly doc: DocId }
  /** A document as it was opened. */
  | { readonly kind: 'original'; readonly doc: DocId }
  /** A document as it would be with its transaction logs applied. */
  | { readonly kind: 'logs'; readonly doc: DocId }
  | { readonly kind: 'file'; readonly name: string; readonly file: Blob }

/** A hive to compare, and the names from its root down to the key at which that begins. */
export interface ComparedPlace {
  readonly hive: HiveToCompare
  readonly path: readonly string[]
}

/** What is compared besides names, types and data. */
export interface ComparedParts {
  readonly attributes: readonly KeyAttribute[]
  /** The names of the roots. */
  readonly rootNames: boolean
  /** Whether renamed and moved keys are recognised. */
  readonly moves: boolean
}

export interface CompareHives extends ComparedParts {
  readonly comparison: ComparisonId
  readonly left: ComparedPlace
  readonly right: ComparedPlace
}

/** What a difference is about, for filters. `keys`: that it is there, its name, class and flags. */
export type Subject = 'keys' | 'values' | 'security' | 'times'

/** Which differences are listed; null for all. */
export interface DifferenceFilter {
  readonly kinds: readonly DifferenceKind[] | null
  readonly subjects: readonly Subject[] | null
  /** What the name, the path below the root or the data contains, in any case. */
  readonly text: string
}

export const NO_FILTER: DifferenceFilter = { kinds: null, subjects: null, text: '' }

/** The state of a comparison. */
export interface ComparisonState {
  readonly comparison: ComparisonId
  /** Rises whenever its rows change. */
  readonly version: number
  /** The number of rows. */
  readonly rows: number
  /** The number of differences that are listed, and of all that are left. */
  readonly listed: number
  readonly total: number
  /** The differences that are left, by kind. */
  readonly kinds: Readonly<Record<DifferenceKind, number>>
  /** The differences that were taken over. */
  readonly taken: number
  /** The sides that were edited since in another way. */
  readonly outdated: readonly SideName[]
  /** Counts of keys and values; null while it runs, and after it was stopped. */
  readonly result: Comparison | null
}

/** A row of the tree of differences. */
export interface TwoHivesRow {
  /** Stays the same for as long as the comparison. */
  readonly id: number
  readonly level: number
  /** The place among the rows below the same row, from 1, and the number of those. */
  readonly position: number
  readonly setSize: number
  /** null if nothing is below it. */
  readonly expanded: boolean | null
  readonly what: 'key' | 'value'
  /** null for a key that is only above some differences. */
  readonly kind: DifferenceKind | null
  /** Of a value, its name; of a key, its name and those of the keys that are drawn with it. */
  readonly names: readonly string[]
  /** Whether a name was cut. */
  readonly isCut: boolean
  /** Whether it comes with a key that only one hive has, and cannot be taken over by itself. */
  readonly inside: boolean
  readonly parts: readonly ChangedPart[]
  readonly along: { readonly keys: number; readonly values: number }
  /** The path that a moved key had; null for all other rows. */
  readonly from: readonly string[] | null
  /** Whether a moved key only has another name. */
  readonly renamed: boolean
  readonly left: Side | null
  readonly right: Side | null
  readonly differs: FirstDifference | null
  /** The number of listed differences below it. */
  readonly below: number
}

/** What a difference is about in one of the hives, as far as it is shown. */
export interface SideDetails {
  /** The path from the root of the hive down to the key. */
  readonly path: readonly string[]
  /** The value; null of a key. */
  readonly value: {
    readonly name: string
    readonly type: number
    readonly size: number
    /** Its first bytes. */
    readonly head: Uint8Array
    /** The bytes from `at` on, around the first place that differs, if it is not in `head`. */
    readonly at: number
    readonly bytes: Uint8Array
  } | null
  /** The key; null of a value. */
  readonly key: {
    readonly name: string
    readonly time: bigint
    readonly class: string | null
    readonly flags: NonNullable<Side['flags']>
    /** As SDDL, or as bytes; null if there is none. */
    readonly security: string | null
    readonly subkeys: number
    readonly values: number
  } | null
}

/** Everything that is shown of a row; a side is null if its hive does not have it. */
export interface RowDetails {
  readonly left: SideDetails | null
  readonly right: SideDetails | null
  /** The number of bytes before the first that differ; null unless both are values with other data. */
  readonly differsAt: number | null
}

/** Where a row is in one of the hives as it is now. */
export interface DifferencePlace {
  readonly doc: DocId
  /** The key, or the nearest one above it. */
  readonly key: KeyId
  readonly value: ValueId | null
  /** Whether it is there. */
  readonly found: boolean
}

/** The forms in which a list of differences is written. */
export type DifferenceFormat = 'csv' | 'json' | 'text' | 'html'
