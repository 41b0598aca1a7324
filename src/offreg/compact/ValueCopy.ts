/**
 * The values of one key after the other, copied with their data in the form the new version has for it
 * (regf-format 3.3 to 3.5). Works in slices, since one key can have millions of values. What a damaged
 * record still holds is copied; what cannot be read is left out.
 */

import { HiveError } from '../../errors.ts'
import { isLayered } from '../../regf/baseBlock.ts'
import { keyPath } from '../../regf/keyNode.ts'
import { findKeyValue, valueCount, valueFlags, valueName } from '../../regf/keyValue.ts'
import {
  DB,
  INLINE,
  KEY_FLAG,
  LIMIT,
  NK,
  SEGMENT_DATA,
  SEGMENT_PAYLOAD,
  SIG,
  VALUE_FLAG,
  VK,
} from '../../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from '../../regf/offsets.ts'
import { dataPieces } from '../../regf/valueData.ts'
import type { CopyScope } from './CopyScope.ts'
import { copyName, nameLength, storedLength } from './copyName.ts'
import { newPayload } from './PackedBins.ts'

const MAX_INLINE = 4

export class ValueCopy {
  readonly #scope: CopyScope
  readonly #layered: boolean
  /** The values of the current key that are still to be copied. */
  #cells = new Uint32Array(256)
  #next = 0
  #count = 0
  /** Cell of the current key in the source, its record in the copy, and the next list entry there. */
  #owner = 0
  #key = 0
  #entry = 0
  #maxName = 0
  #maxData = 0

  constructor(scope: CopyScope) {
    this.#scope = scope
    this.#layered = isLayered(scope.cells.image)
  }

  /** Whether values of a key are still to be copied. */
  get isBusy(): boolean {
    return this.#next < this.#count
  }

  /**
   * Begins with a key: makes its value list.
   *
   * @param owner - the key's cell in the source
   * @param key - the record of its copy
   */
  start(owner: CellOffset, key: FileOffset): void {
    const { cells, out, budget, damaged } = this.#scope
    const { image } = cells
    const source = cells.payloadAt(owner)
    this.#next = 0
    this.#count = 0
    if ((image.u16(source + NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) !== 0) {
      // Not a count, and no list: both numbers are a handle's (3.11). A new root is no such key.
      if ((out.u16(key + NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) === 0) return
      out.setU32(key + NK.VALUE_COUNT, image.u32(source + NK.VALUE_COUNT))
      out.setU32(key + NK.VALUE_LIST, image.u32(source + NK.VALUE_LIST))
      return
    }
    const listed = damaged ? valueCount(cells, source) : image.u32(source + NK.VALUE_COUNT)
    if (listed === 0) return
    budget.spend(listed * 4)
    this.#collect(image.u32(source + NK.VALUE_LIST) as CellOffset, listed)
    if (this.#count === 0) return
    const list = out.allocate(this.#count * 4)
    out.setU32(key + NK.VALUE_COUNT, this.#count)
    out.setU32(key + NK.VALUE_LIST, list)
    this.#owner = owner
    this.#key = key
    this.#entry = newPayload(list)
    this.#maxName = 0
    this.#maxData = 0
  }

  /** Copies values of the current key, at most `budget`; returns what is left of that. */
  run(budget: number): number {
    const todo = Math.min(budget, this.#count - this.#next)
    for (let done = 0; done < todo; done++) {
      this.#copy(this.#cells[this.#next++] as CellOffset)
    }
    if (this.#next === this.#count) {
      this.#scope.out.setU32(this.#key + NK.MAX_VALUE_NAME, this.#maxName)
      this.#scope.out.setU32(this.#key + NK.MAX_VALUE_DATA, this.#maxData)
    }
    return budget - todo
  }

  /** The values of a list; of a damaged hive only those there are. */
  #collect(list: CellOffset, listed: number): void {
    const { cells, damaged } = this.#scope
    if (listed > this.#cells.length) this.#cells = new Uint32Array(listed * 2)
    let entry = cells.payloadAt(list) as number
    for (let index = 0; index < listed; index++, entry += 4) {
      const cell = cells.image.u32(entry) as CellOffset
      if (damaged && findKeyValue(cells, cell) === 0) continue
      if (!damaged && cells.image.u16(cells.payloadAt(cell)) !== SIG.VK)
        throw this.#scope.lost(cell)
      this.#cells[this.#count++] = cell
    }
  }

  #copy(cell: CellOffset): void {
    const { cells, out, budget } = this.#scope
    const { image } = cells
    const room = this.#scope.room(cell)
    const source = cells.payloadAt(cell)
    if (room < VK.NAME || image.u16(source) !== SIG.VK) throw this.#scope.lost(cell)
    const oldFlags = valueFlags(cells, source)
    const latin1 = (oldFlags & VALUE_FLAG.COMP_NAME) !== 0
    const name = source + VK.NAME
    const length = nameLength(image.u16(source + VK.NAME_LENGTH), room - VK.NAME, latin1)
    const stored = storedLength(image, name, length, latin1)
    const isCompressed = stored > 0 && (latin1 || stored < length)
    budget.spend(VK.NAME + length)
    const value = out.allocate(VK.NAME + stored)
    const at = newPayload(value)
    out.setU32(this.#entry, value)
    this.#entry += 4
    const flags = oldFlags & ~VALUE_FLAG.COMP_NAME
    out.setU32(at + VK.SIGNATURE, SIG.VK | (stored << 16))
    out.setU32(at + VK.TYPE, image.u32(source + VK.TYPE))
    out.setU16(at + VK.FLAGS, isCompressed ? flags | VALUE_FLAG.COMP_NAME : flags)
    copyName(image, name, length, out, at + VK.NAME, stored)
    const wide = latin1 ? length * 2 : length
    if (wide > this.#maxName) this.#maxName = wide
    const isTombstone = this.#layered && (flags & VALUE_FLAG.TOMBSTONE) !== 0
    if (isTombstone) this.#scope.requireLayers(this.#owner as CellOffset)
    const size = this.#copyData(cell, source, at, isTombstone)
    if (size > this.#maxData) this.#maxData = size
  }

  /** Returns the bytes of data there are. */
  #copyData(cell: CellOffset, source: number, at: number, isTombstone: boolean): number {
    const { cells, out, budget } = this.#scope
    const { image } = cells
    const stored = image.u32(source + VK.DATA_SIZE)
    if (stored > SEGMENT_DATA && stored < INLINE) return this.#copyLarge(cell, source, at)
    let from = source + VK.DATA
    let size = Math.min(stored - INLINE, MAX_INLINE)
    if (stored < INLINE) {
      const data = image.u32(source + VK.DATA) as CellOffset
      size = stored === 0 ? 0 : Math.max(0, Math.min(stored, this.#scope.room(data)))
      from = cells.payloadAt(data)
    }
    if (size > MAX_INLINE) {
      budget.spend(size)
      const data = out.allocate(size)
      out.setU32(at + VK.DATA_SIZE, size)
      out.setU32(at + VK.DATA, data)
      out.copy(image, from, size, newPayload(data))
    } else if (isTombstone && stored === 0) {
      out.setU32(at + VK.DATA, NIL)
    } else {
      out.setU32(at + VK.DATA_SIZE, INLINE + size)
      if (size > 0) out.copy(image, from, size, at + VK.DATA)
    }
    return size
  }

  /** Data that claims to be larger than one segment; there may be less of it. */
  #copyLarge(cell: CellOffset, source: number, at: number): number {
    const { cells, out, minor, budget } = this.#scope
    const pieces = dataPieces(cells, source as FileOffset)
    const size = pieces.reduce((sum, { length }) => sum + length, 0)
    this.#requireStorable(cell, source as FileOffset, size)
    budget.spend(size)
    if (size <= MAX_INLINE) {
      out.setU32(at + VK.DATA_SIZE, INLINE + size)
      if (size > 0) out.copy(cells.image, (pieces[0] as { at: number }).at, size, at + VK.DATA)
      return size
    }
    const isBig = size > SEGMENT_DATA && minor >= 4
    out.setU32(at + VK.DATA_SIZE, size)
    const target = out.allocate(isBig ? DB.SEGMENTS + 8 : size)
    out.setU32(at + VK.DATA, target)
    const run = isBig ? SEGMENT_DATA : size
    const list = isBig ? this.#makeSegments(target, Math.ceil(size / SEGMENT_DATA)) : NIL
    let done = 0
    for (const piece of pieces) {
      for (let taken = 0; taken < piece.length; ) {
        const segment = Math.floor(done / run)
        const place = isBig ? (out.u32(newPayload(list) + segment * 4) as CellOffset) : target
        const into = done - segment * run
        const bytes = Math.min(piece.length - taken, run - into)
        out.copy(cells.image, piece.at + taken, bytes, newPayload(place) + into)
        taken += bytes
        done += bytes
      }
    }
    return size
  }

  /** The list of a db record with cells for all segments, each as large as readers expect. */
  #makeSegments(db: CellOffset, count: number): CellOffset {
    const { out } = this.#scope
    const list = out.allocate(count * 4)
    out.setU32(newPayload(db) + DB.SIGNATURE, SIG.DB | (count << 16))
    out.setU32(newPayload(db) + DB.SEGMENTS, list)
    for (let segment = 0; segment < count; segment++) {
      out.setU32(newPayload(list) + segment * 4, out.allocate(SEGMENT_PAYLOAD))
    }
    return list
  }

  #requireStorable(cell: CellOffset, value: FileOffset, size: number): void {
    const { cells, root, minor } = this.#scope
    const limit = minor >= 4 ? LIMIT.BIG_DATA : LIMIT.PLAIN_DATA
    if (size <= limit) return
    const path = keyPath(cells, root, this.#owner as CellOffset)
    const name = valueName(cells, cell, value)
    throw new HiveError(
      'data-too-large',
      `the value has ${size} bytes, version 1.${minor} holds at most ${limit}`,
      {
        offset: fileOffset(cell),
        expected: limit,
        actual: size,
        subject: [...path, name].join('\\'),
        path,
        value: name,
      },
    )
  }
}
