/** Restoring several deleted records as one edit. What cannot be restored is left out and named. */

import { HiveError, type HiveErrorCode } from '../errors.ts'
import type { EditScope } from '../offreg/editScope.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { part, type Work } from '../work.ts'
import type { DeletedRecords } from './DeletedRecords.ts'
import { type Restored, type RestoreOptions, restoreSteps } from './restore.ts'

/** A record that was not restored, and why. */
export interface Refused {
  /** File offset of the record. */
  readonly at: FileOffset
  readonly code: HiveErrorCode
}

/** What restoring several records did. */
export interface RestoredMany extends Restored {
  readonly refused: readonly Refused[]
  /** The records that were restored, without those that came with the key they are in. */
  readonly done: readonly FileOffset[]
}

/** Refusals that come before anything is written, so that the other records can be restored all the same. */
const REFUSALS: readonly HiveErrorCode[] = [
  ...(['overwritten', 'place-unknown', 'key-exists', 'value-exists'] as const),
]

/**
 * Restores deleted records. One that belongs to a key that is restored too comes with it.
 *
 * @param scope - the edit
 * @param found - the deleted records of the hive, of its current bytes
 * @param chosen - file offsets of the records
 * @param options - where they are restored, and what happens if there is one of that name
 * @returns the places to show, and what was restored and left out
 * @throws HiveError the codes of `restoreSteps`; of a refusal only if nothing at all can be restored
 */
export function* restoreManySteps(
  scope: EditScope,
  found: DeletedRecords,
  chosen: readonly FileOffset[],
  options: RestoreOptions = {},
): Work<RestoredMany> {
  const all = new Set(chosen)
  const tops = chosen.filter((at) => !isInside(found, at, all))
  const refused: Refused[] = []
  const done: FileOffset[] = []
  const sum = { restored: { keys: 0, values: 0 }, leftOut: { keys: 0, values: 0 } }
  let first: Restored | null = null
  let reason: HiveError | null = null
  for (const [index, at] of tops.entries()) {
    try {
      const work = restoreSteps(scope, found, at, options)
      const one = yield* part(work, index / tops.length, (index + 1) / tops.length)
      first ??= one
      done.push(at)
      for (const what of ['restored', 'leftOut'] as const) {
        sum[what].keys += one[what].keys
        sum[what].values += one[what].values
      }
    } catch (error) {
      if (!(error instanceof HiveError) || !REFUSALS.includes(error.code)) throw error
      reason ??= error
      refused.push({ at, code: error.code })
    }
  }
  if (first === null) throw reason ?? new HiveError('stale', 'no record was chosen')
  const count = sum.restored.keys + sum.restored.values
  return { ...first, ...sum, label: { ...first.label, count }, refused, done }
}

/** Whether a record is a part of another deleted key of a set. */
export function isInside(
  found: DeletedRecords,
  at: FileOffset,
  keys: ReadonlySet<number>,
): boolean {
  const seen = new Set<CellOffset>()
  let above = found.hasKey(at) ? found.parentOf(at) : found.ownerOf(at)
  while (above.state === 'deleted' && !seen.has(above.cell)) {
    seen.add(above.cell)
    const key = found.cells.payloadAt(above.cell)
    if (keys.has(key)) return true
    above = found.parentOf(key)
  }
  return false
}
