/**
 * Finds a value by name in keys with so many values that searching their lists for every added value would
 * take quadratic time. The index of a key is built on first use, updated by edits of its list, and dropped
 * when a patch is applied.
 */

import type { CellOffset, FileOffset } from './offsets.ts'

/** The number of keys indexed at once; the oldest index is dropped first. */
const MAX_KEYS = 8

/** Value cells by the `indexHash` of their upcased name, in list order. */
export type NameBuckets = Map<number, CellOffset[]>

export class ValueIndex {
  readonly #keys = new Map<FileOffset, NameBuckets>()

  /**
   * Returns the names of a key's values, building the index if it does not exist.
   *
   * @param key - file offset of the key
   * @param build - makes the index from the value list
   * @returns the value cells by the hash of their name
   */
  of(key: FileOffset, build: () => NameBuckets): NameBuckets {
    const known = this.#keys.get(key)
    if (known !== undefined) return known
    const [oldest] = this.#keys.keys()
    if (this.#keys.size === MAX_KEYS && oldest !== undefined) this.#keys.delete(oldest)
    const built = build()
    this.#keys.set(key, built)
    return built
  }

  /**
   * Checks whether the names of a key's values are indexed.
   *
   * @param key - file offset of the key
   * @returns true if they are
   */
  has(key: FileOffset): boolean {
    return this.#keys.has(key)
  }

  /**
   * Adds a value that was appended to the list of a key.
   *
   * @param key - file offset of the key
   * @param hash - `indexHash` of its upcased name
   * @param value - its cell offset
   */
  add(key: FileOffset, hash: number, value: CellOffset): void {
    const buckets = this.#keys.get(key)
    if (buckets !== undefined) addTo(buckets, hash, value)
  }

  /**
   * Removes a value that was taken out of the list of a key.
   *
   * @param key - file offset of the key
   * @param hash - `indexHash` of its upcased name
   * @param value - its cell offset
   */
  remove(key: FileOffset, hash: number, value: CellOffset): void {
    const buckets = this.#keys.get(key)
    const bucket = buckets?.get(hash)
    if (buckets === undefined || bucket === undefined) return
    const left = bucket.filter((cell) => cell !== value)
    if (left.length === 0) buckets.delete(hash)
    else buckets.set(hash, left)
  }

  /**
   * Forgets a key whose record is gone, or whose list changed in some other way.
   *
   * @param key - file offset of the key
   */
  forget(key: FileOffset): void {
    this.#keys.delete(key)
  }

  /** Forgets all keys, after bytes were changed by other means. */
  clear(): void {
    this.#keys.clear()
  }
}

/**
 * Adds a value to the buckets of a key.
 *
 * @param buckets - the buckets
 * @param hash - `indexHash` of its upcased name
 * @param value - its cell offset
 */
export function addTo(buckets: NameBuckets, hash: number, value: CellOffset): void {
  const bucket = buckets.get(hash)
  if (bucket === undefined) buckets.set(hash, [value])
  else bucket.push(value)
}
