/**
 * The key value (vk) and the value list of a key: finding, reading, and changing the list. The data of values
 * is in valueData.ts (regf-format 3.3, 3.4).
 */

import { isLayered } from './baseBlock.ts'
import type { CellStore } from './CellStore.ts'
import { ignore, type Report } from './finding.ts'
import { KEY_FLAG, NK, SIG, VALUE_FLAG, VK } from './layout.ts'
import { type CellOffset, type FileOffset, NIL } from './offsets.ts'
import {
  compareStoredName,
  encodeName,
  indexHash,
  nameLengthIn,
  readName,
  replaceName,
  type StoredName,
  storedIndexHash,
  upcasedUnits,
} from './storedName.ts'
import { addTo, type NameBuckets } from './ValueIndex.ts'

/** The names of keys with this many values or more are indexed. */
const INDEX_FROM = 64

/** The most spare entries in a value list that grows. */
const MAX_LIST_ROOM = 1024

/**
 * Finds the record of a value.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset, of any value
 * @returns file offset of the record, or 0 if there is no value
 */
export function findKeyValue(cells: CellStore, cell: CellOffset): FileOffset {
  if (cells.payloadSize(cell) < VK.NAME) return 0 as FileOffset
  const value = cells.payloadAt(cell)
  return cells.image.u16(value) === SIG.VK ? value : (0 as FileOffset)
}

/**
 * Reads the flags of a value.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @returns VALUE_FLAG bits; 0 in versions 1.0 and 1.1, which have a title index there
 */
export function valueFlags(cells: CellStore, value: FileOffset): number {
  return cells.minor < 2 ? 0 : cells.image.u16(value + VK.FLAGS)
}

/**
 * Checks whether a value is a tombstone, which hides a value of a lower layer (regf-format 3.12).
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @returns true for a tombstone; always false unless the hive is layered
 */
export function isTombstoneValue(cells: CellStore, value: FileOffset): boolean {
  return (valueFlags(cells, value) & VALUE_FLAG.TOMBSTONE) !== 0 && isLayered(cells.image)
}

/**
 * Finds the stored name of a value.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the value
 * @param value - file offset of its record
 * @returns the place of the name, truncated to the cell
 */
export function storedValueName(cells: CellStore, cell: CellOffset, value: FileOffset): StoredName {
  const room = cells.payloadSize(cell) - VK.NAME
  return {
    at: value + VK.NAME,
    length: Math.min(cells.image.u16(value + VK.NAME_LENGTH), room),
    latin1: (valueFlags(cells, value) & VALUE_FLAG.COMP_NAME) !== 0,
  }
}

/**
 * Reads the name of a value, with every unit as it is stored.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the value
 * @param value - file offset of its record
 * @returns the name; `''` for the default value
 */
export function valueName(cells: CellStore, cell: CellOffset, value: FileOffset): string {
  const { at, length, latin1 } = storedValueName(cells, cell, value)
  return readName(cells.image, at, length, latin1)
}

/**
 * Reads the type of a value.
 *
 * @param cells - the cells of the hive
 * @param value - file offset of its record
 * @returns any 32-bit number
 */
export function valueType(cells: CellStore, value: FileOffset): number {
  return cells.image.u32(value + VK.TYPE)
}

/**
 * Counts the values of a key, as far as its list has room for them. A predefined key has none
 * (regf-format 3.11).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param report - called for a list that is missing or too small
 * @returns the number of entries that can be read
 */
export function valueCount(cells: CellStore, key: FileOffset, report: Report = ignore): number {
  const { image } = cells
  if ((image.u16(key + NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) !== 0) return 0
  const count = image.u32(key + NK.VALUE_COUNT)
  if (count === 0) return 0
  const list = image.u32(key + NK.VALUE_LIST) as CellOffset
  const size = cells.payloadSize(list)
  if (size < 0) {
    report('reference-bad', key + NK.VALUE_LIST, { actual: list })
    return 0
  }
  if (count * 4 <= size) return count
  report('value-list-past-cell', key + NK.VALUE_COUNT, { expected: size >>> 2, actual: count })
  return size >>> 2
}

/**
 * Visits the value list of a key in stored order, whatever the entries refer to.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param visit - gets the cell offset of the value, its index and the file offset of the entry;
 *   returns true to stop
 * @param report - called for a list that is missing or too small
 */
export function eachValue(
  cells: CellStore,
  key: FileOffset,
  visit: (value: CellOffset, index: number, entry: number) => boolean | undefined,
  report: Report = ignore,
): void {
  const count = valueCount(cells, key, report)
  if (count === 0) return
  const list = cells.image.u32(key + NK.VALUE_LIST) as CellOffset
  const at = cells.payloadAt(list)
  for (let index = 0; index < count; index++) {
    const entry = at + index * 4
    if (visit(cells.image.u32(entry) as CellOffset, index, entry) === true) return
  }
}

/**
 * Reads an entry of the value list of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param index - index of the entry
 * @returns cell offset of the value, or NIL if the list is not that long
 */
export function valueAt(cells: CellStore, key: FileOffset, index: number): CellOffset {
  if (index < 0 || index >= valueCount(cells, key)) return NIL
  const list = cells.image.u32(key + NK.VALUE_LIST) as CellOffset
  return cells.image.u32(cells.payloadAt(list) + index * 4) as CellOffset
}

/**
 * Finds a value by name, ignoring case.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of its key
 * @param name - the name; `''` for the default value
 * @returns cell offset of the first such value, or NIL
 */
export function findValue(cells: CellStore, key: FileOffset, name: string): CellOffset {
  const count = valueCount(cells, key)
  if (count === 0) return NIL
  // Most names differ in length, so that the one that is looked for is seldom needed.
  let units: Uint16Array | null = null
  let found = NIL
  const visit = (cell: CellOffset): boolean => {
    const value = findKeyValue(cells, cell)
    if (value === 0) return false
    const claimed = cells.image.u16(value + VK.NAME_LENGTH)
    const length = nameLengthIn(cells, value, VK.NAME, claimed)
    const latin1 = (valueFlags(cells, value) & VALUE_FLAG.COMP_NAME) !== 0
    if ((latin1 ? length : length >>> 1) !== name.length) return false
    units ??= upcasedUnits(name)
    if (compareStoredName(cells.image, value + VK.NAME, length, latin1, units) !== 0) return false
    found = cell
    return true
  }
  if (cells.surveyed && count >= INDEX_FROM) {
    const names = cells.valueIndex.of(key, () => indexNames(cells, key))
    names.get(indexHash(upcasedUnits(name)))?.some(visit)
  } else {
    eachValue(cells, key, visit)
  }
  return found
}

function indexNames(cells: CellStore, key: FileOffset): NameBuckets {
  const names: NameBuckets = new Map()
  eachValue(cells, key, (cell) => {
    const value = findKeyValue(cells, cell)
    if (value !== 0) addTo(names, storedHash(cells, cell, value), cell)
  })
  return names
}

function storedHash(cells: CellStore, cell: CellOffset, value: FileOffset): number {
  const { at, length, latin1 } = storedValueName(cells, cell, value)
  return storedIndexHash(cells.image, at, length, latin1)
}

/**
 * Writes a new value without data (regf-format 6.5 rule 35). The caller adds it to the list of its
 * key.
 *
 * @param cells - the cells of the hive
 * @param name - the name; `''` for the default value
 * @param type - any 32-bit type number
 * @returns its cell offset
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function writeKeyValue(cells: CellStore, name: string, type: number): CellOffset {
  const { bytes, latin1 } = encodeName(name)
  const cell = cells.allocate(VK.NAME + bytes.length)
  const value = cells.payloadAt(cell)
  const { image } = cells
  image.setU16(value + VK.SIGNATURE, SIG.VK)
  image.setU16(value + VK.NAME_LENGTH, bytes.length)
  image.setU32(value + VK.TYPE, type)
  image.setU16(value + VK.FLAGS, latin1 && bytes.length > 0 ? VALUE_FLAG.COMP_NAME : 0)
  image.setBytes(value + VK.NAME, bytes)
  cells.log.created(cell, 'value')
  return cell
}

/**
 * Frees the record of a value. Its data and the list that refers to it are up to the caller.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the value
 * @throws HiveError `damaged` when the record may not be touched
 */
export function freeKeyValue(cells: CellStore, cell: CellOffset): void {
  cells.free(cell)
  cells.log.freed(cell, 'value')
}

/**
 * Renames a value, in its own cell if the name fits, otherwise in a new one.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the value
 * @param name - the new name
 * @returns its new cell offset, which the caller puts into the list
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function renameKeyValue(cells: CellStore, cell: CellOffset, name: string): CellOffset {
  const { image } = cells
  const { bytes, latin1 } = encodeName(name)
  const target = replaceName(cells, cell, VK.NAME, bytes)
  const value = cells.payloadAt(target)
  const flags = valueFlags(cells, value) & ~VALUE_FLAG.COMP_NAME
  image.setU16(value + VK.FLAGS, flags | (latin1 && bytes.length > 0 ? VALUE_FLAG.COMP_NAME : 0))
  image.setU16(value + VK.NAME_LENGTH, bytes.length)
  return target
}

/**
 * Appends a value to the list of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param value - cell offset of the value
 * @param expected - how many values will be appended from here on, this one included: a list that has to grow gets
 *   room for all of them
 * @throws HiveError `damaged` when the list may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for a larger list
 */
export function appendValue(
  cells: CellStore,
  key: FileOffset,
  value: CellOffset,
  expected = 1,
): void {
  const { image } = cells
  const count = image.u32(key + NK.VALUE_COUNT)
  const list = image.u32(key + NK.VALUE_LIST) as CellOffset
  let target = count === 0 ? NIL : list
  if (target !== NIL) cells.requireSound(target)
  if (target === NIL || cells.payloadSize(target) < (count + 1) * 4) {
    const added = Math.max(expected, 1 + Math.min(count >>> 2, MAX_LIST_ROOM))
    const larger = cells.allocate((count + added) * 4)
    if (target !== NIL) {
      image.move(cells.payloadAt(target), cells.payloadAt(larger), count * 4)
      cells.free(target)
    }
    target = larger
    image.setU32(key + NK.VALUE_LIST, target)
  }
  if (cells.valueIndex.has(key)) {
    cells.valueIndex.add(key, storedHash(cells, value, cells.payloadAt(value)), value)
  }
  image.setU32(cells.payloadAt(target) + count * 4, value)
  image.setU32(key + NK.VALUE_COUNT, count + 1)
  cells.log.listChanged(cells.cellOf(key), 'values')
}

/**
 * Replaces an entry of the value list of a key. The caller updates the index of the names.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param index - index of the entry
 * @param value - cell offset of the value to put there
 * @throws HiveError `damaged` when the list may not be touched
 */
export function replaceValue(
  cells: CellStore,
  key: FileOffset,
  index: number,
  value: CellOffset,
): void {
  const list = cells.image.u32(key + NK.VALUE_LIST) as CellOffset
  cells.requireSound(list)
  cells.image.setU32(cells.payloadAt(list) + index * 4, value)
  cells.log.listChanged(cells.cellOf(key), 'values')
}

/**
 * Removes the name of a value from the index. Call it before removing the value.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of its key
 * @param value - cell offset of the value
 */
export function releaseValueName(cells: CellStore, key: FileOffset, value: CellOffset): void {
  cells.valueIndex.remove(key, storedHash(cells, value, cells.payloadAt(value)), value)
}

/**
 * Adds the name of a value to the index. No value before it in the list may have the same name.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of its key
 * @param value - cell offset of the value
 */
export function indexValueName(cells: CellStore, key: FileOffset, value: CellOffset): void {
  cells.valueIndex.add(key, storedHash(cells, value, cells.payloadAt(value)), value)
}

/**
 * Removes values whose names were released from the list of a key. An empty list is freed
 * (regf-format 6.6).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param indexes - indexes of the values in descending order, without duplicates; at least one
 * @throws HiveError `damaged` when the list may not be touched
 */
export function removeValues(cells: CellStore, key: FileOffset, indexes: readonly number[]): void {
  const { image } = cells
  const count = image.u32(key + NK.VALUE_COUNT)
  const list = image.u32(key + NK.VALUE_LIST) as CellOffset
  cells.requireSound(list)
  const first = indexes.at(-1) ?? count
  const at = cells.payloadAt(list) + first * 4
  const entries = new Uint32Array(image.bytesCopy(at, (count - first) * 4).buffer)
  closeGaps(
    entries,
    indexes.map((index) => index - first),
  )
  image.setBytes(at, new Uint8Array(entries.buffer))
  image.setU32(key + NK.VALUE_COUNT, count - indexes.length)
  cells.log.listChanged(cells.cellOf(key), 'values')
  if (count > indexes.length) return
  image.setU32(key + NK.VALUE_LIST, NIL)
  image.setU32(key + NK.MAX_VALUE_NAME, 0)
  image.setU32(key + NK.MAX_VALUE_DATA, 0)
  cells.free(list)
}

/** Closes gaps between entries. The bytes after the last entry are the same as after removing one by one. */
function closeGaps(entries: Uint32Array<ArrayBuffer>, descending: readonly number[]): void {
  let end = entries.length
  let next = 0
  while (next < descending.length && descending[next] === end - 1) {
    end--
    next++
  }
  const doomed = new Set(descending)
  let kept = 0
  for (let index = 0; index < end; index++) {
    if (!doomed.has(index)) entries[kept++] = entries[index] as number
  }
  if (kept > 0) entries.fill(entries[kept - 1] as number, kept, end)
}
