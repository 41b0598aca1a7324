/**
 * The cells that look like keys, in the order of the file, with the fields that say what takes their space. They are
 * noted while the bins are read in order, so that few of them have to be read again. Whether they are keys is for
 * those to say who refer to them.
 */

import { KEY_FLAG, NK } from '../regf/layout.ts'
import { NIL } from '../regf/offsets.ts'
import type { Words } from '../regf/words.ts'
import { CellNumbers } from './CellNumbers.ts'

/** There is room at first for a key in so many bytes, more than most hives have. */
const BYTES_A_KEY = 256
/** A list that is in no cell. */
const NO_LIST = 0
/** The count of values of a key that has none to read, whatever it says. */
const NO_COUNT = 0xffffffff

export class FoundKeys {
  count = 0
  readonly numbers: CellNumbers
  cells: Uint32Array<ArrayBuffer>
  sizes: Uint32Array<ArrayBuffer>
  /** `NIL` for a key without subkeys and without a list. */
  subkeyLists: Uint32Array<ArrayBuffer>
  valueLists: Uint32Array<ArrayBuffer>
  valueCounts: Uint32Array<ArrayBuffer>
  securities: Uint32Array<ArrayBuffer>
  /** 0 for a key without a class. */
  classes: Uint32Array<ArrayBuffer>
  timesHigh: Uint32Array<ArrayBuffer>
  timesLow: Uint32Array<ArrayBuffer>

  /**
   * Starts without any keys.
   *
   * @param dataSize - size of the hive bins, in bytes
   */
  constructor(dataSize: number) {
    this.numbers = new CellNumbers(dataSize)
    const column = () => new Uint32Array(Math.ceil(dataSize / BYTES_A_KEY))
    this.cells = column()
    this.sizes = column()
    this.subkeyLists = column()
    this.valueLists = column()
    this.valueCounts = column()
    this.securities = column()
    this.classes = column()
    this.timesHigh = column()
    this.timesLow = column()
  }

  /** Makes room for some more. */
  reserve(count: number): void {
    const room = roomFor(this.cells.length, this.count + count)
    if (room === this.cells.length) return
    this.cells = copied(this.cells, room)
    this.sizes = copied(this.sizes, room)
    this.subkeyLists = copied(this.subkeyLists, room)
    this.valueLists = copied(this.valueLists, room)
    this.valueCounts = copied(this.valueCounts, room)
    this.securities = copied(this.securities, room)
    this.classes = copied(this.classes, room)
    this.timesHigh = copied(this.timesHigh, room)
    this.timesLow = copied(this.timesLow, room)
  }

  /**
   * Adds a key; there has to be room for it.
   *
   * @param cell - cell offset
   * @param size - bytes of the cell
   * @param words - the words of the file
   * @param at - index of the first word of the record
   */
  add(cell: number, size: number, words: Words, at: number): void {
    const index = this.count++
    this.numbers.add(cell, index)
    this.cells[index] = cell
    this.sizes[index] = size
    this.timesLow[index] = words[at + (NK.LAST_WRITE >> 2)] as number
    this.timesHigh[index] = words[at + (NK.LAST_WRITE >> 2) + 1] as number
    const list = words[at + (NK.SUBKEY_LIST >> 2)] as number
    const isMissing = list >>> 0 === NIL && words[at + (NK.SUBKEY_COUNT >> 2)] !== 0
    this.subkeyLists[index] = isMissing ? NO_LIST : list
    this.valueLists[index] = words[at + (NK.VALUE_LIST >> 2)] as number
    const isPlain = (((words[at] as number) >>> 16) & KEY_FLAG.PREDEF_HANDLE) === 0
    this.valueCounts[index] = isPlain ? (words[at + (NK.VALUE_COUNT >> 2)] as number) : NO_COUNT
    this.securities[index] = words[at + (NK.SECURITY >> 2)] as number
    if ((words[at + (NK.NAME_LENGTH >> 2)] as number) >>> 16 !== 0) {
      this.classes[index] = words[at + (NK.CLASS >> 2)] as number
    }
  }
}

function roomFor(room: number, count: number): number {
  return count <= room ? room : Math.max(count, room * 2)
}

function copied(array: Uint32Array<ArrayBuffer>, room: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(room)
  larger.set(array)
  return larger
}
