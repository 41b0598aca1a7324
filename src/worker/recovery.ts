/**
 * The transaction logs of a document: pairing files with hives, previewing what the logs would do,
 * and applying them as one step. Logs are applied without being asked for only when a hive cannot
 * be opened without them.
 */

import { HiveError } from '../errors.ts'
import type { LogInput } from '../logs/logFile.ts'
import { PAIRING_HEAD, pairLogs } from '../logs/pairing.ts'
import { previewRecovery, type RecoveryPreview } from '../logs/preview.ts'
import { newestNumber } from '../logs/replay.ts'
import { Hive } from '../offreg/Hive.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { BASE, LIMIT } from '../regf/layout.ts'
import { shownName } from '../text/visibleText.ts'
import { rowPath } from './displayNames.ts'
import { swapHive } from './edits.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { AppliedLogs, EditResult, NamedFile, RecoveryReport, SortedFiles } from './protocol.ts'
import { readingErrors } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** Pairs files with each other and with the hives that are open, those too that are still being read. */
export async function sortFiles(
  { documents, arrivals }: Pick<Session, 'documents' | 'arrivals'>,
  files: readonly NamedFile[],
): Promise<SortedFiles> {
  const given = await Promise.all(
    files.map(async ({ name, file }) => ({ name, head: await headOf(file) })),
  )
  const open = [
    ...documents.map(({ id, name, hive }) => ({ doc: id, name, base: hive.base })),
    ...[...arrivals].map(([doc, { info, base }]) => ({ doc, name: info.name, base })),
  ]
  const { hives, later } = pairLogs(given, open)
  return {
    hives,
    later: later.flatMap(({ hive, logs }) => {
      const doc = open[hive]?.doc
      return doc === undefined ? [] : [{ doc, logs }]
    }),
  }
}

/**
 * The first bytes of a file; none when it cannot be read or cannot be a hive, which opening it
 * reports.
 */
async function headOf(file: Blob): Promise<Uint8Array> {
  if (file.size > LIMIT.FILE) return new Uint8Array()
  try {
    return new Uint8Array(await file.slice(0, PAIRING_HEAD).arrayBuffer())
  } catch {
    return new Uint8Array()
  }
}

/**
 * Reads log files completely.
 *
 * @throws HiveError `read-failed`, `file-not-found`, `access-denied`, `out-of-memory`
 */
export async function readLogs(files: readonly NamedFile[]): Promise<readonly LogInput[]> {
  return Promise.all(
    files.map(async ({ name, file }) => {
      const bytes = await readingErrors(() => file.arrayBuffer(), name)
      return { name, bytes: new Uint8Array(bytes) }
    }),
  )
}

/**
 * Runs a job that needs this many more bytes, or throws `out-of-memory` if they are not available.
 */
export type WithRoom = <T>(bytes: number, job: () => T | Promise<T>) => Promise<T>

/**
 * Opens a hive. If it cannot be opened as it is, its logs are applied to a copy.
 *
 * @returns the hive, and the report of the logs if they were needed
 * @throws HiveError the errors of `Hive.open`, with the outcome of each log if there are any
 */
export async function openWithLogs(
  image: HiveImage,
  logs: readonly LogInput[],
  { signal, withRoom }: Pick<CallContext, 'signal'> & { readonly withRoom: WithRoom },
): Promise<{ hive: Hive; recovery: AppliedLogs | null }> {
  try {
    const hive = await runInSlices(Hive.openSteps(image), { signal, atOnce: true })
    return { hive, recovery: null }
  } catch (error) {
    if (!(error instanceof HiveError) || logs.length === 0) throw error
    const context = { signal, progress: () => {} }
    const { report, after } = await withRoom(image.length, () => tryLogs(image, logs, context))
    if (after !== null) return { hive: after, recovery: { report, needed: true } }
    const { code, message, detail } = error
    throw new HiveError(code, message, { ...detail, logs: report.verdicts })
  }
}

/**
 * The highest sequence number in a hive and the logs that came with it; null when there are no
 * logs.
 */
export async function newestOf(
  { image }: Hive,
  logs: readonly LogInput[],
  { signal }: CallContext,
): Promise<number | null> {
  return logs.length === 0 ? null : runInSlices(newestNumber(image, logs), { signal })
}

/**
 * Gives a document logs. A log replaces an earlier one of the same name.
 *
 * @param newest - the result of `newestOf` for the logs
 */
export function addLogs(doc: HiveDocument, logs: readonly LogInput[], newest: number | null): void {
  const names = new Set(logs.map(({ name }) => name))
  doc.logs.given = [...doc.logs.given.filter(({ name }) => !names.has(name)), ...logs]
  doc.logs.preview = null
  if (newest === null) return
  doc.logs.outnumber(newest)
  doc.journal.outnumbers(newest)
}

/**
 * Reports what the logs of a document would do to it. Must be called within `exclusive`. Throws the
 * codes that `CALLS.previewLogs` lists.
 */
export async function previewLogs(
  doc: HiveDocument,
  context: CallContext,
): Promise<RecoveryPreview> {
  const { hive, logs } = doc
  const { given } = logs
  if (doc.history.isEdited) {
    throw new HiveError('already-edited', 'logs apply to the hive as it was opened')
  }
  // A save gave the open hive new sequence numbers, which make it newer than its logs.
  if (hive.base.dirty && hive.image.u32(BASE.PRIMARY_SEQUENCE) !== hive.base.primarySequence) {
    throw new HiveError('saved-without-logs', 'the hive was saved since it was opened')
  }
  if (logs.preview !== null) return logs.preview
  const preview = await tryLogs(hive, given, context)
  // More logs may have been given meanwhile.
  if (logs.given === given) logs.preview = preview
  return preview
}

/**
 * Applies the logs of a document as one step. Must be called within `exclusive`. Throws the codes
 * that `CALLS.applyLogs` lists.
 */
export async function applyLogs(doc: HiveDocument, context: CallContext): Promise<EditResult> {
  const { report, after } = await previewLogs(doc, context)
  const used = report.verdicts.filter((verdict) => verdict.used.length > 0)
  if (after === null) {
    const isClean = report.verdicts.every(({ fault }) => fault?.reason === 'hive-clean')
    throw new HiveError(isClean ? 'nothing-to-recover' : 'no-usable-log', 'no log applies')
  }
  doc.logs.applied.set(after, { report, needed: false })
  return swapHive(doc, after, { kind: 'apply-logs', name: '', count: used.length })
}

async function tryLogs(
  hive: Hive | HiveImage,
  logs: readonly LogInput[],
  { signal, progress }: CallContext,
): Promise<RecoveryPreview> {
  const options = { signal, onProgress: progress }
  const preview = await runInSlices(previewRecovery(hive, logs), options)
  return { ...preview, report: shownReport(preview.report) }
}

/** The report with the names in its changes cut to what is shown. */
function shownReport(report: RecoveryReport): RecoveryReport {
  const { effect } = report
  if (!effect?.changes) return report
  const first = effect.changes.first.map((change) => {
    const { path, value } = change
    const shown = rowPath(path.length, (index) => path[index] as string).path
    return { ...change, path: shown, value: value && shownName(value) }
  })
  return { ...report, effect: { ...effect, changes: { ...effect.changes, first } } }
}
