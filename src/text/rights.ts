/** Rights, kinds of accounts, and what SDDL leaves out, in words. */

import type { AccessGroup, Right } from '../security/accessMask.ts'
import type { SddlLoss } from '../security/sddl.ts'
import type { SidKind } from '../security/wellKnown.ts'

/** The access rights of a key, by the names that the editors of Windows use. */
export const RIGHT_WORDS: Readonly<Record<Right, string>> = {
  KEY_QUERY_VALUE: 'Query Value',
  KEY_SET_VALUE: 'Set Value',
  KEY_CREATE_SUB_KEY: 'Create Subkey',
  KEY_ENUMERATE_SUB_KEYS: 'Enumerate Subkeys',
  KEY_NOTIFY: 'Notify',
  KEY_CREATE_LINK: 'Create Link',
  DELETE: 'Delete',
  READ_CONTROL: 'Read Control',
  WRITE_DAC: 'Write DAC',
  WRITE_OWNER: 'Write Owner',
  SYNCHRONIZE: 'Synchronize',
  ACCESS_SYSTEM_SECURITY: 'Access System Security',
  MAXIMUM_ALLOWED: 'Maximum Allowed',
  GENERIC_ALL: 'Generic All',
  GENERIC_EXECUTE: 'Generic Execute',
  GENERIC_WRITE: 'Generic Write',
  GENERIC_READ: 'Generic Read',
}

export const ACCESS_WORDS: Readonly<Record<AccessGroup, string>> = {
  full: 'Full Control',
  'read-write': 'Read and Write',
  read: 'Read',
  write: 'Write',
  none: 'None',
  special: 'Special',
}

/** The kind of account of a SID that has no name. */
export const SID_KIND_WORDS: Readonly<Record<SidKind, string>> = {
  'well-known': 'Well-known account',
  'built-in': 'Built-in group',
  domain: 'Account of a computer or domain',
  entra: 'Microsoft Entra account',
  'microsoft-account': 'Microsoft account',
  service: 'Service',
  'app-pool': 'Application pool',
  'virtual-machine': 'Virtual machine',
  'window-manager': 'Window manager',
  'font-driver': 'Font driver host',
  logon: 'Logon session',
  'app-package': 'App package',
  capability: 'App capability',
  label: 'Integrity label',
  policy: 'Central access policy',
  trust: 'Process trust label',
  unknown: 'Unknown account',
}

/** What an SDDL text cannot express; each is a sentence. */
export const SDDL_LOSS_WORDS: Readonly<Record<SddlLoss, string>> = {
  control: 'The flags for defaulted parts and for servers are left out.',
  'resource-manager': 'The resource manager’s byte is left out.',
  'list-flags': 'Flags of a missing list are left out.',
  'list-revision': 'The revision of a list becomes the lowest that its entries allow.',
  'list-reserved': 'Reserved bytes of a list become zero.',
  'list-rest': 'Unused bytes at the end of a list are left out.',
  'own-notation':
    'Entries that SDDL cannot express are written as bytes, (0x…;…;#…), which Windows cannot read.',
  layout: 'The parts are stored in the usual order, without gaps.',
}
