/** After the engine has stopped: starting it again, and bringing the hives back that were open. */

import { revivedText } from '../text/keptEdits.ts'
import type { DocId, DocInfo, KeptEdits } from '../worker/protocol.ts'
import {
  activate,
  type Doc,
  discardDocument,
  titleOf,
  toggleLock,
  updateDocument,
  useDocuments,
} from './documents.ts'
import { engine } from './engine.ts'
import { notify, showError } from './notices.ts'
import { openFile } from './openFiles.ts'
import { offerKept, resumeKept } from './resuming.ts'

/** An engine that stops again within so many milliseconds is started again only when the user asks for it. */
const QUICK_MS = 30_000

/** The ids that each engine has for its hives. None is given again: what the page keeps of a closed hive is under its id. */
const IDS_OF_ENGINE = 1_000_000

let last = -QUICK_MS
let engines = 1

/**
 * Starts another engine, and resumes or opens what was open. What was edited is resumed from the edits that are kept.
 *
 * @param start - starts an engine and connects it to the page
 * @param isAsked - whether the user asked for it
 */
export async function revive(start: () => Promise<void>, isAsked = false): Promise<void> {
  const now = performance.now()
  if (!isAsked && now - last < QUICK_MS) {
    useDocuments.setState({ startAgain: () => void revive(start, true).catch(showError) })
    return
  }
  last = now
  useDocuments.setState({ startAgain: null })
  const { docs, active } = useDocuments.getState()
  const titles = new Map(docs.map(({ info }) => [info.doc, titleOf(info.doc)]))
  await start()
  await engine().numberFrom({ doc: engines++ * IDS_OF_ENGINE })
  // Their ids mean nothing to the new engine.
  for (const { info } of docs) discardDocument(info.doc, { isGone: true })
  useDocuments.setState({ stopped: false })
  const { kept } = await engine().keptEdits({})
  const lost: string[] = []
  let front: number | null = null
  for (const doc of docs) {
    const isBack = await bringBack(doc, kept)
    const again = useDocuments.getState().docs.at(-1)
    if (!isBack || again === undefined) {
      lost.push(titles.get(doc.info.doc) ?? doc.info.name)
      continue
    }
    await restoreChoices(again.info.doc, doc.info)
    if (doc.info.doc === active) front = again.info.doc
  }
  if (front !== null) activate(front)
  if (docs.length > 0) {
    const kind = lost.length > 0 ? 'alert' : 'status'
    notify({ kind, ...revivedText(docs.length - lost.length, lost), topic: 'revived' })
  }
  offerKept(await engine().keptEdits({}))
}

/** Resumes what was edited, and opens the rest again. False when that was not possible. */
async function bringBack(doc: Doc, kept: readonly KeptEdits[]): Promise<boolean> {
  const edits = kept.find(({ id, use }) => id === doc.journal && use === null)
  const { file, handle } = doc
  if (edits !== undefined) {
    const given = edits.needsFile && file !== null ? { file, handle } : null
    return resumeKept(edits, given)
  }
  const now = await fileNow(doc)
  return now !== null && (await openFile({ file: now, handle }, [], { again: true })) !== null
}

/** Gives a hive that is back what the user chose for it. */
async function restoreChoices(doc: DocId, { access, keepsTimes }: DocInfo): Promise<void> {
  if (keepsTimes) updateDocument(doc, { info: await engine().setKeepsTimes({ doc, keepsTimes }) })
  if (access === 'locked') await toggleLock(doc)
}

/** The file that holds a hive as it was last; null if there is none, or it cannot be read. */
async function fileNow({ file, handle, state }: Doc): Promise<File | null> {
  if (state.unsaved > 0) return null
  // What was edited is in a download then, which cannot be read.
  if (handle === null) return state.undo === null ? file : null
  try {
    return await handle.getFile()
  } catch {
    return null
  }
}
