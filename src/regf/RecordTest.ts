/**
 * Whether bytes can be the record of a key or value. Nothing refers to a deleted record or to one that is lost, so
 * it is recognised by itself: by its letters, and by fields that have few possible values. Where a cell can begin,
 * fields that do not matter for the record's meaning may have odd values; anywhere else none may (regf-format 7.2).
 */

import type { HiveImage } from './HiveImage.ts'
import { INLINE, KEY_FLAG, LIMIT, NK, VALUE_FLAG, VK } from './layout.ts'
import { type CellOffset, fileOffset, NIL } from './offsets.ts'

/** FILETIME of the years 1970 and 2100; times of real keys are between them, or 0. */
const EARLIEST = 116444736000000000n
const LATEST = 157469184000000000n

/** Flags that no key has (regf-format 3.1.1). */
const UNKNOWN_KEY_FLAGS = 0x0c00
/** The most bytes of a deleted key's name: loaders once took names of that length. */
const MOST_KEY_NAME = LIMIT.KEY_NAME_BYTES
/** The most NULs in a name: real names have none, some made to hide a key have a few. */
const MOST_NULS = 5
/** Fields with odd values that a record may have where a cell can begin. */
const KEY_ODDITIES = 2
const VALUE_ODDITIES = 1
/** Bytes of the largest hive: an offset in any hive is below it. */
const MOST_DATA = INLINE
/** Bytes of the smallest cell. */
const LEAST_CELL = 8
/** Written by boot loaders where a volatile list would be (regf-format 3.1). */
const NO_LIST = 0xbaadf00d
const BACKSLASH = 0x5c
/** Standard types, and those of device properties, whose upper halves are these. */
const HIGHEST_TYPE = 11
const PROPERTY_TYPES = new Set([0xffff, 0x0002])

/**
 * Checks whether a time can be that of a key.
 *
 * @param time - UTC in 100 ns since 1601
 * @returns true for times from 1970 to 2100
 */
export function isPlausibleTime(time: bigint): boolean {
  return time >= EARLIEST && time < LATEST
}

export class RecordTest {
  readonly #image: HiveImage
  readonly #minor: number
  readonly #dataSize: number
  readonly #headerSize: number
  readonly #takesOutside: boolean

  /**
   * Makes a test for the records of a hive.
   *
   * @param image - the hive file
   * @param minor - minor version that determines the layout
   * @param dataSize - size of the hive bins in bytes
   * @param takesOutside - whether records count that refer to places outside the hive, if everything else about them and
   *   their cells is right. The free space of a hive can have pages of another one, which were in the same memory.
   */
  constructor(image: HiveImage, minor: number, dataSize: number, takesOutside = false) {
    this.#takesOutside = takesOutside
    this.#image = image
    this.#minor = minor
    this.#dataSize = dataSize
    this.#headerSize = minor < 2 ? 8 : 4
  }

  /**
   * Checks whether a record at a place would be the first bytes of a cell.
   *
   * @param at - file offset of the record
   * @returns true if it would be
   */
  isAligned(at: number): boolean {
    const mask = this.#headerSize === 8 ? 15 : 7
    return ((at - this.#headerSize - fileOffset(0 as CellOffset)) & mask) === 0
  }

  /**
   * Checks whether the letters `nk` are the beginning of a key's record.
   *
   * @param at - file offset of the letters
   * @param end - file offset after the last byte that the record can have
   * @returns the bytes of the record that are there; 0 if it is not the record of a key
   */
  key(at: number, end: number): number {
    const image = this.#image
    const there = end - at - NK.NAME
    if (there < 1) return 0
    const flags = image.u16(at + NK.FLAGS)
    if ((flags & UNKNOWN_KEY_FLAGS) !== 0) return 0
    const latin1 = this.#minor >= 2 && (flags & KEY_FLAG.COMP_NAME) !== 0
    const length = image.u16(at + NK.NAME_LENGTH)
    if (length === 0 || length > MOST_KEY_NAME || (!latin1 && length % 2 !== 0)) return 0
    const stored = Math.min(length, there)
    if (!this.#isName(at + NK.NAME, stored, latin1, true)) return 0
    const most = this.isAligned(at) ? KEY_ODDITIES : 0
    const bytes = NK.NAME + length
    if (this.#keyOddities(at, this.#dataSize) <= most) return NK.NAME + stored
    return this.#mayLeadOutside(at, bytes, end) && this.#keyOddities(at, MOST_DATA) === 0
      ? bytes
      : 0
  }

  /**
   * Counts the fields of a key that hardly any key has.
   *
   * @param at - file offset of the record
   * @param dataSize - size of the hive bins that it refers to, in bytes
   * @returns their number
   */
  #keyOddities(at: number, dataSize: number): number {
    const image = this.#image
    const subkeys = image.u32(at + NK.SUBKEY_COUNT)
    const values = image.u32(at + NK.VALUE_COUNT)
    const className = image.u32(at + NK.CLASS)
    const classLength = image.u16(at + NK.CLASS_LENGTH)
    const volatileList = image.u32(at + NK.VOLATILE_LIST)
    const isPredefined = (image.u16(at + NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) !== 0
    let odd = 0
    if (!isPlausibleTime(image.u64(at + NK.LAST_WRITE))) odd++
    const isNone = className === 0 && classLength === 0
    if (!isCell(image.u32(at + NK.PARENT), dataSize)) odd++
    if (!isList(image.u32(at + NK.SUBKEY_LIST), subkeys, dataSize)) odd++
    if (!isPredefined && !isList(image.u32(at + NK.VALUE_LIST), values, dataSize)) odd++
    if (!isCellOrNone(image.u32(at + NK.SECURITY), dataSize)) odd++
    if (!isCellOrNone(className, dataSize) && !isNone) odd++
    if (volatileList !== NIL && volatileList < INLINE && volatileList !== 0) odd++
    if (volatileList > INLINE && volatileList % 8 !== 0 && !isNoList(volatileList)) odd++
    return odd
  }

  /**
   * Checks whether the letters `vk` are the beginning of a value's record.
   *
   * @param at - file offset of the letters
   * @param end - file offset after the last byte that the record can have
   * @returns the bytes of the record that are there; 0 if it is not the record of a value
   */
  value(at: number, end: number): number {
    const image = this.#image
    const there = end - at - VK.NAME
    if (there < 0) return 0
    const flags = this.#minor < 2 ? 0 : image.u16(at + VK.FLAGS)
    if ((flags & ~(VALUE_FLAG.COMP_NAME | VALUE_FLAG.TOMBSTONE)) !== 0) return 0
    const latin1 = (flags & VALUE_FLAG.COMP_NAME) !== 0
    const length = image.u16(at + VK.NAME_LENGTH)
    const most = LIMIT.VALUE_NAME * (latin1 ? 1 : 2)
    if (length > most || (!latin1 && length % 2 !== 0) || (length > 0 && there === 0)) return 0
    const stored = Math.min(length, there)
    if (!this.#isName(at + VK.NAME, stored, latin1, false)) return 0
    const size = image.u32(at + VK.DATA_SIZE)
    const data = image.u32(at + VK.DATA)
    if (size > INLINE + 4) return 0
    const isOutside = size < INLINE && size > 0 && !isCell(data, this.#dataSize)
    if (size < INLINE && size > image.length) return 0
    let odd = 0
    if (length === 0 && latin1) odd++
    if (size === 0 && data !== NIL) odd++
    const type = image.u32(at + VK.TYPE)
    if (type > HIGHEST_TYPE && !PROPERTY_TYPES.has(type >>> 16)) odd++
    if (!isOutside) return odd > (this.isAligned(at) ? VALUE_ODDITIES : 0) ? 0 : VK.NAME + stored
    const bytes = VK.NAME + length
    const isRight = odd === 0 && isCell(data, MOST_DATA) && this.#mayLeadOutside(at, bytes, end)
    return isRight ? bytes : 0
  }

  #isName(at: number, length: number, latin1: boolean, isKey: boolean): boolean {
    const image = this.#image
    let nuls = 0
    const step = latin1 ? 1 : 2
    for (let place = at; place + step <= at + length; place += step) {
      const unit = latin1 ? image.u8(place) : image.u16(place)
      if (unit === 0 && ++nuls > MOST_NULS) return false
      if (isKey && unit === BACKSLASH) return false
    }
    return true
  }

  /** Whether a record of so many bytes is in a cell of a size that fits, as a whole. */
  #mayLeadOutside(at: number, bytes: number, end: number): boolean {
    if (!this.#takesOutside || !this.isAligned(at)) return false
    const size = Math.abs(this.#image.i32(at - this.#headerSize))
    const room = size - this.#headerSize
    return size % 8 === 0 && room >= bytes && room <= end - at && room < 2 * bytes + LEAST_CELL
  }
}

/** Whether a cell can begin there, in a hive with bins of so many bytes. */
function isCell(offset: number, dataSize: number): boolean {
  return offset % 8 === 0 && offset >= 32 && offset < dataSize
}

function isCellOrNone(offset: number, dataSize: number): boolean {
  return offset === NIL || isCell(offset, dataSize)
}

/** A list can be left from when there were entries, and there are no more entries than the hive has room for. */
function isList(offset: number, entries: number, dataSize: number): boolean {
  if (offset === NIL) return entries === 0
  return isCell(offset, dataSize) && entries * 4 <= dataSize
}

function isNoList(offset: number): boolean {
  return offset === NO_LIST || offset === NIL
}
