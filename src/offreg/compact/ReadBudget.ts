/**
 * Bounds what copying a damaged hive can cost. The records of a sound hive are no more, all together,
 * than the hive; where keys share records, a few bytes can stand for terabytes.
 */

import { HiveError } from '../../errors.ts'

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
    if (this.#left >= 0) return
    throw new HiveError(
      'damaged',
      'records are shared until they are more than the hive can hold',
      {
        finding: 'shared-cell',
      },
    )
  }
}
