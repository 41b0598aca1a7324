/** The list of unsaved changes of a hive. */

import type { Changes, DocId } from '../worker/protocol.ts'
import { openDialog } from './dialogs.ts'
import { titleOf } from './documents.ts'
import { engine } from './engine.ts'
import { showError } from './notices.ts'
import { isPassing } from './passing.ts'

/** The most changes that are listed. */
const MOST = 1000

/** The newest changes; null when they could not be loaded, which a notice reports. */
export async function loadChanges(doc: DocId): Promise<Changes | null> {
  try {
    return await engine().changes({ doc, limit: MOST })
  } catch (error) {
    if (!isPassing(error)) showError(error, titleOf(doc), { doc })
    return null
  }
}

/** Opens the list of changes. */
export function showChanges(doc: DocId): void {
  openDialog({ type: 'changes', doc })
}
