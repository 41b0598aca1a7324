/**
 * Exact conversion between stored bytes and JavaScript strings (regf-format 3.2, 3.3).
 *
 * Every 16-bit unit survives both ways, lone surrogates included. That rules out `TextDecoder`: it turns
 * them into U+FFFD, drops a leading BOM, and its `latin1` is windows-1252.
 * Terminators and damaged text are the business of `values/decode.ts`.
 */

import { HiveError } from '../errors.ts'
import type { Work } from '../work.ts'

/** The most units of a text that is made from a list. */
const LIST_UNITS = 256
/** Units passed to one `fromCharCode.apply`: far below the argument limit of any engine. */
const CHUNK_UNITS = 4096
/** UTF-16 units that a step converts. */
export const UNITS_A_STEP = 1 << 16

const scratch = new Uint16Array(CHUNK_UNITS)

/** A list of each length, made when it is first needed. */
const lists: number[][] = []

/**
 * Returns a list to fill with the units of a short text, for `textOfList`. The same list is used again for the next
 * text of that length.
 *
 * @param count - number of units, a few hundred at most
 * @returns a list of that length
 */
export function unitList(count: number): number[] {
  lists[count] ??= new Array<number>(count).fill(0)
  return lists[count]
}

/**
 * Converts a list of units to a string. For short texts this takes half the time of a typed array (measured).
 *
 * @param list - the units, from `unitList`
 * @returns a string of as many units
 */
export function textOfList(list: readonly number[]): string {
  return String.fromCharCode(...list)
}

/**
 * Converts UTF-16 units in the middle of an array to a string: for short ones a view of them would take longer.
 *
 * @param units - the array
 * @param from - index of the first one
 * @param to - index after the last one
 * @returns the string
 */
export function textOfRun(units: Uint16Array, from: number, to: number): string {
  const count = to - from
  if (count > LIST_UNITS) return textOfUnits(units.subarray(from, to), count)
  const list = unitList(count)
  for (let index = 0; index < count; index++) list[index] = units[from + index] as number
  return textOfList(list)
}

/**
 * Converts UTF-16 units to a string. Every unit survives, lone surrogates included.
 *
 * @param units - the units to read
 * @param count - how many of them to convert, from the start
 * @returns a string of `count` units
 */
export function textOfUnits(units: Uint16Array, count: number): string {
  if (count <= LIST_UNITS) return textOfRun(units, 0, count)
  let text = ''
  for (let from = 0; from < count; from += CHUNK_UNITS) {
    const chunk = units.subarray(from, Math.min(from + CHUNK_UNITS, count))
    // `apply` takes any array-like; the type of lib.es5 knows only number[].
    text += String.fromCharCode.apply(null, chunk as unknown as number[])
  }
  return text
}

/**
 * Decodes little-endian UTF-16. An odd last byte is ignored.
 *
 * @param bytes - the bytes that hold the text
 * @param start - offset in bytes of the first unit
 * @param end - offset in bytes of the end
 * @returns the string, with every unit as it is stored
 */
export function decodeUtf16(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const count = (end - start) >> 1
  if (count <= LIST_UNITS) {
    const list = unitList(Math.max(0, count))
    for (let i = 0, at = start; i < count; i++, at += 2) {
      list[i] = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    }
    return textOfList(list)
  }
  let text = ''
  let at = start
  for (let done = 0; done < count; done += CHUNK_UNITS) {
    const length = Math.min(CHUNK_UNITS, count - done)
    for (let i = 0; i < length; i++, at += 2) {
      scratch[i] = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    }
    text += textOfUnits(scratch, length)
  }
  return text
}

/**
 * Writes what a UTF-16 unit becomes in a converted text: at most two units.
 *
 * @param unit - the unit that was read
 * @param units - where to write
 * @param at - index of the next unit to write
 * @returns index after what was written
 */
export type UnitWriter = (unit: number, units: Uint16Array, at: number) => number

/**
 * Decodes little-endian UTF-16 of any length in steps, and converts each unit.
 *
 * @param bytes - the bytes that hold the text
 * @param end - offset in bytes of the end; an odd last byte is ignored
 * @param write - converts a unit
 * @returns the converted text
 */
export function* convertUtf16Steps(
  bytes: Uint8Array,
  end: number,
  write: UnitWriter,
): Work<string> {
  const pieces: string[] = []
  const units = new Uint16Array(Math.min(UNITS_A_STEP, end >> 1) * 2)
  const last = end - 1
  for (let at = 0; at < last; ) {
    const stop = Math.min(last, at + UNITS_A_STEP * 2)
    let count = 0
    for (; at < stop; at += 2) {
      count = write((bytes[at] as number) | ((bytes[at + 1] as number) << 8), units, count)
    }
    pieces.push(textOfUnits(units, count))
    yield Math.min(1, at / end)
  }
  return pieces.join('')
}

/**
 * Decodes one unit per byte (ISO 8859-1, where 0x80 to 0x9F are control characters).
 *
 * @param bytes - the bytes that hold the text
 * @param start - offset of the first byte
 * @param end - offset of the end
 * @returns a string of `end - start` units
 */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const count = end - start
  if (count <= LIST_UNITS) {
    const list = unitList(Math.max(0, count))
    for (let i = 0; i < count; i++) list[i] = bytes[start + i] as number
    return textOfList(list)
  }
  let text = ''
  for (let from = start; from < end; from += CHUNK_UNITS) {
    const chunk = bytes.subarray(from, Math.min(from + CHUNK_UNITS, end))
    text += String.fromCharCode.apply(null, chunk as unknown as number[])
  }
  return text
}

/**
 * Encodes a string as little-endian UTF-16 without a terminator.
 *
 * @param text - the string; lone surrogates are kept
 * @returns two bytes for each UTF-16 unit
 */
export function encodeUtf16(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2)
  writeUtf16(bytes, 0, text)
  return bytes
}

/**
 * Writes a string into bytes as little-endian UTF-16, without a terminator.
 *
 * @param bytes - the bytes to write to; the caller makes sure that the text fits
 * @param at - offset in bytes of the first unit
 * @param text - the string to write
 * @returns the offset in bytes after the last unit
 */
export function writeUtf16(bytes: Uint8Array, at: number, text: string): number {
  let next = at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes[next++] = unit & 0xff
    bytes[next++] = unit >> 8
  }
  return next
}

/**
 * Checks whether a name can be stored with one byte per unit.
 *
 * @param text - the name
 * @returns true if every UTF-16 unit is at most 0xFF
 */
export function fitsLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return false
  }
  return true
}

/**
 * Encodes a string with one byte per unit. Check it with `fitsLatin1` first.
 *
 * @param text - a string whose units are at most 0xFF
 * @returns one byte for each UTF-16 unit
 * @throws HiveError `internal` when a unit is larger than 0xFF
 */
export function encodeLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0xff) {
      throw new HiveError('internal', 'text does not fit one byte per unit', { actual: unit })
    }
    bytes[i] = unit
  }
  return bytes
}
