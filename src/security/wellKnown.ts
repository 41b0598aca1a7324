/**
 * SIDs that are the same on every computer, with the names that Windows shows for them and their letters in
 * SDDL (MS-DTYP 2.4.2.4, sddl.h), and the kinds of all other SIDs. The names of accounts of one computer or
 * domain come from hives: known/accounts.ts.
 */

import { type Sid, sidInDomain, splitRid } from './sid.ts'

/** Accounts that rules of Windows name. */
export const ACCOUNT = {
  EVERYONE: 'S-1-1-0',
  CREATOR_OWNER: 'S-1-3-0',
  CREATOR_GROUP: 'S-1-3-1',
  OWNER_RIGHTS: 'S-1-3-4',
  INTERACTIVE: 'S-1-5-4',
  SERVICE: 'S-1-5-6',
  ANONYMOUS: 'S-1-5-7',
  AUTHENTICATED_USERS: 'S-1-5-11',
  SYSTEM: 'S-1-5-18',
  LOCAL_SERVICE: 'S-1-5-19',
  NETWORK_SERVICE: 'S-1-5-20',
  ADMINISTRATORS: 'S-1-5-32-544',
  USERS: 'S-1-5-32-545',
  GUESTS: 'S-1-5-32-546',
  ALL_SERVICES: 'S-1-5-80-0',
} as const

type Row = readonly [sid: Sid, alias: string | null, name: string]

// biome-ignore format: a table
const ABSOLUTE: readonly Row[] = [
  ['S-1-0-0', null, 'NULL SID'],
  ['S-1-1-0', 'WD', 'Everyone'],
  ['S-1-2-0', null, 'LOCAL'],
  ['S-1-2-1', null, 'CONSOLE LOGON'],
  ['S-1-3-0', 'CO', 'CREATOR OWNER'],
  ['S-1-3-1', 'CG', 'CREATOR GROUP'],
  ['S-1-3-2', null, 'CREATOR OWNER SERVER'],
  ['S-1-3-3', null, 'CREATOR GROUP SERVER'],
  ['S-1-3-4', 'OW', 'OWNER RIGHTS'],
  ['S-1-5-1', null, 'NT AUTHORITY\\DIALUP'],
  ['S-1-5-2', 'NU', 'NT AUTHORITY\\NETWORK'],
  ['S-1-5-3', null, 'NT AUTHORITY\\BATCH'],
  ['S-1-5-4', 'IU', 'NT AUTHORITY\\INTERACTIVE'],
  ['S-1-5-6', 'SU', 'NT AUTHORITY\\SERVICE'],
  ['S-1-5-7', 'AN', 'NT AUTHORITY\\ANONYMOUS LOGON'],
  ['S-1-5-8', null, 'NT AUTHORITY\\PROXY'],
  ['S-1-5-9', 'ED', 'NT AUTHORITY\\ENTERPRISE DOMAIN CONTROLLERS'],
  ['S-1-5-10', 'PS', 'NT AUTHORITY\\SELF'],
  ['S-1-5-11', 'AU', 'NT AUTHORITY\\Authenticated Users'],
  ['S-1-5-12', 'RC', 'NT AUTHORITY\\RESTRICTED'],
  ['S-1-5-13', null, 'NT AUTHORITY\\TERMINAL SERVER USER'],
  ['S-1-5-14', null, 'NT AUTHORITY\\REMOTE INTERACTIVE LOGON'],
  ['S-1-5-15', null, 'NT AUTHORITY\\This Organization'],
  ['S-1-5-17', null, 'NT AUTHORITY\\IUSR'],
  ['S-1-5-18', 'SY', 'NT AUTHORITY\\SYSTEM'],
  ['S-1-5-19', 'LS', 'NT AUTHORITY\\LOCAL SERVICE'],
  ['S-1-5-20', 'NS', 'NT AUTHORITY\\NETWORK SERVICE'],
  ['S-1-5-32-544', 'BA', 'BUILTIN\\Administrators'],
  ['S-1-5-32-545', 'BU', 'BUILTIN\\Users'],
  ['S-1-5-32-546', 'BG', 'BUILTIN\\Guests'],
  ['S-1-5-32-547', 'PU', 'BUILTIN\\Power Users'],
  ['S-1-5-32-548', 'AO', 'BUILTIN\\Account Operators'],
  ['S-1-5-32-549', 'SO', 'BUILTIN\\Server Operators'],
  ['S-1-5-32-550', 'PO', 'BUILTIN\\Print Operators'],
  ['S-1-5-32-551', 'BO', 'BUILTIN\\Backup Operators'],
  ['S-1-5-32-552', 'RE', 'BUILTIN\\Replicator'],
  ['S-1-5-32-554', 'RU', 'BUILTIN\\Pre-Windows 2000 Compatible Access'],
  ['S-1-5-32-555', 'RD', 'BUILTIN\\Remote Desktop Users'],
  ['S-1-5-32-556', 'NO', 'BUILTIN\\Network Configuration Operators'],
  ['S-1-5-32-557', null, 'BUILTIN\\Incoming Forest Trust Builders'],
  ['S-1-5-32-558', 'MU', 'BUILTIN\\Performance Monitor Users'],
  ['S-1-5-32-559', 'LU', 'BUILTIN\\Performance Log Users'],
  ['S-1-5-32-560', null, 'BUILTIN\\Windows Authorization Access Group'],
  ['S-1-5-32-561', null, 'BUILTIN\\Terminal Server License Servers'],
  ['S-1-5-32-562', null, 'BUILTIN\\Distributed COM Users'],
  ['S-1-5-32-568', 'IS', 'BUILTIN\\IIS_IUSRS'],
  ['S-1-5-32-569', 'CY', 'BUILTIN\\Cryptographic Operators'],
  ['S-1-5-32-573', 'ER', 'BUILTIN\\Event Log Readers'],
  ['S-1-5-32-574', 'CD', 'BUILTIN\\Certificate Service DCOM Access'],
  ['S-1-5-32-575', 'RA', 'BUILTIN\\RDS Remote Access Servers'],
  ['S-1-5-32-576', 'ES', 'BUILTIN\\RDS Endpoint Servers'],
  ['S-1-5-32-577', 'MS', 'BUILTIN\\RDS Management Servers'],
  ['S-1-5-32-578', 'HA', 'BUILTIN\\Hyper-V Administrators'],
  ['S-1-5-32-579', 'AA', 'BUILTIN\\Access Control Assistance Operators'],
  ['S-1-5-32-580', 'RM', 'BUILTIN\\Remote Management Users'],
  ['S-1-5-32-581', null, 'BUILTIN\\System Managed Accounts Group'],
  ['S-1-5-32-582', null, 'BUILTIN\\Storage Replica Administrators'],
  ['S-1-5-32-583', null, 'BUILTIN\\Device Owners'],
  ['S-1-5-32-584', 'HO', 'BUILTIN\\User Mode Hardware Operators'],
  ['S-1-5-32-585', 'SH', 'BUILTIN\\OpenSSH Users'],
  ['S-1-5-33', 'WR', 'NT AUTHORITY\\WRITE RESTRICTED'],
  ['S-1-5-64-10', null, 'NT AUTHORITY\\NTLM Authentication'],
  ['S-1-5-64-14', null, 'NT AUTHORITY\\SChannel Authentication'],
  ['S-1-5-64-21', null, 'NT AUTHORITY\\Digest Authentication'],
  ['S-1-5-65-1', null, 'NT AUTHORITY\\This Organization Certificate'],
  ['S-1-5-80-0', null, 'NT SERVICE\\ALL SERVICES'],
  ['S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464', null, 'NT SERVICE\\TrustedInstaller'],
  ['S-1-5-83-0', null, 'NT VIRTUAL MACHINE\\Virtual Machines'],
  ['S-1-5-84-0-0-0-0-0', 'UD', 'NT AUTHORITY\\USER MODE DRIVERS'],
  ['S-1-5-90-0', null, 'Window Manager\\Window Manager Group'],
  ['S-1-5-113', null, 'NT AUTHORITY\\Local account'],
  ['S-1-5-114', null, 'NT AUTHORITY\\Local account and member of Administrators group'],
  ['S-1-5-1000', null, 'NT AUTHORITY\\Other Organization'],
  ['S-1-15-2-1', 'AC', 'APPLICATION PACKAGE AUTHORITY\\ALL APPLICATION PACKAGES'],
  ['S-1-15-2-2', null, 'APPLICATION PACKAGE AUTHORITY\\ALL RESTRICTED APPLICATION PACKAGES'],
  ['S-1-15-3-1', null, 'APPLICATION PACKAGE AUTHORITY\\Your Internet connection'],
  ['S-1-15-3-2', null, 'APPLICATION PACKAGE AUTHORITY\\Your Internet connection, including incoming connections from the Internet'],
  ['S-1-15-3-3', null, 'APPLICATION PACKAGE AUTHORITY\\Your home or work networks'],
  ['S-1-15-3-4', null, 'APPLICATION PACKAGE AUTHORITY\\Your pictures library'],
  ['S-1-15-3-5', null, 'APPLICATION PACKAGE AUTHORITY\\Your videos library'],
  ['S-1-15-3-6', null, 'APPLICATION PACKAGE AUTHORITY\\Your music library'],
  ['S-1-15-3-7', null, 'APPLICATION PACKAGE AUTHORITY\\Your documents library'],
  ['S-1-15-3-8', null, 'APPLICATION PACKAGE AUTHORITY\\Your Windows credentials'],
  ['S-1-15-3-9', null, 'APPLICATION PACKAGE AUTHORITY\\Software and hardware certificates or a smart card'],
  ['S-1-15-3-10', null, 'APPLICATION PACKAGE AUTHORITY\\Removable storage'],
  ['S-1-15-3-11', null, 'APPLICATION PACKAGE AUTHORITY\\Your Appointments'],
  ['S-1-15-3-12', null, 'APPLICATION PACKAGE AUTHORITY\\Your Contacts'],
  ['S-1-15-3-4096', null, 'APPLICATION PACKAGE AUTHORITY\\Internet Explorer'],
  ['S-1-16-0', null, 'Mandatory Label\\Untrusted Mandatory Level'],
  ['S-1-16-4096', 'LW', 'Mandatory Label\\Low Mandatory Level'],
  ['S-1-16-8192', 'ME', 'Mandatory Label\\Medium Mandatory Level'],
  ['S-1-16-8448', 'MP', 'Mandatory Label\\Medium Plus Mandatory Level'],
  ['S-1-16-12288', 'HI', 'Mandatory Label\\High Mandatory Level'],
  ['S-1-16-16384', 'SI', 'Mandatory Label\\System Mandatory Level'],
  ['S-1-16-20480', null, 'Mandatory Label\\Protected Process Mandatory Level'],
  ['S-1-18-1', 'AS', 'Authentication authority asserted identity'],
  ['S-1-18-2', 'SS', 'Service asserted identity'],
]

/** Accounts that every domain has, including that of a computer itself, by their relative identifier. */
// biome-ignore format: a table
const IN_DOMAIN: readonly (readonly [rid: number, alias: string | null, name: string])[] = [
  [498, 'RO', 'Enterprise Read-only Domain Controllers'],
  [500, 'LA', 'Administrator'], [501, 'LG', 'Guest'], [502, null, 'krbtgt'],
  [503, null, 'DefaultAccount'], [504, null, 'WDAGUtilityAccount'],
  [512, 'DA', 'Domain Admins'], [513, 'DU', 'Domain Users'], [514, 'DG', 'Domain Guests'],
  [515, 'DC', 'Domain Computers'], [516, 'DD', 'Domain Controllers'],
  [517, 'CA', 'Cert Publishers'], [518, 'SA', 'Schema Admins'], [519, 'EA', 'Enterprise Admins'],
  [520, 'PA', 'Group Policy Creator Owners'], [521, null, 'Read-only Domain Controllers'],
  [522, 'CN', 'Cloneable Domain Controllers'], [525, 'AP', 'Protected Users'],
  [526, 'KA', 'Key Admins'], [527, 'EK', 'Enterprise Key Admins'],
  [553, 'RS', 'RAS and IAS Servers'],
  [571, null, 'Allowed RODC Password Replication Group'],
  [572, null, 'Denied RODC Password Replication Group'],
]

const NAMES = new Map(ABSOLUTE.map(([sid, , name]) => [sid, name]))
const RID_NAMES = new Map(IN_DOMAIN.map(([rid, , name]) => [rid, name]))
const ALIASES = new Map(ABSOLUTE.flatMap(([sid, alias]) => (alias === null ? [] : [[sid, alias]])))
const SIDS = new Map([...ALIASES].map(([sid, alias]) => [alias, sid]))
const RIDS = new Map(IN_DOMAIN.map(([rid, alias]) => [alias, rid]))

/** The kind of a SID, as far as its text shows it. */
export type SidKind =
  | 'well-known'
  | 'built-in'
  | 'domain'
  | 'entra'
  | 'microsoft-account'
  | 'service'
  | 'app-pool'
  | 'virtual-machine'
  | 'window-manager'
  | 'font-driver'
  | 'logon'
  | 'app-package'
  | 'capability'
  | 'label'
  | 'policy'
  | 'trust'
  | 'unknown'

/** Beginnings of identifiers; the first that fits decides. */
const KINDS: readonly (readonly [start: string, kind: SidKind])[] = [
  ['S-1-5-21-', 'domain'],
  ['S-1-5-32-', 'built-in'],
  ['S-1-5-80-', 'service'],
  ['S-1-5-82-', 'app-pool'],
  ['S-1-5-83-', 'virtual-machine'],
  ['S-1-5-90-', 'window-manager'],
  ['S-1-5-96-', 'font-driver'],
  ['S-1-5-5-', 'logon'],
  ['S-1-11-96-', 'microsoft-account'],
  ['S-1-12-1-', 'entra'],
  ['S-1-15-2-', 'app-package'],
  ['S-1-15-3-', 'capability'],
  ['S-1-16-', 'label'],
  ['S-1-17-', 'policy'],
  ['S-1-19-', 'trust'],
]

/**
 * Classifies a SID.
 *
 * @param sid - the SID
 * @returns its kind; `unknown` if neither its prefix nor its name is known
 */
export function sidKind(sid: Sid): SidKind {
  const kind = KINDS.find(([start]) => sid.startsWith(start))?.[1]
  return kind ?? (NAMES.has(sid) ? 'well-known' : 'unknown')
}

const DOMAIN_ACCOUNT = /^S-1-5-21-\d+-\d+-\d+-\d+$/

/**
 * Looks up the name that Windows shows for a SID, as `AUTHORITY\Name`. Accounts that exist in every
 * domain are named without the domain.
 *
 * @param sid - the SID
 * @returns the name, or null if it differs between computers
 */
export function wellKnownName(sid: Sid): string | null {
  const name = NAMES.get(sid)
  if (name !== undefined) return name
  const split = DOMAIN_ACCOUNT.test(sid) ? splitRid(sid) : null
  return split === null ? null : (RID_NAMES.get(split.rid) ?? null)
}

/**
 * Looks up the two letters for a SID in SDDL.
 *
 * @param sid - the SID
 * @returns the letters, or null if there are none that always mean this SID
 */
export function sddlAlias(sid: Sid): string | null {
  return ALIASES.get(sid) ?? null
}

/**
 * Looks up the SID for two letters of SDDL.
 *
 * @param letters - the letters, in any case
 * @param domain - SID of the domain, for letters that mean an account in it
 * @returns the SID; `'relative'` if it needs a domain and none is given; null if the letters are
 *   not known
 */
export function sidOfAlias(letters: string, domain?: Sid): Sid | 'relative' | null {
  const alias = letters.toUpperCase()
  const sid = SIDS.get(alias)
  if (sid !== undefined) return sid
  const rid = RIDS.get(alias)
  if (rid === undefined) return null
  return domain === undefined ? 'relative' : sidInDomain(domain, rid)
}

/**
 * Lists the accounts that every computer has.
 *
 * @returns their SIDs and names, in the order of their numbers
 */
export function wellKnownAccounts(): { readonly sid: Sid; readonly name: string }[] {
  return ABSOLUTE.map(([sid, , name]) => ({ sid, name }))
}
