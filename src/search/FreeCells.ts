/** Tells whether a place is in a free cell, where only what was deleted can be found. */

import type { CellStore } from '../regf/CellStore.ts'
import { BIN } from '../regf/layout.ts'
import { type CellOffset, cellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'

/** Bytes of the largest bin of which the cells are looked through. */
const MOST_BIN = 1 << 16
/** Bytes of the smallest cell. */
const LEAST_CELL = 8

export class FreeCells {
  readonly #cells: CellStore
  /** The cell that was found last. */
  #from = 0
  #to = 0
  #isFree = false

  /**
   * Starts without looking at anything.
   *
   * @param cells - the cells of the hive; before a check, no cell is known to be free
   */
  constructor(cells: CellStore) {
    this.#cells = cells
  }

  /**
   * Checks a place.
   *
   * @param at - file offset in the hive bins
   * @returns true if it is in a free cell; false if it is not, or if that cannot be found out quickly
   */
  has(at: FileOffset): boolean {
    if (at >= this.#from && at < this.#to) return this.#isFree
    const { bins, image, surveyed } = this.#cells
    const place = cellOffset(at)
    const bin = surveyed ? bins.binAt(place) : -1
    if (bin < 0 || bins.end(bin) - bins.start(bin) > MOST_BIN) return false
    let cell = (bins.start(bin) + BIN.HEADER) as CellOffset
    while (cell < bins.end(bin)) {
      const size = Math.abs(image.i32(fileOffset(cell)))
      if (size < LEAST_CELL) return false
      const next = (cell + size) as CellOffset
      if (place < next) return this.#keep(cell, next)
      cell = next
    }
    return false
  }

  #keep(cell: CellOffset, next: CellOffset): boolean {
    this.#from = fileOffset(cell)
    this.#to = fileOffset(next)
    this.#isFree = this.#cells.freePayloadSize(cell) >= 0
    return this.#isFree
  }
}
