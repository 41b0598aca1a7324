/**
 * Places of the hive file where something may be found. The walk asks for each record whether one of them is in
 * it, so the answer "no" has to be fast: most records share no 64 bytes with any of them.
 */

/** Bytes that one bit stands for, as a number of bits to shift by. */
const GRAIN_BITS = 6

export class Candidates {
  /** In ascending order. */
  #places = new Uint32Array(64)
  #count = 0
  /** One bit for every 64 bytes of the file that have a place in them. */
  readonly #grains: Uint32Array<ArrayBuffer>
  /** One byte for each place that was looked at. */
  #taken = new Uint8Array(64)
  #left = 0

  /**
   * Starts without any place.
   *
   * @param length - length of the file in bytes
   */
  constructor(length: number) {
    this.#grains = new Uint32Array((length >>> (GRAIN_BITS + 5)) + 1)
  }

  /** Number of places. */
  get count(): number {
    return this.#count
  }

  /** Number of places that no call of `take` has covered. */
  get left(): number {
    return this.#left
  }

  /**
   * Adds a place. Nearly ascending places are added fastest.
   *
   * @param at - file offset
   */
  add(at: number): void {
    if (this.#count === this.#places.length) this.#grow()
    const places = this.#places
    let index = this.#count++
    for (; index > 0 && (places[index - 1] as number) > at; index--) {
      places[index] = places[index - 1] as number
      this.#taken[index] = this.#taken[index - 1] as number
    }
    places[index] = at
    this.#taken[index] = 0
    this.#left++
    const grain = at >>> GRAIN_BITS
    this.#grains[grain >>> 5] = (this.#grains[grain >>> 5] as number) | (1 << (grain & 31))
  }

  /**
   * Takes the places in a range, which need not be looked at again.
   *
   * @param from - file offset of the range
   * @param to - file offset of its end
   * @returns true if there is any, taken before or not
   */
  take(from: number, to: number): boolean {
    if (to <= from || !this.#mayHave(from, to)) return false
    let index = this.#indexFrom(from)
    const first = index
    for (; index < this.#count && (this.#places[index] as number) < to; index++) {
      if (this.#taken[index] === 0) this.#left--
      this.#taken[index] = 1
    }
    return index > first
  }

  #mayHave(from: number, to: number): boolean {
    const last = Math.min((to - 1) >>> GRAIN_BITS, this.#grains.length * 32 - 1)
    for (let grain = from >>> GRAIN_BITS; grain <= last; grain++) {
      const word = this.#grains[grain >>> 5] as number
      if (word === 0) grain |= 31
      else if ((word & (1 << (grain & 31))) !== 0) return true
    }
    return false
  }

  /** The index of the first place that is not before an offset. */
  #indexFrom(from: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#places[middle] as number) < from) low = middle + 1
      else high = middle
    }
    return low
  }

  #grow(): void {
    const places = new Uint32Array(this.#places.length * 2)
    places.set(this.#places)
    this.#places = places
    const taken = new Uint8Array(places.length)
    taken.set(this.#taken)
    this.#taken = taken
  }
}
