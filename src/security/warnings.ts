/** What people should know of a descriptor before a key gets it. */

import { effectiveAccess, LEVEL } from './accessCheck.ts'
import { mapGeneric, RIGHT } from './accessMask.ts'
import { ACE_FLAG } from './ace.ts'
import type { Descriptor } from './descriptor.ts'
import { isInOrder } from './order.ts'
import { ACCOUNT } from './wellKnown.ts'

/**
 * - `no-list`: everyone may do everything.
 * - `empty-list`: nobody may do anything.
 * - `order`: the entries are not in the usual order.
 * - `no-administrator`: neither administrators nor the system may change the permissions.
 * - `generic`: entries have generic rights, which Windows may ignore where they are stored.
 */
export type DescriptorWarning = 'no-list' | 'empty-list' | 'order' | 'no-administrator' | 'generic'

/**
 * Lists what is unusual about the access that a descriptor gives.
 *
 * @param descriptor - the descriptor
 * @returns the warnings, the most serious first
 */
export function descriptorWarnings(descriptor: Descriptor): DescriptorWarning[] {
  const { dacl } = descriptor
  if (dacl === null) return ['no-list']
  const warnings: DescriptorWarning[] = []
  if (dacl.aces.length === 0) warnings.push('empty-list')
  else if (!canBeChanged(descriptor)) warnings.push('no-administrator')
  if (!isInOrder(dacl.aces)) warnings.push('order')
  const isGeneric = dacl.aces.some(
    (ace) =>
      'mask' in ace &&
      mapGeneric(ace.mask) !== ace.mask &&
      (ace.flags & ACE_FLAG.INHERIT_ONLY) === 0,
  )
  if (isGeneric) warnings.push('generic')
  return warnings
}

/** Whether administrators or the system may change the permissions. */
function canBeChanged(descriptor: Descriptor): boolean {
  const sids = new Set<string>([
    ...[ACCOUNT.SYSTEM, ACCOUNT.ADMINISTRATORS, ACCOUNT.EVERYONE],
    ACCOUNT.AUTHENTICATED_USERS,
  ])
  const { granted } = effectiveAccess(descriptor, { sids, level: LEVEL.SYSTEM })
  return (granted & (RIGHT.WRITE_DAC | RIGHT.WRITE_OWNER)) !== 0
}
