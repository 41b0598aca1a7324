/**
 * Restoring deleted records as an ordinary edit: new records are created from what is left of the old ones, which
 * themselves stay as they are, and so does everything else that was deleted, since the new ones go into new bins.
 * Data that is not whole is never restored; it is left out and counted.
 */

import { decodeUtf16 } from '../bytes/text.ts'
import type { CommandResult } from '../edit/command.ts'
import { HiveError } from '../errors.ts'
import type { EditScope } from '../offreg/editScope.ts'
import { createKey } from '../offreg/keys.ts'
import { requireKeyName } from '../offreg/rules.ts'
import { createValueSteps } from '../offreg/values.ts'
import { findKeyNode, stampKey } from '../regf/keyNode.ts'
import { findValue } from '../regf/keyValue.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { isPlausibleTime } from '../regf/RecordTest.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import type { DeletedRecords } from './DeletedRecords.ts'
import { chainAbove, deletedKeyName } from './deletedPath.ts'
import { type LostKey, readKey, readTreeSteps, readValue } from './restorable.ts'

/** Where and how a record is restored. */
export interface RestoreOptions {
  /** The live key that it is restored below; its old place by default. */
  readonly below?: CellOffset | undefined
  /** What happens if there is a key or value of that name: a refusal, by default, or another name. */
  readonly onConflict?: 'refuse' | 'rename' | undefined
}

/** What a restore did. */
export interface Restored extends CommandResult {
  /** The restored records. */
  readonly restored: Counts
  /** Records that belong to them but are not whole, so that they were left out. */
  readonly leftOut: Counts
}

interface Counts {
  readonly keys: number
  readonly values: number
}

/**
 * Restores a deleted key with the values and subkeys that were found whole, or one value.
 *
 * @param scope - the edit
 * @param found - the deleted records of the hive, of its current bytes
 * @param at - file offset of the record
 * @param options - where it is restored, and what happens if there is one of that name
 * @returns the places to show, and what was restored and left out
 * @throws HiveError `stale` when there is no such record, or the hive was edited since it was found
 * @throws HiveError `place-unknown` when its old place is not known
 * @throws HiveError `overwritten` when a value, or the name of a key, is not whole
 * @throws HiveError `key-exists`, `value-exists` when there is one of that name
 * @throws HiveError the codes of `createKey` and `setValue`
 */
export function* restoreSteps(
  scope: EditScope,
  found: DeletedRecords,
  at: FileOffset,
  options: RestoreOptions = {},
): Work<Restored> {
  if (!found.isCurrent || !found.has(at)) throw gone()
  scope.cells.spareFreeCells(true)
  try {
    return found.hasKey(at)
      ? yield* restoreKey(scope, found, at, options)
      : yield* restoreValue(scope, found, at, options)
  } finally {
    scope.cells.spareFreeCells(false)
  }
}

function* restoreKey(
  scope: EditScope,
  found: DeletedRecords,
  at: FileOffset,
  options: RestoreOptions,
): Work<Restored> {
  const { top, keys, values, leftOut } = yield* readTreeSteps(found, at)
  const above = options.below === undefined ? chainOf(found, at, 'key') : []
  const parent = options.below ?? liveAbove(found, at, 'key')
  const { place, made: madeAbove } = settlePlace(scope, parent, above)
  const name = freeKeyName(scope, place, top.name, options.onConflict)
  const made = new Map<LostKey, CellOffset>()
  let done = 0
  for (const key of keys) {
    const below = key === top ? place : (made.get(key.parent as LostKey) as CellOffset)
    const cell = createLostKey(scope, below, key === top ? { ...key, name } : key)
    made.set(key, cell)
    for (const value of key.values) yield* createValueSteps(scope, cell, value)
    if (++done % RECORDS_A_STEP === 0) yield done / keys.length
  }
  for (const [key, cell] of made) stampAsBefore(scope, cell, key.lastWrite)
  const cell = made.get(top) as CellOffset
  return {
    label: { kind: 'restore', name, count: keys.length + values },
    after: { key: cell, value: null },
    before: { key: parent, value: null },
    restored: { keys: keys.length + madeAbove, values },
    leftOut,
  }
}

function* restoreValue(
  scope: EditScope,
  found: DeletedRecords,
  at: FileOffset,
  options: RestoreOptions,
): Work<Restored> {
  const value = readValue(found, at)
  if (value === null) throw overwritten(at)
  const above = options.below === undefined ? chainOf(found, at, 'value') : []
  const parent = options.below ?? liveAbove(found, at, 'value')
  const { place: key, made } = settlePlace(scope, parent, above)
  const name = freeValueName(scope, key, value.name, options.onConflict)
  const cell = yield* createValueSteps(scope, key, { ...value, name })
  return {
    label: { kind: 'restore', name, count: 1 },
    after: { key, value: cell },
    before: { key: parent, value: null },
    restored: { keys: made, values: 1 },
    leftOut: { keys: 0, values: 0 },
  }
}

/** The deleted keys above a record, which have to be there again before it. Only they are restored, without values. */
function chainOf(found: DeletedRecords, at: FileOffset, kind: 'key' | 'value'): readonly LostKey[] {
  return chain(found, at, kind).keys.map((key) => {
    const read = readKey(found, key)
    if (read === null) throw overwritten(key)
    return read
  })
}

function liveAbove(found: DeletedRecords, at: FileOffset, kind: 'key' | 'value'): CellOffset {
  return chain(found, at, kind).live
}

function chain(found: DeletedRecords, at: FileOffset, kind: 'key' | 'value') {
  const above = chainAbove(found, kind === 'key' ? found.parentOf(at) : found.ownerOf(at))
  if (above !== null) return above
  const subject = kind === 'key' ? deletedKeyName(found, at) : undefined
  throw new HiveError('place-unknown', 'the key it was below is not known', { offset: at, subject })
}

/** Finds or creates the keys above a record; returns the last of them, and how many were created. */
function settlePlace(
  scope: EditScope,
  live: CellOffset,
  above: readonly LostKey[],
): { readonly place: CellOffset; readonly made: number } {
  const { cells } = scope
  let place = live
  let made = 0
  for (const key of above) {
    const isKey = findKeyNode(cells, place) !== 0
    const there = isKey ? findSubkey(cells, cells.payloadAt(place), key.name) : NIL
    if (there === NIL) made++
    place = there === NIL ? createLostKey(scope, place, key) : there
  }
  return { place, made }
}

/** Creates a key as it was, apart from its values and subkeys. */
function createLostKey(scope: EditScope, parent: CellOffset, key: LostKey): CellOffset {
  const { className, descriptor, link } = key
  const longestName = LIMIT.LIBRARY_KEY_NAME
  return createKey(scope, parent, key.name, {
    ...{ link, longestName },
    className: className === null ? '' : decodeUtf16(className),
    descriptor: descriptor ?? undefined,
  })
}

function stampAsBefore(scope: EditScope, cell: CellOffset, lastWrite: bigint): void {
  if (isPlausibleTime(lastWrite)) stampKey(scope.cells, scope.cells.payloadAt(cell), lastWrite)
}

/** The numbers that are tried for the name of a restored record. */
const NAME_TRIES = 10_000

function freeKeyName(
  scope: EditScope,
  parent: CellOffset,
  name: string,
  onConflict: RestoreOptions['onConflict'],
): string {
  requireKeyName(name, LIMIT.LIBRARY_KEY_NAME)
  const { cells } = scope
  if (onConflict !== 'rename' || findKeyNode(cells, parent) === 0) return name
  const key = cells.payloadAt(parent)
  return freeName(name, LIMIT.LIBRARY_KEY_NAME, (tried) => findSubkey(cells, key, tried) === NIL)
}

function freeValueName(
  scope: EditScope,
  parent: CellOffset,
  name: string,
  onConflict: RestoreOptions['onConflict'],
): string {
  const { cells } = scope
  if (onConflict !== 'rename' || findKeyNode(cells, parent) === 0) return name
  const key = cells.payloadAt(parent)
  return freeName(name, LIMIT.VALUE_NAME, (tried) => findValue(cells, key, tried) === NIL)
}

/** `name`, `name (restored)`, `name (restored 2)`, … */
function freeName(name: string, longest: number, isFree: (name: string) => boolean): string {
  if (isFree(name)) return name
  for (let number = 1; number < NAME_TRIES; number++) {
    const ending = number === 1 ? ' (restored)' : ` (restored ${number})`
    const tried = name.slice(0, longest - ending.length) + ending
    if (isFree(tried)) return tried
  }
  return name
}

function gone(): HiveError {
  return new HiveError('stale', 'the deleted record is no longer there')
}

function overwritten(at: FileOffset): HiveError {
  return new HiveError('overwritten', 'other records have overwritten part of it', { offset: at })
}
