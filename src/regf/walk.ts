/**
 * Visits every key and value that can be read, keys depth first in stored order, by offset and without building
 * an object for any of them: what scans are made of. The walk can be paused after any record, leave out what is
 * below a key, and stop. It is bounded whatever the bytes are: no key is visited twice, and what cannot be
 * read is left out (the check reports it).
 */

import { runToEnd, type Work } from '../work.ts'
import { CellBits } from './CellBits.ts'
import type { CellStore } from './CellStore.ts'
import { findKeyNode } from './keyNode.ts'
import { findKeyValue, valueCount } from './keyValue.ts'
import { BASE, KEY_FLAG, LIST, NK, SIG } from './layout.ts'
import { type CellOffset, type FileOffset, NIL } from './offsets.ts'
import { KEYS_AHEAD, ReadAhead } from './readAhead.ts'
import { eachLeaf } from './subkeyList.ts'

/**
 * How the walk goes on after a record; it visits the next one when nothing is answered.
 *
 * - `skip`: leaves out the values and subkeys of this key. After a value it means nothing.
 * - `pause`: ends the step, for a visitor that has just done much work.
 * - `stop`: ends the walk.
 */
export type WalkAnswer = 'skip' | 'pause' | 'stop' | undefined

/** Gets each record's cell and the file offset of the record. */
export interface WalkVisitor {
  /** @param depth - levels below the key at which the walk began, which is 0 */
  key(cell: CellOffset, key: FileOffset, depth: number): WalkAnswer
  /** @param key - file offset of the key that the value belongs to */
  value(cell: CellOffset, value: FileOffset, key: FileOffset): WalkAnswer
}

/** Keys and values between two pauses. */
const RECORDS_A_STEP = 1024
/** What is below this share of the whole cannot be seen in a fraction, and is not added up. */
const LEAST_SHARE = 1e-6

/**
 * Walks a key and everything below it. A step takes about a tenth of a millisecond, plus the time
 * of the visitor. The bytes must not be edited meanwhile.
 *
 * @param cells - the cells of the hive
 * @param top - cell offset of the key; nothing is visited if there is no key
 * @param visitor - called for every key and value
 * @param keys - number of keys to visit, if it is known from a check. Otherwise the progress is an
 *   estimate: a key shares its part of the whole equally among its subkeys, however much is below each.
 * @returns true if the walk reached its end, false if the visitor stopped it
 */
export function* walkSteps(
  cells: CellStore,
  top: CellOffset,
  visitor: WalkVisitor,
  keys: number | null = null,
): Work<boolean> {
  const walk = new TreeWalk(cells, top, visitor, keys)
  while (walk.step(RECORDS_A_STEP)) yield walk.progress
  return !walk.isStopped
}

/**
 * Walks a key and everything below it without a pause.
 *
 * @param cells - the cells of the hive
 * @param top - cell offset of the key; nothing is visited if there is no key
 * @param visitor - called for every key and value
 * @returns true if the walk reached its end, false if the visitor stopped it
 */
export function walkKeys(cells: CellStore, top: CellOffset, visitor: WalkVisitor): boolean {
  return runToEnd(walkSteps(cells, top, visitor))
}

class TreeWalk {
  readonly #cells: CellStore
  readonly #visitor: WalkVisitor
  readonly #expected: number | null
  #visited = 0
  readonly #seen: CellBits
  readonly #subkeyLists: ListGuard
  readonly #valueLists: ListGuard
  /** Keys still to visit; those of the deepest level on top, and of these the next one. */
  readonly #open = new CellStack()
  readonly #readAhead: ReadAhead
  /** References need not be tried: the check found a record where each of them leads. */
  readonly #isSound: boolean
  readonly #levels = new Levels()
  #isStopped = false
  /** The key that was visited last, how many values it has, and how many of them were visited. */
  #key = 0 as FileOffset
  #valueCount = 0
  #valuesDone = 0
  #progress = 0

  constructor(cells: CellStore, top: CellOffset, visitor: WalkVisitor, expected: number | null) {
    this.#cells = cells
    this.#visitor = visitor
    this.#expected = expected
    this.#seen = new CellBits(cells.bins.dataSize)
    this.#subkeyLists = new ListGuard(cells, this.#seen)
    this.#valueLists = new ListGuard(cells, this.#seen)
    this.#readAhead = new ReadAhead(cells, false)
    // Any other key may have been deleted since, and its cell may hold data that looks like a key.
    this.#isSound = cells.isSound(top) && top === cells.image.u32(BASE.ROOT_CELL)
    this.#open.push(top)
    this.#levels.open(0, 0, 1)
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Fraction of the walk that is done; never less than before. */
  get progress(): number {
    if (this.#expected !== null) return Math.min(1, this.#visited / this.#expected)
    // Rounding may make a sum less than the one before.
    this.#progress = Math.max(this.#progress, this.#levels.progress(this.#valuesDone))
    return this.#progress
  }

  /** Visits up to so many records; false when none is left to visit. */
  step(records: number): boolean {
    let left = records
    while (left > 0 && !this.#isStopped) {
      if (this.#valuesDone < this.#valueCount) {
        left = this.#visitValues(left)
      } else if (this.#open.length > 0) {
        left = this.#visitKey() === 'pause' ? 0 : left - 1
      } else {
        return false
      }
    }
    return !this.#isStopped
  }

  /** Visits up to so many of the key's values; returns how many more records fit into the step. */
  #visitValues(records: number): number {
    const cells = this.#cells
    const visitor = this.#visitor
    const key = this.#key
    const from = this.#valuesDone
    const end = Math.min(this.#valueCount, from + records)
    const list = cells.payloadAt(cells.image.u32(key + NK.VALUE_LIST) as CellOffset)
    const isSound = this.#isSound
    let answer: WalkAnswer
    let index = from
    while (index < end && answer === undefined) {
      const cell = cells.image.u32(list + index++ * 4) as CellOffset
      const value = isSound ? trustedRecord(cells, cell, SIG.VK) : findKeyValue(cells, cell)
      if (value !== 0) answer = visitor.value(cell, value, key)
    }
    this.#valuesDone = index
    this.#valueLists.spend(index - from)
    if (answer === 'stop') this.#isStopped = true
    return answer === 'pause' ? 0 : records - (index - from)
  }

  #visitKey(): WalkAnswer {
    const cells = this.#cells
    const depth = this.#levels.next()
    const begun = this.#levels.begun
    if (begun % KEYS_AHEAD === 0) this.#open.readAhead(this.#readAhead, this.#levels.left)
    const cell = this.#open.pop()
    const key = this.#isSound ? trustedRecord(cells, cell, SIG.NK) : findKeyNode(cells, cell)
    if (key === 0 || !this.#seen.add(cell)) return undefined
    this.#visited++
    const answer = this.#visitor.key(cell, key, depth)
    if (answer === 'stop') this.#isStopped = true
    if (answer === 'stop' || answer === 'skip') return answer
    const isListed = this.#valueLists.allows(cells.image.u32(key + NK.VALUE_LIST))
    this.#key = key
    this.#valuesDone = 0
    this.#valueCount = isListed ? this.#countValues(key) : 0
    this.#levels.open(depth + 1, this.#valueCount, this.#pushSubkeys(key))
    return answer
  }

  #countValues(key: FileOffset): number {
    const cells = this.#cells
    const isPlain = (cells.image.u16(key + NK.FLAGS) & KEY_FLAG.PREDEF_HANDLE) === 0
    return this.#isSound && isPlain ? cells.image.u32(key + NK.VALUE_COUNT) : valueCount(cells, key)
  }

  /** Returns how many there are. */
  #pushSubkeys(key: FileOffset): number {
    const cells = this.#cells
    const list = cells.image.u32(key + NK.SUBKEY_LIST) as CellOffset
    if (!this.#subkeyLists.allows(list)) return 0
    this.#subkeyLists.spend(indexCount(cells, list))
    const from = this.#open.length
    eachLeaf(cells, key, this.#pushLeaf)
    this.#open.reverseFrom(from)
    return this.#open.length - from
  }

  readonly #pushLeaf = (leaf: CellOffset, count: number, size: 4 | 8): undefined => {
    const isIndexed = leaf !== this.#cells.image.u32(this.#key + NK.SUBKEY_LIST)
    if (isIndexed && !this.#subkeyLists.allows(leaf)) return
    this.#subkeyLists.spend(count)
    this.#open.pushEntries(this.#cells, leaf, count, size)
  }
}

/** The record of a cell in a sound hive, 0 when it is of another kind. Does not ask what else is there. */
function trustedRecord(cells: CellStore, cell: CellOffset, signature: number): FileOffset {
  const at = cells.payloadAt(cell)
  const isThere = cell < cells.bins.dataSize && cells.image.u16(at) === signature
  return isThere ? at : (0 as FileOffset)
}

/** Entries of an index, 0 when the list is not one. */
function indexCount(cells: CellStore, list: CellOffset): number {
  if (list === NIL || cells.payloadSize(list) < LIST.ENTRIES) return 0
  const at = cells.payloadAt(list)
  return cells.image.u16(at) === SIG.RI ? cells.image.u16(at + LIST.COUNT) : 0
}

/**
 * Bounds the cost of crafted lists: the lists of a sound hive have, all together, no more entries than fit
 * into it. When more were visited no list is visited again, and when that does not help, since lists overlap,
 * none at all.
 */
class ListGuard {
  readonly #seen: CellBits
  readonly #fitting: number
  #left: number

  constructor(cells: CellStore, seen: CellBits) {
    this.#seen = seen
    this.#fitting = cells.bins.dataSize >>> 2
    this.#left = this.#fitting
  }

  spend(entries: number): void {
    this.#left -= entries
  }

  /** Whether a list may be visited. */
  allows(list: number): boolean {
    if (this.#left >= 0) return true
    return this.#left > -2 * this.#fitting && list !== NIL && this.#seen.add(list)
  }
}

/**
 * The keys on the way down to where the walk is. A level has what one key consists of: its values, which are
 * one part, if it has any, and its subkeys, which are a part each.
 */
class Levels {
  #values = new Uint32Array(64)
  #subkeys = new Uint32Array(64)
  /** How many of the subkeys were begun. */
  #begun = new Uint32Array(64)
  #depth = 0

  /** The values and subkeys of a key become the deepest level. */
  open(depth: number, values: number, subkeys: number): void {
    if (depth === this.#values.length) {
      this.#values = grown(this.#values)
      this.#subkeys = grown(this.#subkeys)
      this.#begun = grown(this.#begun)
    }
    this.#values[depth] = values
    this.#subkeys[depth] = subkeys
    this.#begun[depth] = 0
    this.#depth = depth
  }

  /** How many subkeys of the deepest level come before the one that was begun last, and how many after it. */
  get begun(): number {
    return (this.#begun[this.#depth] as number) - 1
  }

  get left(): number {
    return (this.#subkeys[this.#depth] as number) - (this.#begun[this.#depth] as number)
  }

  /** Begins the next subkey, at the deepest level that has one left; returns its depth. */
  next(): number {
    while (this.#begun[this.#depth] === this.#subkeys[this.#depth]) this.#depth--
    ;(this.#begun[this.#depth] as number)++
    return this.#depth
  }

  /**
   * Fraction of the whole that is done.
   *
   * @param valuesDone - how many of the values at the deepest level were visited
   */
  progress(valuesDone: number): number {
    let done = 0
    let share = 1
    for (let depth = 0; depth <= this.#depth && share > LEAST_SHARE; depth++) {
      const values = this.#values[depth] as number
      const begun = this.#begun[depth] as number
      const ofValues = begun > 0 ? 1 : valuesDone / values
      const parts = (this.#subkeys[depth] as number) + (values > 0 ? 1 : 0)
      if (parts === 0) return done + share
      share /= parts
      done += share * ((values > 0 ? ofValues : 0) + Math.max(0, begun - 1))
    }
    return Math.min(1, done)
  }
}

/** Cells still to visit. */
class CellStack {
  #cells = new Uint32Array(1024)
  length = 0

  push(cell: CellOffset): void {
    if (this.length === this.#cells.length) this.#cells = grown(this.#cells)
    this.#cells[this.length++] = cell
  }

  /** Pushes the cells that a leaf leads to. */
  pushEntries(cells: CellStore, leaf: CellOffset, count: number, size: 4 | 8): void {
    const { image } = cells
    let entry = cells.payloadAt(leaf) + LIST.ENTRIES
    for (let index = 0; index < count; index++, entry += size) {
      this.push(image.u32(entry) as CellOffset)
    }
  }

  /** Reads the next key and as many of the `others` after it as are read at once. */
  readAhead(ahead: ReadAhead, others: number): void {
    ahead.read(this.#cells, this.length - Math.min(others + 1, KEYS_AHEAD), this.length)
  }

  pop(): CellOffset {
    return this.#cells[--this.length] as CellOffset
  }

  /** Turns round what was pushed since, so that it is popped in the order it was pushed. */
  reverseFrom(from: number): void {
    // A subarray for each key would cost more than turning it round.
    const cells = this.#cells
    for (let low = from, high = this.length - 1; low < high; low++, high--) {
      const cell = cells[low] as number
      cells[low] = cells[high] as number
      cells[high] = cell
    }
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
