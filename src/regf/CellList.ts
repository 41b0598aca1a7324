/** A growing list of cells, of which there may be millions. */

import type { CellOffset } from './offsets.ts'

export class CellList {
  #cells = new Uint32Array(1024)
  #count = 0

  /** The number of cells. */
  get count(): number {
    return this.#count
  }

  /** Adds a cell. */
  push(cell: number): void {
    if (this.#count === this.#cells.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#cells)
      this.#cells = larger
    }
    this.#cells[this.#count++] = cell
  }

  /** Returns a cell by its index. */
  at(index: number): CellOffset {
    return this.#cells[index] as CellOffset
  }
}
