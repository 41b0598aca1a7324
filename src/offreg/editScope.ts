/**
 * The scope of an edit of keys and values: the hive, the log of its effects on records, and checks that refuse to
 * touch a record that is gone or damaged (regf-format 6.1).
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { EditLog } from '../regf/EditLog.ts'
import type { Report } from '../regf/finding.ts'
import { findKeyNode, stampKey } from '../regf/keyNode.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { eachSubkey } from '../regf/subkeyList.ts'

/** The hive an edit runs in. */
export interface EditScope {
  readonly cells: CellStore
  readonly root: CellOffset
  /** The time of the changes: FILETIME, UTC 100 ns since 1601. */
  readonly now: bigint
  /** Whether keys that exist keep their last write times. New keys get the time of the changes. */
  readonly keepsTimes?: boolean
  /** The effects of the edit so far. Code that creates, frees or moves a record, or changes a list, writes to it. */
  readonly log: EditLog
}

/**
 * Makes the scope of an edit.
 *
 * @param hive - the hive to edit
 * @param now - the time of the changes: FILETIME, UTC 100 ns since 1601
 * @param keepsTimes - whether keys that exist keep their last write times
 * @returns the scope
 */
export function scopeOf(
  { cells, root }: { readonly cells: CellStore; readonly root: CellOffset },
  now: bigint,
  keepsTimes = false,
): EditScope {
  return { cells, root, now, keepsTimes, log: cells.log }
}

/**
 * Sets the last write time of a key that an edit changes (regf-format 6.1 rule 8), unless times are kept.
 *
 * @param scope - the edit
 * @param key - file offset of the record of the key
 */
export function stamp({ cells, now, keepsTimes }: EditScope, key: FileOffset): void {
  if (!keepsTimes) stampKey(cells, key, now)
}

/**
 * Finds the record of a key that an edit may touch.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @returns file offset of the record
 * @throws HiveError `stale` when the cell no longer holds a key
 * @throws HiveError `damaged` when the record may not be touched
 */
export function soundKey(cells: CellStore, cell: CellOffset): FileOffset {
  if (findKeyNode(cells, cell) === 0 && !cells.isDamaged(cell)) {
    throw new HiveError('stale', 'the key is gone', { offset: fileOffset(cell) })
  }
  cells.requireSound(cell)
  return cells.payloadAt(cell)
}

/**
 * Lists the subkeys of a key, and refuses damaged ones and those that were seen before.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key
 * @param seen - the keys that were seen before; the subkeys are added
 * @returns cell offsets of the subkeys
 * @throws HiveError `stale` when the cell no longer holds a key
 * @throws HiveError `damaged` when the key or a subkey may not be touched, or the list cannot be
 *   read
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
      if (findKeyNode(cells, child) === 0 || seen.has(child)) throw leadsNowhere(entry, child)
      seen.add(child)
      found.push(child)
    },
    throwDamage,
  )
  return found
}

/** Refuses an edit of a key with a list that cannot be read. Readers skip the damage that is reported here. */
export const throwDamage: Report = (finding, offset, detail) => {
  throw new HiveError('damaged', 'the key holds damaged records', { offset, finding, ...detail })
}

/**
 * Makes the `damaged` error for an edit of a key with a reference that does not lead to a record of
 * this key.
 *
 * @param offset - file offset of the reference
 * @param cell - the value of the reference
 * @returns the error
 */
export function leadsNowhere(offset: number, cell: CellOffset): HiveError {
  return new HiveError('damaged', 'the key holds damaged records', {
    offset,
    finding: 'reference-bad',
    actual: cell,
  })
}
