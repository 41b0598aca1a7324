/**
 * Lines with times, sorted by merging. They come in runs that are in order. The runs are kept in memory up to a limit;
 * beyond that they are merged into a temporary file, which only the user can read and which has no name while it is
 * used, where the system allows that.
 */

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HiveError } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import type { Work } from '../work.ts'

/** Bytes of lines that are kept in memory. */
const MOST_HELD = 32 << 20
/** Bytes before a line: the halves of its time, and its length. */
const HEAD = 12
/** Bytes that are read from a file, or passed on, at once. */
const PIECE = 1 << 16
const LINES_A_STEP = 4096

/** Lines in order of time. */
interface Run {
  /** The current line with its head; null after the last one. */
  readonly line: Uint8Array | null
  /** The time of the current line. */
  readonly high: number
  readonly low: number
  next(): void
}

export class TimedLines {
  /** Room for lines with their heads, and where each run in it begins. */
  #held = new Uint8Array(PIECE)
  #length = 0
  #starts: number[] = []
  readonly #files: number[] = []
  readonly #folders: string[] = []
  readonly #most: number

  /** @param most - bytes that are kept in memory */
  constructor(most = MOST_HELD) {
    this.#most = most
  }

  /** Begins a run. */
  begin(): void {
    this.#starts.push(this.#length)
  }

  /** Adds a line to the run, which is not earlier than the one before. */
  add(high: number, low: number, line: Uint8Array): void {
    const size = HEAD + line.length
    if (this.#length > 0 && this.#length + size > this.#most) this.#spill()
    if (this.#length + size > this.#held.length) {
      const larger = new Uint8Array(Math.max(this.#held.length * 2, this.#length + size))
      larger.set(this.#held)
      this.#held = larger
    }
    const view = new DataView(this.#held.buffer, this.#length)
    view.setUint32(0, high)
    view.setUint32(4, low)
    view.setUint32(8, line.length)
    this.#held.set(line, this.#length + HEAD)
    this.#length += size
  }

  /** Writes all lines in order. Lines of one time are in the order of their runs. */
  *mergeSteps(write: (bytes: Uint8Array) => void): Work<void> {
    const piece = new Uint8Array(PIECE)
    let filled = 0
    let lines = 0
    const runs = [...this.#files.map((file) => new FileRun(file)), ...this.#heldRuns()]
    for (const line of merged(runs)) {
      const text = line.subarray(HEAD)
      if (filled + text.length > PIECE) {
        write(piece.subarray(0, filled))
        filled = 0
      }
      if (text.length > PIECE) write(text)
      else {
        piece.set(text, filled)
        filled += text.length
      }
      // How many lines there are is not known.
      if (++lines % LINES_A_STEP === 0) yield 0
    }
    write(piece.subarray(0, filled))
  }

  /** Removes what is left of temporary files. */
  close(): void {
    for (const file of this.#files) closeSync(file)
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }

  #heldRuns(): HeldRun[] {
    return this.#starts.map((start, index) => {
      return new HeldRun(this.#held, start, this.#starts[index + 1] ?? this.#length)
    })
  }

  /** Merges what is held into a file. */
  #spill(): void {
    attempt(() => {
      const folder = mkdtempSync(join(tmpdir(), 'hive-'))
      this.#folders.push(folder)
      const file = openSync(join(folder, 'lines'), 'wx+', 0o600)
      this.#files.push(file)
      removeEarly(folder)
      const pieces = new Pieces(file)
      for (const line of merged(this.#heldRuns())) pieces.write(line)
      pieces.end()
    })
    this.#length = 0
    this.#starts = [0]
  }
}

/** Removes a folder whose file is open, so that nothing is left even if the program is killed. */
function removeEarly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // Windows cannot do that; the folder is removed at the end.
  }
}

/** Collects small writes to a file. */
class Pieces {
  readonly #file: number
  readonly #piece = new Uint8Array(PIECE)
  #filled = 0

  constructor(file: number) {
    this.#file = file
  }

  write(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > PIECE) this.end()
    if (bytes.length > PIECE) writeAll(this.#file, bytes)
    else {
      this.#piece.set(bytes, this.#filled)
      this.#filled += bytes.length
    }
  }

  end(): void {
    writeAll(this.#file, this.#piece.subarray(0, this.#filled))
    this.#filled = 0
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}

/** The lines of runs in order: those of one time in the order of the runs. */
function* merged(runs: readonly Run[]): Generator<Uint8Array> {
  const heap: { readonly run: Run; readonly order: number }[] = []
  const isLess = (a: number, b: number) => {
    const [left, right] = [heap[a], heap[b]]
    if (left === undefined || right === undefined) return left !== undefined
    if (left.run.high !== right.run.high) return left.run.high < right.run.high
    if (left.run.low !== right.run.low) return left.run.low < right.run.low
    return left.order < right.order
  }
  const sink = (from: number) => {
    for (let at = from; ; ) {
      const child = isLess(2 * at + 2, 2 * at + 1) ? 2 * at + 2 : 2 * at + 1
      if (child >= heap.length || !isLess(child, at)) return
      const moved = heap[at]
      const other = heap[child]
      if (moved === undefined || other === undefined) return
      heap[at] = other
      heap[child] = moved
      at = child
    }
  }
  for (const [order, run] of runs.entries()) if (run.line !== null) heap.push({ run, order })
  for (let at = heap.length >> 1; at >= 0; at--) sink(at)
  for (let top = heap[0]; top !== undefined; top = heap[0]) {
    if (top.run.line !== null) yield top.run.line
    top.run.next()
    if (top.run.line === null) {
      const last = heap.pop()
      if (heap.length > 0 && last !== undefined) heap[0] = last
    }
    sink(0)
  }
}

/** A run in memory. */
class HeldRun implements Run {
  line: Uint8Array | null = null
  high = 0
  low = 0
  readonly #bytes: Uint8Array<ArrayBuffer>
  #at: number
  readonly #end: number

  constructor(bytes: Uint8Array<ArrayBuffer>, start: number, end: number) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    this.next()
  }

  next(): void {
    if (this.#at >= this.#end) {
      this.line = null
      return
    }
    const view = new DataView(this.#bytes.buffer, this.#at, HEAD)
    this.high = view.getUint32(0)
    this.low = view.getUint32(4)
    const end = this.#at + HEAD + view.getUint32(8)
    this.line = this.#bytes.subarray(this.#at, end)
    this.#at = end
  }
}

/** A run in a file. */
class FileRun implements Run {
  line: Uint8Array | null = null
  high = 0
  low = 0
  readonly #file: number
  #place = 0
  #bytes = new Uint8Array(PIECE)
  #at = 0
  #end = 0

  constructor(file: number) {
    this.#file = file
    this.next()
  }

  next(): void {
    if (!this.#holds(HEAD)) {
      this.line = null
      return
    }
    const view = new DataView(this.#bytes.buffer, this.#at, HEAD)
    this.high = view.getUint32(0)
    this.low = view.getUint32(4)
    const size = HEAD + view.getUint32(8)
    this.#holds(size)
    this.line = this.#bytes.subarray(this.#at, this.#at + size)
    this.#at += size
  }

  /** Reads on until so many bytes are there; false at the end of the file. */
  #holds(count: number): boolean {
    if (this.#end - this.#at >= count) return true
    const bytes = count > this.#bytes.length ? new Uint8Array(count * 2) : this.#bytes
    bytes.set(this.#bytes.subarray(this.#at, this.#end))
    this.#end -= this.#at
    this.#at = 0
    this.#bytes = bytes
    while (this.#end < count) {
      const { length } = this.#bytes
      const read = attempt(() => {
        return readSync(this.#file, this.#bytes, this.#end, length - this.#end, this.#place)
      })
      if (read === 0) return false
      this.#place += read
      this.#end += read
    }
    return true
  }
}

/** @throws HiveError `write-failed` */
function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null
    if (code === null) throw error
    throw new HiveError('write-failed', CLI.systemRefused(code), { subject: tmpdir() })
  }
}
