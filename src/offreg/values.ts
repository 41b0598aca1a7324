/**
 * Edits of values. Each function runs inside a transaction that its caller opened, refuses to touch damaged
 * records, and updates counts, maxima and times (regf-format 6.5, 6.6).
 */

import { sameBytes } from '../bytes/same.ts'
import { equalNames } from '../bytes/upcase.ts'
import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { raiseMaximum } from '../regf/keyNode.ts'
import {
  appendValue,
  eachValue,
  findKeyValue,
  findValue,
  freeKeyValue,
  indexValueName,
  releaseValueName,
  removeValues,
  renameKeyValue,
  replaceValue,
  valueAt,
  valueName,
  valueType,
  writeKeyValue,
} from '../regf/keyValue.ts'
import { SEGMENT_DATA, VALUE_FLAG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import {
  dataCopy,
  dataPieces,
  dataSize,
  freeData,
  requireStorable,
  storeDataSteps,
  storeNewData,
} from '../regf/valueData.ts'
import { RECORDS_A_STEP, runToEnd, type Work } from '../work.ts'
import { type EditScope, soundKey, stamp } from './editScope.ts'
import { requireLinkValue, requireOrdinary, requireValueName } from './rules.ts'

/** Bits of the number of bytes, a megabyte, that are compared between two pauses. */
const STEP_BITS = 20

/** The name and content of a value. */
export interface NewValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/**
 * Creates a value, or replaces the type and data of the one with that name, whose spelling and
 * place in the list are kept. Equal content changes nothing.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param value - name, type and data
 * @returns cell offset of the value
 * @throws HiveError `name-too-long`, `data-too-large` when name or data exceed a limit
 * @throws HiveError `link-key`, `predefined-key`, `tombstone-key` when the key cannot have the
 *   value
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function setValue(scope: EditScope, owner: CellOffset, value: NewValue): CellOffset {
  return runToEnd(setValueSteps(scope, owner, value))
}

/**
 * Runs `setValue` in steps.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param value - name, type and data
 * @returns cell offset of the value
 * @throws HiveError `name-too-long`, `data-too-large` when name or data exceed a limit
 * @throws HiveError `link-key`, `predefined-key`, `tombstone-key` when the key cannot have the
 *   value
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function* setValueSteps(
  scope: EditScope,
  owner: CellOffset,
  value: NewValue,
): Work<CellOffset> {
  return (yield* putValueSteps(scope, owner, value)).cell
}

/** What became of a value that was set. `same`: it had that content already. */
export type PutResult = 'created' | 'replaced' | 'same'

/** Called with the file offset of the record of a value that is about to be replaced. */
export type Replacing = (value: FileOffset) => void

/** Data up to this many bytes is stored without a pause. */
const SHORT_DATA = SEGMENT_DATA

/**
 * Runs `setValue` in steps, and tells what it did.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param value - name, type and data
 * @param replacing - called before a value is replaced
 * @returns cell offset of the value, and whether it was created or replaced or had that content already
 * @throws HiveError what `setValue` throws
 */
export function* putValueSteps(
  scope: EditScope,
  owner: CellOffset,
  value: NewValue,
  replacing?: Replacing,
): Work<{ readonly cell: CellOffset; readonly result: PutResult }> {
  const { cells } = scope
  const key = keyForValue(cells, owner, value)
  const cell = findValue(cells, key, value.name)
  if (cell === NIL) return { cell: yield* createSteps(scope, key, value), result: 'created' }
  if (yield* holds(cells, cell, value)) return { cell, result: 'same' }
  cells.requireSound(cell)
  replacing?.(cells.payloadAt(cell))
  yield* overwrite(scope, owner, cell, value)
  raiseMaximum(cells, key, 'valueData', value.data.length)
  stamp(scope, key)
  return { cell, result: 'replaced' }
}

/**
 * Does what `putValueSteps` does without a pause, if that is quick. Edits of very many values, nearly all of which are
 * short, are several times faster this way.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param value - name, type and data
 * @returns what it did; null, with nothing done, if a value has to be replaced or its data is long
 * @throws HiveError what `setValue` throws
 */
export function putShortValue(
  scope: EditScope,
  owner: CellOffset,
  value: NewValue,
): 'created' | 'same' | null {
  const { cells } = scope
  const { name, type, data } = value
  if (data.length > SHORT_DATA) return null
  const key = keyForValue(cells, owner, value)
  const found = findValue(cells, key, name)
  // Data that is this short is compared without a pause.
  if (found !== NIL) return runToEnd(holds(cells, found, value)) ? 'same' : null
  const cell = writeKeyValue(cells, name, type)
  storeNewData(cells, cells.payloadAt(cell), data)
  listNewValue(scope, key, cell, value)
  return 'created'
}

/** The key of a value that it may have. */
function keyForValue(cells: CellStore, owner: CellOffset, value: NewValue): FileOffset {
  const key = soundKey(cells, owner)
  requireValueName(value.name)
  requireStorable(cells.minor, value.data.length)
  requireOrdinary(cells, key)
  requireLinkValue(cells, key, value)
  return key
}

function* createSteps(scope: EditScope, key: FileOffset, value: NewValue): Work<CellOffset> {
  const { cells } = scope
  const cell = writeKeyValue(cells, value.name, value.type)
  yield* storeDataSteps(cells, cells.payloadAt(cell), value.data)
  listNewValue(scope, key, cell, value)
  return cell
}

/** Puts a new value into the list of its key. */
function listNewValue(
  scope: EditScope,
  key: FileOffset,
  cell: CellOffset,
  { name, data }: NewValue,
): void {
  const { cells } = scope
  appendValue(cells, key, cell)
  raiseMaximum(cells, key, 'valueName', name.length * 2)
  raiseMaximum(cells, key, 'valueData', data.length)
  stamp(scope, key)
}

/**
 * Replaces the type and data of the value at an index of the value list, whatever its name, in
 * steps. If several values have the same name, `setValue` reaches only the first.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param index - index in the value list
 * @param content - type and data
 * @returns cell offset of the value
 * @throws HiveError `value-not-found` when the list is not that long
 * @throws HiveError `data-too-large` when the data exceeds the limit
 * @throws HiveError `link-key`, `predefined-key`, `tombstone-key` when the key cannot have the
 *   value
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function* setValueAtSteps(
  scope: EditScope,
  owner: CellOffset,
  index: number,
  content: Omit<NewValue, 'name'>,
): Work<CellOffset> {
  const { cells } = scope
  const { type, data } = content
  const key = soundKey(cells, owner)
  requireStorable(cells.minor, data.length)
  requireOrdinary(cells, key)
  const cell = requireValue(cells, key, index)
  const value = { name: valueName(cells, cell, cells.payloadAt(cell)), type, data }
  requireLinkValue(cells, key, value)
  if (yield* holds(cells, cell, value)) return cell
  yield* overwrite(scope, owner, cell, value)
  raiseMaximum(cells, key, 'valueData', data.length)
  stamp(scope, key)
  return cell
}

function* overwrite(
  { cells, log }: EditScope,
  owner: CellOffset,
  cell: CellOffset,
  { type, data }: NewValue,
): Work<void> {
  const at = cells.payloadAt(cell)
  yield* storeDataSteps(cells, at, data)
  cells.image.setU32(at + VK.TYPE, type)
  const flags = cells.image.u16(at + VK.FLAGS)
  // Data turns a tombstone value into an ordinary one (1.6).
  if ((flags & VALUE_FLAG.TOMBSTONE) !== 0) {
    cells.image.setU16(at + VK.FLAGS, flags & ~VALUE_FLAG.TOMBSTONE)
  }
  log.listChanged(owner, 'values')
}

/**
 * Creates a value that must not exist yet, in steps. Also throws the errors of `setValue`.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param value - name, type and data
 * @returns cell offset of the value
 * @throws HiveError `value-exists` when there is a value of that name
 */
export function* createValueSteps(
  scope: EditScope,
  owner: CellOffset,
  value: NewValue,
): Work<CellOffset> {
  requireFreeValueName(scope.cells, soundKey(scope.cells, owner), value.name)
  return yield* setValueSteps(scope, owner, value)
}

/**
 * Deletes the value at an index of the value list.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param index - index in the value list
 * @throws HiveError `value-not-found` when the list is not that long
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 */
export function deleteValue(scope: EditScope, owner: CellOffset, index: number): void {
  runToEnd(deleteValuesSteps(scope, owner, [index]))
}

/**
 * Deletes values in one pass over the list, in steps. The bytes are the same as after deleting one
 * by one from the end.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param indexes - indexes in the value list, in any order
 * @returns the number of deleted values
 * @throws HiveError `value-not-found` when the list is not that long
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 */
export function* deleteValuesSteps(
  scope: EditScope,
  owner: CellOffset,
  indexes: readonly number[],
): Work<number> {
  const { cells } = scope
  const key = soundKey(cells, owner)
  const descending = [...new Set(indexes)].sort((a, b) => b - a)
  const count = descending.length
  if (count === 0) return 0
  let freed = 0
  for (const index of descending) {
    const cell = requireValue(cells, key, index)
    freeData(cells, cells.payloadAt(cell))
    releaseValueName(cells, key, cell)
    if (++freed === count) removeValues(cells, key, descending)
    freeKeyValue(cells, cell)
    if (freed % RECORDS_A_STEP === 0) yield freed / count
  }
  stamp(scope, key)
  return count
}

/**
 * Renames the value at an index of the value list. Its place in the list is kept.
 *
 * @param scope - the edit
 * @param owner - cell offset of the key
 * @param index - index in the value list
 * @param name - the new name
 * @returns the new cell offset of the value
 * @throws HiveError `name-empty`, `name-too-long` when the name is not allowed
 * @throws HiveError `value-exists` when another value has that name
 * @throws HiveError `value-not-found` when the list is not that long
 * @throws HiveError `link-key`, `predefined-key`, `tombstone-key` when the key cannot have the
 *   value
 * @throws HiveError `stale`, `damaged` when the key is gone, or a record may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function renameValue(
  scope: EditScope,
  owner: CellOffset,
  index: number,
  name: string,
): CellOffset {
  const { cells, log } = scope
  const key = soundKey(cells, owner)
  if (name === '') throw new HiveError('name-empty', 'a value cannot be renamed to an empty name')
  requireValueName(name)
  requireOrdinary(cells, key)
  const cell = requireValue(cells, key, index)
  const at = cells.payloadAt(cell)
  const old = valueName(cells, cell, at)
  if (old === name) return cell
  const type = valueType(cells, at)
  requireLinkValue(cells, key, { name, type, data: dataCopy(cells, at) })
  const other = findValue(cells, key, name)
  // One of several values with the same name may still change its case, which makes none harder to find.
  if (other !== NIL && other !== cell && !equalNames(old, name)) throw valueExists(name)
  // Making the index again for each of many renames would take quadratic time.
  const isIndexed = !equalNames(old, name)
  if (isIndexed) releaseValueName(cells, key, cell)
  else cells.valueIndex.forget(key)
  const target = renameKeyValue(cells, cell, name)
  if (target !== cell) replaceValue(cells, key, index, target)
  if (isIndexed) indexValueName(cells, key, target)
  log.listChanged(owner, 'values')
  raiseMaximum(cells, key, 'valueName', name.length * 2)
  stamp(scope, key)
  return target
}

/**
 * Finds the index of a value in the list of its key.
 *
 * @param cells - the cells of the hive
 * @param owner - cell offset of the key
 * @param wanted - cell offset of the value
 * @returns the index, or -1
 */
export function valueIndex(cells: CellStore, owner: CellOffset, wanted: CellOffset): number {
  let found = -1
  eachValue(cells, cells.payloadAt(owner), (cell, index) => {
    if (cell !== wanted) return false
    found = index
    return true
  })
  return found
}

function requireValue(cells: CellStore, key: FileOffset, index: number): CellOffset {
  const found = valueAt(cells, key, index)
  if (found === NIL) throw new HiveError('value-not-found', 'the key has no such value')
  cells.requireSound(found)
  if (findKeyValue(cells, found) === 0) {
    const finding = 'reference-bad'
    throw new HiveError('damaged', 'the value cannot be read', {
      offset: fileOffset(found),
      finding,
      actual: found,
    })
  }
  return found
}

/** Whether a value already has exactly this type and data. */
function* holds(cells: CellStore, cell: CellOffset, value: NewValue): Work<boolean> {
  const at = findKeyValue(cells, cell)
  if (at === 0 || valueType(cells, at) !== value.type) return false
  if (dataSize(cells, at) !== value.data.length) return false
  let from = 0
  for (const piece of dataPieces(cells, at)) {
    const to = from + piece.length
    if (!sameBytes(cells.image.bytesView(piece.at, piece.length), value.data.subarray(from, to))) {
      return false
    }
    // Whether it is all to be written is not known before that: nothing counts as done.
    if (from >>> STEP_BITS !== to >>> STEP_BITS) yield 0
    from = to
  }
  return from === value.data.length
}

function requireFreeValueName(cells: CellStore, key: FileOffset, name: string): void {
  if (findValue(cells, key, name) !== NIL) throw valueExists(name)
}

function valueExists(name: string): HiveError {
  return new HiveError('value-exists', 'a value of that name exists', { subject: name })
}
