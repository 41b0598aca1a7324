/** Compares bytes of two files. */

import type { HiveImage } from '../regf/HiveImage.ts'

/** Bytes that are compared at once where a file is not in one piece. */
const PIECE = 512

/**
 * Counts the bytes that are the same.
 *
 * @param a - one file
 * @param atA - file offset in it
 * @param b - the other file
 * @param atB - file offset in it
 * @param length - number of bytes to compare
 * @returns how many bytes are the same before the first that is not; `length` if all are
 */
export function sameLength(
  a: HiveImage,
  atA: number,
  b: HiveImage,
  atB: number,
  length: number,
): number {
  if (!a.isFlat || !b.isFlat) return sameInPieces(a, atA, b, atB, length)
  let at = 0
  if (((atA | atB) & 3) === 0) {
    // Records and data begin at a word.
    const wordsA = a.words
    const wordsB = b.words
    const end = (atA + (length & ~3)) >>> 2
    let wordA = atA >>> 2
    let wordB = atB >>> 2
    while (wordA < end && wordsA[wordA] === wordsB[wordB]) {
      wordA++
      wordB++
    }
    at = wordA * 4 - atA
  }
  while (at < length && a.u8(atA + at) === b.u8(atB + at)) at++
  return at
}

/** The same where a file is not in one piece. */
function sameInPieces(
  a: HiveImage,
  atA: number,
  b: HiveImage,
  atB: number,
  length: number,
): number {
  for (let at = 0; at < length; at += PIECE) {
    const count = Math.min(PIECE, length - at)
    const one = a.bytesView(atA + at, count)
    const two = b.bytesView(atB + at, count)
    const end = Math.min(one.length, two.length)
    let same = 0
    while (same < end && one[same] === two[same]) same++
    if (same < count) return at + same
  }
  return length
}
