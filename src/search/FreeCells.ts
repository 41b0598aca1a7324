/**
 * Tells whether a place is in a free cell, where only what was deleted can be found. In a damaged hive, records and data
 * may be in cells that are only marked free; there no place counts as free.
 */

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
  #from = 0 as FileOffset
  #to = 0 as FileOffset
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
   * Checks a place. Places are best asked for in ascending order: each cell is then looked at once, however many
   * places there are.
   *
   * @param at - file offset in the hive bins
   * @returns true if it is in a free cell; false if it is not, or if that cannot be found out quickly
   */
  has(at: FileOffset): boolean {
    if (at >= this.#from && at < this.#to) return this.#isFree
    // Going back would mean to look at the cells of the bin again, for each of very many places perhaps.
    if (at < this.#from) return false
    const { bins, image, surveyed } = this.#cells
    const place = cellOffset(at)
    const bin = surveyed ? bins.binAt(place) : -1
    if (bin < 0 || bins.end(bin) - bins.start(bin) > MOST_BIN) return false
    const first = bins.start(bin) + BIN.HEADER
    let cell = Math.max(first, this.#to === 0 ? 0 : cellOffset(this.#to)) as CellOffset
    while (cell < bins.end(bin)) {
      const size = Math.abs(image.i32(fileOffset(cell)))
      // The rest of the bin is not divided into cells.
      if (size < LEAST_CELL) return this.#keep(cell, bins.end(bin) as CellOffset)
      const next = (cell + size) as CellOffset
      if (place < next) return this.#keep(cell, next)
      cell = next
    }
    return false
  }

  #keep(cell: CellOffset, next: CellOffset): boolean {
    this.#from = fileOffset(cell)
    this.#to = fileOffset(next)
    this.#isFree = this.#cells.isSound(cell) && this.#cells.freePayloadSize(cell) >= 0
    return this.#isFree
  }
}
