/**
 * The keys of a hive in the order of the walk, with the bytes, keys and values below each. What is below a key comes
 * right after it, so that one number says where it ends.
 */

/** The keys, each by its index in the order of the walk. */
export interface KeyTable {
  readonly count: number
  /** Cell offsets. */
  readonly cells: Uint32Array
  /** The index after the last key below each. */
  readonly ends: Uint32Array
  /** Bytes of the key's own cells and of those below it. */
  readonly bytes: Float64Array
  /** Values of the key and of those below it. */
  readonly values: Uint32Array
  /** The last write times: the high and low halves of each FILETIME. */
  readonly timesHigh: Uint32Array
  readonly timesLow: Uint32Array
}

export class KeyTotals {
  #count = 0
  #cells: Uint32Array<ArrayBuffer>
  #ends: Uint32Array<ArrayBuffer>
  #bytes: Float64Array<ArrayBuffer>
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
    this.#bytes = new Float64Array(room + 1)
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
    return {
      count: this.#count,
      cells: this.#cells,
      ends: this.#ends,
      bytes: this.#bytes,
      values: this.#values,
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
    this.#values = grown(this.#values)
    this.#timesHigh = grown(this.#timesHigh)
    this.#timesLow = grown(this.#timesLow)
    const bytes = new Float64Array(this.#bytes.length * 2)
    bytes.set(this.#bytes)
    this.#bytes = bytes
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
