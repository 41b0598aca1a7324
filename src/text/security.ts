/** Security descriptors in words: parts, rights, accounts, and errors in SDDL text. */

import type { AccessGroup, Right } from '../security/accessMask.ts'
import type { SddlExpectation } from '../security/SddlReader.ts'
import type { SddlLoss } from '../security/sddl.ts'
import type { SidKind } from '../security/wellKnown.ts'

const PARTS: Readonly<Record<string, string>> = {
  size: 'length',
  sacl: 'audit list',
  dacl: 'access list',
  sid: 'account',
  acl: 'list of entries',
  ace: 'entry',
}

/** Faults of a descriptor that are not in the content of one part. */
const FAULTS: Readonly<Record<string, string>> = {
  'owner-missing': 'it has no owner',
  alignment: 'a part of it is not on a 4-byte boundary',
  'list-revision': 'a list has entries that need a later revision',
}

/** Describes the fault that a `DescriptorField` names, as a clause for the middle of a sentence. */
export function descriptorFault(field: string | number): string {
  return FAULTS[field] ?? `its ${PARTS[field] ?? field} is invalid or too long`
}

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

/** What the parser expected at the position of an error; each follows the word “expected”. */
const EXPECTED_WORDS: Readonly<Record<SddlExpectation, string>> = {
  part: 'O:, G:, D: or S:',
  'part-once': 'each of O:, G:, D: and S: only once',
  'list-flag': 'P, AR, AI, an entry in parentheses or the next part',
  open: 'an opening parenthesis',
  close: 'a closing parenthesis',
  semicolon: 'a semicolon',
  comma: 'a comma or a closing parenthesis',
  'ace-type': 'a type of entry such as A, D or AU',
  'ace-flag': 'flags such as CI or OI, then a semicolon',
  rights: 'rights such as KA, KR or 0x20019, then a semicolon',
  guid: 'a GUID',
  'no-guid': 'no GUID, since this is not an object entry',
  sid: 'an account: two letters such as BA, or S-1-…',
  domain: 'S-1-…, since these letters stand for an account of a domain that is not known here',
  bytes: 'bytes as pairs of hexadecimal digits',
  condition: 'a condition in parentheses',
  'no-condition': 'no condition, since entries of this type cannot have one',
  attribute: 'the name of an attribute',
  operator: 'an operator or a closing parenthesis',
  value: 'a value',
  number: 'a number that is not too large',
  'string-end': 'a second quotation mark',
  'composite-end': 'a comma or a closing brace',
  'fewer-parentheses': 'fewer nested parentheses',
  'value-type': 'TI, TU, TS, TD, TB or TX',
}

/** Where and why a text is not a security descriptor. `position` is in UTF-16 units, from 0. */
export function sddlProblemText(position: number, expected: string, actual: string): string {
  const wanted = EXPECTED_WORDS[expected as SddlExpectation] ?? expected
  const place =
    actual === '' ? 'At the end of the text' : `At character ${position + 1}, “${actual}”`
  return `${place}: expected ${wanted}.`
}
