/**
 * A string value as the text of a field, and back to bytes. What was not edited keeps every byte: line
 * breaks of each kind, a missing NUL, and what follows the text.
 */

import { encodeUtf16, writeUtf16 } from '../bytes/text.ts'
import { countBreaks, type LineBreak, readBreaks, showBreaks } from './breakMarks.ts'
import { type DecodedString, decodeLink, decodeString } from './decode.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface StringField extends Omit<DecodedString, 'text'> {
  /** What the field shows: LF for `lineBreak`, and marks for other breaks where there are any. */
  readonly text: string
  /** The kind most of the stored breaks are of, and the one a typed break becomes. */
  readonly lineBreak: LineBreak
  /** Stored breaks of other kinds. */
  readonly otherBreaks: number
  /** The stored bytes after the text: its NUL and whatever follows. */
  readonly rest: Uint8Array
  /** What usually follows text of this type. */
  readonly usualRest: Uint8Array
}

/** The field of a REG_SZ, a REG_EXPAND_SZ, or a REG_LINK with `link`. */
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
    // A value without bytes is an empty string that lacks nothing.
    rest: data.length === 0 ? usualRest : data.subarray(text.length * 2),
    usualRest,
  }
}

/** The most common break; CR LF, which Windows uses, where there is none or several are equally common. */
function commonest(counts: Readonly<Record<LineBreak, number>>): LineBreak {
  const most = Math.max(counts['\r\n'], counts['\n'], counts['\r'])
  if (counts['\r\n'] === most) return '\r\n'
  return counts['\n'] === most ? '\n' : '\r'
}

/** The bytes of an edited field. `tidy` ends the text the usual way instead of the stored one. */
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

/** The text to store for the text of a field. */
export function storedText({ lineBreak, otherBreaks }: StringField, text: string): string {
  return otherBreaks > 0 ? readBreaks(text, lineBreak) : text.replaceAll('\n', lineBreak)
}
