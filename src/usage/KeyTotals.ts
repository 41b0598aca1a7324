/**
 * Adds up the keys of a hive in the order of a walk. What is below a key comes right after it, so that one number says
 * where it ends.
 */

import type { KeyTable } from './KeyTable.ts'

export class KeyTotals {
  #count = 0
  #cells: Uint32Array<ArrayBuffer>
  #ends: Uint32Array<ArrayBuffer>
  #bytes: Uint32Array<ArrayBuffer>
  #values: Uint32Array<ArrayBuffer>
  #timesHigh: Uint32Array<ArrayBuffer>
  #timesLow: Uint32Array<ArrayBuffer>
  /** The indexes of the last key and those above it, by depth. */
  readonly #open: number[] = []

  /**
   * Starts without any keys.
   *
   * @param room - keys that there is room for at first
   */
  constructor(room: number) {
    this.#cells = new Uint32Array(room + 1)
    this.#ends = new Uint32Array(room + 1)
    this.#bytes = new Uint32Array(room + 1)
    this.#values = new Uint32Array(room + 1)
    this.#timesHigh = new Uint32Array(room + 1)
    this.#timesLow = new Uint32Array(room + 1)
  }

  /** Begins the next key of the walk. */
  begin(cell: number, depth: number, timeHigh: number, timeLow: number): void {
    this.#closeTo(depth)
    if (this.#count === this.#cells.length) this.#grow()
    const index = this.#count++
    this.#cells[index] = cell
    this.#timesHigh[index] = timeHigh
    this.#timesLow[index] = timeLow
    this.#open.push(index)
  }

  /** Adds bytes to the key that was begun last. */
  add(bytes: number): void {
    const index = this.#count - 1
    this.#bytes[index] = (this.#bytes[index] as number) + bytes
  }

  /** Adds a value to the key that was begun last. */
  addValue(bytes: number): void {
    const index = this.#count - 1
    this.#values[index] = (this.#values[index] as number) + 1
    this.#bytes[index] = (this.#bytes[index] as number) + bytes
  }

  /** Ends every key. */
  finish(): KeyTable {
    this.#closeTo(0)
    const count = this.#count
    const found = new Uint32Array(count)
    const firsts = new Uint32Array(count + 1)
    const keys = new Uint32Array(count)
    let placed = Math.min(count, 1)
    for (let place = 0; place < placed; place++) {
      const index = found[place] as number
      const end = this.#ends[index] as number
      firsts[place] = placed
      keys[place] = end - index
      for (let at = index + 1; at < end; at = this.#ends[at] as number) found[placed++] = at
    }
    firsts[count] = placed
    return {
      count,
      firsts,
      bytes: found.map((index) => this.#bytes[index] as number),
      keys,
      values: found.map((index) => this.#values[index] as number),
      found,
      cells: this.#cells,
      timesHigh: this.#timesHigh,
      timesLow: this.#timesLow,
    }
  }

  /** Ends the keys at a depth and below, and adds each to the one above it. */
  #closeTo(depth: number): void {
    while (this.#open.length > depth) {
      const index = this.#open.pop() as number
      this.#ends[index] = this.#count
      const above = this.#open.at(-1)
      if (above === undefined) continue
      this.#bytes[above] = (this.#bytes[above] as number) + (this.#bytes[index] as number)
      this.#values[above] = (this.#values[above] as number) + (this.#values[index] as number)
    }
  }

  #grow(): void {
    this.#cells = grown(this.#cells)
    this.#ends = grown(this.#ends)
    this.#bytes = grown(this.#bytes)
    this.#values = grown(this.#values)
    this.#timesHigh = grown(this.#timesHigh)
    this.#timesLow = grown(this.#timesLow)
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
