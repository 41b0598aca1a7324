/** Where the payload of a record is put together. It is reused: an edit allocates next to nothing for its record. */

import { copyRun } from '../regf/BytePatch.ts'
import { padded } from './layout.ts'

/** Bytes that are kept between two records. */
const KEPT = 1 << 16

const ENCODER = new TextEncoder()

export class PayloadBuffer {
  #words = new Int32Array(KEPT / 4)
  #bytes = new Uint8Array(this.#words.buffer)
  #filled = 0
  #taken = 0

  /** What was put, valid until the next `begin`. */
  get view(): Uint8Array {
    return this.#bytes.subarray(0, this.#filled)
  }

  /** Takes what was put since the last part was taken. It is valid until the next `begin`, as `reserve` made room for all. */
  takePart(): Uint8Array {
    const from = this.#taken
    this.#taken = this.#filled
    return this.#bytes.subarray(from, this.#filled)
  }

  /** Makes room for bytes that are put next. */
  reserve(count: number): void {
    this.#makeRoom(count)
  }

  /** Forgets what was put before. */
  begin(): void {
    this.#filled = 0
    this.#taken = 0
    if (this.#bytes.length > KEPT) this.#resize(KEPT)
  }

  /** Puts text: its length in bytes, then UTF-8, padded to a multiple of 4. */
  text(text: string): void {
    // A unit of UTF-16 takes at most three bytes.
    this.#makeRoom(4 + padded(text.length * 3))
    const from = this.#filled + 4
    const { written } = ENCODER.encodeInto(text, this.#bytes.subarray(from))
    this.#words[this.#filled >>> 2] = written
    this.#filled = from + padded(written)
    this.#bytes.fill(0, from + written, this.#filled)
  }

  /** Puts words of 32 bits. Everything before them must be whole words. */
  words(words: ArrayLike<number>): void {
    this.#makeRoom(words.length * 4)
    const from = this.#filled >>> 2
    for (let at = 0; at < words.length; at++) this.#words[from + at] = words[at] as number
    this.#filled += words.length * 4
  }

  /** Puts a copy of bytes, given by their offset and number. */
  bytes(from: Uint8Array, at: number, count: number): void {
    this.#makeRoom(count)
    copyRun(from, at, count, this.#bytes, this.#filled)
    this.#filled += count
  }

  #makeRoom(count: number): void {
    const wanted = this.#filled + count
    if (wanted > this.#bytes.length) this.#resize(Math.max(wanted, this.#bytes.length * 2))
  }

  #resize(size: number): void {
    const old = this.view
    this.#words = new Int32Array(padded(size) / 4)
    this.#bytes = new Uint8Array(this.#words.buffer)
    this.#bytes.set(old)
  }
}
