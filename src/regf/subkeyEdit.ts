/**
 * Changing subkey lists: inserting, removing and moving entries, splitting leaves, creating and dropping the
 * ri above them (regf-format 3.7, 6.2 rules 16 and 17, 6.3 rule 23, 6.4 rule 27). Every change leaves the list
 * in the shape that Windows would give it, and the count of the key right.
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from './CellStore.ts'
import { LIMIT, LIST, NK, SIG } from './layout.ts'
import { evenSizes, leafFor, mostEntries } from './listShape.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from './offsets.ts'
import { upcasedUnits } from './storedName.ts'
import {
  type EntryMove,
  fillLeaf,
  leafChildren,
  leafOf,
  newLeaf,
  putEntry,
  takeEntry,
} from './subkeyLeaf.ts'
import { eachLeaf, findPlace, type ListPlace, leafEntrySize } from './subkeyList.ts'
import { layList, newIndex, rightList, spareLists } from './subkeyRebuild.ts'

/**
 * Inserts a subkey into the list of its parent, in order, and counts it.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the parent
 * @param child - cell offset of the subkey, whose name is stored already
 * @param name - that name
 * @throws HiveError `key-exists` when there is a subkey of that name
 * @throws HiveError `damaged` when the list may not be touched or cannot be read
 * @throws HiveError `list-full` when the list cannot have another leaf
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for a larger list
 */
export function insertSubkey(
  cells: CellStore,
  key: FileOffset,
  child: CellOffset,
  name: string,
): void {
  const { image } = cells
  const count = image.u32(key + NK.SUBKEY_COUNT)
  if (count === 0) image.setU32(key + NK.SUBKEY_LIST, firstLeaf(cells, key, child))
  else {
    const list = rightList(cells, key)
    const place = requirePlace(cells, key, name)
    if (place.child !== NIL) {
      throw new HiveError('key-exists', 'a subkey of that name exists', { subject: name })
    }
    insertEntry(cells, key, list, place, child)
  }
  image.setU32(key + NK.SUBKEY_COUNT, count + 1)
  cells.log.listChanged(cells.cellOf(key), 'subkeys')
}

/**
 * Removes a subkey from the list of its parent. An empty leaf is freed, and so is an ri with a
 * single leaf left.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the parent
 * @param child - cell offset of the subkey
 * @param name - its name
 * @throws HiveError `key-not-found` when the list does not have the subkey
 * @throws HiveError `damaged` when the list may not be touched or cannot be read
 * @throws HiveError `hive-full`, `growth-blocked` when the list has to be rebuilt and there is no
 *   room for it
 */
export function removeSubkey(
  cells: CellStore,
  key: FileOffset,
  child: CellOffset,
  name: string,
): void {
  const { image } = cells
  const list = rightList(cells, key)
  const place = placeOf(cells, key, child, name)
  cells.requireSound(place.leaf)
  if (takeEntry(cells, place.leaf, place.index) === 0) dropLeaf(cells, key, list, place)
  image.setU32(key + NK.SUBKEY_COUNT, image.u32(key + NK.SUBKEY_COUNT) - 1)
  cells.log.listChanged(cells.cellOf(key), 'subkeys')
}

/**
 * Finds the new place of the entry of a subkey that is being renamed. If the new name does not
 * change the order, the entry stays where it is.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the parent
 * @param child - cell offset of the subkey
 * @param names - its old and its new name
 * @returns the move; null if the new place is in another leaf
 * @throws HiveError `key-not-found` when the list does not have the subkey
 * @throws HiveError `damaged` when the list may not be touched or cannot be read
 * @throws HiveError `hive-full`, `growth-blocked` when the list has to be rebuilt and there is no
 *   room for it
 */
export function placeRename(
  cells: CellStore,
  key: FileOffset,
  child: CellOffset,
  { old, name }: { readonly old: string; readonly name: string },
): EntryMove | null {
  rightList(cells, key)
  const { leaf, leafIndex, index: from } = placeOf(cells, key, child, old)
  const target = requirePlace(cells, key, name)
  cells.requireSound(leaf)
  if (target.leaf === leaf) {
    // The entry itself is counted in the index.
    return { key, leaf, from, to: target.index > from ? target.index - 1 : target.index }
  }
  const isAtEnd =
    target.index === cells.image.u16(cells.payloadAt(target.leaf) + LIST.COUNT) &&
    target.leafIndex === leafIndex - 1
  return isAtEnd && from === 0 ? { key, leaf, from, to: from } : null
}

/**
 * Frees the subkey list of a key that is being deleted: its leaves and the ri above them, even if
 * they are empty.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @throws HiveError `damaged` when a part of the list may not be touched
 */
export function freeSubkeyList(cells: CellStore, key: FileOffset): void {
  const list = cells.image.u32(key + NK.SUBKEY_LIST) as CellOffset
  const doomed = spareLists(cells, key)
  eachLeaf(cells, key, (leaf) => {
    doomed.push(leaf)
  })
  if (doomed.length > 0 && !doomed.includes(list)) doomed.push(list)
  for (const cell of doomed) cells.free(cell)
}

/** A leaf for the first subkey of a key: the empty one that it still has, if usable. */
function firstLeaf(cells: CellStore, key: FileOffset, child: CellOffset): CellOffset {
  const signature = leafFor(cells.minor, 1)
  const room = LIST.ENTRIES + leafEntrySize(signature)
  let leaf = NIL
  // Anything else that the field refers to may belong to another record, and is left alone.
  for (const spare of spareLists(cells, key)) {
    const isUsable =
      cells.image.u16(cells.payloadAt(spare)) === signature && cells.payloadSize(spare) >= room
    if (leaf === NIL && isUsable) leaf = spare
    else cells.free(spare)
  }
  return putEntry(cells, leaf === NIL ? newLeaf(cells, signature, 1) : leaf, 0, child)
}

function requirePlace(cells: CellStore, key: FileOffset, name: string): ListPlace {
  const place = findPlace(cells, key, upcasedUnits(name))
  if (place !== null) return place
  throw new HiveError('damaged', 'the subkey list cannot be read', {
    offset: key + NK.SUBKEY_LIST,
    finding: 'reference-bad',
    actual: cells.image.u32(key + NK.SUBKEY_LIST),
  })
}

/** The entry of a subkey, found by name or else by looking at every entry. */
function placeOf(cells: CellStore, key: FileOffset, child: CellOffset, name: string): ListPlace {
  const place = findPlace(cells, key, upcasedUnits(name))
  if (place !== null && place.child === child) return place
  let found: ListPlace | null = null
  let leafIndex = 0
  eachLeaf(cells, key, (leaf, count, size) => {
    const at = cells.payloadAt(leaf) + LIST.ENTRIES
    for (let index = 0; index < count; index++) {
      if (cells.image.u32(at + index * size) !== child) continue
      found = { leaf, leafIndex, index, child }
      return true
    }
    leafIndex++
    return false
  })
  if (found === null) {
    throw new HiveError('key-not-found', 'the subkey is not in the list', { subject: name })
  }
  return found
}

function insertEntry(
  cells: CellStore,
  key: FileOffset,
  list: CellOffset,
  place: ListPlace,
  child: CellOffset,
): void {
  const { image, minor } = cells
  const { leaf, index } = place
  cells.requireSound(leaf)
  const at = cells.payloadAt(leaf)
  const count = image.u16(at + LIST.COUNT)
  if (image.u16(at) === SIG.LF && count >= mostEntries(SIG.LF)) {
    // The new entries have half the size, so the leaf stays in its cell.
    fillLeaf(cells, leaf, leafFor(minor, count + 1), leafChildren(cells, leaf))
  }
  const signature = image.u16(at)
  if (count < mostEntries(signature)) {
    const grown = putEntry(cells, leaf, index, child)
    if (grown !== leaf) replaceLeaf(cells, key, list, place, [grown])
    return
  }
  const children = leafChildren(cells, leaf)
  if (leafFor(minor, count + 1) !== signature) {
    // A list without an ri gets one, and below that leaves of another kind are needed.
    const all = Uint32Array.of(...children.subarray(0, index), child, ...children.subarray(index))
    cells.free(leaf)
    image.setU32(key + NK.SUBKEY_LIST, layList(cells, all, evenSizes(minor, all.length)))
    return
  }
  if (leaf !== list) requireIndexRoom(cells, list)
  const half = count >>> 1
  cells.free(leaf)
  let left = leafOf(cells, signature, children.subarray(0, half))
  let right = leafOf(cells, signature, children.subarray(half))
  if (index <= half) left = putEntry(cells, left, index, child)
  else right = putEntry(cells, right, index - half, child)
  replaceLeaf(cells, key, list, place, [left, right])
}

/** Replaces a leaf of a key by one leaf or two. */
function replaceLeaf(
  cells: CellStore,
  key: FileOffset,
  list: CellOffset,
  { leaf, leafIndex }: ListPlace,
  leaves: readonly [CellOffset] | readonly [CellOffset, CellOffset],
): void {
  const { image } = cells
  const [first, second] = leaves
  if (leaf === list) {
    const top = second === undefined ? first : newIndex(cells, [first, second])
    image.setU32(key + NK.SUBKEY_LIST, top)
    return
  }
  const index = second === undefined ? list : roomyIndex(cells, key, list)
  const at = cells.payloadAt(index)
  const entry = at + LIST.ENTRIES + leafIndex * 4
  image.setU32(entry, first)
  if (second === undefined) return
  const count = image.u16(at + LIST.COUNT)
  image.move(entry + 4, entry + 8, (count - leafIndex - 1) * 4)
  image.setU32(entry + 4, second)
  image.setU16(at + LIST.COUNT, count + 1)
}

/** The ri of a key with room for one more leaf, moved to a larger cell if necessary. */
function roomyIndex(cells: CellStore, key: FileOffset, index: CellOffset): CellOffset {
  const { image } = cells
  const at = cells.payloadAt(index)
  const count = image.u16(at + LIST.COUNT)
  cells.requireSound(index)
  if (LIST.ENTRIES + (count + 1) * 4 <= cells.payloadSize(index)) return index
  const larger = cells.allocate(LIST.ENTRIES + (count + 1 + (count >>> 1)) * 4)
  image.move(at, cells.payloadAt(larger), LIST.ENTRIES + count * 4)
  cells.free(index)
  cells.shapedIndexes.add(larger)
  image.setU32(key + NK.SUBKEY_LIST, larger)
  return larger
}

function requireIndexRoom(cells: CellStore, index: CellOffset): void {
  const count = cells.image.u16(cells.payloadAt(index) + LIST.COUNT)
  if (count < LIMIT.LIST_ENTRIES) return
  throw new HiveError('list-full', 'the subkey index is full', {
    offset: fileOffset(index),
    expected: LIMIT.LIST_ENTRIES,
    actual: count + 1,
  })
}

/** Frees a leaf that became empty, and the ri above it if it would have a single leaf. */
function dropLeaf(cells: CellStore, key: FileOffset, list: CellOffset, place: ListPlace): void {
  const { image } = cells
  const { leaf, leafIndex } = place
  cells.free(leaf)
  if (leaf === list) {
    image.setU32(key + NK.SUBKEY_LIST, NIL)
    return
  }
  const at = cells.payloadAt(list)
  const left = image.u16(at + LIST.COUNT) - 1
  const entry = at + LIST.ENTRIES + leafIndex * 4
  image.move(entry + 4, entry, (left - leafIndex) * 4)
  image.setU16(at + LIST.COUNT, left)
  if (left > 1) return
  image.setU32(key + NK.SUBKEY_LIST, image.u32(at + LIST.ENTRIES))
  cells.free(list)
}
