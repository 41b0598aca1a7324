/** Where a hive differs from its state before: what a record of changed bytes is made from. */

import { type Marvin32, marvin32, marvin32OfRuns } from '../logs/marvin32.ts'
import { type BytePatch, changedRuns } from '../regf/BytePatch.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import type { Work } from '../work.ts'
import { padded } from './layout.ts'

export interface Difference {
  /** Length of the file in bytes before. */
  readonly before: number
  /** File offset and length of each run of bytes, in pairs: first those that replace bytes, then those after the end. */
  readonly runs: readonly number[]
  /** The number of runs of the first kind. */
  readonly replacing: number
  /** A hash of the bytes that are replaced. */
  readonly replaced: Marvin32
}

/** Bytes that are compared at once, and between two pauses. */
const PAGE = 4096
const PAGES_A_STEP = 64
/** Zeros of at least this many words are left out of what follows the end. */
const GAP = 8
const NOTHING: Marvin32 = { low: 0, high: 0 }

/**
 * The difference that an edit made.
 *
 * @param image - the hive after it
 * @param inverse - the patch that reverts it
 */
export function differenceOf(image: HiveImage, inverse: BytePatch): Difference {
  const { runs, bytes, length: before } = inverse
  const lengths = runs.filter((_, index) => index % 2 === 1)
  const grown = grownRuns(image, before)
  return {
    before,
    runs: grown.length === 0 ? runs : [...runs, ...grown],
    replacing: lengths.length,
    replaced: marvin32OfRuns(bytes, lengths, NOTHING),
  }
}

/**
 * Compares two hives, in steps.
 *
 * @param old - the one before
 * @param now - the one that takes its place; it may be shorter
 */
export function* compareImages(old: HiveImage, now: HiveImage): Work<Difference> {
  const before = old.length
  const both = Math.min(before, now.length)
  const runs: number[] = []
  let replaced = NOTHING
  const add = (at: number, _: number, length: number) => {
    // A run that goes on with the next page is one.
    const last = runs.length - 2
    if (last >= 0 && (runs[last] as number) + (runs[last + 1] as number) === at) {
      runs[last + 1] = (runs[last + 1] as number) + length
    } else runs.push(at, length)
  }
  for (let at = 0; at < both; at += PAGE) {
    if ((at / PAGE) % PAGES_A_STEP === 0) yield at / both
    changedRuns(old, at, now, at, Math.min(PAGE, both - at), add)
  }
  for (let run = 0; run < runs.length; run += 2) {
    if (run % 1024 === 0) yield 1
    replaced = marvin32(old.bytesView(runs[run] as number, runs[run + 1] as number), replaced)
  }
  const replacing = runs.length / 2
  return { before, runs: runs.concat(grownRuns(now, before)), replacing, replaced }
}

/** A hash of the bytes of some runs, as they are. */
export function hashOfRuns(image: HiveImage, runs: readonly number[]): Marvin32 {
  let hash = NOTHING
  for (let run = 0; run < runs.length; run += 2) {
    hash = marvin32(image.bytesView(runs[run] as number, runs[run + 1] as number), hash)
  }
  return hash
}

/** The runs after an earlier end of the file that are not all zeros: a file grows by zeros. */
function grownRuns(image: HiveImage, before: number): number[] {
  const runs: number[] = []
  const { words, length } = image
  let from = before
  // A file may end in the middle of a word. Its bytes count as if they were not zero.
  let to = Math.min(padded(before), length)
  const end = padded(length) / 4
  for (let at = padded(to) / 4; at < end; at++) {
    if (words[at] === 0) continue
    if (at * 4 - to > GAP * 4) {
      if (to > from) runs.push(from, to - from)
      from = at * 4
    }
    to = Math.min(at * 4 + 4, length)
  }
  if (to > from) runs.push(from, to - from)
  return runs
}
