/** Pairs the subkeys of a key that were renamed, if it is known which of the earlier hive each was. */

import { type CellOffset, NIL } from '../regf/offsets.ts'
import type { CompareBudget } from './CompareBudget.ts'

/**
 * Pairs subkeys without a partner of the same name. The pair is where the later subkey is in the list; where the
 * earlier one was, both cells are NIL afterwards.
 *
 * @param pairs - cells of the earlier and the later hive alternately, NIL where one does not have the name
 * @param earlier - the cell of a key in the earlier hive
 * @param budget - pays for it
 */
export function pairRenamed(
  pairs: CellOffset[],
  earlier: (after: CellOffset) => CellOffset,
  budget: CompareBudget,
): void {
  const removed = new Map<CellOffset, number>()
  let added = 0
  for (let index = 0; index < pairs.length; index += 2) {
    if (pairs[index + 1] === NIL) removed.set(pairs[index] as CellOffset, index)
    else if (pairs[index] === NIL) added++
  }
  budget.spent += pairs.length
  if (added === 0 || removed.size === 0) return
  for (let index = 0; index < pairs.length; index += 2) {
    const cell = pairs[index + 1] as CellOffset
    if (pairs[index] !== NIL || cell === NIL) continue
    const was = earlier(cell)
    const place = removed.get(was)
    if (place === undefined) continue
    removed.delete(was)
    pairs[index] = was
    pairs[place] = NIL
  }
}
