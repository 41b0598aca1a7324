/** The documents that are open, and the memory that they take together. */

import { HiveError } from '../errors.ts'
import { documentGone, HiveDocument, type OpenedHive } from './HiveDocument.ts'
import type { DocId, DocInfo, EngineEvent } from './protocol.ts'
import { hasRoom, requireRoom } from './readFile.ts'

export class Session {
  readonly #documents = new Map<DocId, HiveDocument>()
  readonly #send: (event: EngineEvent) => void
  #nextDoc = 1
  /** Bytes of the files that are being read and of the hives that are being made. */
  #reading = 0

  constructor(send: (event: EngineEvent) => void) {
    this.#send = send
  }

  get documents(): readonly HiveDocument[] {
    return [...this.#documents.values()]
  }

  /** @throws HiveError `stale` when it is closed */
  document(doc: DocId): HiveDocument {
    const document = this.#documents.get(doc)
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

  add(opened: OpenedHive): DocInfo {
    const document = new HiveDocument(opened, this.#nextDoc++, this.#send)
    this.#documents.set(document.id, document)
    return document.info
  }

  /** @throws HiveError `stale` */
  close(doc: DocId): void {
    this.document(doc).close()
    this.#documents.delete(doc)
  }

  /**
   * Refuses files that are too large to be read.
   *
   * @throws HiveError `file-too-large`
   */
  requireRoomFor(bytes: number): void {
    requireRoom(bytes, this.#openBytes)
  }

  /** Counts bytes as taken while a job reads them; what it leaves open is counted with its document. */
  async whileReading<T>(bytes: number, job: () => T | Promise<T>): Promise<T> {
    this.#reading += bytes
    try {
      return await job()
    } finally {
      this.#reading -= bytes
    }
  }

  /**
   * Runs a job that needs so many bytes more, where they are to be had.
   *
   * @throws HiveError `out-of-memory`
   */
  async withRoom<T>(bytes: number, job: () => T | Promise<T>): Promise<T> {
    if (!hasRoom(bytes, this.#openBytes)) {
      throw new HiveError('out-of-memory', `no room for another ${bytes} bytes`, { actual: bytes })
    }
    return this.whileReading(bytes, job)
  }

  /** Makes a second hive of a document where there is room for it; one that is made already is. */
  async copying<T>({ hive, logs }: HiveDocument, job: () => Promise<T>): Promise<T> {
    return logs.preview === null ? this.withRoom(hive.image.length, job) : job()
  }

  /** Bytes of everything that is open or being read. */
  get #openBytes(): number {
    return this.documents.reduce((sum, { held }) => sum + held, this.#reading)
  }
}
