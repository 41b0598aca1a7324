/**
 * The differences that a comparison of two hives reports. A difference holds no names and no data, only the cells of
 * the records in each hive, so that millions can be kept and each can still show the old and the new content. The
 * cells are valid only while neither hive is edited.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { keyName } from '../regf/keyNode.ts'
import { valueName } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'

/** The cell of a record in each hive; `NIL` in a hive that does not have it. */
export interface CellPair {
  readonly before: CellOffset
  readonly after: CellOffset
}

/** A key of either hive or of both, and the keys above it. */
export interface KeyPair extends CellPair {
  /** The parent key; null for the roots. */
  readonly parent: KeyPair | null
  /** The parent in the earlier hive, of a key that was moved from there; otherwise it is `parent`. */
  readonly movedFrom?: KeyPair
  /** Levels below the roots, which are 0. */
  readonly depth: number
}

/** Attributes of a key that are compared only on request. `flags` are its flags word, user flags and layer. */
export type KeyAttribute = 'time' | 'flags' | 'class' | 'security'

/**
 * A part of a record that differs between the hives. A `name` differs only in case, except that of the roots. The
 * `flags` of a value belong to layered hives: whether it hides a value of a lower layer.
 */
export type ChangedPart = 'name' | KeyAttribute | 'type' | 'data'

/**
 * A key that was `moved`, or renamed, and that only one hive has there, has the same content in both. A key of which
 * both cells are known was compared with what it was: what differs in it are differences of their own.
 */
export type DifferenceKind = 'added' | 'removed' | 'changed' | 'moved'

/** One key or value that differs between the hives. */
export interface Difference {
  readonly kind: DifferenceKind
  /** The key, or the key that the value belongs to. Of a moved key: as the later hive has it. */
  readonly key: KeyPair
  /** A moved key as the earlier hive has it; null for all other differences. */
  readonly from: KeyPair | null
  /** The value; null when the difference is about the key itself. */
  readonly value: CellPair | null
  /** What changed; empty unless the kind is `changed`. */
  readonly parts: readonly ChangedPart[]
  /**
   * The number of keys below an added, removed or moved key, and of values in those and in the key itself. Zero for all
   * other differences, and if the comparison reports those keys and values separately.
   */
  readonly along: { readonly keys: number; readonly values: number }
  /** Its place among all differences in the order of the tree, whatever the order in which they are reported. */
  readonly order: number
}

/** The cell of a key in the earlier hive, from that in the later one; NIL if it was not there. */
export type EarlierCell = (after: CellOffset) => CellOffset

/** The two hives that were compared. */
export interface ComparedCells {
  readonly before: CellStore
  readonly after: CellStore
}

/**
 * Collects the names from the root (not included) down to a key, from the later hive if it has the
 * key.
 *
 * @param key - the key
 * @param hives - the two hives
 * @returns the names
 */
export function pathOf(key: KeyPair, hives: ComparedCells): string[] {
  return pathIn(key, hives, 'after')
}

/**
 * Collects the names from the root (not included) down to a key, from one of the hives as far as it
 * has the keys.
 *
 * @param key - the key
 * @param hives - the two hives
 * @param first - the hive whose names are preferred
 * @param moved - cells of keys in that hive which by now have the names and places of the other one
 * @returns the names
 */
export function pathIn(
  key: KeyPair,
  hives: ComparedCells,
  first: keyof CellPair,
  moved?: ReadonlySet<CellOffset>,
): string[] {
  const other = first === 'after' ? 'before' : 'after'
  const path: string[] = []
  let at = key
  for (;;) {
    const isMoved = moved?.has(at[first]) === true
    const parent = parentIn(at, isMoved ? other : first)
    if (parent === null) return path.reverse()
    const hive = isMoved || at[first] === NIL ? other : first
    path.push(keyName(hives[hive], at[hive], hives[hive].payloadAt(at[hive])))
    at = parent
  }
}

/**
 * Finds the parent that a key has in one of the hives.
 *
 * @param key - the key
 * @param hive - the hive
 * @returns the parent; null for the root
 */
export function parentIn({ parent, movedFrom }: KeyPair, hive: keyof CellPair): KeyPair | null {
  return hive === 'before' && movedFrom !== undefined ? movedFrom : parent
}

/**
 * Tells whether a difference is that of a renamed or moved key which was compared with what it was.
 *
 * @param difference - the difference
 * @returns true if both hives have the key, at different paths
 */
export function isKnownMove({ kind, key }: Difference): boolean {
  return kind === 'moved' && key.before !== NIL && key.after !== NIL
}

/**
 * Collects the keys that were renamed or moved, of which both cells are known.
 *
 * @param differences - differences
 * @param hive - one of the hives
 * @returns their cells in that hive
 */
export function knownMoves(
  differences: Iterable<Difference>,
  hive: keyof CellPair,
): Set<CellOffset> {
  const cells = new Set<CellOffset>()
  for (const one of differences) if (isKnownMove(one)) cells.add(one.key[hive])
  return cells
}

/**
 * Reads the name of a value, from the later hive if it has the value.
 *
 * @param value - the value
 * @param hives - the two hives
 * @returns the name; `''` for the default value
 */
export function valueNameOf(value: CellPair, hives: ComparedCells): string {
  const [cells, cell] = newestOf(value, hives)
  return valueName(cells, cell, cells.payloadAt(cell))
}

function newestOf({ before, after }: CellPair, hives: ComparedCells): [CellStore, CellOffset] {
  return after === NIL ? [hives.before, before] : [hives.after, after]
}
