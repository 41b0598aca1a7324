/**
 * The free cells: taking, splitting and releasing them, and joining them with their neighbours (regf-format 2.3,
 * 2.5). Free lists are heaps of cell offsets by size class, lowest offset first, so that equal edits give equal
 * bytes. Entries are not removed when a cell is joined to another; they are checked against the bytes when they
 * are popped. The caller appends bins.
 */

import type { BinTable } from './BinTable.ts'
import type { CellBits } from './CellBits.ts'
import type { HiveImage } from './HiveImage.ts'
import { BIN } from './layout.ts'
import { type CellOffset, fileOffset, NIL } from './offsets.ts'

/** Each cell size up to this one has its own class. */
const EXACT = 1024
const EXACT_CLASSES = EXACT / 8
const CLASSES = EXACT_CLASSES + 22
/** A smaller remainder, in bytes, stays in the cell as padding. */
const MIN_SPLIT = 16
/** The most cells of a range class that are tried. */
const RANGE_TRIES = 64

function sizeClass(size: number): number {
  if (size <= EXACT) return size >>> 3
  return EXACT_CLASSES + 22 - Math.clz32(size - 1)
}

export class Allocator {
  readonly #image: HiveImage
  readonly #bins: BinTable
  readonly #starts: CellBits
  readonly #heaps: number[][] = Array.from({ length: CLASSES + 1 }, () => [])
  /** A bit for each list that is not empty. */
  readonly #filled = new Uint32Array((CLASSES >>> 5) + 1)
  readonly #badBins: { has(bin: number): boolean }
  readonly #kept = new Set<number>()
  /** While free cells are spared, what is left of the bin that was appended last; otherwise null. */
  #fresh: CellOffset | null = null
  /** The bits of `#starts` that were changed since `begin`, as cell offsets divided by 8; a bit may be there twice. */
  #flipped: number[] = []
  /** The cells that were taken off their lists since `begin`. */
  #taken: number[] = []

  /**
   * Starts without any free cells; `add` or `learn` makes them known.
   *
   * @param image - the hive file
   * @param bins - its hive bins
   * @param starts - a bit for every cell, including free ones
   * @param badBins - bins with a bad cell, or that damage leads into; nothing is allocated there
   */
  constructor(
    image: HiveImage,
    bins: BinTable,
    starts: CellBits,
    badBins: { has(bin: number): boolean },
  ) {
    this.#image = image
    this.#bins = bins
    this.#starts = starts
    this.#badBins = badBins
  }

  /**
   * Marks a free cell that is in use all the same. It is never joined with another cell.
   *
   * @param cell - cell offset
   */
  keep(cell: number): void {
    this.#kept.add(cell)
  }

  /**
   * Puts a free cell on its list. Cells in ascending order cost the least.
   *
   * @param cell - cell offset
   * @param size - size of the cell in bytes
   */
  add(cell: number, size: number): void {
    const list = sizeClass(size)
    const heap = this.#heaps[list]
    if (heap === undefined) return
    push(heap, cell)
    this.#markFilled(list)
  }

  /**
   * Spares the free cells there are: only those of bins that are appended from now on are taken.
   *
   * @param isSparing - whether to spare them, or to take them again
   */
  spare(isSparing: boolean): void {
    this.#fresh = isSparing ? NIL : null
  }

  /**
   * Takes a free cell, marks it as allocated and clears its payload.
   *
   * @param size - size in bytes, including the header
   * @returns the cell offset, or NIL if no free cell is large enough
   */
  take(size: number): CellOffset {
    if (this.#fresh !== null) return this.#takeFresh(this.#fresh, size)
    const own = sizeClass(size)
    for (let at = this.#nextFilled(own); at >= 0; at = this.#nextFilled(at + 1)) {
      const heap = this.#heaps[at] as number[]
      const found =
        at === own && size > EXACT ? this.#searchRange(heap, at, size) : this.#pop(heap, at)
      if (heap.length === 0) this.#filled[at >>> 5] = this.#filledWord(at >>> 5) & ~(1 << (at & 31))
      if (found !== NIL) {
        this.#split(found, size)
        return found
      }
    }
    return NIL
  }

  #filledWord(index: number): number {
    return this.#filled[index] as number
  }

  #markFilled(list: number): void {
    this.#filled[list >>> 5] = this.#filledWord(list >>> 5) | (1 << (list & 31))
  }

  /** The first list from a class on that is not empty, or -1. */
  #nextFilled(from: number): number {
    if (from > CLASSES) return -1
    let word = from >>> 5
    let bits = this.#filledWord(word) & (-1 << (from & 31))
    while (bits === 0) {
      if (++word === this.#filled.length) return -1
      bits = this.#filledWord(word)
    }
    return word * 32 + (31 - Math.clz32(bits & -bits))
  }

  /**
   * Takes the first cell of a bin that was just appended for it, and learns the rest of the bin.
   *
   * @param bin - number of the bin
   * @param size - size in bytes, including the header
   * @returns the cell offset
   */
  takeFromNew(bin: number, size: number): CellOffset {
    this.learn(bin)
    const cell = (this.#bins.start(bin) + BIN.HEADER) as CellOffset
    this.#split(cell, size)
    return cell
  }

  /**
   * Marks a cell as free and joins it with free neighbours in its bin.
   *
   * @param cell - cell offset of an allocated cell
   */
  release(cell: CellOffset): void {
    const bin = this.#bins.binAt(cell)
    const end = this.#bins.end(bin)
    const first = this.#bins.start(bin) + BIN.HEADER
    const own = -this.#image.i32(fileOffset(cell))
    let start: number = cell
    let size = own
    const next = cell + size
    if (next < end && this.#isJoined(next)) {
      size += this.#image.i32(fileOffset(next as CellOffset))
      this.#clearStart(next)
    }
    const previous = this.#starts.before(cell, first)
    if (previous >= 0 && this.#isJoined(previous)) {
      size += cell - previous
      this.#clearStart(cell)
      // Its own size is made positive too, as in Windows, so that it reads as deleted data.
      this.#image.setI32(fileOffset(cell), own)
      start = previous
    }
    this.#image.setI32(fileOffset(start as CellOffset), size)
    this.add(start, size)
  }

  /**
   * Reads the cells of a bin again, after a patch changed its bytes or it was appended.
   *
   * @param bin - number of the bin
   */
  learn(bin: number): void {
    const end = this.#bins.end(bin)
    this.#starts.extend(this.#bins.dataSize)
    let known: number = this.#bins.start(bin)
    let cell = known + BIN.HEADER
    while (cell < end) {
      const size = this.#image.i32(fileOffset(cell as CellOffset))
      const bytes = Math.abs(size)
      // Only bins that were sound are edited; a patch never makes one unsound.
      if (bytes < 8 || bytes > end - cell) break
      this.#clearStarts(known, cell)
      this.#setStart(cell)
      if (size > 0) this.add(cell, size)
      known = cell + 8
      cell += bytes
    }
    this.#clearStarts(known, end)
  }

  /**
   * Clears the bits of hive bins that an undo removed.
   *
   * @param from - cell offset of the first of them
   * @param to - cell offset after the last of them
   */
  forget(from: number, to: number): void {
    this.#starts.clearRange(from, to)
  }

  /** Begins an edit, which `takeBack` can take back. */
  begin(): void {
    this.#flipped = []
    this.#taken = []
  }

  /** Exchanges where cells start now with where they did before the edit, or back. */
  exchange(): void {
    for (const place of this.#flipped) this.#starts.flip(place * 8)
  }

  /** Takes the edit back, once its bytes are restored: what was free then is on the lists again. */
  takeBack(): void {
    this.exchange()
    for (const cell of this.#taken) {
      if (!this.#starts.has(cell)) continue
      const size = this.#image.i32(fileOffset(cell as CellOffset))
      if (size > 0) this.add(cell, size)
    }
    this.begin()
  }

  #setStart(cell: number): void {
    if (this.#starts.add(cell)) this.#flipped.push(cell >>> 3)
  }

  /** Clears the bits of a range. */
  #clearStarts(from: number, to: number): void {
    for (let cell = this.#starts.next(from, to); cell >= 0; cell = this.#starts.next(cell, to)) {
      this.#clearStart(cell)
    }
  }

  #clearStart(cell: number): void {
    if (this.#starts.take(cell)) this.#flipped.push(cell >>> 3)
  }

  /** Whether a cell is free and is joined with a free neighbour. */
  #isJoined(cell: number): boolean {
    return this.#image.i32(fileOffset(cell as CellOffset)) > 0 && !this.#kept.has(cell)
  }

  #usable(cell: number, list: number): boolean {
    if (!this.#starts.has(cell)) return false
    const bin = this.#bins.binAt(cell)
    if (bin < 0 || this.#badBins.has(bin)) return false
    const size = this.#image.i32(fileOffset(cell as CellOffset))
    return size > 0 && sizeClass(size) === list
  }

  #pop(heap: number[], list: number): CellOffset {
    while (heap.length > 0) {
      const cell = pop(heap)
      this.#taken.push(cell)
      if (this.#usable(cell, list)) return cell as CellOffset
    }
    return NIL
  }

  /** The lowest cell of a range class that is large enough, among its lowest `RANGE_TRIES`. */
  #searchRange(heap: number[], list: number, size: number): CellOffset {
    const tooSmall: number[] = []
    let found = NIL
    while (found === NIL && tooSmall.length < RANGE_TRIES) {
      const cell = this.#pop(heap, list)
      if (cell === NIL) break
      if (this.#image.i32(fileOffset(cell)) >= size) found = cell
      // Learning a bin again lists its cells again; equal offsets are popped one after another.
      else if (cell !== tooSmall.at(-1)) tooSmall.push(cell)
    }
    for (const cell of tooSmall) push(heap, cell)
    return found
  }

  /** A cell that was joined with a neighbour since is none any more. */
  #takeFresh(fresh: CellOffset, size: number): CellOffset {
    if (fresh === NIL || !this.#starts.has(fresh)) return NIL
    if (this.#image.i32(fileOffset(fresh)) < size) return NIL
    this.#split(fresh, size)
    return fresh
  }

  #split(cell: CellOffset, size: number): void {
    const at = fileOffset(cell)
    const whole = this.#image.i32(at)
    const rest = whole - size
    const taken = rest >= MIN_SPLIT ? size : whole
    if (this.#fresh !== null) this.#fresh = taken < whole ? ((cell + size) as CellOffset) : NIL
    if (taken < whole) {
      const tail = (cell + size) as CellOffset
      this.#image.setI32(fileOffset(tail), rest)
      this.#setStart(tail)
      this.add(tail, rest)
    }
    this.#image.setI32(at, -taken)
    this.#image.fill(at + 4, taken - 4, 0)
  }
}

function push(heap: number[], cell: number): void {
  let at = heap.length
  heap.push(cell)
  while (at > 0) {
    const parent = (at - 1) >>> 1
    const above = heap[parent] as number
    if (above <= cell) break
    heap[at] = above
    at = parent
  }
  heap[at] = cell
}

function pop(heap: number[]): number {
  const top = heap[0] as number
  const last = heap.pop() as number
  const length = heap.length
  if (length === 0) return top
  let at = 0
  for (;;) {
    let child = at * 2 + 1
    if (child >= length) break
    if (child + 1 < length && (heap[child + 1] as number) < (heap[child] as number)) child++
    const below = heap[child] as number
    if (below >= last) break
    heap[at] = below
    at = child
  }
  heap[at] = last
  return top
}
