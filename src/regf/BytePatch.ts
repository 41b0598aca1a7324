/** Bytes of a file that differ from those in another state of it. */

/** Bytes that changed, as a patch that restores another state. */
export interface BytePatch {
  /** Length of the file in bytes in that state. */
  readonly length: number
  /** File offset and length of each run of bytes, in pairs. */
  readonly runs: readonly number[]
  /** The bytes of all runs, one after the other. */
  readonly bytes: Uint8Array
}

/** Two changed runs closer than this are stored as one. */
const RUN_GAP = 16

/**
 * Makes a patch that changes nothing.
 *
 * @param length - length of the file in bytes
 * @returns the patch
 */
export function emptyPatch(length: number): BytePatch {
  return { length, runs: [], bytes: new Uint8Array(0) }
}

/**
 * Finds the runs in which a page differs from a copy of it.
 *
 * @param scratch - bytes that hold the copy
 * @param kept - offset in bytes of the copy in `scratch`
 * @param bytes - the bytes of the file
 * @param start - file offset of the page
 * @param length - length of the page in bytes
 * @param add - called for each run with its file offset, its offset in `scratch` and its length in bytes
 */
export function changedRuns(
  scratch: Uint8Array,
  kept: number,
  bytes: Uint8Array,
  start: number,
  length: number,
  add: (at: number, before: number, length: number) => void,
): void {
  let at = 0
  while (at < length) {
    while (at < length && scratch[kept + at] === bytes[start + at]) at++
    if (at === length) return
    const from = at
    let last = at
    while (at < length && at - last <= RUN_GAP) {
      if (scratch[kept + at] !== bytes[start + at]) last = at
      at++
    }
    add(start + from, kept + from, last + 1 - from)
    at = last + 1
  }
}
