/**
 * Saving without changing the layout: the header is finished, the bytes are reopened and checked,
 * and only then written. No second hive is made in memory. A document counts as saved once its
 * bytes have been read back correctly from the disk, or the page reports that a download was handed
 * over.
 */

import type { Comparison } from '../compare/compare.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { gateSteps } from '../offreg/saveGate.ts'
import { readBaseBlock } from '../regf/baseBlock.ts'
import type { CheckResult } from '../regf/check.ts'
import type { Severity } from '../regf/finding.ts'
import { BASE } from '../regf/layout.ts'
import { part } from '../work.ts'
import { countChanges } from './comparing.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { RequestOf, SaveReport, SaveResult } from './protocol.ts'
import { type CallContext, unlessCancelled } from './rpc.ts'
import { writeFile } from './saveTarget.ts'
import { imageDigest } from './sha256.ts'
import { runInSlices } from './slices.ts'

/** The progress once the changes are counted, and once the bytes are checked; writing takes the rest. */
const COUNTED = 0.1
const CHECKED = 0.5
/** The progress of the writing once the digest of a large hive is computed. */
const HASHED = 0.2

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
  const counting = { ...context, progress: (done: number) => context.progress(done * COUNTED) }
  const changes = await countChanges(doc, counting)
  const { result: bytes, inverse } = hive.image.transact(() => hive.finish())
  doc.journal.finished(inverse)
  doc.logs.outnumber(hive.image.u32(BASE.PRIMARY_SEQUENCE))
  try {
    return await checkAndDeliver(doc, request, { bytes, opened, changes }, context)
  } catch (error) {
    // The old header is restored, so that logs still match. The sequence number stays used, since a
    // part may have been written.
    doc.journal.finished(hive.image.applyPatch(inverse))
    throw error
  }
}

async function checkAndDeliver(
  doc: HiveDocument,
  request: RequestOf<'save'>,
  { bytes, opened, changes }: Finished,
  { signal, progress }: CallContext,
): Promise<SaveResult> {
  const writing = (done: number) => progress(CHECKED + done * (1 - CHECKED))
  const check = part(gateSteps(opened, bytes), COUNTED, CHECKED)
  const hive = await runInSlices(check, { signal, onProgress: progress })
  writing(0)
  return deliver(doc, request, { hive, changes }, { signal, progress: writing })
}

/** A hive whose header is finished. */
interface Finished {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The check that these bytes are compared with. */
  readonly opened: CheckResult
  readonly changes: Comparison
}

/** What is written. */
interface Deliverable {
  /** The hive in the bytes of the file, which is checked. */
  readonly hive: Hive
  /** The digest of the bytes; computed if it is not given. */
  readonly digest?: string | null
  readonly changes: Comparison
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
  { hive, changes, ...known }: Deliverable,
  context: CallContext,
): Promise<SaveResult> {
  const { image, version } = hive
  const bytes = image.bytesView(0, image.length)
  const hashing = { ...context, progress: (done: number) => context.progress(done * HASHED) }
  const digest = known.digest === undefined ? await imageDigest(image, hashing) : known.digest
  const writing = {
    ...context,
    progress: (done: number) => context.progress(HASHED + done * (1 - HASHED)),
  }
  const before = await doc.savedBefore()
  const handle = handleOf(doc, request)
  doc.delivered = { size: bytes.length, digest }
  const isRenamed =
    handle !== null && (await writeTo(doc, handle, bytes, { request, context: writing }))
  const { keys, values, findings } = hive.survey()
  const countOf = (wanted: Severity) =>
    findings.filter(({ severity }) => severity === wanted).length
  const { primarySequence, lastWritten } = readBaseBlock(image)
  const report: SaveReport = {
    ...{ size: bytes.length, sha256: digest, keys, values, version },
    errors: countOf('error'),
    warnings: countOf('warning'),
    layout: request.layout ?? 'kept',
    sequence: primarySequence,
    written: lastWritten,
    ...{ before, changes },
    dirty: doc.logs.isDirty,
    recovered: doc.logs.applied.has(doc.hive),
    state: doc.state,
  }
  return {
    report,
    blob: handle === null ? new Blob([bytes]) : null,
    info: isRenamed ? doc.info : null,
  }
}

/**
 * Writes a file. The document's own file then holds it, and it is saved. Any other file becomes its own file, as with
 * Save As everywhere, unless the bytes are a copy with another layout: that is another hive with the same keys, and
 * leaves the document as unsaved as it was.
 *
 * @returns whether the file became the document's own
 */
async function writeTo(
  doc: HiveDocument,
  handle: FileSystemFileHandle,
  bytes: Uint8Array<ArrayBuffer>,
  { request, context }: { readonly request: RequestOf<'save'>; readonly context: CallContext },
): Promise<boolean> {
  const { file } = doc
  const isOwn = file !== null && (await file.is(handle))
  // The kept edits belong to the hive as it was opened, which may be nowhere else.
  if (isOwn) await unlessCancelled(doc.journal.copied, context)
  const content = await writeFile(handle, bytes, {
    ...context,
    expected: isOwn && !request.overwrite ? file : null,
    attempt: (attempted) => {
      if (!isOwn) return
      file.attempt(attempted)
      doc.journal.saving(attempted)
    },
  })
  const isCopy = request.layout !== undefined && request.layout !== 'kept'
  if (isOwn) file.written(content)
  else if (isCopy) return false
  else doc.becomeFile(handle, content)
  doc.markSaved(isOwn ? 'own' : 'other')
  return !isOwn
}

/** The handle to write to; null for a download. */
function handleOf(doc: HiveDocument, { to }: RequestOf<'save'>): FileSystemFileHandle | null {
  if (to === 'download') return null
  if (to !== 'in-place') return to
  if (doc.handle === null) throw new HiveError('write-failed', 'the file came without a handle')
  return doc.handle
}
