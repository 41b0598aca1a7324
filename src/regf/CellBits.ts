/** One bit for every place in the hive bins where a cell could start: 8 bytes of hive, one bit. */

export class CellBits {
  #words: Uint32Array<ArrayBuffer>

  /** @param dataSize - bytes of hive bins to cover */
  constructor(dataSize: number) {
    this.#words = new Uint32Array((dataSize >>> 8) + 1)
  }

  /** Covers more hive bins, with clear bits. */
  extend(dataSize: number): void {
    const words = (dataSize >>> 8) + 1
    if (words <= this.#words.length) return
    const larger = new Uint32Array(Math.max(words, this.#words.length + (this.#words.length >>> 2)))
    larger.set(this.#words)
    this.#words = larger
  }

  has(cell: number): boolean {
    return ((this.#words[cell >>> 8] ?? 0) & (1 << ((cell >>> 3) & 31))) !== 0
  }

  set(cell: number): void {
    const word = cell >>> 8
    this.#words[word] = (this.#words[word] ?? 0) | (1 << ((cell >>> 3) & 31))
  }

  /** Sets the bit and says whether it was clear. */
  add(cell: number): boolean {
    const word = cell >>> 8
    const bit = 1 << ((cell >>> 3) & 31)
    const old = this.#words[word] ?? 0
    this.#words[word] = old | bit
    return (old & bit) === 0
  }

  clear(cell: number): void {
    const word = cell >>> 8
    this.#words[word] = (this.#words[word] ?? 0) & ~(1 << ((cell >>> 3) & 31))
  }

  /** Clears [from, to); both are multiples of 256, as the ends of bins are. */
  clearRange(from: number, to: number): void {
    this.#words.fill(0, from >>> 8, to >>> 8)
  }

  /** The greatest set place below `cell` and not below `floor`, -1 when there is none. */
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
}
