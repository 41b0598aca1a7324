/**
 * The file as a row of blocks: the base block, the bins, what is between bins because a header is bad, and the tail.
 * A bin is a row of items: its header, its cells, and the rest of it if the size of a cell is bad (regf-format 2).
 */

import type { CellStore } from '../regf/CellStore.ts'
import { BIN } from '../regf/layout.ts'
import {
  BASE_BLOCK_SIZE,
  type CellOffset,
  cellOffset,
  type FileOffset,
  fileOffset,
} from '../regf/offsets.ts'
import type { Work } from '../work.ts'

/** A part of the file. */
export interface Block {
  /** `gap` has no good header, so that its cells cannot be told apart; `tail` is behind the hive bins. */
  readonly kind: 'base-block' | 'bin' | 'gap' | 'tail'
  readonly at: FileOffset
  /** Bytes. */
  readonly size: number
}

/** A part of a bin. */
export interface BinItem {
  readonly kind: 'bin-header' | 'used' | 'free' | 'unreadable'
  readonly at: FileOffset
  /** Bytes. */
  readonly size: number
}

/** What the items of a bin add up to. */
export interface BinSums {
  /** The number of items, the header among them. */
  readonly items: number
  /** Bytes of cells in use, of free cells, and of what cannot be read. */
  readonly used: number
  readonly free: number
  readonly unreadable: number
}

/** Cells that are passed between two pauses. */
const CELLS_A_STEP = 8192
/** The places of one item in so many are remembered. */
const REMEMBERED = 256

export class Blocks {
  readonly #cells: CellStore
  /** The bin of each block; -1 of one that is not a bin. */
  readonly #bins: Int32Array
  readonly #starts: Float64Array
  readonly #end: number

  /**
   * Lists the blocks of a hive as it is now.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    const { bins, image } = cells
    this.#cells = cells
    this.#end = image.length
    const numbers: number[] = [-1]
    const starts: number[] = [0]
    const add = (at: number, bin: number) => {
      numbers.push(bin)
      starts.push(at)
    }
    let done = BASE_BLOCK_SIZE
    for (let bin = 0; bin < bins.count; bin++) {
      const at = fileOffset(bins.start(bin))
      if (at > done) add(done, -1)
      add(at, bin)
      done = fileOffset(bins.end(bin))
    }
    const end = fileOffset(bins.dataSize as CellOffset)
    if (end > done) add(done, -1)
    if (image.length > end) add(end, -1)
    this.#bins = Int32Array.from(numbers)
    this.#starts = Float64Array.from(starts)
  }

  /** The number of blocks. */
  get count(): number {
    return this.#starts.length
  }

  /** Returns a block by its index. */
  at(index: number): Block {
    const at = this.#starts[index] as FileOffset
    const size = (this.#starts[index + 1] ?? this.#end) - at
    if (index === 0) return { kind: 'base-block', at, size }
    if ((this.#bins[index] as number) >= 0) return { kind: 'bin', at, size }
    const isTail = at >= fileOffset(this.#cells.bins.dataSize as CellOffset)
    return { kind: isTail ? 'tail' : 'gap', at, size }
  }

  /** Returns the index of the block that a place of the file is in; the last one for a place behind the file. */
  indexOf(at: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#starts[middle] as number) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** The items of one bin, by index and by place. */
export class BinItems implements BinSums {
  readonly items: number
  readonly used: number
  readonly free: number
  readonly unreadable: number
  readonly #cells: CellStore
  readonly #at: number
  readonly #end: number
  /** The places of some of the cells: the first, and each that is a multiple of `REMEMBERED` cells behind it. */
  readonly #places: readonly number[]

  private constructor(
    cells: CellStore,
    block: Block,
    sums: BinSums & { readonly places: readonly number[] },
  ) {
    this.#cells = cells
    this.#at = block.at
    this.#end = block.at + block.size
    this.items = sums.items
    this.used = sums.used
    this.free = sums.free
    this.unreadable = sums.unreadable
    this.#places = sums.places
  }

  /**
   * Goes through a bin, in steps.
   *
   * @param cells - the cells of the hive
   * @param block - the bin
   * @returns its items
   */
  static *steps(cells: CellStore, block: Block): Work<BinItems> {
    const places: number[] = []
    const end = block.at + block.size
    let [count, used, free] = [0, 0, 0]
    let at = block.at + BIN.HEADER
    while (at < end) {
      const size = sizeAt(cells, at, end)
      if (size === 0) break
      if (count % REMEMBERED === 0) places.push(at)
      if (++count % CELLS_A_STEP === 0) yield (at - block.at) / block.size
      if (size < 0) used -= size
      else free += size
      at += Math.abs(size)
    }
    const unreadable = end - at
    const items = 1 + count + (unreadable > 0 ? 1 : 0)
    return new BinItems(cells, block, { items, used, free, unreadable, places })
  }

  /** Returns an item by its index; the first is the header. */
  at(index: number): BinItem {
    if (index === 0) {
      return { kind: 'bin-header', at: this.#at as FileOffset, size: BIN.HEADER }
    }
    const cell = index - 1
    let at = this.#places[Math.floor(cell / REMEMBERED)] ?? this.#at + BIN.HEADER
    for (let left = cell % REMEMBERED; left > 0; left--) at += this.#size(at)
    return this.#itemAt(at)
  }

  /** Finds the item that a place of the bin is in, and its index. */
  find(place: number): { readonly item: BinItem; readonly index: number } {
    if (place < this.#at + BIN.HEADER) return { item: this.at(0), index: 0 }
    let low = 0
    let high = this.#places.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#places[middle] as number) <= place) low = middle
      else high = middle - 1
    }
    let at = this.#places[low] ?? this.#at + BIN.HEADER
    let index = 1 + low * REMEMBERED
    for (;;) {
      const size = this.#size(at)
      if (size === 0 || place < at + size) return { item: this.#itemAt(at), index }
      at += size
      index++
    }
  }

  #itemAt(at: number): BinItem {
    const size = sizeAt(this.#cells, at, this.#end)
    if (size === 0) {
      return { kind: 'unreadable', at: at as FileOffset, size: this.#end - at }
    }
    return { kind: size < 0 ? 'used' : 'free', at: at as FileOffset, size: Math.abs(size) }
  }

  #size(at: number): number {
    return Math.abs(sizeAt(this.#cells, at, this.#end))
  }
}

/** The stored size of the cell at a place, negative if it is allocated; 0 if it cannot be right. */
function sizeAt({ image, headerSize }: CellStore, at: number, end: number): number {
  const stored = image.i32(at)
  const size = Math.abs(stored)
  const isFine = size >= 8 && size % (headerSize === 8 ? 16 : 8) === 0 && size <= end - at
  return isFine ? stored : 0
}

/**
 * Finds the cell that a place of the file is in.
 *
 * @param cells - the cells of a hive that was checked
 * @param at - file offset
 * @returns the cell, allocated or free; null if the place is in none that is known
 */
export function cellAround(cells: CellStore, at: number): CellOffset | null {
  const { bins, starts, image } = cells
  const place = cellOffset(at as FileOffset)
  const bin = place < 0 ? -1 : bins.binAt(place)
  if (bin < 0 || starts === null) return null
  const found = starts.before(place - (place % 8) + 8, bins.start(bin) + BIN.HEADER)
  if (found < 0) return null
  const cell = found as CellOffset
  return place < cell + Math.abs(image.i32(fileOffset(cell))) ? cell : null
}
