/** The order in which a walk visits the keys and values of a hive, which is that of the hits of a search. */

import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { eachValue } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { eachSubkey } from '../regf/subkeyList.ts'

/** A key, or a value of a key. */
export interface WalkPlace {
  readonly key: CellOffset
  /** null for the key itself, which comes before its values. */
  readonly value: CellOffset | null
}

/** The keys from the root down to a key; null if its parents do not lead to the root. */
type AncestorsOf = (key: CellOffset) => readonly CellOffset[] | null

/**
 * Makes a function that compares places with one place.
 *
 * @param cells - the cells of the hive, which must not be edited meanwhile
 * @param ancestors - returns the keys above a key
 * @param place - the place to compare with
 * @returns the function: negative if its place comes before this one, 0 if it is the same, positive
 *   if it comes after it
 */
export function comparerWith(
  cells: CellStore,
  ancestors: AncestorsOf,
  place: WalkPlace,
): (other: WalkPlace) => number {
  const path = ancestors(place.key) ?? [place.key]
  return ({ key, value }) => {
    if (key === place.key) return compareValues(cells, key, value, place.value)
    return compareKeys(cells, ancestors(key) ?? [key], path)
  }
}

function compareValues(
  cells: CellStore,
  key: CellOffset,
  a: CellOffset | null,
  b: CellOffset | null,
): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  let first: CellOffset = a
  eachValue(cells, findKeyNode(cells, key), (value) => {
    first = value
    return value === a || value === b
  })
  return first === b ? 1 : -1
}

function compareKeys(cells: CellStore, a: readonly CellOffset[], b: readonly CellOffset[]): number {
  let depth = 0
  while (depth < a.length && a[depth] === b[depth]) depth++
  const [one, other, parent] = [a[depth], b[depth], a[depth - 1]]
  if (one === undefined || other === undefined) return a.length - b.length
  // In a damaged hive the parents of a key may not lead to the root.
  if (parent === undefined) return one - other
  let first: CellOffset = one
  eachSubkey(cells, findKeyNode(cells, parent), (child) => {
    first = child
    return child === one || child === other
  })
  return first === other ? 1 : -1
}
