/** The subkeys of keys in some order. A key of a million subkeys is sorted once while its rows are listed, page by page. */

import type { KeyTable } from './KeyTable.ts'

/** What subkeys are sorted by: `name` is the order of the list that they are in. */
export interface KeySorting {
  readonly column: 'name' | 'bytes' | 'keys' | 'values'
  readonly descending: boolean
}

/** The largest first. */
export const MOST_BYTES: KeySorting = { column: 'bytes', descending: true }

export class SortedKeys {
  readonly #keys: KeyTable
  /** What was asked for last. */
  #last: {
    readonly index: number
    readonly order: KeySorting
    readonly sorted: Uint32Array
  } | null = null

  /**
   * Sorts subkeys of some keys.
   *
   * @param keys - the keys with what was measured of them
   */
  constructor(keys: KeyTable) {
    this.#keys = keys
  }

  /**
   * Sorts the subkeys of a key, or returns what was sorted last. Equal ones are in the order of their list, or in the opposite order if descending by
   * name.
   *
   * @param index - the index of the key
   * @param order - what to sort by
   * @returns the indexes of the subkeys
   */
  of(index: number, order: KeySorting): Uint32Array {
    const last = this.#last
    const isSame = last?.order.column === order.column && last.order.descending === order.descending
    if (last?.index === index && isSame) return last.sorted
    const sorted = this.sort(index, order)
    this.#last = { index, order, sorted }
    return sorted
  }

  /**
   * Does the same without keeping the result.
   *
   * @param index - the index of the key
   * @param order - what to sort by
   * @returns the indexes of the subkeys
   */
  sort(index: number, { column, descending }: KeySorting): Uint32Array {
    const { firsts } = this.#keys
    const first = firsts[index] as number
    const count = (firsts[index + 1] as number) - first
    const sorted = Uint32Array.from({ length: count }, (_, place) => first + place)
    if (column === 'name') return descending ? sorted.reverse() : sorted
    const sizes = this.#keys[column]
    // One number of 64 bits for each, with its size above its place: such numbers are sorted ten times as fast as with
    // a function that compares two keys.
    const pairs = new Uint32Array(count * 2)
    for (let place = 0; place < count; place++) {
      pairs[place * 2] = descending ? count - 1 - place : place
      pairs[place * 2 + 1] = sizes[first + place] as number
    }
    new BigUint64Array(pairs.buffer).sort()
    for (let at = 0; at < count; at++) {
      const place = pairs[(descending ? count - 1 - at : at) * 2] as number
      sorted[at] = first + (descending ? count - 1 - place : place)
    }
    return sorted
  }
}
