/**
 * A one-line preview of the data of a value, in the formats of regedit (ui-anchors 4.2).
 *
 * The line holds data only: where regedit prints a phrase, such as `(zero-length binary value)`, the text
 * is empty and a note says why; the text catalogue has the phrase.
 */

import { formatHex } from '../bytes/hex.ts'
import {
  type DataNote,
  type DecodedString,
  decodeDword,
  decodeDwordBigEndian,
  decodeLink,
  decodeMultiString,
  decodeQword,
  decodeString,
} from './decode.ts'
import { standardType, VALUE_TYPE } from './valueType.ts'

/** The number of bytes that `previewValue` looks at; more do not change the result. */
export const PREVIEW_HEAD_BYTES = 1024
/** The longest preview in UTF-16 units. */
export const PREVIEW_UNITS = 256
/** Two digits and a space each. */
const PREVIEW_HEX_BYTES = Math.floor((PREVIEW_UNITS + 1) / 3)

export interface ValuePreview {
  /**
   * One line of at most 256 UTF-16 units, with symbols for control characters. The items of a
   * multi-string are joined by one space, as in regedit; `items` has them one by one.
   */
  readonly text: string
  /** The strings of a multi-string, cut to 256 units in total; null for every other type. */
  readonly items: readonly string[] | null
  /** The preview does not show all of the data. */
  readonly cut: boolean
  readonly notes: readonly PreviewNote[]
}

/** An oddity of stored data; the text catalogue describes each. */
export type PreviewNote =
  | DataNote
  /** Not the size of its number type: `(invalid DWORD (32-bit) value)`. The text is empty. */
  | 'invalid-size'
  /** `(zero-length binary value)`. The text is empty. */
  | 'zero-length'
  /** The hive holds less data than the size of the value says. */
  | 'damaged'

const NO_NOTES: readonly PreviewNote[] = []

/**
 * Makes the preview of a value. Notes about the end of the data appear only if `head` includes the
 * end.
 *
 * @param type - any 32-bit type number
 * @param size - size of all data in bytes
 * @param head - all of the data, or its first `PREVIEW_HEAD_BYTES`
 * @returns the line, whether it is cut, and what is unusual
 */
export function previewValue(type: number, size: number, head: Uint8Array): ValuePreview {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return previewString(decodeString(head), size, head)
    case VALUE_TYPE.LINK:
      return previewString(decodeLink(head), size, head)
    case VALUE_TYPE.MULTI_SZ:
      return previewMultiString(size, head)
    case VALUE_TYPE.DWORD:
      return previewNumber(decodeDword(head), size, 4)
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return previewNumber(decodeDwordBigEndian(head), size, 4)
    case VALUE_TYPE.QWORD:
      return previewNumber(decodeQword(head), size, 8)
    default:
      return previewBytes(size, head)
  }
}

function previewString(decoded: DecodedString, size: number, head: Uint8Array): ValuePreview {
  const text = cutText(decoded.text, PREVIEW_UNITS)
  const shown = text.length === decoded.text.length
  // Without a NUL in the head, the text may continue after it.
  const complete = head.length >= size || decoded.text.length * 2 < (head.length & ~1)
  const notes = knownNotes(decoded.notes, size, head)
  return { text: drawControls(text), items: null, cut: !(shown && complete), notes }
}

function previewMultiString(size: number, head: Uint8Array): ValuePreview {
  const decoded = decodeMultiString(head)
  const items: string[] = []
  let room = PREVIEW_UNITS
  let cut = head.length < size
  for (const item of decoded.items) {
    if (room <= 0) {
      cut = true
      break
    }
    const shown = cutText(item, room)
    if (shown.length < item.length) cut = true
    items.push(drawControls(shown))
    // One more unit for the separator.
    room -= shown.length + 1
  }
  return { text: items.join(' '), items, cut, notes: knownNotes(decoded.notes, size, head) }
}

function previewNumber(value: number | bigint | null, size: number, width: number): ValuePreview {
  if (value === null) {
    return {
      text: '',
      items: null,
      cut: false,
      notes: [size === width ? 'damaged' : 'invalid-size'],
    }
  }
  return { text: formatNumber(value), items: null, cut: false, notes: NO_NOTES }
}

function previewBytes(size: number, head: Uint8Array): ValuePreview {
  if (size === 0) return { text: '', items: null, cut: false, notes: ['zero-length'] }
  const shown = head.length > PREVIEW_HEX_BYTES ? head.subarray(0, PREVIEW_HEX_BYTES) : head
  return { text: formatHex(shown), items: null, cut: shown.length < size, notes: NO_NOTES }
}

/** `0x0000002a (42)`: at least eight digits, then decimal, for 64-bit numbers too. */
function formatNumber(value: number | bigint): string {
  return `0x${value.toString(16).padStart(8, '0')} (${value})`
}

/** The notes that hold for all of the data although only its head was decoded. */
function knownNotes(
  notes: readonly DataNote[],
  size: number,
  head: Uint8Array,
): readonly PreviewNote[] {
  if (head.length >= size) return notes
  const known: PreviewNote[] = notes.filter(
    (note) => note === 'text-after-terminator' || note === 'empty-strings',
  )
  if (size % 2 === 1) known.push('odd-length')
  return known
}

/** The first units of a text, without half a surrogate pair at the end. */
function cutText(text: string, units: number): string {
  if (text.length <= units) return text
  const last = text.charCodeAt(units - 1)
  const next = text.charCodeAt(units)
  const splits = last >= 0xd800 && last < 0xdc00 && next >= 0xdc00 && next < 0xe000
  return text.slice(0, splits ? units - 1 : units)
}

/** Replaces control characters and Unicode line breaks by one visible unit each. */
function drawControls(text: string): string {
  for (let i = 0; i < text.length; i++) {
    if (symbolOf(text.charCodeAt(i)) !== 0) return drawFrom(text)
  }
  return text
}

function drawFrom(text: string): string {
  let drawn = ''
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    drawn += String.fromCharCode(symbolOf(unit) || unit)
  }
  return drawn
}

/** The unit of the Control Pictures block that is drawn for a unit; 0 if the unit is visible. */
function symbolOf(unit: number): number {
  if (unit < 0x20) return 0x2400 + unit
  if (unit < 0x7f) return 0
  if (unit === 0x7f) return 0x2421
  // Next line, line separator, paragraph separator.
  return unit === 0x85 || unit === 0x2028 || unit === 0x2029 ? 0x2424 : 0
}
