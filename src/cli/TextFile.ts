/** A text that is read in pieces, from a file or a pipe of any size. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { HiveError } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import { readError } from './input.ts'

/** Bytes of a piece. */
const PIECE = 1 << 18

/** A piece of a text, which is overwritten by the next one. */
export interface TextPiece {
  readonly bytes: Uint8Array
  /** Whether the text ends with it. */
  readonly isLast: boolean
}

export class TextFile {
  readonly path: string
  /** Size in bytes; 0 if it is not known, as of a pipe. */
  readonly size: number
  readonly #file: number
  readonly #buffer = new Uint8Array(PIECE)
  /** Bytes at the start of the buffer that were read but not passed on. */
  #held = 0
  #read = 0

  /** @throws HiveError `file-not-found`, `access-denied`, `read-failed` */
  constructor(path: string) {
    this.path = path
    this.#file = this.#attempt(() => openSync(path, 'r'))
    const stat = this.#attempt(() => fstatSync(this.#file))
    this.size = stat.isFile() ? stat.size : 0
    if (!stat.isDirectory()) return
    this.close()
    throw new HiveError('read-failed', CLI.notAFile, { subject: path })
  }

  /** The fraction that was read; 0 if the size is not known. */
  get progress(): number {
    return this.size === 0 ? 0 : Math.min(1, this.#read / this.size)
  }

  /** The first bytes of the text, as many as a piece has. Call it before `pieces`. */
  head(): Uint8Array {
    this.#held = this.#fill(0)
    return this.#buffer.subarray(0, this.#held)
  }

  /**
   * Reads the text.
   *
   * @throws HiveError `read-failed`
   */
  *pieces(): Generator<TextPiece> {
    for (;;) {
      const count = this.#fill(this.#held)
      this.#held = 0
      const isLast = count < PIECE
      yield { bytes: this.#buffer.subarray(0, count), isLast }
      if (isLast) return
    }
  }

  close(): void {
    closeSync(this.#file)
  }

  /** Fills the buffer from an index on, as far as the text goes; returns how far it is filled. */
  #fill(from: number): number {
    let length = from
    while (length < PIECE) {
      const at = length
      const count = this.#attempt(() => readSync(this.#file, this.#buffer, at, PIECE - at, null))
      if (count === 0) break
      length += count
      this.#read += count
    }
    return length
  }

  #attempt<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw readError(error, this.path)
    }
  }
}
