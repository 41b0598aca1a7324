/**
 * The parts of a key that cannot be read, and the edits of it that damage would make fail, so that
 * the page does not offer them. Each record that an edit would touch is examined. In a hive without
 * damage only the descriptor is, from which new keys inherit theirs.
 */

import { HiveError } from '../errors.ts'
import { leadsNowhere, soundKey, throwDamage } from '../offreg/editScope.ts'
import { readDescriptor } from '../offreg/keySecurity.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { Report } from '../regf/finding.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { eachValue, findKeyValue } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { eachSubkey } from '../regf/subkeyList.ts'
import { withErrorPath } from './errorPaths.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { DamageRow, ErrorData, KeyDetails, KeyId } from './protocol.ts'

type KeyDamage = Pick<KeyDetails, 'unreadable' | 'refused'>

const SOUND: KeyDamage = {
  unreadable: { subkeys: null, values: null },
  refused: { newKey: null, newValue: null, rename: null, remove: null },
}

/**
 * The most damaged keys below a key that are examined before a deletion; the deletion itself finds
 * the rest.
 */
const MOST_BELOW = 100

/** The damage of a key, given by its id and its cell. */
export function keyDamage(doc: HiveDocument, id: KeyId, cell: CellOffset): KeyDamage {
  const { hive } = doc
  const { cells, root } = hive
  if (!cells.surveyed) return SOUND
  const key = cells.payloadAt(cell)
  const refusal = (...tries: readonly (() => void)[]): ErrorData | null => {
    const run = () => {
      for (const one of tries) one()
    }
    const thrown = attempt(() => withErrorPath(doc, id, run))
    return thrown && { code: thrown.code, message: thrown.message, detail: thrown.detail }
  }
  const own = () => void soundKey(cells, cell)
  const securityCell = cells.image.u32(key + NK.SECURITY) as CellOffset
  const security = () => cells.requireSound(securityCell)
  const descriptor = () => void readDescriptor(cells, securityCell)
  if (!cells.hasDamage) {
    return { ...SOUND, refused: { ...SOUND.refused, newKey: refusal(descriptor) } }
  }
  const subkeys = () => requireList(cells, key, NK.SUBKEY_COUNT, NK.SUBKEY_LIST)
  const values = () => requireList(cells, key, NK.VALUE_COUNT, NK.VALUE_LIST)
  const parent = () => {
    const above = soundKey(cells, cells.image.u32(key + NK.PARENT) as CellOffset)
    requireList(cells, above, NK.SUBKEY_COUNT, NK.SUBKEY_LIST)
  }
  const everyPart = () => {
    readSubkeys(cells, key)
    readValues(cells, key, (value) => cells.requireSound(value))
  }
  const below = () => {
    for (const one of damagedBelow(doc, cell)) requireWhole(cells, one)
  }
  const isRoot = cell === root
  return {
    unreadable: {
      subkeys: damageRow(attempt(() => readSubkeys(cells, key, lostOnly))),
      values: damageRow(attempt(() => readValues(cells, key, () => {}))),
    },
    refused: {
      newKey: refusal(own, subkeys, descriptor),
      newValue: refusal(own, values),
      rename: isRoot ? null : refusal(own, parent),
      remove: isRoot ? null : refusal(own, parent, subkeys, values, security, everyPart, below),
    },
  }
}

/** Keys with an error below a key, at most `MOST_BELOW`. */
function damagedBelow({ checks, rows }: HiveDocument, top: CellOffset): CellOffset[] {
  const found: CellOffset[] = []
  for (const cell of checks.damaged.cells()) {
    if (found.length === MOST_BELOW) break
    if (cell !== top && rows.ancestors(cell)?.includes(top)) found.push(cell)
  }
  return found
}

/** Throws when a list that an edit would change is damaged. */
function requireList(cells: CellStore, key: FileOffset, count: number, list: number): void {
  const { image } = cells
  if (image.u32(key + count) > 0) cells.requireSound(image.u32(key + list) as CellOffset)
}

/** Throws when a key that is deleted with its ancestor cannot be read completely. */
function requireWhole(cells: CellStore, cell: CellOffset): void {
  const key = soundKey(cells, cell)
  requireList(cells, key, NK.SUBKEY_COUNT, NK.SUBKEY_LIST)
  requireList(cells, key, NK.VALUE_COUNT, NK.VALUE_LIST)
  readSubkeys(cells, key)
  readValues(cells, key, (value) => cells.requireSound(value))
}

/** Throws for records that cannot be read. A list that is only marked free can be. */
const lostOnly: Report = (code, at, detail) => {
  if (code !== 'list-freed') throwDamage(code, at, detail)
}

/** @throws HiveError `damaged` at the first entry or list that cannot be read */
function readSubkeys(cells: CellStore, key: FileOffset, report: Report = throwDamage): void {
  const visit = (child: CellOffset, entry: number): undefined => {
    if (findKeyNode(cells, child) === 0) throw leadsNowhere(entry, child)
  }
  eachSubkey(cells, key, visit, report)
}

/** @throws HiveError `damaged` at the first entry that cannot be read, and what `check` throws */
function readValues(cells: CellStore, key: FileOffset, check: (value: CellOffset) => void): void {
  const visit = (value: CellOffset, _: number, entry: number): undefined => {
    if (findKeyValue(cells, value) === 0) throw leadsNowhere(entry, value)
    check(value)
  }
  eachValue(cells, key, visit, throwDamage)
}

function attempt(run: () => void): HiveError | null {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof HiveError) return error
    throw error
  }
}

function damageRow(error: HiveError | null): DamageRow | null {
  if (error === null) return null
  const { finding = 'reference-bad', offset = 0, expected, actual } = error.detail
  return { code: finding, offset, expected: expected ?? null, actual: actual ?? null }
}

/** The error that the check found in a key's record, for its row. */
export function damageOf(doc: HiveDocument, cell: CellOffset): DamageRow | null {
  const found = doc.checks.damaged.damageOf(cell) ?? doc.hive.cells.damageOf(cell)
  if (found === undefined) return null
  const { code, offset, expected, actual } = found
  return { code, offset, expected: expected ?? null, actual: actual ?? null }
}

/** The damage row for a listed cell that does not hold a key. */
export function noKey(cell: CellOffset): DamageRow {
  const offset = fileOffset(cell)
  return { code: 'reference-bad', offset, expected: null, actual: cell }
}
