/**
 * The values of one key after the other, copied with their data in the form the new version has for it
 * (regf-format 3.3 to 3.5). Works in slices, since one key can have millions of values. What a damaged
 * record still holds is copied; what cannot be read is left out.
 */

import { HiveError } from '../../errors.ts'
import { isLayered } from '../../regf/baseBlock.ts'
import { keyPath } from '../../regf/keyNode.ts'
import { findKeyValue, valueCount, valueName } from '../../regf/keyValue.ts'
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
import { compressName, nameLength, storedLength } from './copyName.ts'
import { newPayload, newRecord } from './PackedBins.ts'

const MAX_INLINE = 4

export class ValueCopy {
  readonly #scope: CopyScope
  readonly #layered: boolean
  /** The values of the current key that are still to be copied. */
  #cells = new Uint32Array(256)
  #next = 0
  #count = 0
  /** Cell of the current key in the source; indexes of the first word of its copy and of the next list entry. */
  #owner = 0
  #key = 0
  #entry = 0
  #maxName = 0
  #maxData = 0

  /**
   * Starts without a key.
   *
   * @param scope - the compaction
   */
  constructor(scope: CopyScope) {
    this.#scope = scope
    this.#layered = isLayered(scope.cells.image)
  }

  /** Whether there are values of the current key left to copy. */
  get isBusy(): boolean {
    return this.#next < this.#count
  }

  /**
   * Begins with a key: makes its value list.
   *
   * @param owner - the key's cell in the source
   * @param key - index of the first word of its copy in the new hive
   */
  start(owner: CellOffset, key: number): void {
    const { cells, out, budget, damaged } = this.#scope
    const source = cells.image.words
    const record = cells.payloadAt(owner)
    const from = record >>> 2
    const countAt = from + (NK.VALUE_COUNT >> 2)
    const listAt = from + (NK.VALUE_LIST >> 2)
    this.#next = 0
    this.#count = 0
    if ((((source[from] as number) >>> 16) & KEY_FLAG.PREDEF_HANDLE) !== 0) {
      // Not a count, and no list: both numbers are a handle's (3.11). A new root is no such key.
      const { words } = out
      if ((((words[key] as number) >>> 16) & KEY_FLAG.PREDEF_HANDLE) === 0) return
      words[key + (NK.VALUE_COUNT >> 2)] = source[countAt] as number
      words[key + (NK.VALUE_LIST >> 2)] = source[listAt] as number
      return
    }
    const listed = damaged ? valueCount(cells, record) : (source[countAt] as number) >>> 0
    if (listed === 0) return
    if (damaged) budget.spend(listed * 4)
    this.#collect(((source[listAt] as number) >>> 0) as CellOffset, listed)
    if (this.#count === 0) return
    const list = out.allocate(this.#count * 4)
    const { words } = out
    words[key + (NK.VALUE_COUNT >> 2)] = this.#count
    words[key + (NK.VALUE_LIST >> 2)] = list
    this.#owner = owner
    this.#key = key
    this.#entry = newRecord(list)
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
      const { words } = this.#scope.out
      words[this.#key + (NK.MAX_VALUE_NAME >> 2)] = this.#maxName
      words[this.#key + (NK.MAX_VALUE_DATA >> 2)] = this.#maxData
    }
    return budget - todo
  }

  /** The values of a list; of a damaged hive only those there are. */
  #collect(list: CellOffset, listed: number): void {
    const { cells, damaged } = this.#scope
    if (listed > this.#cells.length) this.#cells = new Uint32Array(listed * 2)
    const { words } = cells.image
    const entry = cells.payloadAt(list) >>> 2
    for (let index = 0; index < listed; index++) {
      const cell = ((words[entry + index] as number) >>> 0) as CellOffset
      // The values of a sound hive are tried when they are copied.
      if (damaged && findKeyValue(cells, cell) === 0) continue
      this.#cells[this.#count++] = cell
    }
  }

  #copy(cell: CellOffset): void {
    const { cells, out, damaged } = this.#scope
    const { image } = cells
    const source = image.words
    const room = this.#scope.room(cell)
    const record = cells.payloadAt(cell)
    const from = record >>> 2
    const head = room < VK.NAME ? 0 : (source[from] as number)
    if ((head & 0xffff) !== SIG.VK) throw this.#scope.lost(cell)
    const oldFlags = cells.minor < 2 ? 0 : (source[from + (VK.FLAGS >> 2)] as number) & 0xffff
    const latin1 = (oldFlags & VALUE_FLAG.COMP_NAME) !== 0
    const name = record + VK.NAME
    const length = nameLength(head >>> 16, room - VK.NAME, latin1)
    const stored = storedLength(image, name, length, latin1)
    const isCompressed = stored > 0 && (latin1 || stored < length)
    if (damaged) this.#scope.budget.spend(VK.NAME + length)
    const isSame = stored === length
    const value = isSame
      ? out.copyPayload(image, record, VK.NAME + length)
      : out.allocate(VK.NAME + stored)
    const { words } = out
    const to = newRecord(value)
    words[this.#entry++] = value
    const flags = oldFlags & ~VALUE_FLAG.COMP_NAME
    words[to] = SIG.VK | (stored << 16)
    words[to + (VK.DATA >> 2)] = 0
    words[to + (VK.TYPE >> 2)] = source[from + (VK.TYPE >> 2)] as number
    words[to + (VK.FLAGS >> 2)] = isCompressed ? flags | VALUE_FLAG.COMP_NAME : flags
    if (!isSame) compressName(image, name, words, to + (VK.NAME >> 2), stored)
    const wide = latin1 ? length * 2 : length
    if (wide > this.#maxName) this.#maxName = wide
    const isTombstone = this.#layered && (flags & VALUE_FLAG.TOMBSTONE) !== 0
    if (isTombstone) this.#scope.requireLayers(this.#owner as CellOffset)
    const size = this.#copyData(cell, record, to, isTombstone)
    if (size > this.#maxData) this.#maxData = size
  }

  /**
   * @param to - index of the value's first word in the new hive
   * @returns bytes of data that are there
   */
  #copyData(cell: CellOffset, record: FileOffset, to: number, isTombstone: boolean): number {
    const { cells, out, damaged } = this.#scope
    const source = cells.image.words
    const stored = (source[(record + VK.DATA_SIZE) >>> 2] as number) >>> 0
    if (stored > SEGMENT_DATA && stored < INLINE) return this.#copyLarge(cell, record, to)
    if (stored > MAX_INLINE && stored < INLINE) {
      const data = ((source[(record + VK.DATA) >>> 2] as number) >>> 0) as CellOffset
      const size = Math.min(stored, this.#scope.room(data))
      if (size > MAX_INLINE) {
        if (damaged) this.#scope.budget.spend(size)
        const target = out.copyPayload(cells.image, cells.payloadAt(data), size)
        const { words } = out
        words[to + (VK.DATA_SIZE >> 2)] = size
        words[to + (VK.DATA >> 2)] = target
        return size
      }
    }
    return this.#copySmall(record, to, isTombstone)
  }

  /** Data of up to four bytes, which is inside the new record wherever it was. Returns its bytes. */
  #copySmall(record: FileOffset, to: number, isTombstone: boolean): number {
    const { cells, out } = this.#scope
    const { image } = cells
    const stored = image.u32(record + VK.DATA_SIZE)
    let from = (record + VK.DATA) as number
    let size = Math.min(stored - INLINE, MAX_INLINE)
    if (stored < INLINE) {
      const data = image.u32(record + VK.DATA) as CellOffset
      size = stored === 0 ? 0 : Math.max(0, Math.min(stored, this.#scope.room(data)))
      from = cells.payloadAt(data)
    }
    const { words } = out
    if (isTombstone && stored === 0) {
      words[to + (VK.DATA >> 2)] = NIL
      return 0
    }
    words[to + (VK.DATA_SIZE >> 2)] = INLINE + size
    if (size > 0) words[to + (VK.DATA >> 2)] = image.u32(from) & lowBytes(size)
    return size
  }

  /** Data that claims to be larger than one segment; there may be less of it. */
  #copyLarge(cell: CellOffset, record: FileOffset, to: number): number {
    const { cells, out, minor, budget } = this.#scope
    const pieces = dataPieces(cells, record)
    const size = pieces.reduce((sum, { length }) => sum + length, 0)
    this.#requireStorable(cell, record, size)
    budget.spend(size)
    if (size <= MAX_INLINE) {
      const { words } = out
      words[to + (VK.DATA_SIZE >> 2)] = INLINE + size
      const [piece] = pieces
      if (piece !== undefined) {
        out.copy(cells.image, piece.at, size, to * 4 + VK.DATA)
      }
      return size
    }
    const isBig = size > SEGMENT_DATA && minor >= 4
    const target = out.allocate(isBig ? DB.SEGMENTS + 8 : size)
    out.words[to + (VK.DATA_SIZE >> 2)] = size
    out.words[to + (VK.DATA >> 2)] = target
    const run = isBig ? SEGMENT_DATA : size
    const list = isBig ? this.#makeSegments(target, Math.ceil(size / SEGMENT_DATA)) : NIL
    let done = 0
    for (const piece of pieces) {
      for (let taken = 0; taken < piece.length; ) {
        const segment = Math.floor(done / run)
        const place = isBig ? (out.words[newRecord(list) + segment] as number) : target
        const into = done - segment * run
        const bytes = Math.min(piece.length - taken, run - into)
        const at = newPayload(place as CellOffset) + into
        out.copy(cells.image, piece.at + taken, bytes, at)
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
    out.words[newRecord(db)] = SIG.DB | (count << 16)
    out.words[newRecord(db) + (DB.SEGMENTS >> 2)] = list
    for (let segment = 0; segment < count; segment++) {
      const cell = out.allocate(SEGMENT_PAYLOAD)
      out.words[newRecord(list) + segment] = cell
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

/** A mask of the first bytes of a word, of which there are 1 to 4. */
function lowBytes(count: number): number {
  return -1 >>> (32 - count * 8)
}
