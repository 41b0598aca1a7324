/** Finds the moves that cannot be left out where a moved key is deleted and created again with all that is in it. */

import type { CellOffset } from '../regf/offsets.ts'
import { type Difference, isKnownMove, type KeyPair, parentIn } from './difference.ts'

/**
 * Adds the keys that were moved into or out of a chosen renamed or moved key, or one below it: what was in such a key
 * is deleted with it, and what is in it now is created with it.
 *
 * @param chosen - the chosen differences
 * @param all - all differences
 * @returns the chosen ones, and those that come or go with them
 */
export function withMovesThrough(
  chosen: readonly Difference[],
  all: readonly Difference[],
): readonly Difference[] {
  const open = chosen.filter(isKnownMove)
  if (open.length === 0 || all === chosen) return chosen
  const through = movesThroughEach(all)
  const added = new Set(chosen)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const one of through.get(next.key.after) ?? []) {
      if (added.has(one)) continue
      added.add(one)
      open.push(one)
    }
  }
  return [...added]
}

/** The moves for which each renamed or moved key, by its later cell, is the nearest one above either place. */
function movesThroughEach(all: readonly Difference[]): Map<CellOffset, Difference[]> {
  const moves = all.filter(({ kind }) => kind === 'moved')
  const known = new Set(moves.filter(isKnownMove).map(({ key }) => key.after))
  const through = new Map<CellOffset, Difference[]>()
  for (const one of moves) {
    const { key, from } = one
    const was = from === null || isKnownMove(one) ? key : from
    const above = new Set([
      nearest(parentIn(was, 'before'), 'before', known),
      nearest(parentIn(key, 'after'), 'after', known),
    ])
    for (const cell of above) {
      if (cell === null) continue
      const others = through.get(cell)
      if (others === undefined) through.set(cell, [one])
      else others.push(one)
    }
  }
  return through
}

/** The later cell of the nearest key that was renamed or moved, from a key up. */
function nearest(
  key: KeyPair | null,
  hive: 'before' | 'after',
  known: ReadonlySet<CellOffset>,
): CellOffset | null {
  for (let at = key; at !== null; at = parentIn(at, hive)) if (known.has(at.after)) return at.after
  return null
}
