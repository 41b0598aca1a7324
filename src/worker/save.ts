/**
 * Saving without changing the layout: the header is finished, the bytes are reopened and checked,
 * and only then written. No second hive is made in memory. A document counts as saved once its
 * bytes have been read back correctly from the disk, or the page reports that a download was handed
 * over.
 */

import { HiveError } from '../errors.ts'
import { gateSteps } from '../offreg/saveGate.ts'
import type { CheckResult } from '../regf/check.ts'
import { BASE } from '../regf/layout.ts'
import { part } from '../work.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { RequestOf, SaveReport, SaveResult } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { requireUnchanged, writeFile } from './saveTarget.ts'
import { sha256 } from './sha256.ts'
import { runInSlices } from './slices.ts'

/** The share of progress that checking takes; writing takes the rest. */
const CHECK_SHARE = 0.5

/**
 * Saves a document. Must be called within `exclusive`.
 *
 * @throws HiveError `read-only`, `dirty`, `truncated`, `save-would-damage`, `changed-on-disk`,
 *   `write-failed`, `out-of-memory`, `cancelled`
 */
export async function saveDocument(
  doc: HiveDocument,
  request: RequestOf<'save'>,
  context: CallContext,
): Promise<SaveResult> {
  const { hive } = doc
  hive.requireEditable()
  const opened = await doc.surveyedBefore()
  const { result: bytes, inverse } = hive.image.transact(() => hive.finish())
  doc.logs.outnumber(hive.image.u32(BASE.PRIMARY_SEQUENCE))
  try {
    return await checkAndDeliver(doc, request, { bytes, opened }, context)
  } catch (error) {
    // The old header is restored, so that logs still match. The sequence number stays used, since a
    // part may have been written.
    hive.image.applyPatch(inverse)
    throw error
  }
}

async function checkAndDeliver(
  doc: HiveDocument,
  request: RequestOf<'save'>,
  { bytes, opened }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly opened: CheckResult },
  { signal, progress }: CallContext,
): Promise<SaveResult> {
  const writing = (done: number) => progress(CHECK_SHARE + done * (1 - CHECK_SHARE))
  const check = part(gateSteps(opened, bytes), 0, CHECK_SHARE)
  const written = await runInSlices(check, { signal, onProgress: progress })
  writing(0)
  const digest = await sha256(bytes)
  const file = { bytes, digest, checked: written.survey() }
  return deliver(doc, request, file, { signal, progress: writing })
}

/** The bytes of a complete file, with their digest and check result. */
interface Deliverable {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string | null
  readonly checked: CheckResult
}

/**
 * Writes the bytes to the target of the request, or returns them for a download, with a report of
 * what was saved.
 *
 * @throws HiveError `changed-on-disk`, `write-failed`, `cancelled`
 */
export async function deliver(
  doc: HiveDocument,
  request: RequestOf<'save'>,
  { bytes, digest, checked }: Deliverable,
  { signal, progress }: CallContext,
): Promise<SaveResult> {
  const handle = await targetOf(doc, request)
  if (handle !== null) {
    await writeFile(handle, bytes, { digest, signal, progress })
    const isOurs = handle === doc.handle || (await doc.handle?.isSameEntry(handle))
    if (isOurs) doc.onDisk = Promise.resolve({ size: bytes.length, digest })
    doc.markSaved()
  }
  const report: SaveReport = {
    size: bytes.length,
    keys: checked.keys,
    values: checked.values,
    sha256: digest,
    errors: checked.findings.filter(({ severity }) => severity === 'error').length,
    dirty: doc.logs.isDirty,
    recovered: doc.logs.applied.has(doc.hive),
    state: doc.state,
  }
  return { report, blob: handle === null ? new Blob([bytes]) : null }
}

/** The handle to write to; null for a download. */
async function targetOf(
  doc: HiveDocument,
  { to, overwrite }: RequestOf<'save'>,
): Promise<FileSystemFileHandle | null> {
  if (to === 'download') return null
  if (to !== 'in-place') return to
  if (doc.handle === null) throw new HiveError('write-failed', 'the file came without a handle')
  if (!overwrite) await requireUnchanged(doc.handle, await doc.onDisk)
  return doc.handle
}
