/**
 * The hive bins. They are found by going from header to header, so opening a hive costs one read per bin.
 * After a bad header, the scan resumes at the next 4096-byte boundary with a bin that states its own offset.
 * The contents of the bins are not examined (regf-format 2.1, 5.2 rules 8 and 10 to 12).
 */

import { HiveError } from '../errors.ts'
import { runToEnd, type Work } from '../work.ts'
import type { BytePatch } from './BytePatch.ts'
import { ignore, type Report } from './finding.ts'
import type { HiveImage } from './HiveImage.ts'
import { BASE, BIN, HBIN } from './layout.ts'
import {
  BASE_BLOCK_SIZE,
  BIN_UNIT,
  BIN_UNIT_BITS,
  type CellOffset,
  fileOffset,
  roundUp,
} from './offsets.ts'

/** The size of the hive bins according to the base block. */
export interface ClaimedSize {
  readonly bytes: number
  /** False if the base block cannot be trusted; the file decides then. */
  readonly sure: boolean
}

/** Headers that are read, or looked for, between two pauses. */
const READS_A_STEP = 16384

export class BinTable {
  readonly #image: HiveImage
  #starts = new Uint32Array(64)
  #ends = new Uint32Array(64)
  #count = 0
  /** Bin number by 4096-byte unit of the hive bins; -1 where there is no good bin. */
  #byUnit = new Int32Array(64).fill(-1)
  #dataSize = 0

  private constructor(image: HiveImage) {
    this.#image = image
  }

  /**
   * Finds the bins of a hive, in steps.
   *
   * @param image - the hive file
   * @param claimed - the size of the hive bins according to the base block
   * @param report - called for bad bins and for a file that ends early
   * @returns the table of good bins
   */
  static *scan(image: HiveImage, claimed: ClaimedSize, report: Report = ignore): Work<BinTable> {
    const table = new BinTable(image)
    const bytes = Math.max(0, image.length - fileOffset(0 as CellOffset))
    const room = bytes - (bytes % BIN_UNIT)
    if (!claimed.sure) {
      yield* table.#scanUnsure(claimed.bytes, room, report)
      return table
    }
    table.#dataSize = Math.min(claimed.bytes, room)
    if (claimed.bytes > bytes) {
      report('data-size-past-file', BASE.DATA_SIZE, { expected: bytes, actual: claimed.bytes })
    }
    yield* table.#scan(0, table.#dataSize, report)
    return table
  }

  /**
   * Takes all the hive bins for one, without reading a header: for a look at a hive that is not all there. No bad bin
   * is noticed, and nothing may be edited.
   *
   * @param image - the hive file
   * @param bytes - the size of the hive bins, a multiple of 4096
   * @returns the table with that one bin
   */
  static unread(image: HiveImage, bytes: number): BinTable {
    const table = new BinTable(image)
    table.#dataSize = bytes
    table.#add(0, bytes)
    return table
  }

  /** Size of the hive bins in bytes, all of them inside the file. */
  get dataSize(): number {
    return this.#dataSize
  }

  /** Number of good bins. */
  get count(): number {
    return this.#count
  }

  /**
   * Returns the start of a bin.
   *
   * @param bin - number of the bin
   * @returns cell offset of its header
   */
  start(bin: number): CellOffset {
    return this.#starts[bin] as CellOffset
  }

  /**
   * Returns the end of a bin.
   *
   * @param bin - number of the bin
   * @returns cell offset after its last byte
   */
  end(bin: number): CellOffset {
    return this.#ends[bin] as CellOffset
  }

  /**
   * Finds the bin that contains a cell offset.
   *
   * @param cell - cell offset
   * @returns the number of the bin, or -1 if there is no good bin
   */
  binAt(cell: number): number {
    const bin = this.#byUnit[cell >>> BIN_UNIT_BITS]
    return cell < this.#dataSize && bin !== undefined ? bin : -1
  }

  /**
   * Appends a bin with one free cell of at least `size` bytes (regf-format 2.3 step 4).
   *
   * @param size - size of the cell in bytes
   * @param limit - the largest size of the hive bins, and the lowest cell offset past their end that a
   *   damaged reference leads to
   * @throws HiveError `hive-full`, `growth-blocked` when the bin would exceed a limit
   */
  append(size: number, limit: { readonly dataSize: number; readonly pointedPast: number }): void {
    const start = this.#dataSize as CellOffset
    const bytes = roundUp(size + BIN.HEADER, BIN_UNIT)
    const dataSize = start + bytes
    if (dataSize > limit.dataSize) {
      throw new HiveError('hive-full', 'the hive would exceed 2 GiB', {
        offset: BASE.DATA_SIZE,
        expected: limit.dataSize,
        actual: dataSize,
      })
    }
    const { pointedPast } = limit
    if (dataSize > pointedPast) {
      const message = `a reference leads past the end, to 0x${pointedPast.toString(16)}`
      throw new HiveError('growth-blocked', message, {
        offset: fileOffset(pointedPast as CellOffset),
        finding: 'reference-bad',
        actual: pointedPast,
      })
    }
    const image = this.#image
    const at = fileOffset(start)
    image.extend(at + bytes)
    image.fill(at, BIN.HEADER, 0)
    image.setU32(at + BIN.SIGNATURE, HBIN)
    image.setU32(at + BIN.OFFSET, start)
    image.setU32(at + BIN.SIZE, bytes)
    image.setI32(at + BIN.HEADER, bytes - BIN.HEADER)
    image.setU32(BASE.DATA_SIZE, dataSize)
    this.follow(dataSize)
  }

  /** Returns the numbers of the bins in which a patch changes bytes. */
  binsOf(patch: BytePatch): Set<number> {
    const bins = new Set<number>()
    for (let run = 0; run < patch.runs.length; run += 2) {
      const from = (patch.runs[run] as number) - BASE_BLOCK_SIZE
      const end = from + (patch.runs[run + 1] as number)
      const first = Math.max(0, from)
      for (let unit = first >>> BIN_UNIT_BITS; unit * BIN_UNIT < end; unit++) {
        const bin = this.binAt(unit * BIN_UNIT)
        if (bin >= 0) bins.add(bin)
      }
    }
    return bins
  }

  /**
   * Adds or drops bins to match the base block, after bins were appended or removed by an undo.
   *
   * @param dataSize - new size of the hive bins in bytes
   */
  follow(dataSize: number): void {
    while (this.#count > 0 && this.end(this.#count - 1) > dataSize) {
      this.#count--
      const start = this.start(this.#count)
      this.#byUnit.fill(-1, start >>> BIN_UNIT_BITS, this.end(this.#count) >>> BIN_UNIT_BITS)
    }
    const from = this.#dataSize
    this.#dataSize = dataSize
    if (dataSize > from) runToEnd(this.#scan(from, dataSize, ignore))
  }

  /**
   * Finds all bins of the file. After the last one, a bad bin cannot be distinguished from the end of the
   * file, so the claimed size counts: no edit may grow the hive over it.
   */
  *#scanUnsure(claimed: number, room: number, report: Report): Work<void> {
    const bad: Parameters<Report>[] = []
    yield* this.#scan(0, room, (...args) => bad.push(args))
    const last = this.#count === 0 ? 0 : this.end(this.#count - 1)
    this.#dataSize = claimed % BIN_UNIT === 0 ? Math.max(last, Math.min(claimed, room)) : last
    const end = fileOffset(this.#dataSize as CellOffset)
    for (const args of bad) if (args[1] < end) report(...args)
  }

  /** Scans bins in [from, end). A bad one is reported, and ends where the next good one starts. */
  *#scan(from: number, end: number, report: Report): Work<void> {
    let at = from
    let isBad = false
    for (let reads = 1; at < end; reads++) {
      if (reads % READS_A_STEP === 0) yield (at - from) / (end - from)
      const size = this.#binSize(at, end)
      if (size > 0) {
        this.#add(at, size)
        at += size
        isBad = false
        continue
      }
      if (!isBad) this.#reportBad(fileOffset(at as CellOffset), at, end, report)
      isBad = true
      at += BIN_UNIT
    }
  }

  /** The size of a good bin at a place; 0 if there is none. */
  #binSize(at: number, end: number): number {
    const header = fileOffset(at as CellOffset)
    if (this.#image.u32(header + BIN.SIGNATURE) !== HBIN) return 0
    if (this.#image.u32(header + BIN.OFFSET) !== at) return 0
    const size = this.#image.u32(header + BIN.SIZE)
    return size % BIN_UNIT === 0 && size <= end - at ? size : 0
  }

  #reportBad(header: number, at: number, end: number, report: Report): void {
    const image = this.#image
    if (image.u32(header + BIN.SIGNATURE) !== HBIN) {
      report('bin-signature', header + BIN.SIGNATURE, {
        expected: 'hbin',
        actual: `0x${image.u32(header).toString(16).padStart(8, '0')}`,
      })
    } else if (image.u32(header + BIN.OFFSET) !== at) {
      report('bin-offset', header + BIN.OFFSET, {
        expected: at,
        actual: image.u32(header + BIN.OFFSET),
      })
    } else {
      report('bin-size', header + BIN.SIZE, {
        expected: end - at,
        actual: image.u32(header + BIN.SIZE),
      })
    }
  }

  #add(start: number, size: number): void {
    if (this.#count === this.#starts.length) {
      this.#starts = grown(this.#starts)
      this.#ends = grown(this.#ends)
    }
    const lastUnit = (start + size) >>> BIN_UNIT_BITS
    if (lastUnit > this.#byUnit.length) {
      const byUnit = new Int32Array(Math.max(lastUnit, this.#byUnit.length * 2)).fill(-1)
      byUnit.set(this.#byUnit)
      this.#byUnit = byUnit
    }
    this.#starts[this.#count] = start
    this.#ends[this.#count] = start + size
    this.#byUnit.fill(this.#count, start >>> BIN_UNIT_BITS, lastUnit)
    this.#count++
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
