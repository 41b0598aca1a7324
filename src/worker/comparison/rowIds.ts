/**
 * The ids of the rows of a comparison: the kind of a row and a number, which are small, since the page keeps a bit for
 * each possible id.
 */

/** A key or value of the tree, or a member of a key that only one hive has. */
export type RowKind = 'key' | 'value' | 'member'

const KINDS: readonly RowKind[] = ['key', 'value', 'member']
const BITS = 2

export function rowId(kind: RowKind, number: number): number {
  return number * (1 << BITS) + KINDS.indexOf(kind)
}

/** The kind of an id; undefined for a number that is none. */
export function kindOf(id: number): RowKind | undefined {
  return KINDS[id & ((1 << BITS) - 1)]
}

export function numberOf(id: number): number {
  return Math.floor(id / (1 << BITS))
}
