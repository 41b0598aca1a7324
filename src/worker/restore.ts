/**
 * Saving a hive of version 1.0 or 1.1 whose conversion was saved and then undone. Nothing can be edited in
 * such a hive, so the file gets the bytes back that it had when it was opened.
 */

import { HiveError } from '../errors.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { RequestOf, SaveResult } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { requireUnchanged, writeFile } from './saveTarget.ts'

/** Whether the hive is as it was opened, and what was saved since is not. */
export function isRestored({ hive, history, recoveries }: HiveDocument): boolean {
  return hive.access === 'old-version' && history.unsaved > 0 && !recoveries.has(hive)
}

/**
 * Writes the file as it was opened. To be run while no edit can come in between.
 *
 * @throws HiveError `changed-on-disk`, `write-failed`, `cancelled`
 */
export async function saveAsOpened(
  doc: HiveDocument,
  { to, overwrite }: RequestOf<'save'>,
  { signal, progress }: CallContext,
): Promise<SaveResult> {
  const { image } = doc.hive
  const bytes = image.bytesView(0, image.length)
  const digest = await doc.digest()
  const checked = await doc.checked()
  const handle = to === 'in-place' ? doc.handle : to === 'download' ? null : to
  if (to === 'in-place') {
    if (handle === null) throw new HiveError('write-failed', 'the file came without a handle')
    if (!overwrite) await requireUnchanged(handle, await doc.onDisk)
  }
  if (handle !== null) {
    await writeFile(handle, bytes, { digest, signal, progress })
    const isOurs = handle === doc.handle || (await doc.handle?.isSameEntry(handle))
    if (isOurs) doc.onDisk = Promise.resolve({ size: bytes.length, digest })
    doc.history.markSaved()
  }
  const report = {
    size: bytes.length,
    keys: checked.keys,
    values: checked.values,
    sha256: digest,
    errors: checked.findings.filter(({ severity }) => severity === 'error').length,
    dirty: doc.isDirty,
    recovered: false,
    asOpened: true,
    state: doc.state,
  }
  return { report, blob: handle === null ? new Blob([bytes]) : null }
}
