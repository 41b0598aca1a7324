/**
 * The keys that a comparison has still to visit, and the keys above the one it is at. A key is a pair of cells, one
 * in each hive; objects for the keys on the way are made only where a difference needs them.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { KEYS_AHEAD, ReadAhead } from '../regf/readAhead.ts'
import type { KeyPair } from './difference.ts'

const DEPTHS = LIMIT.DEPTH + 1

export class KeyStack {
  /** Levels below the roots of the key that was taken last. */
  depth = 0
  before = NIL
  after = NIL
  #befores = new Uint32Array(1024)
  #afters = new Uint32Array(1024)
  #length: number
  /** The keys on the way to the one that was taken last; how many of each level are left, and how many were taken. */
  readonly #keysBefore = new Uint32Array(DEPTHS)
  readonly #keysAfter = new Uint32Array(DEPTHS)
  readonly #left = new Uint32Array(DEPTHS)
  readonly #pairs: (KeyPair | null)[] = new Array<KeyPair | null>(DEPTHS).fill(null)
  readonly #taken = new Uint32Array(DEPTHS)
  #level = 0
  readonly #ahead: ReadAhead

  /**
   * Starts with the topmost keys.
   *
   * @param before - cell offset of the key in the earlier hive, or NIL
   * @param after - cell offset of the key in the later hive, or NIL
   * @param cells - cells of the earlier hive
   */
  constructor(before: CellOffset, after: CellOffset, cells: CellStore) {
    this.#ahead = new ReadAhead(cells, false)
    this.#befores[0] = before
    this.#afters[0] = after
    this.#length = 1
    this.#left[0] = 1
  }

  /**
   * Starts again, when all keys were taken.
   *
   * @param top - the key that counts as taken last
   */
  restart(top: KeyPair): void {
    for (let at: KeyPair | null = top; at !== null; at = at.parent) {
      this.#keysBefore[at.depth] = at.before
      this.#keysAfter[at.depth] = at.after
      this.#left[at.depth] = 0
      this.#pairs[at.depth] = at
    }
    this.depth = top.depth
    this.before = top.before
    this.after = top.after
    this.#level = top.depth
    this.#length = 0
  }

  /** Adds a subkey of the key that was taken last. `open` follows. */
  push(before: CellOffset, after: CellOffset): void {
    if (this.#length === this.#befores.length) {
      this.#befores = grown(this.#befores)
      this.#afters = grown(this.#afters)
    }
    this.#befores[this.#length] = before
    this.#afters[this.#length] = after
    this.#length++
  }

  /** The number of keys to be visited, which `open` needs. */
  get length(): number {
    return this.#length
  }

  /** Drops the keys that were added since. */
  cut(length: number): void {
    this.#length = length
  }

  /** Makes the keys that were added since a length the next ones, in the order in which they were added. */
  open(from: number): void {
    const count = this.#length - from
    if (count === 0) return
    if (count > 1) {
      this.#befores.subarray(from, this.#length).reverse()
      this.#afters.subarray(from, this.#length).reverse()
    }
    this.#level = this.depth + 1
    this.#left[this.#level] = count
    this.#taken[this.#level] = 0
  }

  /**
   * Takes the next key.
   *
   * @returns false when there is none
   */
  take(): boolean {
    let level = this.#level
    while (level >= 0 && this.#left[level] === 0) level--
    if (level < 0) return false
    this.#level = level
    const left = this.#left[level] as number
    const taken = this.#taken[level] as number
    if (taken % KEYS_AHEAD === 0) this.#readAhead(Math.min(left, KEYS_AHEAD))
    const length = this.#length
    this.#taken[level] = taken + 1
    this.#left[level] = left - 1
    this.#length = length - 1
    this.before = this.#befores[length - 1] as CellOffset
    this.after = this.#afters[length - 1] as CellOffset
    this.depth = level
    this.#keysBefore[level] = this.before
    this.#keysAfter[level] = this.after
    this.#pairs[level] = null
    return true
  }

  /** Reads the next keys, if they are at the same place in both hives: then only one of these is needed. */
  #readAhead(count: number): void {
    const to = this.#length
    if (this.#befores[to - 1] === this.#afters[to - 1]) {
      this.#ahead.read(this.#befores, to - count, to)
    }
  }

  /** Replaces the cells of the key that was taken last. */
  replace(before: CellOffset, after: CellOffset): void {
    this.before = before
    this.after = after
    this.#keysBefore[this.depth] = before
    this.#keysAfter[this.depth] = after
  }

  /** The key that was taken last, with the keys above it. */
  get pair(): KeyPair {
    return this.#pairAt(this.depth)
  }

  #pairAt(depth: number): KeyPair {
    let parent: KeyPair | null = null
    for (let level = 0; level <= depth; level++) {
      const known: KeyPair | null | undefined = this.#pairs[level]
      parent = known ?? {
        before: this.#keysBefore[level] as CellOffset,
        after: this.#keysAfter[level] as CellOffset,
        parent,
        depth: level,
      }
      this.#pairs[level] = parent
    }
    return parent as KeyPair
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
