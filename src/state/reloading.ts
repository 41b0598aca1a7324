/** Opening the file of a hive again as it is on the disk now. */

import { fileOf } from '../platform/recentFiles.ts'
import { notReopenedText } from '../text/recentFiles.ts'
import type { DocId } from '../worker/protocol.ts'
import { discardDocument, documentOf, useDocuments } from './documents.ts'
import { notify } from './notices.ts'
import { openFile } from './openFiles.ts'

/**
 * Opens the file of a document in place of the document, whose changes are lost. If it cannot be opened, the document
 * stays. Must be called in answer to a click or key.
 */
export async function reloadDocument(doc: DocId): Promise<void> {
  const entry = documentOf(doc)
  if (!entry?.handle) return
  const { handle, info } = entry
  try {
    const opened = await openFile({ file: await fileOf(handle), handle }, [], { again: true })
    if (opened !== null) replaceDocument(doc, opened)
  } catch (error) {
    const isGone = error instanceof DOMException && error.name === 'NotFoundError'
    notify({ kind: 'alert', doc, topic: 'save', ...notReopenedText(info.name, isGone, false) })
  }
}

/** Closes a document. Another one takes its place among the tabs. */
function replaceDocument(doc: DocId, by: DocId): void {
  const { docs } = useDocuments.getState()
  const next = docs.find(({ info }) => info.doc === by)
  const rest = docs.filter(({ info }) => info.doc !== by)
  const at = rest.findIndex(({ info }) => info.doc === doc)
  // One that was closed before all of it was there takes no place.
  if (next === undefined) return
  if (at >= 0) useDocuments.setState({ docs: rest.toSpliced(at + 1, 0, next) })
  discardDocument(doc)
}
