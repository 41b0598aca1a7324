/**
 * Converts a string value to the text of a field, and back to bytes. Without edits every byte is kept: line
 * breaks of each kind, a missing NUL, and bytes after the text.
 */

import { encodeUtf16, writeUtf16 } from '../bytes/text.ts'
import { countBreaks, type LineBreak, readBreaks, showBreaks } from './breakMarks.ts'
import { type DecodedString, decodeLink, decodeString } from './decode.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface StringField extends Omit<DecodedString, 'text'> {
  /** The text of the field: LF for `lineBreak`, and marks for other kinds if there are any. */
  readonly text: string
  /** The most common kind of line break in the stored text; typed line breaks are stored as this kind. */
  readonly lineBreak: LineBreak
  /** Number of stored line breaks of other kinds. */
  readonly otherBreaks: number
  /** The stored bytes after the text: its NUL and everything after it. */
  readonly rest: Uint8Array
  /** The usual bytes after text of this type. */
  readonly usualRest: Uint8Array
}

/**
 * Prepares a stored REG_SZ, REG_EXPAND_SZ or REG_LINK for a field.
 *
 * @param data - the data as it is stored
 * @param options - `link` if the type is REG_LINK
 * @returns the field, from which `writeStringField` can restore the same bytes
 */
export function readStringField(
  data: Uint8Array,
  { link }: { readonly link: boolean },
): StringField {
  const { text, ...others } = link ? decodeLink(data) : decodeString(data)
  const counts = countBreaks(text)
  const lineBreak = commonest(counts)
  const otherBreaks = counts['\r\n'] + counts['\n'] + counts['\r'] - counts[lineBreak]
  const usualRest = new Uint8Array(link ? 0 : 2)
  return {
    ...others,
    text: otherBreaks > 0 ? showBreaks(text, lineBreak) : text.replaceAll(lineBreak, '\n'),
    lineBreak,
    otherBreaks,
    // A value without any bytes is an empty string; it lacks no NUL.
    rest: data.length === 0 ? usualRest : data.subarray(text.length * 2),
    usualRest,
  }
}

/** The most common kind of line break. If there is none, or in a tie, CR LF as in Windows. */
function commonest(counts: Readonly<Record<LineBreak, number>>): LineBreak {
  const most = Math.max(counts['\r\n'], counts['\n'], counts['\r'])
  if (counts['\r\n'] === most) return '\r\n'
  return counts['\n'] === most ? '\n' : '\r'
}

/**
 * Encodes an edited string.
 *
 * @param field - the field as it was read
 * @param text - the text of the field
 * @param options - with `tidy` the text is terminated in the usual way instead of as it was stored
 * @returns the data to store
 */
export function writeStringField(
  field: StringField,
  text: string,
  { tidy }: { readonly tidy: boolean },
): Bytes {
  const rest = tidy ? field.usualRest : field.rest
  const stored = storedText(field, text)
  if (rest.length === 0) return encodeUtf16(stored)
  const bytes = new Uint8Array(stored.length * 2 + rest.length)
  bytes.set(rest, writeUtf16(bytes, 0, stored))
  return bytes
}

/**
 * Converts the text of a field to the text to store.
 *
 * @param field - the field as it was read
 * @param text - the text of the field
 * @returns the text with its line breaks as they are stored
 */
export function storedText({ lineBreak, otherBreaks }: StringField, text: string): string {
  return otherBreaks > 0 ? readBreaks(text, lineBreak) : text.replaceAll('\n', lineBreak)
}
