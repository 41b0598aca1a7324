/** The live rows of a hive: one for each value, and one for each key without values, in the order of the walk. */

import { spellName } from '../bytes/spelling.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyPath } from '../regf/keyNode.ts'
import { storedValueName } from '../regf/keyValue.ts'
import { INLINE, NK, SEGMENT_DATA, VK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { readName } from '../regf/storedName.ts'
import { dataPieces, dataSize } from '../regf/valueData.ts'
import { type WalkAnswer, type WalkVisitor, walkSteps } from '../regf/walk.ts'
import type { Work } from '../work.ts'
import { PathText } from './PathText.ts'
import { isPlainRun } from './plain.ts'
import { newRow, setData, type TableRow, type TableWriter } from './TableRow.ts'

const MAX_INLINE = 4

const encoder = new TextEncoder()

/** What of a hive becomes rows. */
export interface RowScope {
  /** The name of the hive in its rows. */
  readonly name: string
  /** The key whose rows are written, with all that is below it; the root by default. */
  readonly key?: CellOffset
}

/**
 * Writes the live rows of a hive. A damaged hive is read as far as possible.
 *
 * @param hive - the hive; it must not be edited meanwhile
 * @param scope - which key, and the name of the hive
 * @param writer - gets the rows
 * @returns false if something could not be read, so that it is missing
 */
export function* writeRows(hive: Hive, scope: RowScope, writer: TableWriter): Work<boolean> {
  const { cells, root } = hive
  const top = scope.key ?? root
  const visitor = new RowVisitor(cells, scope.name, keyPath(cells, root, top), writer)
  yield* walkSteps(cells, top, visitor, top === root ? hive.surveyedKeys : null)
  return visitor.end()
}

class RowVisitor implements WalkVisitor {
  readonly #cells: CellStore
  /** The file, for as long as the rows are written. */
  readonly #file: Uint8Array<ArrayBuffer>
  readonly #writer: TableWriter
  readonly #row: TableRow
  readonly #path = new PathText()
  /** Levels from the root down to the first key. */
  readonly #depth: number
  /** The last key, if it had no value yet. */
  #pending: CellOffset | null = null
  readonly #watch: ReadWatch

  constructor(cells: CellStore, hive: string, path: readonly string[], writer: TableWriter) {
    this.#cells = cells
    this.#file = cells.image.bytesView(0, cells.image.length)
    this.#writer = writer
    this.#watch = new ReadWatch(cells.image)
    this.#depth = path.length
    this.#path.enterAll(path.slice(0, -1))
    this.#row = newRow(hive)
  }

  key(cell: CellOffset, key: FileOffset, depth: number): undefined {
    this.#watch.key(key, depth)
    this.#endKey()
    this.#path.enter(this.#cells, cell, key, depth + this.#depth)
    const { image } = this.#cells
    const row = this.#row
    row.timeHigh = image.u32(key + NK.LAST_WRITE + 4)
    row.timeLow = image.u32(key + NK.LAST_WRITE)
    this.#pending = cell
    this.#path.locate(row.path)
    row.isFirstOfKey = true
  }

  value(cell: CellOffset, value: FileOffset): WalkAnswer {
    this.#watch.value()
    this.#pending = null
    const row = this.#row
    row.isValue = true
    row.cell = cell
    row.type = this.#cells.image.u32(value + VK.TYPE)
    this.#name(cell, value)
    const isLong = this.#data(value)
    this.#writer.add(row)
    row.isFirstOfKey = false
    return isLong ? 'pause' : undefined
  }

  /** Ends the rows; returns false if something is missing. */
  end(): boolean {
    this.#endKey()
    this.#watch.end()
    return this.#watch.isWhole
  }

  /** Writes the row of the last key if it had no value. */
  #endKey(): void {
    if (this.#pending === null) return
    const row = this.#row
    row.isValue = false
    row.cell = this.#pending
    row.pieces = null
    this.#pending = null
    this.#writer.add(row)
  }

  #name(cell: CellOffset, value: FileOffset): void {
    const { name } = this.#row
    const { at, length, latin1 } = storedValueName(this.#cells, cell, value)
    if (latin1 && isPlainRun(this.#file, at, at + length)) {
      name.source = this.#file
      name.from = at
      name.to = at + length
      return
    }
    name.source = encoder.encode(spellName(readName(this.#cells.image, at, length, latin1)))
    name.from = 0
    name.to = name.source.length
  }

  /** Returns whether the data is long. */
  #data(value: FileOffset): boolean {
    const cells = this.#cells
    const { image } = cells
    const row = this.#row
    const { data } = row
    const stored = image.u32(value + VK.DATA_SIZE)
    row.pieces = null
    data.source = this.#file
    if (stored >= INLINE) {
      data.from = value + VK.DATA
      data.to = data.from + Math.min(stored - INLINE, MAX_INLINE)
      return false
    }
    if (stored > SEGMENT_DATA) {
      this.#longData(value)
      return true
    }
    const cell = image.u32(value + VK.DATA) as CellOffset
    const length = stored === 0 ? 0 : Math.min(Math.max(0, cells.payloadSize(cell)), stored)
    data.from = length === 0 ? 0 : cells.payloadAt(cell)
    data.to = data.from + length
    if (length < stored) this.#watch.miss()
    return false
  }

  #longData(value: FileOffset): void {
    const length = setData(this.#row, this.#file, dataPieces(this.#cells, value))
    if (length < dataSize(this.#cells, value)) this.#watch.miss()
  }
}
