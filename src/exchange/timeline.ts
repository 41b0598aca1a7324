/**
 * The last writes of keys in order of time. What is kept of a key is its time, its cell and its place below another
 * one; its path is found when it is asked for.
 */

import { joinKeySteps, spellKeyName } from '../bytes/spelling.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { NK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { walkSteps } from '../regf/walk.ts'
import { boundedPath } from '../text/boundedPath.ts'
import { part, type Work } from '../work.ts'
import { sortByTime } from './sortByTime.ts'

/** Which last writes are listed, as FILETIMEs; both ends are included. */
export interface TimeSpan {
  readonly from: bigint
  readonly to: bigint
}

/** All times there are. */
const ALL_TIME: TimeSpan = { from: 0n, to: (1n << 64n) - 1n }

/** The progress once the tree was walked. */
const WALKED = 0.9
/** Steps of paths that are kept, since keys of one time are often neighbours. */
const MOST_STEPS = 1 << 14
const FIRST_ROOM = 1024

/** The last write of one key. */
export interface LastWrite {
  readonly cell: CellOffset
  /** The halves of the FILETIME. */
  readonly high: number
  readonly low: number
  /** The path as a KEY of the command. */
  readonly path: string
}

export class Timeline {
  /** The number of last writes. */
  readonly count: number
  /** False if something of the hive could not be read, so that keys may be missing. */
  readonly isWhole: boolean
  readonly #cells: CellStore
  readonly #keys: KeyTable
  /** Indexes of keys, in order of time. */
  readonly #order: Uint32Array
  /** The names of keys that were asked for, spelled, by index. */
  readonly #steps = new Map<number, string>()

  /**
   * Makes a timeline; `timelineOf` reads one.
   *
   * @param cells - the cells of the hive
   * @param keys - all keys of the hive
   * @param order - those of the timeline, in order of time
   * @param isWhole - whether everything could be read
   */
  constructor(cells: CellStore, keys: KeyTable, order: Uint32Array, isWhole: boolean) {
    this.#cells = cells
    this.#keys = keys
    this.#order = order
    this.count = order.length
    this.isWhole = isWhole
  }

  /**
   * Returns a last write.
   *
   * @param place - its place in order of time
   * @returns the key, its time and its path
   */
  at(place: number): LastWrite {
    const { cells, high, low } = this.#keys
    const index = this.keyAt(place)
    return {
      cell: cells[index] as CellOffset,
      high: high[index] as number,
      low: low[index] as number,
      path: joinKeySteps(this.#lineTo(index).map((one) => this.#step(one))),
    }
  }

  /**
   * Finds the key of a last write.
   *
   * @param place - its place in order of time
   * @returns the place of the key in the order of the walk
   */
  keyAt(place: number): number {
    return this.#order[place] as number
  }

  /**
   * Returns the last write of a key, without its path.
   *
   * @param index - the place of the key in the order of the walk
   * @returns the cell of the key, and its FILETIME
   */
  timeOf(index: number): { readonly cell: CellOffset; readonly time: bigint } {
    const { cells, high, low } = this.#keys
    const time = (BigInt(high[index] as number) << 32n) | BigInt(low[index] as number)
    return { cell: cells[index] as CellOffset, time }
  }

  /**
   * Counts the last writes before a time.
   *
   * @param time - a FILETIME
   * @returns their number, which is the place of the first one that is not before it
   */
  countBefore(time: bigint): number {
    const wanted = halves(time)
    const { high, low } = this.#keys
    let from = 0
    let to = this.count
    while (from < to) {
      const middle = (from + to) >>> 1
      const index = this.#order[middle] as number
      if (isBefore(high[index] as number, low[index] as number, wanted)) from = middle + 1
      else to = middle
    }
    return from
  }

  /**
   * Lists keys in the order of the walk.
   *
   * @param from - the place in order of time of the first of them
   * @param to - the place after the last one
   * @returns their places in the walk, ascending
   */
  inTreeOrder(from: number, to: number): Uint32Array {
    return this.#order.slice(from, to).sort()
  }

  /**
   * Returns the names on the path of a key, as far as people read them.
   *
   * @param index - the place of the key in the order of the walk
   * @returns the names from below the root down; a long path is cut
   */
  namesOf(index: number): readonly string[] {
    const line = this.#lineTo(index)
    return boundedPath(line.length, (place) => this.#name(line[place] as number)).names
  }

  /** The keys from below the root down to a key. */
  #lineTo(key: number): number[] {
    const line: number[] = []
    for (let index = key; index > 0; index = this.#keys.parents[index] as number) line.push(index)
    return line.reverse()
  }

  #name(index: number): string {
    const cell = this.#keys.cells[index] as CellOffset
    return keyName(this.#cells, cell, findKeyNode(this.#cells, cell))
  }

  #step(index: number): string {
    const known = this.#steps.get(index)
    if (known !== undefined) return known
    const step = spellKeyName(this.#name(index))
    if (this.#steps.size === MOST_STEPS) this.#steps.clear()
    this.#steps.set(index, step)
    return step
  }
}

/** Keys in the order of the walk; the first is the root. */
export interface KeyTable {
  readonly cells: Uint32Array
  /** The index of the key above each; 0 for the root. */
  readonly parents: Uint32Array
  /** The halves of the FILETIMEs. */
  readonly high: Uint32Array
  readonly low: Uint32Array
}

/**
 * Lists the last writes of a hive in order; keys with the same time are in the order of the hive.
 *
 * @param hive - the hive; it must not be edited while the list is read or used
 * @param span - which of them
 * @returns the list
 */
export function* timelineOf(hive: Hive, span: TimeSpan = ALL_TIME): Work<Timeline> {
  const { cells, root, image } = hive
  const watch = new ReadWatch(image)
  const table = new GrowingTable()
  const chosen = new GrowingList()
  const [from, to] = [halves(span.from), halves(span.to)]
  /** The indexes of the last key and those above it. */
  const open: number[] = []
  const visitor = {
    key(cell: CellOffset, key: FileOffset, depth: number): undefined {
      watch.key(key, depth)
      const high = image.u32(key + NK.LAST_WRITE + 4)
      const low = image.u32(key + NK.LAST_WRITE)
      open.length = depth
      const index = table.add(cell, open[depth - 1] ?? 0, high, low)
      open.push(index)
      if (!isBefore(high, low, from) && !isBefore(to.high, to.low, { high, low })) chosen.add(index)
    },
    value(): undefined {
      watch.value()
    },
  }
  yield* part(walkSteps(cells, root, visitor, hive.surveyedKeys), 0, WALKED)
  watch.end()
  const order = yield* part(sortByTime(table.high, table.low, chosen.taken), WALKED, 1)
  return new Timeline(cells, table, order, watch.isWhole)
}

interface Halves {
  readonly high: number
  readonly low: number
}

function halves(ticks: bigint): Halves {
  return { high: Number(ticks >> 32n), low: Number(ticks & 0xffff_ffffn) }
}

function isBefore(high: number, low: number, other: Halves): boolean {
  return high < other.high || (high === other.high && low < other.low)
}

class GrowingTable implements KeyTable {
  cells = new Uint32Array(FIRST_ROOM)
  parents = new Uint32Array(FIRST_ROOM)
  high = new Uint32Array(FIRST_ROOM)
  low = new Uint32Array(FIRST_ROOM)
  #count = 0

  /** Adds a key; returns its index. */
  add(cell: number, parent: number, high: number, low: number): number {
    const index = this.#count++
    if (index === this.cells.length) {
      this.cells = grown(this.cells)
      this.parents = grown(this.parents)
      this.high = grown(this.high)
      this.low = grown(this.low)
    }
    this.cells[index] = cell
    this.parents[index] = parent
    this.high[index] = high
    this.low[index] = low
    return index
  }
}

class GrowingList {
  #items = new Uint32Array(FIRST_ROOM)
  #count = 0

  add(item: number): void {
    if (this.#count === this.#items.length) this.#items = grown(this.#items)
    this.#items[this.#count++] = item
  }

  /** The items that were added. */
  get taken(): Uint32Array<ArrayBuffer> {
    return this.#items.subarray(0, this.#count)
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
