/**
 * Writing one leaf of a subkey list: creating and growing it, and inserting, moving and removing its entries
 * (regf-format 3.6). listShape.ts decides its kind and maximum size.
 */

import type { CellStore } from './CellStore.ts'
import { storedKeyName } from './keyNode.ts'
import { LIST, SIG } from './layout.ts'
import { mostEntries } from './listShape.ts'
import type { CellOffset, FileOffset } from './offsets.ts'
import { storedNameHash, storedNameHint } from './storedName.ts'
import { leafEntrySize } from './subkeyList.ts'

/**
 * Allocates a leaf without entries.
 *
 * @param cells - the cells of the hive
 * @param signature - signature of the leaf
 * @param capacity - number of entries to make room for
 * @returns cell offset of the leaf
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function newLeaf(cells: CellStore, signature: number, capacity: number): CellOffset {
  const leaf = cells.allocate(LIST.ENTRIES + capacity * leafEntrySize(signature))
  cells.image.setU16(cells.payloadAt(leaf) + LIST.SIGNATURE, signature)
  return leaf
}

/**
 * Writes a leaf in a cell that has just enough room.
 *
 * @param cells - the cells of the hive
 * @param signature - signature of the leaf
 * @param children - cell offsets of the subkeys in order, whose names are stored already
 * @returns cell offset of the leaf
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function leafOf(
  cells: CellStore,
  signature: number,
  children: ArrayLike<number>,
): CellOffset {
  const leaf = newLeaf(cells, signature, children.length)
  fillLeaf(cells, leaf, signature, children)
  return leaf
}

/**
 * Rewrites the entries of a leaf, possibly as another kind of leaf.
 *
 * @param cells - the cells of the hive
 * @param leaf - cell offset of the leaf, whose cell has enough room
 * @param signature - new signature of the leaf
 * @param children - cell offsets of the subkeys in order
 */
export function fillLeaf(
  cells: CellStore,
  leaf: CellOffset,
  signature: number,
  children: ArrayLike<number>,
): void {
  const at = cells.payloadAt(leaf)
  const size = leafEntrySize(signature)
  cells.image.setU16(at + LIST.SIGNATURE, signature)
  cells.image.setU16(at + LIST.COUNT, children.length)
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as CellOffset
    writeEntry(cells, at + LIST.ENTRIES + index * size, signature, child)
  }
}

/**
 * Reads the entries of a leaf.
 *
 * @param cells - the cells of the hive
 * @param leaf - cell offset of the leaf
 * @returns cell offsets of the subkeys in order
 */
export function leafChildren(cells: CellStore, leaf: CellOffset): Uint32Array {
  const at = cells.payloadAt(leaf)
  const size = leafEntrySize(cells.image.u16(at))
  const children = new Uint32Array(cells.image.u16(at + LIST.COUNT))
  for (let index = 0; index < children.length; index++) {
    children[index] = cells.image.u32(at + LIST.ENTRIES + index * size)
  }
  return children
}

/**
 * Inserts an entry into a leaf. If the cell is full, it is replaced by one half as large again, as
 * in Windows.
 *
 * @param cells - the cells of the hive
 * @param leaf - cell offset of the leaf, which may have one more entry
 * @param index - index of the new entry
 * @param child - cell offset of the subkey
 * @returns the new cell offset of the leaf
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for a larger cell
 */
export function putEntry(
  cells: CellStore,
  leaf: CellOffset,
  index: number,
  child: CellOffset,
): CellOffset {
  const { image } = cells
  const signature = image.u16(cells.payloadAt(leaf))
  const count = image.u16(cells.payloadAt(leaf) + LIST.COUNT)
  const size = leafEntrySize(signature)
  const target =
    LIST.ENTRIES + (count + 1) * size <= cells.payloadSize(leaf)
      ? leaf
      : newLeaf(cells, signature, Math.min(mostEntries(signature), count + (count >>> 1) + 1))
  const from = cells.payloadAt(leaf) + LIST.ENTRIES
  const to = cells.payloadAt(target) + LIST.ENTRIES
  if (target !== leaf) image.move(from, to, index * size)
  image.move(from + index * size, to + (index + 1) * size, (count - index) * size)
  writeEntry(cells, to + index * size, signature, child)
  image.setU16(cells.payloadAt(target) + LIST.COUNT, count + 1)
  if (target !== leaf) cells.free(leaf)
  return target
}

/**
 * Removes an entry from a leaf.
 *
 * @param cells - the cells of the hive
 * @param leaf - cell offset of the leaf
 * @param index - index of the entry
 * @returns the number of entries left
 */
export function takeEntry(cells: CellStore, leaf: CellOffset, index: number): number {
  const { image } = cells
  const at = cells.payloadAt(leaf)
  const size = leafEntrySize(image.u16(at))
  const left = image.u16(at + LIST.COUNT) - 1
  const entry = at + LIST.ENTRIES + index * size
  image.move(entry + size, entry, (left - index) * size)
  image.setU16(at + LIST.COUNT, left)
  return left
}

/** The old and the new place of an entry in its leaf. */
export interface EntryMove {
  /** The record of the key that has the list. */
  readonly key: FileOffset
  readonly leaf: CellOffset
  readonly from: number
  readonly to: number
}

/**
 * Moves an entry within its leaf and rewrites it, for a subkey with another name, another cell or
 * both.
 *
 * @param cells - the cells of the hive
 * @param move - where the entry is, and where it is to be
 * @param child - cell offset of the subkey
 */
export function moveEntry(cells: CellStore, move: EntryMove, child: CellOffset): void {
  const { image } = cells
  const { from, to } = move
  const at = cells.payloadAt(move.leaf)
  const signature = image.u16(at)
  const size = leafEntrySize(signature)
  const entries = at + LIST.ENTRIES
  if (to > from) {
    image.move(entries + (from + 1) * size, entries + from * size, (to - from) * size)
  } else if (to < from) {
    image.move(entries + to * size, entries + (to + 1) * size, (from - to) * size)
  }
  writeEntry(cells, entries + to * size, signature, child)
  cells.log.listChanged(cells.cellOf(move.key), 'subkeys')
}

/** Writes an entry with the hint or hash of the current name of its subkey. */
function writeEntry(cells: CellStore, at: number, signature: number, child: CellOffset): void {
  const { image } = cells
  image.setU32(at, child)
  if (signature === SIG.LI) return
  const name = storedKeyName(cells, child, cells.payloadAt(child))
  const code = signature === SIG.LH ? storedNameHash : storedNameHint
  image.setU32(at + 4, code(image, name.at, name.length, name.latin1))
}
