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

/** A run of at most this many bytes is copied faster one by one than through a view of it. */
const SHORT_RUN = 64
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

/** Bytes that can be compared one by one, or four at a time. */
export interface ComparedBytes {
  readonly bytes: Uint8Array
  /** The same bytes as words. */
  readonly words: { readonly [index: number]: number }
}

/**
 * Finds the runs in which a page differs from a copy of it. Most of a page is as it was, and is compared by words.
 *
 * @param before - the bytes that hold the copy
 * @param kept - offset in bytes of the copy in them, a multiple of 4
 * @param now - the bytes of the file
 * @param start - file offset of the page, a multiple of 4
 * @param length - length of the page in bytes
 * @param add - called for each run with its file offset, its offset in `before` and its length in bytes
 */
export function changedRuns(
  before: ComparedBytes,
  kept: number,
  now: ComparedBytes,
  start: number,
  length: number,
  add: (at: number, before: number, length: number) => void,
): void {
  const [a, b] = [before.bytes, now.bytes]
  const [wordsA, wordsB] = [before.words, now.words]
  let at = 0
  while (at < length) {
    const isWord = (at & 3) === 0 && at + 4 <= length
    if (isWord && wordsA[(kept + at) >>> 2] === wordsB[(start + at) >>> 2]) {
      at += 4
      continue
    }
    if (a[kept + at] === b[start + at]) {
      at++
      continue
    }
    const from = at
    let last = at
    while (at < length && at - last <= RUN_GAP) {
      if (a[kept + at] !== b[start + at]) last = at
      at++
    }
    add(start + from, kept + from, last + 1 - from)
    at = last + 1
  }
}

/**
 * Copies the bytes of a run, most of which are few.
 *
 * @param from - the bytes that hold the run
 * @param at - offset in bytes of the run in them
 * @param length - length of the run in bytes
 * @param target - where the run is copied to
 * @param to - offset in bytes in `target`
 */
export function copyRun(
  from: Uint8Array,
  at: number,
  length: number,
  target: Uint8Array,
  to: number,
): void {
  if (length > SHORT_RUN) {
    target.set(from.subarray(at, at + length), to)
    return
  }
  for (let index = 0; index < length; index++) target[to + index] = from[at + index] as number
}
