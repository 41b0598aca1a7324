/** Changing the properties of keys, and creating links. */

import type { DocId, EditRequest, KeyId, UsageRow } from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { closeDialog } from './dialogs.ts'
import { documentOf, updateDocument } from './documents.ts'
import { runEdit } from './edits.ts'
import { engine } from './engine.ts'
import { needsNoMessage, showError } from './notices.ts'

/** Runs the edit of a dialog and closes it; a refusal keeps it open. */
export function submitEdit(
  doc: DocId,
  edit: EditRequest,
  onRefused: (error: unknown) => void,
): Promise<void> {
  return actNext(doc, async () => {
    const result = await runEdit(doc, edit, { onRefused })
    if (result) closeDialog()
  })
}

/** Lets keys keep their last write times when they are edited, or get the time of the edit again. */
export async function toggleKeepsTimes(doc: DocId): Promise<void> {
  const keepsTimes = documentOf(doc)?.info.keepsTimes !== true
  try {
    updateDocument(doc, { info: await engine().setKeepsTimes({ doc, keepsTimes }) })
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc })
  }
}

/** What a key and everything below it take; null when that cannot be measured, or was given up. */
export async function measureKey(
  doc: DocId,
  key: KeyId,
  signal: AbortSignal,
): Promise<UsageRow | null> {
  try {
    return await engine().keyUsage({ doc, key }, { signal })
  } catch (error) {
    if (!signal.aborted && !needsNoMessage(error)) showError(error, undefined, { doc })
    return null
  }
}
