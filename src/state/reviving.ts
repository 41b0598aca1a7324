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
import { dismissTopic, notify, showError } from './notices.ts'
import { openFile } from './openFiles.ts'
import { offerKept, resumeKept } from './resuming.ts'

/** An engine that stops again within so many milliseconds is started again only when the user asks for it. */
const QUICK_MS = 30_000
/** Milliseconds between two looks at whether the edits of the stopped engine are free. */
const FREE_MS = 50
/** After so many looks, edits that are still in use are left alone. */
const LOOKS = 60

/** The ids that each engine has for its hives. None is given again: what the page keeps of a closed hive is under its id. */
const IDS_OF_ENGINE = 1_000_000

const REVIVED = 'revived'

let last = -QUICK_MS
let engines = 1

/** A hive that was open. */
interface Missing {
  readonly doc: Doc
  readonly title: string
  readonly isActive: boolean
}

/** The hives that are still to be brought back, in the order of their tabs: an engine may stop before all of them are. */
let missing: readonly Missing[] = []

/**
 * Starts another engine, and resumes or opens what was open. What was edited is resumed from the edits that are kept.
 *
 * @param start - starts an engine and connects it to the page
 * @param isAsked - whether the user asked for it
 */
export async function revive(start: () => Promise<void>, isAsked = false): Promise<void> {
  // What was said of the engine before is no longer so.
  dismissTopic(REVIVED)
  const now = performance.now()
  if (!isAsked && now - last < QUICK_MS) {
    useDocuments.setState({ startAgain: () => void revive(start, true).catch(showError) })
    return
  }
  last = now
  useDocuments.setState({ startAgain: null })
  await start()
  await engine().numberFrom({ doc: engines++ * IDS_OF_ENGINE })
  const { docs, active } = useDocuments.getState()
  const were = docs.map((doc) => {
    const { doc: id } = doc.info
    return { doc, title: titleOf(id), isActive: id === active }
  })
  missing = [...missing, ...were]
  // Their ids mean nothing to the new engine.
  for (const { info } of docs) discardDocument(info.doc, { isGone: true })
  useDocuments.setState({ stopped: false })
  await bringAllBack()
  if (!useDocuments.getState().stopped) offerKept(await engine().keptEdits({}))
}

/** Brings back what is missing, and says what became of it, unless the engine stops again. */
async function bringAllBack(): Promise<void> {
  const wanted = missing
  const kept = await freeEdits(wanted.map(({ doc }) => doc))
  const lost: string[] = []
  let front: DocId | null = null
  for (const { doc, title, isActive } of wanted) {
    const isBack = await bringBack(doc, kept)
    if (useDocuments.getState().stopped) return
    missing = missing.slice(1)
    const again = useDocuments.getState().docs.at(-1)
    if (!isBack || again === undefined) {
      lost.push(title)
      continue
    }
    await restoreChoices(again.info.doc, doc.info)
    if (isActive) front = again.info.doc
  }
  if (front !== null) activate(front)
  if (wanted.length === 0) return
  const kind = lost.length > 0 ? 'alert' : 'status'
  notify({ kind, ...revivedText(wanted.length - lost.length, lost), topic: REVIVED })
}

/**
 * What is kept, once the edits of some hives are free. A browser frees the locks of a dead engine one after the other,
 * and the page may notice the first of them.
 */
async function freeEdits(docs: readonly Doc[]): Promise<readonly KeptEdits[]> {
  const own = new Set(docs.map(({ journal }) => journal))
  for (let look = 1; ; look++) {
    const { kept } = await engine().keptEdits({})
    const isHeld = kept.some(({ id, use }) => own.has(id) && use !== null)
    if (!isHeld || look === LOOKS) return kept
    await new Promise((resolve) => setTimeout(resolve, FREE_MS))
  }
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
