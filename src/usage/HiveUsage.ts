/** The usage of a hive, and the parts of it that a view asks for: subkeys by size, runs of cells, bins of times. */

import { secondsOf } from '../bytes/filetime.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { BASE_BLOCK_SIZE, type CellOffset, cellOffset, type FileOffset } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
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
import { type Division, fileUses } from './fileUses.ts'
import { KeyPlaces } from './KeyPlaces.ts'
import type { KeyTable } from './KeyTable.ts'
import { type KeySorting, MOST_BYTES, SortedKeys } from './SortedKeys.ts'

/** The usage of a key and of everything below it. */
export interface KeyUsage {
  readonly cell: CellOffset
  /** Bytes of cells; descriptors belong to no key, since many share them. */
  readonly bytes: number
  /** The number of keys, this one included. */
  readonly keys: number
  readonly values: number
}

/** The subkeys of a key in some order. */
export interface SubkeyUsage {
  readonly total: number
  /** One of them, by its place from 0. */
  at(place: number): KeyUsage
}

/** A key, and what it consists of. */
export interface UsagePicture {
  readonly whole: KeyUsage
  /** The keys above it, from the root down. */
  readonly above: readonly KeyUsage[]
  /** The cells of the key itself, with its values. */
  readonly own: { readonly bytes: number; readonly values: number }
  /** Its largest subkeys, with the largest of theirs. */
  readonly parts: readonly (KeyUsage & { readonly parts: readonly KeyUsage[] })[]
  /** Its other subkeys. */
  readonly rest: { readonly subkeys: number; readonly bytes: number }
}

/** Keys above another one that are listed. */
const MOST_ABOVE = 64
const NO_KEYS = new Uint32Array(0)

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
  readonly #sorted: SortedKeys

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
    this.#sorted = new SortedKeys(keys)
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
   * @param order - how they are sorted; those with the most bytes first, if nothing else is said
   * @returns its subkeys; none for a key that was not measured
   */
  subkeys(key: CellOffset, order: KeySorting = MOST_BYTES): SubkeyUsage {
    const index = this.#indexOf(key)
    const sorted = index < 0 ? NO_KEYS : this.#sorted.of(index, order)
    return { total: sorted.length, at: (place) => this.#usageOf(sorted[place] as number) }
  }

  /**
   * Measures what the picture of a key shows: its largest subkeys, and theirs.
   *
   * @param key - cell offset of the key
   * @param most - the most subkeys, and the most of theirs in all
   * @returns the picture; null for a key that was not measured
   */
  picture(
    key: CellOffset,
    most: { readonly parts: number; readonly inner: number },
  ): UsagePicture | null {
    const index = this.#indexOf(key)
    if (index < 0) return null
    const whole = this.#usageOf(index)
    const order = this.#sorted.of(index, MOST_BYTES)
    const drawn = order.subarray(0, most.parts)
    const { bytes, keys, values } = this.#keys
    const rest = { subkeys: order.length - drawn.length, bytes: 0 }
    const own = { bytes: whole.bytes, values: whole.values }
    for (let place = 0; place < order.length; place++) {
      const at = order[place] as number
      own.bytes -= bytes[at] as number
      own.values -= values[at] as number
      if (place >= drawn.length) rest.bytes += bytes[at] as number
    }
    let left = most.inner
    const parts = Array.from(drawn, (at) => {
      const share = Math.ceil((most.inner * (bytes[at] as number)) / Math.max(1, whole.bytes))
      const inner = (keys[at] as number) > 1 ? this.#largestBelow(at, Math.min(left, share)) : []
      left -= inner.length
      return { ...this.#usageOf(at), parts: inner }
    })
    return { whole, above: this.#above(index), own, parts, rest }
  }

  #largestBelow(index: number, most: number): KeyUsage[] {
    if (most <= 0) return []
    return Array.from(this.#sorted.sort(index, MOST_BYTES).subarray(0, most), (at) =>
      this.#usageOf(at),
    )
  }

  /** The keys above a key, from the root down; of very many, those that are nearest. */
  #above(index: number): KeyUsage[] {
    const above: KeyUsage[] = []
    for (let at = index; at > 0 && above.length < MOST_ABOVE; ) {
      at = this.#parentOf(at)
      above.push(this.#usageOf(at))
    }
    return above.reverse()
  }

  /** The last key whose subkeys do not begin after this one. */
  #parentOf(index: number): number {
    const { firsts } = this.#keys
    let low = 0
    let high = index
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((firsts[middle] as number) <= index) low = middle
      else high = middle
    }
    return low
  }

  /** The indexes of the subkeys of a key, those with the most bytes first. */
  #below(index: number): number[] {
    return [...this.#sorted.of(index, MOST_BYTES)]
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

  /**
   * Divides a part of the file into parts of one length.
   *
   * @param division - which part, and the length of its parts, in bytes
   * @returns the use of each, as its place in `FILE_USES`
   */
  mapSteps(division: Division): Work<Uint8Array> {
    const file = { marks: this.#map, start: BASE_BLOCK_SIZE, length: this.bytes }
    return fileUses(file, division)
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
