/**
 * Opening files: from the browser's picker, the page's file input or a drop on the window. Finds out
 * which of them are hives and which are transaction logs.
 */

import { archiveKind, SNIFFED } from '../archive/archiveKind.ts'
import { HiveError, type HiveErrorCode } from '../errors.ts'
import { bringsFiles, carriesFiles, droppedFiles } from '../platform/drop.ts'
import { canPickWithHandles, filesOfInput, type OpenedFile, pickFiles } from '../platform/open.ts'
import { alreadyOpenText, OPEN_SECOND, SALVAGE_OFFER } from '../text/page.ts'
import type { CallOptions, DocId, NamedFile, SortedFiles } from '../worker/protocol.ts'
import { isOccupied } from './activity.ts'
import { dialogClosed, openDialog } from './dialogs.ts'
import {
  activate,
  activeDocument,
  addDocument,
  addLogs,
  discardDocument,
  documentArrived,
  documentOf,
  titleOf,
  useDocuments,
} from './documents.ts'
import { engine } from './engine.ts'
import type { KeyDroppedOn } from './importSource.ts'
import { loadModule } from './loadModule.ts'
import { dismissTopic, type NoticeAction, notify, showError } from './notices.ts'
import { startOpening } from './openings.ts'
import { hiveOf } from './places.ts'
import { salvageFile } from './salvage.ts'

/**
 * Opens files one after another, hives with the logs that came with them. A file that cannot be
 * opened is reported, and the rest goes on.
 */
export async function openFiles(given: readonly OpenedFile[]): Promise<void> {
  for (const { file } of given) dismissTopic(refusalOf(file.name))
  const texts = given.filter(({ file }) => TEXT_NAME.test(file.name))
  for (const { file } of texts) await openText(file)
  const files = given.filter((one) => !texts.includes(one))
  const [first] = files
  if (!first) return
  // With nothing open, a single file cannot be the log of a hive.
  if (files.length === 1 && useDocuments.getState().docs.length === 0) {
    await openFile(first, [])
    return
  }
  const named = (at: number): readonly NamedFile[] => {
    const file = files[at]?.file
    return file ? [{ name: file.name, file }] : []
  }
  const { hives, later } = await sort(files)
  const withLogs: DocId[] = []
  for (const { file, logs } of hives) {
    const opened = files[file]
    const doc = opened ? await openFile(opened, logs.flatMap(named)) : null
    if (doc !== null && logs.length > 0) withLogs.push(doc)
  }
  for (const { doc, logs } of later) {
    if (await addLogs(doc, logs.flatMap(named))) withLogs.push(doc)
  }
  void offerLogs(withLogs)
}

/**
 * The topic of the notice that a file was not opened, which no longer applies once the file is
 * given again, as a hive or as a log.
 */
export function refusalOf(name: string): string {
  return `open ${name}`
}

/**
 * Shows what the logs would do, for one dirty hive after another, unless the user is in the middle
 * of something.
 */
export async function offerLogs(docs: readonly DocId[]): Promise<void> {
  for (const doc of docs) {
    if (!documentOf(doc)?.info.dirty) continue
    const { active } = useDocuments.getState()
    if (active !== null && isOccupied(active)) return
    activate(doc)
    openDialog({ type: 'logs', doc })
    await dialogClosed()
  }
}

async function sort(files: readonly OpenedFile[]): Promise<SortedFiles> {
  try {
    return await engine().sortFiles({ files: files.map(({ file }) => ({ name: file.name, file })) })
  } catch {
    // Opening reports the failure for each file.
    return { hives: files.map((_, file) => ({ file, logs: [] })), later: [] }
  }
}

/**
 * Opens one file, or shows it if it is already open. null when that was refused, which a notice has
 * said, or cancelled.
 */
export async function openFile(
  opened: OpenedFile,
  logs: readonly NamedFile[],
  options: { readonly again: boolean } = { again: false },
): Promise<DocId | null> {
  const { file, handle } = opened
  const opening = startOpening(file.name)
  const { signal, onProgress } = opening
  const request = { name: file.name, file, handle }
  const read = () => engine().open({ ...request, logs }, { signal, onProgress })
  const isFirst = useDocuments.getState().docs.length === 0
  // The file is being read while the page draws that it is.
  const reading = options.again || isFirst ? read() : null
  opening.show()
  try {
    const open = reading === null ? await engine().openAlready(request, { signal }) : null
    if (open !== null && documentOf(open)) {
      goToOpen(open, { ...opened, logs })
      return logs.length === 0 || (await addLogs(open, logs)) ? open : null
    }
    const info = await (reading ?? read())
    addDocument(info, handle, file)
    if (info.arriving) await arrive(info.doc, { signal, onProgress })
    if (info.inPlace && handle !== null) void remember(handle)
    return info.doc
  } catch (error) {
    if (error instanceof HiveError && error.code === 'not-a-hive') {
      if (await isText(file)) return openText(file)
      if (await isArchive(file)) {
        await withModule(foundHives, ({ searchArchive }) => searchArchive(file))
        return null
      }
    }
    showError(answeringFor(logs, error), file.name, {
      topic: refusalOf(file.name),
      action: salvageOffer(error, file),
    })
    return null
  } finally {
    opening.end()
  }
}

/** Waits for the rest of a hive whose first rows are on screen. If it cannot be opened, it is closed again. */
async function arrive(doc: DocId, options: CallOptions): Promise<void> {
  try {
    documentArrived(await engine().arrived({ doc }, options))
  } catch (error) {
    discardDocument(doc)
    throw error
  }
}

/** Puts a file among the recent ones; where that cannot be loaded, it is not there. */
async function remember(handle: FileSystemFileHandle): Promise<void> {
  try {
    await (await loadModule(() => import('./recentFiles.ts'))).rememberFile(handle)
  } catch {
    // The list is a convenience.
  }
}

async function isArchive(file: Blob): Promise<boolean> {
  try {
    const head = await file.slice(0, SNIFFED).arrayBuffer()
    return archiveKind(new Uint8Array(head)) !== null
  } catch {
    // Opening has said that it cannot be read.
    return false
  }
}

/** Errors of files in which there may be something to salvage. */
const SALVAGEABLE: readonly HiveErrorCode[] = [
  ...(['not-a-hive', 'bad-root', 'bad-data-size', 'unknown-version'] as const),
  ...(['unknown-file-format', 'unknown-file-type'] as const),
]

function salvageOffer(error: unknown, file: File): NoticeAction | undefined {
  if (!(error instanceof HiveError) || !SALVAGEABLE.includes(error.code)) return undefined
  return { label: SALVAGE_OFFER.label, run: () => void salvageFile(file) }
}

/**
 * Shows the document that a file is already open in. A notice says so, since the document may have
 * been edited.
 */
function goToOpen(doc: DocId, file: OpenedFile & { readonly logs: readonly NamedFile[] }): void {
  const { active } = useDocuments.getState()
  if (active !== null && active !== doc && !isOccupied(active)) activate(doc)
  notify({
    kind: 'status',
    ...alreadyOpenText(titleOf(doc), documentOf(doc)?.state.unsaved ?? 0),
    action: {
      label: OPEN_SECOND,
      run: () => void openFile(file, file.logs, { again: true }),
    },
    topic: refusalOf(file.file.name),
  })
}

/**
 * The error, completed with every log that came with the file, so that none is dropped silently.
 */
function answeringFor(logs: readonly NamedFile[], error: unknown): unknown {
  const isAnswered = !(error instanceof HiveError) || error.detail.logs !== undefined
  if (logs.length === 0 || isAnswered) return error
  const outcomes = logs.map(({ name }) => ({ name, fault: null }))
  return new HiveError(error.code, error.message, { ...error.detail, logs: outcomes })
}

let askInput: (() => void) | null = null

/** Registers the function that clicks the page's file input. */
export function registerFileInput(ask: () => void): () => void {
  askInput = ask
  return () => {
    if (askInput === ask) askInput = null
  }
}

/** Asks the user for files, with handles where the browser has them. */
export async function openWithPicker(): Promise<void> {
  if (!canPickWithHandles()) {
    askInput?.()
    return
  }
  try {
    await openFiles(await pickFiles())
  } catch (error) {
    // Where the browser blocks the picker, the file input still works.
    if (error instanceof DOMException && error.name === 'SecurityError') askInput?.()
    else showError(error)
  }
}

/** Opens the files chosen in the file input. */
export function openInputFiles(files: Iterable<File>): Promise<void> {
  return openFiles(filesOfInput(files))
}

/**
 * Opens the dropped or pasted files; a .reg text is imported into the hive on screen if that can be edited. Must be called in the
 * event handler itself.
 *
 * @param transfer - what was dropped or pasted
 * @param onto - the key that it was dropped on
 */
export async function openDropped(
  transfer: DataTransfer,
  onto: KeyDroppedOn | null = null,
): Promise<void> {
  const doc = onto === null ? activeDocument() : documentOf(hiveOf(onto.doc))
  const { files, folders } = await droppedFiles(transfer)
  if (folders.length > 0) {
    await withModule(foundHives, ({ searchFolder }) => folders.forEach(searchFolder))
  }
  if (doc?.info.access !== 'editable') return openFiles(files)
  const { texts, files: others } = await apart(files)
  for (const { file } of texts) {
    await withModule(importing, ({ importFile }) => importFile(doc.info.doc, file, onto))
  }
  await openFiles(others)
}

/** Texts that a hive can be made of, and other files. */
async function apart(
  files: readonly OpenedFile[],
): Promise<{ readonly texts: readonly OpenedFile[]; readonly files: readonly OpenedFile[] }> {
  const areTexts = await Promise.all(files.map(({ file }) => isText(file)))
  const [texts, others] = [true, false].map((is) => files.filter((_, at) => areTexts[at] === is))
  return { texts: texts ?? [], files: others ?? [] }
}

/** Opens a text as a hive made of it. */
function openText(file: File): Promise<DocId | null> {
  return withModule(
    () => loadModule(() => import('./textFiles.ts')),
    ({ openTextFile }) => openTextFile(file),
  )
}

const foundHives = () => loadModule(() => import('./foundHives.ts'))
const importing = () => loadModule(() => import('./importFiles.ts'))

/** Runs an action of a module that is loaded for it. null when it cannot be loaded, which a notice says. */
async function withModule<Module, Result>(
  load: () => Promise<Module>,
  act: (module: Module) => Result | Promise<Result>,
): Promise<Result | null> {
  let module: Module
  try {
    module = await load()
  } catch (error) {
    showError(error)
    return null
  }
  return act(module)
}

/** Names of texts; what others hold is found out when they turn out to be no hives. */
const TEXT_NAME = /\.reg$/i
/** The first line of .reg text, and the beginning of JSON. */
const TEXT_HEAD = /^\s*(?:REGEDIT4|Windows Registry Editor|\{)/
const HEAD_BYTES = 128

/** Whether a file is text that can be imported, whatever its name. */
async function isText(file: Blob): Promise<boolean> {
  try {
    const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
    // Byte order marks, and every other byte of UTF-16.
    const ascii = bytes.filter((byte) => byte > 0 && byte < 0x80)
    return TEXT_HEAD.test(String.fromCharCode(...ascii))
  } catch {
    // Opening reports why it cannot be read.
    return false
  }
}

export { bringsFiles, carriesFiles }
