/**
 * Who the SIDs of one computer or user are, as far as its hives tell: SAM has the local accounts,
 * SOFTWARE the folder of each profile, SYSTEM the services, UsrClass the apps. Names of accounts that are
 * the same everywhere are security/wellKnown.ts.
 */

import type { Hive } from '../offreg/Hive.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { Key } from '../offreg/Key.ts'
import { serviceSid } from '../security/serviceSid.ts'
import { decodeSid, parseSid, type Sid, sidInDomain } from '../security/sid.ts'
import { wellKnownName } from '../security/wellKnown.ts'
import { decodeString } from '../values/decode.ts'

/** Where a name is from; an account is called by the first of these that has it. */
export type AccountSource = 'sam' | 'service' | 'app' | 'profile'

export interface Account {
  readonly sid: Sid
  readonly name: string
  readonly source: AccountSource
}

/** Data longer than this is no path and no name. */
const MAX_TEXT = 4096

/** The accounts a hive tells of; none when it is of another kind. What cannot be read is left out. */
export function accountsIn(hive: Hive): Account[] {
  switch (hiveKind(hive)) {
    case 'SAM':
      return [...samAccounts(hive)]
    case 'SOFTWARE':
      return [...profiles(hive)]
    case 'SYSTEM':
      return [...services(hive)]
    case 'UsrClass':
      return [...apps(hive)]
    default:
      return []
  }
}

const RANKS: readonly AccountSource[] = ['sam', 'service', 'app', 'profile']

/** The names of all accounts that some hives tell of. */
export function accountNames(hives: Iterable<Hive>): Map<Sid, string> {
  const accounts = [...hives].flatMap(accountsIn)
  const names = new Map<Sid, string>()
  for (const rank of RANKS) {
    for (const { sid, name, source } of accounts) {
      if (source === rank && !names.has(sid)) names.set(sid, name)
    }
  }
  return names
}

/** What an account is called: by hives that know it, else as everywhere; null when nobody knows. */
export function accountName(sid: Sid, names: ReadonlyMap<Sid, string>): string | null {
  return names.get(sid) ?? wellKnownName(sid)
}

const BUILTIN = 'S-1-5-32'

/** Users and groups by name: their number in the domain is the type of the key's default value. */
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

/** Bytes of the SID of a computer, with which the value `V` of its domain ends. */
const DOMAIN_SID = 24

function domainOf(account: Key): Sid | null {
  const data = account.value('V')?.data
  return data === undefined || data.length < DOMAIN_SID ? null : decodeSid(data.slice(-DOMAIN_SID))
}

/** Users who have a profile, by the folder it is in. */
function* profiles(hive: Hive): Generator<Account> {
  const list = find(hive.rootKey, 'Microsoft\\Windows NT\\CurrentVersion\\ProfileList')
  for (const profile of list?.subkeys() ?? []) {
    const sid = parseSid(profile.name)
    const folder = textOf(profile, 'ProfileImagePath').split('\\').at(-1) ?? ''
    // Those of the system's own accounts are named after it.
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

/** Installed apps, by the name of their package family. */
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
