/**
 * Reading a damaged hive by its references alone: a record is where a reference leads and the right letters are,
 * whether its cell is marked as allocated or free, and whether its bin has a header or not. Every read is bounded
 * by the end of the hive bins, and lists by the room for them. Nothing is trusted to be a tree: callers remember
 * what they visited (regf-format 5.2, 8).
 */

import type { HiveImage } from './HiveImage.ts'
import { BIN, DB, INLINE, KEY_FLAG, LIST, NK, SEGMENT_DATA, SIG, VK } from './layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from './offsets.ts'
import { leafEntrySize } from './subkeyList.ts'
import type { DataPiece } from './valueData.ts'

/**
 * How many times as many entries are handed out as fit into the hive. Lists can overlap here, so that crafted ones
 * could stand for far more.
 */
const ENTRIES_TIMES = 4

/** A run of entries of a list. */
export interface EntryRun {
  /** File offset of the first entry. */
  readonly at: number
  /** Entries that can be read. */
  readonly count: number
  /** Bytes of an entry. */
  readonly size: number
  /** Entries that the list or its key says there are. */
  readonly claimed: number
}

/** What is left of the data of a value. */
export interface LenientData {
  readonly pieces: readonly DataPiece[]
  /** Bytes that the value says there are. */
  readonly size: number
  /** Bytes in the pieces. */
  readonly there: number
  /** Whether the size field of the cell is wrong, so that some of the bytes may belong to something else. */
  readonly isDoubtful: boolean
}

export class LenientCells {
  readonly image: HiveImage
  readonly minor: number
  /** Bytes before the payload of a cell. */
  readonly headerSize: number
  /** File offset after the last byte of the hive bins. */
  readonly end: number
  #entriesLeft: number

  /**
   * Reads a hive in which anything may be wrong.
   *
   * @param image - the hive file
   * @param minor - minor version that determines the layout
   * @param end - file offset after the last byte of the hive bins that is there
   */
  constructor(image: HiveImage, minor: number, end: number) {
    this.image = image
    this.minor = minor
    this.headerSize = minor < 2 ? 8 : 4
    this.end = Math.min(end, image.length)
    this.#entriesLeft = ENTRIES_TIMES * (this.end >>> 2)
  }

  /** Returns the file offset of the payload of a cell. */
  payloadAt(cell: CellOffset): FileOffset {
    return (fileOffset(cell) + this.headerSize) as FileOffset
  }

  /**
   * Finds a record by its letters.
   *
   * @param cell - cell offset, of any value
   * @param letters - its signature
   * @param bytes - bytes of the record that have to be in the hive
   * @returns file offset of the record, or 0 if there is none
   */
  record(cell: number, letters: number, bytes: number): FileOffset {
    if (!this.#isInside(cell, bytes)) return 0 as FileOffset
    const at = this.payloadAt(cell as CellOffset)
    return this.image.u16(at) === letters ? at : (0 as FileOffset)
  }

  /**
   * Finds the payload of a cell.
   *
   * @param cell - cell offset, of any value
   * @param bytes - bytes of it that have to be in the hive
   * @returns its file offset, or 0 if they are not
   */
  inside(cell: number, bytes: number): FileOffset {
    return this.#isInside(cell, bytes) ? this.payloadAt(cell as CellOffset) : (0 as FileOffset)
  }

  /**
   * Measures the payload of a cell by its size field, whatever its sign.
   *
   * @param cell - cell offset of a cell in the hive
   * @returns its size in bytes; -1 if the field cannot be right
   */
  room(cell: CellOffset): number {
    const at = fileOffset(cell)
    const size = Math.abs(this.image.i32(at))
    if (size < 8 || size % 8 !== 0 || at + size > this.end) return -1
    return size - this.headerSize
  }

  /**
   * Visits the runs of entries in the subkey list of a key.
   *
   * @param key - file offset of the record of the key
   * @param isNew - whether a list may be visited; it is asked once before each
   * @param visit - gets the entries of each leaf
   * @returns the number of lists that cannot be read
   */
  subkeys(
    key: FileOffset,
    isNew: (list: CellOffset) => boolean,
    visit: (run: EntryRun) => void,
  ): number {
    const list = this.image.u32(key + NK.SUBKEY_LIST) as CellOffset
    if (this.image.u32(key + NK.SUBKEY_COUNT) === 0 || !isNew(list)) return 0
    const index = this.record(list, SIG.RI, LIST.ENTRIES)
    if (index === 0) return this.#leaf(list, visit) ? 0 : 1
    const { at, count } = this.#run(list, 4)
    let unread = 0
    for (let entry = at; entry < at + count * 4; entry += 4) {
      const leaf = this.image.u32(entry) as CellOffset
      if (isNew(leaf) && !this.#leaf(leaf, visit)) unread++
    }
    return unread
  }

  /**
   * Finds the entries of the value list of a key.
   *
   * @param key - file offset of the record of the key
   * @returns the entries that can be read
   */
  values(key: FileOffset): EntryRun {
    const { image } = this
    const isPredefined = (image.u16(key + NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) !== 0
    const claimed = isPredefined ? 0 : image.u32(key + NK.VALUE_COUNT)
    const list = image.u32(key + NK.VALUE_LIST) as CellOffset
    if (claimed === 0 || !this.#isInside(list, 4)) return { at: 0, count: 0, size: 4, claimed }
    const at = this.payloadAt(list)
    const room = this.room(list)
    const bytes = room < 0 ? this.end - at : room
    return { at, count: this.#handOut(Math.min(claimed, bytes >>> 2)), size: 4, claimed }
  }

  /**
   * Finds the data of a value.
   *
   * @param value - file offset of the record of the value
   * @returns what can be read of it
   */
  data(value: FileOffset): LenientData {
    const { image } = this
    const stored = image.u32(value + VK.DATA_SIZE)
    if (stored >= INLINE) {
      const size = stored - INLINE
      const length = Math.min(size, 4)
      const pieces = length === 0 ? [] : [{ at: (value + VK.DATA) as FileOffset, length }]
      return { pieces, size, there: length, isDoubtful: false }
    }
    const cell = image.u32(value + VK.DATA) as CellOffset
    if (stored === 0 || !this.#isInside(cell, 4)) return this.#noData(stored)
    const isSegmented = stored > SEGMENT_DATA && this.record(cell, SIG.DB, DB.SEGMENTS + 4) !== 0
    const isBig = isSegmented && (this.minor >= 4 || this.room(cell) < stored)
    return isBig ? this.#bigData(cell, stored) : this.#plainData(cell, stored)
  }

  #noData(size: number): LenientData {
    return { pieces: [], size, there: 0, isDoubtful: false }
  }

  #plainData(cell: CellOffset, size: number): LenientData {
    const at = this.payloadAt(cell)
    const room = this.room(cell)
    // Where even the size is zero, bytes were wiped out.
    if (room < 0 && this.image.u32(fileOffset(cell)) === 0) return this.#noData(size)
    const length = Math.min(size, room < 0 ? this.end - at : room)
    return { pieces: [{ at, length }], size, there: length, isDoubtful: room < 0 }
  }

  #bigData(cell: CellOffset, size: number): LenientData {
    const { image } = this
    const record = this.payloadAt(cell)
    const list = image.u32(record + DB.SEGMENTS) as CellOffset
    const wanted = Math.ceil(size / SEGMENT_DATA)
    if (!this.#isInside(list, 4)) return this.#noData(size)
    const room = this.room(list)
    const listed = Math.min(
      wanted,
      image.u16(record + DB.COUNT),
      (room < 0 ? this.end - this.payloadAt(list) : room) >>> 2,
    )
    const pieces: DataPiece[] = []
    const seen = new Set<number>()
    let there = 0
    let isDoubtful = false
    for (let index = 0; index < listed; index++) {
      const segment = image.u32(this.payloadAt(list) + index * 4) as CellOffset
      if (!this.#isInside(segment, 4) || seen.has(segment)) break
      seen.add(segment)
      const bytes = Math.min(SEGMENT_DATA, size - there)
      const piece = this.#plainData(segment, bytes)
      pieces.push(...piece.pieces)
      there += piece.there
      isDoubtful ||= piece.isDoubtful
      if (piece.there < bytes) break
    }
    return { pieces, size, there, isDoubtful }
  }

  #leaf(list: CellOffset, visit: (run: EntryRun) => void): boolean {
    if (!this.#isInside(list, LIST.ENTRIES)) return false
    const size = leafEntrySize(this.image.u16(this.payloadAt(list)))
    if (size === 0) return false
    visit(this.#run(list, size))
    return true
  }

  #run(list: CellOffset, size: number): EntryRun {
    const at = this.payloadAt(list)
    const claimed = this.image.u16(at + LIST.COUNT)
    const room = this.room(list)
    const bytes = (room < 0 ? this.end - at : room) - LIST.ENTRIES
    const count = this.#handOut(Math.max(0, Math.min(claimed, Math.floor(bytes / size))))
    return { at: at + LIST.ENTRIES, count, size, claimed }
  }

  #handOut(entries: number): number {
    const count = Math.min(entries, this.#entriesLeft)
    this.#entriesLeft -= count
    return count
  }

  #isInside(cell: number, bytes: number): boolean {
    if (cell % 8 !== 0 || cell < BIN.HEADER || cell >= this.end) return false
    return fileOffset(cell as CellOffset) + this.headerSize + bytes <= this.end
  }
}
