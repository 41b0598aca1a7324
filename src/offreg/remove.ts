/**
 * Deletes a key with everything below it: every cell it owns is freed and every shared descriptor released. Links
 * are not followed, and a damaged record anywhere in it refuses the whole deletion (regf-format 6.3).
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { freeKeyNode, keyName, locateClass } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, freeKeyValue } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { releaseSecurity } from '../regf/securityCell.ts'
import { freeSubkeyList, removeSubkey } from '../regf/subkeyEdit.ts'
import { freeData } from '../regf/valueData.ts'
import { part, RECORDS_A_STEP, runToEnd, type Work } from '../work.ts'
import {
  type EditScope,
  leadsNowhere,
  soundKey,
  soundSubkeys,
  stamp,
  throwDamage,
} from './editScope.ts'

/**
 * Deletes a key and everything below it.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @throws HiveError `root-key` when it is the root
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record in it may not be touched
 */
export function deleteKey(scope: EditScope, cell: CellOffset): void {
  runToEnd(deleteKeySteps(scope, cell))
}

/** The number of records that were deleted. */
interface Deleted {
  readonly keys: number
  readonly values: number
}

/**
 * Deletes a key and everything below it, in steps.
 *
 * @param scope - the edit
 * @param cell - cell offset of the key
 * @returns how many keys and values are gone
 * @throws HiveError `root-key` when it is the root
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record in it may not be touched
 */
export function* deleteKeySteps(scope: EditScope, cell: CellOffset): Work<Deleted> {
  const { cells, root } = scope
  if (cell === root) {
    throw new HiveError('root-key', 'the root key cannot be deleted', { offset: fileOffset(cell) })
  }
  const key = soundKey(cells, cell)
  const parent = soundKey(cells, cells.image.u32(key + NK.PARENT) as CellOffset)
  const keys = yield* subtree(cells, cell)
  unlistKey(scope, parent, cell, keyName(cells, cell, key))
  let freed = 0
  let values = 0
  for (const doomed of keys) {
    const before = freed++ / keys.length
    values += yield* part(freeKey(cells, doomed), before, freed / keys.length)
    if (freed % RECORDS_A_STEP === 0) yield freed / keys.length
  }
  return { keys: freed, values }
}

/**
 * Takes a key out of the list of its parent.
 *
 * @param scope - the edit
 * @param parent - file offset of the record of the parent
 * @param cell - cell offset of the key
 * @param name - its name
 * @throws HiveError what `removeSubkey` throws
 */
export function unlistKey(
  scope: EditScope,
  parent: FileOffset,
  cell: CellOffset,
  name: string,
): void {
  const { cells } = scope
  removeSubkey(cells, parent, cell, name)
  if (cells.image.u32(parent + NK.SUBKEY_COUNT) === 0) {
    cells.image.setU16(parent + NK.MAX_SUBKEY_NAME, 0)
    cells.image.setU32(parent + NK.MAX_SUBKEY_CLASS, 0)
  }
  stamp(scope, parent)
}

/** A key and all keys below it, parents first. Refuses damaged keys and those reached twice. */
function* subtree(cells: CellStore, top: CellOffset): Work<CellOffset[]> {
  const keys = [top]
  const seen = new Set(keys)
  for (let index = 0; index < keys.length; index++) {
    for (const key of soundSubkeys(cells, keys[index] as CellOffset, seen)) keys.push(key)
    // Their number is not known before all are found.
    if (index % RECORDS_A_STEP === 0) yield 0
  }
  return keys
}

/** Frees a key and everything it owns except its subkeys; returns the number of its values. */
function* freeKey(cells: CellStore, cell: CellOffset): Work<number> {
  const key = soundKey(cells, cell)
  const values = yield* freeValues(cells, key)
  freeSubkeyList(cells, key)
  const className = locateClass(cells, key)
  if (className !== null) cells.free(className.cell)
  const security = cells.image.u32(key + NK.SECURITY) as CellOffset
  freeKeyNode(cells, cell)
  releaseSecurity(cells, security)
  return values
}

function* freeValues(cells: CellStore, key: FileOffset): Work<number> {
  const doomed: CellOffset[] = []
  eachValue(
    cells,
    key,
    (cell) => {
      doomed.push(cell)
    },
    throwDamage,
  )
  for (const [index, cell] of doomed.entries()) {
    if ((index + 1) % RECORDS_A_STEP === 0) yield index / doomed.length
    cells.requireSound(cell)
    const value = findKeyValue(cells, cell)
    if (value === 0) throw leadsNowhere(fileOffset(cell), cell)
    freeData(cells, value)
    freeKeyValue(cells, cell)
  }
  if (doomed.length > 0) cells.free(cells.image.u32(key + NK.VALUE_LIST) as CellOffset)
  return doomed.length
}
