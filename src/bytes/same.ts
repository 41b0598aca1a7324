/** Comparison of byte arrays. */

import type { Work } from '../work.ts'

/** Bytes that are compared at a time. */
const PIECE = 1 << 20

/**
 * Compares two byte arrays.
 *
 * @param a - one array
 * @param b - the other
 * @returns true if they have the same length and the same bytes
 */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

/**
 * The same in steps, for data of any size.
 *
 * @param a - one array
 * @param b - the other
 * @returns true if they have the same length and the same bytes
 */
export function* sameBytesSteps(a: Uint8Array, b: Uint8Array): Work<boolean> {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += PIECE) {
    if (!sameBytes(a.subarray(at, at + PIECE), b.subarray(at, at + PIECE))) return false
    yield at / a.length
  }
  return true
}
