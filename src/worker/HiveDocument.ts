/**
 * One open hive with everything that the page's view of it needs: its history, and the parts that
 * follow each step (ids, visible rows, sorted values, results of checks and searches,
 * logs). Edits and saves
 * wait for the background check and run one after another; reads wait for nothing. A step of the
 * history may exchange the hive for another one (with its logs applied, or in another version).
 * Calls about a document are answered in the files named for their subject.
 */

import type { CommandResult, EditLabel } from '../edit/command.ts'
import { History, type MadeEdit, type Step } from '../edit/History.ts'
import { HiveError } from '../errors.ts'
import type { SavedTo } from '../journal/records.ts'
import type { EditScope } from '../offreg/editScope.ts'
import type { Hive } from '../offreg/Hive.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { CheckResult } from '../regf/check.ts'
import type { HiveChange } from '../regf/HivePatch.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { findKeyValue } from '../regf/keyValue.ts'
import { OriginalImage } from '../regf/OriginalImage.ts'
import type { OriginalPages } from '../regf/OriginalPages.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { SalvageReport } from '../salvage/SalvageReport.ts'
import { shownName } from '../text/visibleText.ts'
import type { Work } from '../work.ts'
import { DocumentChecks } from './DocumentChecks.ts'
import { DocumentComparisons } from './DocumentComparisons.ts'
import { DocumentCopy } from './DocumentCopy.ts'
import { DocumentDeleted } from './DocumentDeleted.ts'
import { DocumentFollowers } from './DocumentFollowers.ts'
import { DocumentLogs } from './DocumentLogs.ts'
import { DocumentMeasures } from './DocumentMeasures.ts'
import type { Direction, DocumentPart } from './DocumentPart.ts'
import { DocumentRights } from './DocumentRights.ts'
import { DocumentRows } from './DocumentRows.ts'
import { DocumentSearches } from './DocumentSearches.ts'
import { DocumentTechnical } from './DocumentTechnical.ts'
import { DocumentTexts, type SourceText } from './DocumentTexts.ts'
import { DocumentTimeline } from './DocumentTimeline.ts'
import { shownLabel } from './displayNames.ts'
import { EarlierRows } from './EarlierRows.ts'
import { type Content, contentOfBlob, contentOfImage, type Fingerprint } from './Fingerprint.ts'
import { GoneRecords } from './GoneRecords.ts'
import { hivePrefix } from './hivePrefix.ts'
import { Ids } from './Ids.ts'
import { DocumentJournal } from './journals/DocumentJournal.ts'
import { Journals } from './journals/Journals.ts'
import type { OpenedHive, SavedBytes } from './OpenedHive.ts'
import { OwnFile } from './OwnFile.ts'
import type { DocId, DocInfo, DocState, EngineEvent, KeyId, SavedBefore } from './protocol.ts'
import { type CallContext, NO_CONTEXT } from './rpc.ts'
import { SortedValues } from './SortedValues.ts'
import { type DiskState, diskStateOf } from './saveTarget.ts'
import { runInSlices } from './slices.ts'
import type { VisibleRows } from './visibleRows.ts'

/** A step of the history that all parts of the document have been notified of. */
export interface FollowedStep extends Step {
  /** The ids that moved records had before the step and have after it, in the order of its moves. */
  readonly movedFrom: readonly number[]
  readonly movedTo: readonly number[]
}

export class HiveDocument {
  readonly id: DocId
  /** The name of its file. */
  name: string
  /** The file that it is saved to; null when that cannot be written. */
  file: OwnFile | null
  readonly history: History
  readonly ids: Ids
  readonly values: SortedValues
  readonly checks: DocumentChecks
  readonly logs: DocumentLogs
  readonly comparisons: DocumentComparisons
  readonly copy: DocumentCopy
  readonly deleted: DocumentDeleted
  /** What was lost when the hive was salvaged; null of any other hive. */
  readonly report: SalvageReport | null
  /** The text that the hive was made of; null of any other hive. */
  readonly source: SourceText | null
  readonly searches: DocumentSearches
  readonly texts: DocumentTexts
  readonly measures: DocumentMeasures
  readonly rights: DocumentRights
  readonly timeline: DocumentTimeline
  readonly technical: DocumentTechnical
  readonly earlier: EarlierRows
  readonly gone: GoneRecords
  /** Keeps its edits on this device. */
  readonly journal: DocumentJournal
  readonly followers = new DocumentFollowers()
  /** Bytes of the file as opened. */
  readonly size: number
  /** When the file was last modified, in milliseconds since 1970, UTC; null where that is not known. */
  readonly modified: number | null
  /** The hive as opened, from which the original bytes can be reassembled. */
  readonly first: Hive
  /** The bytes of that hive as opened. */
  readonly opened: OriginalPages
  /** The hive and its bytes when it was last saved; as opened until then. */
  saved: SavedBytes
  /** The file, when the hive as opened differs from it because logs were applied. */
  readonly original: Blob | null
  /** Whether the document is read-only by the user's choice. */
  locked = false
  /** Whether keys keep their last write times when they are edited. */
  keepsTimes = false
  /**
   * Rises with every edit, undo and redo. It is not the image's revision, which a save changes too.
   */
  revision = 0
  /** The file that holds the hive as it was when it was opened or last saved. */
  #savedAs: { readonly since: SavedBefore['since']; readonly state: Promise<DiskState> }
  /** The file that was handed out last; it counts as saved with `markSaved`. */
  delivered: DiskState | null = null
  readonly tree: DocumentRows
  /** The trees of second places. */
  readonly #places = new Map<DocId, DocumentRows>()
  /** The parts in the order of notification. Ids come first, since other parts use them. */
  readonly #parts: readonly DocumentPart[]
  readonly #closing = new AbortController()
  readonly #opened: Promise<DiskState>
  #turn: Promise<unknown> = Promise.resolve()
  /** Whether some file holds the hive as it was when it was opened or last saved. */
  #stored: boolean

  constructor(
    opened: OpenedHive,
    id: DocId,
    send: (event: EngineEvent) => void,
    journals: Journals = new Journals(null),
  ) {
    const { hive, recovered } = opened
    this.id = id
    this.name = opened.name
    this.original = recovered?.original ?? null
    this.modified = opened.modified ?? null
    this.size = this.original?.size ?? hive.image.length
    this.first = hive
    this.opened = hive.image.keepBytes()
    this.file = opened.handle && new OwnFile(opened.handle, openedContent(this))
    this.saved = { hive, pages: this.opened }
    this.#stored = !opened.built
    this.history = new History(hive, { unsaved: recovered !== null || opened.unsaved === true })
    this.ids = new Ids(hive)
    this.gone = new GoneRecords(this)
    this.tree = new DocumentRows(hive)
    this.values = new SortedValues(hive)
    this.logs = new DocumentLogs(hive, opened.logs)
    this.checks = new DocumentChecks(this, send)
    this.comparisons = new DocumentComparisons()
    this.copy = new DocumentCopy(this)
    this.deleted = new DocumentDeleted(this, send)
    this.report = opened.report ?? null
    this.source = opened.source ?? null
    this.searches = new DocumentSearches(this, send)
    this.texts = new DocumentTexts()
    this.measures = new DocumentMeasures(this)
    this.rights = new DocumentRights(this, send)
    this.timeline = new DocumentTimeline(this)
    this.technical = new DocumentTechnical(this)
    this.earlier = new EarlierRows(this)
    this.journal = new DocumentJournal(this, opened, journals, send)
    this.#parts = [
      ...[this.ids, this.tree, this.values, this.logs],
      ...[
        this.checks,
        this.comparisons,
        this.copy,
        this.deleted,
        this.searches,
        this.texts,
        this.measures,
        this.rights,
        this.timeline,
        this.technical,
        this.earlier,
        this.followers,
      ],
    ]
    if (opened.newest !== null) this.logs.outnumber(opened.newest)
    if (recovered !== null) this.logs.applied.set(hive, recovered.recovery)
    const { surveyed } = this.checks
    // After the check, so that it does not take longer.
    this.#opened =
      recovered?.state ??
      surveyed.then(() =>
        diskStateOf(new OriginalImage(hive.image, this.opened), {
          ...NO_CONTEXT,
          signal: this.#closing.signal,
        }),
      )
    this.#savedAs = { since: opened.built ? 'made' : 'opened', state: this.#opened }
    // Callers that await these handle the rejection; without this, closing a document that nobody
    // awaits would be an unhandled one.
    this.#opened.catch(() => {})
  }

  get hive(): Hive {
    return this.history.hive
  }

  /** The tree of a place of this document: its own, or that of a second place. */
  treeOf(place: DocId): DocumentRows {
    return this.#places.get(place) ?? this.tree
  }

  /** Reads the lists of keys and values again, since only the check knows which cells are valid. */
  readAgain(): void {
    for (const tree of [this.tree, ...this.#places.values()]) tree.refreshAll()
    this.values.clear()
  }

  /** Adds a place, whose keys are expanded, sorted and filtered apart from those of others. */
  addPlace(place: DocId): void {
    this.#places.set(place, new DocumentRows(this.hive))
  }

  removePlace(place: DocId): void {
    this.#places.get(place)?.closed()
    this.#places.delete(place)
  }

  /** The rows on show. */
  get rows(): VisibleRows {
    return this.tree.visible
  }

  /**
   * Bytes of memory held by the hive, by the hives that undo and redo can bring back, and by the
   * logs.
   */
  get held(): number {
    const logs = this.logs.given.reduce((sum, { bytes }) => sum + bytes.length, 0)
    return [...this.#hives].reduce(
      (sum, { image }) => sum + image.length + image.held,
      logs + this.copy.held,
    )
  }

  /** The hives with bytes of their own. */
  get #hives(): ReadonlySet<Hive> {
    const after = this.logs.preview?.after ?? null
    const hives = new Set([this.first, this.hive, this.saved.hive, ...this.history.others])
    return after === null ? hives : hives.add(after)
  }

  /** Whether the hive differs from the file that holds it. */
  get hasChanges(): boolean {
    return this.history.unsaved > 0 || !this.#stored
  }

  get handle(): FileSystemFileHandle | null {
    return this.file?.handle ?? null
  }

  /** Makes a file that holds the hive as it is now the one that it is saved to. */
  becomeFile(handle: FileSystemFileHandle, content: Fingerprint): void {
    this.name = handle.name
    this.file = new OwnFile(handle, content)
  }

  /** Records that a file holds the hive as it is now. */
  markSaved(to: SavedTo): void {
    const { hive, saved } = this
    this.history.markSaved()
    this.#stored = true
    if (this.delivered !== null) {
      this.#savedAs = { since: 'saved', state: Promise.resolve(this.delivered) }
    }
    if (saved.pages !== this.opened) saved.hive.image.forgetBytes(saved.pages)
    this.saved = { hive, pages: hive.image.keepBytes() }
    this.ids.saved()
    this.comparisons.saved()
    this.earlier.saved()
    this.journal.saved(to)
  }

  /** The file as it was opened or last saved. */
  async savedBefore(): Promise<SavedBefore> {
    const { since, state } = this.#savedAs
    const { size, digest } = await state
    return { since, size, sha256: digest }
  }

  /** @throws HiveError `locked` */
  requireUnlocked(): void {
    if (this.locked) throw new HiveError('locked', 'the hive was made read-only by choice')
  }

  /** The result of the check of the unedited hive, which edits and saves wait for. */
  async surveyed(): Promise<CheckResult> {
    await this.checks.surveyed
    return this.hive.survey()
  }

  /**
   * The check result that a save is compared with: that of the hive before its logs were applied,
   * so that applying logs must not make anything worse either.
   */
  async surveyedBefore(): Promise<CheckResult> {
    const opened = await this.checks.surveyed
    return this.logs.applied.has(this.hive) ? opened : this.hive.survey()
  }

  /** Resolves when the edits and saves under way have ended, successfully or not. */
  get settled(): Promise<unknown> {
    return this.#turn
  }

  /**
   * Runs an edit as one step, in slices. When cancelled it changes nothing. Like `undo`, `redo` and
   * `swap`, it must be called within `exclusive`.
   *
   * @throws HiveError the errors of the edit; `cancelled`
   */
  async run(
    edit: (scope: EditScope) => Work<CommandResult>,
    call: CallContext,
  ): Promise<FollowedStep> {
    this.hive.keepsTimes = this.keepsTimes
    const { revision } = this.hive.image
    const step = await inSlices(this.history.editSteps(edit), call)
    // An edit that changes nothing does not add a step.
    if (this.hive.image.revision === revision) return { ...step, movedFrom: [], movedTo: [] }
    const followed = this.#follow(step, 'do')
    const kept = this.journal.edited()
    if (kept !== null) await kept
    return followed
  }

  /**
   * Makes an edit again that a journal kept, in slices.
   *
   * @param edit - what it was
   * @param change - what it changed
   */
  async repeat(edit: MadeEdit, change: HiveChange, call: CallContext): Promise<FollowedStep> {
    return this.#follow(await inSlices(this.history.repeatSteps(edit, change), call), 'do')
  }

  /** Undoes the last step; null when there is none. */
  async undo(call: CallContext): Promise<FollowedStep | null> {
    const step = await inSlices(this.history.undoSteps(), call)
    return step && this.#follow(step, 'undo')
  }

  /** Redoes the step that was undone last; null when there is none. */
  async redo(call: CallContext): Promise<FollowedStep | null> {
    const step = await inSlices(this.history.redoSteps(), call)
    return step && this.#follow(step, 'redo')
  }

  /**
   * Undoes or redoes steps until a number of them is done. When cancelled, the steps that were finished stay so.
   *
   * @param followed - called after each step
   */
  goTo(position: number, followed: (step: FollowedStep) => void, call: CallContext): Promise<void> {
    const work = this.history.goToSteps(position, (step, direction) =>
      followed(this.#follow(step, direction)),
    )
    return inSlices(work, call)
  }

  /** Makes another hive, which has already been checked, the current one, as one step. */
  async swap(hive: Hive, label: EditLabel): Promise<FollowedStep> {
    await this.journal.swapping(hive, label)
    return this.#follow(this.history.swap(hive, label), 'do')
  }

  #follow(step: Step, direction: Direction): FollowedStep {
    const { hive, ids } = this
    if (direction !== 'do') this.journal.travelled(direction)
    const { changes } = step
    const movedFrom = changes?.moved.map(([from]) => ids.of(from)) ?? []
    this.revision++
    for (const part of [...this.#parts, ...this.#places.values()]) {
      if (changes === null) part.swapped(hive, direction)
      else part.edited(changes, direction, movedFrom)
    }
    const movedTo = changes?.moved.map(([, to]) => ids.of(to)) ?? []
    return { ...step, movedFrom, movedTo }
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
      if (this.#closing.signal.aborted) throw documentGone()
      return job()
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  /**
   * Closes the document.
   *
   * @param keep - its edits stay on this device
   * @returns the hives whose memory can be given back once no call reads them
   */
  close(keep = false): readonly Hive[] {
    const hives = [...this.#hives, ...this.copy.hives]
    this.#closing.abort()
    // What is on the disk does not hold up what is on screen; a failure leaves something to be resumed.
    this.journal.close(keep).catch(() => {})
    for (const part of this.#parts) part.closed()
    for (const place of this.#places.keys()) this.removePlace(place)
    return hives
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

  /** The document's description for the page. During an edit it is that from before the edit. */
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
      arriving: false,
      size: this.size,
      modified: this.modified,
      root: ids.of(hive.root),
      rootName: shownName(hive.rootKey.name),
      kind,
      prefix: hivePrefix(kind, this.name),
      version: hive.version,
      access: this.locked ? 'locked' : hive.access,
      keepsTimes: this.keepsTimes,
      dirty: this.logs.isDirty,
      logs: this.logs.given.map(({ name }) => name),
      recovery: this.logs.applied.get(hive) ?? null,
      sequence: [base.primarySequence, base.secondarySequence],
      checksumValid: base.checksumValid,
      inPlace: this.handle !== null,
      fromText: this.source !== null,
      state: this.state,
    }
  }
}

/** Runs work in slices, the first one at once, so that short work finishes in the same task. */
function inSlices<T>(job: Work<T>, { signal, progress }: CallContext): Promise<T> {
  return runInSlices(job, { signal, onProgress: progress, atOnce: true })
}

/** The content of the file as it was opened, however the hive is edited later. */
function openedContent({ original, first, opened }: HiveDocument): Content {
  return original === null
    ? contentOfImage(new OriginalImage(first.image, opened))
    : contentOfBlob(original)
}

/** The error for a call about a document that has been closed. */
export function documentGone(): HiveError {
  return new HiveError('stale', 'the document is closed')
}
