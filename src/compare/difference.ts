/**
 * What a comparison of two hives reports. A difference holds no names and no data, only where the records are in
 * each hive, so that millions of them can be kept and each can still show what was and what is. The cells mean
 * something only for as long as neither hive is edited.
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
  /** The key above; null for the roots. */
  readonly parent: KeyPair | null
  /** Levels below the roots, which are 0. */
  readonly depth: number
}

/** What of a key is compared only on request. `flags` are its flags word, user flags and layer. */
export type KeyAttribute = 'time' | 'flags' | 'class' | 'security'

/**
 * What is not the same in a record that both hives have. A `name` differs in the case of its letters only, but for
 * that of the roots. `flags` of a value are those of a layered hive: whether it hides a value of a lower layer.
 */
export type ChangedPart = 'name' | KeyAttribute | 'type' | 'data'

export type DifferenceKind = 'added' | 'removed' | 'changed'

/** One key or value that is not the same in both hives. */
export interface Difference {
  readonly kind: DifferenceKind
  /** The key, or the key that the value belongs to. */
  readonly key: KeyPair
  /** The value; null when the difference is about the key itself. */
  readonly value: CellPair | null
  /** What changed; empty when the kind is `added` or `removed`. */
  readonly parts: readonly ChangedPart[]
  /**
   * What an added or removed key brings or takes along: how many keys are below it, and how many values those and
   * the key itself have. Zero for everything else, and for all when a comparison reports these one by one.
   */
  readonly along: { readonly keys: number; readonly values: number }
}

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
  const path: string[] = []
  for (let at = key; at.parent !== null; at = at.parent) {
    const [cells, cell] = newestOf(at, hives)
    path.push(keyName(cells, cell, cells.payloadAt(cell)))
  }
  return path.reverse()
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
