/** The open documents, and the memory that they take together. */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { AccountNames } from './AccountNames.ts'
import type { Arrival } from './Arrival.ts'
import { Clips } from './Clips.ts'
import { Comparisons } from './comparison/Comparisons.ts'
import { giveBack } from './giveBack.ts'
import { documentGone, HiveDocument } from './HiveDocument.ts'
import type { JournalStorage } from './journals/JournalStorage.ts'
import { Journals } from './journals/Journals.ts'
import type { OpenedHive } from './OpenedHive.ts'
import type { DocId, DocInfo, EngineEvent } from './protocol.ts'
import { hasRoom, requireRoom } from './readFile.ts'

export class Session {
  readonly #documents = new Map<DocId, HiveDocument>()
  /** The second places of documents, which calls name like documents. */
  readonly #places = new Map<DocId, HiveDocument>()
  /** Hives that are not all there. One that cannot be opened stays until it is closed. */
  readonly arrivals = new Map<DocId, Arrival>()
  /** Sends the page an event. */
  readonly send: (event: EngineEvent) => void
  /** What was copied. */
  readonly clips = new Clips()
  /** The names of accounts. */
  readonly accounts = new AccountNames()
  /** The hive that the last merge made, until it is opened. */
  merged: { readonly id: number; readonly hive: Hive } | null = null
  readonly comparisons: Comparisons
  /** The edits that are kept on this device. */
  readonly journals: Journals
  #nextDoc = 1
  readonly #running = new Set<Promise<unknown>>()
  /** Bytes of files that are being read and of hives that are being made. */
  #reading = 0

  /** @param storage - where edits are kept; null to keep none */
  constructor(send: (event: EngineEvent) => void, storage: JournalStorage | null = null) {
    this.send = send
    this.journals = new Journals(storage)
    this.comparisons = new Comparisons(send, this.#giveBack)
  }

  get documents(): readonly HiveDocument[] {
    return [...this.#documents.values()]
  }

  /** @throws HiveError `stale` when the document is closed */
  document(doc: DocId): HiveDocument {
    const document = this.#documents.get(doc) ?? this.#places.get(doc)
    if (document === undefined) throw documentGone()
    return document
  }

  /**
   * The document of a call that changes it or its file.
   *
   * @throws HiveError `stale`, `locked`
   */
  unlocked(doc: DocId): HiveDocument {
    const document = this.document(doc)
    document.requireUnlocked()
    return document
  }

  /** Gives documents ids from one on: the page knows lower ones from an engine before this one. */
  numberFrom(doc: DocId): void {
    this.#nextDoc = Math.max(this.#nextDoc, doc)
  }

  /** Takes an id for a document that is to be added. */
  reserve(): DocId {
    return this.#nextDoc++
  }

  add(opened: OpenedHive, id: DocId = this.reserve()): DocInfo {
    return this.addDocument(opened, id).info
  }

  addDocument(opened: OpenedHive, id: DocId = this.reserve()): HiveDocument {
    const document = new HiveDocument(opened, id, this.send, this.journals)
    this.#documents.set(document.id, document)
    return document
  }

  /**
   * Opens a second place of a document: the same hive, with a tree of its own.
   *
   * @throws HiveError `stale`
   */
  addPlace(doc: DocId): DocId {
    const document = this.document(doc)
    const place = this.reserve()
    document.addPlace(place)
    this.#places.set(place, document)
    return place
  }

  /**
   * Closes a document and its places, or one of its places.
   *
   * @param keep - its edits stay on this device, and can be resumed
   * @throws HiveError `stale`
   */
  close(doc: DocId, keep = false): void {
    const arrival = this.arrivals.get(doc)
    if (arrival !== undefined) {
      this.arrivals.delete(doc)
      arrival.stop()
      // It may have been opened before it could be stopped.
      arrival.opened.then(
        () => this.close(doc, keep),
        () => {},
      )
      return
    }
    const document = this.document(doc)
    if (this.#places.delete(doc)) {
      document.removePlace(doc)
      return
    }
    const hives = document.close(keep)
    this.#documents.delete(doc)
    for (const [place, of] of this.#places) if (of === document) this.#places.delete(place)
    this.#giveBack(hives)
  }

  /** Runs a call. The hives that it may read are kept until it ends. */
  async run<T>(call: () => T | Promise<T>): Promise<T> {
    const running = (async () => call())()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Gives the memory of hives back that nothing needs but calls that are running. */
  readonly #giveBack = (hives: readonly Hive[]): void => {
    void Promise.allSettled(this.#running).then(() => {
      for (const { image } of hives) giveBack(image.release())
    })
  }

  /**
   * Refuses a file that is too large to be read.
   *
   * @throws HiveError `file-too-large`
   */
  requireRoomFor(bytes: number): void {
    requireRoom(bytes, this.#openBytes)
  }

  /**
   * Counts bytes as taken while a job reads them. A hive that the job opens is counted with its
   * document.
   */
  async whileReading<T>(bytes: number, job: () => T | Promise<T>): Promise<T> {
    this.#reading += bytes
    try {
      return await job()
    } finally {
      this.#reading -= bytes
    }
  }

  /**
   * Runs a job that needs this many more bytes, if they are available.
   *
   * @throws HiveError `out-of-memory`
   */
  async withRoom<T>(bytes: number, job: () => T | Promise<T>): Promise<T> {
    if (!hasRoom(bytes, this.#openBytes)) {
      throw new HiveError('out-of-memory', `no room for another ${bytes} bytes`, { actual: bytes })
    }
    return this.whileReading(bytes, job)
  }

  /**
   * Runs a job that makes a second hive of a document, if there is room for one. A preview of logs
   * has already made it.
   */
  async copying<T>({ hive, logs }: HiveDocument, job: () => Promise<T>): Promise<T> {
    return logs.preview === null ? this.withRoom(hive.image.length, job) : job()
  }

  /** Bytes of all documents that are open or being read. */
  get #openBytes(): number {
    const merged = this.merged?.hive.image.length ?? 0
    const others = this.#reading + this.clips.held + this.comparisons.held + merged
    return this.documents.reduce((sum, { held }) => sum + held, others)
  }
}
