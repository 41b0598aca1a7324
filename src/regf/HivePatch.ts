/** The change of a hive that undoes or redoes an edit. */

import type { BytePatch } from './BytePatch.ts'
import { changesOf, type EditEvents, type RecordChanges } from './EditLog.ts'
import type { CellOffset } from './offsets.ts'

/**
 * A state of one hive between two edits, compared by identity: undoing an edit restores the same one. Changes
 * to the header by a save do not count, so that a patch made before a save can be applied after it.
 */
export type HiveRevision = symbol

/** What an edit changes: bytes, the size of the hive bins, reference counts, and its events. */
export interface HiveChange {
  readonly bytes: BytePatch
  readonly dataSize: number
  readonly references: ReadonlyMap<CellOffset, number>
  /** The events of the edit it belongs to. */
  readonly events: EditEvents
}

/** The inverse of an edit, or the edit again. */
export interface HivePatch extends HiveChange {
  /** Whether it reverts the edit, with the events in reverse, or applies it again. */
  readonly undoes: boolean
  /** The only revision that it can be applied to. */
  readonly from: HiveRevision
  /** The revision it leads to. */
  readonly to: HiveRevision
}

/**
 * Lists what applying a patch does to keys and values.
 *
 * @param patch - the patch
 * @returns the changes, with cell offsets before and after
 */
export function changesBy({ events, undoes }: HivePatch): RecordChanges {
  return changesOf(events, undoes)
}

/**
 * Lists what the edit, undo or redo that a patch reverts did to keys and values.
 *
 * @param patch - the patch
 * @returns the changes, with cell offsets before and after
 */
export function changesBefore({ events, undoes }: HivePatch): RecordChanges {
  return changesOf(events, !undoes)
}

/**
 * Reverses changes of reference counts.
 *
 * @param deltas - the changes by security cell
 * @returns the opposite changes, without those of 0
 */
export function negated(deltas: ReadonlyMap<CellOffset, number>): Map<CellOffset, number> {
  return new Map([...deltas].filter(([, n]) => n !== 0).map(([cell, n]) => [cell, -n]))
}

/**
 * Makes the patch of an edit that joined an outer one. The outer patch has the bytes; this one
 * cannot be applied.
 *
 * @param length - length of the file in bytes
 * @param dataSize - size of the hive bins in bytes
 * @returns a patch without changes
 */
export function nestedPatch(length: number, dataSize: number): HivePatch {
  const bytes = { length, runs: [], bytes: new Uint8Array(0) }
  const nowhere = Symbol('nested')
  const events = new Uint32Array(0)
  return {
    bytes,
    dataSize,
    references: new Map(),
    events,
    undoes: true,
    from: nowhere,
    to: nowhere,
  }
}
