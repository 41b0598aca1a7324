/** Deleted records as they are restored: copies of what is left of them, without anything that is not whole. */

import { upcase } from '../bytes/upcase.ts'
import { HiveError } from '../errors.ts'
import { ReadBudget } from '../offreg/compact/ReadBudget.ts'
import { keyLastWrite } from '../regf/keyNode.ts'
import { valueType } from '../regf/keyValue.ts'
import { KEY_FLAG, LIMIT, NK, SIG, SK, VALUE_FLAG, VK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../regf/offsets.ts'
import { checkStoredDescriptor } from '../security/checkDescriptor.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import type { DeletedRecords } from './DeletedRecords.ts'
import { deletedData, isWhole } from './deletedData.ts'
import { deletedKeyName, deletedValueName } from './deletedPath.ts'

/** A deleted value that is whole. */
export interface LostValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/** A deleted key whose name is whole. */
export interface LostKey {
  readonly name: string
  /** FILETIME, UTC in 100 ns since 1601. */
  readonly lastWrite: bigint
  readonly className: Uint8Array | null
  /** Null if it is gone, so that the descriptor of the parent is inherited. */
  readonly descriptor: Uint8Array | null
  readonly link: boolean
  readonly values: readonly LostValue[]
  /** The key that it is restored below; null for the one that was asked for. */
  readonly parent: LostKey | null
}

/** A deleted key and what is below it. */
export interface LostTree {
  readonly top: LostKey
  /** Parents come before their subkeys. */
  readonly keys: readonly LostKey[]
  /** The number of values in all of them. */
  readonly values: number
  readonly leftOut: { readonly keys: number; readonly values: number }
}

/**
 * Reads a deleted key with everything below it.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the key's record
 * @returns copies of everything that is whole, and how much is not
 * @throws HiveError `overwritten` when the name of the key itself is not whole
 * @throws HiveError `damaged` when records are shared until they are more than the hive can hold
 */
export function* readTreeSteps(found: DeletedRecords, at: FileOffset): Work<LostTree> {
  const budget = new ReadBudget(found.cells.bins.dataSize)
  const seen = new Set<number>()
  const keys: LostKey[] = []
  const leftOut = { keys: 0, values: 0 }
  let values = 0
  const open: { at: FileOffset; parent: LostKey | null; depth: number }[] = [
    { at, parent: null, depth: 0 },
  ]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next.at)) continue
    seen.add(next.at)
    const bare = readKey(found, next.at, next.parent)
    if (bare === null && next.parent === null) {
      const detail = { offset: at }
      throw new HiveError('overwritten', 'other records have overwritten its name', detail)
    }
    if (bare === null || next.depth > LIMIT.NEW_DEPTH) {
      leftOut.keys++
      continue
    }
    const kept = readValues(found, next.at, budget)
    // A link without its target would be an ordinary key under its name.
    const isTarget = kept.values.length === 1 && kept.values[0]?.name === 'SymbolicLinkValue'
    if (bare.link && !isTarget) {
      if (next.parent === null) throw linkLost(at)
      leftOut.keys++
      continue
    }
    const key = { ...bare, values: kept.values }
    keys.push(key)
    values += kept.values.length
    leftOut.values += kept.leftOut
    const subkeys = newestByName(found, next.at)
    leftOut.keys += subkeys.leftOut
    for (const subkey of subkeys.keys) {
      open.push({ at: subkey, parent: key, depth: next.depth + 1 })
    }
    if (keys.length % RECORDS_A_STEP === 0) yield 0
  }
  return { top: keys[0] as LostKey, keys, values, leftOut }
}

function linkLost(at: FileOffset): HiveError {
  return new HiveError('overwritten', 'the target of the link is overwritten', { offset: at })
}

/**
 * Reads a deleted key without its values.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the key's record
 * @param parent - the key that it is restored below
 * @returns a copy; null if its name is not whole, or no key can be given that name
 */
export function readKey(
  found: DeletedRecords,
  at: FileOffset,
  parent: LostKey | null = null,
): LostKey | null {
  const { cells } = found
  const { image } = cells
  if (at + NK.NAME + image.u16(at + NK.NAME_LENGTH) > found.end(at)) return null
  const name = deletedKeyName(found, at)
  if (parent !== null && name.length > LIMIT.LIBRARY_KEY_NAME) return null
  return {
    ...{ name, parent, values: [] },
    lastWrite: keyLastWrite(cells, at),
    className: classOf(found, at),
    descriptor: descriptorOf(found, image.u32(at + NK.SECURITY) as CellOffset),
    link: (image.u16(at + NK.FLAGS) & KEY_FLAG.SYM_LINK) !== 0,
  }
}

/**
 * Reads a deleted value.
 *
 * @param found - the deleted records of the hive
 * @param at - file offset of the value's record
 * @returns a copy; null if its name or its data is not whole
 */
export function readValue(found: DeletedRecords, at: FileOffset): LostValue | null {
  const { cells } = found
  const { image } = cells
  if (at + VK.NAME + image.u16(at + VK.NAME_LENGTH) > found.end(at)) return null
  // A value that hides one of a lower layer has no data of its own.
  if (cells.minor >= 6 && (image.u16(at + VK.FLAGS) & VALUE_FLAG.TOMBSTONE) !== 0) return null
  const { state, size, pieces } = deletedData(found, at)
  if (!isWhole(state)) return null
  const data = new Uint8Array(size)
  let filled = 0
  for (const piece of pieces()) {
    data.set(image.bytesView(piece.at, piece.length), filled)
    filled += piece.length
  }
  return { name: deletedValueName(found, at), type: valueType(cells, at), data }
}

/** The values of a key that are whole; of several with one name the first. */
function readValues(
  found: DeletedRecords,
  key: FileOffset,
  budget: ReadBudget,
): { values: LostValue[]; leftOut: number } {
  const { cells } = found
  const values: LostValue[] = []
  const names = new Set<string>()
  for (const at of found.valuesOf(cells.cellOf(key))) {
    const { state, size } = deletedData(found, at)
    if (isWhole(state)) budget.spend(VK.NAME + size)
    const value = readValue(found, at)
    if (value === null || names.has(upcase(value.name))) continue
    names.add(upcase(value.name))
    values.push(value)
  }
  const had = cells.image.u32(key + NK.VALUE_COUNT)
  return { values, leftOut: Math.max(0, had - values.length) }
}

/** The deleted subkeys of a key; of several with one name the one that was written last. */
function newestByName(
  found: DeletedRecords,
  key: FileOffset,
): { keys: FileOffset[]; leftOut: number } {
  const newest = new Map<string, FileOffset>()
  let leftOut = 0
  for (const at of found.subkeysOf(found.cells.cellOf(key))) {
    const name = upcase(deletedKeyName(found, at))
    const other = newest.get(name)
    if (other !== undefined) leftOut++
    const isNewer =
      other === undefined || keyLastWrite(found.cells, at) > keyLastWrite(found.cells, other)
    if (isNewer) newest.set(name, at)
  }
  const missing = found.cells.image.u32(key + NK.SUBKEY_COUNT) - newest.size - leftOut
  return { keys: [...newest.values()], leftOut: leftOut + Math.max(0, missing) }
}

/** The class name of a deleted key, if no other record has overwritten it. */
function classOf(found: DeletedRecords, key: FileOffset): Uint8Array | null {
  const { cells } = found
  const { image, headerSize } = cells
  const length = image.u16(key + NK.CLASS_LENGTH)
  const cell = image.u32(key + NK.CLASS) as CellOffset
  if (length === 0 || length % 2 !== 0 || cell === NIL || cell % 8 !== 0) return null
  const whole = headerSize + length
  if (cell >= cells.bins.dataSize || found.unused(fileOffset(cell), whole) < whole) return null
  return image.bytesCopy(cells.payloadAt(cell), length)
}

/**
 * The descriptor in a security cell. One that live keys share is very likely that of the deleted key too; a freed
 * one counts as long as it is a descriptor that Windows would accept.
 */
function descriptorOf(found: DeletedRecords, cell: CellOffset): Uint8Array | null {
  const { cells } = found
  const { image } = cells
  if (cell % 8 !== 0 || cell >= cells.bins.dataSize) return null
  const at = cells.payloadAt(cell)
  const live = cells.payloadSize(cell)
  const room = live >= 0 ? live : found.unused(at, SK.DESCRIPTOR + LIMIT.DESCRIPTOR)
  if (room < SK.DESCRIPTOR || image.u16(at + SK.SIGNATURE) !== SIG.SK) return null
  const size = image.u32(at + SK.SIZE)
  if (size > room - SK.DESCRIPTOR || size > LIMIT.DESCRIPTOR) return null
  const descriptor = image.bytesCopy(at + SK.DESCRIPTOR, size)
  return checkStoredDescriptor(descriptor) === null ? descriptor : null
}
