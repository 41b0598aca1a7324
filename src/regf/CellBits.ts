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

  /** Clears the bit and says whether it was set. */
  take(cell: number): boolean {
    const word = cell >>> 8
    const bit = 1 << ((cell >>> 3) & 31)
    const old = this.#words[word] ?? 0
    if ((old & bit) === 0) return false
    this.#words[word] = old & ~bit
    return true
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

  /** Whether any place in [from, to) is set; `from` is a multiple of 8. */
  anyIn(from: number, to: number): boolean {
    if (from >= to) return false
    const last = (to - 1) >>> 8
    let word = from >>> 8
    let bits = (this.#words[word] ?? 0) & (-1 << ((from >>> 3) & 31))
    while (word < last) {
      if (bits !== 0) return true
      bits = this.#words[++word] ?? 0
    }
    // Shifting by 32 shifts by nothing, hence two shifts.
    return (bits & ~((-1 << (((to - 1) >>> 3) & 31)) << 1)) !== 0
  }

  /** How many places are set. */
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

  /** The least set place, -1 when there is none. */
  first(): number {
    for (let word = 0; word < this.#words.length; word++) {
      const bits = this.#words[word] as number
      if (bits !== 0) return word * 256 + (31 - Math.clz32(bits & -bits)) * 8
    }
    return -1
  }
}
