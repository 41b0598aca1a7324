/** Words of the technical view: the structures of a hive file, and what each field is for (regf-format 1 to 3). */

import type { FlagName } from '../anatomy/flags.ts'
import type { FieldFault } from '../anatomy/judgeField.ts'
import type { FieldValue } from '../anatomy/readField.ts'
import type { CellUse, FieldName } from '../regf/fields.ts'
import type { BlockRow, CellOwner, CellRow, ListedCells, ReferenceRow } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { valueName as valueTitle } from './edits.ts'
import { hexOffset } from './findings.ts'

interface FieldWords {
  readonly title: string
  /** What it is for, in a short sentence. */
  readonly about: string
}

const words = (title: string, about: string): FieldWords => ({ title, about })

/** The title of each field, and what it is for. */
export const FIELD_TEXT: Readonly<Record<FieldName, FieldWords>> = {
  signature: words('Signature', 'Letters that tell what this is.'),
  flags: words('Flags', 'Bits that say what is special about it.'),
  count: words('Entries', 'The number of entries of the list.'),
  spare: words('Spare', 'Not used; may hold any bytes.'),
  reserved: words('Reserved', 'Not used; kept as found.'),
  size: words('Size', 'Bytes.'),
  name: words('Name', 'One byte for each character, or two; the flags say which.'),
  data: words('Data', 'The bytes of a value.'),
  'primary-sequence': words('Primary sequence number', 'Counted up when a write begins.'),
  'secondary-sequence': words(
    'Secondary sequence number',
    'Counted up when a write ends. If it differs from the primary one, a write was not finished.',
  ),
  'last-written': words('Last written', 'Not kept up to date since Windows 8.1.'),
  major: words('Major version', 'Always 1.'),
  minor: words('Minor version', '0 to 6; decides which structures may occur.'),
  'file-type': words('File type', '0 for a hive; others are transaction logs and copies.'),
  'file-format': words('File format', 'Always 1.'),
  'root-cell': words('Root key', 'The cell of the root key.'),
  'data-size': words('Size of the bins', 'Bytes of all bins together, without this header.'),
  clustering: words(
    'Clustering factor',
    'Sectors of 512 bytes that are written at once; always 1.',
  ),
  'file-name': words('File name', 'The end of the path of the file, for debugging.'),
  'resource-manager': words('Resource manager', 'GUID of the transaction manager of the hive.'),
  log: words('Log', 'GUID in the name of its log file.'),
  'transaction-manager': words('Transaction manager', 'GUID of the stream in the log file.'),
  'guid-signature': words('GUID signature', '“rmtm” if the GUIDs have a meaning.'),
  reorganized: words('Last reorganized', 'The lowest two bits are flags.'),
  'offreg-signature': words(
    'Offline library signature',
    '“OfRg” if the offline registry library saved the file.',
  ),
  'offreg-flags': words('Offline library flags', '1 if the offline registry library saved it.'),
  checksum: words('Checksum', 'Over the 508 bytes before it.'),
  'offreg-time': words('Saved by the offline library', 'Has a meaning only with its signature.'),
  'thaw-transaction-manager': words('Transaction manager, thawed', 'Used by shadow copies.'),
  'thaw-resource-manager': words('Resource manager, thawed', 'Used by shadow copies.'),
  'thaw-log': words('Log, thawed', 'Used by shadow copies.'),
  'boot-type': words('Boot type', 'Used in memory only.'),
  'boot-recover': words('Boot recovery', 'Used in memory only.'),
  'bin-offset': words('Offset', 'Its own distance from the first bin.'),
  'bin-size': words('Size', 'Bytes, with this header; a multiple of 4,096.'),
  timestamp: words('Time', 'Has a meaning in the first bin only.'),
  'cell-size': words('Size of the cell', 'Stored as a negative number while the cell is in use.'),
  'last-cell': words('Previous cell', 'Distance of the cell before it from the start of the bin.'),
  'last-write': words('Last write', 'When the key was changed last.'),
  access: words('Accessed', 'When the key was touched after Windows started.'),
  layer: words('Layer', 'How the key affects the layers below it.'),
  'title-index': words('Title index', 'Not used.'),
  parent: words('Parent', 'The cell of the key above it; has no meaning in the root key.'),
  'subkey-count': words('Subkeys', 'The number of subkeys.'),
  'volatile-count': words('Volatile subkeys', 'Subkeys that are in memory only.'),
  'subkey-list': words('Subkey list', 'The cell of the list of subkeys.'),
  'volatile-list': words('Volatile subkey list', 'Used in memory only; leads nowhere in a file.'),
  'value-count': words('Values', 'The number of values.'),
  'value-list': words('Value list', 'The cell of the list of values.'),
  security: words('Security', 'The cell of the security descriptor, which keys share.'),
  class: words('Class name', 'The cell of the class name.'),
  'max-subkey-name': words('Longest subkey name', 'Bytes, with two for each character.'),
  'user-flags': words('User and virtualization flags', 'The low and the high half of the byte.'),
  debug: words('Debug', 'Accesses that stop in a debugger.'),
  'max-subkey-class': words('Longest subkey class', 'Bytes.'),
  'max-value-name': words('Longest value name', 'Bytes, with two for each character.'),
  'max-value-data': words('Longest value data', 'Bytes.'),
  'work-var': words('Work variable', 'Used in memory by Windows 2000; may hold any bytes.'),
  'name-length': words('Length of the name', 'Bytes as stored.'),
  'class-length': words('Length of the class name', 'Bytes.'),
  'value-data-size': words(
    'Size of the data',
    'The highest bit is set if the data is in the record.',
  ),
  'value-data': words('Data', 'The cell of the data, or the data itself if it has up to 4 bytes.'),
  type: words('Type', 'How programs should read the data.'),
  'next-security': words('Next', 'The next security record; all of them form a ring.'),
  'previous-security': words('Previous', 'The previous security record.'),
  references: words('References', 'The number of keys that have this descriptor.'),
  'descriptor-size': words('Size of the descriptor', 'Bytes.'),
  descriptor: words('Descriptor', 'Owner, group and permissions.'),
  entry: words('Entry', 'The cell of what is listed.'),
  hash: words('Hash', 'Of the name, to find a key faster.'),
  hint: words('Hint', 'The first four characters of the name.'),
  'segment-count': words('Segments', 'The number of cells that the data is split into.'),
  'segment-list': words('Segment list', 'The cell of the list of segments.'),
  segment: words('Segment', 'The cell of a part of the data.'),
  slack: words('Slack', 'Not used by what is before it; may hold remains of earlier records.'),
  free: words('Free', 'Not in use; may hold remains of earlier records.'),
  unreadable: words('Bytes', 'Not part of any cell.'),
}

/** What a cell holds. */
export const USE_TEXT: Readonly<Record<CellUse, string>> = {
  key: 'Key',
  value: 'Value',
  security: 'Security',
  leaf: 'Subkey list',
  index: 'List of subkey lists',
  'value-list': 'Value list',
  data: 'Data',
  'big-data': 'Big data',
  'segment-list': 'Segment list',
  segment: 'Data segment',
  class: 'Class name',
  unknown: 'Not known',
}

/** What a bit stands for. */
const FLAG_TEXT: Readonly<Record<FlagName, string>> = {
  transactions: 'transactions pending',
  layered: 'layered keys',
  volatile: 'volatile',
  'hive-exit': 'mount point',
  'hive-entry': 'root of a hive',
  'no-delete': 'cannot be deleted',
  link: 'symbolic link',
  'narrow-name': 'one byte for each character of the name',
  predefined: 'predefined key',
  'virtual-source': 'virtualized',
  'virtual-target': 'in the virtual store',
  'virtual-store': 'root of a virtual store',
  tombstone: 'tombstone',
  'supersede-local': 'hides the key below',
  'supersede-tree': 'hides the key below and its subkeys',
  'inherit-class': 'class of the key below',
  'touched-early': 'touched while Windows started',
  'touched-late': 'touched later',
  'is-32-bit': '32-bit key',
  'by-reflection': 'made by reflection',
  'no-reflection': 'reflection off',
  'no-virtualization': 'not virtualized',
  'no-silent-fail': 'does not fail silently',
  recurse: 'virtualization flags passed on',
  'break-open': 'break on open',
  'break-delete': 'break on delete',
  'break-security': 'break on security change',
  'break-create-subkey': 'break on new subkey',
  'break-delete-subkey': 'break on deleted subkey',
  'break-set-value': 'break on set value',
  'break-delete-value': 'break on deleted value',
  'break-virtualize': 'break on virtualization',
}

/** The title of a field, with its number in a list. */
export function fieldTitle(name: FieldName, entry: number | null): string {
  const { title } = FIELD_TEXT[name]
  return entry === null ? title : `${title} ${(entry + 1).toLocaleString('en')}`
}

/** The value of a field in words, of one that is neither a time nor a type. */
export function fieldValueText(
  value: Exclude<FieldValue, { readonly kind: 'time' | 'type' }>,
  size: number,
): string {
  switch (value.kind) {
    case 'number':
      return value.number.toLocaleString('en')
    case 'hex':
      return hex(value.number, value.digits)
    case 'guid':
    case 'text':
    case 'letters':
      return value.text
    case 'cell-size':
      return `${counted(value.size, 'byte')}, ${value.isFree ? TECHNICAL.isFree : TECHNICAL.isUsed}`
    case 'data-size':
      return `${counted(value.size, 'byte')}${value.isInline ? `, ${TECHNICAL.inRecord}` : ''}`
    case 'cell':
      return value.state === 'none' ? TECHNICAL.nothing : hex(value.cell, 8)
    case 'flags': {
      const set = value.set.map((flag) => FLAG_TEXT[flag])
      if (value.rest !== 0) set.push(hex(value.rest, size * 2))
      return set.length === 0 ? TECHNICAL.nothing : set.join(', ')
    }
    case 'bytes':
      return `${counted(size, 'byte')}${value.isClear ? `, ${TECHNICAL.clear}` : ''}`
  }
}

/** What is wrong with a field. */
export function faultText(fault: FieldFault): string {
  switch (fault.code) {
    case 'expected': {
      const { expected } = fault
      if (typeof expected === 'string') return `should be “${expected}”`
      return `should be ${fault.hex ? hex(expected, 8) : expected.toLocaleString('en')}`
    }
    case 'unfinished':
      return 'not up to date; the next save corrects it'
    case 'nowhere':
      return 'leads to no cell'
    case 'free':
      return 'leads to a free cell'
    case 'other':
      return 'leads to something else'
    case 'past-cell':
      return `there is room for ${fault.expected.toLocaleString('en')}`
  }
}

/** What a block of the file is. */
export function blockTitle({ kind }: Pick<BlockRow, 'kind'>): string {
  switch (kind) {
    case 'base-block':
      return 'Header'
    case 'bin':
      return 'Bin'
    case 'gap':
      return 'Unreadable'
    case 'tail':
      return 'After the bins'
  }
}

/** What a cell or another part of the file is. */
export function cellTitle({ kind, use }: Pick<CellRow, 'kind' | 'use'>): string {
  switch (kind) {
    case 'bin-header':
      return 'Bin header'
    case 'base-block':
    case 'gap':
    case 'tail':
      return blockTitle({ kind })
    case 'unreadable':
      return 'Unreadable'
    case 'free':
      return use === null || use === 'unknown' ? 'Free' : `Free (was: ${USE_TEXT[use]})`
    case 'used':
      return USE_TEXT[use ?? 'unknown']
  }
}

/** A place of the file. */
export function placeText(at: number): string {
  return hexOffset(at)
}

function hex(number: number, digits: number): string {
  return `0x${number.toString(16).toUpperCase().padStart(digits, '0')}`
}

/** The name of the list of cells in the path above it. */
export function cellsTitle(of: ListedCells, name: string): string {
  return of.kind === 'bin' ? `Bin ${placeText(of.at)}` : `Cells of “${name}”`
}

/** What a cell belongs to; `path` is empty for the root key. */
export function ownerText(path: string, { value }: CellOwner): string {
  const key = path === '' ? TECHNICAL.rootKey : path
  return value === null ? key : `${key}, ${valueTitle(value.name)}`
}

/** A field that refers to a cell. */
export function referenceText({ name, entry, use }: ReferenceRow): string {
  const of = use === null ? 'header' : USE_TEXT[use].toLowerCase()
  return `${fieldTitle(name, entry)} of ${of}`
}

/** Bytes at the end of a cell that its record does not use. */
export function slackText({ size, isClear }: NonNullable<CellRow['slack']>): string {
  return isClear ? `${size.toLocaleString('en')} (zero)` : size.toLocaleString('en')
}

/** The name of a row of bytes for a screen reader. */
export function byteRowName(at: number, hex: string): string {
  return `${placeText(at)}: ${hex}`
}

/** Where the cursor is among the bytes. */
export function caretText(at: number, field: number | null, cell: number | null): string {
  const parts = [`Byte ${placeText(at)}`]
  if (field !== null) parts.push(`field at ${placeText(field)}`)
  if (cell !== null && cell !== 0) parts.push(`cell at ${placeText(cell)}`)
  return parts.join(' · ')
}

export const TECHNICAL = {
  label: 'Technical view',
  structure: 'Structure',
  bytes: 'Bytes',
  path: 'Place',
  file: 'File',
  back: 'Back',
  goTo: 'Go to offset',
  goToHint: 'A file offset, such as 0x1020 or 4128',
  rootKey: 'root key',
  goToKey: 'Go to Key',
  goToValue: 'Go to Value',
  belongsTo: 'Belongs to',
  referredBy: 'Referred to by',
  referredByNothing: 'Nothing refers to it',
  more: 'and more',
  lost: 'lost',
  lostAbout: 'In use, but no way leads to it',
  notSet: 'not set',
  nothing: 'none',
  isFree: 'free',
  isUsed: 'in use',
  inRecord: 'in the record',
  clear: 'all zero',
  wrong: 'wrong',
  columns: {
    part: 'Part',
    holds: 'Holds',
    field: 'Field',
    value: 'Value',
    bytes: 'Bytes',
    offset: 'File offset',
    size: 'Size',
    used: 'In use',
    free: 'Free',
    cells: 'Cells',
    owner: 'Belongs to',
    slack: 'Slack',
    text: 'Text',
  },
} as const
