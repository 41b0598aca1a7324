/** Where a value is stored. One object is used for very many values, one after the other. */

import type { CellStore } from '../regf/CellStore.ts'
import { valueFlags } from '../regf/keyValue.ts'
import { INLINE, SEGMENT_DATA, VALUE_FLAG, VK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { nameLengthIn } from '../regf/storedName.ts'
import { dataPieces, dataSize, MAX_INLINE } from '../regf/valueData.ts'
import { type Run, SHORT_DATA, type StoredValue } from './RegWriter.ts'

export class ValuePlace implements StoredValue {
  nameAt = 0
  nameLength = 0
  isLatin1 = false
  type = 0
  dataAt = 0
  dataLength = 0
  pieces: readonly Run[] | null = null
  /** Whether a part of the name or of the data is missing. */
  isCut = false
  readonly #cells: CellStore

  /**
   * Starts without a value.
   *
   * @param cells - the cells of the hive
   */
  constructor(cells: CellStore) {
    this.#cells = cells
  }

  /**
   * Finds the name and the data of a value, as far as they can be read.
   *
   * @param value - file offset of its record, which was found to be one
   * @returns the place, until the next call
   */
  find(value: FileOffset): ValuePlace {
    const cells = this.#cells
    const { image } = cells
    const nameLength = image.u16(value + VK.NAME_LENGTH)
    this.nameAt = value + VK.NAME
    this.nameLength = nameLengthIn(cells, value, VK.NAME, nameLength)
    this.isLatin1 = (valueFlags(cells, value) & VALUE_FLAG.COMP_NAME) !== 0
    this.type = image.u32(value + VK.TYPE)
    this.isCut = this.nameLength < nameLength
    this.pieces = null
    const stored = image.u32(value + VK.DATA_SIZE)
    if (stored >= INLINE || stored === 0) {
      const size = stored === 0 ? 0 : stored - INLINE
      this.#setData(value + VK.DATA, Math.min(size, MAX_INLINE), size)
    } else if (stored <= SEGMENT_DATA) {
      const cell = image.u32(value + VK.DATA) as CellOffset
      const room = Math.max(0, cells.payloadSize(cell))
      this.#setData(cells.payloadAt(cell), Math.min(stored, room), stored)
    } else {
      this.#findLong(value)
    }
    return this
  }

  /** The same for data that may be in several pieces. */
  #findLong(value: FileOffset): void {
    const pieces = dataPieces(this.#cells, value)
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    this.#setData(pieces[0]?.at ?? 0, length, dataSize(this.#cells, value))
    if (pieces.length > 1 || length > SHORT_DATA) this.pieces = pieces
  }

  #setData(at: number, length: number, claimed: number): void {
    this.dataAt = at
    this.dataLength = length
    if (length < claimed) this.isCut = true
  }
}
