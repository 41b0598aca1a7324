/**
 * A REG_MULTI_SZ as the text of a field, one string a line, and back to bytes. Line breaks inside a
 * string are marks. What was not edited keeps every byte, the NULs after the last string included.
 */

import { writeUtf16 } from '../bytes/text.ts'
import { markBreaks, unmarkBreaks } from './breakMarks.ts'
import { type DataNote, decodeMultiString } from './decode.ts'
import { encodeMultiString } from './encode.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface ListField {
  /** One string a line. A line break after the last line closes it, as where the last string is empty. */
  readonly text: string
  readonly items: readonly string[]
  /** A string holds line breaks, so that the text has marks. */
  readonly marked: boolean
  readonly notes: readonly DataNote[]
  /** The stored bytes after the text of the last string. */
  readonly closing: Uint8Array
}

export function readListField(data: Uint8Array): ListField {
  const { items, notes, end } = decodeMultiString(data)
  const marked = items.some((item) => /[\r\n]/.test(item))
  return { text: listText(items, { marked }), items, marked, notes, closing: data.subarray(end) }
}

/** Strings as the lines of a field, line breaks and marks in them as marks when it is `marked`. */
function listText(items: readonly string[], { marked }: { readonly marked: boolean }): string {
  const lines = marked ? items.map(markBreaks) : [...items]
  if (lines.at(-1) === '') lines.push('')
  return lines.join('\n')
}

/** The strings of a field, empty ones included. */
export function listItems(text: string, { marked }: { readonly marked: boolean }): string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return marked ? lines.map(unmarkBreaks) : lines
}

/** The bytes of an edited list. `tidy` closes it the usual way instead of the stored one. */
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

/** Whether a list of `count` strings is closed as the stored one is: an empty list has its own form. */
export function keepsClosing(field: ListField, count: number): boolean {
  return field.items.length > 0 === count > 0
}

/** The NULs that close the stored list. */
export function closingNuls({ closing }: ListField): number {
  return closing.length >> 1
}

/**
 * Whether the empty strings at the end of a list can be read back. They are NULs before the NULs that
 * close it; three in a row are read as one empty string, any other number as the end alone.
 */
export function endsClearly(items: readonly string[], nuls: number): boolean {
  let empty = 0
  while (empty < items.length && items[items.length - 1 - empty] === '') empty++
  return empty === 0 || (empty === 1 && nuls === 2 && items.length > 1)
}
