/**
 * One open hive with all that the page's view of it needs: history, ids, visible rows, sorted values,
 * and the background check. Edits and saves wait for the check and take turns; reading waits for
 * nothing. What is asked of a document is answered in the files named for the subject.
 */

import { History } from '../edit/History.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { CheckResult } from '../regf/check.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { findKeyValue } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { DamagedKeys, summaryOf } from './checkSummary.ts'
import { hivePrefix } from './hivePrefix.ts'
import { Ids } from './Ids.ts'
import { keyTreeOf } from './keyTree.ts'
import type { CheckSummary, DocId, DocInfo, DocState, EngineEvent, KeyId } from './protocol.ts'
import { SortedValues } from './SortedValues.ts'
import { sha256 } from './sha256.ts'
import { runInSlices } from './slices.ts'
import { VisibleRows } from './visibleRows.ts'

const PROGRESS_STEP = 0.01

/** What is on disk, as far as we know; digests are null where the browser offers none. */
export interface DiskState {
  readonly size: number
  readonly digest: string | null
}

export class HiveDocument {
  readonly id: DocId
  readonly name: string
  readonly hive: Hive
  /** What the file can be written back through. */
  readonly handle: FileSystemFileHandle | null
  readonly history: History
  readonly ids = new Ids()
  readonly rows: VisibleRows
  readonly values: SortedValues
  readonly damagedKeys = new DamagedKeys()
  /** Bytes of the file as opened. */
  readonly size: number
  /** Rises with every edit, undo and redo. Not the image's own: a save changes the header too. */
  revision = 0
  /** What a write in place expects to find; as opened, until a save changes it. */
  onDisk: Promise<DiskState>
  readonly #closing = new AbortController()
  readonly #checked: Promise<CheckResult>
  readonly #opened: Promise<DiskState>
  #summary: CheckSummary | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: {
    readonly id: DocId
    readonly name: string
    readonly hive: Hive
    readonly handle: FileSystemFileHandle | null
    readonly send: (event: EngineEvent) => void
  }) {
    const { hive } = options
    this.id = options.id
    this.name = options.name
    this.hive = hive
    this.handle = options.handle
    this.size = hive.image.length
    this.history = new History(hive)
    this.rows = new VisibleRows(keyTreeOf(hive))
    this.values = new SortedValues(hive)
    this.#checked = this.#runCheck(options.send)
    // The first to wait for the check, hence before every edit; a digest copies when it is called.
    this.#opened = this.#checked.then(() => this.#digestOfOpened())
    this.onDisk = this.#opened
    // Whoever waits for these hears of it; closing a document nobody waits for is no trouble.
    this.#opened.catch(() => {})
  }

  /** What the full check found; edits, saves and the list of findings wait for it. */
  checked(): Promise<CheckResult> {
    return this.#checked
  }

  async summary(): Promise<CheckSummary> {
    await this.#checked
    if (this.#summary === null) throw new HiveError('internal', 'checked without a summary')
    return this.#summary
  }

  /** SHA-256 of the bytes as opened. */
  async digest(): Promise<string | null> {
    return (await this.#opened).digest
  }

  /** Runs an edit or a save after the ones before it, once the hive is checked. */
  exclusive<T>(signal: AbortSignal, job: () => T | Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      await this.#checked
      if (signal.aborted) throw new HiveError('cancelled', 'cancelled while waiting')
      if (this.#closing.signal.aborted) throw documentGone()
      return job()
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  close(): void {
    this.#closing.abort()
  }

  /** @throws HiveError `stale` */
  keyCell(id: KeyId): CellOffset {
    const cell = this.ids.cell(id)
    if (findKeyNode(this.hive.cells, cell) === 0) throw new HiveError('stale', 'the key is gone')
    return cell
  }

  /** @throws HiveError `stale` */
  valueCell(id: number): CellOffset {
    const cell = this.ids.cell(id)
    if (findKeyValue(this.hive.cells, cell) === 0) throw new HiveError('stale', 'the value is gone')
    return cell
  }

  get state(): DocState {
    const { undoLabel, redoLabel, unsaved } = this.history
    return { revision: this.revision, undo: undoLabel, redo: redoLabel, unsaved }
  }

  get info(): DocInfo {
    const { hive, ids } = this
    const { base } = hive
    const kind = hiveKind(hive)
    return {
      doc: this.id,
      name: this.name,
      size: this.size,
      root: ids.of(hive.root),
      rootName: hive.rootKey.name,
      kind,
      prefix: hivePrefix(kind, this.name),
      version: hive.version,
      access: hive.access,
      dirty: base.dirty,
      sequence: [base.primarySequence, base.secondarySequence],
      checksumValid: base.checksumValid,
      inPlace: this.handle !== null,
      state: this.state,
    }
  }

  async #runCheck(send: (event: EngineEvent) => void): Promise<CheckResult> {
    let reported = 0
    const result = await runInSlices(this.hive.checkSteps(), {
      signal: this.#closing.signal,
      onProgress: (done) => {
        if (done - reported < PROGRESS_STEP) return
        reported = done
        send({ type: 'check-progress', doc: this.id, done })
      },
    })
    // A cell inside another was believed until now.
    this.rows.refreshAll()
    this.values.clear()
    this.damagedKeys.learn(result.findings)
    const summary = summaryOf(result, this.ids)
    this.#summary = summary
    send({ type: 'checked', doc: this.id, summary })
    return result
  }

  async #digestOfOpened(): Promise<DiskState> {
    const { image } = this.hive
    const digest = await sha256(image.bytesView(0, this.size))
    return { size: this.size, digest }
  }
}

/** The error of a call about a document that was closed. */
export function documentGone(): HiveError {
  return new HiveError('stale', 'the document is closed')
}
