/**
 * The key node (nk): finding, reading and writing one. The lists, values and security cells that it refers to
 * are in other files (regf-format 3.1, 3.2, 3.9).
 */

import { decodeUtf16 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import { isLayered } from './baseBlock.ts'
import type { CellStore } from './CellStore.ts'
import { KEY_FLAG, LAYER, LAYER_INHERIT_CLASS, LIMIT, NK, SIG, VIRTUAL_FLAG } from './layout.ts'
import { type CellOffset, type FileOffset, NIL } from './offsets.ts'
import { encodeName, readName, replaceName, type StoredName } from './storedName.ts'

/**
 * Finds the record of a key.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset, of any value
 * @returns file offset of the record, or 0 if there is no key
 */
export function findKeyNode(cells: CellStore, cell: CellOffset): FileOffset {
  if (cells.payloadSize(cell) < NK.NAME) return 0 as FileOffset
  const key = cells.payloadAt(cell)
  return cells.image.u16(key) === SIG.NK ? key : (0 as FileOffset)
}

/**
 * Finds the record of a key that has to exist.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @param from - file offset of the field that refers to it, for the error
 * @returns file offset of the record
 * @throws HiveError `bad-cell` when there is no allocated cell of sufficient size
 * @throws HiveError `bad-record` when the cell does not hold a key
 */
export function requireKeyNode(cells: CellStore, cell: CellOffset, from: number): FileOffset {
  const key = cells.payload(cell, NK.NAME, from)
  const signature = cells.image.u16(key)
  if (signature !== SIG.NK) {
    throw new HiveError('bad-record', 'the cell does not hold a key node', {
      offset: key,
      expected: 'nk',
      actual: `0x${signature.toString(16)}`,
    })
  }
  return key
}

/**
 * Finds the stored name of a key.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @param key - file offset of its record
 * @returns the place of the name, truncated to the cell
 */
export function storedKeyName(cells: CellStore, cell: CellOffset, key: FileOffset): StoredName {
  const { image } = cells
  const room = cells.payloadSize(cell) - NK.NAME
  return {
    at: key + NK.NAME,
    length: Math.min(image.u16(key + NK.NAME_LENGTH), room),
    latin1: (image.u16(key + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0,
  }
}

/**
 * Reads the name of a key, with every unit as it is stored.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @param key - file offset of its record
 * @returns the name
 */
export function keyName(cells: CellStore, cell: CellOffset, key: FileOffset): string {
  const { at, length, latin1 } = storedKeyName(cells, cell, key)
  return readName(cells.image, at, length, latin1)
}

/**
 * Reads the flags of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns KEY_FLAG bits
 */
export function keyFlags(cells: CellStore, key: FileOffset): number {
  return cells.image.u16(key + NK.FLAGS)
}

/** The flags of a key that no edit replaces: they say how the record is read, or where the hive is loaded. */
export const FIXED_FLAGS =
  KEY_FLAG.COMP_NAME | KEY_FLAG.PREDEF_HANDLE | KEY_FLAG.IN_MEMORY | KEY_FLAG.HIVE_ENTRY

/**
 * Reads the last write time of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns UTC in 100 ns since 1601
 */
export function keyLastWrite(cells: CellStore, key: FileOffset): bigint {
  return cells.image.u64(key + NK.LAST_WRITE)
}

/**
 * Reads how a key affects the layers below (regf-format 3.12).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns one of `LAYER`; always `MERGE` unless the hive is layered
 */
export function layerOf(cells: CellStore, key: FileOffset): number {
  return isLayered(cells.image) ? cells.image.u8(key + NK.LAYER) & 3 : LAYER.MERGE
}

/**
 * Checks whether a key is a tombstone, which hides a key of a lower layer.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns true for a tombstone
 */
export function isTombstone(cells: CellStore, key: FileOffset): boolean {
  return layerOf(cells, key) === LAYER.TOMBSTONE
}

/**
 * Checks whether a key has the class of the key in the layer below.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns true for such a key; always false unless the hive is layered
 */
export function inheritsClass(cells: CellStore, key: FileOffset): boolean {
  return (cells.image.u8(key + NK.LAYER) & LAYER_INHERIT_CLASS) !== 0 && isLayered(cells.image)
}

/**
 * Finds the class name of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns its cell, its file offset and the number of bytes that can be read; null if the key has
 *   none
 */
export function locateClass(
  cells: CellStore,
  key: FileOffset,
): { cell: CellOffset; at: FileOffset; length: number } | null {
  const cell = cells.image.u32(key + NK.CLASS) as CellOffset
  const length = cells.image.u16(key + NK.CLASS_LENGTH)
  if (length === 0 || cell === NIL) return null
  const room = cells.payloadSize(cell)
  return room < 0 ? null : { cell, at: cells.payloadAt(cell), length: Math.min(length, room) }
}

/**
 * Reads the class name of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns the class name, or null if the key has none
 */
export function keyClass(cells: CellStore, key: FileOffset): string | null {
  const found = locateClass(cells, key)
  return found === null ? null : decodeUtf16(cells.image.bytesView(found.at, found.length))
}

/** All virtualization flags. The fourth bit of the nibble has no meaning. */
export const VIRTUAL_FLAGS =
  VIRTUAL_FLAG.DONT_VIRTUALIZE | VIRTUAL_FLAG.DONT_SILENT_FAIL | VIRTUAL_FLAG.RECURSE

/**
 * Reads the virtualization flags of a key (regf-format 3.1.2).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns VIRTUAL_FLAG bits
 */
export function keyVirtualFlags(cells: CellStore, key: FileOffset): number {
  return (cells.image.u8(key + NK.USER_FLAGS) >>> 4) & VIRTUAL_FLAGS
}

/**
 * Replaces the virtualization flags of a key. Other bits of the field are kept.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param flags - VIRTUAL_FLAG bits
 */
export function setKeyVirtualFlags(cells: CellStore, key: FileOffset, flags: number): void {
  const others = cells.image.u8(key + NK.USER_FLAGS) & ~(VIRTUAL_FLAGS << 4)
  cells.image.setU8(key + NK.USER_FLAGS, others | (flags << 4))
}

/** The fields of a new key. */
export interface NewKeyNode {
  readonly name: string
  readonly parent: CellOffset
  readonly security: CellOffset
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint
  /** Flags other than COMP_NAME, which depends on the name. */
  readonly flags: number
}

/**
 * Writes a new key without subkeys, values or class (regf-format 6.2 rule 14). The caller adds it
 * to the list of its parent.
 *
 * @param cells - the cells of the hive
 * @param node - the fields of the key
 * @returns its cell offset
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function writeKeyNode(cells: CellStore, node: NewKeyNode): CellOffset {
  const { bytes, latin1 } = encodeName(node.name)
  const cell = cells.allocate(NK.NAME + bytes.length)
  const key = cells.payloadAt(cell)
  const { image } = cells
  image.setU16(key + NK.SIGNATURE, SIG.NK)
  image.setU16(key + NK.FLAGS, node.flags | (latin1 ? KEY_FLAG.COMP_NAME : 0))
  image.setU64(key + NK.LAST_WRITE, node.lastWrite)
  image.setU32(key + NK.PARENT, node.parent)
  image.setU32(key + NK.SUBKEY_LIST, NIL)
  image.setU32(key + NK.VOLATILE_LIST, NIL)
  image.setU32(key + NK.VALUE_LIST, NIL)
  image.setU32(key + NK.SECURITY, node.security)
  image.setU32(key + NK.CLASS, NIL)
  image.setU16(key + NK.NAME_LENGTH, bytes.length)
  image.setBytes(key + NK.NAME, bytes)
  cells.log.created(cell, 'key')
  return cell
}

/**
 * Frees the record of a key. Its lists, class and descriptor are up to the caller.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @throws HiveError `damaged` when the record may not be touched
 */
export function freeKeyNode(cells: CellStore, cell: CellOffset): void {
  cells.free(cell)
  cells.log.freed(cell, 'key')
}

/**
 * Gives a class name to a key that has none (regf-format 3.9).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param className - the class name, at most 32,767 UTF-16 units
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function writeClass(cells: CellStore, key: FileOffset, className: Uint8Array): void {
  const cell = cells.allocate(className.length)
  cells.image.setBytes(cells.payloadAt(cell), className)
  cells.image.setU32(key + NK.CLASS, cell)
  cells.image.setU16(key + NK.CLASS_LENGTH, className.length)
}

/**
 * Takes the class name from a key, and frees its cell.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @throws HiveError `damaged` when the cell may not be touched
 */
export function removeClass(cells: CellStore, key: FileOffset): void {
  const className = locateClass(cells, key)
  if (className !== null) cells.free(className.cell)
  cells.image.setU32(key + NK.CLASS, NIL)
  cells.image.setU16(key + NK.CLASS_LENGTH, 0)
}

/**
 * Renames a key, in its own cell if the name fits, otherwise in a new one. The lists that refer to
 * it and the parent fields of its subkeys are up to the caller (regf-format 6.4).
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @param name - the new name
 * @returns its new cell offset
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function renameKeyNode(cells: CellStore, cell: CellOffset, name: string): CellOffset {
  const { image } = cells
  const { bytes, latin1 } = encodeName(name)
  const target = replaceName(cells, cell, NK.NAME, bytes)
  const key = cells.payloadAt(target)
  const flags = keyFlags(cells, key) & ~KEY_FLAG.COMP_NAME
  image.setU16(key + NK.FLAGS, flags | (latin1 ? KEY_FLAG.COMP_NAME : 0))
  image.setU16(key + NK.NAME_LENGTH, bytes.length)
  return target
}

/**
 * Sets the last write time of a key (regf-format 6.1 rule 8).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param now - UTC in 100 ns since 1601
 */
export function stampKey(cells: CellStore, key: FileOffset, now: bigint): void {
  cells.image.setU64(key + NK.LAST_WRITE, now)
}

const MAXIMUM = {
  subkeyClass: NK.MAX_SUBKEY_CLASS,
  valueName: NK.MAX_VALUE_NAME,
  valueData: NK.MAX_VALUE_DATA,
} as const

/**
 * Raises a cached maximum of a key if it is too small. It may be too large, but never too small
 * (regf-format 3.13).
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @param field - which maximum
 * @param bytes - size of a new name, class or data in bytes
 */
export function raiseMaximum(
  cells: CellStore,
  key: FileOffset,
  field: 'subkeyName' | 'subkeyClass' | 'valueName' | 'valueData',
  bytes: number,
): void {
  const { image } = cells
  if (field === 'subkeyName') {
    // 16 bits: the user and virtualization flags come after it.
    if (image.u16(key + NK.MAX_SUBKEY_NAME) < bytes) image.setU16(key + NK.MAX_SUBKEY_NAME, bytes)
    return
  }
  const at = key + MAXIMUM[field]
  if (image.u32(at) < bytes) image.setU32(at, bytes)
}

/**
 * Collects the names from the root (not included) down to a key by following parent fields. If they
 * do not lead to the root within the allowed depth, the path starts somewhere below it.
 *
 * @param cells - the cells of the hive
 * @param root - cell offset of the root key
 * @param cell - cell offset of the key
 * @returns the names
 */
export function keyPath(cells: CellStore, root: CellOffset, cell: CellOffset): string[] {
  const path: string[] = []
  const seen = new Set<CellOffset>()
  let at = cell
  while (at !== root && path.length <= LIMIT.DEPTH && !seen.has(at)) {
    seen.add(at)
    const key = findKeyNode(cells, at)
    if (key === 0) break
    path.push(keyName(cells, at, key))
    at = cells.image.u32(key + NK.PARENT) as CellOffset
  }
  return path.reverse()
}
