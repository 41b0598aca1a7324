/**
 * The open hives: bringing them to the front and closing them. Files come in through
 * `openFiles.ts`, edits go through `edits.ts`. The panes' stores listen through `listenToDocuments`
 * (wired in `start.ts`), so that they may import this store and not the other way round.
 */

import { create } from 'zustand'
import { closedEditorText, logsCameText, openedText, SHOW } from '../text/page.ts'
import type { SavedFile } from '../text/saving.ts'
import type {
  CheckSummary,
  DocId,
  DocInfo,
  DocState,
  EditResult,
  EngineEvent,
  JournalId,
  NamedFile,
  NewHiveRequest,
} from '../worker/protocol.ts'
import { isOccupied } from './activity.ts'
import { closeDialog, openDialog, useDialogs } from './dialogs.ts'
import { engine } from './engine.ts'
import { stopEdits } from './longEdits.ts'
import { dismissTopic, dropNotices, notify, showError } from './notices.ts'
import { hiveOf, isPlace, isSameHive, setPlace } from './places.ts'
import { titlesOf } from './titles.ts'

/** One open hive. */
export interface Doc {
  readonly info: DocInfo
  readonly state: DocState
  /** null until the background check is done. */
  readonly check: CheckSummary | null
  /** Fraction of the background check done. */
  readonly checkProgress: number
  /** The handle that the file can be written back through; null when it came without one. */
  readonly handle: FileSystemFileHandle | null
  /** The file as it was opened; null when it came from none. */
  readonly file: File | null
  /** Whether its edits are kept on this device; null before the first. */
  readonly keeping: boolean | null
  /** Where they are kept. */
  readonly journal: JournalId | null
  readonly saving: boolean
  /** The report of the last save; null until there was one. */
  readonly lastSave: SavedFile | null
}

/** A file that is being opened. */
export interface Opening {
  readonly id: number
  readonly name: string
  /** Fraction read. */
  readonly done: number
  cancel(): void
}

interface Documents {
  readonly docs: readonly Doc[]
  /** The second places on screen: each an entry like that of its hive, with an id of its own. */
  readonly places: readonly Doc[]
  /** The document, or second place of one, that has the focus. */
  readonly active: DocId | null
  readonly opening: readonly Opening[]
  /** Whether a hive has been opened since the page was loaded. */
  readonly everOpened: boolean
  /** The engine has died: nothing works until the page is reloaded. */
  readonly stopped: boolean
  /** Starts another engine; null while that is done without being asked for. */
  readonly startAgain: (() => void) | null
}

/** Callbacks for the panes' stores. */
export interface DocumentListener {
  opened(info: DocInfo): void
  /** All of a hive is there whose first rows are on screen. */
  arrived(doc: DocId): void
  /** Transaction logs were given, with a hive or later. */
  logsGiven(info: DocInfo): void
  edited(doc: DocId, result: EditResult): void
  /** Its hive was edited at another place. */
  editedElsewhere(doc: DocId, result: EditResult): void
  /** The hive as it is now was saved. */
  saved(doc: DocId): void
  closed(doc: DocId): void
  /** A second place of a hive was opened. */
  placeOpened(info: DocInfo): void
  /** A second place was closed. */
  placeClosed(place: DocId): void
  /** A search has gone on. */
  searched(event: EngineEvent & { readonly type: 'search-progress' }): void
  /** The filter of the keys has found more. */
  filtered(event: EngineEvent & { readonly type: 'filter-progress' }): void
}

const arrivalTopic = (doc: DocId) => `arrival ${doc}`

/** The topic of notices about a document's edits; the next edit takes them off the screen. */
export const editTopic = (doc: DocId) => `edit ${hiveOf(doc)}`

export const useDocuments = create<Documents>(() => ({
  docs: [],
  places: [],
  active: null,
  opening: [],
  everOpened: false,
  stopped: false,
  startAgain: null,
}))

let listener: DocumentListener | null = null

/** Sets the listener for opened, edited and closed documents. */
export function listenToDocuments(next: DocumentListener | null): void {
  listener = next
}

/** The document of an id, undefined once it is closed. */
export function documentOf(doc: DocId): Doc | undefined {
  return entryOf(useDocuments.getState(), doc)
}

/** The same as a subscription. */
export function useDocument(doc: DocId | null): Doc | undefined {
  return useDocuments((state) => (doc === null ? undefined : entryOf(state, doc)))
}

function entryOf({ docs, places }: Documents, doc: DocId): Doc | undefined {
  const isIt = ({ info }: Doc) => info.doc === doc
  return docs.find(isIt) ?? places.find(isIt)
}

/** The document on screen. */
export function activeDocument(): Doc | undefined {
  const { active } = useDocuments.getState()
  return active === null ? undefined : documentOf(active)
}

/** The title of a document: its file's name, with a number where several have the same name. */
export function titleOf(doc: DocId): string {
  return titlesOf(useDocuments.getState().docs).get(hiveOf(doc)) ?? ''
}

/** Whether leaving the page would lose changes. */
export function hasUnsaved(): boolean {
  return useDocuments.getState().docs.some((doc) => doc.state.unsaved > 0)
}

/** Opens the sample hive the engine builds. */
export function openSample(): Promise<void> {
  return openBuilt(() => engine().openSample({}))
}

/** Opens a new hive that has only a root key. */
export function openEmpty(name: string, options: Omit<NewHiveRequest, 'name'> = {}): Promise<void> {
  return openBuilt(() => engine().openEmpty({ name, ...options }))
}

/** Opens a hive that comes from no file. */
export async function openBuilt(open: () => Promise<DocInfo>): Promise<void> {
  try {
    addDocument(await open(), null)
  } catch (error) {
    showError(error)
  }
}

/**
 * Adds a document that the engine opened. It comes to the front, unless the user is in the middle
 * of something; then a notice says that it is open.
 */
export function addDocument(
  info: DocInfo,
  handle: FileSystemFileHandle | null,
  file: File | null = null,
): void {
  const doc: Doc = {
    info,
    state: info.state,
    check: null,
    checkProgress: 0,
    handle: info.inPlace ? handle : null,
    ...{ file, keeping: null, journal: null },
    saving: false,
    lastSave: null,
  }
  listener?.opened(info)
  useDocuments.setState(({ docs }) => ({ docs: [...docs, doc], everOpened: true }))
  comeToFront(info.doc, openedText(titleOf(info.doc)))
  if (!info.arriving) reportLogs(info)
}

/** When logs were needed to open the hive, the document already reports what they did. */
function reportLogs(info: DocInfo): void {
  if (info.logs.length > 0 && info.recovery === null) listener?.logsGiven(info)
}

/** All of a hive is there whose first rows are on screen. */
export function documentArrived(info: DocInfo): void {
  updateDocument(info.doc, { info, state: info.state })
  listener?.arrived(info.doc)
  reportLogs(info)
}

/** Gives an open hive the transaction logs that belong to it. False when that failed. */
export async function addLogs(doc: DocId, logs: readonly NamedFile[]): Promise<boolean> {
  try {
    const info = await engine().addLogs({ doc, logs })
    updateDocument(doc, { info })
    comeToFront(doc, logsCameText(titleOf(doc)))
    listener?.logsGiven(info)
    return true
  } catch (error) {
    activate(doc)
    showError(error, documentOf(doc)?.info.name, { doc })
    return false
  }
}

/** The place of a hive that the user is in; its first one if that is another hive. */
export function placeOfUser(hive: DocId): DocId {
  const { active } = useDocuments.getState()
  return active !== null && isSameHive(active, hive) ? active : hive
}

/** Brings a document to the front at the user's request. */
export function activate(doc: DocId): void {
  if (!documentOf(doc)) return
  dismissTopic(arrivalTopic(doc))
  useDocuments.setState({ active: doc })
}

/**
 * Brings a document to the front that the user did not just ask for. If the user is in the middle
 * of something, a notice with `text` offers to show the document instead.
 */
function comeToFront(doc: DocId, text: string): void {
  const { active } = useDocuments.getState()
  if (active === doc) return
  if (active === null || !isOccupied(active)) {
    activate(doc)
    return
  }
  notify({
    kind: 'status',
    text,
    action: { label: SHOW, run: () => activate(doc) },
    topic: arrivalTopic(doc),
  })
}

/** Opens a second place of a hive. Returns its id; null when that failed. */
export async function openPlace(hive: DocId): Promise<DocId | null> {
  try {
    const place = await engine().openPlace({ doc: hive })
    const entry = documentOf(hive)
    if (entry === undefined) return null
    const info = { ...entry.info, doc: place }
    setPlace(place, hive)
    useDocuments.setState(({ places }) => ({ places: [...places, { ...entry, info }] }))
    listener?.placeOpened(info)
    return place
  } catch (error) {
    showError(error, documentOf(hive)?.info.name, { doc: hive })
    return null
  }
}

/** Closes a second place. Its hive comes to the front if the place was there. */
export function closePlace(place: DocId): void {
  const hive = hiveOf(place)
  dropPlace(place)
  if (useDocuments.getState().active === place) useDocuments.setState({ active: hive })
  engine()
    .close({ doc: place })
    .catch((error: unknown) => showError(error))
}

function dropPlace(place: DocId): void {
  useDocuments.setState(({ places }) => ({
    places: places.filter(({ info }) => info.doc !== place),
  }))
  listener?.placeClosed(place)
  setPlace(place, null)
}

/** Closes a document, or a second place; asks first when the document has unsaved changes. */
export function closeDocument(doc: DocId): void {
  const entry = documentOf(doc)
  if (!entry) return
  if (isPlace(doc)) {
    closePlace(doc)
    return
  }
  if (entry.state.unsaved === 0) {
    discardDocument(doc)
    return
  }
  activate(doc)
  leaveDialog()
  openDialog({ type: 'close-unsaved', doc })
}

/**
 * Closes a document without asking. Its neighbour comes to the front.
 *
 * @param options - `keep` its edits on this device; `isGone`: the engine has lost it; `closed` is called once the engine
 *   has closed it, which takes longer when a large hive is kept
 */
export function discardDocument(
  doc: DocId,
  options: {
    readonly keep?: boolean
    readonly isGone?: boolean
    readonly closed?: () => unknown
  } = {},
): void {
  const { keep = false, isGone = false, closed } = options
  const { docs, active } = useDocuments.getState()
  const index = docs.findIndex((one) => one.info.doc === doc)
  if (index < 0) return
  const rest = docs.toSpliced(index, 1)
  const neighbour = rest[Math.min(index, rest.length - 1)]
  const { dialog } = useDialogs.getState()
  if (dialog && 'doc' in dialog && dialog.doc === doc) leaveDialog()
  dismissTopic(arrivalTopic(doc))
  const isShown = active !== null && isSameHive(active, doc)
  // The engine closes its places with it.
  for (const { info } of placesOf(doc)) dropPlace(info.doc)
  useDocuments.setState({
    docs: rest,
    active: isShown ? (neighbour?.info.doc ?? null) : active,
  })
  listener?.closed(doc)
  stopEdits(doc)
  dropNotices(doc)
  if (isGone) return
  engine()
    .close({ doc, keep })
    .then(closed, (error: unknown) => showError(error))
}

/** Closes the open dialog, if there is one. If something was typed in it, a notice says so. */
function leaveDialog(): void {
  const { dialog, typed } = useDialogs.getState()
  if (dialog && 'doc' in dialog && typed) {
    notify({ kind: 'status', text: closedEditorText(titleOf(dialog.doc)) })
  }
  closeDialog()
}

/** Makes a dirty hive editable. */
export async function allowEditing(doc: DocId): Promise<void> {
  try {
    const info = await engine().allowEditing({ doc })
    updateDocument(doc, { info, state: info.state })
    // A notice that the hive is read-only no longer applies.
    dismissTopic(editTopic(doc))
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc })
  }
}

/** Locks a hive (makes it read-only by choice), or unlocks it. */
export async function toggleLock(doc: DocId): Promise<void> {
  const locked = documentOf(doc)?.info.access !== 'locked'
  try {
    const info = await engine().setLocked({ doc, locked })
    updateDocument(doc, { info })
    // An earlier refusal, or an offer to undo, no longer applies.
    dismissTopic(editTopic(doc))
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc })
  }
}

/** Applies the result of an edit, an undo or a redo to the stores. */
export function applyResult(doc: DocId, result: EditResult): void {
  const { state, swapped } = result
  dismissTopic(editTopic(doc))
  updateDocument(doc, swapped === null ? { state } : { state, info: swapped })
  listener?.edited(doc, result)
  const hive = hiveOf(doc)
  for (const place of [hive, ...placesOf(hive).map(({ info }) => info.doc)]) {
    if (place !== doc) listener?.editedElsewhere(place, result)
  }
}

function placesOf(hive: DocId): readonly Doc[] {
  return useDocuments.getState().places.filter(({ info }) => hiveOf(info.doc) === hive)
}

/** Notes that a document as it is now was saved: nothing differs from its file any more. */
export function documentSaved(doc: DocId, state: DocState): void {
  updateDocument(doc, { state })
  const hive = hiveOf(doc)
  for (const place of [hive, ...placesOf(hive).map(({ info }) => info.doc)]) listener?.saved(place)
}

/** Updates a document's entry, and those of its places. Does nothing once the document is closed. */
export function updateDocument(
  doc: DocId,
  change: Partial<Omit<Doc, 'info'>> & { info?: DocInfo },
) {
  const update = (one: Doc): Doc => {
    if (!isSameHive(one.info.doc, doc)) return one
    const info = { ...(change.info ?? one.info), doc: one.info.doc }
    return { ...one, ...change, info: change.info === undefined ? one.info : info }
  }
  useDocuments.setState(({ docs, places }) => ({
    docs: docs.map(update),
    places: places.map(update),
  }))
}

/** Handles an event of the engine. */
export function receiveEvent(event: EngineEvent): void {
  if (event.type === 'check-progress') updateDocument(event.doc, { checkProgress: event.done })
  if (event.type === 'search-progress') listener?.searched(event)
  if (event.type === 'filter-progress') listener?.filtered(event)
  if (event.type === 'checked')
    updateDocument(event.doc, { check: event.summary, checkProgress: 1 })
}

/** Handles the death of the engine. */
export function engineStopped(): void {
  useDocuments.setState({ stopped: true, opening: [] })
}
