/**
 * The text that is being written, in UTF-16 units. It is passed on in pieces, as UTF-16LE or in code page 1252, so
 * that text of any length takes little memory.
 */

import { ANSI_BYTES } from '../bytes/codePage1252.ts'

/** Takes a piece of output. Its bytes may be overwritten after the call. */
export type WriteBytes = (bytes: Uint8Array) => void

/** Units that are collected before they are passed on. */
const CHUNK = 1 << 17
/** The most units that may be added between two calls of `room`. */
const MOST_AT_ONCE = 3 << 16
/** Units behind these, since digits are written in larger units than they take. */
const SPARE = 4

export class TextOutput {
  /** The units that were not passed on yet, up to `length`. */
  readonly units: Uint16Array<ArrayBuffer> = new Uint16Array(CHUNK + MOST_AT_ONCE + SPARE)
  /** The same units as bytes. */
  readonly view: DataView = new DataView(this.units.buffer)
  /** The number of these units. */
  length = 0
  readonly #write: WriteBytes
  /** The bytes of a piece in code page 1252; null for UTF-16LE. */
  readonly #narrow: Uint8Array | null

  /**
   * Starts with no text.
   *
   * @param encoding - how the units are written; for `ansi` each of them must have a byte
   * @param write - takes the pieces
   */
  constructor(encoding: 'utf-16' | 'ansi', write: WriteBytes) {
    this.#write = write
    this.#narrow = encoding === 'ansi' ? new Uint8Array(this.units.length) : null
  }

  /** Makes room for another `MOST_AT_ONCE` units. */
  room(): void {
    if (this.length > CHUNK) this.flush()
  }

  /** Passes on what was collected. */
  flush(): void {
    const { units, length } = this
    if (length === 0) return
    this.length = 0
    const narrow = this.#narrow
    if (narrow === null) {
      this.#write(new Uint8Array(units.buffer, 0, length * 2))
      return
    }
    for (let at = 0; at < length; at++) narrow[at] = ANSI_BYTES[units[at] as number] as number
    this.#write(narrow.subarray(0, length))
  }

  /**
   * Adds a short text.
   *
   * @param text - the text, at most `MOST_AT_ONCE` units
   */
  add(text: string): void {
    const { units } = this
    let at = this.length
    for (let index = 0; index < text.length; index++) units[at++] = text.charCodeAt(index)
    this.length = at
  }

  /**
   * Adds units.
   *
   * @param from - an array that begins with them
   * @param count - how many there are
   */
  addUnits(from: Uint16Array, count: number): void {
    for (let done = 0; done < count; done += MOST_AT_ONCE) {
      this.room()
      const piece = from.subarray(done, Math.min(count, done + MOST_AT_ONCE))
      this.units.set(piece, this.length)
      this.length += piece.length
    }
  }
}
