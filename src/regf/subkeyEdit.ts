/**
 * Subkey lists, changed: inserting and removing one entry, growing and splitting leaves, making and
 * dropping the ri above them (regf-format 3.7, 6.2 rules 16 and 17, 6.3 rule 23). Leaves keep the
 * type they have; a new one is what the version writes. The key's count is kept here.
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from './CellStore.ts'
import { ignore } from './finding.ts'
import { LIMIT, LIST, NK, SIG } from './layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from './offsets.ts'
import { nameHash, nameHint, upcasedUnits } from './storedName.ts'
import { eachLeaf, findPlace, type ListPlace, leafEntrySize, listCount } from './subkeyList.ts'

/** A leaf of 507 entries of 8 bytes is a cell of 4,064 bytes: exactly one bin of 4096. */
export const MAX_LEAF = 507

interface Entry {
  readonly child: CellOffset
  readonly name: string
  readonly units: Uint16Array
}

/** A leaf's entries as bytes, for taking apart and putting together. */
interface LeafPart {
  readonly bytes: Uint8Array
  readonly count: number
}

/**
 * Puts a subkey into its sorted place.
 *
 * @throws HiveError `key-exists`, `damaged`, `list-full`
 */
export function insertSubkey(
  cells: CellStore,
  key: FileOffset,
  child: CellOffset,
  name: string,
): void {
  const { image } = cells
  const entry: Entry = { child, name, units: upcasedUnits(name) }
  const count = image.u32(key + NK.SUBKEY_COUNT)
  if (count === 0) {
    // The field may still lead to an old list, which hivex leaves empty. Whether it is this key's is
    // not known, so it is not freed.
    const leaf = newLeaf(cells, leafSignature(cells.minor), [], entry, 0)
    image.setU32(key + NK.SUBKEY_LIST, leaf)
  } else {
    const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
    cells.requireSound(list)
    const place = findPlace(cells, key, entry.units)
    if (place === null) throw unreadable(key, list)
    if (place.child !== NIL) {
      throw new HiveError('key-exists', 'a subkey of that name exists', { subject: name })
    }
    // Asked now: without an index the list is the leaf, which may be freed.
    const isIndex = image.u16(cells.payloadAt(list)) === SIG.RI
    const leaves = insertEntry(cells, place, entry)
    if (isIndex) replaceLeaf(cells, key, list, place.leafIndex, leaves)
    else {
      const top = leaves.length === 1 ? one(leaves) : newIndex(cells, leaves)
      image.setU32(key + NK.SUBKEY_LIST, top)
    }
  }
  image.setU32(key + NK.SUBKEY_COUNT, count + 1)
}

/**
 * Takes a subkey out of its list; empty leaves and an empty ri are freed.
 *
 * @throws HiveError `key-not-found`, `damaged`
 */
export function removeSubkey(
  cells: CellStore,
  key: FileOffset,
  child: CellOffset,
  name: string,
): void {
  const { image } = cells
  const list = image.u32(key + NK.SUBKEY_LIST) as CellOffset
  cells.requireSound(list)
  const place = placeOf(cells, key, child, name)
  cells.requireSound(place.leaf)
  const at = cells.payloadAt(place.leaf)
  const size = leafEntrySize(image.u16(at))
  const count = image.u16(at + LIST.COUNT)
  const entry = at + LIST.ENTRIES + place.index * size
  image.move(entry + size, entry, (count - place.index - 1) * size)
  image.setU16(at + LIST.COUNT, count - 1)
  if (count === 1) {
    if (place.leaf === list) image.setU32(key + NK.SUBKEY_LIST, NIL)
    else replaceLeaf(cells, key, list, place.leafIndex, [])
    cells.free(place.leaf)
  }
  image.setU32(key + NK.SUBKEY_COUNT, image.u32(key + NK.SUBKEY_COUNT) - 1)
}

/** The entry of a subkey: by its name, else by looking at every entry. */
function placeOf(cells: CellStore, key: FileOffset, child: CellOffset, name: string): ListPlace {
  const place = findPlace(cells, key, upcasedUnits(name))
  if (place !== null && place.child === child) return place
  let found: ListPlace | null = null
  let leafIndex = 0
  eachLeaf(cells, key, (leaf, count, size) => {
    const at = cells.payloadAt(leaf) + LIST.ENTRIES
    for (let index = 0; index < count; index++) {
      if (cells.image.u32(at + index * size) !== child) continue
      found = { leaf, leafIndex, lastLeaf: false, index, child }
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

/** Inserts into a leaf and returns the leaves that stand in its place. */
function insertEntry(cells: CellStore, place: ListPlace, entry: Entry): CellOffset[] {
  const { image } = cells
  const { leaf, index } = place
  cells.requireSound(leaf)
  const at = cells.payloadAt(leaf)
  const signature = image.u16(at)
  const size = leafEntrySize(signature) as 4 | 8
  const count = listCount(cells, leaf, size, ignore)
  if (count < MAX_LEAF) {
    if (LIST.ENTRIES + (count + 1) * size <= cells.payloadSize(leaf)) {
      const from = at + LIST.ENTRIES + index * size
      image.move(from, from + size, (count - index) * size)
      writeEntry(cells, from, signature, entry)
      image.setU16(at + LIST.COUNT, count + 1)
      return [leaf]
    }
    const grown = newLeaf(
      cells,
      signature,
      leafParts(cells, leaf, count, size, index),
      entry,
      count >>> 1,
    )
    cells.free(leaf)
    return [grown]
  }
  if (place.lastLeaf && index === count) return [leaf, newLeaf(cells, signature, [], entry, 0)]
  return splitLeaf(cells, place, entry, count)
}

/** Splits a full leaf into even pieces, the new entry among them. */
function splitLeaf(cells: CellStore, place: ListPlace, entry: Entry, count: number): CellOffset[] {
  const { image } = cells
  const { leaf, index } = place
  const at = cells.payloadAt(leaf)
  const signature = image.u16(at)
  const size = leafEntrySize(signature) as 4 | 8
  const pieces = Math.max(2, Math.ceil((count + 1) / MAX_LEAF))
  const leaves: CellOffset[] = []
  const old = image.bytesCopy(at + LIST.ENTRIES, count * size)
  for (let piece = 0; piece < pieces; piece++) {
    const from = Math.floor((count * piece) / pieces)
    const to = Math.floor((count * (piece + 1)) / pieces)
    const isLast = piece === pieces - 1
    if (index >= from && (index < to || isLast)) {
      const parts = [part(old, from, index, size), part(old, index, to, size)]
      leaves.push(newLeaf(cells, signature, parts, entry, 0))
    } else {
      leaves.push(newLeaf(cells, signature, [part(old, from, to, size)], null, 0))
    }
  }
  cells.free(leaf)
  return leaves
}

function part(old: Uint8Array, from: number, to: number, size: number): LeafPart {
  return { bytes: old.subarray(from * size, to * size), count: to - from }
}

function leafParts(
  cells: CellStore,
  leaf: CellOffset,
  count: number,
  size: number,
  index: number,
): LeafPart[] {
  const old = cells.image.bytesCopy(cells.payloadAt(leaf) + LIST.ENTRIES, count * size)
  return [part(old, 0, index, size), part(old, index, count, size)]
}

/** A new leaf of the parts with the entry between the first and the second, and some room. */
function newLeaf(
  cells: CellStore,
  signature: number,
  parts: readonly LeafPart[],
  entry: Entry | null,
  room: number,
): CellOffset {
  const { image } = cells
  const size = leafEntrySize(signature) as 4 | 8
  const count = parts.reduce((sum, { count: n }) => sum + n, entry === null ? 0 : 1)
  const capacity = Math.max(count, Math.min(MAX_LEAF, count + room))
  const leaf = cells.allocate(LIST.ENTRIES + capacity * size)
  const at = cells.payloadAt(leaf)
  image.setU16(at + LIST.SIGNATURE, signature)
  image.setU16(at + LIST.COUNT, count)
  let to = at + LIST.ENTRIES
  parts.forEach(({ bytes }, index) => {
    image.setBytes(to, bytes)
    to += bytes.length
    if (index === 0 && entry !== null) {
      writeEntry(cells, to, signature, entry)
      to += size
    }
  })
  if (parts.length === 0 && entry !== null) writeEntry(cells, to, signature, entry)
  return leaf
}

function writeEntry(cells: CellStore, at: number, signature: number, entry: Entry): void {
  cells.image.setU32(at, entry.child)
  if (signature === SIG.LH) cells.image.setU32(at + 4, nameHash(entry.units))
  if (signature === SIG.LF) cells.image.setU32(at + 4, nameHint(entry.name))
}

/** What leaves a version writes (regf-format 1.5). */
function leafSignature(minor: number): number {
  if (minor >= 5) return SIG.LH
  return minor >= 3 ? SIG.LF : SIG.LI
}

function newIndex(cells: CellStore, leaves: readonly CellOffset[]): CellOffset {
  const index = cells.allocate(LIST.ENTRIES + Math.max(4, leaves.length) * 4)
  const at = cells.payloadAt(index)
  cells.image.setU16(at + LIST.SIGNATURE, SIG.RI)
  cells.image.setU16(at + LIST.COUNT, leaves.length)
  leaves.forEach((leaf, n) => {
    cells.image.setU32(at + LIST.ENTRIES + n * 4, leaf)
  })
  return index
}

/** Replaces one leaf of an ri by others, or by none; an ri left empty is freed. */
function replaceLeaf(
  cells: CellStore,
  key: FileOffset,
  list: CellOffset,
  leafIndex: number,
  leaves: readonly CellOffset[],
): void {
  const { image } = cells
  cells.requireSound(list)
  let index = list
  let at = cells.payloadAt(index)
  const count = image.u16(at + LIST.COUNT)
  const total = count - 1 + leaves.length
  if (total === 0) {
    image.setU32(key + NK.SUBKEY_LIST, NIL)
    cells.free(index)
    return
  }
  if (total > LIMIT.LIST_ENTRIES) {
    throw new HiveError('list-full', 'the subkey index is full', {
      offset: fileOffset(list),
      expected: LIMIT.LIST_ENTRIES,
      actual: total,
    })
  }
  if (LIST.ENTRIES + total * 4 > cells.payloadSize(index)) {
    const larger = cells.allocate(LIST.ENTRIES + (total + (total >>> 1)) * 4)
    image.move(at, cells.payloadAt(larger), LIST.ENTRIES + count * 4)
    cells.free(index)
    index = larger
    at = cells.payloadAt(index)
    image.setU32(key + NK.SUBKEY_LIST, index)
  }
  const from = at + LIST.ENTRIES + (leafIndex + 1) * 4
  image.move(from, from + (leaves.length - 1) * 4, (count - leafIndex - 1) * 4)
  leaves.forEach((leaf, n) => {
    image.setU32(at + LIST.ENTRIES + (leafIndex + n) * 4, leaf)
  })
  image.setU16(at + LIST.COUNT, total)
}

function one(leaves: readonly CellOffset[]): CellOffset {
  return leaves[0] ?? NIL
}

function unreadable(key: FileOffset, list: CellOffset): HiveError {
  return new HiveError('damaged', 'the subkey list cannot be read', {
    offset: key + NK.SUBKEY_LIST,
    finding: 'reference-bad',
    actual: list,
  })
}
