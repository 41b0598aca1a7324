/**
 * The differences of a comparison as a list in the order of the tree: those of some kinds, with a header above those of
 * each key if they are grouped.
 */

import type { Difference, DifferenceKind, KeyPair } from '../compare/difference.ts'

/** What is listed. */
export interface Listed {
  /** null for all kinds. */
  readonly kinds: readonly DifferenceKind[] | null
  readonly grouped: boolean
}

/** A row: a difference, or the header of those that follow it. */
export interface PlacedRow {
  readonly difference: Difference
  /** The number of the difference; of a header it is `headerId` of the first one below it. */
  readonly id: number
  /** The number of differences below a header; null for a difference. */
  readonly count: number | null
}

export class PlacedRows {
  readonly #differences: readonly Difference[]
  /** Numbers of differences, and of headers. */
  readonly #ids: number[] = []

  /**
   * @param differences - all differences, by their numbers
   * @param placed - their numbers in the order of the tree
   * @param listed - which of them are listed, and how
   */
  constructor(differences: readonly Difference[], placed: Uint32Array, listed: Listed) {
    this.#differences = differences
    const { kinds, grouped } = listed
    let owner: KeyPair | null = null
    for (const number of placed) {
      const difference = differences[number] as Difference
      if (kinds !== null && !kinds.includes(difference.kind)) continue
      const key = ownerOf(difference)
      if (grouped && key !== null && key !== owner) this.#ids.push(headerId(number))
      owner = key
      this.#ids.push(number)
    }
  }

  get total(): number {
    return this.#ids.length
  }

  /** Rows from an index on, at most `count`. */
  slice(from: number, count: number): PlacedRow[] {
    return this.#ids.slice(from, from + count).map((id, at) => {
      const isHeader = id < 0
      const difference = this.#differences[isHeader ? headerId(id) : id] as Difference
      return { difference, id, count: isHeader ? this.#below(from + at) : null }
    })
  }

  /** The numbers of the differences that some rows stand for: a header stands for those below it. */
  chosen(ids: readonly number[]): number[] {
    if (ids.every((id) => id >= 0)) return [...ids]
    const headers = new Set(ids.filter((id) => id < 0))
    const found = new Set(ids.filter((id) => id >= 0))
    for (const [index, id] of this.#ids.entries()) {
      if (!headers.has(id)) continue
      for (let at = index + 1; at <= index + this.#below(index); at++) {
        found.add(this.#ids[at] as number)
      }
    }
    return [...found]
  }

  /** The numbers of all differences that are listed. */
  all(): number[] {
    return this.#ids.filter((id) => id >= 0)
  }

  /** The number of differences below the header at an index. */
  #below(header: number): number {
    const first = this.#differences[headerId(this.#ids[header] as number)] as Difference
    const owner = ownerOf(first)
    let end = header + 1
    for (; end < this.#ids.length; end++) {
      const id = this.#ids[end] as number
      if (id < 0 || ownerOf(this.#differences[id] as Difference) !== owner) break
    }
    return end - header - 1
  }
}

/** Turns the number of a difference into that of the header above it, or back. */
function headerId(number: number): number {
  return -1 - number
}

/** The key under which a difference is grouped; null for a key that stands for itself. */
function ownerOf({ kind, key, value }: Difference): KeyPair | null {
  return value !== null || kind === 'changed' ? key : null
}

/**
 * Puts differences in the order of the tree.
 *
 * @param differences - the differences, by their numbers
 * @returns their numbers in that order
 */
export function placedOrder(differences: readonly Difference[]): Uint32Array {
  if (differences.some(({ order }) => !Number.isInteger(order))) return sortedOrder(differences)
  const last = differences.reduce((most, { order }) => Math.max(most, order), -1)
  const byPlace = new Int32Array(last + 1).fill(-1)
  for (const [number, { order }] of differences.entries()) byPlace[order] = number
  return Uint32Array.from(byPlace.filter((number) => number >= 0))
}

/** The same for differences below keys that were moved, which are placed between others. */
function sortedOrder(differences: readonly Difference[]): Uint32Array {
  const orders = Float64Array.from(differences, ({ order }) => order)
  const orderOf = (number: number) => orders[number] as number
  return Uint32Array.from(differences.keys()).sort((a, b) => orderOf(a) - orderOf(b) || a - b)
}
