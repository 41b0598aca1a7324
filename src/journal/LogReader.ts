/**
 * Reads the records of a journal, as far as they are whole. It may be cut anywhere, and hold anything: what is returned
 * is always what was written first, up to some record.
 */

import { HiveError } from '../errors.ts'
import type { Marvin32 } from '../logs/marvin32.ts'
import { decodeRecord } from './decode.ts'
import type { LogPosition } from './LogWriter.ts'
import { FIRST_SUM, FRAME_HEAD, FRAME_SUM, isJournal, PREAMBLE, padded, sumOf } from './layout.ts'
import type { JournalRecord } from './records.ts'

/** How a journal ends: with a whole record, in the middle of one, or with bytes that are none. */
export type LogEnd = 'whole' | 'cut' | 'damaged'

export class LogReader {
  readonly #total: number
  /** Bytes that were given and not read yet, the first at `#at`. */
  #parts: Uint8Array[] = []
  #held = 0
  #at = 0
  #count = 0
  #sum: Marvin32 = FIRST_SUM
  #end: LogEnd | null = null

  /** @param total - bytes of the journal */
  constructor(total: number) {
    this.#total = total
  }

  /** Where the records that are whole end. */
  get position(): LogPosition {
    return { at: this.#at, count: this.#count, sum: this.#sum }
  }

  /** How it ends, once all bytes were given. */
  get end(): LogEnd {
    return this.#end ?? (this.#held === 0 && this.#at > 0 ? 'whole' : 'cut')
  }

  /** Whether more bytes are of no use. */
  get isDone(): boolean {
    return this.#end !== null
  }

  /**
   * Takes the next bytes of the file, which must not change afterwards.
   *
   * @returns the records that are whole now
   * @throws HiveError `journal-damaged` when it does not begin like a journal
   */
  *push(bytes: Uint8Array): Generator<JournalRecord, void, void> {
    if (this.#end !== null) return
    this.#parts.push(bytes)
    this.#held += bytes.length
    if (this.#at === 0) {
      const head = this.#copy(PREAMBLE)
      if (head === null) return
      if (!isJournal(head)) throw noJournal()
      this.#skip(PREAMBLE)
    }
    for (;;) {
      const record = this.#next()
      if (record === null) return
      yield record
    }
  }

  #next(): JournalRecord | null {
    const head = this.#peek(FRAME_HEAD)
    if (head === null) return null
    const view = new DataView(head)
    const [length, count, kind] = [0, 4, 8].map((at) => view.getUint32(at, true)) as [
      number,
      number,
      number,
    ]
    const whole = FRAME_HEAD + padded(length) + FRAME_SUM
    if (whole > this.#total - this.#at) return this.#stop('cut')
    const bytes = this.#copy(whole)
    if (bytes === null) return null
    const body = bytes.subarray(0, whole - FRAME_SUM)
    const sum = sumOf(body, this.#sum)
    const [low, high] = new Uint32Array(bytes.buffer, whole - FRAME_SUM, 2)
    if (sum.low !== low || sum.high !== high || count !== this.#count) return this.#stop('damaged')
    const record = this.#decode(kind, body.subarray(FRAME_HEAD, FRAME_HEAD + length))
    if (record === null) return null
    this.#skip(whole)
    this.#count++
    this.#sum = sum
    return record
  }

  #decode(kind: number, payload: Uint8Array): JournalRecord | null {
    let record: JournalRecord
    try {
      record = decodeRecord(kind, payload)
    } catch (error) {
      if (this.#count === 0) throw error
      return this.#stop('damaged')
    }
    // The first record says what hive it is about, and no other does.
    if ((record.kind === 'start') === (this.#count === 0)) return record
    if (this.#count === 0) throw noJournal()
    return this.#stop('damaged')
  }

  #stop(end: LogEnd): null {
    this.#end = end
    this.#parts = []
    return null
  }

  #peek(count: number): ArrayBuffer | null {
    return this.#copy(count)?.buffer ?? null
  }

  /** A copy of the next bytes in a separate buffer; null while there are fewer. */
  #copy(count: number): Uint8Array<ArrayBuffer> | null {
    if (this.#held < count) return null
    const copy = new Uint8Array(count)
    let filled = 0
    for (const part of this.#parts) {
      if (filled === count) break
      const piece = part.subarray(0, count - filled)
      copy.set(piece, filled)
      filled += piece.length
    }
    return copy
  }

  /** Goes on past bytes. */
  #skip(count: number): void {
    let left = count
    while (left > 0) {
      const first = this.#parts[0] as Uint8Array
      if (first.length > left) {
        this.#parts[0] = first.subarray(left)
        break
      }
      left -= first.length
      this.#parts.shift()
    }
    this.#held -= count
    this.#at += count
  }
}

function noJournal(): HiveError {
  return new HiveError('journal-damaged', 'the file is not a journal, or is one of another version')
}
