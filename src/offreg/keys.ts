/**
 * Edits of single keys. Each function runs inside a transaction its caller opened, refuses before it
 * touches anything damaged, and keeps counts, maxima and times in step (regf-format 6.2, 6.4). Deleting
 * keys is in remove.ts.
 */

import { encodeUtf16 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import {
  findKeyNode,
  keyName,
  keyVirtualFlags,
  raiseMaximum,
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
import { type EditScope, leadsNowhere, soundKey, throwDamage } from './editScope.ts'
import { inheritSecurity, referToDescriptor } from './keySecurity.ts'
import { requireClassName, requireKeyName, requireParent, requireVirtualFlags } from './rules.ts'

/** What a new key has besides its name. */
export interface NewKey {
  /** Class name, at most 32,767 units; `''` is none. */
  readonly className?: string | undefined
  /** A symbolic link: what it leads to is set as its one value, `SymbolicLinkValue`. */
  readonly link?: boolean | undefined
  /** A self-relative security descriptor; what it inherits from its parent when not given. */
  readonly descriptor?: Uint8Array | undefined
  /** Units its name may have: 255 when not given; the offline library takes 256. */
  readonly longestName?: number | undefined
}

/**
 * Creates a subkey. Its descriptor is what its parent's entries let it inherit (regf-format 6.2 rule 15),
 * and it has its parent's virtualization flags when those say so (offreg-api 3.6, 3.19).
 *
 * @returns the new key's cell
 * @throws HiveError `name-empty`, `name-too-long`, `name-has-backslash`, `key-exists`, `too-deep`,
 *   `link-key`, `predefined-key`, `tombstone-key`, `list-full`, `bad-descriptor`, `damaged`, `hive-full`
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
  stampKey(cells, key, now)
  return cell
}

/**
 * Renames a key; its subtree, values, class and descriptor stay with it.
 *
 * @returns the key's cell, which may be another one
 * @throws HiveError `root-key`, `name-empty`, `name-too-long`, `name-has-backslash`, `key-exists`,
 *   `damaged`, `hive-full`
 */
export function renameKey(
  scope: EditScope,
  cell: CellOffset,
  name: string,
  { longestName }: Pick<NewKey, 'longestName'> = {},
): CellOffset {
  const { cells, root, now } = scope
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
  stampKey(cells, parent, now)
  stampKey(cells, cells.payloadAt(target), now)
  return target
}

/**
 * Replaces a key's virtualization flags (offreg-api 3.19). Setting those it has changes nothing.
 *
 * @param flags - a sum of 2, 4 and 8
 * @throws HiveError `unknown-flags`, `damaged`
 */
export function setVirtualFlags(scope: EditScope, cell: CellOffset, flags: number): void {
  const { cells, now } = scope
  const key = soundKey(cells, cell)
  requireVirtualFlags(flags)
  if (keyVirtualFlags(cells, key) === flags) return
  setKeyVirtualFlags(cells, key, flags)
  stampKey(cells, key, now)
}

/** @param self - the key that is being renamed, which may keep its own name in another case */
function requireFreeKeyName(
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
 * Points the subkeys of a key that moved back at it (regf-format 6.1 rule 7). One that cannot be read
 * cannot be told, so then the key must not move.
 */
function adoptChildren(cells: CellStore, cell: CellOffset): void {
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
