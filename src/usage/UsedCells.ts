/** Takes the cells that are in use, each once, and adds up their numbers and bytes by kind. */

import type { CellMarks } from './CellMarks.ts'
import type { CellTotals } from './CellTotals.ts'
import { kindOfMark, MARK, type UsedMark } from './cellKind.ts'

export class UsedCells {
  /** True once a cell was to be taken that had been taken before. */
  hasShared = false
  readonly #marks: CellMarks
  /** Cells and bytes by mark. */
  readonly #counts = new Float64Array(MARK.SECURITY + 1)
  readonly #bytes = new Float64Array(MARK.SECURITY + 1)

  /**
   * Starts with no cell taken.
   *
   * @param marks - the marks of all cells
   */
  constructor(marks: CellMarks) {
    this.#marks = marks
  }

  /**
   * Takes a cell. It need not be read for that.
   *
   * @param cell - cell offset, of any value
   * @param mark - what it holds
   * @returns its bytes; 0 if no allocated cell starts there, or it was taken before
   */
  take(cell: number, mark: UsedMark): number {
    const marks = this.#marks
    if (!marks.take(cell, mark)) {
      if (!this.hasShared) this.hasShared = marks.isTaken(cell)
      return 0
    }
    const bytes = marks.sizeOf(cell)
    this.#counts[mark] = (this.#counts[mark] as number) + 1
    this.#bytes[mark] = (this.#bytes[mark] as number) + bytes
    return bytes
  }

  /**
   * Takes a cell whose size is known.
   *
   * @param cell - cell offset, of any value
   * @param mark - what it holds
   * @param bytes - its bytes
   * @returns false if no allocated cell starts there, or it was taken before
   */
  takeRecord(cell: number, mark: UsedMark, bytes: number): boolean {
    if (!this.#marks.take(cell, mark)) {
      if (!this.hasShared) this.hasShared = this.#marks.isTaken(cell)
      return false
    }
    this.#counts[mark] = (this.#counts[mark] as number) + 1
    this.#bytes[mark] = (this.#bytes[mark] as number) + bytes
    return true
  }

  /**
   * Takes a security cell, which any number of keys share.
   *
   * @param cell - cell offset, of any value
   */
  takeSecurity(cell: number): void {
    if (this.#marks.at(cell) !== MARK.SECURITY) this.take(cell, MARK.SECURITY)
  }

  /** Reads the mark of a cell, of any offset, so that it is in the processor's cache when the cell is taken. */
  readAhead(cell: number): number {
    return this.#marks.at(cell)
  }

  /** How many cells were taken. */
  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0)
  }

  /** Adds the cells that were taken to the totals. */
  addTo(totals: CellTotals): void {
    for (let mark: number = MARK.KEY; mark <= MARK.SECURITY; mark++) {
      const [bytes, cells] = [this.#bytes[mark] as number, this.#counts[mark] as number]
      totals.add('used', kindOfMark(mark), bytes, cells)
    }
  }
}
