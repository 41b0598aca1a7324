/**
 * A file of which only some pieces have been read. Bytes that are not there read as 0 and are noted, so that a reader
 * can be run again once they are: what it returns counts when it has missed nothing.
 */

import { PiecedImage } from './PiecedImage.ts'

/** Bytes of a piece. */
export const PIECE = 8192

export class PartialImage extends PiecedImage {
  readonly #length: number
  readonly #pieces = new Map<number, Uint8Array>()
  readonly #missed = new Set<number>()

  /**
   * Starts with no piece.
   *
   * @param length - length of the file in bytes
   */
  constructor(length: number) {
    super()
    this.#length = length
  }

  override get length(): number {
    return this.#length
  }

  override u8(at: number): number {
    const number = Math.floor(at / PIECE)
    const piece = this.#pieces.get(number)
    if (piece !== undefined) return piece[at % PIECE] ?? 0
    if (at < this.#length) this.#missed.add(number * PIECE)
    return 0
  }

  override u16(at: number): number {
    return this.u8(at) | (this.u8(at + 1) << 8)
  }

  override i32(at: number): number {
    return this.u16(at) | (this.u16(at + 2) << 16)
  }

  override bytesView(at: number, count: number): Uint8Array<ArrayBuffer> {
    const end = Math.min(at + count, this.#length)
    return Uint8Array.from({ length: Math.max(0, end - at) }, (_, index) => this.u8(at + index))
  }

  override bytesCopy(at: number, count: number): Uint8Array<ArrayBuffer> {
    return this.bytesView(at, count)
  }

  /**
   * Adds a piece.
   *
   * @param at - file offset, a multiple of `PIECE`
   * @param bytes - its bytes; fewer at the end of the file
   */
  add(at: number, bytes: Uint8Array): void {
    this.#pieces.set(at / PIECE, bytes)
  }

  /** Returns the file offsets of the pieces that were missed since the last call. */
  takeMissed(): number[] {
    const missed = [...this.#missed]
    this.#missed.clear()
    return missed
  }
}
