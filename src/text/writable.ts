/** The words of the list of keys that ordinary users can write. */

import type { GrantReason, WritableSummary } from '../worker/protocol.ts'
import { counted } from './counted.ts'

export const WRITABLE = {
  label: 'Keys Ordinary Users Can Write',
  keys: 'Keys',
  descriptors: 'Descriptors',
  key: 'Key',
  root: '(root)',
  rights: 'Rights',
  decidedBy: 'Decided by',
  used: 'Keys',
  owner: 'Owner',
  firstKey: 'First key',
  sddl: 'Descriptor',
  reading: 'Looking for keys',
  none: 'None of these accounts can write to any key.',
  stopped: 'Stopped.',
  outdated: 'The hive has changed since.',
  again: 'Look Again',
  accounts: 'Accounts That Count',
  accountsHint:
    'A key is listed if someone who is in all of these groups, and in no others, can write to it.',
  exportCsv: 'Export as CSV',
  unreadable: 'Cannot be read',
  exporting: 'Exporting',
  noList: 'no access list',
} as const

/** How many keys can be written to. */
export function writableText({ writable, keys, descriptors }: WritableSummary): string {
  return `${counted(writable, 'key')} of ${keys.toLocaleString('en')} · ${counted(descriptors, 'descriptor')}`
}

/** How many were found so far. */
export function foundSoFarText(count: number): string {
  return `${counted(count, 'key')} so far`
}

/** Why rights are granted. `name` is that of the account. */
export function reasonText({ by, entry }: GrantReason, name: string): string {
  if (by === 'no-list') return WRITABLE.noList
  return by === 'owner' ? `owner ${name}` : `${name} ${entry ?? ''}`
}

/** The name of an exported file. */
export function rightsFileName(what: 'keys' | 'descriptors', format: 'csv' | 'json'): string {
  return `${what === 'keys' ? 'writable-keys' : 'descriptors'}.${format}`
}

/** After an export. */
export function exportedRightsText(file: string): string {
  return `Exported ${file}.`
}
