/** Where inherited entries come from. */

import { mapGeneric } from './accessMask.ts'
import { ACE_FLAG, type Ace } from './ace.ts'
import type { Descriptor } from './descriptor.ts'
import type { ListName } from './inherit.ts'
import { ACCOUNT } from './wellKnown.ts'

/**
 * Finds the key that an inherited entry comes from: the nearest one above that has the same entry of its own, and
 * passes it on.
 *
 * @param ace - the entry
 * @param above - the descriptors of the keys above, the parent first; null where one cannot be read
 * @param list - the list that the entry is in
 * @returns the index of that key; -1 if none of them has it
 */
export function entrySource(
  ace: Ace,
  above: readonly (Descriptor | null)[],
  list: ListName,
): number {
  if ((ace.flags & ACE_FLAG.INHERITED) === 0) return -1
  return above.findIndex((descriptor) =>
    descriptor?.[list]?.aces.some((other) => isOrigin(other, ace)),
  )
}

function isOrigin(other: Ace, ace: Ace): boolean {
  const { CONTAINER_INHERIT, OBJECT_INHERIT, INHERITED } = ACE_FLAG
  if ((other.flags & INHERITED) !== 0 || other.type !== ace.type) return false
  if ((other.flags & (CONTAINER_INHERIT | OBJECT_INHERIT)) === 0) return false
  if (!('sid' in other) || !('sid' in ace)) return true
  if (mapGeneric(other.mask) !== mapGeneric(ace.mask)) return false
  if (other.sid === ace.sid) return true
  // An entry for the creator becomes one for the owner of the key below, whoever that is.
  return other.sid === ACCOUNT.CREATOR_OWNER || other.sid === ACCOUNT.CREATOR_GROUP
}
