/**
 * Bounds what copying a damaged hive can cost. The records of a sound hive are no more, all together,
 * than the hive; where keys share records, a few bytes can stand for terabytes.
 */

import { HiveError } from '../../errors.ts'
import { LIMIT } from '../../regf/layout.ts'

/**
 * A copy may have so many times the bins of what is copied. That of a sound hive has two and a half times at the
 * most: where all data is one byte too long for a segment, and the hive had it in cells of just its size.
 */
const COPY_TIMES = 3
/** What every hive may have, so that small ones have room for a new root and lists. */
const COPY_FIXED = 1 << 16

export class ReadBudget {
  #left: number

  /** @param dataSize - bytes of the hive that is read */
  constructor(dataSize: number) {
    this.#left = 2 * dataSize
  }

  /**
   * Counts bytes of records that are about to be copied.
   *
   * @throws HiveError `damaged`
   */
  spend(bytes: number): void {
    this.#left -= bytes
    if (this.#left < 0) throw sharedTooMuch()
  }
}

/** Bytes of bins that a copy of hives with so many bytes of bins, all together, may have. */
export function copyLimit(dataSize: number): number {
  return Math.min(COPY_TIMES * dataSize + COPY_FIXED, LIMIT.DATA_SIZE)
}

/** The `damaged` error for a hive whose copy would be larger than it should be. */
export function sharedTooMuch(): HiveError {
  return new HiveError('damaged', 'records are shared until they are more than the hive can hold', {
    finding: 'shared-cell',
  })
}
