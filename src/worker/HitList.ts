/** The hits of a search in columns: there may be a million of them. */

import type { Encoding } from '../search/matchers.ts'
import type { Place } from '../search/query.ts'

/** A hit as it is kept. */
export interface KeptHit {
  readonly place: Place
  readonly encoding: Encoding
  /** The ids that the key and the value had when the hit was found; the value is 0 if the hit is in the name of the key. */
  readonly key: number
  readonly value: number
  readonly offset: number
  readonly length: number
  /** A checksum of the bytes that matched. */
  readonly sum: number
}

const PLACES: readonly Place[] = ['key', 'name', 'data']
const ENCODINGS: readonly Encoding[] = ['utf16', 'latin1', 'bytes', 'little-endian', 'big-endian']
const FIRST_ROOM = 64
/** Numbers of a hit in each of the two columns. */
const IDS = 2
const WORDS = 4

/** The number of lists that have begun. */
let lists = 0

export class HitList {
  #count = 0
  #begun = ++lists
  #ids = new Float64Array(FIRST_ROOM * IDS)
  #words = new Uint32Array(FIRST_ROOM * WORDS)

  get total(): number {
    return this.#count
  }

  /** Another number of each list, and when a list begins again, so that what was known of its hits is void. */
  get begun(): number {
    return this.#begun
  }

  add(hit: KeptHit): void {
    const { place, encoding, key, value, offset, length, sum } = hit
    if (this.#count * IDS === this.#ids.length) this.#grow()
    this.#ids.set([key, value], this.#count * IDS)
    const kind = PLACES.indexOf(place) * ENCODINGS.length + ENCODINGS.indexOf(encoding)
    this.#words.set([kind, offset, length, sum], this.#count * WORDS)
    this.#count++
  }

  clear(): void {
    this.#count = 0
    this.#begun = ++lists
  }

  /** The hit at an index below `total`. */
  at(index: number): KeptHit {
    const [key, value] = [this.#ids[index * IDS] as number, this.#ids[index * IDS + 1] as number]
    const at = index * WORDS
    const [kind = 0, offset = 0, length = 0, sum = 0] = this.#words.subarray(at, at + WORDS)
    const place = PLACES[Math.floor(kind / ENCODINGS.length)] as Place
    const encoding = ENCODINGS[kind % ENCODINGS.length] as Encoding
    return { place, encoding, key, value, offset, length, sum }
  }

  #grow(): void {
    const ids = new Float64Array(this.#ids.length * 2)
    ids.set(this.#ids)
    this.#ids = ids
    const words = new Uint32Array(this.#words.length * 2)
    words.set(this.#words)
    this.#words = words
  }
}
