/**
 * Edits of single keys. Each function runs inside a transaction that its caller opened, refuses to touch damaged
 * records, and updates counts, maxima and times (regf-format 6.2, 6.4). remove.ts deletes keys.
 */

import { encodeUtf16 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import {
  FIXED_FLAGS,
  findKeyNode,
  keyClass,
  keyLastWrite,
  keyName,
  keyVirtualFlags,
  raiseMaximum,
  removeClass,
  renameKeyNode,
  setKeyVirtualFlags,
  stampKey,
  writeClass,
  writeKeyNode,
} from '../regf/keyNode.ts'
import { KEY_FLAG, NK, VIRTUAL_FLAG } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { insertSubkey, placeRename, removeSubkey } from '../regf/subkeyEdit.ts'
import { moveEntry } from '../regf/subkeyLeaf.ts'
import { eachSubkey, findSubkey } from '../regf/subkeyList.ts'
import { type EditScope, leadsNowhere, soundKey, stamp, throwDamage } from './editScope.ts'
import { inheritSecurity, referToDescriptor } from './keySecurity.ts'
import { requireClassName, requireKeyName, requireParent, requireVirtualFlags } from './rules.ts'

/** The attributes of a new key besides its name. */
export interface NewKey {
  /** Class name, at most 32,767 UTF-16 units; `''` for none. */
  readonly className?: string | undefined
  /** Whether it is a symbolic link, whose target is set as its only value, `SymbolicLinkValue`. */
  readonly link?: boolean | undefined
  /** A self-relative security descriptor; inherited from the parent by default. */
  readonly descriptor?: Uint8Array | undefined
  /** The most UTF-16 units of its name: 255 by default; the offline library allows 256. */
  readonly longestName?: number | undefined
}

/**
 * Creates a subkey. Its descriptor is inherited from its parent unless one is given (regf-format
 * 6.2 rule 15), and so are virtualization flags if the parent's say so (offreg-api 3.6, 3.19).
 *
 * @param scope - the edit
 * @param parent - cell offset of the parent
 * @param name - name of the new key
 * @param options - class name, descriptor, and whether it is a link
 * @returns cell offset of the new key
 * @throws HiveError `name-empty`, `name-too-long`, `name-has-backslash` when the name or the class
 *   name is not allowed
 * @throws HiveError `key-exists` when there is a subkey of that name
 * @throws HiveError `too-deep`, `link-key`, `predefined-key`, `tombstone-key` when the parent
 *   cannot have the subkey
 * @throws HiveError `bad-descriptor` when Windows would not accept the descriptor
 * @throws HiveError `stale`, `damaged` when the parent is gone, or a record may not be touched
 * @throws HiveError `list-full`, `hive-full`, `growth-blocked` when there is no room for it
 */
export function createKey(
  scope: EditScope,
  parent: CellOffset,
  name: string,
  options: NewKey = {},
): CellOffset {
  const { cells, root, now } = scope
  const { className = '', link = false, longestName, descriptor } = options
  const key = soundKey(cells, parent)
  requireKeyName(name, longestName)
  requireClassName(className)
  requireParent(cells, root, parent)
  requireFreeKeyName(cells, key, name, NIL)
  const security =
    descriptor === undefined
      ? inheritSecurity(cells, root, key)
      : referToDescriptor(cells, root, descriptor)
  const flags = link ? KEY_FLAG.SYM_LINK : 0
  const cell = writeKeyNode(cells, { name, parent, security, lastWrite: now, flags })
  const virtualFlags = keyVirtualFlags(cells, key)
  if ((virtualFlags & VIRTUAL_FLAG.RECURSE) !== 0) {
    setKeyVirtualFlags(cells, cells.payloadAt(cell), virtualFlags)
  }
  if (className !== '') writeClass(cells, cells.payloadAt(cell), encodeUtf16(className))
  insertSubkey(cells, key, cell, name)
  raiseMaximum(cells, key, 'subkeyName', name.length * 2)
  raiseMaximum(cells, key, 'subkeyClass', className.length * 2)
  stamp(scope, key)
  return cell
}

/**
 * Renames a key. Its subkeys, values, class and descriptor stay with it.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param name - the new name
 * @param options - the most UTF-16 units of the name, 255 by default
 * @returns the new cell offset of the key
 * @throws HiveError `root-key` when it is the root
 * @throws HiveError `name-empty`, `name-too-long`, `name-has-backslash` when the name is not
 *   allowed
 * @throws HiveError `key-exists` when another subkey of the parent has that name
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `list-full`, `hive-full`, `growth-blocked` when there is no room for it
 */
export function renameKey(
  scope: EditScope,
  cell: CellOffset,
  name: string,
  { longestName }: Pick<NewKey, 'longestName'> = {},
): CellOffset {
  const { cells, root } = scope
  if (cell === root) {
    throw new HiveError('root-key', 'the root key cannot be renamed', { offset: fileOffset(cell) })
  }
  const key = soundKey(cells, cell)
  requireKeyName(name, longestName)
  const old = keyName(cells, cell, key)
  if (old === name) return cell
  const parentCell = cells.image.u32(key + NK.PARENT) as CellOffset
  const parent = soundKey(cells, parentCell)
  requireFreeKeyName(cells, parent, name, cell)
  const move = placeRename(cells, parent, cell, { old, name })
  if (move === null) removeSubkey(cells, parent, cell, old)
  const target = renameKeyNode(cells, cell, name)
  if (move === null) insertSubkey(cells, parent, target, name)
  else moveEntry(cells, move, target)
  if (target !== cell) adoptChildren(cells, target)
  raiseMaximum(cells, parent, 'subkeyName', name.length * 2)
  stamp(scope, parent)
  stamp(scope, cells.payloadAt(target))
  return target
}

/**
 * Replaces the virtualization flags of a key (offreg-api 3.19). Equal flags change nothing.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param flags - a sum of 2, 4 and 8
 * @returns whether anything has changed
 * @throws HiveError `unknown-flags` when there are other bits
 * @throws HiveError `stale`, `damaged` when the key is gone, or may not be touched
 */
export function setVirtualFlags(scope: EditScope, cell: CellOffset, flags: number): boolean {
  const { cells } = scope
  const key = soundKey(cells, cell)
  requireVirtualFlags(flags)
  if (keyVirtualFlags(cells, key) === flags) return false
  setKeyVirtualFlags(cells, key, flags)
  stamp(scope, key)
  return true
}

/**
 * Replaces the class name of a key. An equal one changes nothing.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param className - at most 32,767 UTF-16 units; `''` for none
 * @returns whether anything has changed
 * @throws HiveError `name-too-long` when the class name is not allowed
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function setClass(scope: EditScope, cell: CellOffset, className: string): boolean {
  const { cells, root } = scope
  const key = soundKey(cells, cell)
  requireClassName(className)
  if ((keyClass(cells, key) ?? '') === className) return false
  removeClass(cells, key)
  if (className !== '') writeClass(cells, key, encodeUtf16(className))
  if (cell !== root) {
    const parent = soundKey(cells, cells.image.u32(key + NK.PARENT) as CellOffset)
    raiseMaximum(cells, parent, 'subkeyClass', className.length * 2)
  }
  stamp(scope, key)
  return true
}

/**
 * Replaces the flags of a key, and its user and virtualization flags. Flags that say how the record is read, or where
 * the hive is loaded, stay as they are. Equal flags change nothing.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param wanted - KEY_FLAG bits, and the byte of the user and virtualization flags
 * @returns whether anything has changed
 * @throws HiveError `link-key` when a key with subkeys would become a symbolic link
 * @throws HiveError `stale`, `damaged` when the key is gone, or may not be touched
 */
export function setFlags(
  scope: EditScope,
  cell: CellOffset,
  wanted: { readonly flags: number; readonly userFlags: number },
): boolean {
  const { cells } = scope
  const { image } = cells
  const key = soundKey(cells, cell)
  const old = image.u16(key + NK.FLAGS)
  const flags = (old & FIXED_FLAGS) | (wanted.flags & 0xffff & ~FIXED_FLAGS)
  const user = wanted.userFlags & 0xff
  if (flags === old && user === image.u8(key + NK.USER_FLAGS)) return false
  if ((flags & ~old & KEY_FLAG.SYM_LINK) !== 0 && image.u32(key + NK.SUBKEY_COUNT) > 0) {
    throw new HiveError('link-key', 'a symbolic link has no subkeys', { offset: key })
  }
  image.setU16(key + NK.FLAGS, flags)
  image.setU8(key + NK.USER_FLAGS, user)
  stamp(scope, key)
  return true
}

/**
 * Replaces the last write time of a key.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param time - FILETIME, UTC 100 ns since 1601
 * @returns whether it was another one
 * @throws HiveError `stale`, `damaged` when the key is gone, or may not be touched
 */
export function setLastWrite(scope: EditScope, cell: CellOffset, time: bigint): boolean {
  const { cells } = scope
  const key = soundKey(cells, cell)
  if (keyLastWrite(cells, key) === time) return false
  stampKey(cells, key, time)
  return true
}

/**
 * Refuses a name that another subkey has.
 *
 * @param cells - the cells of the hive
 * @param parent - file offset of the record of the parent
 * @param name - the name
 * @param self - the key that gets the name, which may have it in another case; NIL for a new key
 * @throws HiveError `key-exists` when another subkey has it
 */
export function requireFreeKeyName(
  cells: CellStore,
  parent: FileOffset,
  name: string,
  self: CellOffset,
): void {
  const other = findSubkey(cells, parent, name)
  if (other === NIL || other === self) return
  throw new HiveError('key-exists', 'a subkey of that name exists', { subject: name })
}

/**
 * Updates the parent fields of the subkeys of a key whose record moved to another cell (regf-format 6.1 rule 7).
 *
 * @param cells - the cells of the hive
 * @param cell - its cell offset now
 * @throws HiveError `damaged` when a subkey cannot be read: then the record must not move
 */
export function adoptChildren(cells: CellStore, cell: CellOffset): void {
  eachSubkey(
    cells,
    cells.payloadAt(cell),
    (child, entry) => {
      if (findKeyNode(cells, child) === 0) throw leadsNowhere(entry, child)
      cells.image.setU32(soundKey(cells, child) + NK.PARENT, cell)
    },
    throwDamage,
  )
}
