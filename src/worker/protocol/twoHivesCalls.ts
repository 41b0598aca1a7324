/** The calls about comparisons of two hives. */

import { change, question, type Range } from './call.ts'
import type { AppliedDifferences, DifferencesText } from './comparisons.ts'
import type { RowPage } from './rows.ts'
import type {
  CompareHives,
  ComparisonId,
  ComparisonState,
  DifferenceFilter,
  DifferenceFormat,
  DifferencePlace,
  RowDetails,
  SideName,
  TwoHivesRow,
} from './twoHives.ts'

/** A request about a comparison, by the number that the page gave it. */
interface OfComparison {
  readonly comparison: ComparisonId
}

interface OfRow extends OfComparison {
  readonly row: number
}

/** Some rows, by id, a key with all that is listed below it; null for all that is listed. */
interface ChosenRows extends OfComparison {
  readonly rows: Uint32Array | null
}

/** Where a row is after a change of the list; -1 if it is not listed. */
interface Located {
  readonly state: ComparisonState
  readonly index: number
}

export const TWO_HIVES_CALLS = {
  /**
   * Compares two hives. It replaces an earlier comparison of the same number. Waits for the background checks. Progress
   * is a fraction; events say when there are more rows. An edit of either hive meanwhile restarts it. When it is given
   * up, the differences so far stay. Afterwards the rows show the hives as they were compared, whatever is edited.
   * Codes: those of `open` for a file; those of `applyLogs` for logs; `key-not-found` with the path; `out-of-memory`.
   */
  compareHives: question<CompareHives, ComparisonState>(),
  /** A page of the rows, also while it runs. Code: `stale` when there is no such comparison. */
  comparisonRows: question<OfComparison & Range, RowPage<TwoHivesRow>>(),
  /** The ids of a range of rows. */
  comparisonIds: question<OfComparison & Range, Uint32Array<ArrayBuffer>>(),
  /** Lists some of the differences. `locate` is the id of a row. Progress is a fraction. */
  filterComparison: question<
    OfComparison & { readonly filter: DifferenceFilter; readonly locate: number },
    Located
  >(),
  /** Expands or collapses a row, or all (null). */
  expandDifferences: question<
    OfComparison & {
      readonly row: number | null
      readonly expanded: boolean
      readonly locate: number
    },
    Located
  >(),
  /** The row above a row; -1 if there is none. */
  rowAbove: question<OfRow, { readonly index: number }>(),
  /**
   * The next (1) or previous (-1) difference of those listed, from a row on, or from the start or the end (null). The keys
   * above it are expanded. null if there is none.
   */
  nextDifference: question<
    OfComparison & { readonly row: number | null; readonly step: 1 | -1 },
    (Located & { readonly row: TwoHivesRow }) | null
  >(),
  rowDetails: question<OfRow, RowDetails>(),
  /** Where a row is in one of the hives now. null if that is not an open document. */
  rowPlace: question<OfRow & { readonly side: SideName }, DifferencePlace | null>(),
  /**
   * Makes one of the hives like the other in some differences, as one step. Codes: those of `edit`; `read-only` when it
   * is not an open document; `stale` when a hive was edited otherwise since.
   */
  takeDifferences: change<ChosenRows & { readonly to: SideName }, AppliedDifferences>(),
  /** The .reg file that does the same to a hive with this registry path. Code: `usage` for one that is none. */
  comparisonText: question<
    ChosenRows & { readonly to: SideName; readonly prefix: string },
    DifferencesText
  >(),
  /** Writes a list of differences. Progress is a fraction. Code: `result-too-large`. */
  writeDifferences: question<
    ChosenRows & { readonly format: DifferenceFormat },
    { readonly blob: Blob; readonly count: number }
  >(),
  /** Ends a comparison, and gives up the memory of the hives that were read for it. */
  endComparison: question<OfComparison, void>(),
} as const
