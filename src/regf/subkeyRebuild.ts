/**
 * Writing whole subkey lists: rebuilding a list in which another program, or an older version of this one, left
 * leaves that Windows would not write there, and packing the lists of a hive that is being created
 * (regf-format 3.7).
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from './CellStore.ts'
import type { Report } from './finding.ts'
import { findKeyNode } from './keyNode.ts'
import { LIST, NK, SIG } from './layout.ts'
import { evenSizes, isRightLeaf, leafFor, mostEntries, packedSizes } from './listShape.ts'
import { type CellOffset, type FileOffset, NIL } from './offsets.ts'
import { leafChildren, leafOf } from './subkeyLeaf.ts'
import { countSubkeys, eachLeaf, leafEntrySize } from './subkeyList.ts'

/**
 * Returns the subkey list of a key whose subkeys are about to change. The list is rebuilt first if
 * Windows would not give it that shape. The key must have subkeys.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @returns cell offset of the list
 * @throws HiveError `damaged` when the list may not be touched or cannot be read
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for the new list
 */
export function rightList(cells: CellStore, key: FileOffset): CellOffset {
  const list = cells.image.u32(key + NK.SUBKEY_LIST) as CellOffset
  cells.requireSound(list)
  if (cells.shapedIndexes.has(list) || isRightList(cells, list)) return list
  return rebuild(cells, key, evenSizes)
}

/**
 * Rewrites the subkey list of a key with full leaves, as the offline library does when it saves.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @throws HiveError `damaged` when the list may not be touched or cannot be read
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for the new list
 */
export function packSubkeys(cells: CellStore, key: FileOffset): void {
  const count = cells.image.u32(key + NK.SUBKEY_COUNT)
  if (count === 0) return
  const signature = leafFor(cells.minor, count)
  const wanted = packedSizes(cells.minor, count)
  let leaves = 0
  let isPacked = true
  eachLeaf(cells, key, (leaf, entries) => {
    const isSame = cells.image.u16(cells.payloadAt(leaf)) === signature
    isPacked &&= isSame && entries === wanted[leaves]
    leaves++
  })
  if (!isPacked || leaves !== wanted.length) rebuild(cells, key, packedSizes)
}

/**
 * Writes an ri.
 *
 * @param cells - the cells of the hive
 * @param leaves - cell offsets of its leaves in order
 * @returns cell offset of the ri
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function newIndex(cells: CellStore, leaves: readonly CellOffset[]): CellOffset {
  const { image } = cells
  const index = cells.allocate(LIST.ENTRIES + Math.max(4, leaves.length) * 4)
  const at = cells.payloadAt(index)
  image.setU16(at + LIST.SIGNATURE, SIG.RI)
  image.setU16(at + LIST.COUNT, leaves.length)
  leaves.forEach((leaf, n) => {
    image.setU32(at + LIST.ENTRIES + n * 4, leaf)
  })
  cells.shapedIndexes.add(index)
  return index
}

/** Whether Windows would give a list this shape. An ri that is right is remembered. */
function isRightList(cells: CellStore, list: CellOffset): boolean {
  const { image } = cells
  const at = cells.payloadAt(list)
  if (image.u16(at) !== SIG.RI) return isRight(cells, list, false)
  const leaves = image.u16(at + LIST.COUNT)
  if (leaves < 2) return false
  for (let index = 0; index < leaves; index++) {
    const leaf = image.u32(at + LIST.ENTRIES + index * 4) as CellOffset
    if (cells.payloadSize(leaf) < LIST.ENTRIES || !isRight(cells, leaf, true)) return false
  }
  cells.shapedIndexes.add(list)
  return true
}

function isRight(cells: CellStore, leaf: CellOffset, isIndexed: boolean): boolean {
  const at = cells.payloadAt(leaf)
  const signature = cells.image.u16(at)
  const count = cells.image.u16(at + LIST.COUNT)
  return (
    isRightLeaf(cells.minor, signature, isIndexed) && count > 0 && count <= mostEntries(signature)
  )
}

/** Rewrites a list with leaves of these sizes. The old cells are freed first, since most new ones fit in them. */
function rebuild(
  cells: CellStore,
  key: FileOffset,
  sizesFor: (minor: number, subkeys: number) => readonly number[],
): CellOffset {
  const children = new Uint32Array(countSubkeys(cells, key))
  const old = new Set<CellOffset>([cells.image.u32(key + NK.SUBKEY_LIST) as CellOffset])
  let count = 0
  const unreadable: Report = (finding, offset, detail) => {
    throw new HiveError('damaged', 'the subkey list cannot be read', { offset, finding, ...detail })
  }
  eachLeaf(
    cells,
    key,
    (leaf) => {
      cells.requireSound(leaf)
      old.add(leaf)
      children.set(leafChildren(cells, leaf), count)
      count += cells.image.u16(cells.payloadAt(leaf) + LIST.COUNT)
    },
    unreadable,
  )
  for (const child of children) {
    if (findKeyNode(cells, child as CellOffset) !== 0) continue
    unreadable('reference-bad', key + NK.SUBKEY_LIST, { actual: child })
  }
  for (const cell of old) cells.free(cell)
  const list = layList(cells, children, sizesFor(cells.minor, count))
  cells.image.setU32(key + NK.SUBKEY_LIST, list)
  return list
}

/**
 * Writes the leaves of a list, and an ri above them if there are several.
 *
 * @param cells - the cells of the hive
 * @param children - cell offsets of the subkeys in order
 * @param sizes - number of entries of each leaf
 * @returns cell offset of the list
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function layList(
  cells: CellStore,
  children: Uint32Array,
  sizes: readonly number[],
): CellOffset {
  const signature = leafFor(cells.minor, children.length)
  let from = 0
  const leaves = sizes.map((size) => {
    const leaf = leafOf(cells, signature, children.subarray(from, from + size))
    from += size
    return leaf
  })
  return leaves.length === 1 ? (leaves[0] ?? NIL) : newIndex(cells, leaves)
}

/**
 * Lists the cells of an empty subkey list that only this key without subkeys refers to: a leaf, or
 * an ri with its leaves, which hivex leaves behind.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @returns the cell offsets; none if the check could not tell whose list it is
 */
export function spareLists(cells: CellStore, key: FileOffset): CellOffset[] {
  const { image } = cells
  if (image.u32(key + NK.SUBKEY_COUNT) !== 0) return []
  const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
  if (!cells.isSpareList(list)) return []
  const at = cells.payloadAt(list)
  if (leafEntrySize(image.u16(at)) !== 0) return [list]
  const leaves = Array.from({ length: image.u16(at + LIST.COUNT) }, (_, index) => {
    return image.u32(at + LIST.ENTRIES + index * 4) as CellOffset
  })
  return [list, ...leaves]
}
