/** Sorts keys by FILETIME, by radix: a comparison function would be called twenty times for each of a million keys. */

import type { Work } from '../work.ts'

/** Bits of a digit. */
const BITS = 16
const DIGITS = 1 << BITS
const MASK = DIGITS - 1

/**
 * Sorts times. Equal ones stay in their order.
 *
 * @param high - the upper halves of all times
 * @param low - their lower halves
 * @param chosen - the indexes of those to sort, which are sorted in place
 * @returns the indexes in order of time
 */
export function* sortByTime(
  high: Uint32Array,
  low: Uint32Array,
  chosen: Uint32Array<ArrayBuffer>,
): Work<Uint32Array<ArrayBuffer>> {
  let order = chosen
  let next = new Uint32Array(chosen.length)
  for (const [pass, half] of [low, low, high, high].entries()) {
    if (pass > 0) yield pass / 4
    const shift = pass % 2 === 0 ? 0 : BITS
    if (place(half, shift, order, next)) [order, next] = [next, order]
  }
  return order
}

/** Sorts by one digit; returns false, with nothing done, if all have the same. */
function place(half: Uint32Array, shift: number, from: Uint32Array, to: Uint32Array): boolean {
  const starts = new Uint32Array(DIGITS + 1)
  for (let index = 0; index < from.length; index++) {
    const digit = ((half[from[index] as number] as number) >>> shift) & MASK
    starts[digit + 1] = (starts[digit + 1] as number) + 1
  }
  for (let digit = 0; digit < DIGITS; digit++) {
    if (starts[digit + 1] === from.length) return false
    starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number)
  }
  for (let index = 0; index < from.length; index++) {
    const key = from[index] as number
    const digit = ((half[key] as number) >>> shift) & MASK
    const at = starts[digit] as number
    starts[digit] = at + 1
    to[at] = key
  }
  return true
}
