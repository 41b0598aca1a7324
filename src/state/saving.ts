/**
 * Saving: in place when the file came with a handle that may be written, otherwise as a download of
 * the same name. The engine checks the bytes first; a notice reports the result. If nothing has
 * changed, nothing is written. When a save fails, a notice names the file and offers a download.
 */

import { HiveError, type HiveErrorDetail } from '../errors.ts'
import {
  canPickTarget,
  downloadBlob,
  mayWrite,
  pickTarget,
  type WriteAnswer,
} from '../platform/save.ts'
import {
  copyFailedText,
  DOWNLOAD_COPY,
  openElsewhereText,
  originalName,
  originalText,
  SAVE_CANCELLED,
  SAVE_ELSEWHERE,
  type SaveAim,
  type SavedFile,
  SHOW_REPORT,
  savedText,
  saveFailedText,
  savingText,
  UNASKED,
  unchangedText,
  WAITING_FOR_PERMISSION,
} from '../text/saving.ts'
import type {
  CallOptions,
  DocId,
  DocInfo,
  RequestOf,
  SaveLayout,
  SaveResult,
} from '../worker/protocol.ts'
import { checkAfterEdit } from './checks.ts'
import { openDialog, openDialogInTurn } from './dialogs.ts'
import { documentOf, documentSaved, updateDocument, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { withErrorWords } from './errorWords.ts'
import { whileShown } from './longEdits.ts'
import { type NoticeAction, notify, showError } from './notices.ts'
import { isSameHive } from './places.ts'
import { rememberFile } from './recentFiles.ts'

const SAVE_TOPIC = 'save'
/**
 * Milliseconds that the browser's permission prompt may stay unanswered before a download is
 * offered.
 */
const PATIENCE_MS = 4000

/** A save under way. */
interface Attempt {
  readonly name: string
  readonly handle: FileSystemFileHandle | null
  layout: SaveLayout
  /** The target of the next step, for the message if it fails; null for a download. */
  aim: SaveAim | null
}

/** Why a save ended without a file. */
type Unsaved = 'unchanged' | 'unasked' | 'open-elsewhere' | 'cancelled'

/** What a save wrote, and the document if the file that was written has become its own. */
interface Saved extends SavedFile {
  readonly became?: { readonly info: DocInfo; readonly handle: FileSystemFileHandle }
}

interface SaveOptions {
  /** Write over a file that changed since it was opened or saved. */
  readonly overwrite?: boolean
  readonly layout?: SaveLayout
}

/**
 * Writes a document back, unless a file holds it as it is. False when it was not saved: the save
 * was refused or failed, or the file has changed on disk, in which case a dialog asks what to do.
 * Where the file may not be written, the hive is downloaded; while the user could still allow it, the
 * hive stays unsaved.
 */
export function saveDocument(doc: DocId, options: SaveOptions = {}): Promise<boolean> {
  return saveWith(doc, async (attempt) => {
    const { name, handle } = attempt
    const { overwrite = false, layout = 'kept' } = options
    attempt.layout = layout
    // The browser asks only right after the key press, and finding out about changes may take longer.
    const early = isUnsaved(doc) && handle ? askPermission(doc, name, handle) : null
    if (!overwrite && !(await engine().hasChanges({ doc }))) {
      early?.stop()
      return 'unchanged'
    }
    if (!handle) return download(doc, name)
    const answer = await (early ?? askPermission(doc, name, handle)).answer
    if (answer === 'unasked') return 'unasked'
    if (answer === 'download') return download(doc, name, { counts: false })
    if (answer !== 'granted') {
      return download(doc, name, { way: 'download-refused', counts: answer === 'forbidden' })
    }
    attempt.aim = { way: 'in-place', name }
    const { report } = await write(name, { doc, to: 'in-place', overwrite, layout })
    return { report, way: 'in-place', name }
  })
}

/** How Save As writes a document. */
export interface SaveAsOptions {
  readonly name: string
  readonly layout: SaveLayout
}

/**
 * Writes a document to a file chosen in the browser's save dialog, otherwise as a download. As in other editors, that
 * file then is the one of the document: its name, and what Save writes. A copy with another layout is not: it leaves
 * the document with its own file, as unsaved as it was.
 */
export async function saveDocumentAs(doc: DocId, options: SaveAsOptions): Promise<boolean> {
  const { name, layout } = options
  const isSaved = await saveWith(doc, async (attempt) => {
    const { handle } = attempt
    attempt.layout = layout
    if (!canPickTarget()) {
      return download(doc, name, { layout, counts: layout === 'kept' && handle === null })
    }
    attempt.aim = { way: 'picker', name }
    const target = await pickTarget({ name, startIn: handle })
    if (!target) return 'cancelled'
    if (await isOpenElsewhere(doc, target)) {
      attempt.aim = { way: 'other', name: target.name }
      return 'open-elsewhere'
    }
    return writeAs(doc, attempt, target, layout)
  })
  if (!isSaved) dropCopy(doc)
  return isSaved
}

async function writeAs(
  doc: DocId,
  attempt: Attempt,
  target: FileSystemFileHandle,
  layout: SaveLayout,
): Promise<Saved> {
  const { name } = target
  const isOwn = (await attempt.handle?.isSameEntry(target)) === true
  attempt.aim = { way: isOwn ? 'in-place' : 'other', name }
  const { report, info } = await write(name, { doc, to: target, overwrite: false, layout })
  if (isOwn) return { report, way: 'in-place', name }
  if (info === null) return { report, way: 'copy', name }
  const before = report.before.since === 'made' ? undefined : attempt.name
  return { report, way: 'other', name, before, became: { info, handle: target } }
}

/** Whether a file is that of another open document. */
async function isOpenElsewhere(doc: DocId, target: FileSystemFileHandle): Promise<boolean> {
  const others = useDocuments.getState().docs.filter(({ info }) => !isSameHive(info.doc, doc))
  const same = await Promise.all(others.map(({ handle }) => handle?.isSameEntry(target) ?? false))
  return same.includes(true)
}

/** Gives up the copy that the engine made to show its size. */
export function dropCopy(doc: DocId): void {
  // Without the document there is no copy either.
  engine()
    .dropCopy({ doc })
    .catch(() => {})
}

/** Hands a document to the browser as a download, changed or not. */
function downloadDocument(doc: DocId): Promise<boolean> {
  return saveWith(doc, ({ name, handle }) => download(doc, name, { counts: handle === null }))
}

/** Hands the file as it was opened to the browser as a download. */
export async function downloadOriginal(doc: DocId): Promise<void> {
  const name = documentOf(doc)?.info.name
  if (name === undefined) return
  try {
    const { blob, sha256 } = await engine().original({ doc })
    downloadBlob(blob, originalName(name))
    const text = originalText(name, { size: blob.size, sha256 })
    notify({ kind: 'status', doc, topic: 'original', ...text })
  } catch (error) {
    showError(error, name, { doc, topic: 'original' })
  }
}

/** A question that the browser asks the user. */
interface Asking {
  readonly answer: Promise<WriteAnswer | 'download'>
  /** Ends the offer of a download. */
  stop(): void
}

/** Asks for permission to write; when the answer takes long, a download is offered instead. */
function askPermission(doc: DocId, name: string, handle: FileSystemFileHandle): Asking {
  let stop = () => {}
  const answer = new Promise<WriteAnswer | 'download'>((resolve) => {
    const offer = setTimeout(() => {
      notify({
        kind: 'status',
        doc,
        topic: SAVE_TOPIC,
        text: WAITING_FOR_PERMISSION.text(name),
        detail: WAITING_FOR_PERMISSION.detail,
        action: { label: WAITING_FOR_PERMISSION.download, run: () => resolve('download') },
      })
    }, PATIENCE_MS)
    stop = () => clearTimeout(offer)
    void mayWrite(handle).then((may) => {
      stop()
      resolve(may)
    })
  })
  return { answer, stop }
}

interface DownloadOptions {
  readonly way?: 'download' | 'download-refused'
  readonly layout?: SaveLayout
  /** Whether the document counts as saved then: it has no file that could be written instead. */
  readonly counts?: boolean
}

async function download(
  doc: DocId,
  name: string,
  { way = 'download', layout = 'kept', counts = true }: DownloadOptions = {},
): Promise<Saved> {
  const { report, blob } = await write(name, { doc, to: 'download', overwrite: false, layout })
  if (blob) downloadBlob(blob, name)
  if (!counts) return { report, way, name }
  const state = await engine().markSaved({ doc, revision: report.state.revision })
  return { report: { ...report, state }, way, name }
}

/** Has the engine save a document, with its progress shown and a way to cancel it. */
function write(name: string, request: RequestOf<'save'>): Promise<SaveResult> {
  const save = (options: CallOptions) => engine().save(request, options)
  return whileShown(request.doc, savingText(name), save, SAVE_CANCELLED)
}

async function saveWith(
  doc: DocId,
  run: (attempt: Attempt) => Promise<Saved | Unsaved>,
): Promise<boolean> {
  const entry = documentOf(doc)
  if (!entry || entry.saving) return false
  const { name } = entry.info
  const attempt: Attempt = { name, handle: entry.handle, layout: 'kept', aim: null }
  updateDocument(doc, { saving: true })
  try {
    const saved = await run(attempt)
    if (typeof saved !== 'string') tellSaved(doc, saved)
    else tellUnsaved(doc, attempt, saved)
    return typeof saved !== 'string' || saved === 'unchanged'
  } catch (error) {
    tellFailed(doc, attempt, error)
    return false
  } finally {
    updateDocument(doc, { saving: false })
  }
}

function tellUnsaved(doc: DocId, attempt: Attempt, why: Unsaved): void {
  const { name, aim } = attempt
  const about = { doc, topic: SAVE_TOPIC }
  if (why === 'unchanged') sayUnchanged(doc, attempt)
  if (why === 'open-elsewhere') {
    notify({ kind: 'alert', ...about, ...openElsewhereText(aim?.name ?? name) })
  }
  if (why === 'unasked') {
    const { text, detail, again } = UNASKED
    const action = { label: again, run: () => void saveDocument(doc) }
    notify({ kind: 'alert', ...about, text: text(name), detail, action })
  }
}

function sayUnchanged(doc: DocId, { name, handle }: Attempt): void {
  // Only the browser knows whether an earlier download was kept: offer it again.
  const again = { label: DOWNLOAD_COPY, run: () => void downloadDocument(doc) }
  const action = handle === null ? again : undefined
  notify({ kind: 'status', doc, topic: SAVE_TOPIC, ...unchangedText(name), action })
}

function tellSaved(doc: DocId, { became, ...saved }: Saved): void {
  const { report } = saved
  if (became !== undefined) {
    updateDocument(doc, became)
    void rememberFile(became.handle)
  }
  if (report.state.unsaved === 0) documentSaved(doc, report.state)
  // The save changed the header, which the check covers too.
  checkAfterEdit(doc)
  updateDocument(doc, { lastSave: saved })
  const action = { label: SHOW_REPORT, run: () => openDialog({ type: 'save-report', doc }) }
  notify({ kind: 'status', doc, topic: SAVE_TOPIC, ...savedText(saved), action })
}

function tellFailed(doc: DocId, { name, layout, aim }: Attempt, error: unknown): void {
  const known = error instanceof HiveError ? error : null
  // A notice has said so already, or the hive is closed.
  if (known?.code === 'cancelled') return
  if (known?.code === 'changed-on-disk') {
    void openDialogInTurn({ type: 'changed-on-disk', doc, layout })
  } else if (aim !== null && (known === null || known.code === 'write-failed')) {
    const detail = known?.detail ?? { actual: nameOf(error) }
    const text = saveFailedText(aim, { ...detail, actual: detail.actual ?? known?.code })
    notify({ kind: 'alert', doc, topic: SAVE_TOPIC, ...text, action: wayOut(doc, aim, detail) })
  } else if (aim?.way === 'other' && known !== null) {
    const { name: file } = aim
    withErrorWords((words) => {
      const why = words?.errorText(known.code, { ...known.detail, where: file })
      const text = copyFailedText(file, why ?? { text: known.message })
      notify({ kind: 'alert', doc, topic: SAVE_TOPIC, ...text })
    })
  } else {
    showError(error, name, { doc, topic: SAVE_TOPIC })
  }
}

/** What is offered after a save that failed. */
function wayOut(doc: DocId, { way }: SaveAim, { left }: HiveErrorDetail): NoticeAction {
  if (way === 'in-place' && left === 'gone' && canPickTarget()) {
    return { label: SAVE_ELSEWHERE, run: () => openDialog({ type: 'save-as', doc }) }
  }
  return { label: DOWNLOAD_COPY, run: () => void downloadDocument(doc) }
}

function isUnsaved(doc: DocId): boolean {
  return (documentOf(doc)?.state.unsaved ?? 0) > 0
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}

export { canPickTarget }
