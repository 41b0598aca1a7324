/**
 * Reading subkey lists: walking li, lf, lh and ri leniently, and finding a subkey by name. subkeyEdit.ts
 * changes them (regf-format 3.6, 3.7).
 */

import type { CellStore } from './CellStore.ts'
import { ignore, type Report } from './finding.ts'
import { findKeyNode, storedKeyName } from './keyNode.ts'
import { LIST, NK, SIG } from './layout.ts'
import { type CellOffset, cellOffset, type FileOffset, NIL } from './offsets.ts'
import { compareStoredName, upcasedUnits } from './storedName.ts'

/**
 * Returns the size of an entry of a leaf.
 *
 * @param signature - signature of a list
 * @returns bytes of an entry; 0 if the list is not a leaf
 */
export function leafEntrySize(signature: number): 0 | 4 | 8 {
  if (signature === SIG.LF || signature === SIG.LH) return 8
  return signature === SIG.LI ? 4 : 0
}

/** The number of entries of a list, as far as its cell has room for them; a higher count is reported. */
function listCount(cells: CellStore, cell: CellOffset, entrySize: number, report: Report): number {
  const at = cells.payloadAt(cell)
  const claimed = cells.image.u16(at + LIST.COUNT)
  const room = Math.floor((listRoom(cells, cell) - LIST.ENTRIES) / entrySize)
  if (claimed <= room) return claimed
  report('list-past-cell', at + LIST.COUNT, { expected: room, actual: claimed })
  return room
}

/** The size in bytes of the payload of a list's cell, which may be marked free. */
function listRoom(cells: CellStore, cell: CellOffset): number {
  const room = cells.payloadSize(cell)
  return room < 0 ? cells.freePayloadSize(cell) : room
}

/**
 * Checks whether the list of a key is sound except that its cell is marked free: every entry leads
 * to a key whose parent is this one. A list that was really freed does not stay like that for long.
 *
 * @param cells - the cells of the hive
 * @param list - cell offset of the list
 * @param key - file offset of the record of the key
 * @returns true for such a list
 */
export function isFreedList(cells: CellStore, list: CellOffset, key: FileOffset): boolean {
  if (cells.freePayloadSize(list) < LIST.ENTRIES) return false
  const owner = cellOffset((key - cells.headerSize) as FileOffset)
  const at = cells.payloadAt(list)
  if (cells.image.u16(at) !== SIG.RI) return isLeafOf(cells, list, owner)
  const count = cells.image.u16(at + LIST.COUNT)
  if (count === 0 || listCount(cells, list, 4, ignore) < count) return false
  const seen = new Set<CellOffset>()
  for (let entry = at + LIST.ENTRIES; seen.size < count; entry += 4) {
    const leaf = cells.image.u32(entry) as CellOffset
    if (seen.has(leaf) || !isLeafOf(cells, leaf, owner)) return false
    seen.add(leaf)
  }
  return true
}

/** Whether a cell, allocated or free, holds a leaf with subkeys of one key and nothing else. */
function isLeafOf(cells: CellStore, leaf: CellOffset, owner: CellOffset): boolean {
  if (listRoom(cells, leaf) < LIST.ENTRIES) return false
  const { image } = cells
  const at = cells.payloadAt(leaf)
  const size = leafEntrySize(image.u16(at))
  const count = image.u16(at + LIST.COUNT)
  if (size === 0 || count === 0 || listCount(cells, leaf, size, ignore) < count) return false
  const end = at + LIST.ENTRIES + count * size
  for (let entry = at + LIST.ENTRIES; entry < end; entry += size) {
    const child = findKeyNode(cells, image.u32(entry) as CellOffset)
    if (child === 0 || image.u32(child + NK.PARENT) !== owner) return false
  }
  return true
}

/** Whether a list can be read. If not, or if it is only marked free, that is reported. */
function canRead(
  cells: CellStore,
  list: CellOffset,
  key: FileOffset,
  from: number,
  report: Report,
): boolean {
  if (cells.payloadSize(list) >= LIST.ENTRIES) return true
  const isFreed = isFreedList(cells, list, key)
  report(isFreed ? 'list-freed' : 'reference-bad', from, { actual: list })
  return isFreed
}

/**
 * Visits the leaves of the subkey list of a key in order, including those that are only marked
 * free. No leaf is visited twice. Since leaves can overlap until a check knows where cells start,
 * all together they have at most as many entries as fit into the hive.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @param visit - gets the cell offset of a leaf, its number of entries and the size of an entry in
 *   bytes; returns true to stop
 * @param report - called for parts that cannot be read
 */
export function eachLeaf(
  cells: CellStore,
  key: FileOffset,
  visit: (leaf: CellOffset, count: number, entrySize: 4 | 8) => boolean | undefined,
  report: Report = ignore,
): void {
  const { image } = cells
  if (image.u32(key + NK.SUBKEY_COUNT) === 0) return
  const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
  if (!canRead(cells, list, key, key + NK.SUBKEY_LIST, report)) return
  const at = cells.payloadAt(list)
  const signature = image.u16(at)
  const size = leafEntrySize(signature)
  if (size !== 0) {
    visit(list, listCount(cells, list, size, report), size)
    return
  }
  if (signature !== SIG.RI) {
    report('signature-wrong', at, { expected: 'li, lf, lh or ri', actual: signature })
    return
  }
  const count = listCount(cells, list, 4, report)
  if (count === 0) report('index-empty', at + LIST.COUNT, { expected: 1, actual: 0 })
  const seen = new Set<CellOffset>()
  let left = cells.bins.dataSize >>> 2
  for (let index = 0; index < count; index++) {
    const entry = at + LIST.ENTRIES + index * 4
    const leaf = image.u32(entry) as CellOffset
    if (seen.has(leaf)) {
      report('shared-cell', entry, { actual: leaf })
      continue
    }
    seen.add(leaf)
    if (!canRead(cells, leaf, key, entry, report)) continue
    const leafSignature = image.u16(cells.payloadAt(leaf))
    const leafSize = leafEntrySize(leafSignature)
    if (leafSize === 0) {
      const code = leafSignature === SIG.RI ? 'index-nested' : 'signature-wrong'
      report(code, cells.payloadAt(leaf), { expected: 'li, lf or lh', actual: leafSignature })
      continue
    }
    const entries = listCount(cells, leaf, leafSize, report)
    left -= entries
    if (left < 0) {
      report('shared-cell', entry, { actual: leaf })
      return
    }
    if (visit(leaf, entries, leafSize) === true) return
  }
}

/**
 * Visits the entries of the subkey list of a key in stored order, whatever they refer to.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @param visit - gets the cell offset of the subkey and the file offset of the entry; returns true
 *   to stop
 * @param report - called for parts that cannot be read
 */
export function eachSubkey(
  cells: CellStore,
  key: FileOffset,
  visit: (child: CellOffset, entry: number) => boolean | undefined,
  report: Report = ignore,
): void {
  const { image } = cells
  eachLeaf(
    cells,
    key,
    (leaf, count, size) => {
      let entry = cells.payloadAt(leaf) + LIST.ENTRIES
      for (let index = 0; index < count; index++, entry += size) {
        if (visit(image.u32(entry) as CellOffset, entry) === true) return true
      }
      return false
    },
    report,
  )
}

/**
 * Lists the subkeys of a key that can be read, in stored order.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @returns their cell offsets
 */
export function subkeyCells(cells: CellStore, key: FileOffset): Uint32Array {
  let found = new Uint32Array(16)
  let count = 0
  eachSubkey(cells, key, (child) => {
    if (findKeyNode(cells, child) === 0) return
    if (count === found.length) {
      const larger = new Uint32Array(count * 2)
      larger.set(found)
      found = larger
    }
    found[count++] = child
  })
  return found.subarray(0, count)
}

/**
 * Reads an entry of the subkey list of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @param index - index of the entry
 * @returns cell offset of the subkey, or NIL if the list is not that long
 */
export function subkeyAt(cells: CellStore, key: FileOffset, index: number): CellOffset {
  let left = index
  let found = NIL
  eachLeaf(cells, key, (leaf, count, size) => {
    if (left >= count) {
      left -= count
      return false
    }
    found = cells.image.u32(cells.payloadAt(leaf) + LIST.ENTRIES + left * size) as CellOffset
    return true
  })
  return found
}

/**
 * Counts the entries of the subkey list of a key, whatever number it claims.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @returns the number of entries that can be read
 */
export function countSubkeys(cells: CellStore, key: FileOffset): number {
  let sum = 0
  eachLeaf(cells, key, (_, count) => {
    sum += count
  })
  return sum
}

/** The place of a name in the subkey list of a key, or where it would be inserted. */
export interface ListPlace {
  readonly leaf: CellOffset
  /** Index of the leaf in the ri; 0 if there is no ri. */
  readonly leafIndex: number
  /** Index of the entry in the leaf. */
  readonly index: number
  /** The subkey with that name; NIL if there is none. */
  readonly child: CellOffset
}

/**
 * Finds the place of a name in the subkey list of a key by binary search. The result is right only
 * if the list is in order, which the check verified for every list that an edit may touch.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @param units - the upper-cased units of the name
 * @returns the place; null if there is no list, or it cannot be read
 */
export function findPlace(cells: CellStore, key: FileOffset, units: Uint16Array): ListPlace | null {
  const { image } = cells
  const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
  if (image.u32(key + NK.SUBKEY_COUNT) === 0 || !isList(cells, list)) return null
  const at = cells.payloadAt(list)
  if (image.u16(at) !== SIG.RI) {
    return searchLeaf(cells, list, units, 0)
  }
  const count = listCount(cells, list, 4, ignore)
  if (count === 0) return null
  const leafAt = (index: number) => image.u32(at + LIST.ENTRIES + index * 4) as CellOffset
  let leafIndex = 0
  let low = 1
  let high = count - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    // An empty leaf has no first name; the one before it stands for both.
    let probe = middle
    while (probe >= low && isEmptyLeaf(cells, leafAt(probe))) probe--
    const order = probe < low ? -1 : compareEntry(cells, leafAt(probe), 0, units)
    if (order === null) return null
    if (order > 0) high = probe - 1
    else {
      if (probe >= low) leafIndex = probe
      low = middle + 1
    }
  }
  return searchLeaf(cells, leafAt(leafIndex), units, leafIndex)
}

/** Whether a leaf has no entries, as hivex leaves some (regf-format 2.4). */
function isEmptyLeaf(cells: CellStore, leaf: CellOffset): boolean {
  if (!isList(cells, leaf)) return false
  const at = cells.payloadAt(leaf)
  return leafEntrySize(cells.image.u16(at)) !== 0 && cells.image.u16(at + LIST.COUNT) === 0
}

function searchLeaf(
  cells: CellStore,
  leaf: CellOffset,
  units: Uint16Array,
  leafIndex: number,
): ListPlace | null {
  if (!isList(cells, leaf)) return null
  const at = cells.payloadAt(leaf)
  const size = leafEntrySize(cells.image.u16(at))
  if (size === 0) return null
  let low = 0
  let high = listCount(cells, leaf, size, ignore)
  // The last entry comes first: most names that are added come in order.
  let middle = high - 1
  for (; low < high; middle = (low + high) >>> 1) {
    const order = compareEntry(cells, leaf, middle, units)
    if (order === null) return null
    if (order === 0) {
      const child = cells.image.u32(at + LIST.ENTRIES + middle * size) as CellOffset
      return { leaf, leafIndex, index: middle, child }
    }
    if (order < 0) low = middle + 1
    else high = middle
  }
  return { leaf, leafIndex, index: low, child: NIL }
}

/** Compares the name of an entry with the wanted name; null if the entry cannot be read. */
function compareEntry(
  cells: CellStore,
  leaf: CellOffset,
  index: number,
  units: Uint16Array,
): number | null {
  if (!isList(cells, leaf)) return null
  const at = cells.payloadAt(leaf)
  const size = leafEntrySize(cells.image.u16(at))
  if (size === 0 || index >= listCount(cells, leaf, size, ignore)) return null
  const child = cells.image.u32(at + LIST.ENTRIES + index * size) as CellOffset
  const node = findKeyNode(cells, child)
  if (node === 0) return null
  const name = storedKeyName(cells, child, node)
  return compareStoredName(cells.image, name.at, name.length, name.latin1, units)
}

/**
 * Finds a subkey by name, ignoring case, even if the list is out of order.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @param name - the name
 * @returns cell offset of the subkey, or NIL
 */
export function findSubkey(cells: CellStore, key: FileOffset, name: string): CellOffset {
  const units = upcasedUnits(name)
  const place = findPlace(cells, key, units)
  if (place !== null && place.child !== NIL) return place.child
  const list = cells.image.u32(key + NK.SUBKEY_LIST) as CellOffset
  if (place !== null && cells.surveyed && !cells.isDamaged(list)) return NIL
  let found = NIL
  eachSubkey(cells, key, (child) => {
    const node = findKeyNode(cells, child)
    if (node === 0) return false
    const stored = storedKeyName(cells, child, node)
    if (compareStoredName(cells.image, stored.at, stored.length, stored.latin1, units) !== 0) {
      return false
    }
    found = child
    return true
  })
  return found
}

function isList(cells: CellStore, cell: CellOffset): boolean {
  return cells.payloadSize(cell) >= LIST.ENTRIES
}
