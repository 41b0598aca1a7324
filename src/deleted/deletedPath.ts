/** The path of a deleted record, as far as its parents are known. */

import { keyPath } from '../regf/keyNode.ts'
import { KEY_FLAG, LIMIT, NK, VALUE_FLAG, VK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { readName } from '../regf/storedName.ts'
import type { Above, DeletedRecords } from './DeletedRecords.ts'

/** A path, or the end of one. */
export interface DeletedPath {
  /** The names from the root (not included), or from the highest key that is known. */
  readonly names: readonly string[]
  /** Whether it begins at the root. */
  readonly isWhole: boolean
}

/**
 * Reads the name of a deleted key, cut to what is there.
 *
 * @param found - the deleted records of the hive
 * @param key - file offset of the key's record
 * @returns the name
 */
export function deletedKeyName(found: DeletedRecords, key: FileOffset): string {
  const { image, minor } = found.cells
  const latin1 = minor >= 2 && (image.u16(key + NK.FLAGS) & KEY_FLAG.COMP_NAME) !== 0
  return nameAt(found, key, NK.NAME, image.u16(key + NK.NAME_LENGTH), latin1)
}

/**
 * Reads the name of a deleted value, cut to what is there.
 *
 * @param found - the deleted records of the hive
 * @param value - file offset of the value's record
 * @returns the name; `''` for the default value
 */
export function deletedValueName(found: DeletedRecords, value: FileOffset): string {
  const { image, minor } = found.cells
  const latin1 = minor >= 2 && (image.u16(value + VK.FLAGS) & VALUE_FLAG.COMP_NAME) !== 0
  return nameAt(found, value, VK.NAME, image.u16(value + VK.NAME_LENGTH), latin1)
}

function nameAt(
  found: DeletedRecords,
  record: FileOffset,
  header: number,
  length: number,
  latin1: boolean,
): string {
  const there = Math.min(length, found.end(record) - record - header)
  return readName(found.cells.image, record + header, there, latin1)
}

/**
 * Follows the parents of a key, deleted ones and live ones, as far as they are known.
 *
 * @param found - the deleted records of the hive
 * @param above - the key to begin with
 * @returns its path
 */
export function pathOfKey(found: DeletedRecords, above: Above): DeletedPath {
  const names: string[] = []
  const seen = new Set<CellOffset>()
  let at = above
  while (at.state === 'deleted' && !seen.has(at.cell) && names.length < LIMIT.DEPTH) {
    seen.add(at.cell)
    const key = found.cells.payloadAt(at.cell)
    names.push(deletedKeyName(found, key))
    at = found.parentOf(key)
  }
  names.reverse()
  if (at.state !== 'live') return { names, isWhole: false }
  return { names: [...keyPath(found.cells, found.root, at.cell), ...names], isWhole: true }
}

/**
 * Lists the deleted keys above a record that have to be there again before it can be, the highest first.
 *
 * @param found - the deleted records of the hive
 * @param above - the key above the record
 * @returns the live key they are below, and file offsets of the deleted ones; null if no live key is known
 */
export function chainAbove(
  found: DeletedRecords,
  above: Above,
): { readonly live: CellOffset; readonly keys: readonly FileOffset[] } | null {
  const keys: FileOffset[] = []
  const seen = new Set<CellOffset>()
  let at = above
  while (at.state === 'deleted' && !seen.has(at.cell) && keys.length < LIMIT.DEPTH) {
    seen.add(at.cell)
    const key = found.cells.payloadAt(at.cell)
    keys.push(key)
    at = found.parentOf(key)
  }
  return at.state === 'live' ? { live: at.cell, keys: keys.reverse() } : null
}
