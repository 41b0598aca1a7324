/** The comparisons of two hives, as they are drawn. What was found stays in the engine. */

import { create } from 'zustand'
import { comparedName } from '../text/twoHives.ts'
import {
  type ComparedParts,
  type ComparisonId,
  type ComparisonState,
  type DifferenceFilter,
  type DocId,
  type HiveToCompare,
  NO_FILTER,
  type RowDetails,
  type SideName,
  type TwoHivesRow,
} from '../worker/protocol.ts'
import { titleOf } from './documents.ts'
import { EMPTY_LIST, type ListView } from './PagedList.ts'

/** What is to be compared with what. */
export interface CompareWish extends ComparedParts {
  readonly left: WishedSide
  readonly right: WishedSide
}

export interface WishedSide {
  readonly hive: HiveToCompare
  /** The names from the root down to the key at which the comparison begins. */
  readonly path: readonly string[]
}

export interface TwoHives extends CompareWish {
  readonly id: ComparisonId
  readonly running: boolean
  /** It has been running for so long that its progress is shown. */
  readonly slow: boolean
  /** Fraction done. */
  readonly done: number
  /** null until the first rows can be listed. */
  readonly state: ComparisonState | null
  readonly filter: DifferenceFilter
  readonly view: ListView<TwoHivesRow>
  /** Both sides of the focused row, once they have come. */
  readonly details: {
    readonly row: number
    readonly version: number
    readonly of: RowDetails
  } | null
}

/** All comparisons, the oldest first. A hive takes part in one at most. */
export const useTwoHives = create<{ readonly all: readonly TwoHives[] }>(() => ({ all: [] }))

export function newComparison(id: ComparisonId, wish: CompareWish): TwoHives {
  return {
    ...wish,
    ...{ id, running: true, slow: false, done: 0, state: null },
    ...{ filter: NO_FILTER, view: EMPTY_LIST, details: null },
  }
}

export function comparisonOf(id: ComparisonId): TwoHives | undefined {
  return useTwoHives.getState().all.find((one) => one.id === id)
}

/** The comparison that a hive takes part in. */
export function comparisonWith(doc: DocId): TwoHives | undefined {
  return useTwoHives.getState().all.find((one) => hivesOf(one).includes(doc))
}

export function patchComparison(id: ComparisonId, change: Partial<TwoHives>): void {
  useTwoHives.setState(({ all }) => ({
    all: all.map((one) => (one.id === id ? { ...one, ...change } : one)),
  }))
}

/** The open hives that a comparison needs. */
export function hivesOf({ left, right }: Pick<CompareWish, SideName>): readonly DocId[] {
  const docs = [left, right].flatMap(({ hive }) => (hive.kind === 'file' ? [] : [hive.doc]))
  return [...new Set(docs)]
}

/** The open hive that is on a side; null for a file, and for what a hive was or would be. */
export function documentOn({ hive }: WishedSide): DocId | null {
  return hive.kind === 'document' ? hive.doc : null
}

/** What a side is called. */
export function nameOn({ hive, path }: WishedSide): string {
  const name = hive.kind === 'file' ? hive.name : titleOf(hive.doc)
  return comparedName(hive.kind, name, path.join('\\'))
}

export function otherSide(side: SideName): SideName {
  return side === 'left' ? 'right' : 'left'
}
