/**
 * Stored names: one Latin-1 byte per unit if every unit allows it, otherwise UTF-16LE. Equality and order
 * follow the upcase table of Windows, unit by unit (regf-format 3.2). The hints and hashes of subkey lists are
 * computed here too, since they depend on names (3.6).
 */

import { decodeLatin1, decodeUtf16, encodeLatin1, encodeUtf16, fitsLatin1 } from '../bytes/text.ts'
import { UPCASE } from '../bytes/upcase.ts'
import type { CellStore } from './CellStore.ts'
import type { HiveImage } from './HiveImage.ts'
import type { CellOffset, FileOffset } from './offsets.ts'

/** The place and the encoding of a stored name. */
export interface StoredName {
  readonly at: number
  /** Length in bytes. */
  readonly length: number
  readonly latin1: boolean
}

/**
 * Measures a stored name as far as it is inside its record.
 *
 * @param cells - the cells of the hive
 * @param record - file offset of the record of a key or value, which was found by its cell
 * @param name - offset of the name in the record
 * @param claimed - its length according to the record, in bytes
 * @returns the number of bytes that are there
 */
export function nameLengthIn(
  cells: CellStore,
  record: FileOffset,
  name: number,
  claimed: number,
): number {
  const { image, headerSize } = cells
  return Math.min(claimed, -image.i32(record - headerSize) - headerSize - name)
}

/**
 * Reads a stored name, with every unit as it is stored.
 *
 * @param image - the hive file
 * @param at - file offset of the name
 * @param length - its length in bytes
 * @param latin1 - whether it has one byte per unit
 * @returns the name
 */
export function readName(image: HiveImage, at: number, length: number, latin1: boolean): string {
  if (!image.isFlat) {
    const name = image.bytesView(at, length)
    return latin1 ? decodeLatin1(name) : decodeUtf16(name)
  }
  const { bytes } = image
  const end = Math.min(bytes.length, at + length)
  return latin1 ? decodeLatin1(bytes, at, end) : decodeUtf16(bytes, at, end)
}

/**
 * Encodes a name for storage, with one byte per unit if possible.
 *
 * @param text - the name
 * @returns the bytes, and whether they have one byte per unit
 */
export function encodeName(text: string): { bytes: Uint8Array; latin1: boolean } {
  const latin1 = fitsLatin1(text)
  return { bytes: latin1 ? encodeLatin1(text) : encodeUtf16(text), latin1 }
}

/**
 * Replaces the name at the end of a record: in its own cell if it fits, otherwise in a new one to
 * which the fields are moved.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the record
 * @param header - bytes of the record before its name
 * @param name - the bytes of the new name
 * @returns the new cell offset of the record
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function replaceName(
  cells: CellStore,
  cell: CellOffset,
  header: number,
  name: Uint8Array,
): CellOffset {
  const { image } = cells
  let target = cell
  if (cells.payloadSize(cell) < header + name.length) {
    target = cells.allocate(header + name.length)
    image.move(cells.payloadAt(cell), cells.payloadAt(target), header)
    cells.free(cell)
    cells.log.moved(cell, target)
  }
  const at = cells.payloadAt(target) + header
  image.fill(at, cells.payloadSize(target) - header, 0)
  image.setBytes(at, name)
  return target
}

/** The name that was converted last: one that is created is looked up several times. */
let lastName = ''
let lastUnits = new Uint16Array(0)

/**
 * Converts a name to the form in which names are looked up.
 *
 * @param text - the name
 * @returns its upper-cased UTF-16 units, which must not be changed
 */
export function upcasedUnits(text: string): Uint16Array {
  if (text === lastName) return lastUnits
  const units = new Uint16Array(text.length)
  for (let index = 0; index < text.length; index++) {
    units[index] = UPCASE[text.charCodeAt(index)] as number
  }
  lastName = text
  lastUnits = units
  return units
}

/**
 * Compares a stored name with another name, by upper-cased units.
 *
 * @param image - the hive file
 * @param at - file offset of the name
 * @param length - its length in bytes
 * @param latin1 - whether it has one byte per unit
 * @param wanted - the upper-cased units of the other name
 * @returns a negative number, 0 or a positive number if the stored name comes before the other,
 *   equals it or comes after it
 */
export function compareStoredName(
  image: HiveImage,
  at: number,
  length: number,
  latin1: boolean,
  wanted: Uint16Array,
): number {
  const units = latin1 ? length : length >>> 1
  const shorter = Math.min(units, wanted.length)
  for (let index = 0; index < shorter; index++) {
    const unit = latin1 ? image.u8(at + index) : image.u16(at + index * 2)
    const difference = (UPCASE[unit] as number) - (wanted[index] as number)
    if (difference !== 0) return difference
  }
  return units - wanted.length
}

/**
 * Compares two stored names, by upper-cased units.
 *
 * @param image - the hive file of the first name
 * @param a - the place of the first name
 * @param b - the place of the second name
 * @param imageB - the hive file of the second name, if it is another one
 * @returns a negative number, 0 or a positive number
 */
export function compareStoredNames(
  image: HiveImage,
  a: StoredName,
  b: StoredName,
  imageB: HiveImage = image,
): number {
  const unitsA = a.latin1 ? a.length : a.length >>> 1
  const unitsB = b.latin1 ? b.length : b.length >>> 1
  const shorter = Math.min(unitsA, unitsB)
  for (let index = 0; index < shorter; index++) {
    const unitA = a.latin1 ? image.u8(a.at + index) : image.u16(a.at + index * 2)
    const unitB = b.latin1 ? imageB.u8(b.at + index) : imageB.u16(b.at + index * 2)
    const difference = (UPCASE[unitA] as number) - (UPCASE[unitB] as number)
    if (difference !== 0) return difference
  }
  return unitsA - unitsB
}

/**
 * Computes the hash for an lh entry: h × 37 + unit over the upper-cased units, modulo 2^32.
 *
 * @param units - the upper-cased units of the name
 * @returns an unsigned 32-bit number
 */
export function nameHash(units: Uint16Array): number {
  let hash = 0
  for (let index = 0; index < units.length; index++) {
    hash = (Math.imul(hash, 37) + (units[index] as number)) | 0
  }
  return hash >>> 0
}

/**
 * Computes `nameHash` for a stored name.
 *
 * @param image - the hive file
 * @param at - file offset of the name
 * @param length - its length in bytes
 * @param latin1 - whether it has one byte per unit
 * @returns an unsigned 32-bit number
 */
export function storedNameHash(
  image: HiveImage,
  at: number,
  length: number,
  latin1: boolean,
): number {
  let hash = 0
  const units = latin1 ? length : length >>> 1
  for (let index = 0; index < units; index++) {
    const unit = latin1 ? image.u8(at + index) : image.u16(at + index * 2)
    hash = (Math.imul(hash, 37) + (UPCASE[unit] as number)) | 0
  }
  return hash >>> 0
}

/** An odd random number, so that nobody can craft names that share a hash. */
const INDEX_FACTOR = (Math.random() * 0x1_0000_0000) | 1

/**
 * Computes a hash for indexes in memory. It is different in every process, so that no hive can be
 * crafted to make hashes collide.
 *
 * @param units - the upper-cased units of the name
 * @returns an unsigned 32-bit number
 */
export function indexHash(units: Uint16Array): number {
  let hash = units.length
  for (let index = 0; index < units.length; index++) {
    hash = (Math.imul(hash, INDEX_FACTOR) + (units[index] as number)) | 0
  }
  return hash >>> 0
}

/**
 * Computes `indexHash` for a stored name.
 *
 * @param image - the hive file
 * @param at - file offset of the name
 * @param length - its length in bytes
 * @param latin1 - whether it has one byte per unit
 * @returns an unsigned 32-bit number
 */
export function storedIndexHash(
  image: HiveImage,
  at: number,
  length: number,
  latin1: boolean,
): number {
  let hash = latin1 ? length : length >>> 1
  if (latin1) {
    for (let from = at; from < at + length; from++) {
      hash = (Math.imul(hash, INDEX_FACTOR) + (UPCASE[image.u8(from)] as number)) | 0
    }
    return hash >>> 0
  }
  for (let from = at; from < at + length - 1; from += 2) {
    hash = (Math.imul(hash, INDEX_FACTOR) + (UPCASE[image.u16(from)] as number)) | 0
  }
  return hash >>> 0
}

/**
 * Computes the hint for an lf entry: the first four units as bytes in their original case,
 * little-endian.
 *
 * @param text - the name
 * @returns an unsigned 32-bit number; 0, which means "no hint", if one of these units exceeds 0xFF
 */
export function nameHint(text: string): number {
  let hint = 0
  for (let index = 0; index < Math.min(4, text.length); index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0xff) return 0
    hint |= unit << (index * 8)
  }
  return hint >>> 0
}

/**
 * Computes `nameHint` for a stored name.
 *
 * @param image - the hive file
 * @param at - file offset of the name
 * @param length - its length in bytes
 * @param latin1 - whether it has one byte per unit
 * @returns an unsigned 32-bit number
 */
export function storedNameHint(
  image: HiveImage,
  at: number,
  length: number,
  latin1: boolean,
): number {
  let hint = 0
  const units = Math.min(4, latin1 ? length : length >>> 1)
  for (let index = 0; index < units; index++) {
    const unit = latin1 ? image.u8(at + index) : image.u16(at + index * 2)
    if (unit > 0xff) return 0
    hint |= unit << (index * 8)
  }
  return hint >>> 0
}
