/** Opens a hive with the edits that a journal kept: its history is made again, step by step. */

import { HiveError } from '../../errors.ts'
import { requireEditFits, requireFits } from '../../journal/fits.ts'
import type { JournalSummary } from '../../journal/JournalSummary.ts'
import type { LogReader } from '../../journal/LogReader.ts'
import type {
  ChangedBytes,
  JournalRecord,
  JournalStart,
  WrittenFile,
} from '../../journal/records.ts'
import { Hive } from '../../offreg/Hive.ts'
import { allocate } from '../../regf/allocate.ts'
import { HiveImage } from '../../regf/HiveImage.ts'
import { BASE } from '../../regf/layout.ts'
import { runToEnd } from '../../work.ts'
import { contentOfImage, fingerprintOf } from '../Fingerprint.ts'
import type { HiveDocument } from '../HiveDocument.ts'
import type { OpenedHive } from '../OpenedHive.ts'
import type { DocInfo, RequestOf } from '../protocol.ts'
import { type CallContext, NO_CONTEXT, unlessCancelled } from '../rpc.ts'
import type { Session } from '../Session.ts'
import { runInSlices } from '../slices.ts'
import { confirmSave } from './confirmSave.ts'
import type { ClaimedJournal } from './JournalStorage.ts'
import { openLog } from './openLog.ts'
import { isAppliedLogs, type OriginalSource, originalHive, originalSource } from './originalHive.ts'
import { readLog, summarise } from './readLog.ts'

/** The progress once the hive is read, and once it is checked; repeating its edits takes the rest. */
const READ = 0.4
const CHECKED = 0.7
/** Milliseconds after which other calls are answered. */
const PAUSED_MS = 50

/** Opens a hive with its edits. Throws the codes that `CALLS.resume` lists. */
export async function resume(
  session: Session,
  request: RequestOf<'resume'>,
  context: CallContext,
): Promise<DocInfo> {
  const claimed = await session.journals.reopen(request.journal)
  try {
    return await resumeClaimed(session, claimed, { request, context })
  } catch (error) {
    claimed.release()
    throw error
  }
}

async function resumeClaimed(
  session: Session,
  { folder, claimHive, release }: ClaimedJournal,
  { request, context }: { readonly request: RequestOf<'resume'>; readonly context: CallContext },
): Promise<DocInfo> {
  const { handle } = request
  const log = await folder.readLog()
  if (log === null) throw new HiveError('stale', 'the journal is gone')
  const { summary, reader } = await summarise(log)
  const { start } = summary
  if (start === null) throw new HiveError('journal-damaged', 'the journal has no beginning')
  const source = await originalSource(folder, start, { summary, file: request.file })
  const { size } = source.blob
  session.requireRoomFor(size)
  return session.whileReading(size, async () => {
    const { digest } = summary
    const reading = partOf(context, 0, READ)
    const hive = await originalHive(session, source, { start, digest }, request, reading)
    const isElsewhere = await claimHive(`${start.head} ${start.size}`)
    const document = open(session, hive, start, handle)
    try {
      const confirmed = await confirmSave(summary.unconfirmed, handle, () =>
        requireRunning(context),
      )
      await repeatAll(document, { log, reader, confirmed }, context)
      await requireDigest(document, source, summary)
      // Whatever the log has after its last whole record is cut off when it is opened.
      const writer = await openLog(folder, reader.position)
      document.journal.adopt({ folder, log: writer, isElsewhere, release }, source.isCopy)
      // A save counts as one of the newest step, so an earlier one is looked for again the next time.
      if (confirmed !== null && document.history.unsaved === 0) document.journal.saved('own')
      return document.info
    } catch (error) {
      session.close(document.id)
      throw error
    }
  })
}

function open(
  session: Session,
  { hive, recovered }: Pick<OpenedHive, 'hive' | 'recovered'>,
  start: JournalStart,
  handle: FileSystemFileHandle | null,
): HiveDocument {
  const { modified, built, newest } = start
  // Save As may have given it another file since.
  const name = handle?.name ?? start.name
  // Logs that the hive could not be opened without are part of its bytes now, and no file has them.
  const unsaved = start.unsaved || start.recovery !== null
  const rest = { logs: [], newest, recovered, modified, built, unsaved }
  const document = session.addDocument({ name, hive, handle, ...rest })
  document.journal.pause()
  if (isAppliedLogs(start.recovery)) document.logs.applied.set(hive, start.recovery)
  return document
}

interface Source {
  readonly log: Blob
  readonly reader: LogReader
  /** The number of records before a save that was finished without a record of that; null if there is none. */
  readonly confirmed: number | null
}

async function repeatAll(
  document: HiveDocument,
  { log, reader, confirmed }: Source,
  context: CallContext,
): Promise<void> {
  const { signal } = context
  // The check of a large hive takes long; a cancelled call frees its journal at once.
  await unlessCancelled(document.checks.surveyed, context)
  requireRunning(context)
  await document.exclusive(signal, async () => {
    context.progress(CHECKED)
    const end = reader.position.count
    let done = 0
    let paused = performance.now()
    let saving: WrittenFile | null = null
    const quiet = { ...NO_CONTEXT, signal }
    // The bytes after the last whole record are not read again.
    await readLog(log.slice(0, reader.position.at), async (record) => {
      if (record.kind === 'saving') saving = record
      await repeat(document, record, saving, quiet)
      if (done === confirmed && saving !== null) ownFileHolds(document, saving)
      done++
      if (performance.now() - paused < PAUSED_MS) return
      context.progress(CHECKED + (done / end) * (1 - CHECKED))
      await new Promise((resolve) => setTimeout(resolve))
      requireRunning(context)
      paused = performance.now()
    })
  })
}

async function requireDigest(
  document: HiveDocument,
  { isCopy, file }: OriginalSource,
  { digest: expected }: JournalSummary,
): Promise<void> {
  // The digest is that of the file, of which a hive that needed its logs is not a copy.
  if (isCopy && document.logs.applied.has(document.first) && file === null) return
  // Without a digest in the journal, only the edited bytes, the size and the first page are known to be the same. The
  // page says so (`KeptEdits.knowsFile`).
  const digest = await document.digest()
  if (digest === null || expected === null || digest === expected) return
  throw new HiveError('journal-other-file', 'another digest', { expected })
}

async function repeat(
  document: HiveDocument,
  record: JournalRecord,
  saving: WrittenFile | null,
  context: CallContext,
): Promise<void> {
  const { hive } = document
  switch (record.kind) {
    case 'edit':
      requireEditFits(hive.image, record.edit)
      // It was edited before, so that was allowed.
      hive.allowDirty()
      document.keepsTimes = record.keepsTimes
      await document.repeat(record, record.edit, context)
      break
    case 'undo':
      await document.undo(context)
      break
    case 'redo':
      await document.redo(context)
      break
    case 'swap': {
      const next = await exchanged(hive.image, record.changed)
      const { applied, unfinished, newest } = record.notes
      if (isAppliedLogs(applied)) document.logs.applied.set(next, applied)
      if (unfinished) document.logs.unfinished.add(next)
      if (newest !== null) document.logs.outnumber(newest)
      await document.swap(next, record.label)
      break
    }
    case 'header': {
      const { image } = hive
      requireFits(image, record.changed)
      image.transact(() => runToEnd(image.writePatch(record.changed.bytes)))
      // The number stays used, even if the save was taken back.
      document.logs.outnumber(image.u32(BASE.PRIMARY_SEQUENCE))
      break
    }
    case 'saving':
      document.file?.attempt(record)
      break
    case 'saved':
      if (record.to === 'own' && saving !== null) {
        ownFileHolds(document, saving)
        break
      }
      document.delivered = { size: record.size, digest: record.digest }
      document.markSaved(record.to ?? 'download')
      // Whether the file that was noted is the one that was saved to is not known.
      if (record.to === 'download' || document.file === null) break
      // At once: the pages as they were saved are kept only until the next save.
      document.file.attempt(await fingerprintOf(contentOfImage(hive.image)))
      break
    case 'note':
      if ('newest' in record.note) document.logs.outnumber(record.note.newest)
      break
    case 'start':
      break
  }
}

function ownFileHolds(document: HiveDocument, { size, digest, slices }: WrittenFile): void {
  document.delivered = { size, digest }
  document.markSaved('own')
  document.file?.written({ size, slices })
}

function requireRunning({ signal }: CallContext): void {
  if (signal.aborted) throw new HiveError('cancelled', 'the edits were not resumed')
}

/** The hive that took the place of another one, in bytes of its own. */
async function exchanged(image: HiveImage, changed: ChangedBytes): Promise<Hive> {
  requireFits(image, changed)
  const { length, runs, bytes } = changed.bytes
  const buffer = allocate(Math.max(length, image.length))
  const all = new Uint8Array(buffer)
  all.set(image.bytesView(0, image.length))
  let from = 0
  for (let run = 0; run < runs.length; run += 2) {
    const size = runs[run + 1] as number
    all.set(bytes.subarray(from, from + size), runs[run] as number)
    from += size
  }
  const hive = await runInSlices(Hive.openSteps(new HiveImage(buffer, length)))
  await runInSlices(hive.surveySteps())
  return hive
}

function partOf(context: CallContext, from: number, to: number): CallContext {
  return { ...context, progress: (done) => context.progress(from + done * (to - from)) }
}
