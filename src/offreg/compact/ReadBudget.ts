/**
 * Bounds the cost of copying a damaged hive. The records of a sound hive are not larger, in total, than the hive;
 * if keys share records, a few bytes can stand for terabytes.
 */

import { HiveError } from '../../errors.ts'
import { LIMIT } from '../../regf/layout.ts'

/**
 * A copy may be this many times as large as what is copied, in bytes of bins. The copy of a sound hive is at most
 * a little over twice as large: data that is one byte too long for a segment takes two segments.
 */
const COPY_TIMES = 3
/** Bytes of bins that any copy may have, so that a small hive has room for a new root and new lists. */
const COPY_FIXED = 1 << 16

export class ReadBudget {
  #left: number

  /**
   * Allows twice the bytes of a hive to be read.
   *
   * @param dataSize - size of the hive bins in bytes
   */
  constructor(dataSize: number) {
    this.#left = 2 * dataSize
  }

  /**
   * Counts bytes of records that are about to be copied.
   *
   * @throws HiveError `damaged` when they are more than the hive can hold
   */
  spend(bytes: number): void {
    this.#left -= bytes
    if (this.#left < 0) throw sharedTooMuch()
  }
}

/**
 * Computes the largest size of a copy.
 *
 * @param dataSize - size of the hive bins of all hives that are copied, in bytes
 * @returns the most bytes of hive bins
 */
export function copyLimit(dataSize: number): number {
  return Math.min(COPY_TIMES * dataSize + COPY_FIXED, LIMIT.DATA_SIZE)
}

/**
 * Makes the `damaged` error for a hive that shares so many records that a copy of it would be too
 * large.
 *
 * @returns the error
 */
export function sharedTooMuch(): HiveError {
  return new HiveError('damaged', 'records are shared until they are more than the hive can hold', {
    finding: 'shared-cell',
  })
}
