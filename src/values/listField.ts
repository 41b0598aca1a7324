/**
 * Converts a REG_MULTI_SZ to the text of a field, one string per line, and back to bytes. Line breaks
 * inside a string are shown as marks. Without edits every byte is kept, including the NULs after the last
 * string.
 *
 * A list may have millions of strings, so all of this is work in steps, and no string is made for each of them.
 */

import { convertUtf16Steps, UNITS_A_STEP } from '../bytes/text.ts'
import { part, type Work } from '../work.ts'
import { isEscape, unmarked, writeMarked } from './breakMarks.ts'
import { type DataNote, multiStringEnd, multiStringNotes } from './decode.ts'

type Bytes = Uint8Array<ArrayBuffer>

const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** What the lines of a field are when they are stored. */
export interface ListLines {
  /** Number of strings, empty ones included. */
  readonly count: number
  readonly empty: number
  /** Number of empty strings at the end. */
  readonly emptyLast: number
  /** UTF-16 units of all strings. */
  readonly units: number
  /** Whether a string contains a NUL, which would end it. */
  readonly hasNul: boolean
}

export interface ListField {
  /** One string per line. An empty last string is shown by a line break after the last line. */
  readonly text: string
  readonly lines: ListLines
  /** A string contains line breaks, so the text has marks. */
  readonly marked: boolean
  readonly notes: readonly DataNote[]
  /** The stored bytes after the last string, which terminate the list. */
  readonly closing: Uint8Array
}

/** How the text of a field is stored. */
export interface ListWriting {
  /** Whether marks in the text stand for line breaks. */
  readonly marked: boolean
  /** Whether empty lines are stored as empty strings. */
  readonly keepEmpty: boolean
  /** Whether the list is terminated in the usual way instead of as it was stored. */
  readonly tidy: boolean
}

/**
 * Prepares a stored REG_MULTI_SZ for a field.
 *
 * @param data - the data as it is stored
 * @returns the field, from which `writeListFieldSteps` can restore the same bytes
 */
export function* readListFieldSteps(data: Uint8Array): Work<ListField> {
  const end = multiStringEnd(data)
  const marked = yield* part(hasBreaks(data, end), 0, 0.1)
  const text = yield* part(listText(data, end, marked), 0.1, 0.6)
  const lines = yield* part(measureListSteps(text, { marked }), 0.6, 1)
  const notes = multiStringNotes(data.length, end, lines.empty > 0)
  return { text, lines, marked, notes, closing: data.subarray(end) }
}

/** Whether a string contains a line break. */
function* hasBreaks(data: Uint8Array, end: number): Work<boolean> {
  for (let at = 0; at < end; at += 2) {
    const low = data[at] as number
    if ((low === LINE_FEED || low === CARRIAGE_RETURN) && data[at + 1] === 0) return true
    if (at % (UNITS_A_STEP * 2) === 0) yield at / end
  }
  return false
}

/** The strings as lines of a field. If it is `marked`, line breaks in them become marks. */
function* listText(data: Uint8Array, end: number, marked: boolean): Work<string> {
  const text = yield* convertUtf16Steps(data, end, marked ? writeMarkedLine : writeLine)
  return text.endsWith('\n') ? `${text}\n` : text
}

/**
 * Writes a unit of a list's data in a text with one string per line: the NUL after a string as a line break.
 *
 * @param unit - a UTF-16 unit of the data
 * @param units - where to write
 * @param at - index of the next unit to write
 * @returns index after what was written
 */
export function writeLine(unit: number, units: Uint16Array, at: number): number {
  units[at] = unit === 0 ? LINE_FEED : unit
  return at + 1
}

function writeMarkedLine(unit: number, units: Uint16Array, at: number): number {
  return unit === 0 ? writeLine(unit, units, at) : writeMarked(unit, units, at)
}

/**
 * Counts what the text of a field stands for.
 *
 * @param text - the text of the field
 * @param options - `marked` if marks in the text stand for line breaks
 * @returns the strings, empty ones included
 */
export function* measureListSteps(
  text: string,
  { marked }: Pick<ListWriting, 'marked'>,
): Work<ListLines> {
  let count = 0
  let empty = 0
  let emptyLast = 0
  let units = 0
  let hasNul = false
  let before = 0
  for (let at = 0; at < text.length; ) {
    const stop = Math.min(text.length, at + UNITS_A_STEP)
    while (at < stop) {
      const unit = text.charCodeAt(at++)
      if (unit === LINE_FEED) {
        count++
        if (units > before) {
          emptyLast = 0
        } else {
          empty++
          emptyLast++
        }
        before = units
        continue
      }
      if (marked && isEscape(text, at - 1)) at++
      units++
      if (unit === 0) hasNul = true
    }
    yield at / text.length
  }
  // An empty last line is no string.
  if (units > before) return { count: count + 1, empty, emptyLast: 0, units, hasNul }
  return { count, empty, emptyLast, units, hasNul }
}

/**
 * Encodes an edited list.
 *
 * @param field - the field as it was read
 * @param text - the text of the field now
 * @param writing - how it is stored
 * @returns the data to store
 */
export function* writeListFieldSteps(
  field: ListField,
  text: string,
  writing: ListWriting,
): Work<Bytes> {
  const { marked, keepEmpty } = writing
  const lines = yield* part(measureListSteps(text, writing), 0, 0.4)
  const bytes = new Uint8Array(listSize(field, lines, writing))
  const closing = closingOf(field, lines, writing)
  bytes.set(closing, bytes.length - closing.length)
  let to = 0
  let start = 0
  for (let at = 0; at < text.length; ) {
    const stop = Math.min(text.length, at + UNITS_A_STEP)
    while (at < stop) {
      let unit = text.charCodeAt(at++)
      if (unit === LINE_FEED) {
        // The NUL of the last string is part of the closing bytes.
        if (to > start || keepEmpty) to += 2
        start = to
        continue
      }
      if (marked) unit = isEscape(text, at - 1) ? text.charCodeAt(at++) : unmarked(unit)
      bytes[to] = unit & 0xff
      bytes[to + 1] = unit >> 8
      to += 2
    }
    yield 0.4 + (at / text.length) * 0.6
  }
  return bytes
}

/**
 * Computes the size of a list.
 *
 * @param field - the field as it was read
 * @param lines - the strings to store
 * @param writing - how they are stored
 * @returns bytes
 */
export function listSize(field: ListField, lines: ListLines, writing: ListWriting): number {
  const count = storedCount(lines, writing)
  const closing = closingOf(field, lines, writing).length
  return count === 0 ? closing : (lines.units + count - 1) * 2 + closing
}

/**
 * Counts the strings that are stored.
 *
 * @param lines - the lines of the field
 * @param writing - how they are stored
 * @returns number of strings
 */
export function storedCount(
  { count, empty }: ListLines,
  { keepEmpty }: Pick<ListWriting, 'keepEmpty'>,
): number {
  return keepEmpty ? count : count - empty
}

/** The bytes after the last string. */
function closingOf(field: ListField, lines: ListLines, writing: ListWriting): Uint8Array {
  if (!writing.tidy && keepsClosing(field, storedCount(lines, writing))) return field.closing
  // The NUL of the last string, and that of the list.
  return new Uint8Array(storedCount(lines, writing) === 0 ? 2 : 4)
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
  return field.lines.count > 0 === count > 0
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
 * @param lines - the strings, all of which are stored
 * @param nuls - number of NULs that terminate the list
 * @returns true if `decodeMultiString` finds the same strings
 */
export function endsClearly(
  { count, emptyLast }: Pick<ListLines, 'count' | 'emptyLast'>,
  nuls: number,
): boolean {
  return emptyLast === 0 || (emptyLast === 1 && nuls === 2 && count > 1)
}
