/**
 * Lists the keys and values that applying logs would change, for people: the first differences between the two
 * hives, by name, and how many there are of each kind.
 */

import { type ComparedHive, type Comparison, compareSteps } from '../compare/compare.ts'
import {
  type ComparedCells,
  type Difference,
  type KeyAttribute,
  pathOf,
  valueNameOf,
} from '../compare/difference.ts'
import type { Work } from '../work.ts'

/** One key or value that is not the same in both hives. */
export interface HiveChange extends Pick<Difference, 'kind' | 'parts' | 'along'> {
  /** Names from the root (not included) down to the key. */
  readonly path: readonly string[]
  /** The name of the value, `''` for the default value; null if the key itself changed. */
  readonly value: string | null
}

export interface HiveChanges extends Comparison {
  /** The first changes, depth first. A key that is added or removed stands for everything below it. */
  readonly first: readonly HiveChange[]
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
  const first: HiveChange[] = []
  let more = 0
  const found = (difference: Difference) => {
    if (first.length < limit) first.push(changeOf(difference, hives))
    else more++
  }
  const comparison = yield* compareSteps(before, after, found, { attributes: ATTRIBUTES })
  return { ...comparison, first, more }
}

function changeOf(
  { kind, key, value, parts, along }: Difference,
  hives: ComparedCells,
): HiveChange {
  const name = value === null ? null : valueNameOf(value, hives)
  return { kind, path: pathOf(key, hives), value: name, parts, along }
}
