/** Copies of byte arrays. */

import type { Work } from '../work.ts'

/** Bytes that are copied at a time. */
const PIECE = 1 << 22

/**
 * Copies bytes into a buffer of their own, in steps.
 *
 * @param bytes - the bytes
 * @returns the copy, which is all of its buffer
 */
export function* copyBytesSteps(bytes: Uint8Array): Work<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at += PIECE) {
    copy.set(bytes.subarray(at, at + PIECE), at)
    yield at / bytes.length
  }
  return copy
}
