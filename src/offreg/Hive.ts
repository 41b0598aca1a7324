/**
 * A hive as in the offline library: opened from bytes, browsed, edited in transactions, and finished for a save
 * with its layout kept. The edit room has the undo history, save.ts compacts, and logs are not applied here
 * (offreg-api 1, regf-format 5).
 *
 * @example
 * const hive = Hive.open(bytes)
 * hive.key('Microsoft\\Windows').value('Version')?.text
 */

import { filetimeFromDate } from '../bytes/filetime.ts'
import { HiveError } from '../errors.ts'
import { allocate } from '../regf/allocate.ts'
import { BinTable } from '../regf/BinTable.ts'
import {
  type BaseBlock,
  finishBaseBlock,
  isKnownFormat,
  minorVersion,
  readBaseBlock,
  requireHive,
} from '../regf/baseBlock.ts'
import { CellStore } from '../regf/CellStore.ts'
import { type CheckResult, checkHive } from '../regf/check.ts'
import { FINDINGS, type Finding, type Report } from '../regf/finding.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import type { HivePatch } from '../regf/HivePatch.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { BASE, BIN, NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { newerSequence } from '../regf/sequence.ts'
import { monotone, part, runToEnd, type Work, workWhile } from '../work.ts'
import { createHiveBytes, type NewHive } from './create.ts'
import { type EditScope, scopeOf } from './editScope.ts'
import { Key } from './Key.ts'

/**
 * Whether a hive may be edited, or why not. `unknown-version` means that the header cannot be trusted (wrong
 * checksum) and has an unknown version or format, which a save would only make official.
 */
export type HiveAccess = 'editable' | 'dirty' | 'old-version' | 'unknown-version' | 'truncated'

/** The progress of opening once the headers of the bins are read. */
const BINS_READ = 0.5
/** Cells that are walked between two pauses. */
const CELLS_A_STEP = 1 << 16
/** The share of a check that is spent opening the cells again. */
const OPEN_SHARE = 0.05
/** The share of a long edit that is spent on the survey, if that was not made yet. */
const SURVEY_SHARE = 0.5

/** A check, and the revision of the bytes that were checked. */
interface Checked {
  readonly result: CheckResult
  readonly revision: number
}

export class Hive {
  readonly image: HiveImage
  readonly cells: CellStore
  /** The base block as it was when the hive was opened. */
  readonly base: BaseBlock
  readonly root: CellOffset
  /** The findings of opening: bad bins and a file that ends early. */
  readonly openFindings: readonly Finding[]
  /** Returns the FILETIME for edits and saves. Tests replace it. */
  clock: () => bigint = () => filetimeFromDate(Date.now())
  #dirtyAllowed = false
  /** The newest sequence number of the logs of the hive. */
  #outnumbered: number | null = null
  #survey: Checked | null = null
  #check: Checked | null = null
  /** The scope of the running transaction. */
  #scope: EditScope | null = null

  private constructor(cells: CellStore, base: BaseBlock, openFindings: readonly Finding[]) {
    this.image = cells.image
    this.cells = cells
    this.base = base
    this.root = base.rootCell
    this.openFindings = openFindings
  }

  /**
   * Opens a hive. Only the header and the bin headers are read; `check` is the full validation.
   *
   * @param bytes - taken over when they fill their buffer, else copied
   * @throws HiveError the codes under "cannot be opened" in errors.ts
   */
  static open(bytes: Uint8Array<ArrayBuffer> | HiveImage): Hive {
    return runToEnd(Hive.openSteps(bytes))
  }

  /** Opens a hive in steps. */
  static *openSteps(bytes: Uint8Array<ArrayBuffer> | HiveImage): Work<Hive> {
    const image = imageOf(bytes)
    const base = requireHive(image)
    const findings: Finding[] = []
    const size = { bytes: base.dataSize, sure: base.checksumValid }
    const scan = BinTable.scan(image, size, collectInto(findings))
    const cells = new CellStore(image, minorVersion(image), yield* part(scan, 0, BINS_READ))
    yield* part(requireRoot(cells, base.rootCell), BINS_READ, 1)
    return new Hive(cells, base, findings)
  }

  /** Makes a new, empty hive (ORCreateHive). */
  static create(options: NewHive = {}): Hive {
    const { minor, now = filetimeFromDate(Date.now()), rootName, room = 0 } = options
    const bytes = createHiveBytes(now, minor, rootName)
    const buffer = allocate(bytes.length + room)
    new Uint8Array(buffer).set(bytes)
    return Hive.open(new HiveImage(buffer, bytes.length))
  }

  /** The root key. */
  get rootKey(): Key {
    return new Key(this, this.root)
  }

  /**
   * Finds a key by its path: names from the root, separated by backslashes; `''` is the root.
   *
   * @throws HiveError `key-not-found` when there is no such key
   */
  key(path: string): Key {
    return this.rootKey.key(path)
  }

  /** The version of the hive, such as `1.5`. */
  get version(): string {
    return `${this.base.major}.${this.base.minor}`
  }

  /** Whether the hive may be edited, or why not. */
  get access(): HiveAccess {
    if (!isKnownFormat(this.image)) return 'unknown-version'
    if (this.cells.minor < 2) return 'old-version'
    if (this.openFindings.some(({ code }) => code === 'data-size-past-file')) return 'truncated'
    return this.base.dirty && !this.#dirtyAllowed ? 'dirty' : 'editable'
  }

  /** Allows edits although the transaction logs of the hive are not applied. */
  allowDirty(): void {
    this.#dirtyAllowed = true
  }

  /**
   * Makes the next save use a sequence number above this one too, so that no log of the hive, used
   * or not, can be taken for newer than the saved file (regf-format 4.5 step 7).
   */
  outnumber(sequence: number): void {
    const seen = this.#outnumbered
    this.#outnumbered = seen === null ? sequence : newerSequence(seen, sequence)
  }

  /** The newest number given to `outnumber`; null if there was none. */
  get outnumbered(): number | null {
    return this.#outnumbered
  }

  /**
   * Checks the hive as it was before its first edit. Edits rely on this check, and a save is
   * compared with it. It runs once and is kept.
   */
  survey(): CheckResult {
    return runToEnd(this.surveySteps())
  }

  /** Runs `survey` in steps. */
  *surveySteps(): Work<CheckResult> {
    if (this.#survey !== null) return this.#survey.result
    const result = yield* checkHive(this.cells, this.base, { openFindings: this.openFindings })
    this.cells.adoptSurvey(result.survey)
    this.#survey = { result, revision: this.image.revision }
    return result
  }

  /** The number of keys that the survey counted; null if it was not made yet. */
  get surveyedKeys(): number | null {
    return this.#survey?.result.keys ?? null
  }

  /** Whether the bytes are still those that the survey was made of. */
  get isAsSurveyed(): boolean {
    return this.#survey?.revision === this.image.revision
  }

  /** Checks the hive as it is now. The result is kept until the next edit. */
  check(): CheckResult {
    return runToEnd(this.checkSteps())
  }

  /** Runs `check` in steps. An edit in between restarts it. */
  checkSteps(): Work<CheckResult> {
    return monotone(this.#checkUntilCurrent())
  }

  *#checkUntilCurrent(): Work<CheckResult> {
    const survey = yield* this.surveySteps()
    if (this.#survey?.revision === this.image.revision) return survey
    for (;;) {
      if (this.#check?.revision === this.image.revision) return this.#check.result
      this.#check = yield* this.#checkOnce()
    }
  }

  /** One run of the check; null when an edit interrupted it. */
  *#checkOnce(): Work<Checked | null> {
    const { image } = this
    const { revision } = image
    const result = yield* workWhile(this.#checkApart(), () => image.revision === revision)
    return result && { result, revision }
  }

  /** A check on a separate `CellStore`, so that the one for edits stays as the survey left it. */
  *#checkApart(): Work<CheckResult> {
    const openFindings: Finding[] = []
    const { image } = this
    const size = { bytes: this.cells.bins.dataSize, sure: true }
    const scan = BinTable.scan(image, size, collectInto(openFindings))
    const cells = new CellStore(image, this.cells.minor, yield* part(scan, 0, OPEN_SHARE))
    return yield* part(checkHive(cells, this.#headerNow(), { openFindings }), OPEN_SHARE, 1)
  }

  /** The base block as it is in the file. After an edit, the next save finishes it. */
  #headerNow(): BaseBlock {
    const stored = readBaseBlock(this.image)
    const isFinished = stored.primarySequence !== this.base.primarySequence
    if (!isFinished) return { ...this.base, dataSize: stored.dataSize }
    return { ...stored, checksumValid: true, dirty: false }
  }

  /**
   * Runs an edit in one transaction; a nested call joins the outer one and has its time. Checks the
   * hive first when that was not done yet.
   *
   * @returns the result, and the patch that `applyPatch` takes it back with
   * @throws HiveError `read-only`, `dirty`, `truncated`, and what the edit throws; nothing changed
   */
  transact<T>(edit: (scope: EditScope) => T): { result: T; inverse: HivePatch } {
    const outer = this.#scope
    if (outer !== null) return this.cells.transact(() => edit(outer))
    this.requireEditable()
    this.survey()
    const scope = scopeOf(this, this.clock())
    this.#scope = scope
    try {
      return this.cells.transact(() => edit(scope))
    } finally {
      this.#scope = null
    }
  }

  /**
   * Runs a long edit in steps, as one transaction. It has to be finished, or abandoned with the generator's
   * `return`, before anything else is changed.
   *
   * @throws HiveError what `transact` throws; nothing has changed then, nor when it is abandoned
   */
  *transactSteps<T>(edit: (scope: EditScope) => Work<T>): Work<{ result: T; inverse: HivePatch }> {
    this.requireEditable()
    const checked = this.#survey === null ? SURVEY_SHARE : 0
    yield* part(this.surveySteps(), 0, checked)
    const scope = scopeOf(this, this.clock())
    return yield* part(
      this.cells.transactSteps(() => edit(scope)),
      checked,
      1,
    )
  }

  /**
   * Refuses to edit a hive that may not be edited.
   *
   * @throws HiveError `read-only` when its version is not edited, or its header cannot be trusted
   * @throws HiveError `dirty` when it was not closed cleanly and that was not allowed
   * @throws HiveError `truncated` when the file ends early
   */
  requireEditable(): void {
    const { access } = this
    if (access === 'editable') return
    if (access === 'old-version' || access === 'unknown-version') {
      const way = access === 'old-version' ? '; a compacted copy of it is of version 1.3' : ''
      throw new HiveError('read-only', `version ${this.version} is read-only${way}`, {
        offset: BASE.MINOR,
        actual: this.version,
      })
    }
    if (access === 'truncated') {
      throw new HiveError('truncated', 'the file ends before its hive bins do', {
        offset: this.image.length,
        expected: this.base.dataSize + fileOffset(0 as CellOffset),
        actual: this.image.length,
      })
    }
    throw new HiveError('dirty', 'the hive was not finished when it was last written', {
      offset: BASE.PRIMARY_SEQUENCE,
      expected: this.base.secondarySequence,
      actual: this.base.primarySequence,
    })
  }

  /**
   * Finishes the header: every byte stays as it is but sequence numbers, times and checksum
   * (regf-format 6.1 rule 9), and the counts of security cells that the survey found wrong.
   * Undo does not touch them; the next save sets them again.
   *
   * @returns the file's bytes, which are the hive's own: to be checked and written before the next edit
   */
  finish(): Uint8Array<ArrayBuffer> {
    const { image, cells } = this
    this.survey()
    image.transact(() => {
      image.setU32(BASE.DATA_SIZE, cells.bins.dataSize)
      cells.mendCounts()
      finishBaseBlock(image, this.clock(), this.#outnumbered)
    })
    return image.bytesView(0, image.length)
  }

  /** Finishes the header, and returns a copy of the bytes that can be kept. */
  finishedCopy(): Uint8Array<ArrayBuffer> {
    return this.finish().slice()
  }
}

function imageOf(bytes: Uint8Array<ArrayBuffer> | HiveImage): HiveImage {
  if (bytes instanceof HiveImage) return bytes
  const isWhole = bytes.byteLength === bytes.buffer.byteLength
  return new HiveImage(isWhole ? bytes.buffer : bytes.slice().buffer)
}

function collectInto(findings: Finding[]): Report {
  return (code, at, detail) => {
    findings.push({ code, severity: FINDINGS[code], offset: at as FileOffset, ...detail })
  }
}

/**
 * Refuses a root that is not a key node in an allocated cell (regf-format 5.2 rule 9; a root cell
 * that was too small was CVE-2024-26174).
 */
function* requireRoot(cells: CellStore, root: CellOffset): Work<void> {
  const isKey = findKeyNode(cells, root) !== 0 && nameFits(cells, root)
  if (isKey && (yield* isCellStart(cells, root))) return
  const size = cells.payloadSize(root)
  throw new HiveError('bad-root', 'the root cell is not a key node', {
    offset: size < 0 ? BASE.ROOT_CELL : fileOffset(root),
    expected: 'nk',
    actual: size < 0 ? `0x${root.toString(16)}` : size,
  })
}

function nameFits(cells: CellStore, root: CellOffset): boolean {
  const length = cells.image.u16(cells.payloadAt(root) + NK.NAME_LENGTH)
  return NK.NAME + length <= cells.payloadSize(root)
}

/** Whether `wanted` is a cell boundary, found by walking its bin from the first cell. */
function* isCellStart(cells: CellStore, wanted: CellOffset): Work<boolean> {
  const { bins, image } = cells
  const first = bins.start(bins.binAt(wanted)) + BIN.HEADER
  let cell = first
  for (let walked = 1; cell < wanted; walked++) {
    const size = Math.abs(image.i32(fileOffset(cell as CellOffset)))
    if (size < 8) return false
    cell += size
    if (walked % CELLS_A_STEP === 0) yield Math.min(1, (cell - first) / (wanted - first))
  }
  return cell === wanted
}
