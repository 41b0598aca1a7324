/**
 * Finds values whose data is short and matches as a whole, such as a number, by their records in the raw bytes: a record
 * of a value has its data in it, or tells where it is.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { INLINE, VK } from '../regf/layout.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { dataPieces } from '../regf/valueData.ts'
import type { Candidates } from './Candidates.ts'
import { FreeCells } from './FreeCells.ts'
import type { Matcher } from './matchers.ts'
import { SCANNER } from './scanner.ts'

export class ShortData {
  readonly #cells: CellStore
  readonly #matcher: Matcher
  readonly #candidates: Candidates
  readonly #free: FreeCells
  readonly #bytes: Uint8Array

  /**
   * Starts without looking at anything.
   *
   * @param cells - the cells of the hive
   * @param matcher - what is looked for
   * @param candidates - gets the places of the fields for the data of the values that match
   */
  constructor(cells: CellStore, matcher: Matcher, candidates: Candidates) {
    this.#cells = cells
    this.#matcher = matcher
    this.#candidates = candidates
    this.#free = new FreeCells(cells)
    this.#bytes = cells.image.bytesView(0, cells.image.length)
  }

  /**
   * Looks at the records that begin in a range.
   *
   * @param from - file offset of the range, a multiple of 8
   * @param to - file offset of its end
   */
  scan(from: number, to: number): void {
    const { image } = this.#cells
    const end = Math.min(to, image.length - VK.NAME) >>> 2
    const most = this.#matcher.mostShortData
    for (let word = (from >>> 2) | 1; word < end; word += 2) {
      word = SCANNER.nextOfShortData(image.words, word, end, most)
      if (word < end) this.#lookAt((word * 4) as FileOffset)
    }
  }

  #lookAt(value: FileOffset): void {
    const { image } = this.#cells
    const stored = image.u32(value + VK.DATA_SIZE)
    const at = value + VK.DATA
    const [piece] =
      stored >= INLINE ? [{ at, length: stored - INLINE }] : dataPieces(this.#cells, value)
    if (piece === undefined) return
    const [start, end] = [piece.at, piece.at + piece.length]
    const span = { bytes: this.#bytes, from: start, to: end, start, end }
    if (this.#matcher.inData(span, image.u32(value + VK.TYPE)) === null) return
    if (!this.#free.has(at as FileOffset)) this.#candidates.add(at)
  }
}
