/** Reading the records of a damaged hive: names, classes, descriptors and data, as far as they are there. */

import type { LenientCells, LenientData } from '../regf/LenientCells.ts'
import { KEY_FLAG, LIMIT, NK, SIG, SK, VALUE_FLAG, VK } from '../regf/layout.ts'
import { type CellOffset, cellOffset, type FileOffset } from '../regf/offsets.ts'
import { readName } from '../regf/storedName.ts'
import { checkStoredDescriptor } from '../security/checkDescriptor.ts'
import type { Frame } from './frame.ts'
import { type KeyPlan, ROOT } from './KeyPlan.ts'

/** A name, and whether its end is missing. */
export interface LostName {
  readonly text: string
  readonly isCut: boolean
}

/**
 * Reads the name of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record
 * @returns as much of it as its cell has
 */
export function lostKeyName(cells: LenientCells, key: FileOffset): LostName {
  const { image, minor } = cells
  const latin1 = minor >= 2 && (image.u16(key + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
  return nameAt(cells, key, NK.NAME, image.u16(key + NK.NAME_LENGTH), latin1)
}

/**
 * Reads the name of a value.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of the record
 * @returns as much of it as its cell has
 */
export function lostValueName(cells: LenientCells, value: FileOffset): LostName {
  const { image, minor } = cells
  const latin1 = minor >= 2 && (image.u16(value + VK.FLAGS) & VALUE_FLAG.COMP_NAME) !== 0
  return nameAt(cells, value, VK.NAME, image.u16(value + VK.NAME_LENGTH), latin1)
}

function nameAt(
  cells: LenientCells,
  record: FileOffset,
  header: number,
  length: number,
  latin1: boolean,
): LostName {
  const room = cells.room(cellOffset((record - cells.headerSize) as FileOffset))
  const there = (room < 0 ? cells.end - record : room) - header
  const kept = Math.max(0, Math.min(length, there))
  const whole = latin1 ? kept : kept - (kept % 2)
  return {
    text: readName(cells.image, record + header, whole, latin1),
    isCut: whole < length,
  }
}

/**
 * Reads the class name of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record
 * @returns its bytes, null if it has none, and undefined if it cannot be read as a whole
 */
export function lostClass(cells: LenientCells, key: FileOffset): Uint8Array | null | undefined {
  const { image } = cells
  const length = image.u16(key + NK.CLASS_LENGTH)
  const cell = image.u32(key + NK.CLASS) as CellOffset
  if (length === 0) return null
  const at = cells.inside(cell, length)
  if (at === 0 || length % 2 !== 0 || cells.room(cell) < length) return undefined
  return image.bytesCopy(at, length)
}

/**
 * Reads the descriptor of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record
 * @returns a copy; null if there is none that Windows would accept
 */
export function lostDescriptor(cells: LenientCells, key: FileOffset): Uint8Array | null {
  const { image } = cells
  const cell = image.u32(key + NK.SECURITY) as CellOffset
  const security = cells.record(cell, SIG.SK, SK.DESCRIPTOR)
  if (security === 0) return null
  const length = image.u32(security + SK.SIZE)
  const room = cells.room(cell) - SK.DESCRIPTOR
  if (length > room || length > LIMIT.DESCRIPTOR) return null
  const descriptor = image.bytesCopy(security + SK.DESCRIPTOR, length)
  return checkStoredDescriptor(descriptor) === null ? descriptor : null
}

/**
 * Copies what is left of the data of a value.
 *
 * @param cells - the cells of the hive
 * @param data - where it is
 * @returns the bytes
 */
export function lostData(cells: LenientCells, data: LenientData): Uint8Array {
  const bytes = new Uint8Array(data.there)
  let filled = 0
  for (const { at, length } of data.pieces) {
    bytes.set(cells.image.bytesView(at, length), filled)
    filled += length
  }
  return bytes
}

/**
 * Reads the names from the root (not included) down to a key of a plan.
 *
 * @param frame - the frame of the hive
 * @param plan - the keys
 * @param index - the key
 * @returns the names
 */
export function planPath({ cells }: Frame, plan: KeyPlan, index: number): string[] {
  const names: string[] = []
  for (let at = index; at !== ROOT && names.length < LIMIT.DEPTH; at = plan.parent(at)) {
    names.push(lostKeyName(cells, cells.payloadAt(plan.cell(at))).text)
  }
  return names.reverse()
}
