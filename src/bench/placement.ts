/**
 * Gives the cells of a generated hive their offsets: `sequential` as after a compaction, or `aged`, scattered with
 * free cells between them as after years of use.
 */

import { BIN } from '../regf/layout.ts'
import { BIN_UNIT, type CellOffset, roundUp } from '../regf/offsets.ts'
import type { Random } from './random.ts'

export type HiveLayout = 'sequential' | 'aged'

/** Percentage of the cells of an aged hive that are moved, and that are followed by a free cell. */
const MOVED = 35
const FREE = 1

/** The cells in the order in which they are added; `place` gives them offsets. */
export class Cells {
  #sizes = new Uint32Array(1 << 16)
  #offsets = new Uint32Array(0)
  #count = 0

  /** Adds a cell for a payload and returns its number. */
  add(payload: number): number {
    if (this.#count === this.#sizes.length) {
      const larger = new Uint32Array(this.#count * 2)
      larger.set(this.#sizes)
      this.#sizes = larger
    }
    this.#sizes[this.#count] = roundUp(payload + 4, 8)
    return this.#count++
  }

  offset(cell: number): CellOffset {
    return this.#offsets[cell] as CellOffset
  }

  size(cell: number): number {
    return this.#sizes[cell] as number
  }

  get count(): number {
    return this.#count
  }

  /** Packs all cells into bins in the order of a layout. Returns the offsets of bins and free cells. */
  place(layout: HiveLayout, random: Random): Placement {
    const order = new Uint32Array(this.#count)
    for (let cell = 0; cell < this.#count; cell++) order[cell] = cell
    if (layout === 'aged') scatter(order, random)
    this.#offsets = new Uint32Array(this.#count)
    const placement = new Placement()
    for (const cell of order) {
      this.#offsets[cell] = placement.take(this.size(cell))
      if (layout === 'aged' && random.chance(FREE)) placement.leaveFree(16 + 8 * random.below(20))
    }
    placement.closeBin()
    return placement
  }
}

/** Shuffles a part of the cells; that of the root stays first. */
function scatter(order: Uint32Array, random: Random): void {
  const moved: number[] = []
  for (let at = 1; at < order.length; at++) if (random.chance(MOVED)) moved.push(at)
  for (let at = moved.length - 1; at > 0; at--) {
    const a = moved[at] as number
    const b = moved[random.below(at + 1)] as number
    const cell = order[a] as number
    order[a] = order[b] as number
    order[b] = cell
  }
}

/** Bins, filled one after the other. */
export class Placement {
  /** Cell offset and bytes of each bin, in pairs. */
  readonly bins: number[] = []
  /** Cell offset and bytes of each free cell, in pairs; no two are neighbours. */
  readonly free: number[] = []
  /** Start and end of the free space of the current bin. */
  #at = 0
  #end = 0
  #dataSize = 0

  /** Places a cell. If it does not fit, the bin with the longer free end becomes the current one. */
  take(size: number): number {
    if (this.#at + size <= this.#end) {
      this.#at += size
      return this.#at - size
    }
    const start = this.#dataSize
    const bytes = roundUp(size + BIN.HEADER, BIN_UNIT)
    this.bins.push(start, bytes)
    this.#dataSize += bytes
    const cell = start + BIN.HEADER
    if (this.#dataSize - cell - size > this.#end - this.#at) {
      this.closeBin()
      this.#at = cell + size
      this.#end = this.#dataSize
    } else {
      this.#leaveEnd(cell + size, this.#dataSize)
    }
    return cell
  }

  leaveFree(size: number): void {
    if (this.#at + size >= this.#end) return
    this.free.push(this.#at, size)
    this.#at += size
  }

  /** Makes the rest of the current bin a free cell. */
  closeBin(): void {
    this.#leaveEnd(this.#at, this.#end)
    this.#at = this.#end
  }

  get dataSize(): number {
    return this.#dataSize
  }

  #leaveEnd(from: number, to: number): void {
    const last = this.free.length - 1
    const [cell = 0, size = 0] = last > 0 ? this.free.slice(last - 1) : []
    if (size > 0 && cell + size === from) this.free[last] = size + to - from
    else if (to > from) this.free.push(from, to - from)
  }
}
