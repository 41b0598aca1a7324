/**
 * Finding the fields that refer to some cells. Nothing in a cell says who refers to it, and data and lists of values
 * have no letters either, so all words of the hive bins are compared with the offsets of the cells: less than a pass
 * over the memory for each level of owners, and no memory that grows with the hive.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import { cellAround } from './Blocks.ts'

/** A word that has the offset of a cell, in a cell in use. */
export interface Mention {
  /** File offset of the word. */
  readonly at: FileOffset
  /** The cell that the word is in. */
  readonly from: CellOffset
}

/**
 * What a mention is worth: `sure` is a field that refers to a cell; `maybe` could be one, or a number that is the same
 * by chance.
 */
export type Worth = 'sure' | 'maybe'

/** The mentions of a cell. */
export interface Mentions {
  /** The first ones, those that are sure before the others. */
  readonly listed: readonly Mention[]
  /** Whether there are more that are sure. */
  readonly isCut: boolean
}

/** Mentions of one cell that are listed. Small offsets are numbers that occur in data, too. */
const MOST_LISTED: Readonly<Record<Worth, number>> = { sure: 100, maybe: 400 }
/** Mentions that are looked at in one pass; crafted hives may have more. */
const MOST_FOUND = 1_000_000
/** Words that are compared between two pauses. */
const WORDS_A_STEP = 1 << 17
/** A bit for each offset modulo this number tells most other words apart. */
const FILTER_BITS = 1 << 16

/**
 * Finds the words that have the offset of one of some cells.
 *
 * @param cells - the cells of a hive that was checked
 * @param wanted - the cells
 * @param worthOf - what a mention is worth; null for nothing
 * @returns the mentions of each of them that has any, in the order of the file
 */
export function* mentionsSteps(
  cells: CellStore,
  wanted: ReadonlySet<CellOffset>,
  worthOf: (mention: Mention) => Worth | null,
): Work<ReadonlyMap<CellOffset, Mentions>> {
  const found = new Map<CellOffset, Record<Worth, Mention[]> & { isCut: boolean }>()
  if (wanted.size === 0) return new Map()
  const filter = new Int32Array(FILTER_BITS >>> 5)
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (const cell of wanted) {
    const bit = (cell >>> 3) & (FILTER_BITS - 1)
    filter[bit >>> 5] = (filter[bit >>> 5] as number) | (1 << (bit & 31))
    low = Math.min(low, cell)
    high = Math.max(high, cell)
  }
  const first = fileOffset(0 as CellOffset) >>> 2
  const last = fileOffset(cells.bins.dataSize as CellOffset) >>> 2
  let left = MOST_FOUND
  for (let from = first; from < last && left > 0; from += WORDS_A_STEP) {
    const to = Math.min(last, from + WORDS_A_STEP)
    const { words } = cells.image
    for (let index = from; index < to; index++) {
      const word = words[index] as number
      if (word < low || word > high || (word & 7) !== 0) continue
      const bit = (word >>> 3) & (FILTER_BITS - 1)
      if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) === 0) continue
      const cell = word as CellOffset
      if (!wanted.has(cell)) continue
      const at = (index * 4) as FileOffset
      const container = cellAround(cells, at)
      // A size field is no reference, and free cells refer to nothing.
      if (container === null || at <= fileOffset(container)) continue
      if (cells.payloadSize(container) < 0) continue
      const worth = worthOf({ at, from: container })
      if (worth === null) continue
      const known = found.get(cell) ?? { sure: [], maybe: [], isCut: false }
      found.set(cell, known)
      if (known[worth].length < MOST_LISTED[worth]) known[worth].push({ at, from: container })
      else if (worth === 'sure') known.isCut = true
      if (--left === 0) break
    }
    yield (to - first) / (last - first)
  }
  return new Map(
    [...found].map(([cell, { sure, maybe, isCut }]) => [
      cell,
      { listed: [...sure, ...maybe], isCut },
    ]),
  )
}
