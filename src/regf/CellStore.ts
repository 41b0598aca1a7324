/**
 * The cells of a hive. Every cell offset is turned into bytes here. Once a check has surveyed the hive, the
 * store also allocates cells, counts references to security cells, and refuses to touch damaged records.
 * An edit runs in `transact`; its patch includes state that is not in the bytes (regf-format 2, 6.1).
 */

import { HiveError } from '../errors.ts'
import { part, runToEnd, type Work } from '../work.ts'
import type { BinTable } from './BinTable.ts'
import type { BytePatch } from './BytePatch.ts'
import type { CellBits } from './CellBits.ts'
import { cellSize, tightCellSize } from './cellSize.ts'
import { EditLog } from './EditLog.ts'
import type { HiveImage } from './HiveImage.ts'
import {
  type HiveChange,
  type HivePatch,
  type HiveRevision,
  negated,
  nestedPatch,
} from './HivePatch.ts'
import { BIN, LIMIT, SK } from './layout.ts'
import { type CellOffset, cellOffset, type FileOffset, fileOffset, NIL } from './offsets.ts'
import { SecurityIndex } from './SecurityIndex.ts'
import type { Damage, Survey } from './survey.ts'
import { ValueIndex } from './ValueIndex.ts'

/** The share of applying a patch that is spent writing bytes; the rest is finding the cells again. */
const WRITING_SHARE = 0.5
const BINS_A_STEP = 64

/** The state needed to roll back a running edit. */
interface OpenEdit {
  readonly dataSize: number
  /** Changes of reference counts, by security cell. */
  readonly deltas: Map<CellOffset, number>
  readonly before: HiveRevision
  /** The revision of the image when the edit started. */
  readonly counted: number
}

export class CellStore {
  /** The security cells by their descriptors. */
  readonly securityIndex = new SecurityIndex()
  /** The ri cells whose leaves were found to have the right shape since the last undo. */
  readonly shapedIndexes = new Set<CellOffset>()
  /** The effects of the running edit on keys and values. */
  readonly log = new EditLog()
  readonly image: HiveImage
  readonly bins: BinTable
  /** The minor version that determines the layout: 0 and 1 have 8-byte cell headers. */
  readonly minor: number
  /** Bytes before a cell's payload: 4, or 8 in versions 1.0 and 1.1. */
  readonly headerSize: number
  readonly #alignMask: number
  /** Bytes of hive bins that there may be; lower while other hives are copied into this one. */
  dataLimit: number = LIMIT.DATA_SIZE
  /** Whether large cells get room to grow, as Windows gives it to them (2.3). */
  hasRoomToGrow = true
  /** Where cells start, once a check found that out. There are no others then. */
  starts: CellBits | null = null
  #survey: Survey | null = null
  #deltas: Map<CellOffset, number> | null = null
  #revision: HiveRevision = Symbol('opened')
  /** The revision at which every security cell was known to store the right count. */
  #counted: HiveRevision | null = null
  #valueIndex = new ValueIndex()

  /**
   * Makes a store of the cells in some bins. Nothing can be edited before a check has surveyed the
   * hive.
   *
   * @param image - the hive file
   * @param minor - minor version that determines the layout
   * @param bins - the hive bins, from `BinTable.scan`
   */
  constructor(image: HiveImage, minor: number, bins: BinTable) {
    this.image = image
    this.minor = minor
    this.headerSize = minor < 2 ? 8 : 4
    this.#alignMask = minor < 2 ? 15 : 7
    this.bins = bins
  }

  /** Index of the value names of keys with many values. */
  get valueIndex(): ValueIndex {
    return this.#valueIndex
  }

  /** Makes the hive editable with the results of a full check. */
  adoptSurvey(survey: Survey): void {
    this.#survey = survey
  }

  /** Whether a check has surveyed the hive. */
  get surveyed(): boolean {
    return this.#survey !== null
  }

  /** Returns the file offset of the payload of a cell. */
  payloadAt(cell: CellOffset): FileOffset {
    return (fileOffset(cell) + this.headerSize) as FileOffset
  }

  /** Returns the cell that has its payload at a file offset. */
  cellOf(payload: FileOffset): CellOffset {
    return cellOffset((payload - this.headerSize) as FileOffset)
  }

  /**
   * Returns the size in bytes of the payload of an allocated cell, or -1 if none starts there.
   * Accepts any number.
   */
  payloadSize(cell: CellOffset): number {
    const bin = this.bins.binAt(cell)
    if (bin < 0 || (cell & 7) !== 0 || cell < this.bins.start(bin) + BIN.HEADER) return -1
    const size = -this.image.i32(fileOffset(cell))
    if (size < 8 || (size & this.#alignMask) !== 0 || size > this.bins.end(bin) - cell) return -1
    if (this.starts !== null && !this.starts.has(cell)) return -1
    return size - this.headerSize
  }

  /**
   * Returns the size in bytes of the payload of a free cell, or -1 if none is known to start there.
   * Only a check finds out where cells start; before that, bytes that merely look like a cell are
   * not trusted.
   */
  freePayloadSize(cell: CellOffset): number {
    if (this.starts?.has(cell) !== true || (cell & 7) !== 0) return -1
    const bin = this.bins.binAt(cell)
    if (bin < 0 || cell < this.bins.start(bin) + BIN.HEADER) return -1
    const size = this.image.i32(fileOffset(cell))
    return size < 8 || size > this.bins.end(bin) - cell ? -1 : size - this.headerSize
  }

  /**
   * Finds the payload of an allocated cell that has room for a record.
   *
   * @param cell - cell offset, of any value
   * @param minimum - bytes that the record needs
   * @param from - file offset of the field that refers to the cell, for the error
   * @returns file offset of the payload
   * @throws HiveError `bad-cell` when there is no allocated cell, or it is too small
   */
  payload(cell: CellOffset, minimum: number, from: number): FileOffset {
    const size = this.payloadSize(cell)
    if (size < minimum) {
      throw new HiveError('bad-cell', `no allocated cell of ${minimum} bytes at ${hex(cell)}`, {
        offset: size < 0 ? from : fileOffset(cell),
        expected: minimum,
        actual: size < 0 ? hex(cell) : size,
      })
    }
    return this.payloadAt(cell)
  }

  /**
   * Refuses to change a damaged record. Every edit calls this for each record it is about to change
   * or free.
   *
   * @throws HiveError `damaged` when the check found an error in the record or its bin, or did not
   *   reach it
   */
  requireSound(cell: CellOffset): void {
    const survey = this.#requireSurvey()
    const damage = this.damageOf(cell)
    const isCell = this.payloadSize(cell) >= 0
    if (damage === undefined && isCell && !survey.unreached.has(cell)) return
    const code = isCell ? 'cell-unreferenced' : 'reference-bad'
    const found = damage ?? { code, offset: fileOffset(cell), actual: isCell ? 1 : cell }
    const { code: finding, offset, expected, actual } = found
    const detail = { offset, finding, expected, actual }
    throw new HiveError('damaged', `the record at ${hex(offset)} is damaged: ${finding}`, detail)
  }

  /** Whether the check found an error in this record or its bin, so that edits may not touch it. */
  isDamaged(cell: CellOffset): boolean {
    return this.damageOf(cell) !== undefined
  }

  /** Returns the error that the check found in a record or its bin, if any. */
  damageOf(cell: CellOffset): Damage | undefined {
    if (!this.hasDamage) return undefined
    return this.#survey?.damage.get(cell) ?? this.#survey?.badBins.get(this.bins.binAt(cell))
  }

  /** Whether every reference in a key and below it leads to a record: the check found no error. */
  isSound(key: CellOffset): boolean {
    return this.#survey?.isSound === true && !this.#survey.unreached.has(key)
  }

  /** Whether a cell is in use, but the check found no way to it. */
  isUnreached(cell: CellOffset): boolean {
    return this.#survey?.unreached.has(cell) === true
  }

  /** Whether the check found any record that edits may not touch. */
  get hasDamage(): boolean {
    const survey = this.#survey
    return survey !== null && survey.damage.size + survey.badBins.size > 0
  }

  /** Whether a cell holds the empty subkey list of exactly one key without subkeys. */
  isSpareList(cell: CellOffset): boolean {
    const survey = this.#survey
    return survey !== null && (cell & 7) === 0 && survey.spareLists.has(cell)
  }

  /**
   * Allocates a cell with a cleared payload of at least `bytes` bytes, in a new bin if there is no
   * free cell.
   *
   * @throws HiveError `hive-full` when the hive bins would exceed 2 GiB
   * @throws HiveError `growth-blocked` when a damaged reference leads past the end of the hive
   */
  allocate(bytes: number): CellOffset {
    const { allocator, pointedPast } = this.#requireSurvey()
    const size = this.hasRoomToGrow ? cellSize(bytes) : tightCellSize(bytes)
    const cell = allocator.take(size)
    if (cell !== NIL) return cell
    this.bins.append(size, { dataSize: this.dataLimit, pointedPast })
    return allocator.takeFromNew(this.bins.count - 1, size)
  }

  /** Makes `allocate` take new bins only, so that deleted records stay as they are, or undoes that. */
  spareFreeCells(isSparing: boolean): void {
    this.#requireSurvey().allocator.spare(isSparing)
  }

  /**
   * Frees a cell. The bytes of its payload are kept.
   *
   * @throws HiveError `damaged` when the record may not be touched
   */
  free(cell: CellOffset): void {
    this.requireSound(cell)
    this.valueIndex.forget(this.payloadAt(cell))
    this.shapedIndexes.delete(cell)
    this.#requireSurvey().allocator.release(cell)
  }

  /** Returns how many keys refer to a security cell, whatever it stores. */
  references(security: CellOffset): number {
    return this.#requireSurvey().references.get(security) ?? 0
  }

  /** Returns the security cells that keys refer to. */
  securityCells(): Iterable<CellOffset> {
    return this.#requireSurvey().references.keys()
  }

  /**
   * Changes the number of keys that refer to a security cell, and returns the new one.
   *
   * @throws HiveError `internal` when no edit is running
   */
  addReferences(security: CellOffset, delta: number): number {
    const count = this.#count(security, delta)
    const deltas = this.#deltas
    if (deltas === null) throw new HiveError('internal', 'references counted outside an edit')
    deltas.set(security, (deltas.get(security) ?? 0) + delta)
    return count
  }

  /**
   * Runs an edit as one transaction. A nested call joins the outer one, whose patch covers both.
   *
   * @param edit - makes the changes
   * @returns the result of the edit and the patch that reverts it; the patch of a nested call
   *   cannot be applied
   * @throws HiveError `internal` when the hive was not checked, or another edit is between two of
   *   its steps; anything that `edit` throws, with everything as it was before
   */
  transact<T>(edit: () => T): { result: T; inverse: HivePatch } {
    if (this.#deltas !== null && !this.image.isPaused) {
      return { result: edit(), inverse: nestedPatch(this.image.length, this.bins.dataSize) }
    }
    const open = this.#begin()
    try {
      const { result, inverse } = this.image.transact(() => this.#mended(edit(), open.before))
      return { result, inverse: this.#commit(open, inverse) }
    } catch (error) {
      this.#takeBack(open)
      throw error
    } finally {
      this.#deltas = null
    }
  }

  /**
   * Runs an edit in steps as one transaction. Abandoning it between two steps leaves everything as
   * it was. Reads in between go through `readBefore`.
   *
   * @param edit - makes the changes
   * @returns the result of the edit and the patch that reverts it
   * @throws HiveError `internal` when the hive was not checked, or another edit is between two of
   *   its steps; anything that `edit` throws, with everything as it was before
   */
  *transactSteps<T>(edit: () => Work<T>): Work<{ result: T; inverse: HivePatch }> {
    const before = this.#revision
    return yield* this.#runSteps(() => this.#mendedSteps(edit(), before))
  }

  *#mendedSteps<T>(steps: Work<T>, before: HiveRevision): Work<T> {
    return this.#mended(yield* steps, before)
  }

  *#runSteps<T>(edit: () => Work<T>): Work<{ result: T; inverse: HivePatch }> {
    const open = this.#begin()
    let committed = false
    try {
      const { result, inverse } = yield* this.image.transactSteps(edit)
      committed = true
      return { result, inverse: this.#commit(open, inverse) }
    } finally {
      if (!committed) this.#takeBack(open)
      this.#deltas = null
    }
  }

  /**
   * Reads keys and values. While an edit is between two of its steps, everything is as it was
   * before that edit.
   */
  readBefore<T>(read: () => T): T {
    if (!this.image.isPaused) return read()
    const index = this.#valueIndex
    this.#valueIndex = new ValueIndex()
    this.#exchange()
    try {
      return read()
    } finally {
      this.#exchange()
      this.#valueIndex = index
    }
  }

  /**
   * Applies a patch and returns the one that reverts it.
   *
   * @throws HiveError `other-revision` when the hive is not at the revision that the patch was made
   *   for: it was edited since, the patch is applied already, or it belongs to another hive;
   *   nothing is changed
   */
  applyPatch(patch: HivePatch): HivePatch {
    return runToEnd(this.applyPatchSteps(patch))
  }

  /**
   * Applies a patch in steps, under the rules of `transactSteps`.
   *
   * @throws HiveError `other-revision` as for `applyPatch`
   */
  *applyPatchSteps(patch: HivePatch): Work<HivePatch> {
    const { from, to, dataSize } = patch
    if (from !== this.#revision) {
      throw new HiveError('other-revision', 'the hive is not at the revision this step belongs to')
    }
    const { inverse } = yield* this.#runSteps(() => this.#writePatch(patch))
    // The hive is shortened only now: until the end, reads see it as it was.
    this.#cut(dataSize)
    this.#revision = to
    const { events, undoes } = patch
    return { ...inverse, events, undoes: !undoes, from: to, to: from }
  }

  /**
   * Makes an edit again, which was made to the same bytes before, in steps, under the rules of `transactSteps`.
   *
   * @param change - what it changed
   * @returns the patch that reverts it
   */
  repeatSteps(change: HiveChange): Work<HivePatch> {
    const revisions = { from: this.#revision, to: Symbol('repeated') }
    return this.applyPatchSteps({ ...change, ...revisions, undoes: false })
  }

  *#writePatch({ bytes, dataSize, references }: HivePatch): Work<void> {
    const { allocator } = this.#requireSurvey()
    yield* part(this.image.writePatch(bytes), 0, WRITING_SHARE)
    this.#forgetIndexes()
    const bins = this.bins.binsOf(bytes)
    const before = this.bins.count
    if (dataSize > this.bins.dataSize) this.bins.follow(dataSize)
    for (let bin = before; bin < this.bins.count; bin++) bins.add(bin)
    let learnt = 0
    for (const bin of bins) {
      if (this.bins.start(bin) < dataSize) allocator.learn(bin)
      if (++learnt % BINS_A_STEP === 0) {
        yield WRITING_SHARE + (learnt / bins.size) * (1 - WRITING_SHARE)
      }
    }
    for (const [cell, delta] of references) if (delta !== 0) this.addReferences(cell, delta)
  }

  #begin(): OpenEdit {
    this.image.requireNotPaused()
    const { allocator } = this.#requireSurvey()
    const open: OpenEdit = {
      dataSize: this.bins.dataSize,
      deltas: new Map(),
      before: this.#revision,
      counted: this.image.revision,
    }
    this.#deltas = open.deltas
    // This applies during the edit already: no patch may be applied inside it.
    this.#revision = Symbol('edited')
    allocator.begin()
    this.log.clear()
    return open
  }

  #commit({ dataSize, deltas, before, counted }: OpenEdit, bytes: BytePatch): HivePatch {
    if (this.image.revision === counted) this.#revision = before
    else this.#counted = this.#revision
    const made = { events: this.log.take(), references: negated(deltas) }
    return { bytes, dataSize, ...made, undoes: true, from: this.#revision, to: before }
  }

  #takeBack({ dataSize, deltas, before }: OpenEdit): void {
    this.#revision = before
    this.log.clear()
    this.#requireSurvey().allocator.takeBack()
    this.#forgetIndexes()
    this.#cut(dataSize)
    for (const [cell, delta] of deltas) this.#count(cell, -delta)
  }

  /** Exchanges the state of the paused edit with the state before it, or back. */
  #exchange(): void {
    const { allocator } = this.#requireSurvey()
    this.image.exchange()
    allocator.exchange()
  }

  /** Corrects the counts in the first edit that changes something; one without changes leaves them. */
  #mended<T>(result: T, before: HiveRevision): T {
    if (this.image.isTouched && this.#counted !== before) this.mendCounts()
    return result
  }

  /**
   * Corrects the reference counts that the check found wrong. It is part of every edit that changes
   * something, so that undo reverts it, and of every save. Call it in a transaction.
   */
  mendCounts(): void {
    const survey = this.#survey
    if (survey === null) return
    for (const cell of survey.miscounted) {
      const count = survey.references.get(cell)
      if (count === undefined || this.isDamaged(cell)) continue
      const at = this.payloadAt(cell) + SK.REFERENCES
      if (this.image.u32(at) !== count) this.image.setU32(at, count)
    }
  }

  #requireSurvey(): Survey {
    if (this.#survey === null) throw new HiveError('internal', 'edit before the full check')
    return this.#survey
  }

  #count(security: CellOffset, delta: number): number {
    const { references } = this.#requireSurvey()
    const count = (references.get(security) ?? 0) + delta
    if (count === 0) references.delete(security)
    else references.set(security, count)
    return count
  }

  #forgetIndexes(): void {
    this.valueIndex.clear()
    this.securityIndex.clear()
    this.shapedIndexes.clear()
  }

  /** Drops the bins after a new, lower end of the hive. */
  #cut(dataSize: number): void {
    const oldSize = this.bins.dataSize
    if (dataSize >= oldSize) return
    this.bins.follow(dataSize)
    this.#requireSurvey().allocator.forget(dataSize, oldSize)
  }
}

function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`
}
