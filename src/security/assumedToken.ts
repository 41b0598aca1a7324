/**
 * The groups that an account is assumed to have when it uses a key, since a hive does not hold its access token: those
 * that Windows adds to every token of its kind, and those that SAM lists, if it is open. Whoever shows a result says
 * which groups were assumed, and lets people choose others.
 */

import { LEVEL, type Token } from './accessCheck.ts'
import { type Sid, splitRid } from './sid.ts'
import { ACCOUNT, sidKind } from './wellKnown.ts'

/** The groups that accounts and groups are members of, from SAM. */
export type Memberships = ReadonlyMap<Sid, readonly Sid[]>

/** Relative identifiers of the accounts that Windows makes. */
const RID = { ADMINISTRATOR: 500, GUEST: 501 } as const

const EVERY_USER: readonly Sid[] = [
  ACCOUNT.EVERYONE,
  ACCOUNT.AUTHENTICATED_USERS,
  ACCOUNT.USERS,
  ACCOUNT.INTERACTIVE,
]

/** Groups that stand for themselves: who is in them need not be in anything else. */
const ALONE: ReadonlySet<Sid> = new Set([
  ...[ACCOUNT.EVERYONE, ACCOUNT.ANONYMOUS, ACCOUNT.CREATOR_OWNER, ACCOUNT.CREATOR_GROUP],
  ACCOUNT.OWNER_RIGHTS,
])

/**
 * Lists the groups that an account is assumed to be in.
 *
 * @param sid - the account, or a group of which it is a member
 * @param members - memberships from SAM; none if it is not open
 * @returns the groups in a fixed order, without the account itself
 */
export function assumedGroups(sid: Sid, members: Memberships = new Map()): Sid[] {
  const groups = new Set<Sid>()
  const add = (group: Sid) => {
    if (group === sid || groups.has(group)) return
    groups.add(group)
    for (const above of members.get(group) ?? []) add(above)
  }
  for (const group of usualGroups(sid)) add(group)
  for (const group of members.get(sid) ?? []) add(group)
  return [...groups]
}

/**
 * Makes the token of an account with chosen groups.
 *
 * @param accounts - the account and its groups
 * @returns the token, with the integrity level that Windows gives to such an account
 */
export function tokenOf(accounts: Iterable<Sid>): Token {
  const sids = new Set(accounts)
  return { sids, level: levelOf(sids) }
}

/** Services have the system level, administrators a high one, everyone else a medium one. */
function levelOf(sids: ReadonlySet<Sid>): number {
  const { SYSTEM, LOCAL_SERVICE, NETWORK_SERVICE, SERVICE, ADMINISTRATORS } = ACCOUNT
  const services: readonly Sid[] = [SYSTEM, LOCAL_SERVICE, NETWORK_SERVICE, SERVICE]
  if (services.some((sid) => sids.has(sid))) return LEVEL.SYSTEM
  return sids.has(ADMINISTRATORS) ? LEVEL.HIGH : LEVEL.MEDIUM
}

function usualGroups(sid: Sid): readonly Sid[] {
  if (ALONE.has(sid)) return sid === ACCOUNT.EVERYONE ? [] : [ACCOUNT.EVERYONE]
  switch (sid) {
    case ACCOUNT.SYSTEM:
      return [ACCOUNT.EVERYONE, ACCOUNT.AUTHENTICATED_USERS, ACCOUNT.ADMINISTRATORS]
    case ACCOUNT.LOCAL_SERVICE:
    case ACCOUNT.NETWORK_SERVICE:
    case ACCOUNT.SERVICE:
      return [ACCOUNT.EVERYONE, ACCOUNT.AUTHENTICATED_USERS, ACCOUNT.USERS, ACCOUNT.SERVICE]
    case ACCOUNT.GUESTS:
      return [ACCOUNT.EVERYONE, ACCOUNT.INTERACTIVE]
  }
  const kind = sidKind(sid)
  if (kind === 'service') {
    const { EVERYONE, AUTHENTICATED_USERS, USERS, SERVICE, ALL_SERVICES } = ACCOUNT
    return [EVERYONE, AUTHENTICATED_USERS, USERS, SERVICE, ALL_SERVICES]
  }
  if (kind === 'domain') {
    const rid = splitRid(sid)?.rid
    if (rid === RID.GUEST) return [ACCOUNT.EVERYONE, ACCOUNT.GUESTS, ACCOUNT.INTERACTIVE]
    if (rid === RID.ADMINISTRATOR) return [...EVERY_USER, ACCOUNT.ADMINISTRATORS]
  }
  return EVERY_USER
}
