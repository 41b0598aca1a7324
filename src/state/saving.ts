/**
 * Saving: in place when the file came with a handle that may be written, else a download of the same
 * name. The engine checks the bytes first; the report follows as a notice.
 */

import { HiveError } from '../errors.ts'
import { canPickTarget, downloadBlob, mayWrite, pickTarget } from '../platform/save.ts'
import { savedText, WAITING_FOR_LEAVE } from '../text/edits.ts'
import type { DocId, SaveReport } from '../worker/protocol.ts'
import { checkAfterEdit } from './checks.ts'
import { openDialog } from './dialogs.ts'
import { documentOf, updateDocument } from './documents.ts'
import { engine } from './engine.ts'
import { notify, showError } from './notices.ts'

const SAVE_TOPIC = 'save'
/** How long the browser's question may stand unanswered before another way is offered. */
const PATIENCE_MS = 4000

interface Saved {
  readonly report: SaveReport
  readonly way: 'in-place' | 'copy' | 'download' | 'download-refused'
  readonly name: string
}

/**
 * Writes a document back. False when it was not saved: refused, failed, or changed on disk, which
 * opens a question instead. `overwrite` writes over a file that changed since it was opened.
 */
export function saveDocument(
  doc: DocId,
  options: { readonly overwrite?: boolean } = {},
): Promise<boolean> {
  return saveWith(doc, async (name, handle) => {
    if (!handle) return download(doc, name, 'download')
    const leave = await askLeave(doc, name, handle)
    if (leave !== 'granted') return download(doc, name, leave)
    const { report } = await engine().save({
      doc,
      to: 'in-place',
      overwrite: options.overwrite ?? false,
    })
    return { report, way: 'in-place', name }
  })
}

/** Writes a document where the user says: the browser's save dialog, else a download. */
export function saveDocumentAs(doc: DocId): Promise<boolean> {
  return saveWith(doc, async (name, handle) => {
    if (!canPickTarget()) return download(doc, name, 'download')
    const target = await pickTarget({ name, startIn: handle })
    if (!target) return null
    const { report } = await engine().save({ doc, to: target, overwrite: true })
    return { report, way: 'copy', name: target.name }
  })
}

/** Asks for leave to write; when the answer takes long, a download is offered instead. */
function askLeave(
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
        text: WAITING_FOR_LEAVE.text(name),
        detail: WAITING_FOR_LEAVE.detail,
        action: { label: WAITING_FOR_LEAVE.download, run: () => resolve('download') },
      })
    }, PATIENCE_MS)
    void mayWrite(handle).then((may) => {
      clearTimeout(offer)
      resolve(may ? 'granted' : 'download-refused')
    })
  })
}

async function download(doc: DocId, name: string, way: Saved['way']): Promise<Saved> {
  const { report, blob } = await engine().save({ doc, to: 'download', overwrite: false })
  if (blob) downloadBlob(blob, name)
  const state = await engine().markSaved({ doc, revision: report.state.revision })
  return { report: { ...report, state }, way, name }
}

async function saveWith(
  doc: DocId,
  write: (name: string, handle: FileSystemFileHandle | null) => Promise<Saved | null>,
): Promise<boolean> {
  const entry = documentOf(doc)
  if (!entry || entry.saving) return false
  updateDocument(doc, { saving: true })
  try {
    const saved = await write(entry.info.name, entry.handle)
    if (!saved) return false
    updateDocument(doc, { state: saved.report.state })
    // The header is new, and the check looks at it too.
    checkAfterEdit(doc)
    notify({ kind: 'status', doc, topic: SAVE_TOPIC, ...savedText(saved) })
    return true
  } catch (error) {
    if (error instanceof HiveError && error.code === 'changed-on-disk') {
      openDialog({ type: 'changed-on-disk', doc })
    } else {
      showError(error, entry.info.name, { doc, topic: SAVE_TOPIC })
    }
    return false
  } finally {
    updateDocument(doc, { saving: false })
  }
}
