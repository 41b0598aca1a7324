/**
 * Scans the raw bytes of the hive bins for places where a needle may occur, whatever records they belong to. That
 * is much faster than a walk, and does not depend on how the records are scattered.
 *
 * Every occurrence of a long needle covers whole aligned units of the file. So only every second word is looked at,
 * or every word, or every 16-bit unit, as the length of the shortest needle allows: a table tells whether the unit
 * is one of those that a needle can have there. For each alignment of a needle one of its units is chosen, the rarest.
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
import type { Needle } from './needles.ts'
import { BIG_DATA, fold, SCANNER } from './scanner.ts'

/** Bytes of a needle that are considered. */
const MOST_CORE = 64
/** Bytes that are scanned between two pauses. */
const STEP = 1 << 20
/** Runs of words from which it is estimated how often units occur, and the words of each. */
const SAMPLES = 256
const SAMPLE_WORDS = 32
/** The scan gives up once there are more candidates than one for so many bytes, and at least `FEW`. */
const DENSE = 1 << 13
const FEW = 256

/** Bytes of a hive for each seam between segments that is looked at. A real hive has one for every 16 KiB at most. */
const LEAST_SEAM = 1 << 10

/** Whose signs the tables hold. A scan that finds another one's fills in its own. */
let filledBy: RawScan | null = null

/** Which units are looked at: their bytes, and the bytes from one to the next. */
interface Sampling {
  readonly unit: 2 | 4
  readonly stride: 2 | 4 | 8
  /** The offset of such units modulo the stride. With a stride of 8 these are the words at which payloads start. */
  readonly phase: 0 | 4
}

/** A unit that says that a needle may begin some bytes before it. */
interface Sign {
  readonly unit: number
  readonly needle: Needle
  readonly before: number
}

/** The most buckets of signs: a table has a byte for each unit. */
const MOST_BUCKETS = BIG_DATA - 1

export class RawScan {
  readonly #cells: CellStore
  readonly #candidates: Candidates
  readonly #needles: readonly Needle[]
  readonly #sampling: Sampling
  /** Signs by the number that the table has for their units, less one. */
  readonly #buckets: readonly (readonly Sign[])[]
  readonly #bytes: Uint8Array
  readonly #end: number
  readonly #free: FreeCells
  /** How many seams of segments may still be looked at: crafted db records could share one long list. */
  #seamsLeft: number
  #scannedTo: number
  #isDense = false

  private constructor(
    cells: CellStore,
    candidates: Candidates,
    needles: readonly Needle[],
    sampling: Sampling,
  ) {
    this.#cells = cells
    this.#candidates = candidates
    this.#needles = needles
    this.#sampling = sampling
    this.#free = new FreeCells(cells)
    this.#bytes = cells.image.bytesView(0, cells.image.length)
    this.#scannedTo = fileOffset(0 as CellOffset)
    this.#end = this.#scannedTo + cells.bins.dataSize
    this.#seamsLeft = cells.bins.dataSize / LEAST_SEAM
    this.#buckets = this.#chooseSigns()
  }

  /**
   * Prepares a scan.
   *
   * @param cells - the cells of the hive
   * @param needles - what may occur; at least one
   * @param candidates - gets the places where a needle begins, and the payload of each db record of which the parts
   *   have to be looked at together
   * @returns the scan; null if a needle is too short for it, or the version has no words at the places it looks at
   */
  static of(cells: CellStore, needles: readonly Needle[], candidates: Candidates): RawScan | null {
    const sampling = samplingFor(Math.min(...needles.map((needle) => coreOf(needle).length)))
    // Cells of versions 1.0 and 1.1 have a header of 8 bytes.
    if (sampling === null || cells.headerSize !== 4) return null
    return new RawScan(cells, candidates, needles, sampling)
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
      this.#scan(this.#scannedTo, to)
      this.#scannedTo = to
      const { count } = this.#candidates
      this.#isDense = count > FEW && count > (to - begin) / DENSE
      yield (to - begin) / (this.#end - begin)
    }
  }

  #scan(from: number, to: number): void {
    this.#fillTables()
    const { words } = this.#cells.image
    const { unit, stride } = this.#sampling
    const end = to >>> 2
    let at = from >>> 2
    if (stride === 8) {
      for (at |= 1; at < end; at += 8) {
        at = SCANNER.nextOfOddWords(words, at, end - 6)
        for (let word = at; word < Math.min(at + 8, end); word += 2) this.#lookAtWord(word)
      }
    } else if (unit === 4) {
      for (; at < end; at += 4) {
        at = SCANNER.nextOfWords(words, at, end - 3)
        for (let word = at; word < Math.min(at + 4, end); word++) this.#lookAtWord(word)
      }
    } else if (stride === 4) {
      for (; at < end; at += 4) {
        at = SCANNER.nextOfLowUnits(words, at, end - 3)
        for (let word = at; word < Math.min(at + 4, end); word++) this.#lookAtUnit(word, 0)
      }
    } else {
      for (; at < end; at += 2) {
        at = SCANNER.nextOfUnits(words, at, end - 1)
        for (let word = at; word < Math.min(at + 2, end); word++) {
          this.#lookAtUnit(word, 0)
          this.#lookAtUnit(word, 16)
        }
      }
    }
  }

  #lookAtWord(index: number): void {
    const word = this.#cells.image.words[index] as number
    if ((word & 0xffff) === SIG.DB) this.#lookAtBigData((index * 4) as FileOffset)
    const bucket = SCANNER.words[SCANNER.hashOf(word)] as number
    if (bucket !== 0) this.#verify(bucket, fold(word), index * 4)
  }

  #lookAtUnit(index: number, shift: 0 | 16): void {
    const unit = ((this.#cells.image.words[index] as number) >>> shift) & 0xffff
    const bucket = SCANNER.units[unit] as number
    if (bucket === 0) return
    const at = index * 4 + (shift >>> 3)
    if (unit === SIG.DB) this.#lookAtBigData(at as FileOffset)
    if (bucket !== BIG_DATA) this.#verify(bucket, unit, at)
  }

  #verify(bucket: number, unit: number, at: number): void {
    const first = fileOffset(0 as CellOffset)
    const signs = this.#buckets[bucket - 1] as readonly Sign[]
    for (const sign of signs) {
      if (sign.unit !== unit) continue
      const { needle, before } = sign
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

  #fillTables(): void {
    if (filledBy === this) return
    filledBy = this
    const isWords = this.#sampling.unit === 4
    const table = isWords ? SCANNER.words : SCANNER.units
    table.fill(0)
    if (!isWords) table[SIG.DB] = BIG_DATA
    for (const [index, signs] of this.#buckets.entries()) {
      for (const { unit } of signs) table[isWords ? SCANNER.hashOf(unit) : unit] = index + 1
    }
  }

  /** Chooses the units that are looked for: one for each needle and alignment, whatever letters it has. */
  #chooseSigns(): Sign[][] {
    const { unit, stride, phase } = this.#sampling
    const counts = this.#countUnits()
    const buckets = new Map<number, Sign[]>()
    for (const needle of this.#needles) {
      const core = coreOf(needle)
      for (let start = 0; start < stride; start++) {
        // An occurrence whose core starts at `start` modulo the stride has a unit at each of these offsets of the core.
        let best = { before: 0, units: new Set<number>(), count: Number.POSITIVE_INFINITY }
        for (let offset = (phase - start + stride) % stride; ; offset += stride) {
          if (offset + unit > core.length) break
          const before = core.from + offset
          const units = unitsAt(needle, before, unit)
          let count = 0
          for (const one of units) count += counts[slotOf(one, unit)] as number
          if (count < best.count) best = { before, units, count }
        }
        for (const one of best.units) {
          const slot = slotOf(one, unit) % MOST_BUCKETS
          const same = buckets.get(slot)
          const sign = { unit: one, needle, before: best.before }
          if (same === undefined) buckets.set(slot, [sign])
          else same.push(sign)
        }
      }
    }
    return [...buckets.values()]
  }

  /** How often units with each place in the table occur in some of the bytes. */
  #countUnits(): Uint16Array {
    const { unit, stride } = this.#sampling
    const counts = new Uint16Array(unit === 4 ? SCANNER.words.length : SCANNER.units.length)
    const { words } = this.#cells.image
    const from = fileOffset(0 as CellOffset) >>> 2
    const end = this.#end >>> 2
    const step = Math.max(SAMPLE_WORDS, Math.floor((end - from) / SAMPLES)) & ~1
    const count = (value: number) => {
      const slot = slotOf(value, unit)
      counts[slot] = (counts[slot] as number) + 1
    }
    for (let run = from; run < end; run += step) {
      for (let at = run; at < Math.min(end, run + SAMPLE_WORDS); at++) {
        const word = words[at] as number
        if (unit === 4) {
          if (stride === 4 || (at & 1) === 1) count(word)
        } else {
          count(word & 0xffff)
          if (stride === 2) count(word >>> 16)
        }
      }
    }
    return counts
  }
}

/** The place of a unit in its table. */
function slotOf(value: number, unit: 2 | 4): number {
  return unit === 4 ? SCANNER.hashOf(value) : value
}

/** How to look for needles of which the shortest has so many bytes; null if that is too short. */
function samplingFor(bytes: number): Sampling | null {
  if (bytes >= 11) return { unit: 4, stride: 8, phase: 4 }
  if (bytes >= 7) return { unit: 4, stride: 4, phase: 0 }
  if (bytes >= 5) return { unit: 2, stride: 4, phase: 0 }
  if (bytes >= 3) return { unit: 2, stride: 2, phase: 0 }
  return null
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
