/**
 * The bytes of a hive that is being written from start to end: cells packed into bins, none ever freed.
 *
 * A cell goes where it fits best among the ends of earlier bins, else into the last bin, else into a
 * new one; a bin has 4096 bytes unless its first cell needs more (offreg-api 7.2). When the ends that
 * nothing fitted into come to more than their allowance, the last bin is made longer instead: a bin
 * may have any multiple of 4096 bytes (regf-format 2.1). So what is free in the end is at most one bin
 * or a 64th of the hive, whatever the cells are, and equal cells give equal bytes.
 */

import { HiveError } from '../../errors.ts'
import { allocate, type HiveImage } from '../../regf/HiveImage.ts'
import { BASE, BIN, HBIN, LIMIT } from '../../regf/layout.ts'
import { BIN_UNIT, type CellOffset, type FileOffset, fileOffset, NIL } from '../../regf/offsets.ts'
import { sharedTooMuch } from './ReadBudget.ts'

/** Free ends are shorter than the unit of bins; they are listed by their size in units of 8. */
const CLASSES = BIN_UNIT / 8
/** From here on setting bytes beats copying words (measured). */
const LONG = 512
/** Bytes of room that are made at least when there is none left. */
const MIN_ROOM = 1 << 16
/** Bytes of free ends that are always allowed. */
const MIN_FREE = 32

export class PackedBins {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #words: Int32Array
  /** Where the last bin begins, where its free end begins, and where it ends. */
  #bin = 0
  #at = 0
  #end = 0
  /** Bytes of the free ends of all bins but the last. */
  #free = 0
  /** The first free end of each size; each holds the place of the next in its first four bytes. */
  readonly #ends = new Uint32Array(CLASSES).fill(NIL)
  /** A bit for each size that is there. */
  readonly #sizes = new Uint32Array(CLASSES / 32)

  readonly #limit: number

  /**
   * @param dataSize - bytes of hive bins to make room for at first; more is made when needed
   * @param limit - most bytes of hive bins
   */
  constructor(dataSize: number, limit: number = LIMIT.DATA_SIZE) {
    this.#limit = limit
    const buffer = allocate(fileOffset(dataSize as CellOffset))
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
    this.#words = new Int32Array(buffer)
  }

  /** Bytes of the hive bins so far. */
  get dataSize(): number {
    return this.#end
  }

  /**
   * A new cell with a cleared payload of at least `payload` bytes.
   *
   * @throws HiveError `hive-full`, `out-of-memory`, `damaged` when the limit is passed
   */
  allocate(payload: number): CellOffset {
    const size = (payload + 11) & ~7
    let cell = size <= this.#free ? this.#takeEnd(size) : NIL
    if (cell === NIL) {
      if (size > this.#end - this.#at) this.#addRoom(size)
      cell = this.#at as CellOffset
      this.#at += size
    }
    this.#view.setInt32(fileOffset(cell), -size, true)
    return cell
  }

  setU8(at: number, value: number): void {
    this.#bytes[at] = value
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true)
  }

  setU16(at: number, value: number): void {
    this.#view.setUint16(at, value, true)
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true)
  }

  setU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  setBytes(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at)
  }

  /** The bytes at a place, until the next cell is allocated. */
  view(at: number, count: number): Uint8Array {
    return this.#bytes.subarray(at, at + count)
  }

  /** Copies bytes of a hive into a cell's payload; both places are multiples of 4. */
  copy(image: HiveImage, from: number, count: number, to: number): void {
    if (count < LONG) image.copyWords(from, count, this.#words, to >>> 2)
    else this.#bytes.set(image.bytesView(from, count), to)
  }

  /** Marks what is free and gives up the buffer; the file is its first `length` bytes. */
  finish(): { buffer: ArrayBuffer; length: number } {
    for (let at = 0; at < CLASSES; at++) {
      let end = this.#ends[at] as number
      while (end !== NIL) {
        const place = fileOffset(end as CellOffset)
        end = this.#view.getUint32(place, true)
        this.#view.setInt32(place, at * 8, true)
      }
    }
    if (this.#at < this.#end) {
      this.#view.setInt32(fileOffset(this.#at as CellOffset), this.#end - this.#at, true)
    }
    return { buffer: this.#bytes.buffer, length: fileOffset(this.#end as CellOffset) }
  }

  /** The smallest free end that has room for a cell, NIL when none has. */
  #takeEnd(size: number): CellOffset {
    if (size >= BIN_UNIT) return NIL
    const wanted = size >>> 3
    let word = wanted >>> 5
    let bits = (this.#sizes[word] as number) & (-1 << (wanted & 31))
    while (bits === 0) {
      if (++word === this.#sizes.length) return NIL
      bits = this.#sizes[word] as number
    }
    const found = word * 32 + 31 - Math.clz32(bits & -bits)
    const cell = this.#ends[found] as CellOffset
    const place = fileOffset(cell)
    const next = this.#view.getUint32(place, true)
    this.#ends[found] = next
    if (next === NIL) this.#sizes[word] = (this.#sizes[word] as number) & ~(1 << (found & 31))
    this.#free -= found * 8
    if (found > wanted) this.#keepEnd(cell + size, found * 8 - size)
    return cell
  }

  #keepEnd(cell: number, size: number): void {
    if (size === 0) return
    const list = size >>> 3
    this.#view.setUint32(fileOffset(cell as CellOffset), this.#ends[list] as number, true)
    this.#ends[list] = cell
    this.#sizes[list >>> 5] = (this.#sizes[list >>> 5] as number) | (1 << (list & 31))
    this.#free += size
  }

  /** Opens a bin for a cell, or makes the last one longer when too much would be left behind. */
  #addRoom(size: number): void {
    const left = this.#end - this.#at
    const isNew = this.#end === 0 || this.#free + left <= this.#allowance()
    const needed = isNew ? size + BIN.HEADER : size - left
    const end = this.#end + Math.ceil(needed / BIN_UNIT) * BIN_UNIT
    this.#extend(end)
    if (isNew) {
      this.#keepEnd(this.#at, left)
      this.#bin = this.#end
      this.#at = this.#bin + BIN.HEADER
      const header = fileOffset(this.#bin as CellOffset)
      this.#view.setUint32(header + BIN.SIGNATURE, HBIN, true)
      this.#view.setUint32(header + BIN.OFFSET, this.#bin, true)
    }
    this.#end = end
    this.#view.setUint32(fileOffset(this.#bin as CellOffset) + BIN.SIZE, end - this.#bin, true)
  }

  /**
   * How many bytes of free ends there may be: so few that together with the end of the last bin they
   * are no more than one bin, or a 64th of the hive where that is more.
   */
  #allowance(): number {
    return Math.max(MIN_FREE, Math.min(this.#end >>> 7, (this.#end >>> 6) - BIN_UNIT))
  }

  #extend(dataSize: number): void {
    if (dataSize > LIMIT.DATA_SIZE) {
      throw new HiveError('hive-full', 'the hive would pass 2 GiB', {
        offset: BASE.DATA_SIZE,
        expected: LIMIT.DATA_SIZE,
        actual: dataSize,
      })
    }
    if (dataSize > this.#limit) throw sharedTooMuch()
    const length = fileOffset(dataSize as CellOffset)
    if (length <= this.#bytes.length) return
    // An eighth of headroom: what grows once tends to grow again.
    const wanted = dataSize + Math.max(dataSize >>> 3, MIN_ROOM)
    const buffer = allocate(fileOffset(Math.min(wanted, this.#limit) as CellOffset))
    const bytes = new Uint8Array(buffer)
    bytes.set(this.#bytes.subarray(0, fileOffset(this.#end as CellOffset)))
    this.#bytes = bytes
    this.#view = new DataView(buffer)
    this.#words = new Int32Array(buffer)
  }
}

/** File offset of the payload of a cell of the new hive, whose cell headers always have 4 bytes. */
export function newPayload(cell: CellOffset): FileOffset {
  return (fileOffset(cell) + 4) as FileOffset
}
