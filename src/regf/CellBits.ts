/** One bit for every place in the hive bins where a cell can start: one for every 8 bytes. */

export class CellBits {
  #words: Uint32Array<ArrayBuffer>

  /**
   * Starts with all bits clear.
   *
   * @param dataSize - size of the hive bins to cover, in bytes
   */
  constructor(dataSize: number) {
    this.#words = new Uint32Array((dataSize >>> 8) + 1)
  }

  /**
   * Covers more hive bins, with clear bits.
   *
   * @param dataSize - size of the hive bins to cover, in bytes
   */
  extend(dataSize: number): void {
    const words = (dataSize >>> 8) + 1
    if (words <= this.#words.length) return
    const larger = new Uint32Array(Math.max(words, this.#words.length + (this.#words.length >>> 2)))
    larger.set(this.#words)
    this.#words = larger
  }

  /**
   * Checks a bit.
   *
   * @param cell - cell offset
   * @returns true if it is set
   */
  has(cell: number): boolean {
    return ((this.#words[cell >>> 8] ?? 0) & (1 << ((cell >>> 3) & 31))) !== 0
  }

  /**
   * Sets a bit.
   *
   * @param cell - cell offset
   */
  set(cell: number): void {
    const word = cell >>> 8
    this.#words[word] = (this.#words[word] ?? 0) | (1 << ((cell >>> 3) & 31))
  }

  /**
   * Sets a bit.
   *
   * @param cell - cell offset
   * @returns true if it was clear
   */
  add(cell: number): boolean {
    const word = cell >>> 8
    const bit = 1 << ((cell >>> 3) & 31)
    const old = this.#words[word] ?? 0
    this.#words[word] = old | bit
    return (old & bit) === 0
  }

  /**
   * Clears a bit.
   *
   * @param cell - cell offset
   * @returns true if it was set
   */
  take(cell: number): boolean {
    const word = cell >>> 8
    const bit = 1 << ((cell >>> 3) & 31)
    const old = this.#words[word] ?? 0
    if ((old & bit) === 0) return false
    this.#words[word] = old & ~bit
    return true
  }

  /**
   * Sets a bit that is clear, or clears one that is set.
   *
   * @param cell - cell offset
   */
  flip(cell: number): void {
    const word = cell >>> 8
    this.#words[word] = (this.#words[word] ?? 0) ^ (1 << ((cell >>> 3) & 31))
  }

  /**
   * Clears the bits of a range. Both ends are multiples of 256, like the ends of bins.
   *
   * @param from - cell offset of the start
   * @param to - cell offset of the end
   */
  clearRange(from: number, to: number): void {
    this.#words.fill(0, from >>> 8, to >>> 8)
  }

  /**
   * Finds the last set bit before a cell.
   *
   * @param cell - cell offset
   * @param floor - the lowest cell offset to look at
   * @returns its cell offset, or -1
   */
  before(cell: number, floor: number): number {
    let word = cell >>> 8
    let bits = (this.#words[word] ?? 0) & ((1 << ((cell >>> 3) & 31)) - 1)
    const last = floor >>> 8
    while (bits === 0) {
      if (--word < last) return -1
      bits = this.#words[word] ?? 0
    }
    const found = word * 256 + (31 - Math.clz32(bits)) * 8
    return found >= floor ? found : -1
  }

  /**
   * Checks whether any bit of a range is set.
   *
   * @param from - cell offset of the start, a multiple of 8
   * @param to - cell offset of the end
   * @returns true if there is one
   */
  anyIn(from: number, to: number): boolean {
    return this.next(from, to) >= 0
  }

  /**
   * Finds the first set bit of a range.
   *
   * @param from - cell offset of the start, a multiple of 8
   * @param to - cell offset of the end
   * @returns its cell offset, or -1
   */
  next(from: number, to: number): number {
    if (from >= to) return -1
    const last = (to - 1) >>> 8
    let word = from >>> 8
    let bits = (this.#words[word] ?? 0) & (-1 << ((from >>> 3) & 31))
    while (bits === 0) {
      if (++word > last) return -1
      bits = this.#words[word] ?? 0
    }
    const found = word * 256 + (31 - Math.clz32(bits & -bits)) * 8
    return found < to ? found : -1
  }

  /**
   * Counts the set bits.
   *
   * @returns their number
   */
  count(): number {
    let sum = 0
    for (let index = 0; index < this.#words.length; index++) {
      let bits = this.#words[index] as number
      if (bits === 0) continue
      bits -= (bits >>> 1) & 0x55555555
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
      sum += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
    }
    return sum
  }

  /**
   * Finds the first set bit.
   *
   * @returns its cell offset, or -1
   */
  first(): number {
    return this.next(0, this.#words.length * 256)
  }
}
