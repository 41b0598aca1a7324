/** How often units occur in some of the raw bytes, by which the scan chooses what it looks for. */

import type { CellStore } from '../regf/CellStore.ts'
import { type CellOffset, fileOffset } from '../regf/offsets.ts'
import { SCANNER } from './scanner.ts'

/** Runs of words that are counted, and the words of each. */
const SAMPLES = 256
const SAMPLE_WORDS = 32
/** What the scan loses by a look at a unit that turns out to be wanted, if a look at what follows it costs 1. */
const COST_OF_FOUND = 4

/** Which units are looked at: their bytes, and the bytes from one to the next. */
export interface Sampling {
  readonly unit: 2 | 4
  readonly stride: 1 | 2 | 4 | 8
  /** The offset of such units modulo the stride. With a stride of 8 these are the words at which payloads start. */
  readonly phase: 0 | 4
}

export class UnitCounts {
  /** By their place in the tables of the scan. */
  readonly #units = new Uint16Array(SCANNER.units.length)
  readonly #words = new Uint16Array(SCANNER.words.length)

  /**
   * Counts the units in runs all over the hive bins.
   *
   * @param cells - the cells of the hive
   * @param end - file offset of the end of the hive bins
   * @param sampling - which units are looked at
   */
  constructor(cells: CellStore, end: number, { stride }: Sampling) {
    const { words } = cells.image
    const from = fileOffset(0 as CellOffset) >>> 2
    const last = end >>> 2
    const step = Math.max(SAMPLE_WORDS, Math.floor((last - from) / SAMPLES)) & ~1
    for (let run = from; run < last; run += step) {
      for (let at = run; at < Math.min(last - 1, run + SAMPLE_WORDS); at++) {
        const word = words[at] as number
        const next = words[at + 1] as number
        if (stride < 8 || (at & 1) === 1) this.#count(word)
        if (stride <= 2) this.#count((word >>> 16) | (next << 16))
        if (stride === 1) {
          this.#count((word >>> 8) | (next << 24))
          this.#count((word >>> 24) | (next << 8))
        }
      }
    }
  }

  /**
   * Estimates what it costs the scan to look for units.
   *
   * @param unit - bytes of a unit
   * @param units - the units; those of four bytes are folded
   * @param words - the words that begin with units of two bytes and that alone count, folded; null if every unit counts
   * @returns the cost, for comparison only
   */
  costOf(unit: 2 | 4, units: ReadonlySet<number>, words: ReadonlySet<number> | null): number {
    if (unit === 4) return sumOf(units, this.#words, SCANNER.hashOf)
    const looks = sumOf(units, this.#units, (one) => one)
    const found = words === null ? looks : sumOf(words, this.#words, SCANNER.hashOf)
    return looks + COST_OF_FOUND * found
  }

  #count(word: number): void {
    const unit = word & 0xffff
    const slot = SCANNER.hashOf(word)
    this.#units[unit] = (this.#units[unit] as number) + 1
    this.#words[slot] = (this.#words[slot] as number) + 1
  }
}

function sumOf(
  values: ReadonlySet<number>,
  counts: Uint16Array,
  slotOf: (value: number) => number,
): number {
  let sum = 0
  for (const value of values) sum += counts[slotOf(value)] as number
  return sum
}
