/** What was edited, deleted, undone and saved, and the words of the editors. */

import type { EditKind, EditLabel, EditRequest, EditResult } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { markedText } from './visibleText.ts'

/** The button of a notice that takes a deletion back. */
export const UNDO = 'Undo'

/** A value's name as the grid shows it. */
export function valueName(name: string): string {
  return name === '' ? '(Default)' : name
}

/** A key's name as the tree shows it. The root of some hives has none. */
export function keyName(name: string): string {
  return name === '' ? '(no name)' : name
}

const EDIT_NAMES: Readonly<Record<EditKind, (label: EditLabel) => string>> = {
  'create-key': (label) => `New key ${keyName(label.name)}`,
  'rename-key': (label) => `Rename key ${keyName(label.name)}`,
  'delete-key': (label) => `Delete key ${keyName(label.name)}`,
  'set-virtual-flags': (label) => `Virtualization of ${keyName(label.name)}`,
  'set-security': (label) =>
    label.count > 1
      ? `Permissions of ${keyName(label.name)}, ${counted(label.count, 'key')}`
      : `Permissions of ${keyName(label.name)}`,
  'create-value': (label) => `New value ${valueName(label.name)}`,
  'set-value': (label) => `Edit ${valueName(label.name)}`,
  'rename-value': (label) => `Rename value ${valueName(label.name)}`,
  'delete-values': (label) =>
    label.count > 1
      ? `Delete ${counted(label.count, 'value')}`
      : `Delete value ${valueName(label.name)}`,
  'apply-logs': () => 'Apply transaction logs',
  convert: (label) => `Convert to version ${label.name}`,
}

/** One undo or redo step in words. */
export function editName(label: EditLabel): string {
  return EDIT_NAMES[label.kind](marked(label))
}

/** The label with hidden characters of its name marked. */
function marked(label: EditLabel): EditLabel {
  return { ...label, name: markedText(label.name) }
}

/** What a deletion took away. */
export function deletedText({ label: stored, removed }: EditResult): string {
  const label = marked(stored)
  if (label.kind === 'delete-key') {
    return `Deleted ${keyName(label.name)}: ${counted(removed.keys, 'key')}, ${counted(removed.values, 'value')}`
  }
  if (removed.values <= 1) return `Deleted ${valueName(label.name)}`
  return `Deleted ${counted(removed.values, 'value')}`
}

/** The whole image of a hive was exchanged. */
export function swappedText(name: string, { label }: EditResult): string {
  return label.kind === 'convert'
    ? `${name} converted to version ${label.name}`
    : `Transaction logs applied to ${name}`
}

/** While an edit takes its time. */
export function workingText(edit: EditRequest): string {
  if (edit.kind === 'delete-values') return `Deleting ${counted(edit.values.length, 'value')}…`
  return edit.kind === 'delete-key'
    ? 'Deleting the key with everything below it…'
    : 'Changing the hive…'
}

/** While an undo takes its time. */
export function undoingText(label: EditLabel | null): string {
  return label === null ? 'Undoing…' : `Undoing: ${editName(label)}…`
}

export function redoingText(label: EditLabel | null): string {
  return label === null ? 'Redoing…' : `Redoing: ${editName(label)}…`
}

/** A long edit was cancelled. */
export const GIVEN_UP = 'Cancelled. Nothing was changed.'

export function undoneText({ label }: EditResult): string {
  return `Undone: ${editName(label)}`
}

export function redoneText({ label }: EditResult): string {
  return `Done again: ${editName(label)}`
}

/** The name a refused edit is about, for errors that carry none. */
export function subjectOf(edit: EditRequest): string | undefined {
  return 'name' in edit && edit.name !== '' ? edit.name : undefined
}

/** The dialogs that edit one value. The titles are names other programs rely on. */
export const EDITOR = {
  string: 'Edit String',
  multiString: 'Edit Multi-String',
  dword: 'Edit DWORD (32-bit) Value',
  qword: 'Edit QWORD (64-bit) Value',
  binary: 'Edit Binary Value',
  valueName: 'Value name',
  valueData: 'Value data',
  type: 'Type',
  typeString: 'String (REG_SZ)',
  typeExpand: 'Expandable String (REG_EXPAND_SZ)',
  typeLink: 'Link (REG_LINK)',
  base: 'Base',
  hexadecimal: 'Hexadecimal',
  decimal: 'Decimal',
  truncate: 'Truncate',
  ok: 'OK',
  cancel: 'Cancel',
  keepEmpty: 'Keep empty strings',
  editBinary: 'Edit as binary',
  linkNote: 'A link is stored without a terminating NUL.',
  readOnly: 'This hive is read-only: the value can be looked at, not changed.',
  tidy: 'Store the usual form',
  multiHelp: 'One string per line. Shift+Enter is a line break inside a string, Ctrl+Enter is OK.',
  binaryHelp: 'Bytes as hex digits: 9e 1e, 9e,1e, 0x9E or a pasted hex: line.',
} as const

/** The bytes after the end of the stored text. */
export function bytesAfterText(bytes: number, { kept }: { readonly kept: boolean }): string {
  const stored = counted(bytes, 'byte')
  return kept
    ? `The stored data continues after the end of the text: ${stored}, kept as stored.`
    : `Saving drops ${stored} that are stored after the end of the text.`
}

/** The NULs after those that close a stored list. */
export function nulsAfterList(nuls: number, { kept }: { readonly kept: boolean }): string {
  const stored = counted(nuls, 'extra NUL')
  return kept
    ? `The stored list is followed by ${stored}, kept as stored.`
    : `Saving drops ${stored} after the end of the list.`
}

/** How stored data differs from the usual form of its type: while that is kept, and when it is not. */
export const STORED_ODDLY = {
  'no-terminator': {
    kept: 'The stored text has no terminating NUL. It stays without one.',
    tidied: 'Saving adds the terminating NUL that the stored text lacks.',
  },
  'list-not-closed': {
    kept: 'The stored list does not end with two NULs. It stays that way.',
    tidied: 'Saving ends the list with two NULs, which the stored list lacks.',
  },
  'odd-length': {
    kept: 'The stored data has an odd number of bytes. The last one is kept.',
    tidied: 'The stored data has an odd number of bytes. Saving drops the last one.',
  },
} as const

/** Why a number is edited as bytes. */
export const WRONG_SIZE = 'The stored size does not fit the type, so it is shown as bytes.'

/** What the marks in a field stand for. */
export const MARK_LEGEND =
  '↓ is a line feed and ← a carriage return in the stored text. ¤ before one of these three marks means the character itself.'

const BREAK_NAMES = { '\r\n': 'CR LF', '\n': 'LF', '\r': 'CR' } as const

/** What kind of line break a line of a string ends with. */
export function lineBreaksText(lineBreak: keyof typeof BREAK_NAMES, others: number): string {
  const ends = `Line breaks are ${BREAK_NAMES[lineBreak]}`
  if (others === 0) return `${ends}. Ctrl+Enter is OK.`
  return `${ends}, except ${others === 1 ? 'one that has a mark' : `${others} that have marks`}. Each stays as it is. Ctrl+Enter is OK.`
}

/** A NUL was pasted into text. */
export const HOLDS_NUL = 'The text holds a NUL. Programs stop reading there.'

/** The fields beside a long text or many bytes. */
export const LONG_TEXT = {
  goToLine: 'Go to line',
  goToOffset: 'Go to offset',
  find: 'Find',
  overwrite: 'Overwrite',
  overwriteTitle: 'Typed digits replace what is there. The Insert key switches.',
  insert: 'Insert',
  insertTitle: 'Typed digits push what is there aside. The Insert key switches.',
  bytesHelp:
    'Type or paste hex digits. The Insert key switches between overwriting and inserting. Enter is OK.',
} as const

/** Where the caret is in a long text; `character` counts in the line, from 1. */
export function linePlaceText(line: number, lines: number, character: number): string {
  const [at, of, within] = [line, lines, character].map((count) => count.toLocaleString('en'))
  return `Line ${at} of ${of}, character ${within}`
}

/** Where the caret is among many bytes. `offset` in hex digits. */
export function bytePlaceText(offset: string, bytes: number): string {
  return `Offset ${offset} of ${counted(bytes, 'byte')}`
}

/** How much of a long text is selected. */
export function selectedText(count: number, what: 'character' | 'byte'): string {
  return `${counted(count, what)} selected`
}

/** Pasted text was not hex: nothing was changed. */
export function notPastedText(problem: string): string {
  return `Nothing was pasted. ${problem}`
}

/** Length of what is being typed. */
export function textLength(characters: number, bytes: number): string {
  return `${counted(characters, 'character')}, ${counted(bytes, 'byte')}`
}

/** `empty` of the strings are empty. */
export function linesLength(strings: number, empty: number, bytes: number): string {
  const held = empty === 0 ? '' : ` (${empty.toLocaleString('en')} empty)`
  return `${counted(strings, 'string')}${held}, ${counted(bytes, 'byte')}`
}

export function bytesLength(bytes: number): string {
  return counted(bytes, 'byte')
}

/** The empty lines of a multi-string that are not stored. */
export function emptyStringsText(count: number): string {
  return `${counted(count, 'empty line')} among the strings. Many programs stop reading at an empty string, so these are left out.`
}

export const EMPTY_STRINGS_KEPT =
  'Empty strings are kept, including one at the end. Many programs stop reading at the first one.'

export const UNCLEAR_END =
  'The list ends in empty strings that cannot be distinguished from the NULs that close it.'

export type NumberProblem = 'empty' | 'digit' | 'too-large' | 'too-small'

/** Why a number cannot be stored. */
export function numberProblemText(problem: NumberProblem, bits: 32 | 64): string {
  const most = bits === 32 ? '4294967295 (ffffffff)' : '18446744073709551615 (ffffffffffffffff)'
  switch (problem) {
    case 'empty':
      return 'Type a number.'
    case 'digit':
      return 'This is not a number in the chosen base.'
    case 'too-large':
      return `Too large for ${bits} bits: the most is ${most}.`
    case 'too-small':
      return `Too small for ${bits} bits.`
  }
}

/** Why hex text is no list of bytes, with the place in it. */
export function hexProblemText(problem: 'odd' | 'digit', line: number, column: number): string {
  const where = `line ${line}, column ${column}`
  return problem === 'odd'
    ? `A digit is missing: the byte at ${where} has only one.`
    : `This is not a hex digit: ${where}.`
}

/** What was copied. `names`: what became of hidden characters in names; `plain` when there are none. */
export interface CopiedWhat {
  readonly what: 'path' | 'names' | 'data' | 'values' | 'text'
  readonly count: number
  readonly names?: 'plain' | 'spelled' | 'raw'
}

const COPIED: Readonly<Record<CopiedWhat['what'], (count: number) => string>> = {
  path: () => 'Copied the key path',
  names: (count) => (count === 1 ? 'Copied the value name' : `Copied ${count} value names`),
  data: () => 'Copied the value data',
  values: (count) => `Copied ${counted(count, 'value')}`,
  text: () => 'Copied',
}

/** What is on the clipboard now. */
export function copiedText({ what, count, names = 'plain' }: CopiedWhat): string {
  const text = COPIED[what](count)
  if (names === 'plain') return text
  return names === 'spelled'
    ? `${text}. Hidden characters are spelled, such as \\u0000.`
    : `${text}. Names hold hidden characters, which are copied as they are.`
}

/** Values with so much data are not copied. Both in bytes. */
export function tooMuchToCopyText(bytes: number, most: number): string {
  const [all, limit] = [bytes, most].map((count) => `${Math.ceil(count / 1024 / 1024)} MB`)
  return `Nothing was copied. The selected values have ${all} of data, and ${limit} can be copied at once: select fewer.`
}

export const NOT_COPIED = 'The browser did not allow copying.'
