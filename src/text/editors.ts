/** The text of the editors of values. */

import { counted } from './counted.ts'

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
  keepBase: 'Open with the last base',
  truncate: 'Truncate',
  ok: 'OK',
  cancel: 'Cancel',
  keepEmpty: 'Keep empty strings',
  severalLines: 'Several lines: Enter starts a new one',
  editBinary: 'Edit as binary',
  linkNote: 'A link is stored without a terminating NUL.',
  readOnly: 'This hive is read-only: the value can be viewed but not changed.',
  tidy: 'Store the usual form',
  multiHelp:
    'One string per line. Alt+Up and Alt+Down move lines; Shift+Enter inserts a line break inside a string; Ctrl+Enter presses OK.',
  splitList: 'Split',
} as const

/** Offers to split a list that was pasted as one line. */
export function splitListText(parts: number): string {
  return `The pasted line is a list of ${parts} parts. Split makes a string of each.`
}

/** Says that there are bytes after the end of the stored text. */
export function bytesAfterText(bytes: number, { kept }: { readonly kept: boolean }): string {
  const stored = counted(bytes, 'byte')
  return kept
    ? `The stored data continues after the end of the text: ${stored}, kept as stored.`
    : `Saving drops the ${stored} stored after the end of the text.`
}

/** Says that there are NULs after the ones that terminate a stored list. */
export function nulsAfterList(nuls: number, { kept }: { readonly kept: boolean }): string {
  const stored = counted(nuls, 'extra NUL')
  return kept
    ? `The stored list is followed by ${stored}, kept as stored.`
    : `Saving drops the ${stored} after the end of the list.`
}

/** How stored data differs from the usual form of its type, when the difference is kept and when not. */
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
export const WRONG_SIZE = 'The stored data is not the size of its type, so it is shown as bytes.'

/** Explains the marks in a text field. */
export const MARK_LEGEND =
  'In the stored text, ↓ is a line feed and ← a carriage return. A ¤ before any of these three marks means the character itself.'

const BREAK_NAMES = { '\r\n': 'CR LF', '\n': 'LF', '\r': 'CR' } as const

/** The kind of line break that ends the lines of a string. */
export function lineBreaksText(lineBreak: keyof typeof BREAK_NAMES, others: number): string {
  const ends = `Line breaks are ${BREAK_NAMES[lineBreak]}`
  if (others === 0) return `${ends}. Ctrl+Enter presses OK.`
  return `${ends}, except ${others === 1 ? 'for one, which is marked' : `for ${others}, which are marked`}. Each is kept. Ctrl+Enter presses OK.`
}

/** Warns that the text contains a NUL. */
export const HOLDS_NUL = 'The text contains a NUL. Most programs stop reading there.'

/** The fields of the editors for long texts and large binary data. */
export const LONG_TEXT = {
  goToLine: 'Go to line',
  goToOffset: 'Go to offset (hex)',
  goToOffsetTitle: 'In hex, such as FA0. A decimal number has a comma or 0n: 4,000 or 0n4000.',
  find: 'Find',
  overwrite: 'Overwrite',
  overwriteTitle: 'Typed digits replace existing ones. Press Insert to switch.',
  insert: 'Insert',
  insertTitle: 'Typed digits are inserted before existing ones. Press Insert to switch.',
  bytesHelp:
    'Type or paste bytes: 9e 1e, 9e,1e, 0x9E, a C array or a line of a .reg file. Insert switches between overwriting and inserting, Ctrl+F finds, Ctrl+G goes to an offset. Enter presses OK.',
} as const

/** The position of the caret in a long text. `character` counts from 1 within the line. */
export function linePlaceText(line: number, lines: number, character: number): string {
  const [at, of, within] = [line, lines, character].map((count) => count.toLocaleString('en'))
  return `Line ${at} of ${of}, character ${within}`
}

/** The position of the caret in binary data. `offset` is the one of `byte` in hex digits. */
export function bytePlaceText(offset: string, byte: number, bytes: number): string {
  return `Offset 0x${offset} (${byte.toLocaleString('en')}) of ${counted(bytes, 'byte')}`
}

/** Says that a text has no line of the number that was typed. */
export function noSuchLineText(lines: number): string {
  return lines === 1 ? 'There is only line 1.' : `Type 1 to ${lines.toLocaleString('en')}.`
}

/** Says that an offset is past the end, and how the same digits are read as decimal if they would be within. */
export function pastEndText(typed: string, byte: number, bytes: number): string {
  const past = `0x${byte.toString(16).toUpperCase()} is past the end (${counted(bytes, 'byte')}).`
  const isDecimal = /^\d+$/.test(typed) && Number(typed) <= bytes
  return isDecimal ? `${past} For decimal, type 0n${typed}.` : past
}

/** How much of a long text is selected. */
export function selectedText(count: number, what: 'character' | 'byte'): string {
  return `${counted(count, what)} selected`
}

/** The pasted text was not hex, so nothing was changed. */
export function notPastedText(problem: string): string {
  return `Nothing was pasted. ${problem}`
}

/** The length of the text in the field, and of its bytes when stored. */
export function textLength(characters: number, bytes: number): string {
  return `${counted(characters, 'character')}, ${counted(bytes, 'byte')}`
}

/** The number of strings in the field, how many of them are empty, and their bytes when stored. */
export function linesLength(strings: number, empty: number, bytes: number): string {
  const held = empty === 0 ? '' : ` (${empty.toLocaleString('en')} empty)`
  return `${counted(strings, 'string')}${held}, ${counted(bytes, 'byte')}`
}

export function bytesLength(bytes: number): string {
  return counted(bytes, 'byte')
}

/** The empty lines of a multi-string that are not stored. */
export function emptyStringsText(count: number): string {
  return `${counted(count, 'empty line')} among the strings. Many programs stop reading at an empty string, so ${count === 1 ? 'it is' : 'they are'} left out.`
}

export const EMPTY_STRINGS_KEPT =
  'Empty strings are kept, including one at the end. Many programs stop reading at the first one.'

export const UNCLEAR_END =
  'The list ends with empty strings, which cannot be distinguished from the NULs that terminate it.'

export type NumberProblem = 'empty' | 'digit' | 'too-large' | 'too-small'

/** Why a number cannot be stored. */
export function numberProblemText(problem: NumberProblem, bits: 32 | 64): string {
  const most = bits === 32 ? '4294967295 (ffffffff)' : '18446744073709551615 (ffffffffffffffff)'
  switch (problem) {
    case 'empty':
      return 'Type a number.'
    case 'digit':
      return 'This is not a number in the selected base.'
    case 'too-large':
      return `Too large for ${bits} bits: the maximum is ${most}.`
    case 'too-small':
      return `Too small for ${bits} bits.`
  }
}

/** Why a hex text is not a list of bytes, and where. */
export function hexProblemText(problem: 'odd' | 'digit', line: number, column: number): string {
  const where = `line ${line}, column ${column}`
  return problem === 'odd'
    ? `A digit is missing: the byte at ${where} has only one digit.`
    : `Not a hex digit: ${where}.`
}
