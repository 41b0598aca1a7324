/**
 * Saving a hive of version 1.0 or 1.1 whose conversion was saved and then undone. Nothing can be edited in
 * such a hive, so the file gets the bytes back that it had when it was opened.
 */

import type { HiveDocument } from './HiveDocument.ts'
import type { RequestOf, SaveResult } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { deliver } from './save.ts'

/** Whether the hive is the same as when it was opened, but the file was saved since with changes. */
export function isRestored({ hive, history, logs }: HiveDocument): boolean {
  return hive.access === 'old-version' && history.unsaved > 0 && !logs.applied.has(hive)
}

/**
 * Writes the file as it was opened. To be run while no edit can come in between.
 *
 * @throws HiveError `changed-on-disk`, `write-failed`, `cancelled`
 */
export async function saveAsOpened(
  doc: HiveDocument,
  request: RequestOf<'save'>,
  context: CallContext,
): Promise<SaveResult> {
  const { image } = doc.hive
  const bytes = image.bytesView(0, image.length)
  const file = { bytes, digest: await doc.digest(), checked: await doc.surveyed() }
  const { report, blob } = await deliver(doc, request, file, context)
  return { report: { ...report, asOpened: true }, blob }
}
