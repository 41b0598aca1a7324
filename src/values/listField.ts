/**
 * Converts a REG_MULTI_SZ to the text of a field, one string per line, and back to bytes. Line breaks
 * inside a string are shown as marks. Without edits every byte is kept, including the NULs after the last
 * string.
 */

import { writeUtf16 } from '../bytes/text.ts'
import { markBreaks, unmarkBreaks } from './breakMarks.ts'
import { type DataNote, decodeMultiString } from './decode.ts'
import { encodeMultiString } from './encode.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface ListField {
  /** One string per line. An empty last string is shown by a line break after the last line. */
  readonly text: string
  readonly items: readonly string[]
  /** A string contains line breaks, so the text has marks. */
  readonly marked: boolean
  readonly notes: readonly DataNote[]
  /** The stored bytes after the last string, which terminate the list. */
  readonly closing: Uint8Array
}

/**
 * Prepares a stored REG_MULTI_SZ for a field.
 *
 * @param data - the data as it is stored
 * @returns the field, from which `writeListField` can restore the same bytes
 */
export function readListField(data: Uint8Array): ListField {
  const { items, notes, end } = decodeMultiString(data)
  const marked = items.some((item) => /[\r\n]/.test(item))
  return { text: listText(items, { marked }), items, marked, notes, closing: data.subarray(end) }
}

/** Joins strings to the lines of a field. With `marked`, line breaks in them become marks. */
function listText(items: readonly string[], { marked }: { readonly marked: boolean }): string {
  const lines = marked ? items.map(markBreaks) : [...items]
  if (lines.at(-1) === '') lines.push('')
  return lines.join('\n')
}

/**
 * Splits the text of a field into strings, empty ones included.
 *
 * @param text - the text of the field
 * @param options - `marked` if marks in the text stand for line breaks
 * @returns the strings to store
 */
export function listItems(text: string, { marked }: { readonly marked: boolean }): string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return marked ? lines.map(unmarkBreaks) : lines
}

/**
 * Encodes an edited list.
 *
 * @param field - the field as it was read
 * @param items - the strings to store
 * @param options - with `tidy` the list is terminated in the usual way instead of as it was stored
 * @returns the data to store
 */
export function writeListField(
  field: ListField,
  items: readonly string[],
  { tidy }: { readonly tidy: boolean },
): Bytes {
  if (tidy || !keepsClosing(field, items.length)) return encodeMultiString(items)
  const { closing } = field
  if (items.length === 0) return closing.slice()
  const units = items.reduce((sum, item) => sum + item.length + 1, -1)
  const bytes = new Uint8Array(units * 2 + closing.length)
  let at = 0
  for (const item of items) at = writeUtf16(bytes, at, item) + 2
  bytes.set(closing, units * 2)
  return bytes
}

/**
 * Checks whether a list of another length can keep the NULs of the stored one. An empty list is
 * terminated differently.
 *
 * @param field - the field as it was read
 * @param count - number of strings
 * @returns true if both lists are empty or neither is
 */
export function keepsClosing(field: ListField, count: number): boolean {
  return field.items.length > 0 === count > 0
}

/**
 * Counts the NULs that terminate the stored list.
 *
 * @param field - the field as it was read
 * @returns the number of UTF-16 units after the last string
 */
export function closingNuls({ closing }: ListField): number {
  return closing.length >> 1
}

/**
 * Checks whether the empty strings at the end of a list can be read back. They are NULs in front of
 * the NULs that terminate it; three in a row are read as one empty string, any other number as the
 * end alone.
 *
 * @param items - the strings
 * @param nuls - number of NULs that terminate the list
 * @returns true if `decodeMultiString` finds the same strings
 */
export function endsClearly(items: readonly string[], nuls: number): boolean {
  let empty = 0
  while (empty < items.length && items[items.length - 1 - empty] === '') empty++
  return empty === 0 || (empty === 1 && nuls === 2 && items.length > 1)
}
