/**
 * Decodes stored data to JavaScript values (regf-format 3.3.1), with a note for every rule of the type that
 * it breaks. Real hives break all of them: no terminator, text after it, odd lengths, wrong sizes.
 *
 * No data is refused. Notes are codes; the text catalogue puts them in words.
 */

import { decodeUtf16 } from '../bytes/text.ts'

/** A way in which data breaks the rules of its type. */
export type DataNote =
  /** A string, or the list of a multi-string, runs to the end of the data without its NUL. */
  | 'no-terminator'
  /** There are bytes other than zeros after the terminator. */
  | 'text-after-terminator'
  /** There are only zeros after the terminator. */
  | 'zeros-after-terminator'
  /** The last byte is half a UTF-16 unit. */
  | 'odd-length'
  /** A multi-string holds empty strings; Windows stops at the first of them. */
  | 'empty-strings'

export interface DecodedString {
  /** The text up to the first NUL. */
  readonly text: string
  /** Bytes after the terminator, or half a unit at the end, that storing `text` would drop. */
  readonly trailing: number
  readonly notes: readonly DataNote[]
}

/**
 * Decodes the text of a REG_SZ or REG_EXPAND_SZ. Empty data is an empty string without notes.
 *
 * @param data - the data as it is stored
 * @returns the text up to the first NUL, the bytes after it and what is unusual
 */
export function decodeString(data: Uint8Array): DecodedString {
  return decodeText(data, 'no-terminator')
}

/**
 * Decodes the target of a REG_LINK, which is stored without a terminator.
 *
 * @param data - the data as it is stored
 * @returns the target up to the first NUL, the bytes after it and what is unusual
 */
export function decodeLink(data: Uint8Array): DecodedString {
  return decodeText(data, null)
}

const NO_NOTES: readonly DataNote[] = []

function decodeText(data: Uint8Array, unterminated: DataNote | null): DecodedString {
  const whole = data.length & ~1
  const end = stringEnd(data)
  const text = decodeUtf16(data, 0, end)
  // By far the most common case: one NUL at the end.
  if (end + 2 === data.length || data.length === 0) return { text, trailing: 0, notes: NO_NOTES }
  const trailing = data.length - (end < whole ? end + 2 : whole)
  return { text, trailing, notes: stringNotes(data, 0, end, data.length, unterminated) }
}

/**
 * Finds the end of a string.
 *
 * @param data - bytes that hold the stored data
 * @param start - offset of its first byte
 * @param end - offset of its end
 * @returns offset in bytes of the first NUL, or of the end of the last whole unit
 */
export function stringEnd(data: Uint8Array, start = 0, end = data.length): number {
  const whole = start + ((end - start) & ~1)
  for (let at = start; at < whole; at += 2) {
    if (data[at] === 0 && data[at + 1] === 0) return at
  }
  return whole
}

/**
 * Notes what is unusual in a string.
 *
 * @param data - bytes that hold the stored data
 * @param start - offset of its first byte
 * @param nul - end of the string, from `stringEnd`
 * @param end - offset of the end of the data
 * @param unterminated - the note for a string without a NUL
 * @returns the notes
 */
export function stringNotes(
  data: Uint8Array,
  start: number,
  nul: number,
  end: number,
  unterminated: DataNote | null,
): readonly DataNote[] {
  // By far the most common case: one NUL at the end.
  if (nul + 2 === end || start === end) return NO_NOTES
  const whole = start + ((end - start) & ~1)
  const notes: DataNote[] = []
  if (nul < whole) {
    if (whole > nul + 2) notes.push(afterTerminator(data, nul + 2, whole))
  } else if (unterminated !== null && whole > start) {
    notes.push(unterminated)
  }
  if (end !== whole) notes.push('odd-length')
  return notes
}

function afterTerminator(data: Uint8Array, from: number, end: number): DataNote {
  for (let at = from; at < end; at++) {
    if (data[at] !== 0) return 'text-after-terminator'
  }
  return 'zeros-after-terminator'
}

export interface DecodedMultiString {
  readonly items: readonly string[]
  /** Offset in bytes of the end of the last string; the NULs after it terminate the list. */
  readonly end: number
  readonly notes: readonly DataNote[]
}

/**
 * Decodes the strings of a REG_MULTI_SZ. Empty strings between others are kept and noted, because
 * real data has them and dropping what comes after would hide it. Three NULs at the end are an
 * empty last string, as in PendingFileRenameOperations, and the two that terminate a list; more
 * than three are padding.
 *
 * @param data - the data as it is stored
 * @returns the strings, the end of the last one in bytes, and what is unusual
 */
export function decodeMultiString(data: Uint8Array): DecodedMultiString {
  const end = multiStringEnd(data)
  const items: string[] = []
  let hasEmpty = false
  let start = 0
  for (let at = 0; at < end; at += 2) {
    if (data[at] !== 0 || data[at + 1] !== 0) continue
    if (at === start) hasEmpty = true
    items.push(decodeUtf16(data, start, at))
    start = at + 2
  }
  if (end > 0) items.push(decodeUtf16(data, start, end))
  if (end > 0 && start === end) hasEmpty = true
  return { items, end, notes: multiStringNotes(data.length, end, hasEmpty) }
}

/**
 * Finds the end of the last string of a REG_MULTI_SZ.
 *
 * @param data - bytes that hold the stored data
 * @param start - offset of its first byte
 * @param end - offset of its end
 * @returns the offset in bytes of the end of the last string; `start` if there are no strings
 */
export function multiStringEnd(data: Uint8Array, start = 0, end = data.length): number {
  const whole = start + ((end - start) & ~1)
  let last = whole
  while (last > start && data[last - 1] === 0 && data[last - 2] === 0) last -= 2
  return last > start && whole - last === 6 ? last + 2 : last
}

/**
 * Notes what is unusual in a REG_MULTI_SZ.
 *
 * @param length - size of the data in bytes
 * @param last - where in the data the last string ends, in bytes
 * @param hasEmpty - whether a string is empty
 * @returns the notes
 */
export function multiStringNotes(
  length: number,
  last: number,
  hasEmpty: boolean,
): readonly DataNote[] {
  const notes: DataNote[] = []
  if (hasEmpty) notes.push('empty-strings')
  const zeros = ((length & ~1) - last) / 2
  // Windows writes an empty list as one NUL, many programs as two.
  if (zeros > 2) notes.push('zeros-after-terminator')
  else if (last > 0 && zeros < 2) notes.push('no-terminator')
  if (length % 2 !== 0) notes.push('odd-length')
  return notes.length === 0 ? NO_NOTES : notes
}

/**
 * Decodes a REG_DWORD.
 *
 * @param data - the data as it is stored
 * @returns the unsigned number, or null if there are not exactly four bytes
 */
export function decodeDword(data: Uint8Array): number | null {
  if (data.length !== 4) return null
  return dwordOf(data, 3, 2, 1, 0)
}

/**
 * Decodes a REG_DWORD_BIG_ENDIAN.
 *
 * @param data - the data as it is stored
 * @returns the unsigned number, or null if there are not exactly four bytes
 */
export function decodeDwordBigEndian(data: Uint8Array): number | null {
  if (data.length !== 4) return null
  return dwordOf(data, 0, 1, 2, 3)
}

/** Four bytes as one number, the highest first. */
function dwordOf(data: Uint8Array, a: number, b: number, c: number, d: number): number {
  const high = ((data[a] as number) << 24) | ((data[b] as number) << 16)
  return (high | ((data[c] as number) << 8) | (data[d] as number)) >>> 0
}

/**
 * Decodes a REG_QWORD.
 *
 * @param data - the data as it is stored
 * @returns the unsigned number, or null if there are not exactly eight bytes
 */
export function decodeQword(data: Uint8Array): bigint | null {
  if (data.length !== 8) return null
  return new DataView(data.buffer, data.byteOffset, 8).getBigUint64(0, true)
}
