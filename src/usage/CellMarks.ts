/**
 * Half a byte for every place where a cell can start: whether one does, and what it holds. A cell is found while the
 * bins are read in order; the walk of the tree then marks what it meets. Everything from one mark to the next is one
 * thing, so the size of a cell is known without reading it.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { BIN } from '../regf/layout.ts'
import { type CellOffset, fileOffset } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import { MARK, type UsedMark } from './cellKind.ts'

/** Bytes of hive bins that are read between two pauses. */
const SLICE = 1 << 20

/** Words that are looked at between two pauses. */
const WORDS_A_STEP = 1 << 16
/** `MARK.LOST` eight times, and the highest bit of each mark. */
const ALL_LOST = 0x11111111
const HIGH_BITS = 0x88888888

export class CellMarks {
  /** Eight marks to a word, the first in the lowest bits. */
  readonly #words: Uint32Array<ArrayBuffer>
  readonly #cells: CellStore
  /** Bytes of hive bins. */
  readonly size: number

  /**
   * Starts without any marks; `scan` sets them.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    this.#cells = cells
    this.size = cells.bins.dataSize
    this.#words = new Uint32Array((this.size >>> 6) + 1)
  }

  /**
   * Finds the cells of every bin.
   *
   * @param onFree - called for each free cell with its offset and its size in bytes
   */
  *scan(onFree: (cell: CellOffset, size: number) => void): Work<void> {
    const { bins } = this.#cells
    let done = 0
    let paused = 0
    for (let bin = 0; bin < bins.count; bin++) {
      const start: number = bins.start(bin)
      const end: number = bins.end(bin)
      // What is between two good bins is damaged.
      if (start > done) this.#set(done, MARK.UNREADABLE)
      this.#set(start, MARK.BIN_HEADER)
      let at = start + BIN.HEADER
      while (at < end) {
        const to = Math.min(end, at + SLICE)
        const stopped = this.#scanRun(at, to, end, onFree)
        if (stopped < to) {
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
    if (done < this.size) this.#set(done, MARK.UNREADABLE)
  }

  /** Returns where it stopped: at or after `to`, or before it at a bad cell. */
  #scanRun(
    from: number,
    to: number,
    end: number,
    onFree: (cell: CellOffset, size: number) => void,
  ): number {
    const mask = this.#cells.headerSize === 8 ? 15 : 7
    const hive = this.#cells.image.words
    const first = fileOffset(0 as CellOffset) >>> 2
    const marks = this.#words
    let cell = from
    while (cell < to) {
      const stored = hive[first + (cell >>> 2)] as number
      const size = stored < 0 ? -stored : stored
      if (size < 8 || (size & mask) !== 0 || size > end - cell) return cell
      const mark = stored < 0 ? MARK.LOST : MARK.FREE
      marks[cell >>> 6] = (marks[cell >>> 6] as number) | (mark << ((cell >>> 1) & 28))
      if (stored > 0) onFree(cell as CellOffset, size)
      cell += size
    }
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
    const word = cell >>> 6
    const shift = (cell >>> 1) & 28
    const marks = this.#words[word] ?? 0
    if ((cell & 7) !== 0 || ((marks >>> shift) & 15) !== MARK.LOST) return false
    this.#words[word] = marks ^ ((MARK.LOST ^ mark) << shift)
    return true
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
    return ((this.#words[cell >>> 6] ?? 0) >>> ((cell >>> 1) & 28)) & 15
  }

  /**
   * Finds the first mark at or after a place.
   *
   * @param cell - cell offset, a multiple of 8
   * @returns its cell offset; the size of the hive bins if there is none
   */
  next(cell: number): number {
    let word = cell >>> 6
    let marks = (this.#words[word] ?? 0) & (-1 << ((cell >>> 1) & 28))
    while (marks === 0) {
      if (++word >= this.#words.length) return this.size
      marks = this.#words[word] as number
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
