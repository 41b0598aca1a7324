/** Sequence numbers of base blocks and logs: they wrap at 2^32 (regf-format 1.3). */

const HALF = 0x80000000

/**
 * Measures how far a sequence number is ahead of another.
 *
 * @param a - one number
 * @param b - the other number
 * @returns the distance modulo 2^32; from 2^31 on, `a` is the older one
 */
export function sequenceAhead(a: number, b: number): number {
  return (a - b) >>> 0
}

/**
 * Checks whether a sequence number is the same as another or newer.
 *
 * @param a - one number
 * @param b - the other number
 * @returns true if `a` is not older than `b`
 */
export function isNotOlder(a: number, b: number): boolean {
  return sequenceAhead(a, b) < HALF
}

/**
 * Chooses the newer of two sequence numbers.
 *
 * @param a - one number
 * @param b - the other number
 * @returns one of the two
 */
export function newerSequence(a: number, b: number): number {
  return isNotOlder(a, b) ? a : b
}

/**
 * Finds the number after another one.
 *
 * @param sequence - a sequence number
 * @returns the next one; 0 after 2^32 - 1
 */
export function nextSequence(sequence: number): number {
  return (sequence + 1) >>> 0
}
