/** The text of the hex editor, and of the dialogs about the type of a value. */

import type { ByteForm } from '../bytes/byteForms.ts'
import type { ConversionProblem } from '../values/convertData.ts'
import type { InspectionKind } from '../values/inspect.ts'
import { counted } from './counted.ts'
import { valueName } from './edits.ts'

/** What an expandable string becomes. */
export const EXPANSION = {
  title: 'Expanded',
} as const

/** Says which hives the variables come from. */
export function expandedFromText(hives: readonly string[]): string {
  return `With the variables of ${hives.join(' and ')}.`
}

/** Says which variables no open hive defines. */
export function unknownVariablesText(names: readonly string[]): string {
  const listed = names.map((name) => `%${name}%`).join(', ')
  return names.length === 1
    ? `No open hive defines ${listed}.`
    : `No open hive defines these variables: ${listed}.`
}

/** The dialog that gives a value another type. */
export const CHANGE_TYPE = {
  title: 'Change Type',
  working: 'Converting the data…',
  now: 'Type now',
  type: 'New type',
  other: 'Other number…',
  number: 'Number of the type',
  numberHint: 'Decimal, or hexadecimal with 0x: any number of 32 bits.',
  notANumber: 'This is not a number of 32 bits.',
  data: 'Data',
  convert: 'Convert it to the new type',
  keep: 'Keep the same bytes',
  lossy: 'The stored bytes cannot be had back from the new data, but Undo brings them back.',
} as const

const CONVERSION_PROBLEMS: Readonly<Record<ConversionProblem, string>> = {
  'not-a-number': 'The text is not a number. Keep the same bytes, or choose another type.',
  'too-large':
    'The number is too large for this type. Keep the same bytes, or choose another type.',
  'too-many-bytes':
    'There are more bytes than this type has. Keep the same bytes, or choose another type.',
  'several-strings':
    'There are several strings, and a number is one. Keep the same bytes, or choose another type.',
  'too-long': 'The text is too long to be a number. Keep the same bytes, or choose another type.',
}

/** Why data cannot be converted, and what to do. */
export function conversionProblemText(problem: ConversionProblem): string {
  return CONVERSION_PROBLEMS[problem]
}

/** Comes before a preview of the data to store. */
export function newDataText(bytes: number): string {
  return `New data, ${counted(bytes, 'byte')}:`
}

/** The dialog that creates a value of any type. */
export const NEW_VALUE = {
  title: 'New Value',
  name: 'Value name',
  type: 'Value type',
  create: 'Create',
  cancel: 'Cancel',
} as const

/** The hex editor. */
export const HEX = {
  digits: 'Hex',
  digitsTitle: 'Hex digits are typed. Click among the characters to type text.',
  text: 'Text',
  textTitle:
    'Characters are typed, and stored as ASCII or UTF-8. Click among the digits to type those.',
  perRow: 'Bytes per row',
  perRowTitle: 'As many as chosen, or as many as fit',
  perRowAutomatic: 'Automatic',
  fill: 'Fill with (hex)',
  fillTitle: 'Overwrites the selected bytes with these, again and again (Enter)',
  fillNothing: 'Select the bytes to fill first.',
  findAs: 'Find as',
  findHex: 'Hex',
  findUtf16: 'Text (UTF-16)',
  findAscii: 'Text (ASCII)',
  findNothing: 'Type what to find.',
  findNotHex: 'These are not hex digits of whole bytes.',
  next: 'Next',
  nextTitle: 'Find the next place (F3)',
  previous: 'Previous',
  previousTitle: 'Find the place before (Shift+F3)',
  copyAs: 'Copy as',
  load: 'From file…',
  loadFrom: 'Read the bytes from a file',
  notLoaded: 'The file could not be read. Nothing was changed.',
  save: 'To file',
  pasteBase64: 'Paste as Base64',
  pasteUtf16: 'Paste as UTF-16 text',
  pasteUtf8: 'Paste as ASCII or UTF-8 text',
  inspector: 'Data inspector',
  bigEndian: 'Big endian',
  noReading: '–',
} as const

/** The forms in which bytes are copied. */
export const BYTE_FORMS: Readonly<Record<ByteForm, string>> = {
  hex: 'Hex digits',
  c: 'C array',
  reg: 'Data of a .reg file',
  base64: 'Base64',
  utf16: 'Text (UTF-16)',
  ascii: 'Text (ASCII)',
}

/** The heading of the readings of the bytes at an offset in hex digits. */
export function inspectedText(offset: string): string {
  return `At offset 0x${offset}`
}

export const INSPECTION_TITLES: Readonly<Record<InspectionKind, string>> = {
  uint8: 'Unsigned 8-bit',
  int8: 'Signed 8-bit',
  uint16: 'Unsigned 16-bit',
  int16: 'Signed 16-bit',
  uint32: 'Unsigned 32-bit',
  int32: 'Signed 32-bit',
  uint64: 'Unsigned 64-bit',
  int64: 'Signed 64-bit',
  float16: 'Float 16-bit',
  float32: 'Float 32-bit',
  float64: 'Float 64-bit',
  bits: 'Bits',
  filetime: 'FILETIME',
  'unix-seconds': 'Unix seconds',
  'unix-milliseconds': 'Unix milliseconds',
  guid: 'GUID',
  sid: 'SID',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  ascii: 'ASCII text',
  utf16: 'UTF-16 text',
}

/** What a search in bytes found; -1 for nothing. */
export function hexFoundText(at: number): string {
  return at < 0 ? 'Not found.' : `Found at 0x${at.toString(16).toUpperCase().padStart(4, '0')}.`
}

/** The name of the file that the bytes of a value are downloaded as. */
export function bytesFile(name: string): string {
  return `${valueName(name)}.bin`
}
