/**
 * Answers `EngineApi` over the documents it holds. Opening and closing are done here; everything else
 * is a function of one document in the file named for its subject.
 */

import { HiveError } from '../errors.ts'
import { Hive } from '../offreg/Hive.ts'
import { convert } from './convert.ts'
import { redoEdit, runEdit, undoEdit } from './edits.ts'
import { diskStateOf, documentGone, HiveDocument, type OpenedHive } from './HiveDocument.ts'
import { naming } from './naming.ts'
import { openAlready } from './openAlready.ts'
import { originalOf } from './original.ts'
import { completePath, resolvePath } from './paths.ts'
import type {
  Changes,
  CheckSummary,
  DocId,
  DocInfo,
  DocState,
  EditResult,
  EngineApi,
  EngineEvent,
  KeyDetails,
  KeyId,
  PathMatch,
  RecoveryReport,
  Relocated,
  ReplyOf,
  RequestOf,
  SaveResult,
  SortedFiles,
  TreePage,
  ValueDetails,
  ValuePage,
} from './protocol.ts'
import { hasRoom, readHive, requireRoom } from './readFile.ts'
import {
  addLogs,
  applyLogs,
  newestOf,
  openWithLogs,
  previewLogs,
  readLogs,
  sortFiles,
  type WithRoom,
} from './recovery.ts'
import { relocate } from './relocate.ts'
import { isRestored, saveAsOpened } from './restore.ts'
import { type CallContext, NO_CONTEXT } from './rpc.ts'
import { buildSample, SAMPLE_NAME } from './sample.ts'
import { saveDocument } from './save.ts'
import { shownLabel } from './shown.ts'
import {
  expandAll,
  freeName,
  keyDetails,
  keyPath,
  reveal,
  setExpanded,
  treePage,
  typeAhead,
} from './treeReplies.ts'
import { valueData, valueDetails, valueIndex, valuePage } from './valueReplies.ts'

const EMPTY_NAME = 'NEW.hiv'

export class Session implements EngineApi {
  readonly #documents = new Map<DocId, HiveDocument>()
  readonly #send: (event: EngineEvent) => void
  #nextDoc = 1
  /** Bytes of the files that are being read and of the hives that are being made. */
  #reading = 0

  constructor(send: (event: EngineEvent) => void) {
    this.#send = send
  }

  async sortFiles({ files }: RequestOf<'sortFiles'>): Promise<SortedFiles> {
    return sortFiles(files, [...this.#documents.values()])
  }

  async openAlready(request: RequestOf<'openAlready'>): Promise<DocId | null> {
    return openAlready([...this.#documents.values()], request)
  }

  async open(request: RequestOf<'open'>, context: CallContext = NO_CONTEXT): Promise<DocInfo> {
    const { name, file, handle } = request
    const size = request.logs.reduce((sum, log) => sum + log.file.size, file.size)
    requireRoom(size, this.#openBytes)
    this.#reading += size
    try {
      const image = await readHive(file, context)
      const logs = await readLogs(request.logs)
      const withRoom: WithRoom = (bytes, job) => this.#withRoom(bytes, job)
      const { signal } = context
      const { hive, recovery } = await openWithLogs(image, logs, { signal, withRoom })
      const newest = await newestOf(hive, logs, context)
      const recovered = recovery && {
        recovery,
        original: new Blob([image.bytesView(0, image.length)]),
        onDisk: diskStateOf(image),
      }
      return this.#add({ name, hive, handle, logs, newest, recovered })
    } finally {
      this.#reading -= size
    }
  }

  async openSample(): Promise<DocInfo> {
    return this.#addBuilt(SAMPLE_NAME, buildSample())
  }

  async openEmpty({ name }: RequestOf<'openEmpty'>): Promise<DocInfo> {
    return this.#addBuilt(name === '' ? EMPTY_NAME : name, Hive.create())
  }

  async close({ doc }: RequestOf<'close'>): Promise<void> {
    this.#document(doc).close()
    this.#documents.delete(doc)
  }

  async allowEditing({ doc }: RequestOf<'allowEditing'>): Promise<DocInfo> {
    const document = this.#changeable(doc)
    document.hive.allowDirty()
    return this.#read({ doc }, ({ info }) => info)
  }

  async setLocked({ doc, locked }: RequestOf<'setLocked'>): Promise<DocInfo> {
    this.#document(doc).locked = locked
    return this.#read({ doc }, ({ info }) => info)
  }

  async addLogs(request: RequestOf<'addLogs'>, context = NO_CONTEXT): Promise<DocInfo> {
    const document = this.#document(request.doc)
    const size = request.logs.reduce((sum, log) => sum + log.file.size, 0)
    requireRoom(size, this.#openBytes)
    const logs = await readLogs(request.logs)
    addLogs(document, logs, await newestOf(document.hive, logs, context))
    return this.#read(request, ({ info }) => info)
  }

  async previewLogs({ doc }: RequestOf<'previewLogs'>, context = NO_CONTEXT) {
    const document = this.#document(doc)
    return document.exclusive(context.signal, async (): Promise<RecoveryReport> => {
      const { report } = await this.#copying(document, () => previewLogs(document, context))
      return report
    })
  }

  async applyLogs({ doc }: RequestOf<'applyLogs'>, context = NO_CONTEXT): Promise<EditResult> {
    const document = this.#changeable(doc)
    return document.exclusive(context.signal, () =>
      this.#copying(document, () => applyLogs(document, context)),
    )
  }

  async convert({ doc }: RequestOf<'convert'>, context = NO_CONTEXT): Promise<EditResult> {
    const document = this.#changeable(doc)
    return document.exclusive(context.signal, () => {
      document.logs.preview = null
      return this.#copying(document, () => convert(document, context))
    })
  }

  async visibleRows(request: RequestOf<'visibleRows'>): Promise<TreePage> {
    return this.#read(request, treePage)
  }

  async setExpanded(request: RequestOf<'setExpanded'>): Promise<ReplyOf<'setExpanded'>> {
    return this.#read(request, setExpanded)
  }

  async expandAll(request: RequestOf<'expandAll'>): Promise<ReplyOf<'expandAll'>> {
    return this.#read(request, expandAll)
  }

  async reveal(request: RequestOf<'reveal'>): Promise<ReplyOf<'reveal'>> {
    return this.#read(request, reveal)
  }

  async typeAhead(request: RequestOf<'typeAhead'>): Promise<ReplyOf<'typeAhead'>> {
    return this.#read(request, typeAhead)
  }

  async keyDetails(request: RequestOf<'keyDetails'>): Promise<KeyDetails> {
    return this.#about(request, keyDetails)
  }

  async keyPath(request: RequestOf<'keyPath'>): Promise<ReplyOf<'keyPath'>> {
    return this.#about(request, keyPath)
  }

  async values(request: RequestOf<'values'>): Promise<ValuePage> {
    return this.#about(request, valuePage)
  }

  async valueIndex(request: RequestOf<'valueIndex'>): Promise<ReplyOf<'valueIndex'>> {
    return this.#about(request, valueIndex)
  }

  async valueDetails(request: RequestOf<'valueDetails'>): Promise<ValueDetails> {
    return this.#about(request, valueDetails)
  }

  async valueData(request: RequestOf<'valueData'>): Promise<ReplyOf<'valueData'>> {
    return this.#about(request, valueData)
  }

  async resolvePath(request: RequestOf<'resolvePath'>): Promise<PathMatch> {
    return this.#read(request, resolvePath)
  }

  async completePath(request: RequestOf<'completePath'>): Promise<readonly string[]> {
    return this.#read(request, completePath)
  }

  async freeName(request: RequestOf<'freeName'>): Promise<ReplyOf<'freeName'>> {
    return this.#about(request, freeName)
  }

  async edit(request: RequestOf<'edit'>, context = NO_CONTEXT): Promise<EditResult> {
    const document = this.#changeable(request.doc)
    // Said at once: a hive that may not be edited need not be checked for it.
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => runEdit(document, request.edit, context))
  }

  async undo({ doc }: RequestOf<'undo'>, context = NO_CONTEXT): Promise<EditResult | null> {
    const document = this.#changeable(doc)
    return document.exclusive(context.signal, () => undoEdit(document, context))
  }

  async redo({ doc }: RequestOf<'redo'>, context = NO_CONTEXT): Promise<EditResult | null> {
    const document = this.#changeable(doc)
    return document.exclusive(context.signal, () => redoEdit(document, context))
  }

  async relocate(request: RequestOf<'relocate'>): Promise<Relocated> {
    return this.#read(request, relocate)
  }

  async check({ doc }: RequestOf<'check'>, context = NO_CONTEXT): Promise<CheckSummary> {
    return this.#document(doc).check(context)
  }

  async changes({ doc, limit }: RequestOf<'changes'>): Promise<Changes> {
    const { history, revision } = this.#document(doc)
    const steps = history
      .unsavedSteps(limit)
      .map(({ label, undone }) => ({ label: shownLabel(label), undone }))
    return { revision, total: history.unsaved, steps }
  }

  async digest({ doc }: RequestOf<'digest'>): Promise<string | null> {
    return this.#document(doc).digest()
  }

  async original({ doc }: RequestOf<'original'>): Promise<ReplyOf<'original'>> {
    const document = this.#document(doc)
    return this.#withRoom(document.size, () => originalOf(document))
  }

  async hasChanges({ doc }: RequestOf<'hasChanges'>, context = NO_CONTEXT): Promise<boolean> {
    const document = this.#document(doc)
    return document.exclusive(context.signal, () => document.hasChanges)
  }

  async save(request: RequestOf<'save'>, context = NO_CONTEXT): Promise<SaveResult> {
    const document = this.#changeable(request.doc)
    if (!isRestored(document)) document.hive.requireEditable()
    return document.exclusive(context.signal, () => {
      const save = isRestored(document) ? saveAsOpened : saveDocument
      return save(document, request, context)
    })
  }

  async markSaved({ doc, revision }: RequestOf<'markSaved'>): Promise<DocState> {
    const document = this.#document(doc)
    // After another edit the saved bytes are not these any more; saying "unsaved" is the safe side.
    if (revision === document.revision) document.markSaved()
    return document.state
  }

  /** Answers a question about a key; errors that name nothing get the path of that key. */
  #about<R extends { readonly doc: DocId; readonly key: KeyId }, T>(
    request: R,
    answer: (document: HiveDocument, request: R) => T,
  ): T {
    return this.#read(request, (document) =>
      naming(document, request.key, () => answer(document, request)),
    )
  }

  /** The document of a call that changes it or its file. */
  #changeable(doc: DocId): HiveDocument {
    const document = this.#document(doc)
    document.requireUnlocked()
    return document
  }

  #document(doc: DocId): HiveDocument {
    const document = this.#documents.get(doc)
    if (document === undefined) throw documentGone()
    return document
  }

  /**
   * Reads a document. While a long edit is between two of its slices, the answer is of the hive as it
   * was before that edit: it does not wait, and never shows half an edit.
   */
  #read<R extends { readonly doc: DocId }, T>(
    request: R,
    read: (document: HiveDocument, request: R) => T,
  ): T {
    const document = this.#document(request.doc)
    return document.hive.cells.readBefore(() => read(document, request))
  }

  /** Bytes of everything that is open or being read. */
  get #openBytes(): number {
    let open = this.#reading
    for (const { held } of this.#documents.values()) open += held
    return open
  }

  /** Makes a second hive of a document where there is room for it; one that is made already is. */
  #copying<T>({ hive, logs }: HiveDocument, job: () => Promise<T>): Promise<T> {
    return logs.preview === null ? this.#withRoom(hive.image.length, job) : job()
  }

  /** The room is taken as long as the job runs; what it leaves open is counted with its document. */
  async #withRoom<T>(bytes: number, job: () => T | Promise<T>): Promise<T> {
    if (!hasRoom(bytes, this.#openBytes)) {
      throw new HiveError('out-of-memory', `no room for another ${bytes} bytes`, { actual: bytes })
    }
    this.#reading += bytes
    try {
      return await job()
    } finally {
      this.#reading -= bytes
    }
  }

  #addBuilt(name: string, hive: Hive): DocInfo {
    return this.#add({
      name,
      hive,
      handle: null,
      logs: [],
      newest: null,
      recovered: null,
      built: true,
    })
  }

  #add(opened: OpenedHive): DocInfo {
    const document = new HiveDocument(opened, this.#nextDoc++, this.#send)
    this.#documents.set(document.id, document)
    return document.info
  }
}
