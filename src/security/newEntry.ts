/** Entries that are made or changed one field at a time. */

import { KEY_ACCESS } from './accessMask.ts'
import { ACE_FLAG, ACE_TYPE, type Ace } from './ace.ts'
import { type Acl, aclOf, withAces } from './acl.ts'
import type { Descriptor } from './descriptor.ts'
import { LISTS, type ListName } from './inherit.ts'
import { placeOf } from './order.ts'
import type { Sid } from './sid.ts'

/** An entry of the simplest types, every field of which can be changed. */
export type PlainEntry = Ace & { readonly shape: 'account' }

const PLAIN_TYPES: ReadonlySet<number> = new Set([
  ...[ACE_TYPE.ALLOW, ACE_TYPE.DENY, ACE_TYPE.AUDIT, ACE_TYPE.MANDATORY_LABEL],
])

/**
 * Checks whether every field of an entry can be changed: it has no condition and no other data.
 *
 * @param ace - the entry
 * @returns true for plain grants, denials, audits and integrity labels
 */
export function isPlainEntry(ace: Ace): ace is PlainEntry {
  return ace.shape === 'account' && ace.data.length === 0 && PLAIN_TYPES.has(ace.type)
}

/**
 * Replaces the entries of a list of a descriptor.
 *
 * @param descriptor - the descriptor
 * @param name - the list
 * @param aces - the new entries in order
 * @returns the new descriptor
 */
export function withEntries(
  descriptor: Descriptor,
  name: ListName,
  aces: readonly Ace[],
): Descriptor {
  const list: Acl | null = descriptor[name]
  const changed = list === null ? aclOf(aces) : withAces(list, aces)
  return {
    ...descriptor,
    control: descriptor.control | LISTS[name].present,
    [name]: changed,
  }
}

/**
 * Adds an entry for an account: reading is allowed, or changes are audited.
 *
 * @param descriptor - the descriptor
 * @param name - the list
 * @param sid - the account
 * @returns the new descriptor, and the index of the entry
 */
export function addEntry(
  descriptor: Descriptor,
  name: ListName,
  sid: Sid,
): { readonly descriptor: Descriptor; readonly index: number } {
  const aces = [...(descriptor[name]?.aces ?? [])]
  const isAudit = name === 'sacl'
  const ace: Ace = {
    shape: 'account',
    type: isAudit ? ACE_TYPE.AUDIT : ACE_TYPE.ALLOW,
    flags: ACE_FLAG.CONTAINER_INHERIT | (isAudit ? ACE_FLAG.SUCCESS | ACE_FLAG.FAILURE : 0),
    mask: isAudit ? KEY_ACCESS.WRITE : KEY_ACCESS.READ,
    sid,
    data: new Uint8Array(0),
  }
  const index = placeOf(aces, ace)
  aces.splice(index, 0, ace)
  return { descriptor: withEntries(descriptor, name, aces), index }
}
