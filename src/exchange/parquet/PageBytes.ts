/** The values of a page in the encoding PLAIN, which for bytes is a length and the bytes themselves. */

/** Bytes that there is room for at first. */
const FIRST_ROOM = 1 << 16
/** Longer runs are copied at once. */
const SHORT = 48

export class PageBytes {
  #bytes = new Uint8Array(FIRST_ROOM)
  #view = new DataView(this.#bytes.buffer)
  #at = 0

  /** Bytes of the values. */
  get length(): number {
    return this.#at
  }

  /** The values, until the next one is added. */
  get view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at)
  }

  /** Drops all values. */
  clear(): void {
    this.#at = 0
  }

  /** Adds a number of 32 bits. */
  addInt32(value: number): void {
    this.#reserve(4)
    this.#view.setInt32(this.#at, value, true)
    this.#at += 4
  }

  /** Adds a number of 64 bits by its halves. */
  addInt64(high: number, low: number): void {
    this.#reserve(8)
    this.#view.setInt32(this.#at, low, true)
    this.#view.setInt32(this.#at + 4, high, true)
    this.#at += 8
  }

  /** Adds bytes. */
  addBytes(source: Uint8Array, from: number, to: number): void {
    this.addInt32(to - from)
    this.#copy(source, from, to)
  }

  /** Adds bytes that are in several pieces. */
  addPieces(
    source: Uint8Array,
    pieces: readonly { readonly at: number; readonly length: number }[],
  ): void {
    this.addInt32(pieces.reduce((sum, { length }) => sum + length, 0))
    for (const { at, length } of pieces) this.#copy(source, at, at + length)
  }

  /**
   * Adds text as UTF-8; lone surrogates become U+FFFD.
   *
   * @param source - the array with the text in UTF-16
   * @param from - index of the first unit
   * @param to - index after the last unit
   * @param separator - the character that NULs become
   */
  addUtf16(source: Uint8Array, from: number, to: number, separator: number): void {
    this.#reserve(4 + ((to - from) >> 1) * 3)
    const start = this.#at
    const bytes = this.#bytes
    let at = start + 4
    for (let index = from; index < to; index += 2) {
      const unit = (source[index] as number) | ((source[index + 1] as number) << 8)
      if (unit < 0x80) bytes[at++] = unit === 0 ? separator : unit
      else if (unit < 0x800) {
        bytes[at++] = 0xc0 | (unit >> 6)
        bytes[at++] = 0x80 | (unit & 0x3f)
      } else if ((unit & 0xf800) !== 0xd800) {
        at = threeBytes(bytes, at, unit)
      } else {
        const hasNext = unit < 0xdc00 && index + 3 < to
        const low = hasNext
          ? (source[index + 2] as number) | ((source[index + 3] as number) << 8)
          : 0
        if ((low & 0xfc00) !== 0xdc00) at = threeBytes(bytes, at, 0xfffd)
        else {
          at = fourBytes(bytes, at, 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff))
          index += 2
        }
      }
    }
    this.#view.setUint32(start, at - start - 4, true)
    this.#at = at
  }

  #copy(source: Uint8Array, from: number, to: number): void {
    this.#reserve(to - from)
    const bytes = this.#bytes
    let at = this.#at
    if (to - from > SHORT) bytes.set(source.subarray(from, to), at)
    else for (let index = from; index < to; index++) bytes[at++] = source[index] as number
    this.#at += to - from
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count))
    larger.set(this.view)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

function threeBytes(bytes: Uint8Array, at: number, unit: number): number {
  bytes[at] = 0xe0 | (unit >> 12)
  bytes[at + 1] = 0x80 | ((unit >> 6) & 0x3f)
  bytes[at + 2] = 0x80 | (unit & 0x3f)
  return at + 3
}

function fourBytes(bytes: Uint8Array, at: number, point: number): number {
  bytes[at] = 0xf0 | (point >> 18)
  bytes[at + 1] = 0x80 | ((point >> 12) & 0x3f)
  bytes[at + 2] = 0x80 | ((point >> 6) & 0x3f)
  bytes[at + 3] = 0x80 | (point & 0x3f)
  return at + 4
}
