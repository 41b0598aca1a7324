/** Sequence numbers of base blocks and logs: they wrap at 2^32 (regf-format 1.3). */

const HALF = 0x80000000

/** How far a number is ahead of another; 2^31 or more means that it is older. */
export function sequenceAhead(a: number, b: number): number {
  return (a - b) >>> 0
}

/** Whether a number is not older than another. */
export function isNotOlder(a: number, b: number): boolean {
  return sequenceAhead(a, b) < HALF
}

/** The newer of two numbers. */
export function newerSequence(a: number, b: number): number {
  return isNotOlder(a, b) ? a : b
}

/** The number that comes after another. */
export function nextSequence(sequence: number): number {
  return (sequence + 1) >>> 0
}
