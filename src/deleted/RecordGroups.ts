/** Deleted records by the cell of the key above them. */

import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import type { RecordPlaces } from './RecordPlaces.ts'

export class RecordGroups {
  readonly #records: RecordPlaces
  readonly #above: Uint32Array
  /** Indexes of records, by the cell above them and then in order. */
  readonly #sorted: Uint32Array

  /**
   * @param records - the records
   * @param aboveOf - returns the cell above a record, by the index of the record
   * @param orderOf - returns a number that orders the records below one cell; their places by default
   */
  constructor(
    records: RecordPlaces,
    aboveOf: (index: number) => number,
    orderOf: (index: number) => number = (index) => index,
  ) {
    this.#records = records
    const above = Uint32Array.from({ length: records.count }, (_, index) => aboveOf(index))
    this.#above = above
    this.#sorted = Uint32Array.from(above.keys()).sort(
      (a, b) => (above[a] as number) - (above[b] as number) || orderOf(a) - orderOf(b),
    )
  }

  /** Lists the records below a cell in order, by their file offsets. */
  below(cell: CellOffset): FileOffset[] {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#above[this.#sorted[middle] as number] as number) < cell) low = middle + 1
      else high = middle
    }
    const found: FileOffset[] = []
    for (let index = low; index < this.#sorted.length; index++) {
      const record = this.#sorted[index] as number
      if (this.#above[record] !== cell) break
      found.push(this.#records.at(record))
    }
    return found
  }
}
