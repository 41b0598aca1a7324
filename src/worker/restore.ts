/**
 * Saves a hive of version 1.0 or 1.1 whose conversion was saved and then undone. Such a hive cannot
 * be edited, so the file gets its original bytes back.
 */

import { countChanges } from './comparing.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { RequestOf, SaveResult } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { deliver } from './save.ts'

/** Whether the hive is as it was opened, but the file holds something else that was saved since. */
export function isRestored({ hive, history, logs }: HiveDocument): boolean {
  return hive.access === 'old-version' && history.unsaved > 0 && !logs.applied.has(hive)
}

/**
 * Writes the file as it was opened. Must be called within `exclusive`.
 *
 * @throws HiveError `changed-on-disk`, `write-failed`, `cancelled`
 */
export async function saveAsOpened(
  doc: HiveDocument,
  request: RequestOf<'save'>,
  context: CallContext,
): Promise<SaveResult> {
  const { hive } = doc
  const changes = await countChanges(doc, { signal: context.signal, progress: () => {} })
  const file = { hive, digest: await doc.digest(), changes }
  const { report, ...delivered } = await deliver(doc, request, file, context)
  return { ...delivered, report: { ...report, asOpened: true } }
}
