/**
 * Snappy compression, as the reference implementation does it. That of hyparquet-writer calls a function for each byte
 * and makes an array for each literal, which takes a third of the time of an export.
 */

const TABLE_BITS = 14
const MULTIPLIER = 0x1e35a7bd
const MOST_OFFSET = 0xffff
/** Bytes at the end that are not searched. */
const MARGIN = 15
/** Shorter literals are copied byte by byte. */
const SHORT = 32

export class Snappy {
  /** The last place of each hash. */
  readonly #table = new Int32Array(1 << TABLE_BITS)
  #out = new Uint8Array(1 << 16)
  #at = 0

  /**
   * Compresses bytes.
   *
   * @param input - the bytes
   * @returns the compressed bytes, until the next call
   */
  compress(input: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const most = 32 + input.length + Math.ceil(input.length / 6)
    if (this.#out.length < most) this.#out = new Uint8Array(most * 2)
    this.#at = 0
    this.#length(input.length)
    const done = input.length > MARGIN ? this.#search(input) : 0
    if (done < input.length) this.#literal(input, done, input.length)
    return this.#out.subarray(0, this.#at)
  }

  /** Writes copies and the literals between them; returns where the last literal begins. */
  #search(input: Uint8Array<ArrayBuffer>): number {
    const table = this.#table
    table.fill(0)
    const view = new DataView(input.buffer, input.byteOffset, input.length)
    const end = input.length
    const limit = end - MARGIN
    let done = 0
    let at = 1
    while (at <= limit) {
      const word = view.getInt32(at, true)
      const hash = Math.imul(word, MULTIPLIER) >>> (32 - TABLE_BITS)
      let from = table[hash] as number
      table[hash] = at
      if (at - from > MOST_OFFSET || view.getInt32(from, true) !== word) {
        // The longer nothing was found, the fewer places are tried.
        at += 1 + ((at - done) >>> 5)
        continue
      }
      if (at > done) this.#literal(input, done, at)
      const offset = at - from
      const start = at
      at += 4
      from += 4
      while (at + 4 <= end && view.getInt32(at, true) === view.getInt32(from, true)) {
        at += 4
        from += 4
      }
      while (at < end && input[at] === input[from]) {
        at++
        from++
      }
      this.#copy(offset, at - start)
      done = at
      if (at > limit) break
      const last = view.getInt32(at - 1, true)
      table[Math.imul(last, MULTIPLIER) >>> (32 - TABLE_BITS)] = at - 1
    }
    return done
  }

  #length(length: number): void {
    let rest = length
    for (; rest >= 0x80; rest >>>= 7) this.#out[this.#at++] = (rest & 0x7f) | 0x80
    this.#out[this.#at++] = rest
  }

  #literal(input: Uint8Array, from: number, to: number): void {
    const out = this.#out
    const length = to - from
    let at = this.#at
    let rest = length - 1
    if (rest < 60) {
      out[at++] = rest << 2
    } else {
      const tag = at++
      let bytes = 0
      for (; rest > 0; rest >>>= 8, bytes++) out[at++] = rest & 0xff
      out[tag] = (59 + bytes) << 2
    }
    if (length > SHORT) out.set(input.subarray(from, to), at)
    else
      for (let index = 0; index < length; index++) out[at + index] = input[from + index] as number
    this.#at = at + length
  }

  #copy(offset: number, length: number): void {
    let left = length
    // The last part has at least four bytes.
    for (; left >= 68; left -= 64) this.#part(offset, 64)
    if (left > 64) {
      this.#part(offset, 60)
      left -= 60
    }
    this.#part(offset, left)
  }

  #part(offset: number, length: number): void {
    const out = this.#out
    let at = this.#at
    if (length < 12 && offset < 2048) {
      out[at++] = 1 | ((length - 4) << 2) | ((offset >>> 8) << 5)
      out[at++] = offset & 0xff
    } else {
      out[at++] = 2 | ((length - 1) << 2)
      out[at++] = offset & 0xff
      out[at++] = offset >>> 8
    }
    this.#at = at
  }
}
