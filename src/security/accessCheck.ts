/**
 * Which rights a key gives to an account, and what decides each of them: Windows' access check (MS-DTYP 2.5.3.2) and
 * its check of integrity levels (2.5.3.3), for every right of a key. Entries are taken in the order in which they are
 * stored, and the first one that speaks of a right decides it. Privileges, restricted tokens and central access
 * policies are not part of a hive, and are left out.
 */

import { KEY_ACCESS, mapGeneric, RIGHT, type Right } from './accessMask.ts'
import { ACE_FLAG, ACE_TYPE, type Ace } from './ace.ts'
import type { Acl } from './acl.ts'
import type { Descriptor } from './descriptor.ts'
import type { Sid } from './sid.ts'
import { ACCOUNT } from './wellKnown.ts'

/** Who asks: what the check takes from an access token. */
export interface Token {
  /** The account and its groups. */
  readonly sids: ReadonlySet<Sid>
  /** Its integrity level, the number at the end of `S-1-16-…`. */
  readonly level: number
}

/** The integrity levels that accounts have. */
export const LEVEL = { LOW: 4096, MEDIUM: 8192, HIGH: 12288, SYSTEM: 16384 } as const

/** What decides a right. */
export type Decider =
  /** An entry of the access list, by index. */
  | { readonly by: 'entry'; readonly index: number }
  /** The account owns the key, which gives this right unless an entry for OWNER RIGHTS is in the list. */
  | { readonly by: 'owner' }
  /** There is no access list, so everything is allowed. */
  | { readonly by: 'no-list' }
  /** No entry speaks of it, so it is denied. */
  | { readonly by: 'no-entry' }
  /** The integrity label, an entry of the audit list by index; null for the level of a key without one. */
  | { readonly by: 'label'; readonly index: number | null }

/** A right of a key, and whether it is granted. */
export interface RightDecision {
  readonly right: Right
  readonly granted: boolean
  readonly decider: Decider
}

/**
 * Why the effect of an entry is not certain.
 *
 * - `condition`: what its condition asks for is not known. It counts as unknown: it grants nothing, and denies.
 * - `object-type`: it is for one type of object. Keys have none: it grants nothing, and denies.
 * - `generic`: it has generic rights, which count as what they stand for. Windows replaces them when it sets a
 *   descriptor (2.5.3.4.7), and may ignore those that are stored.
 * - `unknown`: its type is unknown or is not used for access. It is passed over.
 */
export type Uncertainty = 'condition' | 'object-type' | 'generic' | 'unknown'

export interface EffectiveAccess {
  /** The rights that are granted. */
  readonly granted: number
  /** Every right of a key, in the order of `RIGHT`. */
  readonly decisions: readonly RightDecision[]
  /** Entries of the access list that concern the account and whose effect is not certain, by index. */
  readonly unsure: ReadonlyMap<number, Uncertainty>
}

/** The rights that a key has, in the order of `RIGHT`. */
export const KEY_RIGHTS: readonly Right[] = (Object.keys(RIGHT) as Right[]).filter(
  (right) => (RIGHT[right] & KEY_ACCESS.ALL) !== 0,
)

/** What the owner of a key may always do. */
const OWNERS = RIGHT.READ_CONTROL | RIGHT.WRITE_DAC

/** What an integrity label forbids to lower levels (MS-DTYP 2.4.4.13). */
const LABEL_POLICY = { NO_WRITE_UP: 1, NO_READ_UP: 2, NO_EXECUTE_UP: 4 } as const

/**
 * Finds which rights a token has on a key.
 *
 * @param descriptor - the descriptor of the key
 * @param token - who asks
 * @returns the granted rights, and what decides each right
 */
export function effectiveAccess(descriptor: Descriptor, token: Token): EffectiveAccess {
  const check = new AccessCheck(descriptor, token)
  const decisions = KEY_RIGHTS.map((right) => check.decide(right))
  const granted = decisions.reduce(
    (mask, { right, granted }) => (granted ? mask | RIGHT[right] : mask),
    0,
  )
  return { granted, decisions, unsure: check.unsure }
}

class AccessCheck {
  readonly #descriptor: Descriptor
  readonly #token: Token
  readonly #isOwner: boolean
  readonly #label: Label
  readonly unsure = new Map<number, Uncertainty>()
  /** The rights that are decided, the entry that decides each, and those that are granted. */
  readonly #deciders = new Map<Right, number>()
  #granted = 0

  constructor(descriptor: Descriptor, token: Token) {
    this.#descriptor = descriptor
    this.#token = token
    const { owner, dacl } = descriptor
    this.#isOwner = owner !== null && token.sids.has(owner)
    this.#label = labelOf(descriptor.sacl, token)
    for (const [index, ace] of (dacl?.aces ?? []).entries()) this.#take(ace, index)
  }

  decide(right: Right): RightDecision {
    const bit = RIGHT[right]
    const { dacl } = this.#descriptor
    if ((this.#label.forbidden & bit) !== 0) {
      return { right, granted: false, decider: { by: 'label', index: this.#label.index } }
    }
    if (dacl === null) return { right, granted: true, decider: { by: 'no-list' } }
    if (this.#isOwner && (OWNERS & bit) !== 0 && !limitsOwner(dacl)) {
      return { right, granted: true, decider: { by: 'owner' } }
    }
    const index = this.#deciders.get(right)
    if (index === undefined) return { right, granted: false, decider: { by: 'no-entry' } }
    return { right, granted: (this.#granted & bit) !== 0, decider: { by: 'entry', index } }
  }

  #take(ace: Ace, index: number): void {
    if ((ace.flags & ACE_FLAG.INHERIT_ONLY) !== 0) return
    const effect = EFFECTS.get(ace.type)
    if (effect === undefined || (ace.shape !== 'account' && ace.shape !== 'object')) {
      this.unsure.set(index, 'unknown')
      return
    }
    const { sids } = this.#token
    if (!sids.has(ace.sid) && !(this.#isOwner && ace.sid === ACCOUNT.OWNER_RIGHTS)) return
    const mask = mapGeneric(ace.mask)
    const doubt = doubtOf(ace, effect)
    if (doubt !== null) this.unsure.set(index, doubt)
    if (effect.grants && (doubt === 'condition' || doubt === 'object-type')) return
    for (const right of KEY_RIGHTS) {
      if ((mask & RIGHT[right]) === 0 || this.#deciders.has(right)) continue
      this.#deciders.set(right, index)
      if (effect.grants) this.#granted |= RIGHT[right]
    }
  }
}

interface Effect {
  readonly grants: boolean
  readonly conditional: boolean
}

/** What the types of entries do that are used for access. */
const EFFECTS = new Map<number, Effect>([
  [ACE_TYPE.ALLOW, { grants: true, conditional: false }],
  [ACE_TYPE.ALLOW_OBJECT, { grants: true, conditional: false }],
  [ACE_TYPE.ALLOW_CALLBACK, { grants: true, conditional: true }],
  [ACE_TYPE.ALLOW_CALLBACK_OBJECT, { grants: true, conditional: true }],
  [ACE_TYPE.DENY, { grants: false, conditional: false }],
  [ACE_TYPE.DENY_OBJECT, { grants: false, conditional: false }],
  [ACE_TYPE.DENY_CALLBACK, { grants: false, conditional: true }],
  [ACE_TYPE.DENY_CALLBACK_OBJECT, { grants: false, conditional: true }],
])

function doubtOf(ace: Ace, { conditional }: Effect): Uncertainty | null {
  if (conditional) return 'condition'
  if (ace.shape === 'object' && ace.objectType !== null) return 'object-type'
  return 'mask' in ace && mapGeneric(ace.mask) !== ace.mask ? 'generic' : null
}

/** Whether a list says itself what the owner may do. */
function limitsOwner({ aces }: Acl): boolean {
  return aces.some(
    (ace) =>
      ace.shape !== 'opaque' &&
      ace.shape !== 'compound' &&
      ace.sid === ACCOUNT.OWNER_RIGHTS &&
      (ace.flags & ACE_FLAG.INHERIT_ONLY) === 0,
  )
}

interface Label {
  /** The rights that a lower level does not get. */
  readonly forbidden: number
  readonly index: number | null
}

/** What the integrity label of a key forbids: the first one in its audit list, or else that of the medium level. */
function labelOf(sacl: Acl | null, { level }: Token): Label {
  const index = sacl?.aces.findIndex(({ type }) => type === ACE_TYPE.MANDATORY_LABEL) ?? -1
  const ace = sacl?.aces[index]
  const isStored = ace?.shape === 'account' && (ace.flags & ACE_FLAG.INHERIT_ONLY) === 0
  const policy = isStored ? ace.mask : LABEL_POLICY.NO_WRITE_UP
  const own = isStored ? Number(ace.sid.split('-')[3] ?? 0) : LEVEL.MEDIUM
  if (level >= own) return { forbidden: 0, index: null }
  let allowed = (policy & LABEL_POLICY.NO_WRITE_UP) === 0 ? KEY_ACCESS.ALL & ~KEY_ACCESS.READ : 0
  if ((policy & LABEL_POLICY.NO_READ_UP) === 0) allowed |= KEY_ACCESS.READ
  if ((policy & LABEL_POLICY.NO_EXECUTE_UP) === 0) allowed |= KEY_ACCESS.EXECUTE
  return { forbidden: KEY_ACCESS.ALL & ~allowed, index: isStored ? index : null }
}
