/**
 * The order of the entries of an access list. Windows writes the key's own entries before inherited ones, and among
 * its own those that deny before those that allow; inherited ones are in the order in which the keys above gave them.
 */

import { ACE_FLAG, ACE_TYPE, type Ace } from './ace.ts'

const DENYING: ReadonlySet<number> = new Set([
  ...[ACE_TYPE.DENY, ACE_TYPE.DENY_OBJECT, ACE_TYPE.DENY_CALLBACK],
  ACE_TYPE.DENY_CALLBACK_OBJECT,
])

function rankOf(ace: Ace): number {
  if ((ace.flags & ACE_FLAG.INHERITED) !== 0) return 2
  return DENYING.has(ace.type) ? 0 : 1
}

/**
 * Checks whether entries are in the usual order.
 *
 * @param aces - the entries of an access list
 * @returns true if Windows would have written them in this order
 */
export function isInOrder(aces: readonly Ace[]): boolean {
  return aces.every((ace, at) => at === 0 || rankOf(aces[at - 1] as Ace) <= rankOf(ace))
}

/**
 * Puts entries into the usual order. Those of the same kind stay in their order.
 *
 * @param aces - the entries of an access list
 * @returns the entries in order
 */
export function inOrder(aces: readonly Ace[]): Ace[] {
  return aces.toSorted((one, other) => rankOf(one) - rankOf(other))
}

/**
 * Adds an entry at its place in the usual order, after those of its kind.
 *
 * @param aces - the entries of a list, in any order
 * @param ace - the new entry
 * @returns the index at which it belongs
 */
export function placeOf(aces: readonly Ace[], ace: Ace): number {
  const rank = rankOf(ace)
  const after = aces.findIndex((other) => rankOf(other) > rank)
  return after < 0 ? aces.length : after
}
