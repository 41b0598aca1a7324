/**
 * A hive as in the offline library: opened from bytes, browsed by keys, edited in transactions, and finished for a
 * save with its layout kept. The edit room has the undo history, save.ts compacts, and logs are not applied here
 * (offreg-api 1, regf-format 5).
 *
 * @example
 * const hive = Hive.open(bytes)
 * hive.key('Microsoft\\Windows').value('Version')?.text
 */

import { filetimeFromDate } from '../bytes/filetime.ts'
import { HiveError } from '../errors.ts'
import { allocate } from '../regf/allocate.ts'
import { finishBaseBlock, isKnownFormat } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import type { HivePatch } from '../regf/HivePatch.ts'
import { BASE } from '../regf/layout.ts'
import { type CellOffset, fileOffset } from '../regf/offsets.ts'
import { newerSequence } from '../regf/sequence.ts'
import { part, runToEnd, type Work } from '../work.ts'
import { createHiveBytes, type NewHive } from './create.ts'
import { type EditScope, scopeOf } from './editScope.ts'
import { Key } from './Key.ts'
import { openedInPart, openedSteps, StoredHive } from './StoredHive.ts'

/**
 * Whether a hive may be edited, or why not. `unknown-version` means that the header cannot be trusted (wrong
 * checksum) and has an unknown version or format, which a save would only make official.
 */
export type HiveAccess = 'editable' | 'dirty' | 'old-version' | 'unknown-version' | 'truncated'

/** The share of a long edit that is spent on the survey, if that was not made yet. */
const SURVEY_SHARE = 0.5

export class Hive extends StoredHive {
  /** Returns the FILETIME for edits and saves. Tests replace it. */
  clock: () => bigint = () => filetimeFromDate(Date.now())
  /** Whether keys keep their last write times when they are edited. */
  keepsTimes = false
  #dirtyAllowed = false
  /** The newest sequence number of the logs of the hive. */
  #outnumbered: number | null = null
  /** The scope of the running transaction. */
  #scope: EditScope | null = null

  /**
   * Opens a hive. Only the header and the bin headers are read; `check` is the full validation.
   *
   * @param bytes - taken over when they fill their buffer, else copied
   * @throws HiveError the codes under "cannot be opened" in errors.ts
   */
  static override open(bytes: Uint8Array<ArrayBuffer> | HiveImage): Hive {
    return runToEnd(Hive.openSteps(bytes))
  }

  /** Opens a hive in steps. */
  static override *openSteps(bytes: Uint8Array<ArrayBuffer> | HiveImage): Work<Hive> {
    return new Hive(yield* openedSteps(bytes))
  }

  /**
   * Looks at a hive that is not all there, to show its first keys. It can only be read.
   *
   * @throws HiveError the codes of `openedInPart`
   */
  static glimpse(image: HiveImage): Hive {
    return new Hive(openedInPart(image))
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
    const scope = scopeOf(this, this.clock(), this.keepsTimes)
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
    const checked = this.surveyedKeys === null ? SURVEY_SHARE : 0
    yield* part(this.surveySteps(), 0, checked)
    const scope = scopeOf(this, this.clock(), this.keepsTimes)
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
