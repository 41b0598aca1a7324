/**
 * Lists the keys and values that applying logs would change, for people: the first differences between the two
 * hives, by name, and how many there are of each kind.
 */

import { type ComparedHive, type Comparison, compareSteps } from '../compare/compare.ts'
import type { ComparedCells, Difference, KeyAttribute } from '../compare/difference.ts'
import { type NamedDifference, namedDifference } from '../compare/shown.ts'
import type { Work } from '../work.ts'

export interface HiveChanges extends Comparison {
  /** The first changes, depth first. A key that is added or removed stands for everything below it. */
  readonly first: readonly NamedDifference[]
  /** How many more there are. */
  readonly more: number
}

const ATTRIBUTES: readonly KeyAttribute[] = ['time', 'flags', 'class', 'security']

/**
 * Compares two hives that were checked, in steps.
 *
 * @param before - the hive without its logs
 * @param after - the hive with its logs applied
 * @param limit - the most changes to list
 * @returns the first changes, and how many there are of each kind
 */
export function* listChanges(
  before: ComparedHive,
  after: ComparedHive,
  limit: number,
): Work<HiveChanges> {
  const hives: ComparedCells = { before: before.cells, after: after.cells }
  const first: NamedDifference[] = []
  let more = 0
  const found = (difference: Difference) => {
    if (first.length < limit) first.push(namedDifference(difference, hives))
    else more++
  }
  const comparison = yield* compareSteps(before, after, found, {
    attributes: ATTRIBUTES,
    rootName: true,
  })
  return { ...comparison, first, more }
}
