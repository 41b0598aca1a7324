/** What a deleted record says, and what speaks for and against it. */

import { keyLastWrite } from '../regf/keyNode.ts'
import { valueType } from '../regf/keyValue.ts'
import { NK, VK } from '../regf/layout.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { isPlausibleTime } from '../regf/RecordTest.ts'
import type { DeletedRecords, RecordState } from './DeletedRecords.ts'
import { type DataState, deletedData, isWhole } from './deletedData.ts'
import { type DeletedPath, deletedKeyName, deletedValueName, pathOfKey } from './deletedPath.ts'
import type { Place } from './RecordPlaces.ts'

/**
 * How likely a record is what it looks like.
 *
 * - `high`: it lies in a cell of its own, and what it says fits with other records.
 * - `medium`: one of these.
 * - `low`: it was recognised by its own fields only, or some of them are odd.
 */
export type Confidence = 'high' | 'medium' | 'low'

/**
 * A fact that was verified.
 *
 * - `cell-fits`, `cell-lost`: whether the size field before the record can be that of its cell.
 * - `name-cut`: the end of the name is overwritten.
 * - `time-odd`: the last write is not between 1970 and 2100.
 * - `parent-…`: what is in the cell that its parent field names.
 * - `outside`: it refers to places that this hive does not have, so it may be of another one.
 * - `listed-by-parent`: the list of its live parent still names it, behind its end.
 * - `parent-doubtful`: its live parent may be another key in the same place (`DeletedRecords.isDoubtfulParent`).
 * - `values-lost`, `subkeys-lost`: it had more values or subkeys than were found whole.
 * - `owner-live`, `owner-deleted`: the list of a live or deleted key proves whose value it was.
 * - `owner-unknown`: no list names it.
 * - `data-…`: what is left of its data.
 */
export type Evidence =
  | 'cell-fits'
  | 'cell-lost'
  | 'name-cut'
  | 'time-odd'
  | `parent-${'live' | 'deleted' | 'reused' | 'gone'}`
  | 'outside'
  | 'listed-by-parent'
  | 'parent-doubtful'
  | 'values-lost'
  | 'subkeys-lost'
  | `owner-${'live' | 'deleted' | 'unknown'}`
  | `data-${DataState}`

interface DeletedRecord {
  /** File offset of the record. */
  readonly at: FileOffset
  readonly place: Place
  readonly state: RecordState
  readonly name: string
  /** The path of the key, or of the key of the value. */
  readonly path: DeletedPath
  readonly confidence: Confidence
  readonly evidence: readonly Evidence[]
  /** Whether everything that it had was found, nothing of it overwritten. */
  readonly isWhole: boolean
}

/** A deleted key. */
export interface DeletedKey extends DeletedRecord {
  readonly kind: 'key'
  /** FILETIME, UTC in 100 ns since 1601. */
  readonly lastWrite: bigint
  /** How many values it says it had, and how many of them were found, with their data or without. */
  readonly values: { readonly had: number; readonly found: number; readonly whole: number }
  /** How many subkeys it says it had, and how many deleted ones were found. */
  readonly subkeys: { readonly had: number; readonly found: number }
}

/** A deleted value. */
export interface DeletedValue extends DeletedRecord {
  readonly kind: 'value'
  readonly type: number
  /** Bytes of data that it had, and how many of them are left, from the first one on. */
  readonly size: number
  readonly left: number
}

/**
 * Describes a deleted record.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the record
 * @returns its content and the evidence
 */
export function describeRecord(found: DeletedRecords, at: FileOffset): DeletedKey | DeletedValue {
  return found.hasKey(at) ? describeKey(found, at) : describeValue(found, at)
}

/**
 * Measures a deleted record, its name included.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the record
 * @returns the bytes of it that are there
 */
export function recordBytes(found: DeletedRecords, at: FileOffset): number {
  return Math.min(claimedBytes(found, at), found.end(at) - at)
}

function claimedBytes(found: DeletedRecords, at: FileOffset): number {
  const { image } = found.cells
  return found.hasKey(at)
    ? NK.NAME + image.u16(at + NK.NAME_LENGTH)
    : VK.NAME + image.u16(at + VK.NAME_LENGTH)
}

/**
 * Describes a deleted key.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the key's record
 * @returns its content and the evidence
 */
export function describeKey(found: DeletedRecords, at: FileOffset): DeletedKey {
  const { cells } = found
  const { image } = cells
  const length = claimedBytes(found, at)
  const above = found.parentOf(at)
  const cell = cells.cellOf(at)
  const own = found.valuesOf(cell)
  const whole = own.filter((value) => isWhole(deletedData(found, value).state)).length
  const values = { had: image.u32(at + NK.VALUE_COUNT), found: own.length, whole }
  const subkeys = {
    had: image.u32(at + NK.SUBKEY_COUNT),
    found: found.subkeysOf(cell).length,
  }
  const lastWrite = keyLastWrite(cells, at)
  const fits = found.fitsCell(at, length)
  const isCut = at + length > found.end(at)
  const isTimely = isPlausibleTime(lastWrite)
  const isKnown = above.state === 'live' || above.state === 'deleted'
  const hasValues = whole >= values.had
  const hasSubkeys = subkeys.found >= subkeys.had
  const evidence: Evidence[] = [fits ? 'cell-fits' : 'cell-lost']
  if (isCut) evidence.push('name-cut')
  if (!isTimely) evidence.push('time-odd')
  evidence.push(`parent-${above.state}`)
  const isOutside = found.leadsOutside(at)
  if (isOutside) evidence.push('outside')
  const isDoubtful = found.isDoubtfulParent(at)
  if (found.isExSubkey(at)) evidence.push('listed-by-parent')
  if (isDoubtful) evidence.push('parent-doubtful')
  if (!hasValues) evidence.push('values-lost')
  if (!hasSubkeys) evidence.push('subkeys-lost')
  const isPlaced = isKnown && !isDoubtful && !isOutside
  const isSure = fits && isPlaced && isTimely && !isCut
  return {
    kind: 'key',
    ...{ at, place: found.place(at), state: found.state(at), name: deletedKeyName(found, at) },
    path: pathOfKey(found, { state: 'deleted', cell }),
    ...{ lastWrite, values, subkeys, evidence },
    confidence: isSure
      ? 'high'
      : (isPlaced || (fits && !isOutside)) && isTimely && !isCut
        ? 'medium'
        : 'low',
    isWhole: !isCut && hasValues && hasSubkeys,
  }
}

/**
 * Describes a deleted value.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the value's record
 * @returns its content and the evidence
 */
function describeValue(found: DeletedRecords, at: FileOffset): DeletedValue {
  const length = claimedBytes(found, at)
  const above = found.ownerOf(at)
  const owner = above.state === 'live' || above.state === 'deleted' ? above.state : 'unknown'
  const data = deletedData(found, at)
  const fits = found.fitsCell(at, length)
  const isCut = at + length > found.end(at)
  const evidence: Evidence[] = [fits ? 'cell-fits' : 'cell-lost']
  if (isCut) evidence.push('name-cut')
  evidence.push(`owner-${owner}`, `data-${data.state}`)
  const isThere = isWhole(data.state)
  const isOwned = owner !== 'unknown'
  const isSure = fits && isOwned && isThere && !isCut
  return {
    kind: 'value',
    ...{ at, place: found.place(at), state: found.state(at), name: deletedValueName(found, at) },
    path: isOwned ? pathOfKey(found, above) : { names: [], isWhole: false },
    ...{ type: valueType(found.cells, at), size: data.size, left: data.left, evidence },
    confidence: isSure ? 'high' : !isCut && (isOwned || (fits && isThere)) ? 'medium' : 'low',
    isWhole: isThere && !isCut,
  }
}
