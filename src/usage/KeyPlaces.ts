/** Finds the place of a key in a table by its cell, without a look at every key. */

import type { CellOffset } from '../regf/offsets.ts'
import type { KeyTable } from './KeyTable.ts'

/** More keys than fit into any hive. A cell, in units of 8 bytes, and a place fit into 53 bits together. */
const MOST_PLACES = 2 ** 25

export class KeyPlaces {
  /** The cell of each key and its place as one number, in ascending order. */
  readonly #sorted: Float64Array<ArrayBuffer>

  /**
   * Sorts the keys by their cells.
   *
   * @param table - the keys
   */
  constructor({ count, found, cells }: KeyTable) {
    this.#sorted = Float64Array.from({ length: count }, (_, place) => {
      return firstOf(cells[found[place] as number] as number) + place
    }).sort()
  }

  /**
   * Finds a key.
   *
   * @param cell - cell offset, of any value
   * @returns its place in the table; -1 if it is not there
   */
  of(cell: CellOffset): number {
    const sorted = this.#sorted
    const wanted = firstOf(cell)
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle] as number) < wanted) low = middle + 1
      else high = middle
    }
    const place = (sorted[low] ?? -1) - wanted
    return place >= 0 && place < MOST_PLACES && (cell & 7) === 0 ? place : -1
  }
}

/** The lowest number for a cell. */
function firstOf(cell: number): number {
  return (cell >>> 3) * MOST_PLACES
}
