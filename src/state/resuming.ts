/**
 * Edits that are kept on this device: offering those that a crash or a closed tab left behind, resuming and forgetting
 * them, and saying when edits cannot be kept.
 */

import { notedHandle, notedJournals, noteHandle } from '../platform/journalHandles.ts'
import {
  canPickWithHandles,
  filesOfInput,
  type OpenedFile,
  pickFiles,
  pickWithInput,
} from '../platform/open.ts'
import { askToPersist } from '../platform/persist.ts'
import { whenShown } from '../platform/shown.ts'
import {
  expiredText,
  KEPT_EDITS,
  keptTitle,
  newsText,
  offerText,
  resumedText,
} from '../text/keptEdits.ts'
import type {
  DocId,
  EngineEvent,
  HiveKind,
  JournalNews,
  KeptEdits,
  KeptList,
  NamedFile,
} from '../worker/protocol.ts'
import { openDialog } from './dialogs.ts'
import {
  addDocument,
  discardDocument,
  documentOf,
  titleOf,
  updateDocument,
  useDocuments,
} from './documents.ts'
import { engine } from './engine.ts'
import type { KeptThing } from './KeptThing.ts'
import { useKeptEdits } from './keptEdits.ts'
import { dismissTopic, needsNoMessage, notify, showError } from './notices.ts'
import { startOpening } from './openings.ts'
import { setShown } from './settings.ts'
import { inTurn, reveal } from './tree.ts'
import { showKey } from './values.ts'

const OFFER_TOPIC = 'resume'
/** Hives of these kinds hold password hashes and keys. */
const SECRET: readonly HiveKind[] = ['SAM', 'SECURITY']
/** News after which edits are not kept. */
const LOST: readonly JournalNews[] = ['off', 'full', 'denied', 'gone']

let hasPersisted = false

useDocuments.subscribe(({ docs }, before) => {
  const fresh = docs.filter((doc) => !before.docs.some(({ info }) => info.doc === doc.info.doc))
  for (const { info } of fresh) void offerFor(info.doc)
  for (const { info, journal, handle } of docs) {
    const was = before.docs.find((one) => one.info.doc === info.doc)
    if (journal === null || (was?.journal === journal && was.handle === handle)) continue
    void noteHandle(journal, handle)
  }
  if (docs.length < before.docs.length) void listKept().catch(() => {})
})

whenShown(() => void offerNew())

/** Offers the edits that were open in another tab, and are not any more. */
async function offerNew(): Promise<void> {
  const before = useKeptEdits.getState().kept
  await listKept().catch(() => {})
  const { kept } = useKeptEdits.getState()
  if (useDocuments.getState().docs.length === 0) return
  offer(kept.filter(({ id }) => !before.some((one) => one.id === id)))
}

/** Offers kept edits, and names those that were removed because of their age. */
export function offerKept(list: KeptList): void {
  learn(list)
  // The empty page lists them itself.
  if (useDocuments.getState().docs.length > 0) offer(useKeptEdits.getState().kept)
}

/** Kept edits as things that are kept on this device. */
export async function keptEditThings(): Promise<readonly KeptThing[]> {
  // Where the browser keeps nothing, there is nothing to list.
  await listKept().catch(() => {})
  return all.map((one) => ({
    ...{ id: `edits ${one.id}`, kind: 'edits', name: keptTitle(one), bytes: one.bytes },
    ...{ since: one.since, until: one.use === null ? one.until : null },
    forget: () => forgetKept(one),
  }))
}

/** Keeps the edits of hives on this device, or not. Those that are kept already stay. */
export async function setKeepingAll(keepsEdits: boolean): Promise<void> {
  setShown('keepsEdits', keepsEdits)
  await engine().keepEdits({ keep: keepsEdits })
}

/** Everything that is kept, also of hives that are open. */
let all: readonly KeptEdits[] = []

async function listKept(): Promise<void> {
  // Read first: a journal that another tab begins meanwhile is not in the list.
  const noted = await notedJournals()
  learn(await engine().keptEdits({}))
  const gone = noted.filter((journal) => !all.some(({ id }) => id === journal))
  for (const journal of gone) await noteHandle(journal, null)
}

function learn({ kept, expired }: KeptList): void {
  all = kept
  useKeptEdits.setState({ kept: kept.filter(({ use }) => use === null) })
  if (expired.length > 0) notify({ kind: 'status', ...expiredText(expired), topic: 'expired' })
}

function offer(kept: readonly KeptEdits[]): void {
  const [first] = kept
  if (first === undefined) return
  const run = () => openDialog({ type: 'resume', journal: first.id })
  const action = { label: KEPT_EDITS.show, run }
  notify({ kind: 'status', text: offerText(first), action, topic: OFFER_TOPIC })
}

/** Offers the edits that were made to a hive that was just opened. */
async function offerFor(doc: DocId): Promise<void> {
  const { kept } = useKeptEdits.getState()
  if (kept.length === 0) return
  try {
    const own = await Promise.all(kept.map((one) => areOf(one, doc)))
    offer(kept.filter((_, at) => own[at]))
  } catch {
    // It is closed again; the edits are offered elsewhere.
  }
}

/** Whether kept edits are those of a hive: made to the same content, or to its file, which was saved since then. */
async function areOf(kept: KeptEdits, doc: DocId): Promise<boolean> {
  const { size, head } = await engine().hiveHead({ doc })
  if (kept.size === size && kept.head === head) return true
  const handle = documentOf(doc)?.handle ?? null
  const noted = handle && (await notedHandle(kept.id))
  return handle !== null && noted !== null && (await noted.isSameEntry(handle))
}

/** Opens a hive with its kept edits. True when that succeeded. */
export async function resumeKept(
  kept: KeptEdits,
  given: OpenedFile | null = null,
  logs: readonly NamedFile[] = [],
): Promise<boolean> {
  const handle = given === null ? await notedHandle(kept.id) : given.handle
  const opening = startOpening(kept.name)
  const { signal, onProgress } = opening
  const request = { journal: kept.id, file: given?.file ?? null, logs, handle }
  opening.show()
  try {
    const info = await engine().resume(request, { signal, onProgress })
    dismissTopic(OFFER_TOPIC)
    useKeptEdits.setState((before) => ({ kept: before.kept.filter(({ id }) => id !== kept.id) }))
    addDocument(info, handle)
    updateDocument(info.doc, { journal: kept.id })
    await showNewest(info.doc)
    await closeUnedited(kept, info.doc)
    const check = await engine().check({ doc: info.doc })
    updateDocument(info.doc, { check, checkProgress: 1 })
    notify({
      kind: 'status',
      doc: info.doc,
      ...resumedText(kept, info.state.unsaved),
      topic: OFFER_TOPIC,
    })
    return true
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, kept.name, { topic: OFFER_TOPIC })
    return false
  } finally {
    opening.end()
    await listKept().catch(() => {})
  }
}

/** Selects what the newest step was about. */
async function showNewest(doc: DocId): Promise<void> {
  const place = await engine().newestPlace({ doc })
  if (place === null) return
  await inTurn(doc, async () => {
    await reveal(doc, place.key)
    if (place.value !== null) await showKey(doc, place.key, place.value)
  })
}

/** Asks for the file that kept edits belong to, and for its logs if they are needed, and resumes them. */
export async function resumeWithFile(kept: KeptEdits): Promise<void> {
  const files = await pick()
  if (files.length === 0) return
  try {
    const named = files.map(({ file }) => ({ name: file.name, file }))
    const { hives } = await engine().sortFiles({ files: named })
    const { file = 0, logs = [] } = hives[0] ?? {}
    const given = files[file] ?? null
    await resumeKept(
      kept,
      given,
      logs.flatMap((at) => named[at] ?? []),
    )
  } catch (error) {
    showError(error)
  }
}

async function pick(): Promise<readonly OpenedFile[]> {
  try {
    return canPickWithHandles() ? await pickFiles() : filesOfInput(await pickWithInput())
  } catch (error) {
    showError(error)
    return []
  }
}

/** Closes the same hive without edits, which the user opened before choosing to resume. */
async function closeUnedited(kept: KeptEdits, resumed: DocId): Promise<void> {
  for (const { info } of useDocuments.getState().docs) {
    const { doc } = info
    if (doc === resumed || info.name !== kept.name || info.arriving) continue
    const isSame = await areOf(kept, doc).catch(() => false)
    const now = documentOf(doc)?.state
    const isUnedited = now?.unsaved === 0 && now.undo === null && now.redo === null
    if (isSame && isUnedited) discardDocument(doc)
  }
}

/** Removes kept edits. */
export async function forgetKept({ id }: KeptEdits): Promise<void> {
  try {
    await engine().forgetEdits({ journals: [id] })
    dismissTopic(OFFER_TOPIC)
    const open = useDocuments.getState().docs.find(({ journal }) => journal === id)
    if (open !== undefined) noteNotKept(open.info.doc)
    await listKept()
  } catch (error) {
    showError(error)
  }
}

/** Closes a hive, and keeps its edits on this device. */
export function keepForLater(doc: DocId): void {
  discardDocument(doc, { keep: true, closed: () => listKept().catch(() => {}) })
}

/** Keeps the edits of a hive on this device, or not. */
export async function setKeeping(doc: DocId, keep: boolean): Promise<void> {
  try {
    const isKept = await engine().keepEditsOf({ doc, keep })
    if (isKept) updateDocument(doc, { keeping: true })
    else noteNotKept(doc, keep ? KEPT_EDITS.keptLater : undefined)
  } catch (error) {
    showError(error)
  }
}

function noteNotKept(doc: DocId, detail?: string): void {
  updateDocument(doc, { keeping: false, journal: null })
  notify({ kind: 'status', doc, text: KEPT_EDITS.notKept, detail, topic: `keeping ${doc}` })
}

/** Says what became of keeping the edits of a hive. */
export function receiveNews({
  doc,
  news,
  journal,
}: EngineEvent & { readonly type: 'journal' }): void {
  const entry = documentOf(doc)
  if (entry === undefined) return
  const isKept = !LOST.includes(news)
  updateDocument(doc, { journal: isKept ? journal : null, keeping: isKept })
  if (isKept && !hasPersisted) {
    hasPersisted = true
    void askToPersist()
  }
  if (news === 'begun' && SECRET.includes(entry.info.kind)) {
    const action = { label: KEPT_EDITS.dontKeep, run: () => void setKeeping(doc, false) }
    notify({ kind: 'status', doc, text: KEPT_EDITS.secrets, action, topic: `keeping ${doc}` })
  }
  const text = newsText(news, titleOf(doc))
  const kind = isKept ? 'status' : 'alert'
  if (text !== null) notify({ kind, doc, ...text, topic: `keeping ${doc}` })
}
