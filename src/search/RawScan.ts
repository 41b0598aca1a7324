/**
 * Scans the raw bytes of the hive bins for places where a needle may occur, whatever records they belong to. That
 * is much faster than a walk, and does not depend on how the records are scattered.
 *
 * Every occurrence of a long needle covers whole aligned units of the file. So only every second word is looked at, or
 * the first half of every word, or every 16-bit unit, as the length of the shortest needle allows: a table tells whether
 * the unit is one of those that a needle can have there. Where a 16-bit unit is followed by another one of the needle,
 * that one is looked up as well: units such as a letter with a zero byte are everywhere. For each alignment of a needle
 * one of its units is chosen, the rarest.
 *
 * Data in big data segments is not in one run. The scan finds the db records as well, by their signature: it looks at the
 * ends of their segments, and at everything that is odd about them it says that a needle may occur.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { DB, SEGMENT_DATA, SIG } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import type { Candidates } from './Candidates.ts'
import { FreeCells } from './FreeCells.ts'
import type { Matcher } from './matchers.ts'
import type { Needle } from './needles.ts'
import { ShortData } from './ShortData.ts'
import { fold, SCANNER } from './scanner.ts'
import { type Sampling, UnitCounts } from './UnitCounts.ts'

/** Bytes of a needle that are considered. */
const MOST_CORE = 64
/** Bytes that are scanned between two pauses. */
const STEP = 1 << 20
/** The scan gives up once there are more candidates than one for so many bytes, and at least `FEW`. */
const DENSE = 1 << 13
const FEW = 256

/** Bytes of a hive for each seam between segments that is looked at. A real hive has one for every 16 KiB at most. */
const LEAST_SEAM = 1 << 10

/** Whose signs the tables hold. A scan that finds another one's fills in its own. */
let filledBy: RawScan | null = null

/** A unit that says that a needle may begin some bytes before it. */
interface Sign {
  readonly needle: Needle
  readonly before: number
  /** What may follow a 16-bit unit, if the needle says so: the units. */
  readonly next: ReadonlySet<number> | null
}

/** In the tables: a bit of units that count alone, which every following unit has; and how many others there are. */
const ALONE = 1
const NEXT_BITS = 7

export class RawScan {
  readonly #cells: CellStore
  readonly #candidates: Candidates
  readonly #needles: readonly Needle[]
  /** null if there is no needle. */
  readonly #sampling: Sampling | null
  /** null if every match is at a needle. */
  readonly #short: ShortData | null
  /** The signs of each unit. Units of four bytes are folded. */
  readonly #signs: ReadonlyMap<number, readonly Sign[]>
  readonly #bytes: Uint8Array
  readonly #end: number
  readonly #free: FreeCells
  /** How many seams of segments may still be looked at: crafted db records could share one long list. */
  #seamsLeft: number
  #scannedTo: number
  #isDense = false

  private constructor(
    cells: CellStore,
    matcher: Matcher,
    candidates: Candidates,
    needles: readonly Needle[],
    sampling: Sampling | null,
  ) {
    this.#cells = cells
    this.#candidates = candidates
    this.#needles = needles
    this.#sampling = sampling
    this.#short = matcher.mostShortData > 0 ? new ShortData(cells, matcher, candidates) : null
    this.#free = new FreeCells(cells)
    this.#bytes = cells.image.bytesView(0, cells.image.length)
    this.#scannedTo = fileOffset(0 as CellOffset)
    this.#end = this.#scannedTo + cells.bins.dataSize
    this.#seamsLeft = cells.bins.dataSize / LEAST_SEAM
    this.#signs = sampling === null ? new Map() : this.#chooseSigns(sampling)
  }

  /**
   * Prepares a scan.
   *
   * @param cells - the cells of the hive
   * @param matcher - what is looked for
   * @param candidates - gets the places where a needle begins, the payload of each db record of which the parts
   *   have to be looked at together, and the fields for short data that matches
   * @returns the scan; null if nothing is known of the bytes of a match, if a needle is too short, or if the version has
   *   no words at the places that are looked at
   */
  static of(cells: CellStore, matcher: Matcher, candidates: Candidates): RawScan | null {
    const { needles } = matcher
    // Cells of versions 1.0 and 1.1 have a header of 8 bytes.
    if (needles === null || cells.headerSize !== 4) return null
    if (needles.length === 0) return new RawScan(cells, matcher, candidates, [], null)
    const sampling = samplingFor(Math.min(...needles.map((needle) => coreOf(needle).length)))
    return sampling && new RawScan(cells, matcher, candidates, needles, sampling)
  }

  /** File offset of the end of the scanned bytes. All occurrences that end there or before are known. */
  get scannedTo(): number {
    return this.#scannedTo
  }

  /** Whether everything was scanned. */
  get isComplete(): boolean {
    return this.#scannedTo >= this.#end
  }

  /** Whether so many candidates were found that scanning further does not pay; `scannedTo` means nothing then. */
  get isDense(): boolean {
    return this.#isDense
  }

  /** Scans the rest of the bytes, unless there are too many candidates. The bytes must not be edited meanwhile. */
  *steps(): Work<void> {
    const begin = this.#scannedTo
    while (this.#scannedTo < this.#end && !this.#isDense) {
      const to = Math.min(this.#end, this.#scannedTo + STEP)
      if (this.#sampling !== null) this.#scan(this.#scannedTo, to, this.#sampling)
      this.#short?.scan(this.#scannedTo, to)
      this.#scannedTo = to
      const { count } = this.#candidates
      this.#isDense = count > FEW && count > (to - begin) / DENSE
      yield (to - begin) / (this.#end - begin)
    }
  }

  #scan(from: number, to: number, { unit, stride }: Sampling): void {
    this.#fillTables(unit)
    const { words } = this.#cells.image
    const end = to >>> 2
    let at = from >>> 2
    if (stride === 8) {
      for (at |= 1; at < end; at += 8) {
        at = SCANNER.nextOfOddWords(words, at, end - 6)
        for (let word = at; word < Math.min(at + 8, end); word += 2) this.#lookAtWord(word)
      }
    } else if (stride === 4) {
      for (; at < end; at += 4) {
        at = SCANNER.nextOfLowUnits(words, at, end - 3)
        this.#lookAtUnits(at, Math.min(at + 4, end), stride)
      }
    } else if (stride === 2) {
      for (; at < end; at += 2) {
        at = SCANNER.nextOfUnits(words, at, end - 2)
        this.#lookAtUnits(at, Math.min(at + 2, end), stride)
      }
    } else {
      for (; at < end; at++) {
        at = SCANNER.nextOfBytes(words, at, end - 1)
        this.#lookAtUnits(at, Math.min(at + 1, end), stride)
      }
    }
  }

  #lookAtWord(index: number): void {
    const word = this.#cells.image.words[index] as number
    if ((word & 0xffff) === SIG.DB) this.#lookAtBigData((index * 4) as FileOffset)
    if (SCANNER.words[SCANNER.hashOf(word)] !== 0) this.#verify(fold(word), index * 4)
  }

  #lookAtUnits(fromWord: number, endWord: number, stride: number): void {
    for (let at = fromWord * 4; at < endWord * 4; at += stride) {
      const unit = (this.#bytes[at] as number) | ((this.#bytes[at + 1] as number) << 8)
      if (SCANNER.units[unit] === 0) continue
      if (unit === SIG.DB) this.#lookAtBigData(at as FileOffset)
      this.#verify(unit, at)
    }
  }

  #verify(unit: number, at: number): void {
    const first = fileOffset(0 as CellOffset)
    for (const { needle, before } of this.#signs.get(unit) ?? []) {
      const start = at - before
      if (start < first || start + needle.length > this.#end) continue
      if (!needle.occursAt(this.#bytes, start)) continue
      if (!this.#free.has(start as FileOffset)) this.#candidates.add(start)
    }
  }

  /** Looks at what may be a db record, for needles that begin in one segment and end in another. */
  #lookAtBigData(at: FileOffset): void {
    const cells = this.#cells
    const cell = cells.cellOf(at)
    if ((at & 7) !== 4 || cells.payloadSize(cell) < DB.SEGMENTS + 4) return
    if (this.#isAcross(at)) this.#candidates.add(at)
  }

  /** Whether a needle may be found in the data of a db record that is in none of its segments alone. */
  #isAcross(at: FileOffset): boolean {
    const cells = this.#cells
    const { image } = cells
    const count = image.u16(at + DB.COUNT)
    const list = image.u32(at + DB.SEGMENTS) as CellOffset
    if (cells.payloadSize(list) < count * 4) return true
    const entries = cells.payloadAt(list)
    const reach = Math.max(...this.#needles.map(({ length }) => length)) - 1
    this.#seamsLeft -= count
    if (this.#seamsLeft < 0 || (count > 1 && reach >= SEGMENT_DATA)) return true
    const seam = new Uint8Array(reach * 2)
    for (let index = 0; index + 1 < count; index++) {
      const segment = image.u32(entries + index * 4) as CellOffset
      const next = image.u32(entries + index * 4 + 4) as CellOffset
      const room = Math.min(reach, cells.payloadSize(next))
      // Whoever reads the data joins other parts than these.
      if (room < 0 || cells.payloadSize(segment) < SEGMENT_DATA) return true
      const end = cells.payloadAt(segment) + SEGMENT_DATA
      seam.set(image.bytesView(end - reach, reach))
      seam.set(image.bytesView(cells.payloadAt(next), room), reach)
      if (this.#occursIn(seam.subarray(0, reach + room))) return true
    }
    return false
  }

  #occursIn(bytes: Uint8Array): boolean {
    return this.#needles.some((needle) => {
      for (let at = 0; at + needle.length <= bytes.length; at++) {
        if (needle.occursAt(bytes, at)) return true
      }
      return false
    })
  }

  #fillTables(unitBytes: 2 | 4): void {
    if (filledBy === this) return
    filledBy = this
    const { words, sure, units, next } = SCANNER
    if (unitBytes === 4) {
      words.fill(0)
      sure.fill(0)
      for (const unit of this.#signs.keys()) {
        words[SCANNER.hashOf(unit)] = 1
        sure[SCANNER.secondHashOf(unit)] = 1
      }
      return
    }
    units.fill(0)
    next.fill(ALONE)
    units[SIG.DB] = ALONE
    let count = 0
    for (const [unit, signs] of this.#signs) {
      for (const sign of signs) {
        const bit = sign.next === null ? ALONE : 1 << (1 + (count++ % NEXT_BITS))
        units[unit] = (units[unit] as number) | bit
        for (const one of sign.next ?? []) next[one] = (next[one] as number) | bit
      }
    }
  }

  /** Chooses the units that are looked for: one for each needle and alignment, whatever letters it has. */
  #chooseSigns(sampling: Sampling): Map<number, Sign[]> {
    const { unit, stride, phase } = sampling
    const counts = new UnitCounts(this.#cells, this.#end, sampling)
    const all = new Map<number, Sign[]>()
    for (const needle of this.#needles) {
      const core = coreOf(needle)
      for (let start = 0; start < stride; start++) {
        // An occurrence whose core starts at `start` modulo the stride has a unit at each of these offsets of the core.
        let best: Sign = { needle, before: 0, next: null }
        let units: ReadonlySet<number> = new Set()
        let least = Number.POSITIVE_INFINITY
        for (let offset = (phase - start + stride) % stride; ; offset += stride) {
          if (offset + unit > core.length) break
          const before = core.from + offset
          const hasNext = unit === 2 && offset + 4 <= core.length
          const some = unitsAt(needle, before, unit)
          const next = hasNext ? unitsAt(needle, before + 2, 2) : null
          const cost = counts.costOf(unit, some, hasNext ? unitsAt(needle, before, 4) : null)
          if (cost >= least) continue
          best = { needle, before, next }
          units = some
          least = cost
        }
        for (const one of units) {
          const same = all.get(one)
          if (same === undefined) all.set(one, [best])
          else same.push(best)
        }
      }
    }
    return all
  }
}

/** How to look for needles of which the shortest has so many bytes; null if that is too short. */
function samplingFor(bytes: number): Sampling | null {
  if (bytes >= 11) return { unit: 4, stride: 8, phase: 4 }
  if (bytes >= 5) return { unit: 2, stride: 4, phase: 0 }
  if (bytes >= 3) return { unit: 2, stride: 2, phase: 0 }
  return bytes === 2 ? { unit: 2, stride: 1, phase: 0 } : null
}

/** The longest run of a needle in which no byte is arbitrary. */
function coreOf(needle: Needle): { readonly from: number; readonly length: number } {
  let core = { from: 0, length: 0 }
  let from = 0
  for (let at = 0; at < needle.length; at++) {
    if (needle.bytesAt(at) === null) from = at + 1
    else if (at + 1 - from > core.length) core = { from, length: at + 1 - from }
  }
  return { from: core.from, length: Math.min(core.length, MOST_CORE) }
}

/** Every value that a unit of a needle may have, as it is looked up. */
function unitsAt(needle: Needle, at: number, unit: 2 | 4): Set<number> {
  let values = new Set([0])
  for (let index = 0; index < unit; index++) {
    const more = new Set<number>()
    for (const byte of needle.bytesAt(at + index) ?? []) {
      const bits = byte << (index * 8)
      for (const value of values) more.add(value | (unit === 4 ? fold(bits) : bits))
    }
    values = more
  }
  return values
}
