/**
 * One open hive with all that the page's view of it needs: its history, and the parts that follow each step of
 * it (ids, visible rows, sorted values, results of checks, logs). Edits and saves wait for the background check
 * and take turns; reading waits for nothing. A step of the history may exchange the hive for another one (logs
 * applied, another version). Calls about a document are answered in the files named for the subject.
 */

import type { CommandResult, EditLabel } from '../edit/command.ts'
import { History, type Step } from '../edit/History.ts'
import { HiveError } from '../errors.ts'
import type { LogInput } from '../logs/logFile.ts'
import type { EditScope } from '../offreg/editScope.ts'
import type { Hive } from '../offreg/Hive.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { CheckResult } from '../regf/check.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { findKeyValue } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { shownName } from '../text/visibleText.ts'
import type { Work } from '../work.ts'
import { DocumentChecks } from './DocumentChecks.ts'
import { DocumentLogs } from './DocumentLogs.ts'
import type { Direction, DocumentPart } from './DocumentPart.ts'
import { DocumentRows } from './DocumentRows.ts'
import { hivePrefix } from './hivePrefix.ts'
import { Ids } from './Ids.ts'
import type { AppliedLogs, DocId, DocInfo, DocState, EngineEvent, KeyId } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { SortedValues } from './SortedValues.ts'
import { type DiskState, diskStateOf } from './saveTarget.ts'
import { shownLabel } from './shown.ts'
import { runInSlices } from './slices.ts'
import type { VisibleRows } from './visibleRows.ts'

/** A hive on its way into a document. */
export interface OpenedHive {
  readonly name: string
  readonly hive: Hive
  readonly handle: FileSystemFileHandle | null
  readonly logs: readonly LogInput[]
  /** The newest sequence number in the hive and its logs; null if there are no logs. */
  readonly newest: number | null
  /** For a hive that opened only with its logs applied: their effect, and the file on disk. */
  readonly recovered: {
    readonly recovery: AppliedLogs
    /** The file. */
    readonly original: Blob
    readonly onDisk: Promise<DiskState>
  } | null
  /** It does not come from a file. */
  readonly built?: boolean
}

/** A step of the history that all parts of the document have followed. */
export interface FollowedStep extends Step {
  /** The ids from before the step of the records that it moved, in the order of its moves. */
  readonly movedFrom: readonly number[]
}

export class HiveDocument {
  readonly id: DocId
  readonly name: string
  /** The handle for writing the file in place. */
  readonly handle: FileSystemFileHandle | null
  readonly history: History
  readonly ids: Ids
  readonly values: SortedValues
  readonly checks: DocumentChecks
  readonly logs: DocumentLogs
  /** Bytes of the file as opened. */
  readonly size: number
  /** The hive as opened, whose bytes can be had as they were then. */
  readonly first: Hive
  /** The file, where the hive as opened differs from it (logs were applied). */
  readonly original: Blob | null
  /** Read-only by choice. */
  locked = false
  /** Rises with every edit, undo and redo. Not the image's own: a save changes the header too. */
  revision = 0
  /** The state of the file that a write in place expects: as opened, until a save changes it. */
  onDisk: Promise<DiskState>
  readonly #rows: DocumentRows
  /** In the order in which they follow: the ids come first, since others name records by them. */
  readonly #parts: readonly DocumentPart[]
  #isClosed = false
  readonly #opened: Promise<DiskState>
  #turn: Promise<unknown> = Promise.resolve()
  /** Some file holds the hive as it was when it was opened or saved. */
  #stored: boolean

  constructor(opened: OpenedHive, id: DocId, send: (event: EngineEvent) => void) {
    const { hive, recovered } = opened
    this.id = id
    this.name = opened.name
    this.handle = opened.handle
    this.original = recovered?.original ?? null
    this.size = this.original?.size ?? hive.image.length
    this.first = hive
    if (this.original === null) hive.image.keepOriginal()
    this.#stored = !opened.built
    this.history = new History(hive, { unsaved: recovered !== null })
    this.ids = new Ids(hive)
    this.#rows = new DocumentRows(hive)
    this.values = new SortedValues(hive)
    this.logs = new DocumentLogs(hive, opened.logs)
    this.checks = new DocumentChecks(this, send)
    this.#parts = [this.ids, this.#rows, this.values, this.logs, this.checks]
    if (opened.newest !== null) this.logs.outnumber(opened.newest)
    if (recovered !== null) this.logs.applied.set(hive, recovered.recovery)
    const { surveyed } = this.checks
    // The first to wait for the check, hence before every edit; a digest copies when it is called.
    this.#opened = recovered?.onDisk ?? surveyed.then(() => diskStateOf(this.hive.image))
    this.onDisk = this.#opened
    // Callers that wait for these get the error; if there are none, it does not matter.
    this.#opened.catch(() => {})
  }

  get hive(): Hive {
    return this.history.hive
  }

  get rows(): VisibleRows {
    return this.#rows.visible
  }

  /** Bytes of memory that the hive takes, with those that can come back and the logs. */
  get held(): number {
    const after = this.logs.preview?.after ?? null
    const hives = new Set([this.first, this.hive, ...this.history.others])
    if (after !== null) hives.add(after)
    const logs = this.logs.given.reduce((sum, { bytes }) => sum + bytes.length, 0)
    return [...hives].reduce((sum, { image }) => sum + image.length + image.originalHeld, logs)
  }

  /** Whether the hive differs from every file that holds it. */
  get hasChanges(): boolean {
    return this.history.unsaved > 0 || !this.#stored
  }

  /** Marks that a file holds the hive as it is now. */
  markSaved(): void {
    this.history.markSaved()
    this.#stored = true
  }

  /** @throws HiveError `locked` */
  requireUnlocked(): void {
    if (this.locked) throw new HiveError('locked', 'the hive was made read-only by choice')
  }

  /** The check of the hive before it was edited. Edits and saves wait for it. */
  async surveyed(): Promise<CheckResult> {
    await this.checks.surveyed
    return this.hive.survey()
  }

  /**
   * What a save is measured by: the check of the hive before its logs were applied to it, so that they
   * too make nothing worse.
   */
  async surveyedBefore(): Promise<CheckResult> {
    const opened = await this.checks.surveyed
    return this.logs.applied.has(this.hive) ? opened : this.hive.survey()
  }

  /** The edits and saves that were begun are done, well or not. */
  get settled(): Promise<unknown> {
    return this.#turn
  }

  /**
   * Runs an edit as one step, in slices; cancelled, it changed nothing. To be called while no other edit can
   * come in between (`exclusive`), like the other three that make a step.
   *
   * @throws HiveError the errors of the edit; `cancelled`
   */
  async run(
    edit: (scope: EditScope) => Work<CommandResult>,
    call: CallContext,
  ): Promise<FollowedStep> {
    const { revision } = this.hive.image
    const step = await inSlices(this.history.editSteps(edit), call)
    // An edit that changes nothing is not a step.
    if (this.hive.image.revision === revision) return { ...step, movedFrom: [] }
    return this.#follow(step, 'do')
  }

  /** Takes the last step back; null when there is none. */
  async undo(call: CallContext): Promise<FollowedStep | null> {
    const step = await inSlices(this.history.undoSteps(), call)
    return step && this.#follow(step, 'undo')
  }

  /** Does the step that was taken back last again; null when there is none. */
  async redo(call: CallContext): Promise<FollowedStep | null> {
    const step = await inSlices(this.history.redoSteps(), call)
    return step && this.#follow(step, 'redo')
  }

  /** Makes another hive, which has been checked, the current one, as one step. */
  swap(hive: Hive, label: EditLabel): FollowedStep {
    return this.#follow(this.history.swap(hive, label), 'do')
  }

  #follow(step: Step, direction: Direction): FollowedStep {
    const { hive, ids } = this
    const { changes } = step
    const movedFrom = changes?.moved.map(([from]) => ids.of(from)) ?? []
    this.revision++
    for (const part of this.#parts) {
      if (changes === null) part.swapped(hive, direction)
      else part.edited(changes, direction)
    }
    return { ...step, movedFrom }
  }

  /** SHA-256 of the bytes as opened. */
  async digest(): Promise<string | null> {
    return (await this.#opened).digest
  }

  /** Runs an edit or a save after the ones before it, once the hive is checked. */
  exclusive<T>(signal: AbortSignal, job: () => T | Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      await this.checks.surveyed
      if (signal.aborted) throw new HiveError('cancelled', 'cancelled while waiting')
      if (this.#isClosed) throw documentGone()
      return job()
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  close(): void {
    this.#isClosed = true
    for (const part of this.#parts) part.closed()
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
    const size = this.hive.image.length
    const undo = undoLabel && shownLabel(undoLabel)
    const redo = redoLabel && shownLabel(redoLabel)
    return { revision: this.revision, size, undo, redo, unsaved }
  }

  /** While an edit is under way, as it was before. */
  get info(): DocInfo {
    return this.hive.cells.readBefore(() => this.#info())
  }

  #info(): DocInfo {
    const { hive, ids } = this
    const { base } = hive
    const kind = hiveKind(hive)
    return {
      doc: this.id,
      name: this.name,
      size: this.size,
      root: ids.of(hive.root),
      rootName: shownName(hive.rootKey.name),
      kind,
      prefix: hivePrefix(kind, this.name),
      version: hive.version,
      access: this.locked ? 'locked' : hive.access,
      dirty: this.logs.isDirty,
      logs: this.logs.given.map(({ name }) => name),
      recovery: this.logs.applied.get(hive) ?? null,
      sequence: [base.primarySequence, base.secondarySequence],
      checksumValid: base.checksumValid,
      inPlace: this.handle !== null,
      state: this.state,
    }
  }
}

/** A short job is done at once. */
function inSlices<T>(job: Work<T>, { signal, progress }: CallContext): Promise<T> {
  return runInSlices(job, { signal, onProgress: progress, atOnce: true })
}

/** The error of a call about a document that was closed. */
export function documentGone(): HiveError {
  return new HiveError('stale', 'the document is closed')
}
