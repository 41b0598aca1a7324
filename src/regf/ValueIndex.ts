/**
 * Which value of a key has a name: for keys with so many values that looking at each, for every value
 * that is added, would cost the square of their number. Built when such a key is first asked, kept in
 * step by the edits of its list, dropped whole when a patch is applied. Not in the bytes, never saved.
 */

import type { CellOffset, FileOffset } from './offsets.ts'

/** Keys whose names are kept at once; the one built first goes first. */
const MAX_KEYS = 8

/** Value cells by the `indexHash` of their upcased name, in list order. */
export type NameBuckets = Map<number, CellOffset[]>

export class ValueIndex {
  readonly #keys = new Map<FileOffset, NameBuckets>()

  /** The names of a key, built by `build` when they are not there. */
  of(key: FileOffset, build: () => NameBuckets): NameBuckets {
    const known = this.#keys.get(key)
    if (known !== undefined) return known
    const [oldest] = this.#keys.keys()
    if (this.#keys.size === MAX_KEYS && oldest !== undefined) this.#keys.delete(oldest)
    const built = build()
    this.#keys.set(key, built)
    return built
  }

  /** A value was appended to a key's list. */
  add(key: FileOffset, hash: number, value: CellOffset): void {
    const buckets = this.#keys.get(key)
    if (buckets !== undefined) addTo(buckets, hash, value)
  }

  /** A value was taken out of a key's list. */
  remove(key: FileOffset, hash: number, value: CellOffset): void {
    const buckets = this.#keys.get(key)
    const bucket = buckets?.get(hash)
    if (buckets === undefined || bucket === undefined) return
    const left = bucket.filter((cell) => cell !== value)
    if (left.length === 0) buckets.delete(hash)
    else buckets.set(hash, left)
  }

  /** A key's record is gone, or its list changed in some other way. */
  forget(key: FileOffset): void {
    this.#keys.delete(key)
  }

  /** Bytes changed under all of them. */
  clear(): void {
    this.#keys.clear()
  }
}

export function addTo(buckets: NameBuckets, hash: number, value: CellOffset): void {
  const bucket = buckets.get(hash)
  if (bucket === undefined) buckets.set(hash, [value])
  else bucket.push(value)
}
