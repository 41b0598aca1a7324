/**
 * Saving: in place when the file came with a handle that may be written, otherwise as a download of
 * the same name. The engine checks the bytes first; a notice reports the result. If nothing has
 * changed, nothing is written. When a save fails, a notice names the file and offers a download.
 */

import { HiveError } from '../errors.ts'
import { canPickTarget, downloadBlob, mayWrite, pickTarget } from '../platform/save.ts'
import {
  copyFailedText,
  DOWNLOAD_COPY,
  originalName,
  originalText,
  SAVE_CANCELLED,
  type SaveAim,
  type SavedFile,
  SHOW_REPORT,
  savedText,
  saveFailedText,
  savingText,
  unchangedText,
  WAITING_FOR_PERMISSION,
} from '../text/saving.ts'
import type { CallOptions, DocId, RequestOf, SaveLayout, SaveResult } from '../worker/protocol.ts'
import { checkAfterEdit } from './checks.ts'
import { openDialog, openDialogInTurn } from './dialogs.ts'
import { documentOf, documentSaved, updateDocument } from './documents.ts'
import { engine } from './engine.ts'
import { withErrorWords } from './errorWords.ts'
import { whileShown } from './longEdits.ts'
import { notify, showError } from './notices.ts'

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
  /** The target of the next step, for the message if it fails; null for a download. */
  aim: SaveAim | null
}

/**
 * Writes a document back, unless a file holds it as it is. False when it was not saved: the save
 * was refused or failed, or the file has changed on disk, in which case a dialog asks what to do.
 * `overwrite` writes over a file that changed since it was opened.
 */
export function saveDocument(
  doc: DocId,
  options: { readonly overwrite?: boolean } = {},
): Promise<boolean> {
  return saveWith(doc, async (attempt) => {
    const { name, handle } = attempt
    const { overwrite = false } = options
    if (!overwrite && !(await engine().hasChanges({ doc }))) return 'unchanged'
    if (!handle) return download(doc, name, 'download')
    const answer = await requestPermission(doc, name, handle)
    if (answer !== 'granted') return download(doc, name, answer)
    attempt.aim = { way: 'in-place', name }
    const { report } = await write(name, { doc, to: 'in-place', overwrite })
    return { report, way: 'in-place', name }
  })
}

/** How Save As writes a document. */
export interface SaveAsOptions {
  readonly name: string
  readonly layout: SaveLayout
}

/** Writes a document to a file chosen in the browser's save dialog, otherwise as a download. */
export async function saveDocumentAs(doc: DocId, options: SaveAsOptions): Promise<boolean> {
  const { name, layout } = options
  const isSaved = await saveWith(doc, async (attempt) => {
    if (!canPickTarget()) return download(doc, name, 'download', layout)
    attempt.aim = { way: 'picker', name }
    const target = await pickTarget({ name, startIn: attempt.handle })
    if (!target) return null
    attempt.aim = { way: 'copy', name: target.name }
    const { report } = await write(target.name, { doc, to: target, overwrite: true, layout })
    return { report, way: 'copy', name: target.name }
  })
  if (!isSaved) dropCopy(doc)
  return isSaved
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
  return saveWith(doc, ({ name }) => download(doc, name, 'download'))
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

/** Asks for permission to write; when the answer takes long, a download is offered instead. */
function requestPermission(
  doc: DocId,
  name: string,
  handle: FileSystemFileHandle,
): Promise<'granted' | 'download' | 'download-refused'> {
  return new Promise((resolve) => {
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
    void mayWrite(handle).then((may) => {
      clearTimeout(offer)
      resolve(may ? 'granted' : 'download-refused')
    })
  })
}

async function download(
  doc: DocId,
  name: string,
  way: SavedFile['way'],
  layout: SaveLayout = 'kept',
): Promise<SavedFile> {
  const { report, blob } = await write(name, { doc, to: 'download', overwrite: false, layout })
  if (blob) downloadBlob(blob, name)
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
  run: (attempt: Attempt) => Promise<SavedFile | 'unchanged' | null>,
): Promise<boolean> {
  const entry = documentOf(doc)
  if (!entry || entry.saving) return false
  const attempt: Attempt = { name: entry.info.name, handle: entry.handle, aim: null }
  updateDocument(doc, { saving: true })
  try {
    const saved = await run(attempt)
    if (saved === 'unchanged') sayUnchanged(doc, attempt)
    else if (saved) tellSaved(doc, saved)
    return saved !== null
  } catch (error) {
    tellFailed(doc, attempt, error)
    return false
  } finally {
    updateDocument(doc, { saving: false })
  }
}

function sayUnchanged(doc: DocId, { name, handle }: Attempt): void {
  // Only the browser knows whether an earlier download was kept: offer it again.
  const again = { label: DOWNLOAD_COPY, run: () => void downloadDocument(doc) }
  const action = handle === null ? again : undefined
  notify({ kind: 'status', doc, topic: SAVE_TOPIC, ...unchangedText(name), action })
}

function tellSaved(doc: DocId, saved: SavedFile): void {
  documentSaved(doc, saved.report.state)
  // The save changed the header, which the check covers too.
  checkAfterEdit(doc)
  updateDocument(doc, { lastSave: saved })
  const action = { label: SHOW_REPORT, run: () => openDialog({ type: 'save-report', doc }) }
  notify({ kind: 'status', doc, topic: SAVE_TOPIC, ...savedText(saved), action })
}

function tellFailed(doc: DocId, { name, aim }: Attempt, error: unknown): void {
  const known = error instanceof HiveError ? error : null
  // A notice has said so already, or the hive is closed.
  if (known?.code === 'cancelled') return
  if (known?.code === 'changed-on-disk') {
    void openDialogInTurn({ type: 'changed-on-disk', doc })
  } else if (aim !== null && (known === null || known.code === 'write-failed')) {
    const said = known === null ? nameOf(error) : String(known.detail.actual ?? known.code)
    const text = saveFailedText(aim, { expected: known?.detail.expected, said })
    const action = { label: DOWNLOAD_COPY, run: () => void downloadDocument(doc) }
    notify({ kind: 'alert', doc, topic: SAVE_TOPIC, ...text, action })
  } else if (aim?.way === 'copy' && known !== null) {
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

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}

export { canPickTarget }
