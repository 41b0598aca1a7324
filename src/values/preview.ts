/**
 * A one-line preview of the data of a value, in the formats of regedit (ui-anchors 4.2).
 *
 * The line holds data only: where regedit prints a phrase, such as `(zero-length binary value)`, the text
 * is empty and a note says why; the text catalogue has the phrase.
 */

import { textOfList, unitList } from '../bytes/text.ts'
import {
  type DataNote,
  multiStringEnd,
  multiStringNotes,
  stringEnd,
  stringNotes,
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
  return previewHead(type, size, { bytes: head, start: 0, end: head.length })
}

/** The first bytes of the data of a value, where they are stored. */
export interface StoredHead {
  readonly bytes: Uint8Array
  /** Offset of the first byte. */
  readonly start: number
  /** Offset of the end. */
  readonly end: number
}

/**
 * Makes the preview of a value whose data need not be copied for that.
 *
 * @param type - any 32-bit type number
 * @param size - size of all data in bytes
 * @param head - all of the data, or its first `PREVIEW_HEAD_BYTES`
 * @returns the same as `previewValue`
 */
export function previewHead(type: number, size: number, head: StoredHead): ValuePreview {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return previewString(size, head, 'no-terminator')
    case VALUE_TYPE.LINK:
      return previewString(size, head, null)
    case VALUE_TYPE.MULTI_SZ:
      return previewMultiString(size, head)
    case VALUE_TYPE.DWORD:
      return previewNumber(size, head, 4, false)
    case VALUE_TYPE.DWORD_BIG_ENDIAN:
      return previewNumber(size, head, 4, true)
    case VALUE_TYPE.QWORD:
      return previewNumber(size, head, 8, false)
    default:
      return previewBytes(size, head)
  }
}

function previewString(
  size: number,
  { bytes, start, end }: StoredHead,
  unterminated: DataNote | null,
): ValuePreview {
  // By far the most common case: one NUL at the end, and all of it is shown.
  if (end - start === size && size >= 2 && size <= 2 * PREVIEW_UNITS + 2 && size % 2 === 0) {
    const text = textBeforeNul(bytes, start, (size >> 1) - 1)
    if (text !== null) return { text, items: null, cut: false, notes: NO_NOTES }
  }
  const nul = stringEnd(bytes, start, end)
  const units = (nul - start) >> 1
  const shown = shownUnits(bytes, start, units, PREVIEW_UNITS)
  const text = drawnText(bytes, start, shown)
  // Without a NUL in the head, the text may continue after it.
  const complete = end - start >= size || units * 2 < ((end - start) & ~1)
  const notes = knownNotes(stringNotes(bytes, start, nul, end, unterminated), size, end - start)
  return { text, items: null, cut: !(shown === units && complete), notes }
}

function previewMultiString(size: number, { bytes, start, end }: StoredHead): ValuePreview {
  const last = multiStringEnd(bytes, start, end)
  const items: string[] = []
  let room = PREVIEW_UNITS
  let cut = end - start < size
  let hasEmpty = false
  for (let at = start; last > start && at <= last; ) {
    const nul = Math.min(last, stringEnd(bytes, at, last))
    if (nul === at) hasEmpty = true
    if (room > 0) {
      const units = (nul - at) >> 1
      const shown = shownUnits(bytes, at, units, room)
      if (shown < units) cut = true
      items.push(drawnText(bytes, at, shown))
      // One more unit for the separator.
      room -= shown + 1
    } else {
      cut = true
    }
    at = nul + 2
  }
  const notes = multiStringNotes(end - start, last - start, hasEmpty)
  const text = items.length === 1 ? (items[0] as string) : items.join(' ')
  return { text, items, cut, notes: knownNotes(notes, size, end - start) }
}

function previewNumber(
  size: number,
  { bytes, start, end }: StoredHead,
  width: 4 | 8,
  isBigEndian: boolean,
): ValuePreview {
  if (end - start !== width) {
    const note = size === width ? 'damaged' : 'invalid-size'
    return { text: '', items: null, cut: false, notes: [note] }
  }
  const low = isBigEndian ? bigEndian(bytes, start) : littleEndian(bytes, start)
  const high = width === 8 ? littleEndian(bytes, start + 4) : 0
  const text = high === 0 ? formatNumber(low) : formatLong(high, low)
  return { text, items: null, cut: false, notes: NO_NOTES }
}

function previewBytes(size: number, { bytes, start, end }: StoredHead): ValuePreview {
  if (size === 0) return { text: '', items: null, cut: false, notes: ['zero-length'] }
  const shown = Math.min(end - start, PREVIEW_HEX_BYTES)
  const text = hexText(bytes, start, shown)
  return { text, items: null, cut: shown < size, notes: NO_NOTES }
}

function littleEndian(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at + 3] as number) << 24) | ((bytes[at + 2] as number) << 16)
  return (high | ((bytes[at + 1] as number) << 8) | (bytes[at] as number)) >>> 0
}

function bigEndian(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16)
  return (high | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0
}

const SPACE = 0x20
const ZERO = 0x30
const DIGIT_UNITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** The units of `0x00000000 (`, before the decimal digits. */
const NUMBER_START = Array.from('0x00000000 (', (unit) => unit.charCodeAt(0))

/** `0x0000002a (42)`: eight digits, then decimal. */
function formatNumber(value: number): string {
  const digits = decimalDigits(value)
  const list = unitList(NUMBER_START.length + digits + 1)
  for (let index = 0; index < NUMBER_START.length; index++) {
    list[index] = NUMBER_START[index] as number
  }
  for (let index = 9, rest = value; rest > 0; index--, rest >>>= 4) {
    list[index] = digitUnit(rest & 15)
  }
  let left = value
  for (let index = NUMBER_START.length + digits - 1; index >= NUMBER_START.length; index--) {
    const tenth = (left / 10) >>> 0
    list[index] = ZERO + left - tenth * 10
    left = tenth
  }
  list[NUMBER_START.length + digits] = CLOSING
  return textOfList(list)
}

const CLOSING = ')'.charCodeAt(0)

function decimalDigits(value: number): number {
  let digits = 1
  for (let limit = 10; value >= limit; limit *= 10) digits++
  return digits
}

/** A number of more than 32 bits, with as many hexadecimal digits as it has. */
function formatLong(high: number, low: number): string {
  const value = (BigInt(high) << 32n) | BigInt(low)
  return `0x${value.toString(16)} (${value})`
}

/** `9e 1e 07 80` */
function hexText(bytes: Uint8Array, start: number, count: number): string {
  if (count === 0) return ''
  const list = unitList(count * 3 - 1)
  let at = 0
  for (let index = start; index < start + count; index++) {
    if (at > 0) list[at++] = SPACE
    const byte = bytes[index] as number
    list[at++] = digitUnit(byte >> 4)
    list[at++] = digitUnit(byte & 15)
  }
  return textOfList(list)
}

function digitUnit(digit: number): number {
  return DIGIT_UNITS[digit] as number
}

/** The notes that hold for all of the data although only its head was decoded. */
function knownNotes(
  notes: readonly DataNote[],
  size: number,
  length: number,
): readonly PreviewNote[] {
  if (length >= size) return notes
  const known: PreviewNote[] = notes.filter(
    (note) => note === 'text-after-terminator' || note === 'empty-strings',
  )
  if (size % 2 === 1) known.push('odd-length')
  return known
}

/** How many of the units of a text are shown: as many as there is room for, without half a surrogate pair at the end. */
function shownUnits(bytes: Uint8Array, start: number, units: number, room: number): number {
  if (units <= room) return units
  const last = start + (room - 1) * 2
  const isHigh = ((bytes[last + 1] as number) & 0xfc) === 0xd8
  return isHigh && ((bytes[last + 3] as number) & 0xfc) === 0xdc ? room - 1 : room
}

/** The text, with one visible unit in place of each control character and Unicode line break. */
function drawnText(bytes: Uint8Array, start: number, units: number): string {
  const list = unitList(units)
  for (let index = 0, at = start; index < units; index++, at += 2) {
    const unit = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    list[index] = unit >= 0x20 && unit < 0x7f ? unit : drawnUnit(unit)
  }
  return textOfList(list)
}

/** As `drawnText`, but null if the text holds a NUL, or none comes after it. */
function textBeforeNul(bytes: Uint8Array, start: number, units: number): string | null {
  const list = unitList(units)
  let at = start
  for (let index = 0; index < units; index++, at += 2) {
    const unit = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    if (unit === 0) return null
    list[index] = unit >= 0x20 && unit < 0x7f ? unit : drawnUnit(unit)
  }
  return bytes[at] === 0 && bytes[at + 1] === 0 ? textOfList(list) : null
}

/** The unit of the Control Pictures block that is drawn for a unit, or the unit itself if it is visible. */
function drawnUnit(unit: number): number {
  if (unit < 0x20) return 0x2400 + unit
  if (unit === 0x7f) return 0x2421
  // Next line, line separator, paragraph separator.
  return unit === 0x85 || unit === 0x2028 || unit === 0x2029 ? 0x2424 : unit
}
