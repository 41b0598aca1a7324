/** The interface of the parts of a document that keep state about its hive: ids, rows, results, logs. */

import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'

/** Whether a step was done for the first time, undone or redone. */
export type Direction = 'do' | 'undo' | 'redo'

/** The document informs its parts of each step, always in the same order, before anything else. */
export interface DocumentPart {
  /** A step changed records of the hive. */
  edited(changes: RecordChanges, direction: Direction): void
  /** A step exchanged the whole image: this hive is the current one. */
  swapped(hive: Hive, direction: Direction): void
  /** The document was closed; nothing is asked of it any more. */
  closed(): void
}
