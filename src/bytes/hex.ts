/**
 * Bytes as hexadecimal text: formatting, the rows of a hex view, and parsing pasted text
 * (ui-anchors 4.7).
 *
 * The parser accepts .reg lines, C arrays, escaped strings and plain runs of digits. It does not read
 * Base64 (byteForms.ts), plain text or whole .reg files.
 */

import type { Work } from '../work.ts'
import { textOfUnits } from './text.ts'

const DIGIT_UNITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** Up to this length, joining pairs is faster than filling an array first (measured). */
const JOIN_BYTES = 128
/** Bytes that a step formats. */
export const BYTES_A_STEP = 1 << 16

export interface HexFormat {
  /** The text between two bytes; a single space by default. */
  readonly separator?: string
}

/**
 * Formats bytes as lower-case hexadecimal with two digits each: `9e 1e 07 80`.
 *
 * @param bytes - the bytes to format
 * @param format - the text between two bytes
 * @returns the text, without a separator at the end
 */
export function formatHex(bytes: Uint8Array, format: HexFormat = {}): string {
  const separator = format.separator ?? ' '
  if (bytes.length <= JOIN_BYTES) {
    let text = ''
    for (let i = 0; i < bytes.length; i++) {
      text += i === 0 ? PAIRS[bytes[i] as number] : separator + PAIRS[bytes[i] as number]
    }
    return text
  }
  const stride = 2 + separator.length
  const units = new Uint16Array(bytes.length * stride)
  let at = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    units[at++] = DIGIT_UNITS[byte >> 4] as number
    units[at++] = DIGIT_UNITS[byte & 15] as number
    for (let s = 0; s < separator.length; s++) units[at++] = separator.charCodeAt(s)
  }
  return textOfUnits(units, Math.max(0, at - separator.length))
}

/**
 * Formats bytes as `formatHex` does, in steps.
 *
 * @param bytes - the bytes to format
 * @returns the text, with single spaces between the bytes
 */
export function* formatHexSteps(bytes: Uint8Array): Work<string> {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_A_STEP) {
    if (at > 0) yield at / bytes.length
    pieces.push(formatHex(bytes.subarray(at, at + BYTES_A_STEP)))
  }
  return pieces.join(' ')
}

export interface HexLine {
  /** Eight upper-case digits. */
  readonly offset: string
  /** Upper-case bytes with single spaces, as many as the row has. */
  readonly hex: string
  /** Printable ASCII, `.` for every other byte. */
  readonly text: string
}

/**
 * Formats one row of a hex view.
 *
 * @param bytes - all of the data
 * @param start - offset in bytes of the first byte of the row
 * @param perLine - the most bytes in a row
 * @returns the row; the last one of the data may be shorter
 */
export function hexDumpLine(bytes: Uint8Array, start: number, perLine = 16): HexLine {
  const row = bytes.subarray(start, start + perLine)
  const units = new Uint16Array(row.length)
  for (let i = 0; i < row.length; i++) {
    const byte = row[i] as number
    units[i] = byte >= 0x20 && byte < 0x7f ? byte : 0x2e
  }
  return {
    offset: start.toString(16).toUpperCase().padStart(8, '0'),
    hex: formatHex(row).toUpperCase(),
    text: textOfUnits(units, units.length),
  }
}

/** Why pasted text is not a list of bytes. `at` is the position of the fault in UTF-16 units. */
export interface HexTextError {
  readonly error: 'odd' | 'digit'
  readonly at: number
}

/**
 * What is written before bytes: in a .reg file `hex:` or `hex(b):`, also after the name of the value;
 * in C `name[] =` before a brace.
 */
const PREFIX =
  /^\s*(?:(?:"(?:[^"\\]|\\.){0,16384}"|@)\s*=\s*)?hex(?:\([0-9a-f]{1,8}\))?:|^[^{]{0,256}=\s*(?=\{)/i

/**
 * Parses bytes from `aa bb`, `aa,bb,\` with continuation lines, `0xAA, 0xBB`, `\xAA\xBB`,
 * `{ 0xAA }` or a plain run of digits, in any case and mixed. The `"name"=hex(2):` of a .reg file or the
 * `name[] =` of C may come first. Every run of digits is made of whole bytes, except that `0xA` is the byte 0x0A.
 *
 * @param text - the text as typed or pasted
 * @returns the bytes, or the error and its position in UTF-16 units
 */
export function parseHexText(text: string): Uint8Array<ArrayBuffer> | HexTextError {
  const bytes = new Uint8Array((text.length >> 1) + 1)
  let length = 0
  let at = PREFIX.exec(text)?.[0].length ?? 0
  while (at < text.length) {
    const prefix = prefixLength(text, at)
    if (prefix === 0 && isSeparator(text.charCodeAt(at))) {
      at++
      continue
    }
    const start = at + prefix
    let end = start
    while (end < text.length && digitOf(text.charCodeAt(end)) >= 0) end++
    if (end === start) return { error: 'digit', at: start }
    if (prefix > 0 && end - start === 1) {
      bytes[length++] = digitOf(text.charCodeAt(start))
    } else {
      if ((end - start) % 2 === 1) {
        // For `aax` the fault is the character after the run, for `aa 0` the single digit.
        const stop = end < text.length && !endsRun(text, end)
        return stop ? { error: 'digit', at: end } : { error: 'odd', at: end - 1 }
      }
      for (let i = start; i < end; i += 2) {
        bytes[length++] = (digitOf(text.charCodeAt(i)) << 4) | digitOf(text.charCodeAt(i + 1))
      }
    }
    if (end < text.length && !endsRun(text, end)) return { error: 'digit', at: end }
    at = end
  }
  return bytes.slice(0, length)
}

/** 2 if there is `0x` or `\x` at `at`, else 0. */
function prefixLength(text: string, at: number): number {
  const first = text.charCodeAt(at)
  if (first !== 0x30 && first !== 0x5c) return 0
  return (text.charCodeAt(at + 1) | 0x20) === 0x78 ? 2 : 0
}

function endsRun(text: string, at: number): boolean {
  return isSeparator(text.charCodeAt(at))
}

/** White space (also the no-break space and the BOM, which web pages paste), commas, braces, `\`. */
function isSeparator(unit: number): boolean {
  switch (unit) {
    case 0x09:
    case 0x0a:
    case 0x0b:
    case 0x0c:
    case 0x0d:
    case 0x20:
    case 0x2c: // ,
    case 0x3b: // ;
    case 0x5c: // \
    case 0x7b: // {
    case 0x7d: // }
    case 0xa0:
    case 0xfeff:
      return true
    default:
      return false
  }
}

/** The value of a hexadecimal digit, -1 for any other unit. */
function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30
  const lower = unit | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
