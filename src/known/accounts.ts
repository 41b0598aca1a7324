/**
 * Names for the SIDs of a computer or user, from its hives: SAM has the local accounts, SOFTWARE the
 * folder of each profile, SYSTEM the services, UsrClass the apps. Accounts that are the same on every
 * computer are in security/wellKnown.ts.
 */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { Key } from '../offreg/Key.ts'
import { serviceSid } from '../security/serviceSid.ts'
import { decodeSid, parseSid, type Sid, sidInDomain } from '../security/sid.ts'
import { wellKnownName } from '../security/wellKnown.ts'
import { decodeString } from '../values/decode.ts'

/** The source of a name. If several have one for an account, the first of these is used. */
export type AccountSource = 'sam' | 'service' | 'app' | 'profile'

export interface Account {
  readonly sid: Sid
  readonly name: string
  readonly source: AccountSource
}

/** Longer data, in bytes, is not a path or a name. */
const MAX_TEXT = 4096
/** Accounts and members of one hive, at most. A domain controller has its accounts elsewhere. */
const MOST_ACCOUNTS = 5_000

/**
 * Lists the accounts that a hive names. Records that cannot be read are left out.
 *
 * @param hive - a SAM, SOFTWARE, SYSTEM or UsrClass hive
 * @returns the accounts, at most 5,000; none for other kinds of hive
 */
export function accountsIn(hive: Hive): Account[] {
  switch (hiveKind(hive)) {
    case 'SAM':
      return upToMost(samAccounts(hive))
    case 'SOFTWARE':
      return upToMost(profiles(hive))
    case 'SYSTEM':
      return upToMost(services(hive))
    case 'UsrClass':
      return upToMost(apps(hive))
    default:
      return []
  }
}

/** The items, or the first of them; those before a record that cannot be read. */
function upToMost<T>(items: Iterable<T>): T[] {
  const first: T[] = []
  try {
    for (const item of items) {
      if (first.length >= MOST_ACCOUNTS) break
      first.push(item)
    }
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
  }
  return first
}

const RANKS: readonly AccountSource[] = ['sam', 'service', 'app', 'profile']

/**
 * Collects the names of all accounts from several hives.
 *
 * @param hives - hives of one computer, in any order
 * @returns the name of each SID; SAM names come before those of services, apps and profiles
 */
export function accountNames(hives: Iterable<Hive>): Map<Sid, string> {
  return new Map(bestAccounts(hives).map(({ sid, name }) => [sid, name]))
}

/**
 * Collects the accounts of several hives, each once.
 *
 * @param hives - hives of one computer, in any order
 * @returns the accounts; those of SAM come before services, apps and profiles
 */
export function bestAccounts(hives: Iterable<Hive>): Account[] {
  const accounts = [...hives].flatMap(accountsIn)
  const best = new Map<Sid, Account>()
  for (const rank of RANKS) {
    for (const account of accounts) {
      if (account.source === rank && !best.has(account.sid)) best.set(account.sid, account)
    }
  }
  return [...best.values()]
}

/**
 * Names an account.
 *
 * @param sid - its SID
 * @param names - names from hives, made by `accountNames`
 * @returns the name from a hive, else the well-known name, else null
 */
export function accountName(sid: Sid, names: ReadonlyMap<Sid, string>): string | null {
  return names.get(sid) ?? wellKnownName(sid)
}

const BUILTIN = 'S-1-5-32'

/** Local users and groups. Their relative identifier is the type of the default value of their key. */
function* samAccounts(hive: Hive): Generator<Account> {
  const domains = find(hive.rootKey, 'SAM\\Domains')
  const account = domains?.subkey('Account') ?? null
  const domain = account === null ? null : domainOf(account)
  if (account !== null && domain !== null) {
    for (const list of ['Users', 'Groups', 'Aliases']) yield* namesIn(account, list, domain)
  }
  const builtin = domains?.subkey('Builtin') ?? null
  if (builtin !== null) yield* namesIn(builtin, 'Aliases', BUILTIN, 'BUILTIN\\')
}

function* namesIn(key: Key, list: string, domain: Sid, prefix = ''): Generator<Account> {
  for (const named of find(key, `${list}\\Names`)?.subkeys() ?? []) {
    const rid = named.value('')?.type
    if (rid === undefined) continue
    yield { sid: sidInDomain(domain, rid), name: prefix + named.name, source: 'sam' }
  }
}

/** A member of a group. */
export interface Membership {
  readonly member: Sid
  readonly group: Sid
}

/**
 * Lists who is in the local groups of a computer: below `Aliases\\Members`, a key for each domain has a key for each
 * member, named by its relative identifier, whose default value lists those of the groups.
 *
 * @param hive - a SAM hive
 * @returns the memberships, at most 5,000; none for other kinds of hive
 */
export function membershipsIn(hive: Hive): Membership[] {
  return hiveKind(hive) === 'SAM' ? upToMost(samMemberships(hive)) : []
}

function* samMemberships(hive: Hive): Generator<Membership> {
  const domains = find(hive.rootKey, 'SAM\\Domains')
  const account = domains?.subkey('Account') ?? null
  const builtin = domains?.subkey('Builtin') ?? null
  if (builtin !== null) yield* membersIn(builtin, BUILTIN)
  const own = account === null ? null : domainOf(account)
  if (account !== null && own !== null) yield* membersIn(account, own)
}

/** The members of the groups of one domain. */
function* membersIn(key: Key, groups: Sid): Generator<Membership> {
  for (const domain of find(key, 'Aliases\\Members')?.subkeys() ?? []) {
    const sid = parseSid(domain.name)
    if (sid === null) continue
    for (const member of domain.subkeys()) {
      if (!RID_NAME.test(member.name)) continue
      const data = member.value('')?.head(MAX_TEXT)
      if (data === undefined) continue
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
      for (let at = 0; at + 4 <= data.length; at += 4) {
        yield {
          member: sidInDomain(sid, Number.parseInt(member.name, 16)),
          group: sidInDomain(groups, view.getUint32(at, true)),
        }
      }
    }
  }
}

/** A relative identifier as the name of a key. */
const RID_NAME = /^[0-9a-f]{8}$/i

/** Size in bytes of the SID of a computer, which is at the end of the value `V` of its domain. */
const DOMAIN_SID = 24

function domainOf(account: Key): Sid | null {
  const data = account.value('V')?.data
  return data === undefined || data.length < DOMAIN_SID ? null : decodeSid(data.slice(-DOMAIN_SID))
}

/** Users with a profile, named after its folder. */
function* profiles(hive: Hive): Generator<Account> {
  const list = find(hive.rootKey, 'Microsoft\\Windows NT\\CurrentVersion\\ProfileList')
  for (const profile of list?.subkeys() ?? []) {
    const sid = parseSid(profile.name)
    const folder = textOf(profile, 'ProfileImagePath').split('\\').at(-1) ?? ''
    // The system's own accounts have better names than the folders of their profiles.
    if (sid === null || folder === '' || wellKnownName(sid) !== null) continue
    yield { sid, name: folder, source: 'profile' }
  }
}

function* services(hive: Hive): Generator<Account> {
  for (const set of hive.rootKey.subkeys()) {
    if (!/^(?:Current)?ControlSet/i.test(set.name)) continue
    for (const { name } of set.subkey('Services')?.subkeys() ?? []) {
      yield { sid: serviceSid(name), name: `NT SERVICE\\${name}`, source: 'service' }
    }
  }
}

const APP_MAPPINGS =
  'Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppContainer\\Mappings'

/** Installed apps, named after their package family. */
function* apps(hive: Hive): Generator<Account> {
  for (const mapping of find(hive.rootKey, APP_MAPPINGS)?.subkeys() ?? []) {
    const sid = parseSid(mapping.name)
    const name = textOf(mapping, 'Moniker')
    if (sid !== null && name !== '') yield { sid, name, source: 'app' }
  }
}

function find(from: Key, path: string): Key | null {
  let key: Key | null = from
  for (const name of path.split('\\')) key = key === null ? null : key.subkey(name)
  return key
}

function textOf(key: Key, name: string): string {
  const data = key.value(name)?.head(MAX_TEXT)
  return data === undefined ? '' : decodeString(data).text
}
