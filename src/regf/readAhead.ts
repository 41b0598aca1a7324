/**
 * Reads records shortly before they are needed, so that they are in the processor's cache by then. The records
 * of a hive that was edited for years are scattered over the file, and a walk that follows one reference after
 * the other waits for the memory at each of them. Reads that do not depend on each other overlap: so the keys
 * of a batch are read first, then their lists, then their subkeys, then the values of all these, then the data.
 *
 * Nothing is checked or decided here: the bytes that are read may be anything, and they are not used.
 */

import type { CellStore } from './CellStore.ts'
import { LIST, NK, SIG, VK } from './layout.ts'
import type { CellOffset } from './offsets.ts'
import type { Words } from './words.ts'

/** The most keys of one list in a batch. */
export const KEYS_AHEAD = 32
/** The most subkeys of these keys in a batch. */
const SUBKEYS_AHEAD = 224
/** The subkeys of a key with more than this many are not part of the batch. */
const MOST_SUBKEYS = 32
/** The most values of a key that are read ahead. */
const MOST_VALUES = 16
/** Bytes of a cache line. The processor reads ahead by itself what follows two lines in a row. */
const LINE = 64
/** Slots of the table of lists that were read already. */
const KNOWN = 1024
/** Bytes of the smallest key with its cell. */
const LEAST_KEY = 80

/** Reads ahead for one walk over a hive. */
export class ReadAhead {
  /** A sum of what was read. It means nothing, but without it the compiler could leave out the reads. */
  sum = 0
  readonly #cells: CellStore
  readonly #withData: boolean
  /** The keys and values of the batch, as indexes of their first words. */
  readonly #keys = new Int32Array(KEYS_AHEAD + SUBKEYS_AHEAD)
  readonly #values = new Int32Array((KEYS_AHEAD + SUBKEYS_AHEAD) * MOST_VALUES)
  /** The first and last keys of lists that were read as subkeys of a batch, at a place that depends on the key. */
  readonly #known = new Uint32Array(KNOWN)
  /** A moving average, positive while the keys are scattered. */
  #disorder = 0
  /** How many subkeys may still be read: crafted lists could lead to the same ones again and again. */
  #left: number

  /**
   * Starts to read ahead.
   *
   * @param cells - the cells of the hive
   * @param withData - whether the first bytes of the data of each value are read too
   */
  constructor(cells: CellStore, withData: boolean) {
    this.#cells = cells
    this.#withData = withData
    this.#left = cells.bins.dataSize / LEAST_KEY
  }

  /**
   * Reads the keys that are visited next, with their lists and values, and the same of their subkeys. Does
   * nothing while the keys are in the order of the file.
   *
   * @param keys - cell offsets of keys, which may be wrong
   * @param from - index of the first key
   * @param to - index after the last key, at most `KEYS_AHEAD` more than `from`
   */
  read(keys: Uint32Array, from: number, to: number): void {
    const { image } = this.#cells
    if (this.#left <= 0 || !image.isFlat || !this.#isScattered(keys, from, to)) return
    const { words } = image
    const first = this.#cells.payloadAt(0 as CellOffset) >>> 2
    const head = keys[from] as number
    const isKnown = this.#known[(head >>> 3) % KNOWN] === head
    const at = this.#keys
    const count = to - from
    for (let index = 0; index < count; index++) {
      at[index] = ((keys[from + index] as number) >>> 2) + first
    }
    let sum = 0
    if (!isKnown) sum ^= this.#readKeys(words, first, 0, count)
    const end = this.#gather(words, first, count)
    sum ^= this.#readKeys(words, first, count, end)
    this.sum = sum ^ this.#readValues(words, first, isKnown ? count : 0, end)
  }

  /** Reads keys of the batch and the beginnings of their lists. */
  #readKeys(words: Words, first: number, from: number, to: number): number {
    const keys = this.#keys
    let sum = 0
    for (let index = from; index < to; index++) {
      const key = keys[index] as number
      sum ^= (words[key - 1] as number) ^ (words[key + (NK.NAME_LENGTH >> 2)] as number)
    }
    for (let index = from; index < to; index++) {
      const key = keys[index] as number
      const list = words[key + (NK.VALUE_LIST >> 2)] as number
      const subkeys = words[key + (NK.SUBKEY_LIST >> 2)] as number
      if (list !== -1) sum ^= words[(list >>> 2) + first] as number
      if (subkeys !== -1) sum ^= words[(subkeys >>> 2) + first] as number
    }
    return sum
  }

  /** Adds the subkeys of the first `count` keys to the batch; returns how many keys it has then. */
  #gather(words: Words, first: number, count: number): number {
    const keys = this.#keys
    let end = count
    for (let index = 0; index < count; index++) {
      const key = keys[index] as number
      const subkeys = words[key + (NK.SUBKEY_COUNT >> 2)] as number
      if (subkeys === 0 || subkeys >>> 0 > MOST_SUBKEYS || end + subkeys > keys.length) continue
      const list = ((words[key + (NK.SUBKEY_LIST >> 2)] as number) >>> 2) + first
      const signature = (words[list] as number) & 0xffff
      if (signature === SIG.RI) continue
      const size = signature === SIG.LI ? 1 : 2
      let entry = list + (LIST.ENTRIES >> 2)
      const head = words[entry] as number
      const tail = words[entry + (subkeys - 1) * size] as number
      this.#known[(head >>> 3) % KNOWN] = head
      this.#known[(tail >>> 3) % KNOWN] = tail
      for (let subkey = 0; subkey < subkeys; subkey++, entry += size) {
        keys[end++] = ((words[entry] as number) >>> 2) + first
      }
    }
    this.#left -= end - count
    return end
  }

  /** Reads the values of keys of the batch, and their data. */
  #readValues(words: Words, first: number, from: number, to: number): number {
    const keys = this.#keys
    const values = this.#values
    let sum = 0
    let found = 0
    for (let index = from; index < to; index++) {
      const key = keys[index] as number
      const count = Math.min((words[key + (NK.VALUE_COUNT >> 2)] as number) >>> 0, MOST_VALUES)
      const list = ((words[key + (NK.VALUE_LIST >> 2)] as number) >>> 2) + first
      for (let entry = list; entry < list + count; entry++) {
        const value = ((words[entry] as number) >>> 2) + first
        values[found++] = value
        sum ^= (words[value - 1] as number) ^ (words[value + (VK.FLAGS >> 2)] as number)
      }
    }
    if (!this.#withData) return sum
    for (let index = 0; index < found; index++) {
      const value = values[index] as number
      // A negative size is that of data inside the record.
      const size = words[value + (VK.DATA_SIZE >> 2)] as number
      if (size > 4) {
        const data = ((words[value + (VK.DATA >> 2)] as number) >>> 2) + first
        sum ^= words[data - 1] as number
        if (size > LINE) sum ^= words[data + (LINE >> 2)] as number
      }
    }
    return sum
  }

  /**
   * Whether the keys of this batch and of those before are scattered. Records that are in the order of the file
   * are read ahead by the processor itself.
   */
  #isScattered(keys: Uint32Array, from: number, to: number): boolean {
    let descents = 0
    for (let index = from + 1; index < to; index++) {
      if ((keys[index] as number) < (keys[index - 1] as number)) descents++
    }
    const pairs = Math.max(0, to - from - 1)
    const disordered = Math.min(descents, pairs - descents)
    // One pair in sixteen is enough, averaged over about twenty batches: one key alone says nothing.
    this.#disorder += (disordered * 16 - pairs - this.#disorder) / 20
    return this.#disorder > 0
  }
}
