/**
 * Inheritance between keys (MS-DTYP 2.5.3.4): the descriptor of a new subkey, and changes to existing
 * subkeys after the lists of their parent changed. Keys are containers without objects, so entries for
 * objects only are passed on without taking effect.
 */

import { decodeLatin1 } from '../bytes/text.ts'
import { mapGeneric } from './accessMask.ts'
import { ACE_FLAG, ACE_TYPE, type Ace, aceBytes } from './ace.ts'
import { type Acl, aclOf, withAces } from './acl.ts'
import type { Descriptor } from './descriptor.ts'
import { CONTROL } from './layout.ts'
import type { Sid } from './sid.ts'
import { ACCOUNT } from './wellKnown.ts'

/** The control bits of the two lists that concern inheritance. */
// biome-ignore format: a table
export const LISTS = {
  dacl: { present: CONTROL.DACL_PRESENT, inherited: CONTROL.DACL_AUTO_INHERITED, protected: CONTROL.DACL_PROTECTED },
  sacl: { present: CONTROL.SACL_PRESENT, inherited: CONTROL.SACL_AUTO_INHERITED, protected: CONTROL.SACL_PROTECTED },
} as const
export type ListName = keyof typeof LISTS

/** The accounts that entries for the creator stand for. */
interface Creator {
  readonly owner: Sid | null
  readonly group: Sid | null
}

const PASSED_ON =
  ACE_FLAG.OBJECT_INHERIT |
  ACE_FLAG.CONTAINER_INHERIT |
  ACE_FLAG.NO_PROPAGATE |
  ACE_FLAG.INHERIT_ONLY

/**
 * Makes the descriptor of a new subkey as the offline library does (offreg-api 8.19, regf-format
 * 6.2 rule 15): owner and group are the parent's, entries for the parent alone are left out,
 * protection of the lists is not copied, and entries are not marked as inherited.
 *
 * If no entry of an access list is inheritable, `SYSTEM` and `Administrators` get full control,
 * like in the default list of an administrator; it is not known what the library does then
 * (offreg-api 9, case 122).
 *
 * @param parent - the descriptor of the parent key
 * @returns the descriptor of the subkey; the same object if it is equal to the parent's
 */
export function inheritDescriptor(parent: Descriptor): Descriptor {
  const control = parent.control & ~CONTROL.DACL_PROTECTED & ~CONTROL.SACL_PROTECTED
  const dacl = parent.dacl === null ? null : handDown(parent.dacl, parent)
  const sacl = parent.sacl === null ? null : handDown(parent.sacl, parent)
  const isSame = dacl === parent.dacl && sacl === parent.sacl
  if (isSame) return control === parent.control ? parent : { ...parent, control }
  const isNone = sacl !== parent.sacl && sacl?.aces.length === 0
  const isOpen = dacl !== parent.dacl && dacl?.aces.length === 0
  return {
    ...parent,
    control: isNone ? control & ~CONTROL.SACL_PRESENT : control,
    dacl: isOpen ? aclOf(DEFAULT_ACES) : dacl,
    sacl: isNone ? null : sacl,
  }
}

const DEFAULT_ACES: readonly Ace[] = ['S-1-5-18', 'S-1-5-32-544'].map((sid) => ({
  shape: 'account',
  type: ACE_TYPE.ALLOW,
  flags: 0,
  mask: mapGeneric(0x10000000),
  sid,
  data: new Uint8Array(0),
}))

/** The list that subkeys get; the same object if it is equal. */
function handDown(acl: Acl, creator: Creator): Acl {
  const aces = inheritedAces(acl.aces, creator)
  return isSameList(aces, acl.aces, aceText) || grantsAll(acl.aces, aces)
    ? acl
    : { ...withAces(acl, aces), rest: new Uint8Array(0) }
}

/**
 * Whether every entry of a list grants rights on the key and all keys below it, and the inherited entries
 * grant nothing more: for example, full control for the creator, who has it by name too.
 */
function grantsAll(aces: readonly Ace[], inherited: readonly Ace[]): boolean {
  const wanted = ACE_FLAG.CONTAINER_INHERIT | ACE_FLAG.NO_PROPAGATE
  const isPlain = aces.every(({ type, flags }) => {
    return type === ACE_TYPE.ALLOW && (flags & wanted) === ACE_FLAG.CONTAINER_INHERIT
  })
  if (!isPlain) return false
  const granted = grantsOf(aces)
  return [...grantsOf(inherited)].every(([sid, mask]) => (mask & ~(granted.get(sid) ?? 0)) === 0)
}

/** The rights of each account from entries that take effect on the key itself. */
function grantsOf(aces: readonly Ace[]): Map<Sid, number> {
  const grants = new Map<Sid, number>()
  for (const ace of aces) {
    if (ace.shape !== 'account' || (ace.flags & ACE_FLAG.INHERIT_ONLY) !== 0) continue
    grants.set(ace.sid, (grants.get(ace.sid) ?? 0) | ace.mask)
  }
  return grants
}

/** The entries that a subkey gets from those of its parent. An unchanged entry is the same object. */
function inheritedAces(aces: readonly Ace[], creator: Creator): Ace[] {
  return aces.flatMap((ace) => inheritedAce(ace, creator))
}

function inheritedAce(ace: Ace, creator: Creator): Ace[] {
  const { flags } = ace
  const isPassedOn = (flags & ACE_FLAG.NO_PROPAGATE) === 0
  const isForKeys = (flags & ACE_FLAG.CONTAINER_INHERIT) !== 0 && isForAllTypes(ace)
  const inheritable = ACE_FLAG.CONTAINER_INHERIT | ACE_FLAG.OBJECT_INHERIT
  if (!isForKeys) {
    const isKept = (flags & inheritable) !== 0 && isPassedOn
    return isKept ? [withFlags(ace, flags | ACE_FLAG.INHERIT_ONLY)] : []
  }
  const effective = takeEffect(ace, creator)
  if (!isPassedOn) return [withFlags(effective, flags & ~PASSED_ON)]
  if (effective === ace) return [withFlags(ace, flags & ~ACE_FLAG.INHERIT_ONLY)]
  return [withFlags(effective, flags & ~PASSED_ON), withFlags(ace, flags | ACE_FLAG.INHERIT_ONLY)]
}

/** Keys have no object type, so an entry for one type of child is only passed on. */
function isForAllTypes(ace: Ace): boolean {
  return ace.shape !== 'object' || ace.inheritedType === null
}

/** An entry as it applies to the subkey itself, with creator accounts and generic rights replaced. */
function takeEffect(ace: Ace, { owner, group }: Creator): Ace {
  if (ace.shape !== 'account' && ace.shape !== 'object') return ace
  let { sid } = ace
  if (sid === ACCOUNT.CREATOR_OWNER && owner !== null) sid = owner
  if (sid === ACCOUNT.CREATOR_GROUP && group !== null) sid = group
  const mask = mapGeneric(ace.mask)
  return sid === ace.sid && mask === ace.mask ? ace : { ...ace, sid, mask }
}

function withFlags<T extends Ace>(ace: T, flags: number): T {
  return flags === ace.flags ? ace : { ...ace, flags }
}

/**
 * Updates the descriptor of a subkey after that of its parent changed, as Windows does: its own
 * entries stay first and in their order, and the inherited ones come after, marked as such. If the
 * list was never marked (the offline library does not mark), the entries that the parent gave it
 * before count as inherited. A protected list, and one that would not change, is kept as it is.
 *
 * In a list that is to be replaced, the subkey's own entries go, and its protection ends. Labels,
 * attributes and policies in the audit list stay, since they are parts of their own. If the parent
 * has no access list, there is nothing that could replace that of the subkey, and it stays.
 *
 * @param child - the descriptor of the subkey
 * @param before - the old descriptor of the parent
 * @param after - the new descriptor of the parent
 * @param lists - the lists to update
 * @param replaced - those of the lists that are replaced
 * @returns the new descriptor of the subkey; the same object if nothing changes
 */
export function propagate(
  child: Descriptor,
  before: Descriptor,
  after: Descriptor,
  lists: readonly ListName[],
  replaced: readonly ListName[] = [],
): Descriptor {
  let result = child
  for (const name of lists) {
    const bits = LISTS[name]
    const isReplaced = replaced.includes(name)
    const isProtected = (child.control & bits.protected) !== 0
    if (isReplaced ? isUnrestricted(after, name) : isProtected || isUnrestricted(child, name)) {
      continue
    }
    const list = child[name]
    const current = list?.aces ?? []
    const own = isReplaced ? current.filter(staysApart) : ownAces(child, before, name)
    const aces = [...own, ...markedAces(after, child, name)]
    const isSame = isSameList(aces, current, isReplaced ? aceText : unmarked)
    if (isSame && !(isReplaced && isProtected)) continue
    const control = (result.control & ~(isReplaced ? bits.protected : 0)) | listBits(name)
    result = { ...result, control, [name]: withList(list, aces) }
  }
  return result
}

/**
 * Lets a key inherit from its parent again: its list is no longer protected, and the parent's
 * entries follow its own.
 *
 * @param key - the descriptor of the key
 * @param parent - the descriptor of its parent
 * @param name - the list
 * @returns the new descriptor
 */
export function inheritAgain(key: Descriptor, parent: Descriptor, name: ListName): Descriptor {
  const own = ownAces(key, parent, name)
  return inheriting(key, [...own, ...markedAces(parent, key, name)], name)
}

/**
 * Gives a key the permissions that it would have if none had been set on it: only the entries that
 * its parent passes on. Labels, attributes and policies in the audit list stay.
 *
 * @param key - the descriptor of the key
 * @param parent - the descriptor of its parent
 * @param name - the list
 * @returns the new descriptor
 */
export function resetToParent(key: Descriptor, parent: Descriptor, name: ListName): Descriptor {
  const kept = (key[name]?.aces ?? []).filter(staysApart)
  return inheriting(key, [...kept, ...markedAces(parent, key, name)], name)
}

/**
 * Protects a list of a key from its parent.
 *
 * @param key - the descriptor of the key
 * @param name - the list
 * @param inherited - `convert` makes the inherited entries the key's own; `remove` removes them
 * @returns the new descriptor
 */
export function stopInheriting(
  key: Descriptor,
  name: ListName,
  inherited: 'convert' | 'remove',
): Descriptor {
  const bits = LISTS[name]
  const control = key.control | bits.protected
  if (isUnrestricted(key, name)) return { ...key, control }
  const list = key[name] ?? aclOf([])
  const aces =
    inherited === 'remove'
      ? list.aces.filter((ace) => (ace.flags & ACE_FLAG.INHERITED) === 0)
      : list.aces.map((ace) => withFlags(ace, ace.flags & ~ACE_FLAG.INHERITED))
  return { ...key, control: control | bits.present, [name]: withList(list, aces) }
}

function inheriting(key: Descriptor, aces: readonly Ace[], name: ListName): Descriptor {
  const control = (key.control & ~LISTS[name].protected) | listBits(name)
  return { ...key, control, [name]: withList(key[name], aces) }
}

/** The entries that a key did not inherit, its parent being as given if its list was never marked. */
function ownAces(key: Descriptor, parent: Descriptor, name: ListName): Ace[] {
  const own = (key[name]?.aces ?? []).filter((ace) => (ace.flags & ACE_FLAG.INHERITED) === 0)
  const isMarked = (key.control & LISTS[name].inherited) !== 0
  return isMarked ? own : without(own, inheritedAces(parent[name]?.aces ?? [], key))
}

/** The entries that a parent passes on, marked as inherited. */
function markedAces(parent: Descriptor, key: Descriptor, name: ListName): Ace[] {
  return inheritedAces(parent[name]?.aces ?? [], key).map((ace) =>
    withFlags(ace, ace.flags | ACE_FLAG.INHERITED),
  )
}

function withList(list: Acl | null, aces: readonly Ace[]): Acl {
  return list === null ? aclOf(aces) : { ...withAces(list, aces), rest: new Uint8Array(0) }
}

function listBits(name: ListName): number {
  return LISTS[name].inherited | LISTS[name].present
}

/** Whether an entry is a part of its own in the audit list, and was not inherited: a label, an attribute, a policy. */
function staysApart({ type, flags }: Ace): boolean {
  return type >= ACE_TYPE.MANDATORY_LABEL && (flags & ACE_FLAG.INHERITED) === 0
}

/** A missing access list allows everything, and is kept. */
function isUnrestricted({ dacl }: Descriptor, name: ListName): boolean {
  return name === 'dacl' && dacl === null
}

/** The entries that are not among others, each of which is counted once. */
function without(aces: readonly Ace[], others: readonly Ace[]): Ace[] {
  const left = new Map<string, number>()
  for (const ace of others) left.set(unmarked(ace), (left.get(unmarked(ace)) ?? 0) + 1)
  return aces.filter((ace) => {
    const count = left.get(unmarked(ace)) ?? 0
    if (count === 0) return true
    left.set(unmarked(ace), count - 1)
    return false
  })
}

/** Compares two lists. `textOf` returns the part of an entry to compare. */
function isSameList(a: readonly Ace[], b: readonly Ace[], textOf: (ace: Ace) => string): boolean {
  const isSame = (ace: Ace, other: Ace) => ace === other || textOf(ace) === textOf(other)
  return a.length === b.length && a.every((ace, at) => isSame(ace, b[at] as Ace))
}

/** The bytes of an entry as text, for comparison. */
function aceText(ace: Ace): string {
  return decodeLatin1(aceBytes(ace))
}

/** The same without the flag for inherited entries. */
function unmarked(ace: Ace): string {
  return aceText(withFlags(ace, ace.flags & ~ACE_FLAG.INHERITED))
}
