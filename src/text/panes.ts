/** The words of the tree, the values, the details pane and the problems panel. */

import type { TimeZone } from '../bytes/filetime.ts'
import type { KeyLayer, Severity, ValueColumn, ValueRow, ValueWas } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { markedText } from './visibleText.ts'

type PreviewNote = ValueRow['preview']['notes'][number]

/** The start of the proposed name of a new key; a number follows. */
export const NEW_KEY_STEM = 'New Key #'
/** The start of the proposed name of a new value; a number follows. */
export const NEW_VALUE_STEM = 'New Value #'

export const TREE_WORDS = {
  cut: 'cut',
  label: 'Keys',
  sort: 'Sort keys',
  name: 'Key',
  renameField: 'Key name',
  createField: 'Name of the new key',
  expandAll: 'Expand all',
  expanding: 'Expanding everything below. Press Esc to stop.',
  current: 'CurrentControlSet',
  currentTitle: 'Windows shows this key as CurrentControlSet: Select\\Current names it.',
  link: 'Link',
  linkTitle: 'A symbolic link to another key',
  tombstone: 'Tombstone',
  tombstoneTitle: 'Marks a deleted key: hides the key of this name in the layers below.',
  damaged: 'Damaged',
  change: { added: 'new', changed: 'changed' },
  changeTitle: {
    added: 'There was no key of this name when the hive was saved last.',
    changed: 'Its values or attributes are not those that were saved last.',
  },
} as const

/** UTF-16 units of earlier data that a row shows. */
export const MOST_WAS = 48

/**
 * What the value of a row was: `was 3`, `was 00 ff at 0x4E1E`. `type` is the name of the type that it had, if that is another one now.
 */
export function wasText(was: ValueWas, type: string | null): string {
  if (was.kind === 'added') return TREE_WORDS.change.added
  if (was.differs !== null) return `was ${differenceText(was.differs, 'was')}`
  const { text, cut } = was.preview
  const number = /^0x[0-9a-f]+ \((\d+)\)$/.exec(text)
  const data = number?.[1] ?? (text === '' ? 'empty' : markedText(text.slice(0, MOST_WAS)))
  const more = cut || text.length > MOST_WAS ? '…' : ''
  return `was ${type === null ? '' : `${type} `}${data}${more}`
}

/** One side of the first difference in long data: `00 ff at 0x4E1E`. */
export function differenceText(
  differs: { readonly at: number; readonly was: string; readonly is: string },
  side: 'was' | 'is',
): string {
  const bytes = differs[side]
  return `${bytes === '' ? 'the end' : bytes} at 0x${differs.at.toString(16).toUpperCase()}`
}

/** Why the root key cannot be renamed or deleted. */
export function rootKeyText(action: 'rename' | 'delete' | 'cut' | 'duplicate'): string {
  const done = { rename: 'renamed', delete: 'deleted', cut: 'moved', duplicate: 'duplicated' }
  return `The root key cannot be ${done[action]}: it is the hive itself.`
}

/** The fields above the keys and above the values. */
export const FILTER = {
  keys: 'Filter keys',
  values: 'Filter values',
  clear: 'Clear the filter',
  noValues: 'No value has this text',
  noValuesText: 'Names, types and the beginning of the data were looked at.',
  showAll: 'Show all values',
} as const

/** How many keys have the text of the filter in their names. */
export function keysFoundText(matches: number, complete: boolean): string {
  return complete ? counted(matches, 'key') : `first ${counted(matches, 'key')}`
}

/** How many values have the text of the filter. */
export function valuesFoundText(matches: number): string {
  return counted(matches, 'value')
}

/** The heading of the column with the last write of each key, which names the zone. */
export function keyTimesTitle(zone: TimeZone): string {
  return zone === 'utc' ? 'Last write (UTC)' : 'Last write (local)'
}

/** The last write of a key, as part of the description of its row. */
export function lastWriteText(time: string): string {
  return `last write ${time}`
}

/** The number of subkeys of a row, as its description. */
export function subkeysText(count: number): string {
  return counted(count, 'subkey')
}

/** Expanding everything below a key stopped at the limit. */
export function stoppedExpandingText(limit: number): string {
  return `Not everything was expanded: there are more than ${number(limit)} keys.`
}

/**
 * A path to a key that does not exist.
 *
 * @param missing - the first name of the path that is not there
 * @param path - path of the deepest key that exists, as it is shown; null for the root
 */
export function notFoundText(missing: string, path: string | null): string {
  const where = path === null ? 'the root' : markedText(path)
  return `There is no key “${markedText(missing)}” in ${where}.`
}

/** The button that creates what is missing of a path. */
export function createRestText(keys: number): string {
  return keys === 1 ? 'Create It' : `Create the ${keys} Keys`
}

/** A path into a hive that is not open. */
export function elsewhereText(name: string): string {
  return `“${markedText(name)}” is in another hive: open that hive to go there.`
}

/** What a row, Back or Forward leads to was deleted. */
export function goneText(): string {
  return 'That key has been deleted.'
}

export const COLUMN_TITLES: Readonly<Record<ValueColumn, string>> = {
  name: 'Name',
  type: 'Type',
  data: 'Data',
  size: 'Size',
  offset: 'File offset',
}

export const NAME_FIELD = {
  spelled: 'Hidden characters are written as \\u and four hexadecimal digits.',
} as const

export const GRID_WORDS = {
  cut: 'cut',
  label: 'Values',
  renameField: 'Value name',
  createField: 'Name of the new value',
  notSet: '(value not set)',
  zeroLength: '(zero-length binary value)',
  tombstone: '(deleted in this layer)',
  emptyTitle: 'No values in this key',
  emptyText: 'There is only the default value, and it is not set.',
  newString: 'New string value',
  newDword: 'New DWORD value',
  noKey: 'Select a key to see its values.',
  loading: 'Loading values',
  damaged: 'Damaged',
  failedTitle: 'The values of this key cannot be listed.',
  unreadableTitle: 'The values of this key cannot be read',
  defaultNotRenamed: 'The default value cannot be renamed: it has no name.',
  nothingToDelete: 'The default value is not set, so there is nothing to delete.',
  nothingToCopy: 'The default value is not set, so there is nothing to copy.',
} as const

/** The handle that changes the width of a column. */
export function resizeText(column: ValueColumn): string {
  return `Width of ${COLUMN_TITLES[column]}`
}

/** The place of a column, after the keyboard moved it; counted from 1. */
export function placeText(column: ValueColumn, place: number, all: number): string {
  return `${COLUMN_TITLES[column]}: column ${place} of ${all}`
}

/** The width of a column, after the keyboard changed it. */
export function widthText(column: ValueColumn, width: number): string {
  return `${COLUMN_TITLES[column]}: ${width} pixels wide`
}

/** How many strings a multi-string holds, for its tooltip. */
export function stringsText(count: number): string {
  return counted(count, 'string')
}

/** Data of the wrong size for its number type, in regedit's words. */
export function invalidNumberText(bits: 32 | 64): string {
  return bits === 32 ? '(invalid DWORD (32-bit) value)' : '(invalid QWORD (64-bit) value)'
}

/** A note on stored data: a short badge and what it means. */
export interface NoteWords {
  readonly badge: string
  readonly title: string
}

/** Notes that have a badge; the others show in the data itself. */
export const NOTE_WORDS: Readonly<Partial<Record<PreviewNote, NoteWords>>> = {
  'no-terminator': {
    badge: 'no NUL',
    title: 'The text runs to the end of the data without a terminating NUL.',
  },
  'text-after-terminator': {
    badge: '+ bytes',
    title:
      'There are more bytes after the NUL that ends the text. They are kept until the value is edited.',
  },
  'zeros-after-terminator': {
    badge: '+ zeros',
    title: 'There are only zeros after the NUL that ends the text.',
  },
  'odd-length': {
    badge: 'odd',
    title: 'The data has an odd length: its last byte is half a character.',
  },
  'empty-strings': {
    badge: 'empty strings',
    title: 'The list holds empty strings. Windows stops reading at the first of them.',
  },
  'invalid-size': { badge: 'size', title: 'The data is not the size of its type.' },
  damaged: { badge: 'damaged', title: 'The hive holds less of this data than its size says.' },
}

/** A value that programs cannot find by name, because an earlier one has the same name. */
export const DUPLICATE: NoteWords = {
  badge: 'same name',
  title:
    'An earlier value has the same name. Programs that look up this name get the earlier one; here you can edit both.',
}

/** Several values are selected. `bytes` is their total size if all are known. */
export function selectedText(count: number, bytes: number | null): string {
  const text = `${counted(count, 'value')} selected`
  return bytes === null ? text : `${text}, ${sizeText(bytes)}`
}

export const DETAILS_WORDS = {
  label: 'Details',
  nothing: 'Select a key or a value to see its details.',
  type: 'Type',
  data: 'Data',
  was: 'Was',
  wasAbsent: 'not there',
  size: 'Size',
  cell: 'File offset',
  notes: 'Notes',
  strings: 'Strings',
  emptyString: '(empty string)',
  readings: 'Interpreted as',
  bytes: 'Bytes',
  dataOffset: 'Offset in the value data',
  noBytes: 'No data: the value has zero bytes.',
  lastWrite: 'Last write',
  values: 'Values',
  subkeys: 'Subkeys',
  owner: 'Owner',
  class: 'Class',
  none: 'none',
  descriptor: 'Security',
  link: 'Link',
  isLink: 'Symbolic link to another key',
  linkTarget: 'Link target',
  goToTarget: 'Go to target',
  layer: 'Layer',
  tombstone: 'Tombstone: hides the value of this name in the layers below.',
  notSet: 'This key has no default value.',
  valueUnreadable: 'This value cannot be read.',
} as const

const LAYER_NAMES: Readonly<Record<KeyLayer['kind'], string>> = {
  merge: 'Merges with the key of this name in the layers below.',
  tombstone: 'Tombstone: hides the key of this name in the layers below.',
  'supersede-local':
    'Hides the values and attributes of the key of this name in the layers below, but not its subkeys.',
  'supersede-tree': 'Hides the key of this name and everything under it in the layers below.',
}

/** How a key of a layered hive affects the layers below. */
export function layerText({ kind, inheritsClass }: KeyLayer): string {
  const text = LAYER_NAMES[kind]
  return inheritsClass ? `${text} It inherits the class of the key in the layer below.` : text
}

/** The heading of the details of a key. */
export function keyHeading(): string {
  return 'Key'
}

/** The name of each interpretation of a number (`values/readings.ts`). */
export const READING_TITLES = {
  hex: 'Hexadecimal',
  decimal: 'Decimal',
  signed: 'Signed',
  binary: 'Binary',
  flags: 'Bits set',
  filetime: 'FILETIME',
  'unix-seconds': 'Unix seconds',
  'unix-milliseconds': 'Unix milliseconds',
  guid: 'GUID',
} as const

/** A size: `4 bytes`, `12,288 bytes (12 KB)`. */
export function sizeText(bytes: number): string {
  const exact = counted(bytes, 'byte')
  if (bytes < 10_240) return exact
  const kilobytes = bytes / 1024
  const short =
    kilobytes < 1024 ? `${Math.round(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`
  return `${exact} (${short})`
}

/** Only the start of the data is shown. */
export function firstBytesText(shown: number, all: number): string {
  return `First ${number(shown)} of ${number(all)} bytes`
}

/** Only the first strings of a list are shown. */
export function moreStringsText(shown: number): string {
  return `Only the first ${number(shown)} strings are listed. Open the editor to see all of them.`
}

export const SEVERITY_TITLES: Readonly<Record<Severity, string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
}

export const PROBLEMS_WORDS = {
  label: 'Problems',
  none: 'No problems found',
  noneText: 'Every structure in this hive was checked.',
  checking: 'Checking the hive',
  outdated: 'Found before your last changes.',
  again: 'Check again',
  offset: 'File offset',
  show: 'Show in the technical view (Ctrl+Enter)',
} as const

/** How many keys and values were checked. */
export function checkedText(keys: number, values: number): string {
  return `${counted(keys, 'key')} and ${counted(values, 'value')} checked.`
}

/** How many errors, warnings and notes the check found. */
export function foundText(errors: number, warnings: number, infos: number): string {
  const parts = [
    errors > 0 ? counted(errors, 'error') : '',
    warnings > 0 ? counted(warnings, 'warning') : '',
    infos > 0 ? counted(infos, 'note') : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** The progress of the check. `done` is a fraction. */
export function progressText(done: number): string {
  return `${Math.floor(done * 100)} %`
}

function number(value: number): string {
  return value.toLocaleString('en')
}
