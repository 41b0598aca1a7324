/** The words of the Permissions dialog, and of the list of keys that ordinary users can write. */

import type { Decider, Uncertainty } from '../security/accessCheck.ts'
import type { Scope } from '../security/scope.ts'
import type { DescriptorWarning } from '../security/warnings.ts'
import { counted } from './counted.ts'

export const PERMISSIONS = {
  title: 'Permissions',
  ok: 'OK',
  cancel: 'Cancel',
  close: 'Close',
  key: 'Key',
  sections: 'Parts of the permissions',
  unreadable:
    'The security descriptor of this key cannot be read. OK replaces it by the one below.',
  sddl: 'SDDL',
  copySddl: 'Copy',
  pasteSddl: 'Paste',
  notPasted: 'The browser does not let the page read the clipboard. Press Ctrl+V in the field.',
  subtree: 'Apply inheritable entries to subkeys',
  replaceAccess:
    'Replace all child object permission entries with inheritable permission entries from this object',
  replaceAudit:
    'Replace all child object auditing entries with inheritable auditing entries from this object',
  replaceOwner: 'Replace owner on subkeys',
  nothingBelow: 'No entry is passed on to subkeys: replacing leaves them with an empty list.',
  working: 'Changing permissions',
} as const

/** The parts of the dialog. */
export const PERMISSION_TABS = {
  simple: 'Permissions',
  advanced: 'Advanced',
  audit: 'Auditing',
  effective: 'Effective Access',
} as const
export type PermissionTab = keyof typeof PERMISSION_TABS

export const SIMPLE = {
  groups: 'Group or user names',
  add: 'Add…',
  remove: 'Remove',
  allow: 'Allow',
  deny: 'Deny',
  special: 'Special permissions',
  permission: 'Permission',
  inherited: 'inherited',
  onlyInherited:
    'Its entries are inherited. They are changed where they come from, or after inheritance is disabled.',
  nobody: 'The access list is empty.',
  none: 'The key has no access list.',
} as const

/** The heading over what an account may do. */
export function permissionsForText(name: string): string {
  return `Permissions for ${name}`
}

/** The name of a checkbox: what, and whether it is allowed or denied. */
export function simpleCheckText(access: string, effect: 'allow' | 'deny'): string {
  return `${access}: ${effect === 'allow' ? SIMPLE.allow : SIMPLE.deny}`
}

export const SIMPLE_NAMES = { full: 'Full Control', read: 'Read', write: 'Write' } as const

export const ACCOUNT_FIELD = {
  label: 'Account',
  hint: 'A name, two letters such as BU, or S-1-…',
  unknown:
    'No open hive and no list of Windows has this name. A SID such as S-1-5-32-545 always works.',
  add: 'Add',
  cancel: 'Cancel',
} as const

export const ENTRIES = {
  access: 'Permission entries',
  audit: 'Auditing entries',
  type: 'Type',
  principal: 'Principal',
  rights: 'Access',
  from: 'Inherited from',
  applies: 'Applies to',
  own: 'None',
  fromUnknown: 'Parent Object',
  add: 'Add…',
  remove: 'Remove',
  up: 'Move up',
  down: 'Move down',
  reorder: 'Put in usual order',
  oneLevel: 'Only to the keys directly below',
  entry: 'Entry',
  inherited: 'This entry is inherited. Disable inheritance to change it here.',
  verbatim: 'This entry is kept as it is. It can be changed as SDDL.',
  owner: 'Owner',
  group: 'Primary group',
  noOwner: 'None',
  change: 'Change',
  none: { dacl: 'The access list is empty.', sacl: 'Nothing is audited: the list is empty.' },
  missing: {
    dacl: 'The key has no access list.',
    sacl: 'Nothing is audited: the key has no audit list.',
  },
  disable: 'Disable inheritance',
  convert: 'Convert inherited entries into own ones',
  removeInherited: 'Remove inherited entries',
  enable: 'Enable inheritance',
  reset: 'Reset to parent',
  success: 'Success',
  failure: 'Fail',
  level: 'Integrity level',
  others: 'Other bits',
} as const

/** The types of entries. */
const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [0x00, 'Allow'],
  [0x01, 'Deny'],
  [0x02, 'Audit'],
  [0x03, 'Alarm'],
  [0x04, 'Allow (compound)'],
  [0x05, 'Allow (object)'],
  [0x06, 'Deny (object)'],
  [0x07, 'Audit (object)'],
  [0x08, 'Alarm (object)'],
  [0x09, 'Allow (condition)'],
  [0x0a, 'Deny (condition)'],
  [0x0b, 'Allow (object, condition)'],
  [0x0c, 'Deny (object, condition)'],
  [0x0d, 'Audit (condition)'],
  [0x11, 'Integrity label'],
  [0x12, 'Resource attribute'],
  [0x13, 'Central access policy'],
  [0x14, 'Process trust label'],
  [0x15, 'Access filter'],
])

/** The type of an entry; audits say of what. */
export function entryTypeText(type: number, flags: number): string {
  const name = TYPE_NAMES.get(type) ?? `Type 0x${type.toString(16).padStart(2, '0')}`
  if (type !== 0x02 && type !== 0x07 && type !== 0x0d) return name
  const [success, failure] = [(flags & 0x40) !== 0, (flags & 0x80) !== 0]
  if (success && failure) return `${name} all`
  return success ? `${name} success` : failure ? `${name} fail` : `${name} nothing`
}

export const SCOPE_NAMES: Readonly<Record<Scope, string>> = {
  key: 'This key only',
  'key-and-subkeys': 'This key and subkeys',
  subkeys: 'Subkeys only',
  nothing: 'No key',
}

/** What an integrity label forbids to lower levels. */
export const LABEL_WORDS = [
  [1, 'No write up'],
  [2, 'No read up'],
  [4, 'No execute up'],
] as const

export const WARNING_WORDS: Readonly<Record<DescriptorWarning, string>> = {
  'no-list': 'There is no access list: everyone can do everything with this key.',
  'empty-list':
    'The access list is empty: nobody can use this key, except that its owner can change the permissions.',
  'no-administrator':
    'Neither Administrators nor SYSTEM can change these permissions. On Windows, someone has to take ownership first.',
  order:
    'The entries are not in the usual order. Windows uses them as they are stored; its own editor would reorder them.',
  generic:
    'Entries with generic rights count here as what they stand for. Windows replaces such rights when it sets permissions, and may ignore them where they are stored.',
}

export const EFFECTIVE = {
  account: 'Group or user',
  show: 'Show',
  groups: 'Counted as a member of',
  assumed:
    'Memberships are assumed: those that Windows gives every such account, and those in SAM if it is open. Privileges, such as taking ownership or backup, are not counted.',
  right: 'Right',
  result: 'Result',
  decidedBy: 'Decided by',
  granted: 'Allowed',
  denied: 'Denied',
  rights: 'Effective rights',
  choose: 'Choose an account to see what it can do with the permissions as they are above.',
} as const

/** How much of all rights an account has. */
export function effectiveText(name: string, count: number, all: number): string {
  if (count === all) return `${name} has full control.`
  return count === 0 ? `${name} has no access.` : `${name} has ${count} of ${all} rights.`
}

/** What decides a right. `entry` is that entry in words. */
export function deciderText({ by }: Decider, entry: string): string {
  switch (by) {
    case 'entry':
      return entry
    case 'owner':
      return 'Ownership of the key'
    case 'no-list':
      return 'No access list'
    case 'no-entry':
      return 'No entry allows it'
    case 'label':
      return 'Integrity level of the key'
  }
}

const UNSURE_WORDS: Readonly<Record<Uncertainty, string>> = {
  condition: 'has a condition, which counts as unknown: it allows nothing, and denies',
  'object-type': 'is for a type of object: it allows nothing, and denies',
  generic: 'has generic rights, which count as what they stand for',
  unknown: 'is of a type that is not used for access, and is passed over',
}

/** Why the effect of an entry is not certain. `index` counts from 0. */
export function unsureText(index: number, why: Uncertainty): string {
  return `Entry ${index + 1} ${UNSURE_WORDS[why]}.`
}

/** After permissions of keys were set. */
export function permissionsSetText(count: number): string {
  return `Changed the permissions of ${counted(count, 'key')}.`
}

export const COPIED_PERMISSIONS =
  'Copied the permissions. Paste Permissions gives them to other keys.'
export const SAME_PERMISSIONS = 'The key has these permissions already.'
