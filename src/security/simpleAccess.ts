/**
 * An access list as the first page of Windows' security editor shows it: for each account, whether full control,
 * reading and writing are allowed or denied to the key and the keys below, and whether there is something special.
 */

import { KEY_ACCESS, mapGeneric } from './accessMask.ts'
import { ACE_FLAG, ACE_TYPE, type Ace } from './ace.ts'
import { aclOf, withAces } from './acl.ts'
import type { Descriptor } from './descriptor.ts'
import { CONTROL } from './layout.ts'
import { placeOf } from './order.ts'
import { scopeOf } from './scope.ts'
import type { Sid } from './sid.ts'

/** What can be allowed and denied on that page. */
export type SimpleAccess = 'full' | 'read' | 'write'
export type Effect = 'allow' | 'deny'

/** The rights of each. */
const MASKS: Readonly<Record<SimpleAccess, number>> = {
  full: KEY_ACCESS.ALL,
  read: KEY_ACCESS.READ,
  write: KEY_ACCESS.WRITE,
}

/** What is denied with each: denying to write leaves the right to read the permissions. */
const DENIED: Readonly<Record<SimpleAccess, number>> = {
  ...MASKS,
  write: KEY_ACCESS.WRITE & ~KEY_ACCESS.READ,
}

function bitsOf(access: SimpleAccess, effect: Effect): number {
  return effect === 'allow' ? MASKS[access] : DENIED[access]
}

/** Whether an access is granted or denied: not, by an entry of the key, or by inherited entries only. */
export type SimpleState = 'off' | 'own' | 'inherited'

/** What one account is allowed or denied. */
export interface EffectStates extends Readonly<Record<SimpleAccess, SimpleState>> {
  /** Whether there are other rights, other scopes or conditions. */
  readonly special: boolean
}

export interface AccountAccess {
  readonly sid: Sid
  readonly allow: EffectStates
  readonly deny: EffectStates
  /** Whether the key has an entry of its own for the account. */
  readonly hasOwn: boolean
}

const TYPES = {
  allow: ACE_TYPE.ALLOW,
  deny: ACE_TYPE.DENY,
} as const satisfies Record<Effect, number>

const KINDS = ['full', 'read', 'write'] as const

/**
 * Lists the accounts of an access list.
 *
 * @param descriptor - the descriptor of a key
 * @returns the accounts in the order of their first entries
 */
export function accountAccess({ dacl }: Descriptor): AccountAccess[] {
  const bySid = new Map<Sid, Ace[]>()
  for (const ace of dacl?.aces ?? []) {
    if (ace.shape !== 'account' && ace.shape !== 'object') continue
    const same = bySid.get(ace.sid)
    if (same === undefined) bySid.set(ace.sid, [ace])
    else same.push(ace)
  }
  return [...bySid].map(([sid, aces]) => ({
    sid,
    allow: statesOf(aces, 'allow'),
    deny: statesOf(aces, 'deny'),
    hasOwn: aces.some(({ flags }) => (flags & ACE_FLAG.INHERITED) === 0),
  }))
}

function statesOf(aces: readonly Ace[], effect: Effect): EffectStates {
  let own = 0
  let inherited = 0
  let special = false
  for (const ace of aces) {
    if (!isOf(ace, effect)) continue
    if (!isPlain(ace, effect)) {
      special = true
      continue
    }
    const mask = mapGeneric(ace.mask)
    if ((ace.flags & ACE_FLAG.INHERITED) === 0) own |= mask
    else inherited |= mask
  }
  const all = own | inherited
  const stateOf = (kind: SimpleAccess): SimpleState => {
    const bits = bitsOf(kind, effect)
    if ((all & bits) !== bits) return 'off'
    return (inherited & bits) === bits ? 'inherited' : 'own'
  }
  const states = { full: stateOf('full'), read: stateOf('read'), write: stateOf('write') }
  const shown = KINDS.reduce(
    (mask, kind) => (states[kind] === 'off' ? mask : mask | MASKS[kind]),
    0,
  )
  return { ...states, special: special || (all & ~shown) !== 0 }
}

/**
 * Whether an entry allows or denies. Entries for types of objects and with conditions count too; those of other
 * kinds do neither.
 */
function isOf({ type }: Ace, effect: Effect): boolean {
  const types: readonly number[] =
    effect === 'allow'
      ? [
          ...[ACE_TYPE.ALLOW, ACE_TYPE.ALLOW_OBJECT, ACE_TYPE.ALLOW_CALLBACK],
          ACE_TYPE.ALLOW_CALLBACK_OBJECT,
        ]
      : [
          ...[ACE_TYPE.DENY, ACE_TYPE.DENY_OBJECT, ACE_TYPE.DENY_CALLBACK],
          ACE_TYPE.DENY_CALLBACK_OBJECT,
        ]
  return types.includes(type)
}

type PlainAce = Ace & { readonly shape: 'account' }

/** Whether an entry is of the simplest type and for the key and the keys below. */
function isPlain(ace: Ace, effect: Effect): ace is PlainAce {
  return (
    ace.shape === 'account' &&
    ace.type === TYPES[effect] &&
    scopeOf(ace.flags) === 'key-and-subkeys' &&
    (ace.flags & ACE_FLAG.NO_PROPAGATE) === 0
  )
}

/**
 * Allows or denies an account an access, or no longer does. Allowing something ends that it is denied and the other way
 * round, as far as the key's own entries do. Inherited entries stay.
 *
 * @param descriptor - the descriptor of a key
 * @param sid - the account
 * @param effect - whether it is allowed or denied
 * @param access - what
 * @param on - whether it is to be so
 * @returns the new descriptor
 */
export function setSimpleAccess(
  descriptor: Descriptor,
  sid: Sid,
  effect: Effect,
  access: SimpleAccess,
  on: boolean,
): Descriptor {
  const bits = bitsOf(access, effect)
  let aces = [...(descriptor.dacl?.aces ?? [])]
  if (!on) {
    aces = cleared(aces, sid, effect, bitsToClear(aces, sid, effect, access))
  } else {
    aces = cleared(aces, sid, effect === 'allow' ? 'deny' : 'allow', bits)
    const at = aces.findIndex((ace) => isOwnPlain(ace, sid, effect))
    const found = aces[at]
    if (found !== undefined && 'mask' in found) {
      aces[at] = { ...found, mask: (mapGeneric(found.mask) | bits) >>> 0 }
    } else {
      const ace = plainAce(sid, effect, bits)
      aces.splice(placeOf(aces, ace), 0, ace)
    }
  }
  return withList(descriptor, aces)
}

/**
 * Adds an account to the access list: it may read the key and the keys below.
 *
 * @param descriptor - the descriptor of a key
 * @param sid - the account
 * @returns the new descriptor; the same object if the account is in the list
 */
export function addAccount(descriptor: Descriptor, sid: Sid): Descriptor {
  const isThere = accountAccess(descriptor).some((account) => account.sid === sid)
  return isThere ? descriptor : setSimpleAccess(descriptor, sid, 'allow', 'read', true)
}

/**
 * Removes the key's own entries of an account. Inherited entries stay.
 *
 * @param descriptor - the descriptor of a key
 * @param sid - the account
 * @returns the new descriptor
 */
export function removeAccount(descriptor: Descriptor, sid: Sid): Descriptor {
  const aces = (descriptor.dacl?.aces ?? []).filter((ace) => {
    const isTheirs = (ace.shape === 'account' || ace.shape === 'object') && ace.sid === sid
    return !isTheirs || (ace.flags & ACE_FLAG.INHERITED) !== 0
  })
  return withList(descriptor, aces)
}

/** Makes an entry of the simplest type, for the key and the keys below. */
function plainAce(sid: Sid, effect: Effect, mask: number): Ace {
  const flags = ACE_FLAG.CONTAINER_INHERIT
  return { shape: 'account', type: TYPES[effect], flags, mask, sid, data: new Uint8Array(0) }
}

function isOwnPlain(ace: Ace, sid: Sid, effect: Effect): ace is PlainAce {
  return isPlain(ace, effect) && ace.sid === sid && (ace.flags & ACE_FLAG.INHERITED) === 0
}

/** What is cleared with an access: what full control has beyond the others, or what no other access needs. */
function bitsToClear(aces: readonly Ace[], sid: Sid, effect: Effect, access: SimpleAccess): number {
  const others = KEY_ACCESS.READ | KEY_ACCESS.WRITE
  if (access === 'full') return KEY_ACCESS.ALL & ~others
  const other = access === 'read' ? 'write' : 'read'
  let own = 0
  for (const ace of aces) if (isOwnPlain(ace, sid, effect)) own |= mapGeneric(ace.mask)
  const kept = bitsOf(other, effect)
  const isKept = (own & kept) === kept
  const beyond = (own & KEY_ACCESS.ALL) === KEY_ACCESS.ALL ? KEY_ACCESS.ALL & ~others : 0
  return (MASKS[access] & ~(isKept ? kept : 0)) | beyond
}

/** Takes rights from an account's own entries; an entry without rights is removed. */
function cleared(aces: readonly Ace[], sid: Sid, effect: Effect, bits: number): Ace[] {
  return aces.flatMap((ace): readonly Ace[] => {
    if (!isOwnPlain(ace, sid, effect)) return [ace]
    const mask = (mapGeneric(ace.mask) & ~bits) >>> 0
    return mask === 0 ? [] : [{ ...ace, mask }]
  })
}

function withList(descriptor: Descriptor, aces: readonly Ace[]): Descriptor {
  const { dacl } = descriptor
  const control = descriptor.control | CONTROL.DACL_PRESENT
  return { ...descriptor, control, dacl: dacl === null ? aclOf(aces) : withAces(dacl, aces) }
}
