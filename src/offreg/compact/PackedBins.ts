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
import { allocate } from '../../regf/allocate.ts'
import type { HiveImage } from '../../regf/HiveImage.ts'
import { BASE, BIN, HBIN, LIMIT } from '../../regf/layout.ts'
import { BIN_UNIT, type CellOffset, type FileOffset, fileOffset, NIL } from '../../regf/offsets.ts'
import type { Units } from '../../regf/words.ts'
import { sharedTooMuch } from './ReadBudget.ts'

/** Free ends are shorter than the unit of bins; they are listed by their size in units of 8. */
const CLASSES = BIN_UNIT / 8
/** From so many bytes on, setting bytes beats copying units (measured). */
const LONG = 2048
/** Bytes of room that are made at least when there is none left. */
const MIN_ROOM = 1 << 16
/** Bytes of free ends that are always allowed. */
const MIN_FREE = 32

export class PackedBins {
  #bytes: Uint8Array<ArrayBuffer>
  #words: Int32Array<ArrayBuffer>
  #units: BigInt64Array<ArrayBuffer>
  /** Where the last bin begins, where its free end begins, and where it ends. */
  #bin = 0
  #at = 0
  #end = 0
  /** Bytes of the free ends of all bins but the last. */
  #free = 0
  /** No free end has more bytes than this; most cells are longer, and need not look for one. */
  #longestEnd = 0
  /** The first free end of each size; each holds the place of the next in its first four bytes. */
  readonly #ends = new Uint32Array(CLASSES).fill(NIL)
  /** A bit for each size that is there. */
  readonly #sizes = new Uint32Array(CLASSES / 32)

  readonly #limit: number

  /**
   * Starts without bins.
   *
   * @param dataSize - size of the hive bins to allocate memory for, in bytes; more is allocated
   *   when needed
   * @param limit - the most bytes of hive bins
   */
  constructor(dataSize: number, limit: number = LIMIT.DATA_SIZE) {
    this.#limit = limit
    const buffer = allocate(fileOffset(dataSize as CellOffset))
    this.#bytes = new Uint8Array(buffer)
    this.#words = new Int32Array(buffer)
    this.#units = new BigInt64Array(buffer)
  }

  /** Size of the hive bins so far, in bytes. */
  get dataSize(): number {
    return this.#end
  }

  /**
   * Makes a new cell with a cleared payload of at least `payload` bytes.
   *
   * @throws HiveError `hive-full` when the hive bins would exceed 2 GiB
   * @throws HiveError `damaged` when they would exceed the limit
   * @throws HiveError `out-of-memory` when there is no room for a larger buffer
   */
  allocate(payload: number): CellOffset {
    const size = (payload + 11) & ~7
    let cell = size <= this.#longestEnd ? this.#takeEnd(size) : NIL
    if (cell === NIL) {
      if (size > this.#end - this.#at) this.#addRoom(size)
      cell = this.#at as CellOffset
      this.#at += size
    }
    this.#words[fileOffset(cell) >>> 2] = -size
    return cell
  }

  /** The new hive as words of 32 bits, the first at file offset 0. Valid until the next cell is allocated. */
  get words(): Int32Array<ArrayBuffer> {
    return this.#words
  }

  /** Returns a view of bytes at a file offset, which is valid until the next cell is allocated. */
  view(at: number, count: number): Uint8Array {
    return this.#bytes.subarray(at, at + count)
  }

  /** Writes bytes at a file offset. */
  setBytes(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at)
  }

  /**
   * Makes a cell with a copy of the first bytes of a payload, and nothing of what follows them. Short runs are
   * copied in units of 64 bits, since a view of them would cost more than the bytes. The first unit has the size
   * field of the cell in it.
   *
   * @param image - the hive that is read
   * @param from - file offset of the payload in it
   * @param count - bytes, at most those of the payload
   * @throws HiveError `hive-full`, `out-of-memory`
   */
  copyPayload(image: HiveImage, from: number, count: number): CellOffset {
    const cell = this.allocate(count)
    const at = fileOffset(cell)
    if (count >= LONG || (from & 4) === 0) {
      this.#bytes.set(image.bytesView(from, count), newPayload(cell))
      return cell
    }
    const units = (count + 11) >>> 3
    copyUnits(image.units, (from - 4) >>> 3, this.#units, at >>> 3, units)
    const words = this.#words
    words[at >>> 2] = units * -8
    const end = newPayload(cell) + count
    const word = end >>> 2
    const left = (at >>> 2) + units * 2 - word
    if (left > 0) words[word] = (words[word] as number) & ((1 << ((end & 3) * 8)) - 1)
    if (left > 1) words[word + 1] = 0
    return cell
  }

  /** Copies bytes of a hive to a file offset in the new hive. */
  copy(image: HiveImage, from: number, count: number, to: number): void {
    this.#bytes.set(image.bytesView(from, count), to)
  }

  /** Marks free space and releases the buffer, whose first `length` bytes are the file. */
  finish(): { buffer: ArrayBuffer; length: number } {
    for (let at = 0; at < CLASSES; at++) {
      let end = this.#ends[at] as number
      while (end !== NIL) {
        const place = fileOffset(end as CellOffset) >>> 2
        end = (this.#words[place] as number) >>> 0
        this.#words[place] = at * 8
      }
    }
    if (this.#at < this.#end) {
      this.#words[fileOffset(this.#at as CellOffset) >>> 2] = this.#end - this.#at
    }
    return { buffer: this.#bytes.buffer, length: fileOffset(this.#end as CellOffset) }
  }

  /** The smallest free end that has room for a cell, NIL when none has. */
  #takeEnd(size: number): CellOffset {
    const wanted = size >>> 3
    let word = wanted >>> 5
    let bits = (this.#sizes[word] as number) & (-1 << (wanted & 31))
    while (bits === 0) {
      if (++word === this.#sizes.length) {
        this.#longestEnd = size - 8
        return NIL
      }
      bits = this.#sizes[word] as number
    }
    const found = word * 32 + 31 - Math.clz32(bits & -bits)
    const cell = this.#ends[found] as CellOffset
    const next = (this.#words[fileOffset(cell) >>> 2] as number) >>> 0
    this.#ends[found] = next
    if (next === NIL) this.#sizes[word] = (this.#sizes[word] as number) & ~(1 << (found & 31))
    this.#free -= found * 8
    if (found > wanted) this.#keepEnd(cell + size, found * 8 - size)
    return cell
  }

  #keepEnd(cell: number, size: number): void {
    if (size === 0) return
    const list = size >>> 3
    this.#words[fileOffset(cell as CellOffset) >>> 2] = this.#ends[list] as number
    this.#ends[list] = cell
    this.#sizes[list >>> 5] = (this.#sizes[list >>> 5] as number) | (1 << (list & 31))
    this.#free += size
    if (size > this.#longestEnd) this.#longestEnd = size
  }

  /** Opens a bin for a cell, or makes the last one longer when too much would be left unused. */
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
      this.#words[(header + BIN.SIGNATURE) >>> 2] = HBIN
      this.#words[(header + BIN.OFFSET) >>> 2] = this.#bin
    }
    this.#end = end
    this.#words[(fileOffset(this.#bin as CellOffset) + BIN.SIZE) >>> 2] = end - this.#bin
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
      throw new HiveError('hive-full', 'the hive would exceed 2 GiB', {
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
    this.#words = new Int32Array(buffer)
    this.#units = new BigInt64Array(buffer)
  }
}

function copyUnits(
  source: Units,
  from: number,
  target: BigInt64Array,
  to: number,
  count: number,
): void {
  for (let index = 0; index < count; index++) target[to + index] = source[from + index] as bigint
}

/**
 * Finds the payload of a cell of the new hive in its words.
 *
 * @param cell - cell offset
 * @returns index of the first word of the payload
 */
export function newRecord(cell: number): number {
  return newPayload(cell as CellOffset) >>> 2
}

/**
 * Finds the payload of a cell of the new hive, whose cell headers always have 4 bytes.
 *
 * @param cell - cell offset
 * @returns file offset of the payload
 */
export function newPayload(cell: CellOffset): FileOffset {
  return (fileOffset(cell) + 4) as FileOffset
}
