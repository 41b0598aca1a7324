/** Part of the protocol: the changes of an open hive since it was saved or opened. */

import type { Comparison } from '../../compare/compare.ts'
import type { DifferenceKind, KeyAttribute } from '../../compare/difference.ts'
import type { Leftover } from '../../compare/plan.ts'
import type { ShownDifference } from '../../compare/shown.ts'
import type { KeyId, ValueId } from './documents.ts'
import type { EditResult } from './edits.ts'
import type { FirstDifference } from './rows.ts'

export type { DifferenceKind, KeyAttribute }

/**
 * The earlier state that a document is compared with: `original` as it was opened, with its logs applied if it could
 * not be opened without them; `saved` as it was last saved, or opened if it was not saved since.
 */
export type ChangesBase = 'saved' | 'original'

/** What is compared besides names and values, and whether moved keys are recognised. */
export interface CompareChoice {
  readonly attributes: readonly KeyAttribute[]
  readonly moves: boolean
}

/** The counts of a comparison. The differences themselves stay in the engine. */
export interface CompareSummary extends Comparison {
  /** Names the comparison in later calls, until the document is edited or closed. */
  readonly comparison: number
  /** The revision of the document that was compared. */
  readonly revision: number
  /** The number of rows, and of those of each kind, in the order of the first difference of each kind. */
  readonly total: number
  readonly kinds: readonly { readonly kind: DifferenceKind; readonly count: number }[]
}

/** One difference. Names and paths are cut as in all rows; texts and data to a preview. */
export interface DifferenceRow extends ShownDifference {
  /** Whether the path or a name was cut. */
  readonly isCut: boolean
  /** The key in the document; null if it is gone. */
  readonly key: KeyId | null
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

/** What the .reg text of changes is for: the earlier state, which it makes like the document; or the other way round. */
export type TextOfChanges = 'changes' | 'inverse'

/** The effect of taking over differences. `left` is what stays as it is, at most `LEFT` of it. */
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
