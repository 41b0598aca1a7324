/**
 * The bytes of one hive file and the only gate to them.
 *
 * Reads are by file offset. Writes happen only inside a transaction, which copies each small page at
 * its first touch; committing shrinks those pages to the runs that changed and yields the inverse
 * patch, a failure puts them back. `applyPatch` is therefore undo, redo and rollback in one. What the
 * bytes mean is not known here.
 */

import { HiveError } from '../errors.ts'
import type { FileOffset } from './offsets.ts'

/** Bytes that changed, as a patch that puts another state back. */
export interface BytePatch {
  /** Length of the file in bytes in that state. */
  readonly length: number
  readonly runs: readonly ByteRun[]
}

interface ByteRun {
  readonly at: FileOffset
  readonly bytes: Uint8Array
}

/**
 * Bits of the unit of first-touch copies. An edit writes a few records in many places: with 512 bytes
 * it costs a quarter of what it costs with 4096 (measured by `bench`, `edit`).
 */
const PAGE_BITS = 9
const PAGE = 1 << PAGE_BITS
/** Two changed runs closer than this are stored as one. */
const RUN_GAP = 16

interface OpenTransaction {
  /** First-touch copies by page number; shorter than a page where the file ended in it. */
  readonly pages: Map<number, Uint8Array>
  readonly length: number
  lastPage: number
}

export class HiveImage {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #length: number
  #revision = 0
  #open: OpenTransaction | null = null

  /**
   * Takes over a buffer; nobody else may keep a view of it.
   *
   * @param buffer - the file's bytes, and possibly room to grow behind them
   * @param length - how many bytes of the buffer are the file
   */
  constructor(buffer: ArrayBuffer, length: number = buffer.byteLength) {
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
    this.#length = length
  }

  /** Bytes of the file. */
  get length(): number {
    return this.#length
  }

  /** Rises with every commit and every applied patch. */
  get revision(): number {
    return this.#revision
  }

  get inTransaction(): boolean {
    return this.#open !== null
  }

  u8(at: number): number {
    return this.#view.getUint8(at)
  }

  u16(at: number): number {
    return this.#view.getUint16(at, true)
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true)
  }

  i32(at: number): number {
    return this.#view.getInt32(at, true)
  }

  u64(at: number): bigint {
    return this.#view.getBigUint64(at, true)
  }

  /** A view that is valid until the next edit; never keep it. */
  bytesView(at: number, count: number): Uint8Array {
    return this.#bytes.subarray(at, at + count)
  }

  /** A copy that is safe to keep. */
  bytesCopy(at: number, count: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(at, at + count)
  }

  setU8(at: number, value: number): void {
    this.#touch(at, 1)
    this.#view.setUint8(at, value)
  }

  setU16(at: number, value: number): void {
    this.#touch(at, 2)
    this.#view.setUint16(at, value, true)
  }

  setU32(at: number, value: number): void {
    this.#touch(at, 4)
    this.#view.setUint32(at, value, true)
  }

  setI32(at: number, value: number): void {
    this.#touch(at, 4)
    this.#view.setInt32(at, value, true)
  }

  setU64(at: number, value: bigint): void {
    this.#touch(at, 8)
    this.#view.setBigUint64(at, value, true)
  }

  setBytes(at: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#touch(at, bytes.length)
    this.#bytes.set(bytes, at)
  }

  fill(at: number, count: number, value: number): void {
    if (count <= 0) return
    this.#touch(at, count)
    this.#bytes.fill(value, at, at + count)
  }

  /** Copies bytes within the file; the ranges may overlap. */
  move(from: number, to: number, count: number): void {
    if (count <= 0) return
    this.#touch(to, count)
    this.#bytes.copyWithin(to, from, from + count)
  }

  /** Makes the file longer, with zeros; does nothing when it is that long already. */
  extend(length: number): void {
    if (length <= this.#length) return
    this.#requireOpen()
    this.#setLength(length)
  }

  /**
   * Runs an edit. A nested call joins the outer transaction.
   *
   * @returns the edit's result and the patch that takes it back
   * @throws whatever the edit throws, with every byte as it was before
   */
  transact<T>(edit: () => T): { result: T; inverse: BytePatch } {
    if (this.#open !== null) return { result: edit(), inverse: { length: this.#length, runs: [] } }
    this.#open = { pages: new Map(), length: this.#length, lastPage: -1 }
    try {
      const result = edit()
      return { result, inverse: this.#commit(this.#open) }
    } catch (error) {
      this.#rollBack(this.#open)
      throw error
    } finally {
      this.#open = null
    }
  }

  /** Applies a patch and returns the one that takes it back. */
  applyPatch(patch: BytePatch): BytePatch {
    return this.transact(() => {
      for (const run of patch.runs) {
        this.extend(Math.min(patch.length, run.at + run.bytes.length))
        this.setBytes(run.at, run.bytes)
      }
      this.extend(patch.length)
      if (patch.length < this.#length) this.#cutTo(patch.length)
    }).inverse
  }

  /** Shortens the file inside a transaction, keeping what is cut for the inverse. */
  #cutTo(length: number): void {
    this.#touch(length, this.#length - length)
    this.#length = length
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
        open.pages.set(page, this.#bytes.slice(start, Math.min(start + PAGE, open.length)))
      }
    }
    open.lastPage = last
  }

  #setLength(length: number): void {
    if (length > this.#bytes.length) this.#grow(length)
    else this.#bytes.fill(0, this.#length, length)
    this.#length = length
  }

  /** A larger buffer with a quarter of headroom: allocate, copy, swap. */
  #grow(length: number): void {
    const capacity = length + Math.max(length >>> 2, 1 << 16)
    const bytes = new Uint8Array(allocate(capacity))
    bytes.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }

  #commit(open: OpenTransaction): BytePatch {
    const runs: ByteRun[] = []
    for (const [page, before] of [...open.pages].sort(([a], [b]) => a - b)) {
      const start = page * PAGE
      const kept = Math.min(before.length, Math.max(0, this.#length - start))
      changedRuns(before, this.#bytes.subarray(start, start + kept), start, runs)
      if (kept < before.length) {
        runs.push({ at: (start + kept) as FileOffset, bytes: before.slice(kept) })
      }
    }
    if (runs.length > 0 || open.length !== this.#length) this.#revision++
    return { length: open.length, runs }
  }

  #rollBack(open: OpenTransaction): void {
    for (const [page, before] of open.pages) this.#bytes.set(before, page * PAGE)
    this.#length = open.length
  }
}

/** A zeroed buffer, or `out-of-memory`. */
function allocate(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes)
  } catch {
    throw new HiveError('out-of-memory', `cannot allocate ${bytes} bytes`, { actual: bytes })
  }
}

/** Appends the runs in which two equally long pages differ, with the bytes of `before`. */
function changedRuns(before: Uint8Array, now: Uint8Array, start: number, runs: ByteRun[]): void {
  const length = now.length
  const words = length >>> 2
  const wordsBefore = new Int32Array(before.buffer, before.byteOffset, words)
  const wordsNow = new Int32Array(now.buffer, now.byteOffset, words)
  let word = 0
  while (word < words && wordsBefore[word] === wordsNow[word]) word++
  let at = word * 4
  while (at < length) {
    while (at < length && before[at] === now[at]) at++
    if (at === length) return
    const from = at
    let last = at
    while (at < length && at - last <= RUN_GAP) {
      if (before[at] !== now[at]) last = at
      at++
    }
    runs.push({ at: (start + from) as FileOffset, bytes: before.slice(from, last + 1) })
    at = last + 1
  }
}
