/**
 * Answers `EngineApi` over the documents it holds. Opening and closing are done here; everything else
 * is a function of one document in the file named for its subject.
 */

import { Hive } from '../offreg/Hive.ts'
import { redoEdit, runEdit, undoEdit } from './edits.ts'
import { documentGone, HiveDocument } from './HiveDocument.ts'
import { completePath, resolvePath } from './paths.ts'
import type {
  CheckSummary,
  DocId,
  DocInfo,
  DocState,
  EditResult,
  EngineApi,
  EngineEvent,
  KeyDetails,
  PathMatch,
  Relocated,
  ReplyOf,
  RequestOf,
  SaveResult,
  TreePage,
  ValueDetails,
  ValuePage,
} from './protocol.ts'
import { readHive, requireRoom } from './readFile.ts'
import { relocate } from './relocate.ts'
import type { CallContext } from './rpc.ts'
import { buildSample, SAMPLE_NAME } from './sample.ts'
import { saveDocument } from './save.ts'
import {
  expandAll,
  freeName,
  keyDetails,
  reveal,
  setExpanded,
  treePage,
  typeAhead,
} from './treeReplies.ts'
import { valueData, valueDetails, valueIndex, valuePage } from './valueReplies.ts'

const EMPTY_NAME = 'NEW.hiv'

/** For callers in the same thread, who have no way to cancel. */
const NO_CONTEXT: CallContext = { signal: new AbortController().signal, progress: () => {} }

export class Session implements EngineApi {
  readonly #documents = new Map<DocId, HiveDocument>()
  readonly #send: (event: EngineEvent) => void
  #nextDoc = 1
  /** Bytes of the files that are being read. */
  #reading = 0

  constructor(send: (event: EngineEvent) => void) {
    this.#send = send
  }

  async open(request: RequestOf<'open'>, context: CallContext = NO_CONTEXT): Promise<DocInfo> {
    const { name, file, handle } = request
    const { size } = file
    let open = this.#reading
    for (const { hive } of this.#documents.values()) open += hive.image.length
    requireRoom(size, open)
    this.#reading += size
    try {
      const image = await readHive(file, context)
      return this.#add({ name, hive: Hive.open(image), handle })
    } finally {
      this.#reading -= size
    }
  }

  async openSample(): Promise<DocInfo> {
    return this.#add({ name: SAMPLE_NAME, hive: buildSample(), handle: null })
  }

  async openEmpty({ name }: RequestOf<'openEmpty'>): Promise<DocInfo> {
    return this.#add({ name: name === '' ? EMPTY_NAME : name, hive: Hive.create(), handle: null })
  }

  async close({ doc }: RequestOf<'close'>): Promise<void> {
    this.#document(doc).close()
    this.#documents.delete(doc)
  }

  async allowEditing({ doc }: RequestOf<'allowEditing'>): Promise<DocInfo> {
    const document = this.#document(doc)
    document.hive.allowDirty()
    return document.info
  }

  async visibleRows(request: RequestOf<'visibleRows'>): Promise<TreePage> {
    return treePage(this.#document(request.doc), request)
  }

  async setExpanded(request: RequestOf<'setExpanded'>): Promise<ReplyOf<'setExpanded'>> {
    return setExpanded(this.#document(request.doc), request)
  }

  async expandAll(request: RequestOf<'expandAll'>): Promise<ReplyOf<'expandAll'>> {
    return expandAll(this.#document(request.doc), request)
  }

  async reveal(request: RequestOf<'reveal'>): Promise<ReplyOf<'reveal'>> {
    return reveal(this.#document(request.doc), request)
  }

  async typeAhead(request: RequestOf<'typeAhead'>): Promise<ReplyOf<'typeAhead'>> {
    return typeAhead(this.#document(request.doc), request)
  }

  async keyDetails(request: RequestOf<'keyDetails'>): Promise<KeyDetails> {
    return keyDetails(this.#document(request.doc), request)
  }

  async values(request: RequestOf<'values'>): Promise<ValuePage> {
    return valuePage(this.#document(request.doc), request)
  }

  async valueIndex(request: RequestOf<'valueIndex'>): Promise<ReplyOf<'valueIndex'>> {
    return valueIndex(this.#document(request.doc), request)
  }

  async valueDetails(request: RequestOf<'valueDetails'>): Promise<ValueDetails> {
    return valueDetails(this.#document(request.doc), request)
  }

  async valueData(request: RequestOf<'valueData'>): Promise<ReplyOf<'valueData'>> {
    return valueData(this.#document(request.doc), request)
  }

  async resolvePath(request: RequestOf<'resolvePath'>): Promise<PathMatch> {
    return resolvePath(this.#document(request.doc), request)
  }

  async completePath(request: RequestOf<'completePath'>): Promise<readonly string[]> {
    return completePath(this.#document(request.doc), request)
  }

  async freeName(request: RequestOf<'freeName'>): Promise<ReplyOf<'freeName'>> {
    return freeName(this.#document(request.doc), request)
  }

  async edit(request: RequestOf<'edit'>, context = NO_CONTEXT): Promise<EditResult> {
    const document = this.#document(request.doc)
    // Said at once: a hive that may not be edited need not be checked for it.
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => runEdit(document, request.edit))
  }

  async undo({ doc }: RequestOf<'undo'>, context = NO_CONTEXT): Promise<EditResult | null> {
    const document = this.#document(doc)
    return document.exclusive(context.signal, () => undoEdit(document))
  }

  async redo({ doc }: RequestOf<'redo'>, context = NO_CONTEXT): Promise<EditResult | null> {
    const document = this.#document(doc)
    return document.exclusive(context.signal, () => redoEdit(document))
  }

  async relocate(request: RequestOf<'relocate'>): Promise<Relocated> {
    return relocate(this.#document(request.doc), request)
  }

  async findings({ doc }: RequestOf<'findings'>): Promise<CheckSummary> {
    return this.#document(doc).summary()
  }

  async digest({ doc }: RequestOf<'digest'>): Promise<string | null> {
    return this.#document(doc).digest()
  }

  async save(request: RequestOf<'save'>, context = NO_CONTEXT): Promise<SaveResult> {
    const document = this.#document(request.doc)
    document.hive.requireEditable()
    return document.exclusive(context.signal, () => saveDocument(document, request, context))
  }

  async markSaved({ doc, revision }: RequestOf<'markSaved'>): Promise<DocState> {
    const document = this.#document(doc)
    // After another edit the saved bytes are not these any more; saying "unsaved" is the safe side.
    if (revision === document.revision) document.history.markSaved()
    return document.state
  }

  #document(doc: DocId): HiveDocument {
    const document = this.#documents.get(doc)
    if (document === undefined) throw documentGone()
    return document
  }

  #add(options: {
    readonly name: string
    readonly hive: Hive
    readonly handle: FileSystemFileHandle | null
  }): DocInfo {
    const document = new HiveDocument({ ...options, id: this.#nextDoc++, send: this.#send })
    this.#documents.set(document.id, document)
    return document.info
  }
}
