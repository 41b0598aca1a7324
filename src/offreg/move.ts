/**
 * Moves a key to another parent of the same hive. Its record and everything below it stay where they are in the file,
 * so that it is still the same key for whoever knows its cell; only lists and parent fields change.
 */

import { HiveError } from '../errors.ts'
import { findKeyNode, keyClass, keyName, raiseMaximum, renameKeyNode } from '../regf/keyNode.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { releaseSecurity } from '../regf/securityCell.ts'
import { insertSubkey } from '../regf/subkeyEdit.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import { type EditScope, soundKey, soundSubkeys, stamp } from './editScope.ts'
import { inheritSecurity, securityOf } from './keySecurity.ts'
import { adoptChildren, renameKey, requireFreeKeyName } from './keys.ts'
import { unlistKey } from './remove.ts'
import { requireDepth, requireKeyName, requireParent } from './rules.ts'

/** How a key is moved. */
export interface MoveOptions {
  /** The name that it gets. */
  readonly name: string
  /** Whether the key and all keys below inherit their descriptors from their parents or keep their own. */
  readonly security: 'inherit' | 'keep'
  /** Whether the key and all keys below get the time of the edit or keep their own. */
  readonly times: 'now' | 'keep'
}

/** What was moved. */
export interface Moved {
  /** Cell offset of the key; another one if its record had to grow for a new name. */
  readonly key: CellOffset
  /** The number of keys that were moved, and of their values. */
  readonly keys: number
  readonly values: number
}

/**
 * Moves a key with everything below it, in steps.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @param parent - cell offset of its new parent
 * @param options - its name there, and how it is moved
 * @returns the key, and how much was moved
 * @throws HiveError `root-key` when it is the root
 * @throws HiveError `bad-argument` when the new parent is the key itself, or below it
 * @throws HiveError `name-empty`, `name-too-long`, `name-has-backslash` when the name is another one and not allowed
 * @throws HiveError `key-exists` when the new parent has a subkey of that name
 * @throws HiveError `too-deep`, `link-key`, `predefined-key`, `tombstone-key` when the parent cannot have the key
 * @throws HiveError `stale`, `damaged` when a key is gone, or a record may not be touched
 * @throws HiveError `list-full`, `hive-full`, `growth-blocked` when there is no room for it
 */
export function* moveKeySteps(
  scope: EditScope,
  cell: CellOffset,
  parent: CellOffset,
  options: MoveOptions,
): Work<Moved> {
  const { cells, root } = scope
  if (cell === root) {
    throw new HiveError('root-key', 'the root key cannot be moved', { offset: fileOffset(cell) })
  }
  const key = soundKey(cells, cell)
  const home = cells.image.u32(key + NK.PARENT) as CellOffset
  const old = keyName(cells, cell, key)
  const { name } = options
  const into = soundKey(cells, parent)
  if (name !== old) requireKeyName(name)
  const depth = depthOf(scope, parent, cell)
  const below = yield* keysBelow(scope, cell)
  let target = cell
  if (home === parent) target = renameKey(scope, cell, name)
  else {
    requireParent(cells, root, parent)
    requireDepth(depth + below.levels)
    requireFreeKeyName(cells, into, name, cell)
    unlistKey(scope, soundKey(cells, home), cell, old)
    if (name !== old) target = renameKeyNode(cells, cell, name)
    const moved = cells.payloadAt(target)
    cells.image.setU32(moved + NK.PARENT, parent)
    insertSubkey(cells, into, target, name)
    if (target !== cell) adoptChildren(cells, target)
    raiseMaximum(cells, into, 'subkeyName', name.length * 2)
    raiseMaximum(cells, into, 'subkeyClass', (keyClass(cells, moved) ?? '').length * 2)
    stamp(scope, into)
  }
  let values = 0
  for (const [index, one] of below.keys.entries()) {
    const at = cells.payloadAt(index === 0 ? target : one)
    if (options.security === 'inherit') inherit(scope, at)
    if (options.times === 'now') stamp(scope, at)
    values += cells.image.u32(at + NK.VALUE_COUNT)
    if ((index + 1) % RECORDS_A_STEP === 0) yield index / below.keys.length
  }
  return { key: target, keys: below.keys.length, values }
}

/** Levels below the root that the key will have below its new parent, which must not be below the key. */
function depthOf({ cells, root }: EditScope, parent: CellOffset, cell: CellOffset): number {
  let depth = 1
  const seen = new Set<CellOffset>()
  for (let at = parent; at !== root && !seen.has(at); depth++) {
    if (at === cell) throw new HiveError('bad-argument', 'a key cannot be moved into itself')
    const key = findKeyNode(cells, at)
    if (key === 0) break
    seen.add(at)
    at = cells.image.u32(key + NK.PARENT) as CellOffset
  }
  return depth
}

/** A key and all keys below it, parents first, and the levels below the key. Refuses damaged keys. */
function* keysBelow(
  { cells }: EditScope,
  top: CellOffset,
): Work<{ readonly keys: readonly CellOffset[]; readonly levels: number }> {
  const keys = [top]
  const seen = new Set(keys)
  let levels = 0
  let visited = 0
  for (let end = keys.length; visited < end; end = keys.length, levels++) {
    for (; visited < end; visited++) {
      for (const key of soundSubkeys(cells, keys[visited] as CellOffset, seen)) keys.push(key)
      // Their number is not known before all are found.
      if (visited % RECORDS_A_STEP === 0) yield 0
    }
  }
  return { keys, levels: levels - 1 }
}

/** Gives a key the descriptor that a new key below its parent gets. */
function inherit({ cells, root }: EditScope, key: FileOffset): void {
  const old = securityOf(cells, key)
  cells.requireSound(old)
  const parent = soundKey(cells, cells.image.u32(key + NK.PARENT) as CellOffset)
  cells.image.setU32(key + NK.SECURITY, inheritSecurity(cells, root, parent))
  releaseSecurity(cells, old)
}
