/** Part of the protocol: comparing an open hive with another one. */

import type { Comparison } from '../../compare/compare.ts'
import type { DifferenceKind, KeyAttribute } from '../../compare/difference.ts'
import type { Leftover } from '../../compare/plan.ts'
import type { ShownDifference } from '../../compare/shown.ts'
import type { DocId, KeyId, ValueId } from './documents.ts'
import type { EditResult } from './edits.ts'
import type { FirstDifference } from './rows.ts'

export type { DifferenceKind, KeyAttribute }

/** The earlier hive of a comparison; the document itself is the later one. */
export type CompareWith =
  /** The document as it was opened, with its logs applied if it could not be opened without them. */
  | { readonly kind: 'original' }
  /** The document as it was last saved, or opened if it was not saved since. */
  | { readonly kind: 'saved' }
  | { readonly kind: 'document'; readonly doc: DocId }
  | { readonly kind: 'file'; readonly file: Blob }

/** What is compared besides names and values, and whether moved keys are recognised. */
export interface CompareChoice {
  readonly attributes: readonly KeyAttribute[]
  readonly moves: boolean
}

/** The counts of a comparison. The differences themselves stay in the engine. */
export interface CompareSummary extends Comparison {
  /** Names the comparison in later calls, until one of the hives is edited or closed. */
  readonly comparison: number
  /** The revision of the document that was compared. */
  readonly revision: number
  /** The number of rows, and of those of each kind, in the order in which `differences` lists them. */
  readonly total: number
  readonly kinds: readonly { readonly kind: DifferenceKind; readonly count: number }[]
}

/** One difference. Names and paths are cut as in all rows; texts and data to a preview. */
export interface DifferenceRow extends ShownDifference {
  /** Whether the path or a name was cut. */
  readonly isCut: boolean
  /** The key in the document; null if only the other hive has it. */
  readonly key: KeyId | null
  /** The same in the other document; also null if the other hive is not one. */
  readonly otherKey: KeyId | null
  readonly valueId: ValueId | null
}

/** How the differences are listed in the order of the tree: some kinds or all (null), grouped by key or not. */
export interface ChangesListed {
  readonly kinds: readonly DifferenceKind[] | null
  readonly grouped: boolean
}

/** A row of that list. `id` names it in calls about some rows of the list. */
export type PendingRow = PendingChange | PendingKey

export interface PendingChange extends DifferenceRow {
  readonly row: 'change'
  readonly id: number
  /** The key in the document, or the nearest one above that is there. */
  readonly nearest: KeyId | null
  /** Where the data begins to differ, if both previews are the same. */
  readonly differs: FirstDifference | null
}

/** The header of the changes in one key. */
export interface PendingKey {
  readonly row: 'key'
  readonly id: number
  readonly path: readonly string[]
  /** Whether the path was cut. */
  readonly isCut: boolean
  /** The key in the document; null if it is gone. */
  readonly key: KeyId | null
  readonly nearest: KeyId | null
  /** The number of changes below it. */
  readonly count: number
}

/**
 * The hive that is made like the other one, or that a .reg file is for: the document, or what it was compared with.
 */
export type HiveToChange = 'document' | 'other'

/** The effect of applying differences. `left` is what stays as it is, at most `LEFT` of it. */
export interface AppliedDifferences extends EditResult {
  readonly left: readonly Leftover[]
  readonly leftTotal: number
}

/** A .reg file, and what it does not have. */
export interface DifferencesText {
  readonly blob: Blob
  readonly left: readonly Leftover[]
  readonly leftTotal: number
}
