/**
 * Every cell of a hive as two bits: whether a cell starts there, and whether it is allocated and no reference
 * to it is known yet. The check takes each cell that it follows a reference to. Shared records and cycles show
 * when a cell is taken twice, and cells that nothing took are unreferenced (regf-format 5.2 rules 13, 14, 20,
 * 27, 34). The size of a cell follows from the next start, so data cells need not be read. A key or a list
 * that was first taken as raw data is walked all the same.
 */

import type { Work } from '../../work.ts'
import type { Allocator } from '../Allocator.ts'
import { CellBits } from '../CellBits.ts'
import type { CellStore } from '../CellStore.ts'
import { BIN } from '../layout.ts'
import { type CellOffset, fileOffset } from '../offsets.ts'
import type { Findings } from './Findings.ts'

/** Returned by `peek` and `claim` if the cell cannot be taken. */
export const NO_CELL = -1
export const TAKEN = -2

/** Bit 31 of a cell offset marks volatile storage, which no file holds (regf-format 2.2). */
const STABLE = 0x80000000
/** Bytes of hive scanned between two yields. */
const SLICE = 1 << 20

export class CellMap {
  /** A bit for every cell, and one for each end of every bin, where no cell can be. */
  readonly starts: CellBits
  /** Allocated cells without a known reference. */
  readonly pending: CellBits
  /**
   * Bins in which a reference leads to something other than a record. Nothing may be allocated there, since a
   * damaged reference could then lead to a new record.
   */
  readonly pointedInto = new Set<number>()
  /** Free cells that hold a list still in use by a key. */
  readonly freedLists: number[] = []
  /** The lowest cell offset past the end that a reference leads to; the hive must not grow over it. */
  pointedPast = Number.POSITIVE_INFINITY
  /** Keys and lists that the walk has entered, so that it enters none twice. */
  readonly #walked: CellBits
  readonly #cells: CellStore
  readonly #limit: number
  #allocated = 0
  #taken = 0

  /**
   * Starts without any cells; `scan` finds them.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    this.#cells = cells
    this.#limit = Math.min(cells.bins.dataSize, STABLE)
    this.starts = new CellBits(cells.bins.dataSize)
    this.pending = new CellBits(cells.bins.dataSize)
    this.#walked = new CellBits(cells.bins.dataSize)
  }

  /** The fraction of the allocated cells that were taken. */
  get progress(): number {
    return this.#allocated === 0 ? 1 : this.#taken / this.#allocated
  }

  /**
   * Finds the cells of every bin. Cells after a bad one in the same bin are not known.
   *
   * @param allocator - gets the free cells
   * @param findings - gets the bad cells
   */
  *scan(allocator: Allocator, findings: Findings): Work<void> {
    const { bins } = this.#cells
    let done = 0
    for (let bin = 0; bin < bins.count; bin++) {
      const end: number = bins.end(bin)
      this.starts.set(bins.start(bin))
      this.starts.set(end)
      let cell = bins.start(bin) + BIN.HEADER
      while (cell < end) {
        const to = Math.min(end, cell + SLICE)
        const stopped = this.#scanRun(cell, to, end, allocator)
        if (stopped < to) {
          this.#reportBadCell(stopped, end, bin, findings)
          break
        }
        cell = stopped
        if (cell - done >= SLICE) {
          done = cell
          yield done / bins.dataSize
        }
      }
    }
  }

  /**
   * Looks at a cell that a reference leads to.
   *
   * @param cell - cell offset, of any value
   * @returns the size of its payload in bytes if it is allocated and was not taken yet; `NO_CELL`
   *   if no allocated cell starts there; `TAKEN` if something else refers to it
   */
  peek(cell: number): number {
    if ((cell & 7) === 0 && cell < this.#limit) {
      if (this.pending.has(cell)) {
        return -this.#cells.image.i32(fileOffset(cell as CellOffset)) - this.#cells.headerSize
      }
      if (this.#isTaken(cell)) return TAKEN
    }
    const bin = this.#cells.bins.binAt(cell)
    if (bin >= 0) this.pointedInto.add(bin)
    else if (cell >= this.#limit && cell < Math.min(STABLE, this.pointedPast))
      this.pointedPast = cell
    return NO_CELL
  }

  /**
   * Takes a cell without reading it.
   *
   * @param cell - cell offset, of any value
   * @returns false if there is no allocated cell, or it was taken before
   */
  take(cell: number): boolean {
    if ((cell & 7) !== 0 || cell >= this.#limit || !this.pending.take(cell)) return false
    this.#taken++
    return true
  }

  /**
   * Looks at a cell, and takes it if possible.
   *
   * @param cell - cell offset, of any value
   * @returns the result of `peek`
   */
  claim(cell: number): number {
    const room = this.peek(cell)
    if (room >= 0) this.take(cell)
    return room
  }

  /**
   * Checks whether the payload of a cell is large enough, without reading the cell.
   *
   * @param cell - cell offset
   * @param bytes - the least size in bytes
   * @returns true if it is
   */
  holds(cell: number, bytes: number): boolean {
    return !this.starts.anyIn(cell + 8, cell + this.#cells.headerSize + bytes)
  }

  /**
   * Measures an allocated cell, whether it was taken or not.
   *
   * @param cell - cell offset
   * @returns the size of its payload in bytes
   */
  payloadOf(cell: number): number {
    return -this.#cells.image.i32(fileOffset(cell as CellOffset)) - this.#cells.headerSize
  }

  /**
   * Looks at a key or list that the walk has not entered yet, even if its cell was taken as raw
   * data before.
   *
   * @param cell - cell offset, of any value
   * @returns the size of its payload in bytes, or `NO_CELL` or `TAKEN` as for `peek`
   */
  peekUnwalked(cell: number): number {
    const room = this.peek(cell)
    return room === TAKEN && !this.#walked.has(cell) ? this.payloadOf(cell) : room
  }

  /**
   * Takes a key or list in order to walk it.
   *
   * @param cell - cell offset
   * @returns false if something else has taken it
   */
  walk(cell: number): boolean {
    this.#walked.set(cell)
    return this.take(cell)
  }

  /**
   * Takes a list in a free cell in order to walk it.
   *
   * @param cell - cell offset
   * @returns false if it was taken before
   */
  walkFreed(cell: number): boolean {
    if (!this.#walked.add(cell)) return false
    this.freedLists.push(cell)
    return true
  }

  /**
   * Checks whether a cell is allocated and was not taken yet.
   *
   * @param cell - cell offset, of any value
   * @returns true for such a cell
   */
  isPending(cell: number): boolean {
    return (cell & 7) === 0 && cell < this.#limit && this.pending.has(cell)
  }

  /**
   * Reports the allocated cells that nothing refers to, in one finding (regf-format 5.3.9).
   *
   * @param findings - gets the finding
   */
  reportUnreferenced(findings: Findings): void {
    const first = this.pending.first()
    if (first < 0) return
    const actual = this.pending.count()
    findings.add('cell-unreferenced', fileOffset(first as CellOffset), { actual })
  }

  /** Whether an allocated cell starts there, given that it is not pending. */
  #isTaken(cell: number): boolean {
    const { image, bins } = this.#cells
    const bin = bins.binAt(cell)
    const isInBin = bin >= 0 && cell >= bins.start(bin) + BIN.HEADER
    return isInBin && this.starts.has(cell) && image.i32(fileOffset(cell as CellOffset)) < 0
  }

  /** Returns where it stopped: at or after `to`, or before it at a bad cell. */
  #scanRun(from: number, to: number, end: number, allocator: Allocator): number {
    const { image, headerSize } = this.#cells
    const mask = headerSize === 8 ? 15 : 7
    let cell = from
    while (cell < to) {
      const stored = image.i32(fileOffset(cell as CellOffset))
      const size = stored < 0 ? -stored : stored
      if (size < 8 || (size & mask) !== 0 || size > end - cell) return cell
      this.starts.set(cell)
      if (stored < 0) {
        this.pending.set(cell)
        this.#allocated++
      } else {
        allocator.add(cell, size)
      }
      cell += size
    }
    return cell
  }

  #reportBadCell(cell: number, end: number, bin: number, findings: Findings): void {
    const at = fileOffset(cell as CellOffset)
    const actual = this.#cells.image.i32(at)
    findings.addBadBin(bin, at, { expected: end - cell, actual })
  }
}
