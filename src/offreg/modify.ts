/**
 * Edits of values and of single keys. Each function runs inside a transaction its caller opened,
 * refuses before it touches anything damaged, and keeps counts, maxima and times in step
 * (regf-format 6.2, 6.4 to 6.6). Deleting keys is in remove.ts.
 */

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
import {
  appendValue,
  eachValue,
  findKeyValue,
  findValue,
  removeValue,
  renameKeyValue,
  replaceValue,
  valueAt,
  valueName,
  valueType,
  writeKeyValue,
} from '../regf/keyValue.ts'
import { KEY_FLAG, NK, VALUE_FLAG, VIRTUAL_FLAG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { insertSubkey, removeSubkey } from '../regf/subkeyEdit.ts'
import { eachSubkey, findSubkey } from '../regf/subkeyList.ts'
import { dataCopy, dataSize, freeData, requireStorable, storeData } from '../regf/valueData.ts'
import { inheritSecurity, referToDescriptor } from './keySecurity.ts'
import {
  requireClassName,
  requireKeyName,
  requireLinkValue,
  requireOrdinary,
  requireParent,
  requireValueName,
  requireVirtualFlags,
} from './rules.ts'

/** The hive an edit runs in. */
export interface EditScope {
  readonly cells: CellStore
  readonly root: CellOffset
  /** FILETIME stamped on what changes, UTC 100 ns since 1601. */
  readonly now: bigint
}

/** What a new key has besides its name. */
export interface NewKey {
  /** Class name, at most 32,767 units; `''` is none. */
  readonly className?: string | undefined
  /** A symbolic link: what it leads to is set as its one value, `SymbolicLinkValue`. */
  readonly link?: boolean | undefined
  /** A self-relative security descriptor; what it inherits of its parent's when not given. */
  readonly descriptor?: Uint8Array | undefined
  /** Units its name may have: 255 when not given; the offline library takes 256. */
  readonly longestName?: number | undefined
}

/** What a value is to hold. */
export interface NewValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/**
 * Creates a value, or replaces the type and data of the one with that name (its stored spelling and
 * its place in the list stay). Setting what is there already changes nothing.
 *
 * @returns the value's cell
 * @throws HiveError `name-too-long`, `data-too-large`, `link-key`, `predefined-key`,
 *   `tombstone-key`, `damaged`, `hive-full`
 */
export function setValue(scope: EditScope, owner: CellOffset, value: NewValue): CellOffset {
  const { cells, now } = scope
  const key = soundKey(cells, owner)
  requireValueName(value.name)
  requireStorable(cells.minor, value.data.length)
  requireOrdinary(cells, key)
  requireLinkValue(cells, key, value)
  let cell = findValue(cells, key, value.name)
  if (cell !== NIL && holds(cells, cell, value)) return cell
  if (cell === NIL) {
    cell = writeKeyValue(cells, value.name, value.type)
    storeData(cells, cells.payloadAt(cell), value.data)
    appendValue(cells, key, cell)
    raiseMaximum(cells, key, 'valueName', value.name.length * 2)
  } else {
    cells.requireSound(cell)
    const at = cells.payloadAt(cell)
    storeData(cells, at, value.data)
    cells.image.setU32(at + VK.TYPE, value.type)
    const flags = cells.image.u16(at + VK.FLAGS)
    // Data makes a tombstone value an ordinary one again (1.6).
    if ((flags & VALUE_FLAG.TOMBSTONE) !== 0) {
      cells.image.setU16(at + VK.FLAGS, flags & ~VALUE_FLAG.TOMBSTONE)
    }
  }
  raiseMaximum(cells, key, 'valueData', value.data.length)
  stampKey(cells, key, now)
  return cell
}

/**
 * Creates a value that must not exist yet.
 *
 * @throws HiveError `value-exists`, and what `setValue` throws
 */
export function createValue(scope: EditScope, owner: CellOffset, value: NewValue): CellOffset {
  requireFreeValueName(scope.cells, soundKey(scope.cells, owner), value.name)
  return setValue(scope, owner, value)
}

/**
 * Deletes the value at an index of the value list.
 *
 * @throws HiveError `value-not-found`, `damaged`
 */
export function deleteValue(scope: EditScope, owner: CellOffset, index: number): void {
  const { cells, now } = scope
  const key = soundKey(cells, owner)
  const cell = requireValue(cells, key, index)
  freeData(cells, cells.payloadAt(cell))
  removeValue(cells, key, index)
  cells.free(cell)
  stampKey(cells, key, now)
}

/**
 * Gives the value at an index another name; its place in the list stays.
 *
 * @returns the value's cell, which may be another one
 * @throws HiveError `name-empty`, `name-too-long`, `value-exists`, `value-not-found`, `damaged`
 */
export function renameValue(
  scope: EditScope,
  owner: CellOffset,
  index: number,
  name: string,
): CellOffset {
  const { cells, now } = scope
  const key = soundKey(cells, owner)
  if (name === '') throw new HiveError('name-empty', 'a value cannot be renamed to nothing')
  requireValueName(name)
  requireOrdinary(cells, key)
  const cell = requireValue(cells, key, index)
  const at = cells.payloadAt(cell)
  const old = valueName(cells, cell, at)
  if (old === name) return cell
  const type = valueType(cells, at)
  requireLinkValue(cells, key, { name, type, data: dataCopy(cells, at) })
  const other = findValue(cells, key, name)
  if (other !== NIL && other !== cell) throw valueExists(name)
  cells.valueIndex.forget(key)
  const target = renameKeyValue(cells, cell, name)
  if (target !== cell) replaceValue(cells, key, index, target)
  raiseMaximum(cells, key, 'valueName', name.length * 2)
  stampKey(cells, key, now)
  return target
}

/**
 * Creates a subkey with what it inherits of its parent's descriptor, and with its parent's
 * virtualization flags when those say so (offreg-api 3.6, 3.19).
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
  if (className !== '') writeClass(cells, cells.payloadAt(cell), className)
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
  removeSubkey(cells, parent, cell, old)
  const target = renameKeyNode(cells, cell, name)
  insertSubkey(cells, parent, target, name)
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

/** The index of a value's cell in its key's list, -1 when it is not there. */
export function valueIndex(cells: CellStore, owner: CellOffset, wanted: CellOffset): number {
  let found = -1
  eachValue(cells, cells.payloadAt(owner), (cell, index) => {
    if (cell !== wanted) return false
    found = index
    return true
  })
  return found
}

/**
 * The record of a key that an edit may touch.
 *
 * @throws HiveError `damaged`, and `stale` when the cell holds no key any more
 */
export function soundKey(cells: CellStore, cell: CellOffset): FileOffset {
  if (findKeyNode(cells, cell) === 0 && !cells.isDamaged(cell)) {
    throw new HiveError('stale', 'the key is gone', { offset: fileOffset(cell) })
  }
  cells.requireSound(cell)
  return cells.payloadAt(cell)
}

function requireValue(cells: CellStore, key: FileOffset, index: number): CellOffset {
  const found = valueAt(cells, key, index)
  if (found === NIL) throw new HiveError('value-not-found', 'the key has no such value')
  cells.requireSound(found)
  if (findKeyValue(cells, found) === 0) {
    const finding = 'signature-wrong'
    throw new HiveError('damaged', 'the value cannot be read', {
      offset: fileOffset(found),
      finding,
    })
  }
  return found
}

/** Whether a value holds exactly this type and data already. */
function holds(cells: CellStore, cell: CellOffset, value: NewValue): boolean {
  const at = findKeyValue(cells, cell)
  if (at === 0 || valueType(cells, at) !== value.type) return false
  if (dataSize(cells, at) !== value.data.length) return false
  const now = dataCopy(cells, at)
  return now.length === value.data.length && now.every((byte, index) => byte === value.data[index])
}

function requireFreeValueName(cells: CellStore, key: FileOffset, name: string): void {
  if (findValue(cells, key, name) !== NIL) throw valueExists(name)
}

function valueExists(name: string): HiveError {
  return new HiveError('value-exists', 'a value of that name exists', { subject: name })
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
      if (findKeyNode(cells, child) === 0) throw holdsDamage(entry)
      cells.image.setU32(soundKey(cells, child) + NK.PARENT, cell)
    },
    (_, at) => {
      throw holdsDamage(at)
    },
  )
}

/**
 * The subkeys of a key, none of which may be damaged or one that was seen.
 *
 * @param seen - keys that were met already; these are added
 * @throws HiveError `damaged`, `stale`
 */
export function soundSubkeys(
  cells: CellStore,
  cell: CellOffset,
  seen: Set<CellOffset>,
): CellOffset[] {
  const found: CellOffset[] = []
  eachSubkey(
    cells,
    soundKey(cells, cell),
    (child, entry) => {
      if (findKeyNode(cells, child) === 0 || seen.has(child)) throw holdsDamage(entry)
      seen.add(child)
      found.push(child)
    },
    (_, at) => {
      throw holdsDamage(at)
    },
  )
  return found
}

/** `damaged`, for an edit of a key that something cannot be read of. */
export function holdsDamage(offset: number): HiveError {
  return new HiveError('damaged', 'the key holds damaged records', {
    offset,
    finding: 'reference-bad',
  })
}
