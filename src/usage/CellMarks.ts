/**
 * Half a byte for every place where a cell can start: whether one does, and what it holds. A cell is found while the
 * bins are read in order; the walk of the tree then marks what it meets. Everything from one mark to the next is one
 * thing, so the size of a cell is known without reading it.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { BIN, NK, SIG } from '../regf/layout.ts'
import { type CellOffset, fileOffset } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import { MARK, type UsedMark } from './cellKind.ts'
import type { FoundKeys } from './FoundKeys.ts'

/** Bytes of hive bins that are read between two pauses. */
const SLICE = 1 << 20

/** Words that are looked at between two pauses. */
const WORDS_A_STEP = 1 << 16
/** `MARK.LOST` eight times, and the highest bit of each mark. */
const ALL_LOST = 0x11111111
const HIGH_BITS = 0x88888888

export class CellMarks {
  /** Eight marks to a word, the first in the lowest bits. */
  readonly #words: Int32Array<ArrayBuffer>
  readonly #cells: CellStore
  /** Bytes of hive bins. */
  readonly size: number
  /** Allocated cells that `scan` found. */
  allocated = 0

  /**
   * Starts without any marks; `scan` sets them.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    this.#cells = cells
    this.size = cells.bins.dataSize
    this.#words = new Int32Array((this.size >>> 6) + 1)
  }

  /**
   * Finds the cells of every bin.
   *
   * @param keys - gets those that look like keys
   * @param onFree - called for each free cell with its offset and its size in bytes
   * @returns whether every byte of the bins is in a header or a cell
   */
  *scan(keys: FoundKeys, onFree: (cell: CellOffset, size: number) => void): Work<boolean> {
    const { bins } = this.#cells
    let done = 0
    let paused = 0
    let isWhole = true
    for (let bin = 0; bin < bins.count; bin++) {
      const start: number = bins.start(bin)
      const end: number = bins.end(bin)
      // What is between two good bins is damaged.
      if (start > done) {
        isWhole = false
        this.#set(done, MARK.UNREADABLE)
      }
      this.#set(start, MARK.BIN_HEADER)
      let at = start + BIN.HEADER
      while (at < end) {
        const to = Math.min(end, at + SLICE)
        const stopped = this.#scanRun(at, to, end, keys, onFree)
        if (stopped < to) {
          isWhole = false
          this.#set(stopped, MARK.UNREADABLE)
          break
        }
        at = stopped
        if (at - paused >= SLICE) {
          paused = at
          yield paused / this.size
        }
      }
      done = end
    }
    if (done < this.size) {
      isWhole = false
      this.#set(done, MARK.UNREADABLE)
    }
    return isWhole
  }

  /** Returns where it stopped: at or after `to`, or before it at a bad cell. */
  #scanRun(
    from: number,
    to: number,
    end: number,
    keys: FoundKeys,
    onFree: (cell: CellOffset, size: number) => void,
  ): number {
    const { headerSize, image } = this.#cells
    const mask = headerSize === 8 ? 15 : 7
    const hive = image.words
    const first = fileOffset(0 as CellOffset) >>> 2
    const payload = headerSize >>> 2
    const leastKey = headerSize + NK.NAME
    keys.reserve(Math.ceil((to - from) / leastKey))
    const marks = this.#words
    let cell = from
    let allocated = 0
    while (cell < to) {
      const at = first + (cell >>> 2)
      const stored = hive[at] as number
      const size = stored < 0 ? -stored : stored
      if (size < 8 || (size & mask) !== 0 || size > end - cell) break
      const word = cell >>> 6
      const mark = stored < 0 ? MARK.LOST : MARK.FREE
      marks[word] = (marks[word] as number) | (mark << ((cell >>> 1) & 28))
      if (stored > 0) {
        onFree(cell as CellOffset, size)
      } else {
        allocated++
        const isKey = ((hive[at + payload] as number) & 0xffff) === SIG.NK
        if (isKey && size >= leastKey) keys.add(cell, size, hive, at + payload)
      }
      cell += size
    }
    this.allocated += allocated
    return cell
  }

  /**
   * Marks a cell as used, unless it is free or was marked before.
   *
   * @param cell - cell offset, of any value
   * @param mark - what it holds
   * @returns whether it was marked
   */
  take(cell: number, mark: UsedMark): boolean {
    const words = this.#words
    const word = cell >>> 6
    if (word >= words.length || (cell & 7) !== 0) return false
    const shift = (cell >>> 1) & 28
    const marks = words[word] as number
    if (((marks >>> shift) & 15) !== MARK.LOST) return false
    words[word] = marks ^ ((MARK.LOST ^ mark) << shift)
    return true
  }

  /**
   * Checks whether a cell was taken.
   *
   * @param cell - cell offset, of any value
   * @returns true for a cell that is marked as used
   */
  isTaken(cell: number): boolean {
    const mark = (cell & 7) === 0 ? this.at(cell) : MARK.NONE
    return mark >= MARK.KEY && mark <= MARK.SECURITY
  }

  /**
   * Measures a cell without reading it.
   *
   * @param cell - cell offset of a cell
   * @returns its size in bytes
   */
  sizeOf(cell: number): number {
    return this.next(cell + 8) - cell
  }

  /** Gives back every cell that was taken. */
  *release(): Work<void> {
    for (let word = 0; word < this.#words.length; word++) {
      if (word % WORDS_A_STEP === WORDS_A_STEP - 1) yield word / this.#words.length
      let marks = this.#words[word] as number
      for (let shift = 0; shift < 32; shift += 4) {
        const mark = (marks >>> shift) & 15
        const isUsed = mark >= MARK.KEY && mark <= MARK.SECURITY
        if (isUsed) marks ^= (mark ^ MARK.LOST) << shift
      }
      this.#words[word] = marks
    }
  }

  /**
   * Finds the cells that are allocated and were not taken.
   *
   * @param visit - called for each with its offset and its size in bytes
   */
  *eachLost(visit: (cell: CellOffset, size: number) => void): Work<void> {
    for (let word = 0; word < this.#words.length; word++) {
      if (word % WORDS_A_STEP === WORDS_A_STEP - 1) yield word / this.#words.length
      // A mark becomes 0 here if it is `LOST`; this finds words with such a mark, and few others.
      const marks = (this.#words[word] as number) ^ ALL_LOST
      if (((marks - ALL_LOST) & ~marks & HIGH_BITS) === 0) continue
      for (let cell = word * 64; cell < word * 64 + 64; cell += 8) {
        if (this.at(cell) === MARK.LOST) visit(cell as CellOffset, this.sizeOf(cell))
      }
    }
  }

  /**
   * Reads the mark of a place.
   *
   * @param cell - cell offset, a multiple of 8
   * @returns one of `MARK`
   */
  at(cell: number): number {
    const words = this.#words
    const word = cell >>> 6
    if (word >= words.length) return MARK.NONE
    return ((words[word] as number) >>> ((cell >>> 1) & 28)) & 15
  }

  /**
   * Finds the first mark at or after a place.
   *
   * @param cell - cell offset, a multiple of 8
   * @returns its cell offset; the size of the hive bins if there is none
   */
  next(cell: number): number {
    const words = this.#words
    let word = cell >>> 6
    if (word >= words.length) return this.size
    let marks = (words[word] as number) & (-1 << ((cell >>> 1) & 28))
    while (marks === 0) {
      if (++word >= words.length) return this.size
      marks = words[word] as number
    }
    const bit = 31 - Math.clz32(marks & -marks)
    return word * 64 + (bit >>> 2) * 8
  }

  /**
   * Finds the last mark at or before a place.
   *
   * @param cell - cell offset
   * @returns its cell offset; 0 if there is none
   */
  last(cell: number): number {
    let word = cell >>> 6
    const shift = (cell >>> 1) & 28
    // Shifting by 32 shifts by nothing, hence two shifts.
    let marks = (this.#words[word] ?? 0) & ~((-1 << shift) << 4)
    if (shift === 28) marks = this.#words[word] ?? 0
    while (marks === 0) {
      if (--word < 0) return 0
      marks = this.#words[word] as number
    }
    return word * 64 + ((31 - Math.clz32(marks)) >>> 2) * 8
  }

  #set(cell: number, mark: number): void {
    const word = cell >>> 6
    this.#words[word] = (this.#words[word] as number) | (mark << ((cell >>> 1) & 28))
  }
}
