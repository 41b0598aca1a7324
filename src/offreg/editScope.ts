/**
 * What every edit of keys and values needs: the hive it runs in, the log of what it does to records, and the
 * refusal to touch a record that is gone or damaged (regf-format 6.1).
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { EditLog } from '../regf/EditLog.ts'
import type { Report } from '../regf/finding.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { eachSubkey } from '../regf/subkeyList.ts'

/** The hive an edit runs in. */
export interface EditScope {
  readonly cells: CellStore
  readonly root: CellOffset
  /** FILETIME stamped on what changes, UTC 100 ns since 1601. */
  readonly now: bigint
  /** What the edit did so far. Whoever creates, frees or moves a record, or changes a list, writes to it. */
  readonly log: EditLog
}

/** The scope of an edit of a hive at a time. */
export function scopeOf(
  { cells, root }: { readonly cells: CellStore; readonly root: CellOffset },
  now: bigint,
): EditScope {
  return { cells, root, now, log: cells.log }
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
      if (findKeyNode(cells, child) === 0 || seen.has(child)) throw leadsNowhere(entry, child)
      seen.add(child)
      found.push(child)
    },
    throwDamage,
  )
  return found
}

/** Refuses an edit of a key with a list that cannot be read; readers skip what is reported here. */
export const throwDamage: Report = (finding, offset, detail) => {
  throw new HiveError('damaged', 'the key holds damaged records', { offset, finding, ...detail })
}

/**
 * The `damaged` error for an edit of a key with a reference that does not lead to a record of this key.
 *
 * @param offset - of the reference, in the file
 */
export function leadsNowhere(offset: number, cell: CellOffset): HiveError {
  return new HiveError('damaged', 'the key holds damaged records', {
    offset,
    finding: 'reference-bad',
    actual: cell,
  })
}
