/**
 * Exact conversion between stored bytes and JavaScript strings (regf-format 3.2, 3.3).
 *
 * Every 16-bit unit survives both ways, lone surrogates included, which is why `TextDecoder` is never
 * used here: it turns them into U+FFFD, drops a leading BOM, and its `latin1` is windows-1252.
 * Nothing here looks for terminators or judges what it reads; see `values/decode.ts`.
 */

import { HiveError } from '../errors.ts'

/** Up to here a loop of `fromCharCode` beats one `apply` (measured; code-style 2.3). */
const LOOP_UNITS = 8
/** Units handed to one `fromCharCode.apply`: far below any engine's limit of arguments. */
const CHUNK_UNITS = 4096

const scratch = new Uint16Array(CHUNK_UNITS)

/** The string of the first `count` units. */
export function textOfUnits(units: Uint16Array, count: number): string {
  if (count <= LOOP_UNITS) {
    let text = ''
    for (let i = 0; i < count; i++) text += String.fromCharCode(units[i] as number)
    return text
  }
  let text = ''
  for (let from = 0; from < count; from += CHUNK_UNITS) {
    const chunk = units.subarray(from, Math.min(from + CHUNK_UNITS, count))
    // `apply` takes any array-like; the type of lib.es5 knows only number[].
    text += String.fromCharCode.apply(null, chunk as unknown as number[])
  }
  return text
}

/** Little-endian UTF-16 in `bytes` from `start` to `end`; an odd last byte is ignored. */
export function decodeUtf16(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const count = (end - start) >> 1
  let text = ''
  if (count <= LOOP_UNITS) {
    for (let i = 0, at = start; i < count; i++, at += 2) {
      text += String.fromCharCode((bytes[at] as number) | ((bytes[at + 1] as number) << 8))
    }
    return text
  }
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

/** One unit per byte (ISO 8859-1: 0x80-0x9F are control characters) from `start` to `end`. */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  if (end - start <= LOOP_UNITS) {
    for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number)
    return text
  }
  for (let from = start; from < end; from += CHUNK_UNITS) {
    const chunk = bytes.subarray(from, Math.min(from + CHUNK_UNITS, end))
    text += String.fromCharCode.apply(null, chunk as unknown as number[])
  }
  return text
}

/** The units of a string as little-endian UTF-16, without a terminator. */
export function encodeUtf16(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2)
  writeUtf16(bytes, 0, text)
  return bytes
}

/** Writes a string as little-endian UTF-16 at `at` and returns the offset after it. */
export function writeUtf16(bytes: Uint8Array, at: number, text: string): number {
  let next = at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes[next++] = unit & 0xff
    bytes[next++] = unit >> 8
  }
  return next
}

/** Whether every unit is at most 0xFF, so that a name is stored with one byte per unit. */
export function fitsLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return false
  }
  return true
}

/** One byte per unit; only for text that `fitsLatin1`, anything else would be cut without a word. */
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
