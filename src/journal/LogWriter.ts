/** Appends records to the file of a journal. */

import type { Marvin32 } from '../logs/marvin32.ts'
import type { ByteFile } from './ByteFile.ts'
import {
  FIRST_SUM,
  FRAME_HEAD,
  FRAME_SUM,
  PIECE,
  PREAMBLE,
  padded,
  preamble,
  sumOf,
} from './layout.ts'

/** Where the next record of a journal goes, and what it follows. */
export interface LogPosition {
  /** File offset in bytes. */
  readonly at: number
  /** The number of records. */
  readonly count: number
  /** The checksum of the last one. */
  readonly sum: Marvin32
}

/** What a payload is padded with. */
const ZEROS = new Uint8Array(3)

const EMPTY: LogPosition = { at: 0, count: 0, sum: FIRST_SUM }

export class LogWriter {
  readonly #file: ByteFile
  #position: LogPosition
  /** The record that is being written, up to a piece of it. */
  readonly #piece = new Uint8Array(PIECE)
  readonly #words = new DataView(this.#piece.buffer)
  #filled = 0
  /** File offset of the piece, and the checksum before it. */
  #at = 0
  #sum = FIRST_SUM

  /**
   * @param file - the file
   * @param position - where to go on; what is after it is removed. Without it a new journal is begun
   * @throws DOMException when the file cannot be written
   */
  constructor(file: ByteFile, position: LogPosition = EMPTY) {
    this.#file = file
    this.#position = position
    if (position.at < file.size) file.truncate(position.at)
    // In a journal that goes on these bytes are there. Writing them makes the file one that was written now, by which it
    // is kept for as long again.
    file.write(preamble(), 0)
    this.#position = { ...position, at: Math.max(position.at, PREAMBLE) }
  }

  /** Bytes of the journal. */
  get size(): number {
    return this.#position.at
  }

  /**
   * Appends a record. When it returns, the operating system has it.
   *
   * @param kind - a number of `KIND`
   * @param payload - the payload in parts
   * @throws DOMException when it could not be written; the journal is as it was before
   */
  append(kind: number, payload: readonly Uint8Array[]): void {
    const { at, count, sum } = this.#position
    const length = payload.reduce((bytes, part) => bytes + part.length, 0)
    this.#words.setUint32(0, length, true)
    this.#words.setUint32(4, count, true)
    this.#words.setUint32(8, kind, true)
    this.#filled = FRAME_HEAD
    this.#at = at
    this.#sum = sum
    try {
      for (const part of payload) this.#put(part)
      this.#put(ZEROS.subarray(0, padded(length) - length))
      this.#seal()
    } catch (error) {
      this.#takeBack(at)
      throw error
    }
    const end = at + FRAME_HEAD + padded(length) + FRAME_SUM
    this.#position = { at: end, count: count + 1, sum: this.#sum }
  }

  flush(): void {
    this.#file.flush()
  }

  close(): void {
    this.#file.close()
  }

  #put(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      if (this.#filled === PIECE) {
        this.#sum = sumOf(this.#piece, this.#sum)
        this.#write(PIECE)
      }
      const count = Math.min(bytes.length - from, PIECE - this.#filled)
      this.#piece.set(bytes.subarray(from, from + count), this.#filled)
      this.#filled += count
      from += count
    }
  }

  #seal(): void {
    this.#sum = sumOf(this.#piece.subarray(0, this.#filled), this.#sum)
    if (this.#filled + FRAME_SUM > PIECE) this.#write(this.#filled)
    this.#words.setUint32(this.#filled, this.#sum.low, true)
    this.#words.setUint32(this.#filled + 4, this.#sum.high, true)
    this.#write(this.#filled + FRAME_SUM)
  }

  #write(count: number): void {
    this.#file.write(this.#piece.subarray(0, count), this.#at)
    this.#at += count
    this.#filled = 0
  }

  #takeBack(at: number): void {
    try {
      this.#file.truncate(at)
    } catch {
      // Its checksum is missing, so a part of a record counts for nothing.
    }
  }
}
