/** To which keys an entry applies, in the terms of Windows' security editor (ui-anchors 4.12). */

import { ACE_FLAG } from './ace.ts'

/**
 * - `nothing`: neither the key nor those below, such as an entry for objects other than keys.
 */
export type Scope = 'key' | 'key-and-subkeys' | 'subkeys' | 'nothing'

const SCOPE_FLAGS =
  ACE_FLAG.OBJECT_INHERIT |
  ACE_FLAG.CONTAINER_INHERIT |
  ACE_FLAG.NO_PROPAGATE |
  ACE_FLAG.INHERIT_ONLY

/**
 * Tells where an entry takes effect.
 *
 * @param flags - the flags of the entry
 * @returns where
 */
export function scopeOf(flags: number): Scope {
  const below = (flags & ACE_FLAG.CONTAINER_INHERIT) !== 0
  if ((flags & ACE_FLAG.INHERIT_ONLY) !== 0) return below ? 'subkeys' : 'nothing'
  return below ? 'key-and-subkeys' : 'key'
}

/**
 * Tells whether an entry is passed on to the keys directly below only.
 *
 * @param flags - the flags of the entry
 * @returns true if it goes no further
 */
export function isOneLevel(flags: number): boolean {
  const both = ACE_FLAG.CONTAINER_INHERIT | ACE_FLAG.NO_PROPAGATE
  return (flags & both) === both
}

/**
 * Changes where an entry takes effect.
 *
 * @param flags - the flags of the entry
 * @param scope - where it is to take effect
 * @param oneLevel - whether it is passed on to the keys directly below only
 * @returns the new flags; those that say something else stay
 */
export function withScope(flags: number, scope: Scope, oneLevel: boolean): number {
  let changed = flags & ~SCOPE_FLAGS
  if (scope === 'subkeys' || scope === 'nothing') changed |= ACE_FLAG.INHERIT_ONLY
  if (scope === 'subkeys' || scope === 'key-and-subkeys') {
    changed |= ACE_FLAG.CONTAINER_INHERIT
    if (oneLevel) changed |= ACE_FLAG.NO_PROPAGATE
  }
  return changed
}
