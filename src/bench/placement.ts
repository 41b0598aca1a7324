/**
 * Gives the cells of a generated hive their places: `sequential` as a compaction leaves them, `aged`
 * scattered with free cells between them as years of use do.
 */

import { BIN } from '../regf/layout.ts'
import { BIN_UNIT, type CellOffset, roundUp } from '../regf/offsets.ts'
import type { Random } from './random.ts'

export type HiveLayout = 'sequential' | 'aged'

/** Percent of the cells an aged hive has moved elsewhere, and percent followed by a free cell. */
const MOVED = 35
const FREE = 1

/** Cells in the order they are added; `place` gives them offsets. */
export class Cells {
  #sizes = new Uint32Array(1 << 16)
  #offsets = new Uint32Array(0)
  #count = 0

  /** A cell for a payload. Returns its number. */
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

  /** Packs all cells into bins in the order of a layout. Returns the places of bins and free cells. */
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

/** Moves a share of the cells among each other; the root's stays first. */
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

/** Bins that are filled one after the other. */
export class Placement {
  /** Cell offset and bytes of each bin, in pairs. */
  readonly bins: number[] = []
  /** Cell offset and bytes of each free cell, in pairs; no two are neighbours. */
  readonly free: number[] = []
  /** Where the free end of the bin that is being filled begins, and where it ends. */
  #at = 0
  #end = 0
  #dataSize = 0

  /** The place of a cell. Where it does not fit, the bin with the longer free end is filled next. */
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

  /** Makes the rest of the bin that is being filled a free cell. */
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
