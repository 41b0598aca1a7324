/**
 * Places in a file where a deleted record was recognised, in ascending order. There may be millions of them, so
 * each is a few numbers, and what it says is read from the bytes when somebody asks.
 */

import type { FileOffset } from '../regf/offsets.ts'

/**
 * What a deleted record lies in.
 *
 * - `free-cell`: the beginning of a free cell.
 * - `in-free-cell`: the inside of a free cell, which was joined with it, or got it as its last owner's rest.
 * - `unreferenced`: an allocated cell that nothing refers to.
 * - `slack`: the bytes behind a live record in its cell.
 * - `bin-slack`: bytes of a bin, or between bins, that belong to no cell because a size or a header is wrong.
 * - `tail`: the bytes of the file behind the last bin.
 */
export type Place = (typeof PLACES)[number]

const PLACES = ['free-cell', 'in-free-cell', 'unreferenced', 'slack', 'bin-slack', 'tail'] as const

export class RecordPlaces {
  #at = new Uint32Array(64)
  #end = new Uint32Array(64)
  #place = new Uint8Array(64)
  #count = 0

  /** The number of places. */
  get count(): number {
    return this.#count
  }

  /**
   * Adds a place after all others.
   *
   * @param at - file offset of the record
   * @param end - file offset after the last byte that the record can have
   * @param place - what it lies in
   */
  add(at: number, end: number, place: Place): void {
    if (this.#count === this.#at.length) {
      this.#at = grown(this.#at)
      this.#end = grown(this.#end)
      const places = new Uint8Array(this.#place.length * 2)
      places.set(this.#place)
      this.#place = places
    }
    this.#at[this.#count] = at
    this.#end[this.#count] = end
    this.#place[this.#count++] = PLACES.indexOf(place)
  }

  /** Returns the file offset of a record by its index. */
  at(index: number): FileOffset {
    return this.#at[index] as FileOffset
  }

  /** Returns the file offset after the last byte that a record can have. */
  end(index: number): FileOffset {
    return this.#end[index] as FileOffset
  }

  /** Returns what a record lies in. */
  place(index: number): Place {
    return PLACES[this.#place[index] as number] as Place
  }

  /** Returns the index of the record at a file offset, or -1. */
  indexOf(at: number): number {
    const index = this.firstFrom(at)
    return index < this.#count && this.#at[index] === at ? index : -1
  }

  /** Returns the index of the first record at a file offset or after it; `count` if there is none. */
  firstFrom(at: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#at[middle] as number) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Returns the places that a test accepts. */
  filter(isKept: (index: number) => boolean): RecordPlaces {
    const kept = new RecordPlaces()
    for (let index = 0; index < this.#count; index++) {
      if (isKept(index)) kept.add(this.at(index), this.end(index), this.place(index))
    }
    return kept
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
