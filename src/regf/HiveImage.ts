/**
 * The bytes of one hive file, and the only access to them.
 *
 * Reads are by file offset. Writes happen only inside a transaction, which copies each small page at
 * its first touch; committing shrinks those pages to the runs that changed and yields the inverse
 * patch, a failure puts them back. `applyPatch` is therefore undo, redo and rollback in one. A long
 * edit runs in steps; between two of them the bytes as they were before it can be read. The meaning of
 * the bytes is not known here.
 */

import { HiveError } from '../errors.ts'
import { abandon, runToEnd, type Work } from '../work.ts'
import { allocate } from './allocate.ts'
import { type BytePatch, changedRuns, copyRun, emptyPatch } from './BytePatch.ts'
import { OriginalPages, PAGE, PAGE_BITS } from './OriginalPages.ts'
import { exchangeWords, type Units, unitsOf, type Words, wordsOf } from './words.ts'

/** A long edit pauses after comparing this many pages, and after copying this many runs. */
const PAGES_A_STEP = 512
const RUNS_A_STEP = 1024
/** The same for bytes that are cut off the end. */
const CUT_A_STEP = 1 << 20

/** A scratch buffer larger than this, in bytes, is released after a transaction. */
const KEPT_SCRATCH = 1 << 20

interface OpenTransaction {
  /** The offset in the scratch buffer of the first-touch copy of a page, by page number. */
  readonly pages: Map<number, number>
  length: number
  lastPage: number
}

export class HiveImage {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  /** The same bytes as words. */
  #words: Int32Array
  #units: BigInt64Array
  #length: number
  #revision = 0
  #open: OpenTransaction | null = null
  /** The transaction that is between two steps, so that nothing may be written. */
  #paused: OpenTransaction | null = null
  /** Whether the bytes are exchanged with those from before the paused transaction. */
  #isExchanged = false
  /** The bytes that are kept as they were at some time. */
  readonly #kept = new Set<OriginalPages>()
  /** First-touch copies of the open transaction, kept from one to the next. */
  #scratch = new Uint8Array(64 * PAGE)
  #scratchUsed = 0

  /**
   * Takes over a buffer. Nothing else may keep a view of it.
   *
   * @param buffer - the bytes of the file, optionally with room to grow after them
   * @param length - length of the file in bytes
   */
  constructor(buffer: ArrayBuffer, length: number = buffer.byteLength) {
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
    this.#words = wordsOf(buffer)
    this.#units = unitsOf(buffer)
    this.#length = length
  }

  /** Length of the file in bytes. */
  get length(): number {
    return this.#length
  }

  /**
   * A number that rises with every edit and every applied patch that changed a byte or the length.
   */
  get revision(): number {
    return this.#revision
  }

  /** Whether a transaction is open and may write. */
  get inTransaction(): boolean {
    return this.#open !== null
  }

  /** Whether the open transaction has written anything, even the same bytes as before. */
  get isTouched(): boolean {
    const open = this.#open
    return open !== null && (open.pages.size > 0 || open.length !== this.#length)
  }

  /** Whether the bytes are in one piece, so that `bytes`, `words` and `units` can be read. */
  get isFlat(): boolean {
    return true
  }

  /** Reads a byte at a file offset. */
  u8(at: number): number {
    return this.#view.getUint8(at)
  }

  /** Reads an unsigned little-endian 16-bit number at a file offset. */
  u16(at: number): number {
    return this.#view.getUint16(at, true)
  }

  /** Reads an unsigned little-endian 32-bit number at a file offset. */
  u32(at: number): number {
    return this.#view.getUint32(at, true)
  }

  /** Reads a signed little-endian 32-bit number at a file offset. */
  i32(at: number): number {
    return this.#view.getInt32(at, true)
  }

  /** Reads an unsigned little-endian 64-bit number at a file offset. */
  u64(at: number): bigint {
    return this.#view.getBigUint64(at, true)
  }

  /** Returns a view of `count` bytes, which is valid until the next edit. Do not keep it. */
  bytesView(at: number, count: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(at, at + count)
  }

  /** All bytes, and room to grow after them. Valid until the next edit; never write to them, and never keep them. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes
  }

  /**
   * The bytes as little-endian words of 32 bits, the first at file offset 0. It is for loops over very many
   * records, where a call for each field would cost more than the field. Valid until the next edit; never keep it.
   */
  get words(): Words {
    return this.#words
  }

  /** The same in units of 64 bits, in which short runs of bytes are copied fastest. */
  get units(): Units {
    return this.#units
  }

  /** Returns a copy of `count` bytes, which can be kept. */
  bytesCopy(at: number, count: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(at, at + count)
  }

  /**
   * Writes a byte at a file offset. Like every write, it throws `internal` outside a transaction.
   */
  setU8(at: number, value: number): void {
    this.#touch(at, 1)
    this.#view.setUint8(at, value)
  }

  /** Writes a little-endian 16-bit number at a file offset. */
  setU16(at: number, value: number): void {
    this.#touch(at, 2)
    this.#view.setUint16(at, value, true)
  }

  /** Writes a little-endian 32-bit number at a file offset. */
  setU32(at: number, value: number): void {
    this.#touch(at, 4)
    this.#view.setUint32(at, value, true)
  }

  /** Writes a signed little-endian 32-bit number at a file offset. */
  setI32(at: number, value: number): void {
    this.#touch(at, 4)
    this.#view.setInt32(at, value, true)
  }

  /** Writes a little-endian 64-bit number at a file offset. */
  setU64(at: number, value: bigint): void {
    this.#touch(at, 8)
    this.#view.setBigUint64(at, value, true)
  }

  /** Writes bytes at a file offset. */
  setBytes(at: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#touch(at, bytes.length)
    this.#bytes.set(bytes, at)
  }

  /** Fills `count` bytes at a file offset with one byte. */
  fill(at: number, count: number, value: number): void {
    if (count <= 0) return
    this.#touch(at, count)
    this.#bytes.fill(value, at, at + count)
  }

  /** Copies `count` bytes from one file offset to another. The ranges may overlap. */
  move(from: number, to: number, count: number): void {
    if (count <= 0) return
    this.#touch(to, count)
    this.#bytes.copyWithin(to, from, from + count)
  }

  /** Lengthens the file with zeros to `length` bytes, unless it is that long already. */
  extend(length: number): void {
    if (length <= this.#length) return
    this.#requireOpen()
    this.#setLength(length)
  }

  /**
   * Runs an edit as one transaction. A nested call joins the outer transaction.
   *
   * @param edit - makes the changes
   * @returns the result of the edit and the patch that reverts it; the patch of a nested call is
   *   empty
   * @throws HiveError `internal` when another edit is between two of its steps; anything that
   *   `edit` throws, with every byte as it was before
   */
  transact<T>(edit: () => T): { result: T; inverse: BytePatch } {
    if (this.#open !== null) return { result: edit(), inverse: emptyPatch(this.#length) }
    const open = this.#begin()
    try {
      const result = edit()
      return { result, inverse: runToEnd(this.#commitSteps(open)) }
    } catch (error) {
      this.#rollBack(open)
      throw error
    } finally {
      this.#end()
    }
  }

  /**
   * Runs an edit in steps as one transaction. Abandoning it between two steps is a failure too:
   * every byte is as it was before.
   *
   * @param edit - makes the changes
   * @returns the result of the edit and the patch that reverts it
   * @throws HiveError `internal` when another edit is between two of its steps; anything that
   *   `edit` throws, with every byte as it was before
   */
  *transactSteps<T>(edit: () => Work<T>): Work<{ result: T; inverse: BytePatch }> {
    const open = this.#begin()
    const steps = this.#runAndCommit(open, edit)
    let committed = false
    try {
      for (;;) {
        const step = steps.next()
        if (step.done === true) {
          committed = true
          return step.value
        }
        this.#open = null
        this.#paused = open
        yield step.value
        this.#open = open
        this.#paused = null
      }
    } finally {
      abandon(steps)
      if (!committed) this.#rollBack(open)
      this.#end()
    }
  }

  /**
   * Starts keeping the current bytes, whatever is changed later.
   *
   * @returns the pages that are kept once they change, for an `OriginalImage`
   */
  keepBytes(): OriginalPages {
    const pages = new OriginalPages(this.#length)
    this.#kept.add(pages)
    return pages
  }

  /** Stops keeping bytes. */
  forgetBytes(pages: OriginalPages): void {
    this.#kept.delete(pages)
  }

  /** Bytes of memory used for the pages that are kept. */
  get held(): number {
    return [...this.#kept].reduce((sum, { held }) => sum + held, 0)
  }

  /**
   * Finds a page as it was before the edit that is running.
   *
   * @param page - number of the page
   * @returns its bytes if the edit touched it, else null; valid until the next edit, and never to be changed
   */
  touchedPage(page: number): Uint8Array | null {
    if (this.#isExchanged) return null
    const at = (this.#open ?? this.#paused)?.pages.get(page)
    return at === undefined ? null : this.#scratch.subarray(at, at + PAGE)
  }

  /** Whether an edit is between two of its steps. */
  get isPaused(): boolean {
    return this.#paused !== null
  }

  /**
   * Refuses to go on while an edit is between two of its steps.
   *
   * @throws HiveError `internal` when there is such an edit
   */
  requireNotPaused(): void {
    if (this.#paused === null) return
    throw new HiveError('internal', 'an edit was begun between two steps of another')
  }

  /**
   * Exchanges the bytes of the paused edit with those from before it. The next call exchanges them
   * back, which has to happen before the edit continues.
   */
  exchange(): void {
    const open = this.#paused
    if (open === null) return
    this.#isExchanged = !this.#isExchanged
    const longer = Math.max(this.#length, open.length)
    const [bytes, words] = [this.#bytes, this.#words]
    const [scratch, scratchWords] = [this.#scratch, wordsOf(this.#scratch.buffer)]
    for (const [page, kept] of open.pages) {
      const start = page * PAGE
      const count = Math.min(PAGE, longer - start)
      exchangeWords(words, start >>> 2, scratchWords, kept >>> 2, count >>> 2)
      for (let at = count & ~3; at < count; at++) {
        const now = bytes[start + at] as number
        bytes[start + at] = scratch[kept + at] as number
        scratch[kept + at] = now
      }
    }
    const { length } = open
    open.length = this.#length
    this.#length = length
  }

  /**
   * Lets go of the bytes. The image cannot be used any more, and is 0 bytes long.
   *
   * @returns the buffer that they are in
   */
  release(): ArrayBuffer {
    const { buffer } = this.#bytes
    this.#hold(new Uint8Array())
    this.#scratch = new Uint8Array()
    this.#length = 0
    // Work that goes on as long as the bytes are the same ends.
    this.#revision++
    return buffer
  }

  /** Applies a patch and returns the one that reverts it. */
  applyPatch(patch: BytePatch): BytePatch {
    return this.transact(() => runToEnd(this.writePatch(patch))).inverse
  }

  /** Writes the bytes of a patch in the open transaction. */
  *writePatch(patch: BytePatch): Work<void> {
    this.extend(patch.length)
    let from = 0
    for (let run = 0; run < patch.runs.length; run += 2) {
      const length = patch.runs[run + 1] as number
      this.setBytes(patch.runs[run] as number, patch.bytes.subarray(from, from + length))
      from += length
      if ((run + 2) % (2 * RUNS_A_STEP) === 0) yield run / patch.runs.length
    }
    // The bytes that are cut off are kept for the inverse.
    for (let at = patch.length; at < this.#length; at += CUT_A_STEP) {
      if (at > patch.length) yield 1
      this.#touch(at, Math.min(CUT_A_STEP, this.#length - at))
    }
    this.#length = patch.length
  }

  #begin(): OpenTransaction {
    this.requireNotPaused()
    this.#scratchUsed = 0
    this.#open = { pages: new Map(), length: this.#length, lastPage: -1 }
    return this.#open
  }

  #end(): void {
    this.#open = null
    this.#paused = null
    if (this.#scratch.length > KEPT_SCRATCH) this.#scratch = new Uint8Array(64 * PAGE)
  }

  #requireOpen(): OpenTransaction {
    if (this.#open === null) {
      throw new HiveError('internal', 'hive bytes written outside a transaction')
    }
    return this.#open
  }

  #touch(at: number, count: number): void {
    const open = this.#requireOpen()
    const first = at >>> PAGE_BITS
    const last = (at + count - 1) >>> PAGE_BITS
    if (first === open.lastPage && last === first) return
    for (let page = first; page <= last; page++) {
      const start = page * PAGE
      if (start < open.length && !open.pages.has(page)) {
        open.pages.set(page, this.#keep(start, Math.min(start + PAGE, open.length)))
      }
    }
    open.lastPage = last
  }

  /** Copies bytes into the scratch buffer and returns their offset in it. */
  #keep(from: number, to: number): number {
    const at = this.#scratchUsed
    if (at + PAGE > this.#scratch.length) {
      const larger = new Uint8Array(allocate(this.#scratch.length * 2))
      larger.set(this.#scratch)
      this.#scratch = larger
    }
    this.#scratch.set(this.#bytes.subarray(from, to), at)
    this.#scratchUsed = at + PAGE
    return at
  }

  #setLength(length: number): void {
    if (length > this.#bytes.length) this.#grow(length)
    else this.#bytes.fill(0, this.#length, length)
    this.#length = length
  }

  /** Moves the bytes to a larger buffer, with an eighth of headroom. */
  #grow(length: number): void {
    const capacity = length + Math.max(length >>> 3, 1 << 16)
    const bytes = new Uint8Array(allocate(capacity))
    bytes.set(this.#bytes.subarray(0, this.#length))
    this.#hold(bytes)
  }

  #hold(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
    this.#words = wordsOf(bytes.buffer)
    this.#units = unitsOf(bytes.buffer)
  }

  *#runAndCommit<T>(
    open: OpenTransaction,
    edit: () => Work<T>,
  ): Work<{ result: T; inverse: BytePatch }> {
    const result = yield* edit()
    return { result, inverse: yield* this.#commitSteps(open) }
  }

  /** Computes the inverse of the transaction. Only the revision changes, at the end. */
  *#commitSteps(open: OpenTransaction): Work<BytePatch> {
    const runs: number[] = []
    /** The offset in the scratch buffer of the bytes of each run. */
    const places: number[] = []
    let total = 0
    const add = (at: number, before: number, length: number) => {
      runs.push(at, length)
      places.push(before)
      total += length
    }
    const before = { bytes: this.#scratch, words: wordsOf(this.#scratch.buffer) }
    const now = { bytes: this.#bytes, words: this.#words }
    let compared = 0
    for (const [page, kept] of open.pages) {
      if (++compared % PAGES_A_STEP === 0) yield 1
      const known = runs.length
      const start = page * PAGE
      const length = Math.min(PAGE, open.length - start)
      const left = Math.min(length, Math.max(0, this.#length - start))
      changedRuns(before, kept, now, start, left, add)
      if (left < length) add(start + left, kept + left, length - left)
      if (runs.length > known) for (const one of this.#kept) one.keep(page, this.#scratch, kept)
    }
    const bytes = new Uint8Array(allocate(total))
    let filled = 0
    for (let run = 0; run < places.length; run++) {
      const from = places[run] as number
      const length = runs[run * 2 + 1] as number
      copyRun(this.#scratch, from, length, bytes, filled)
      filled += length
      if ((run + 1) % RUNS_A_STEP === 0) yield 1
    }
    if (runs.length > 0 || open.length !== this.#length) this.#revision++
    return { length: open.length, runs, bytes }
  }

  #rollBack(open: OpenTransaction): void {
    for (const [page, kept] of open.pages) {
      const start = page * PAGE
      const length = Math.min(PAGE, open.length - start)
      this.#bytes.set(this.#scratch.subarray(kept, kept + length), start)
    }
    this.#length = open.length
  }
}
