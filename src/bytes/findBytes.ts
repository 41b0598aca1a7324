/** Finding a run of bytes in data, in steps. */

import type { Work } from '../work.ts'
import { encodeUtf16 } from './text.ts'

/** What is looked for. Bits that are 0 in `keep` are not compared. */
export interface BytePattern {
  readonly bytes: Uint8Array
  readonly keep: Uint8Array
}

/** Where a search begins, and which way it goes. It goes on at the other end of the data. */
export interface FindFrom {
  /** Offset in bytes of the first place that is tested. */
  readonly from: number
  readonly backward?: boolean
}

/** Places that a step tests. */
const PLACES_A_STEP = 1 << 18
/** Of a letter, all bits but the one that upper and lower case differ in. */
const ANY_CASE = 0xdf

/**
 * Makes a pattern of bytes that have to be exactly these.
 *
 * @param bytes - the bytes to find
 * @returns the pattern
 */
export function exactPattern(bytes: Uint8Array): BytePattern {
  return { bytes, keep: new Uint8Array(bytes.length).fill(0xff) }
}

/**
 * Makes a pattern of a text, in which the case of the letters A to Z does not matter.
 *
 * @param text - the text to find
 * @param unit - `utf16`: two bytes for each unit; `utf8`: as UTF-8, which is ASCII for most texts
 * @returns the pattern
 */
export function textPattern(text: string, unit: 'utf16' | 'utf8'): BytePattern {
  const bytes = unit === 'utf16' ? encodeUtf16(text) : new TextEncoder().encode(text)
  const pattern = exactPattern(bytes)
  const wide = unit === 'utf16'
  bytes.forEach((byte, at) => {
    const isUnit = !wide || (at % 2 === 0 && bytes[at + 1] === 0)
    if (isUnit && /[a-z]/i.test(String.fromCharCode(byte))) pattern.keep[at] = ANY_CASE
  })
  return pattern
}

/**
 * Finds the next place of a pattern. After the end of the data the search goes on at its beginning,
 * so that every place is tested once.
 *
 * @param data - the data
 * @param pattern - what to find
 * @param where - the first place that is tested, and the direction
 * @returns the offset in bytes; -1 when the data has no such bytes
 */
export function* findBytesSteps(
  data: Uint8Array,
  pattern: BytePattern,
  { from, backward = false }: FindFrom,
): Work<number> {
  const places = data.length - pattern.bytes.length + 1
  if (pattern.bytes.length === 0 || places <= 0) return -1
  const way = backward ? -1 : 1
  let at = ((from % places) + places) % places
  // Beyond the last place the search begins at the other end.
  if (from >= places) at = backward ? places - 1 : 0
  for (let tested = 0; tested < places; tested++) {
    if (tested > 0 && tested % PLACES_A_STEP === 0) yield tested / places
    if (isAt(data, at, pattern)) return at
    at += way
    if (at === places) at = 0
    else if (at < 0) at = places - 1
  }
  return -1
}

function isAt(data: Uint8Array, at: number, { bytes, keep }: BytePattern): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const differing = (data[at + i] as number) ^ (bytes[i] as number)
    if ((differing & (keep[i] as number)) !== 0) return false
  }
  return true
}
