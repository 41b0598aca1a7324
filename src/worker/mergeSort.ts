/** Sorting in steps, for lists that may have a million rows. */

import type { Work } from '../work.ts'

/** Items that are sorted without a pause. */
const RUN = 512
/** Items that are merged between two pauses. */
const MERGED_A_STEP = 2048

/**
 * Sorts items in steps.
 *
 * @param items - the items; the array is used up
 * @param compare - compares two items as for `Array.sort`; never 0, so that the order is complete
 * @returns the items in order
 */
export function* mergeSort(
  items: Uint32Array<ArrayBuffer>,
  compare: (a: number, b: number) => number,
): Work<Uint32Array<ArrayBuffer>> {
  const count = items.length
  const passes = 1 + Math.max(0, Math.ceil(Math.log2(count / RUN)))
  for (let at = 0; at < count; at += RUN) {
    items.subarray(at, at + RUN).sort(compare)
    yield at / count / passes
  }
  let from = items
  let to = new Uint32Array(count)
  let done = 1
  for (let width = RUN; width < count; width *= 2) {
    for (let at = 0; at < count; at += width * 2) {
      const [middle, end] = [Math.min(count, at + width), Math.min(count, at + width * 2)]
      for (let left = at, right = middle, out = at; out < end; out++) {
        const [a, b] = [from[left] as number, from[right] as number]
        const takesLeft = left < middle && (right >= end || compare(a, b) < 0)
        to[out] = takesLeft ? a : b
        if (takesLeft) left++
        else right++
        if (out % MERGED_A_STEP === 0) yield (done + out / count) / passes
      }
    }
    ;[from, to] = [to, from]
    done++
  }
  return from
}
