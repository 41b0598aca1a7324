/**
 * Numbers of cells in the order of the file, found by cell offset: a bit for every place where a cell can start, and
 * for each 32 of them the number of the first. A lookup touches one line of a table that fits into the processor's
 * cache, where the cell itself would have to come from memory.
 */

export class CellNumbers {
  /** In turn 32 bits, and the number of the cell of the lowest one that is set. */
  readonly #words: Int32Array<ArrayBuffer>

  /**
   * Starts without any cells.
   *
   * @param dataSize - size of the hive bins, in bytes
   */
  constructor(dataSize: number) {
    this.#words = new Int32Array(((dataSize >>> 8) + 1) * 2)
  }

  /**
   * Adds a cell that comes after those added before.
   *
   * @param cell - cell offset
   * @param number - how many were added before
   */
  add(cell: number, number: number): void {
    const words = this.#words
    const at = (cell >>> 8) * 2
    const bits = words[at] as number
    if (bits === 0) words[at + 1] = number
    words[at] = bits | (1 << (cell >>> 3))
  }

  /**
   * Finds the number of a cell.
   *
   * @param cell - cell offset, of any value
   * @returns the number that it was added with; -1 if it was not
   */
  of(cell: number): number {
    const words = this.#words
    const at = (cell >>> 8) * 2
    if (at >= words.length || (cell & 7) !== 0) return -1
    const bits = words[at] as number
    const bit = 1 << (cell >>> 3)
    if ((bits & bit) === 0) return -1
    return (words[at + 1] as number) + countOf(bits & (bit - 1))
  }
}

function countOf(bits: number): number {
  let sum = bits - ((bits >>> 1) & 0x55555555)
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333)
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
