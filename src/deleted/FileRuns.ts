/** Ranges of file offsets in ascending order: the bytes of a hive that no live record uses. */

import type { FileOffset } from '../regf/offsets.ts'

export class FileRuns {
  #from = new Uint32Array(64)
  #to = new Uint32Array(64)
  #count = 0

  /**
   * Adds a range after all others. One that begins where the last one ends is joined with it.
   *
   * @param from - file offset of its first byte
   * @param to - file offset after its last byte
   */
  add(from: number, to: number): void {
    if (to <= from) return
    if (this.#count > 0 && this.#to[this.#count - 1] === from) {
      this.#to[this.#count - 1] = to
      return
    }
    if (this.#count === this.#from.length) {
      this.#from = doubled(this.#from)
      this.#to = doubled(this.#to)
    }
    this.#from[this.#count] = from
    this.#to[this.#count++] = to
  }

  /**
   * Measures how much of a range is inside one run, from its first byte on.
   *
   * @param from - file offset of the first byte
   * @param length - length of the range in bytes
   * @returns the number of bytes, at most `length`
   */
  covered(from: number, length: number): number {
    const run = this.#runAt(from)
    return run < 0 ? 0 : Math.min(length, (this.#to[run] as number) - from)
  }

  /**
   * Finds the end of the run that a byte is in.
   *
   * @param at - file offset of the byte
   * @returns file offset after the last byte of the run, or `at` if there is no run
   */
  endOf(at: number): FileOffset {
    const run = this.#runAt(at)
    return (run < 0 ? at : (this.#to[run] as number)) as FileOffset
  }

  #runAt(at: number): number {
    let low = 0
    let high = this.#count - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      if ((this.#from[middle] as number) > at) high = middle - 1
      else if ((this.#to[middle] as number) <= at) low = middle + 1
      else return middle
    }
    return -1
  }
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
