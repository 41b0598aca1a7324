/**
 * Keeps the edits of a document in private storage. An edit is written before the call that made it is
 * answered, so that everything that was shown as done outlives the tab, the worker and the browser. A failure to keep
 * edits is reported once, and never stops an edit.
 */

import type { EditLabel } from '../../edit/command.ts'
import type { History } from '../../edit/History.ts'
import { compareImages, differenceOf } from '../../journal/Difference.ts'
import { encodeChanged, encodeEdit, encodeJson } from '../../journal/encode.ts'
import { headHash } from '../../journal/fits.ts'
import { KIND } from '../../journal/layout.ts'
import type { JournalNote, JournalStart, SavedTo, SwapNotes } from '../../journal/records.ts'
import type { Hive } from '../../offreg/Hive.ts'
import type { BytePatch } from '../../regf/BytePatch.ts'
import { OriginalImage } from '../../regf/OriginalImage.ts'
import type { OriginalPages } from '../../regf/OriginalPages.ts'
import type { DocumentLogs } from '../DocumentLogs.ts'
import type { Fingerprint } from '../Fingerprint.ts'
import type { AppliedLogs, DocId, EngineEvent, JournalNews } from '../protocol.ts'
import { runInSlices } from '../slices.ts'
import type { OpenJournal } from './JournalStorage.ts'
import type { Journals } from './Journals.ts'
import { writeFileCopy, writeSnapshot } from './Snapshot.ts'

/** Milliseconds without an edit after which the disk is waited for, and the most that a stream of edits puts that off. */
const REST_MS = 400
const UNFLUSHED_MS = 2000
/**
 * A record that takes longer than this to write, and longer than this for each MiB of it, is slow. The page is
 * notified of the third one.
 */
const SLOW_MS = 100
const SLOW_MS_PER_MIB = 50
const MANY_SLOW = 3

/** What a journal is kept of. */
interface JournaledDocument {
  readonly id: DocId
  readonly hive: Hive
  readonly history: History
  readonly keepsTimes: boolean
  readonly logs: DocumentLogs
  /** The hive as opened, and its bytes then. */
  readonly first: Hive
  readonly opened: OriginalPages
  /** The file, if the hive as opened differs from it because logs were applied. */
  readonly original: Blob | null
  /** The file that was written last. */
  readonly delivered: { readonly size: number; readonly digest: string | null } | null
  /** SHA-256 of the bytes as opened. */
  digest(): Promise<string | null>
}

/** How it was opened. */
interface Opened {
  readonly name: string
  readonly modified?: number | null
  readonly built?: boolean
  readonly unsaved?: boolean
  readonly recovered: { readonly recovery: AppliedLogs } | null
}

type State =
  /** No edit yet. */
  | 'waiting'
  | 'keeping'
  /** Not kept any more, because that failed. */
  | 'failed'
  /** Not kept: by choice, or because it was not at the first edit. */
  | 'off'

export class DocumentJournal {
  readonly #doc: JournaledDocument
  readonly #journals: Journals
  readonly #send: (event: EngineEvent) => void
  readonly #start: Omit<JournalStart, 'at' | 'head' | 'size' | 'newest'>
  #state: State = 'waiting'
  /** Whether edits are kept although those of others are not. */
  #isChosen = false
  #open: OpenJournal | null = null
  #stop = new AbortController()
  #rest: ReturnType<typeof setTimeout> | null = null
  #slow = 0
  /** Records of saves before the first edit. The journal begins with them. */
  readonly #early: { readonly kind: number; readonly payload: readonly Uint8Array[] }[] = []
  /** The id of a journal that failed. What it has is outdated once the hive is saved or closed. */
  #failed: string | null = null
  /** Resolves when the snapshot is written, or given up. */
  #copying: Promise<void> = Promise.resolve()
  /** When a record was written last, on the clock of `performance`. */
  #written = 0
  /** When the first of the records was written that the disk may not have yet. */
  #unflushed = 0

  constructor(
    doc: JournaledDocument,
    opened: Opened,
    journals: Journals,
    send: (event: EngineEvent) => void,
  ) {
    this.#doc = doc
    this.#journals = journals
    this.#send = send
    this.#start = {
      name: opened.name,
      modified: opened.modified ?? null,
      built: opened.built === true,
      unsaved: opened.unsaved === true,
      recovery: opened.recovered?.recovery ?? null,
    }
  }

  /** The id of the journal; null while there is none. */
  get id(): string | null {
    return this.#open?.folder.id ?? null
  }

  /** Resolves when the copy of the hive as it was opened is written, or given up. */
  get copied(): Promise<void> {
    return this.#copying
  }

  /** Keeps nothing while edits are repeated that are kept already. */
  pause(): void {
    this.#state = 'off'
  }

  /** Takes over the journal that the document was resumed from. */
  adopt(journal: OpenJournal, hasSnapshot: boolean): void {
    this.#open = journal
    this.#state = 'keeping'
    this.#early.length = 0
    if (hasSnapshot) return
    void this.#noteDigest(journal)
    this.#copying = this.#copyOriginal(journal)
  }

  /**
   * An edit was made; it is the newest one of the history.
   *
   * @returns when to wait until it is kept: for the first edit only, with which the journal begins; else null
   */
  edited(): Promise<void> | null {
    if (this.#state === 'waiting') return this.#begin().then(() => this.#edited())
    this.#edited()
    return null
  }

  /** A step was undone or redone. */
  travelled(direction: 'undo' | 'redo'): void {
    this.#append(direction === 'undo' ? KIND.UNDO : KIND.REDO, () => encodeJson({}))
  }

  /** Logs came that have this sequence number. A journal that begins later has it anyway. */
  outnumbers(newest: number): void {
    this.#note({ newest })
  }

  /** Another hive is about to take the place of the current one. */
  async swapping(hive: Hive, label: EditLabel): Promise<void> {
    if (this.#state === 'waiting') await this.#begin()
    if (this.#open === null) return
    const { logs, hive: old } = this.#doc
    const notes: SwapNotes = {
      applied: logs.applied.get(hive) ?? null,
      unfinished: logs.unfinished.has(hive),
      newest: logs.newest,
    }
    const json = { at: Date.now(), label, notes }
    const changed = await runInSlices(compareImages(old.image, hive.image))
    this.#append(KIND.SWAP, () => encodeChanged(json, hive.image, changed))
  }

  /** A save finished the header, or took that back: `inverse` reverts it. */
  finished(inverse: BytePatch): void {
    const { image } = this.#doc.hive
    this.#appendEarly(KIND.HEADER, () => encodeChanged({}, image, differenceOf(image, inverse)))
  }

  /** The document's own file is about to hold these bytes. That is on the disk before the file can be another one. */
  saving({ size, slices }: Fingerprint): void {
    const { digest = null } = this.#doc.delivered ?? {}
    this.#appendEarly(KIND.SAVING, () => encodeJson({ size, digest, slices }))
    const open = this.#open
    try {
      open?.log.flush()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** A file holds the document as it is now. */
  saved(to: SavedTo): void {
    const { size = 0, digest = null } = this.#doc.delivered ?? {}
    this.#appendEarly(KIND.SAVED, () => encodeJson({ at: Date.now(), size, digest, to }))
    void this.#removeFailed().catch(() => {})
  }

  /** Removes what is kept, and keeps nothing more of this document. */
  async forget(): Promise<void> {
    this.#state = 'off'
    await this.#end(false)
  }

  /**
   * Keeps edits by choice, unless some were made before: a journal has all steps or none.
   *
   * @returns whether they are kept
   */
  keepAgain(): boolean {
    if (this.#state === 'off' && this.#doc.history.lastPosition === 0) this.#state = 'waiting'
    this.#isChosen = this.#state === 'waiting'
    return this.#isChosen || this.#state === 'keeping'
  }

  /** Ends the journal. `keep`: what it has stays, and can be resumed. */
  async close(keep: boolean): Promise<void> {
    this.#state = 'off'
    await this.#end(keep)
  }

  /** Begins the journal, before the call that makes the first edit is answered. */
  async #begin(): Promise<void> {
    // A journal has all steps or none.
    this.#state = 'off'
    if (!(this.#isChosen || this.#journals.isOn) || !this.#journals.isPossible) {
      this.#tell('off')
      return
    }
    const { first, opened, logs } = this.#doc
    const head = headHash(new OriginalImage(first.image, opened))
    const size = opened.length
    const { signal } = this.#stop
    let open: OpenJournal
    try {
      open = await this.#journals.create(`${head} ${size}`)
    } catch (error) {
      if (!signal.aborted) this.#fail(error)
      return
    }
    this.#open = open
    // Meanwhile the document was closed, or its edits are not to be kept.
    if (signal.aborted) {
      await this.#end(false).catch(() => {})
      return
    }
    this.#state = 'keeping'
    const { newest } = logs
    const start: JournalStart = { ...this.#start, newest, size, head, at: Date.now() }
    this.#append(KIND.START, () => encodeJson(start))
    for (const { kind, payload } of this.#early.splice(0)) this.#append(kind, () => payload)
    if (this.#open !== open) return
    this.#tell('begun')
    if (open.isElsewhere) this.#tell('elsewhere')
    void this.#noteDigest(open)
    this.#copying = this.#copyOriginal(open)
  }

  #edited(): void {
    const { history, hive, keepsTimes } = this.#doc
    const made = history.newestEdit
    if (this.#open === null || made === null) return
    const { result, path, patch } = made
    const { image, cells } = hive
    const { label, after, before } = result
    const json = { at: Date.now(), label, after, before, path, keepsTimes }
    this.#append(KIND.EDIT, () => encodeEdit(json, { image, dataSize: cells.bins.dataSize }, patch))
  }

  async #noteDigest(open: OpenJournal): Promise<void> {
    const digest = await this.#doc.digest().catch(() => null)
    if (digest !== null && this.#open === open) this.#note({ digest })
  }

  async #copyOriginal(open: OpenJournal): Promise<void> {
    const { first, opened, original } = this.#doc
    try {
      const stop = this.#stop.signal
      const editedAt = () => this.#written
      if (original !== null) await writeFileCopy(open.folder, original, stop, editedAt)
      const isWhole = await writeSnapshot(open.folder, first.image, opened, stop, editedAt)
      if (isWhole && this.#open === open) this.#note({ snapshot: true })
    } catch {
      if (this.#open === open) this.#tell('no-copy')
    }
  }

  #note(note: JournalNote): void {
    this.#append(KIND.NOTE, () => encodeJson(note))
  }

  /** Appends a record that may come before the first edit. Whether edits are kept may still be decided then. */
  #appendEarly(kind: number, payload: () => readonly Uint8Array[]): void {
    if (this.#open !== null) this.#append(kind, payload)
    else if (this.#doc.history.lastPosition === 0) {
      this.#early.push({ kind, payload: payload().map((part) => part.slice()) })
    }
  }

  #append(kind: number, payload: () => readonly Uint8Array[]): void {
    const log = this.#open?.log
    if (log === undefined) return
    const begun = performance.now()
    const { size } = log
    try {
      log.append(kind, payload())
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#written = performance.now()
    const allowed = SLOW_MS + ((log.size - size) / 2 ** 20) * SLOW_MS_PER_MIB
    if (this.#written - begun > allowed && ++this.#slow === MANY_SLOW) this.#tell('slow')
    this.#flushLater()
  }

  #flushLater(): void {
    if (this.#rest !== null) return
    this.#unflushed = this.#written
    this.#rest = setTimeout(() => this.#flushOrWait(), REST_MS)
  }

  /** Waits for the disk in a task of its own, once edits pause or have gone on for long. */
  #flushOrWait(): void {
    const due = Math.min(this.#written + REST_MS, this.#unflushed + UNFLUSHED_MS)
    const left = Math.ceil(due - performance.now())
    if (left <= 0) void this.#flush()
    else this.#rest = setTimeout(() => this.#flushOrWait(), left)
  }

  async #flush(): Promise<void> {
    this.#rest = null
    const open = this.#open
    try {
      open?.log.flush()
      if (open === null || (await open.folder.exists()) || this.#open !== open) return
      this.#drop()
      this.#tell('gone')
    } catch (error) {
      if (this.#open === open) this.#fail(error)
    }
  }

  /** What was written before stays: it can be resumed up to there. */
  #fail(error: unknown): void {
    this.#failed = this.id
    this.#drop()
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
    this.#tell(isFull ? 'full' : 'denied')
  }

  #drop(): void {
    const open = this.#leave()
    this.#state = 'failed'
    if (open !== null) void closeLog(open).finally(open.release)
  }

  #leave(): OpenJournal | null {
    const open = this.#open
    this.#open = null
    this.#stop.abort()
    this.#stop = new AbortController()
    if (this.#rest !== null) clearTimeout(this.#rest)
    this.#rest = null
    return open
  }

  async #end(keep: boolean): Promise<void> {
    const open = this.#leave()
    if (open !== null) {
      try {
        if (keep) open.log.flush()
      } catch {
        // What could be written is there.
      }
      try {
        await closeLog(open)
        if (!keep) {
          // Browsers refuse to remove a file that is being written.
          await this.#copying
          await this.#journals.remove(open.folder.id)
        }
      } finally {
        open.release()
      }
    }
    if (!keep) await this.#removeFailed()
  }

  async #removeFailed(): Promise<void> {
    const id = this.#failed
    this.#failed = null
    if (id === null) return
    await this.#copying
    await this.#journals.removeAll([id])
  }

  #tell(news: JournalNews): void {
    this.#send({ type: 'journal', doc: this.#doc.id, news, journal: this.id })
  }
}

/**
 * Closes a log, unless the browser has removed it, as it does when the user clears what sites keep: Chromium 156 never
 * returns from closing it then, which would stop the engine with everything that is not saved.
 */
async function closeLog({ folder, log }: OpenJournal): Promise<void> {
  try {
    if (await folder.exists()) log.close()
  } catch {
    // It is not used any more.
  }
}
