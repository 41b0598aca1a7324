/** The usage of a hive, and the parts of it that a view asks for: subkeys by size, runs of cells, bins of times. */

import { secondsOf } from '../bytes/filetime.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { BASE_BLOCK_SIZE, type CellOffset, cellOffset, type FileOffset } from '../regf/offsets.ts'
import type { CellMarks } from './CellMarks.ts'
import type { CellTotal, CellTotals } from './CellTotals.ts'
import {
  type CellKind,
  type CellState,
  kindOfMark,
  kindOfSignature,
  MARK,
  type OtherBytes,
} from './cellKind.ts'
import { KeyPlaces } from './KeyPlaces.ts'
import type { KeyTable } from './KeyTable.ts'

/** The usage of a key and of everything below it. */
export interface KeyUsage {
  readonly cell: CellOffset
  /** Bytes of cells; descriptors belong to no key, since many share them. */
  readonly bytes: number
  /** The number of keys, this one included. */
  readonly keys: number
  readonly values: number
}

/** A run of bytes of the file that are used in the same way. */
export interface UsageRun {
  /** Position in the file, in bytes. */
  readonly at: FileOffset
  readonly bytes: number
  readonly state: CellState | 'none'
  readonly kind: CellKind | OtherBytes
}

/** Some runs of the file, and where the next one begins; null at the end of the file. */
export interface RunPage {
  readonly runs: readonly UsageRun[]
  readonly next: number | null
}

/** Keys by the time of their last write. */
export interface Histogram {
  /** The number of keys in each bin. */
  readonly counts: Uint32Array
  /** Keys before the first and after the last bin. */
  readonly before: number
  readonly after: number
}

export class HiveUsage {
  /** Bytes of the file. */
  readonly bytes: number
  /** Bytes that are in no cell: the base block, the headers of bins, damage, and what follows the bins. */
  readonly otherBytes: number
  /** Cells by kind and state. */
  readonly cells: readonly CellTotal[]
  /** The root and all that is below it. */
  readonly root: KeyUsage
  /** False if something could not be read. */
  readonly isWhole: boolean
  readonly #store: CellStore
  readonly #map: CellMarks
  readonly #keys: KeyTable
  /** Made when it is first needed. */
  #places: KeyPlaces | null = null
  /** The subkeys that were asked for last, in their order: they are asked for page by page. */
  #ordered: { readonly index: number; readonly below: readonly number[] } | null = null

  /**
   * Makes the answers from what was measured.
   *
   * @param store - the cells of the hive
   * @param map - what each of them holds
   * @param totals - their sums
   * @param keys - the keys, the root among them
   * @param isWhole - whether everything could be read
   */
  constructor(
    store: CellStore,
    map: CellMarks,
    totals: CellTotals,
    keys: KeyTable,
    isWhole: boolean,
  ) {
    this.bytes = store.image.length
    this.isWhole = isWhole
    this.cells = totals.rows
    this.otherBytes = this.bytes - totals.bytes
    this.#store = store
    this.#map = map
    this.#keys = keys
    this.root = this.#usageOf(0)
  }

  /**
   * Measures one key.
   *
   * @param key - cell offset of the key
   * @returns the space of the key and everything below it; null for a key that was not measured
   */
  of(key: CellOffset): KeyUsage | null {
    const index = this.#indexOf(key)
    return index < 0 ? null : this.#usageOf(index)
  }

  #indexOf(key: CellOffset): number {
    if (key === this.root.cell) return 0
    this.#places ??= new KeyPlaces(this.#keys)
    return this.#places.of(key)
  }

  /**
   * Measures the subkeys of a key.
   *
   * @param key - cell offset of the key
   * @param from - how many of them to leave out
   * @param most - the most to return; all by default
   * @returns its subkeys, those with the most bytes first; none for a key that was not measured
   */
  subkeys(key: CellOffset, from = 0, most: number = Number.POSITIVE_INFINITY): KeyUsage[] {
    const index = this.#indexOf(key)
    if (index < 0) return []
    if (this.#ordered?.index !== index) this.#ordered = { index, below: this.#below(index) }
    return this.#ordered.below.slice(from, from + most).map((at) => this.#usageOf(at))
  }

  /**
   * Counts the subkeys of a key.
   *
   * @param key - cell offset of the key
   * @returns how many `subkeys` returns
   */
  subkeyCount(key: CellOffset): number {
    const index = this.#indexOf(key)
    const { firsts } = this.#keys
    return index < 0 ? 0 : (firsts[index + 1] ?? 0) - (firsts[index] ?? 0)
  }

  /** The indexes of the subkeys of a key, those with the most bytes first. */
  #below(index: number): number[] {
    const { firsts, bytes } = this.#keys
    const below: number[] = []
    const end = firsts[index + 1] ?? 0
    for (let at = firsts[index] ?? 0; at < end; at++) below.push(at)
    return below.sort((a, b) => (bytes[b] as number) - (bytes[a] as number) || a - b)
  }

  #usageOf(index: number): KeyUsage {
    const { found, cells, bytes, keys, values } = this.#keys
    return {
      cell: (cells[found[index] ?? 0] ?? 0) as CellOffset,
      bytes: bytes[index] ?? 0,
      keys: keys[index] ?? 0,
      values: values[index] ?? 0,
    }
  }

  /**
   * Reads the map of the file.
   *
   * @param from - position in the file at which to begin, in bytes
   * @param most - the most runs to return
   * @param unit - length in bytes of what is drawn as one; a run shorter than that counts for what most of its unit
   *   is. 1 for every run as it is.
   * @returns the runs from there on, neighbours of the same use as one
   */
  runs(from: number, most: number, unit = 1): RunPage {
    const runs: UsageRun[] = []
    let at = from
    while (at < this.bytes) {
      const run = unit > 1 ? this.#unitAt(at, unit) : this.#runAt(at)
      const last = runs.at(-1)
      if (last !== undefined && last.kind === run.kind && last.state === run.state) {
        runs[runs.length - 1] = { ...last, bytes: last.bytes + run.bytes }
      } else if (runs.length === most) {
        return { runs, next: at }
      } else {
        runs.push(run)
      }
      at += run.bytes
    }
    return { runs, next: null }
  }

  /** What most of a unit is; the unit begins at a multiple of its length. */
  #unitAt(from: number, unit: number): UsageRun {
    const end = Math.min(this.bytes, (Math.floor(from / unit) + 1) * unit)
    const first = this.#runAt(from)
    if (from + first.bytes >= end) {
      // A long run is taken as a whole, up to the last unit that it fills.
      const whole = Math.floor((from + first.bytes) / unit) * unit
      return { ...first, bytes: Math.max(end, whole) - from }
    }
    const sums = new Map<string, UsageRun>()
    let most = first
    for (let at = from; at < end; ) {
      const run = this.#runAt(at)
      const bytes = Math.min(run.bytes, end - at)
      const use = `${run.state} ${run.kind}`
      const sum = { ...run, bytes: (sums.get(use)?.bytes ?? 0) + bytes }
      sums.set(use, sum)
      if (sum.bytes > most.bytes || at === from) most = sum
      at += bytes
    }
    return { ...most, at: from as FileOffset, bytes: end - from }
  }

  /** The run that a position is in, from that position on. */
  #runAt(from: number): UsageRun {
    const at = from as FileOffset
    if (from < BASE_BLOCK_SIZE) {
      return { at, bytes: BASE_BLOCK_SIZE - from, state: 'none', kind: 'base-block' }
    }
    const place: number = cellOffset(at)
    const map = this.#map
    if (place >= map.size) return { at, bytes: this.bytes - from, state: 'none', kind: 'tail' }
    const cell = map.last(place & ~7)
    const bytes = Math.min(map.next((place & ~7) + 8), map.size) - place
    return { at, bytes, ...this.#statusOf(cell as CellOffset) }
  }

  #statusOf(cell: CellOffset): Pick<UsageRun, 'state' | 'kind'> {
    const mark = this.#map.at(cell)
    if (mark === MARK.BIN_HEADER) return { state: 'none', kind: 'bin-header' }
    if (mark === MARK.UNREADABLE || mark === MARK.NONE) return { state: 'none', kind: 'unreadable' }
    if (mark !== MARK.LOST && mark !== MARK.FREE) return { state: 'used', kind: kindOfMark(mark) }
    const kind = kindOfSignature(this.#store.image.u16(this.#store.payloadAt(cell)))
    return { state: mark === MARK.LOST ? 'lost' : 'free', kind }
  }

  /**
   * Lists the largest subtrees, from the root down: keys that have at least so many bytes, each after the one above it.
   *
   * @param least - bytes that a subtree has at least
   * @param most - the most of them
   * @returns them, with their depth below the root, which comes first
   */
  largest(least: number, most: number): (KeyUsage & { readonly depth: number })[] {
    const found: (KeyUsage & { readonly depth: number })[] = []
    const open = [{ index: 0, depth: 0 }]
    for (let top = open.pop(); top !== undefined && found.length < most; top = open.pop()) {
      const { index, depth } = top
      found.push({ ...this.#usageOf(index), depth })
      const below = this.#below(index).filter((at) => (this.#keys.bytes[at] as number) >= least)
      for (const at of below.reverse()) open.push({ index: at, depth: depth + 1 })
    }
    return found
  }

  /** The earliest and the latest last write in whole seconds since 1601; null for both if there is no key. */
  get lastWrites(): { readonly earliest: number; readonly latest: number } | null {
    let earliest = Number.POSITIVE_INFINITY
    let latest = Number.NEGATIVE_INFINITY
    for (let index = 0; index < this.#keys.count; index++) {
      const seconds = this.#secondsAt(index)
      if (seconds < earliest) earliest = seconds
      if (seconds > latest) latest = seconds
    }
    return latest < earliest ? null : { earliest, latest }
  }

  /**
   * Counts keys by the time of their last write.
   *
   * @param edges - where the bins begin and the last one ends, ascending, in seconds since 1601 UTC
   * @returns one count less than there are edges, and what is outside
   */
  histogram(edges: readonly number[]): Histogram {
    const counts = new Uint32Array(Math.max(0, edges.length - 1))
    let before = 0
    let after = 0
    const first = edges[0] ?? 0
    const last = edges.at(-1) ?? 0
    for (let index = 0; index < this.#keys.count; index++) {
      const seconds = this.#secondsAt(index)
      if (seconds < first) before++
      else if (seconds >= last) after++
      else {
        const bin = binOf(edges, seconds)
        counts[bin] = (counts[bin] as number) + 1
      }
    }
    return { counts, before, after }
  }

  #secondsAt(index: number): number {
    const { found, timesHigh, timesLow } = this.#keys
    const at = found[index] as number
    return secondsOf(timesHigh[at] as number, timesLow[at] as number)
  }
}

/** The index of the last edge that is not after a time. */
function binOf(edges: readonly number[], seconds: number): number {
  let low = 0
  let high = edges.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((edges[middle] as number) <= seconds) low = middle
    else high = middle
  }
  return low
}
