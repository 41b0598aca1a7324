/** Large data is searched in windows, between which the search can pause. */

import type { HiveImage } from '../regf/HiveImage.ts'
import type { Work } from '../work.ts'
import type { Match, Matcher } from './matchers.ts'

/** Data of more bytes than this is searched in windows. */
export const LARGE_DATA = 1 << 18
/** Bytes before a window that a matcher sees too: one unit of text. */
const BEFORE = 2

/** A run of bytes of a name or of data, by file offset. */
export interface Piece {
  readonly at: number
  readonly length: number
}

/**
 * Finds the first match in data, in steps.
 *
 * @param image - the hive file
 * @param pieces - the data
 * @param type - the type of the value
 * @param matcher - what is looked for
 * @returns the match, its offset from the start of the data; null if there is none
 */
export function* findInLarge(
  image: HiveImage,
  pieces: readonly Piece[],
  type: number,
  matcher: Matcher,
): Work<Match | null> {
  const size = pieces.reduce((sum, { length }) => sum + length, 0)
  for (let start = 0; start < size; start += LARGE_DATA) {
    if (start > 0) yield start / size
    const from = Math.max(0, start - BEFORE)
    const end = Math.min(size, start + LARGE_DATA)
    const to = Math.min(size, end + matcher.reach)
    const bytes = dataRange(image, pieces, from, to)
    const span = { bytes, from: 0, to: to - from, start: start - from, end: end - from }
    const match = matcher.inData(span, type)
    if (match !== null) return { ...match, offset: match.offset + from }
  }
  return null
}

/**
 * Reads a range of data.
 *
 * @param image - the hive file
 * @param pieces - the data
 * @param from - offset of the range in the data, in bytes
 * @param to - offset of its end; bytes that are not there are left out
 * @returns the bytes, which are valid until the next edit; do not keep them
 */
export function dataRange(
  image: HiveImage,
  pieces: readonly Piece[],
  from: number,
  to: number,
): Uint8Array {
  const parts: Uint8Array[] = []
  let before = 0
  for (const { at, length } of pieces) {
    const start = Math.max(0, from - before)
    const end = Math.min(length, to - before)
    if (start < end) parts.push(image.bytesView(at + start, end - start))
    before += length
    if (before >= to) break
  }
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let filled = 0
  for (const one of parts) {
    joined.set(one, filled)
    filled += one.length
  }
  return joined
}
