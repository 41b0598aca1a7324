/**
 * The interface of the parts of a document that keep state about its hive: ids, rows, results,
 * logs.
 */

import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'

/** Whether a step was done for the first time, undone or redone. */
export type Direction = 'do' | 'undo' | 'redo'

/**
 * A part of a document. The document notifies its parts of each step, in a fixed order, before it
 * reports the step to the page.
 */
export interface DocumentPart {
  /**
   * A step changed records of the hive.
   *
   * @param movedFrom - the ids that moved records had before the step, in the order of `changes.moved`
   */
  edited(changes: RecordChanges, direction: Direction, movedFrom: readonly number[]): void
  /** A step exchanged the whole image; `hive` is now the current one. */
  swapped(hive: Hive, direction: Direction): void
  /** The document was closed; the part is not used again. */
  closed(): void
}
