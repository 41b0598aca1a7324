/**
 * Measures a hive in which every cell is referred to as it should be: each by one other, and the security cells by
 * keys. Then the order in which the references are followed makes no difference, and the records can be visited in
 * the order of the file, which is many times faster than going down the tree when they are scattered. As soon as
 * anything is found to be different, this gives up, and the tree has to be walked.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { DB, LIST, NK, SEGMENT_DATA, SIG, VK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { leafEntrySize } from '../regf/subkeyList.ts'
import { isBigData } from '../regf/valueData.ts'
import type { Words } from '../regf/words.ts'
import { part, type Work } from '../work.ts'
import { MARK } from './cellKind.ts'
import type { FoundKeys } from './FoundKeys.ts'
import type { KeyTable } from './KeyTable.ts'
import type { UsedCells } from './UsedCells.ts'

/** Keys or values between two pauses. */
const RECORDS_A_STEP = 4096
/** Keys whose values are read ahead, so that the processor waits for the memory of all of them at once. */
const KEYS_AHEAD = 32
/** The most values of each. */
const MOST_AHEAD = 16
/** The progress once the tree is known, and once all cells were taken. */
const TREE = 0.2
const TAKEN = 0.9

export class TidyTree {
  /** A sum of what was read ahead. It means nothing, but without it the compiler could leave out the reads. */
  sum = 0
  readonly #cells: CellStore
  readonly #used: UsedCells
  readonly #found: FoundKeys
  readonly #words: Words
  /** Index of the first word of the payload of a cell at 0. */
  readonly #first: number
  /** The indexes of the keys that were reached, level by level. */
  readonly #order: Uint32Array<ArrayBuffer>
  #reached = 0
  /** The places of keys in that order, plus one; 0 for a key that was not reached. */
  readonly #places: Uint32Array<ArrayBuffer>
  /** By place. */
  readonly #firsts: Uint32Array<ArrayBuffer>
  readonly #bytes: Uint32Array<ArrayBuffer>
  readonly #keyCounts: Uint32Array<ArrayBuffer>
  readonly #valueCounts: Uint32Array<ArrayBuffer>
  /** The values that are read ahead. */
  readonly #ahead = new Uint32Array(KEYS_AHEAD * MOST_AHEAD)
  #isOdd = false

  /**
   * Starts before the root.
   *
   * @param cells - the cells of the hive
   * @param used - takes the cells; none was taken so far
   * @param found - the cells that look like keys
   */
  constructor(cells: CellStore, used: UsedCells, found: FoundKeys) {
    this.#cells = cells
    this.#used = used
    this.#found = found
    this.#words = cells.image.words
    this.#first = cells.payloadAt(0 as CellOffset) >>> 2
    const { count } = found
    this.#order = new Uint32Array(count)
    this.#places = new Uint32Array(count)
    this.#firsts = new Uint32Array(count + 1)
    this.#bytes = new Uint32Array(count)
    this.#keyCounts = new Uint32Array(count)
    this.#valueCounts = new Uint32Array(count)
  }

  /**
   * Measures everything below a key.
   *
   * @param root - cell offset of the key
   * @returns the keys; null if the hive is not tidy
   */
  *measure(root: CellOffset): Work<KeyTable | null> {
    if (!this.#reach(root)) return null
    const keys = this.#found
    yield* part(this.#each(keys.count, this.#reachKeys), 0, TREE)
    yield* part(this.#each(keys.count, this.#takeKeys), TREE, TAKEN)
    yield* part(this.#each(this.#reached, this.#addUp), TAKEN, 1)
    if (!this.#isTidy) return null
    const { cells, timesHigh, timesLow } = keys
    return {
      count: this.#reached,
      firsts: this.#firsts,
      bytes: this.#bytes,
      keys: this.#keyCounts,
      values: this.#valueCounts,
      found: this.#order,
      cells,
      timesHigh,
      timesLow,
    }
  }

  /** Whether everything so far is as it should be. */
  get #isTidy(): boolean {
    return !this.#isOdd && !this.#used.hasShared
  }

  /** Visits so many records in steps, for as long as the hive is tidy. */
  *#each(count: number, visit: (from: number, to: number) => void): Work<void> {
    for (let from = 0; from < count && this.#isTidy; from += RECORDS_A_STEP) {
      if (from > 0) yield from / count
      visit(from, Math.min(count, from + RECORDS_A_STEP))
    }
  }

  /** Adds a key to those that are reached; false if there is none, or it was reached before. */
  #reach(cell: number): boolean {
    const key = this.#found.numbers.of(cell)
    if (key < 0 || this.#places[key] !== 0) return false
    this.#order[this.#reached++] = key
    this.#places[key] = this.#reached
    return true
  }

  /** Reaches the subkeys of keys, by place. */
  readonly #reachKeys = (from: number, to: number): void => {
    const order = this.#order
    const firsts = this.#firsts
    const { subkeyLists } = this.#found
    let place = from
    for (; place < to && place < this.#reached; place++) {
      const key = order[place] as number
      firsts[place] = this.#reached
      const list = subkeyLists[key] as number
      if (list !== NIL) this.#reachSubkeys(place, key, list)
    }
    firsts[place] = this.#reached
  }

  #reachSubkeys(place: number, key: number, list: number): void {
    const record = this.#wordOf(this.#found.cells[key] as number)
    const expected = this.#words[record + (NK.SUBKEY_COUNT >> 2)] as number
    const before = this.#reached
    const size = this.#used.take(list, MARK.SUBKEY_LIST)
    let bytes = size
    const at = this.#wordOf(list)
    const head = size === 0 ? 0 : (this.#words[at] as number)
    if ((head & 0xffff) === SIG.RI) {
      const count = head >>> 16
      if (count * 4 > this.#roomOf(size) - LIST.ENTRIES) this.#isOdd = true
      for (let entry = at + 1; entry <= at + count && this.#isTidy; entry++) {
        const leaf = (this.#words[entry] as number) >>> 0
        const leafBytes = this.#used.take(leaf, MARK.SUBKEY_LIST)
        bytes += leafBytes
        if (expected !== 0) this.#reachLeaf(leaf, leafBytes)
      }
    } else if (expected !== 0) {
      this.#reachLeaf(list, size)
    }
    this.#bytes[place] = bytes
    if (this.#reached - before !== expected) this.#isOdd = true
  }

  #reachLeaf(leaf: number, size: number): void {
    const words = this.#words
    const at = this.#wordOf(leaf)
    const head = size === 0 ? 0 : (words[at] as number)
    const step = leafEntrySize(head & 0xffff) >> 2
    const count = head >>> 16
    if (step === 0 || count * step * 4 > this.#roomOf(size) - LIST.ENTRIES) {
      this.#isOdd = true
      return
    }
    const end = at + 1 + count * step
    for (let entry = at + 1; entry < end; entry += step) {
      if (this.#reach((words[entry] as number) >>> 0)) continue
      this.#isOdd = true
      return
    }
  }

  /** Takes the cells of keys, but for the lists of subkeys, and those of their values. */
  readonly #takeKeys = (from: number, to: number): void => {
    const { cells, sizes, valueLists, valueCounts, classes, securities } = this.#found
    const places = this.#places
    const allBytes = this.#bytes
    const used = this.#used
    for (let key = from; key < to; key++) {
      if (key % KEYS_AHEAD === 0) this.#readAhead(key, Math.min(to, key + KEYS_AHEAD))
      const place = (places[key] as number) - 1
      if (place < 0) continue
      let bytes = sizes[key] as number
      used.takeRecord(cells[key] as number, MARK.KEY, bytes)
      const list = valueLists[key] as number
      const size = list === NIL ? 0 : used.take(list, MARK.VALUE_LIST)
      bytes += size
      const values = valueCounts[key] as number
      if (values > 0) bytes += this.#takeValues(place, list, size, values)
      const ofClass = classes[key] as number
      if (ofClass !== 0) bytes += used.take(ofClass, MARK.CLASS)
      allBytes[place] = (allBytes[place] as number) + bytes
      used.takeSecurity(securities[key] as number)
    }
  }

  /**
   * Reads the values of keys, and the marks of these and of their data, if they are scattered. What is read is not
   * looked at: it may be anything.
   */
  #readAhead(from: number, to: number): void {
    const { valueLists, valueCounts } = this.#found
    if (!this.#isScattered(from, to)) return
    const words = this.#words
    const ahead = this.#ahead
    let sum = 0
    for (let key = from; key < to; key++) {
      const list = valueLists[key] as number
      if (list !== NIL) sum ^= words[this.#wordOf(list)] as number
    }
    let count = 0
    for (let key = from; key < to; key++) {
      const at = this.#wordOf(valueLists[key] as number)
      const end = at + Math.min(valueCounts[key] as number, MOST_AHEAD)
      for (let entry = at; entry < end; entry++) {
        const value = words[entry] as number
        ahead[count++] = value
        sum ^= words[this.#wordOf(value)] as number
      }
    }
    for (let index = 0; index < count; index++) {
      const value = ahead[index] as number
      const data = words[this.#wordOf(value) + (VK.DATA >> 2)] as number
      sum ^= this.#used.readAhead(value) ^ this.#used.readAhead(data)
    }
    this.sum ^= sum
  }

  /** Whether the lists of values of keys are in another order than the keys. */
  #isScattered(from: number, to: number): boolean {
    const { valueLists } = this.#found
    let descents = 0
    for (let key = from + 1; key < to; key++) {
      if ((valueLists[key] as number) < (valueLists[key - 1] as number)) descents++
    }
    return descents > (to - from) >> 2
  }

  /** Takes the cells of the values of a key, and of their data; returns their bytes. */
  #takeValues(place: number, list: number, size: number, count: number): number {
    if (count * 4 > this.#roomOf(size)) {
      this.#isOdd = true
      return 0
    }
    const words = this.#words
    const used = this.#used
    const header = this.#cells.headerSize
    const from = this.#wordOf(list)
    let sum = 0
    for (let entry = from; entry < from + count; entry++) {
      const cell = (words[entry] as number) >>> 0
      const at = this.#wordOf(cell)
      const bytes = -(words[at - (header >> 2)] as number)
      const isValue = ((words[at] as number) & 0xffff) === SIG.VK && bytes >= header + VK.NAME
      if (!isValue || !used.takeRecord(cell, MARK.VALUE, bytes)) {
        this.#isOdd = true
        return 0
      }
      sum += bytes
      // A negative size is that of data inside the record.
      const stored = words[at + (VK.DATA_SIZE >> 2)] as number
      if (stored <= 0) continue
      const data = (words[at + (VK.DATA >> 2)] as number) >>> 0
      sum += used.take(data, MARK.DATA)
      if (stored > SEGMENT_DATA && isBigData(this.#cells, data as CellOffset, stored)) {
        sum += this.#takeSegments(data)
      }
    }
    this.#valueCounts[place] = count
    return sum
  }

  #takeSegments(data: number): number {
    const words = this.#words
    const head = this.#wordOf(data)
    const list = (words[head + (DB.SEGMENTS >> 2)] as number) >>> 0
    const size = this.#used.take(list, MARK.DATA)
    const count = (words[head] as number) >>> 16
    if (count * 4 > this.#roomOf(size)) this.#isOdd = true
    let bytes = size
    const from = this.#wordOf(list)
    for (let entry = from; entry < from + count && this.#isTidy; entry++) {
      bytes += this.#used.take((words[entry] as number) >>> 0, MARK.DATA)
    }
    return bytes
  }

  /** Adds what is below each key to it, the lowest keys first. */
  readonly #addUp = (from: number, to: number): void => {
    const bytes = this.#bytes
    const keys = this.#keyCounts
    const values = this.#valueCounts
    const firsts = this.#firsts
    const last = this.#reached - 1
    for (let place = last - from; place > last - to; place--) {
      const end = firsts[place + 1] as number
      let keySum = 1
      let byteSum = bytes[place] as number
      let valueSum = values[place] as number
      for (let below = firsts[place] as number; below < end; below++) {
        keySum += keys[below] as number
        byteSum += bytes[below] as number
        valueSum += values[below] as number
      }
      keys[place] = keySum
      bytes[place] = byteSum
      values[place] = valueSum
    }
  }

  /** Index of the first word of the payload of a cell. */
  #wordOf(cell: number): number {
    return this.#first + (cell >>> 2)
  }

  /** Bytes of the payload of a cell. */
  #roomOf(size: number): number {
    return size - this.#cells.headerSize
  }
}
