/**
 * The subkeys or values of two keys, paired by name without case. Lists are paired in stored order for as long as
 * they agree; only the rest is sorted. If records share a name, the first of one list is paired with the first of
 * the other (regf-format 3.2, 5.3 rule 27).
 */

import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, storedKeyName } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, storedValueName, valueCount } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { compareStoredNames, type StoredName } from '../regf/storedName.ts'
import { countSubkeys, subkeyCells } from '../regf/subkeyList.ts'
import { part, type Work } from '../work.ts'
import type { CompareBudget } from './CompareBudget.ts'
import { sameLength } from './sameLength.ts'

/** The records of one key, and functions that read their names. */
export interface NamedCells {
  readonly cells: CellStore
  readonly list: Uint32Array
  readonly nameOf: (cells: CellStore, cell: CellOffset) => StoredName
}

const NONE = new Uint32Array(0)

/**
 * Lists the subkeys of a key that can be read.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key; NIL has no subkeys
 * @param budget - pays for it
 * @returns the subkeys in stored order
 */
export function subkeysOf(cells: CellStore, cell: CellOffset, budget: CompareBudget): NamedCells {
  const nameOf = nameOfKey
  const key = findKeyNode(cells, cell)
  if (key === 0 || cells.image.u32(key + NK.SUBKEY_COUNT) === 0) {
    return { cells, list: NONE, nameOf }
  }
  const list = cells.image.u32(key + NK.SUBKEY_LIST) as CellOffset
  budget.spent += (Math.max(0, cells.payloadSize(list)) >>> 2) + countSubkeys(cells, key)
  return { cells, list: budget.exhausted ? NONE : subkeyCells(cells, key), nameOf }
}

/**
 * Lists the values of a key that can be read.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the key; NIL has no values
 * @param budget - pays for it
 * @returns the values in stored order
 */
export function valuesOf(cells: CellStore, cell: CellOffset, budget: CompareBudget): NamedCells {
  const nameOf = nameOfValue
  const key = findKeyNode(cells, cell)
  const count = key === 0 ? 0 : valueCount(cells, key)
  budget.spent += count
  if (count === 0 || budget.exhausted) return { cells, list: NONE, nameOf }
  const list = new Uint32Array(count)
  let readable = 0
  eachValue(cells, key, (value) => {
    if (findKeyValue(cells, value) !== 0) list[readable++] = value
    return false
  })
  return { cells, list: list.subarray(0, readable), nameOf }
}

/** Entries that are compared between two possible pauses. */
const AT_ONCE = 4096
/** Progress when both lists are sorted, as a fraction of pairing the rest. */
const SORTED = 0.8

/** The pairs of two lists. The lists may be sorted in place. */
export class Pairing {
  /** Cells of one list and the other alternately; NIL where a list does not have the name. */
  readonly pairs: CellOffset[] = []
  readonly #before: NamedCells
  readonly #after: NamedCells
  readonly #budget: CompareBudget
  /** The number of entries at the start of both lists that are paired. */
  #same = 0

  /**
   * Starts without pairs.
   *
   * @param before - records of the earlier hive
   * @param after - records of the later hive
   * @param budget - pays for comparing names
   */
  constructor(before: NamedCells, after: NamedCells, budget: CompareBudget) {
    this.#before = before
    this.#after = after
    this.#budget = budget
  }

  /**
   * Pairs the lists as far as they agree. Returns true if they agree to their ends; otherwise `finish` has to be
   * run.
   */
  agrees(): boolean {
    this.#pairSame(AT_ONCE)
    return this.#same === this.#before.list.length && this.#same === this.#after.list.length
  }

  /** Pairs the rest, in steps: sorts both lists and merges them. */
  *finish(): Work<void> {
    const before = this.#before
    const after = this.#after
    while (this.#pairSame(AT_ONCE)) if (this.#budget.endsStep()) yield 0
    const a = before.list.subarray(this.#same)
    const b = after.list.subarray(this.#same)
    yield* part(this.#sort(before, a), 0, SORTED / 2)
    yield* part(this.#sort(after, b), SORTED / 2, SORTED)
    let i = 0
    let j = 0
    while (i < a.length || j < b.length) {
      const order = i === a.length ? 1 : j === b.length ? -1 : this.#compare(at(a, i), at(b, j))
      this.pairs.push(order <= 0 ? at(a, i++) : NIL, order >= 0 ? at(b, j++) : NIL)
      if (this.#budget.endsStep()) yield SORTED + ((i + j) / (a.length + b.length)) * (1 - SORTED)
    }
  }

  /** Pairs entries that agree, up to a number of them; true if there may be more. */
  #pairSame(most: number): boolean {
    const a = this.#before.list
    const b = this.#after.list
    const length = Math.min(a.length, b.length)
    const end = Math.min(length, this.#same + most)
    while (this.#same < end) {
      const before = at(a, this.#same)
      const after = at(b, this.#same)
      if (this.#compare(before, after) !== 0) return false
      this.pairs.push(before, after)
      this.#same++
    }
    return end < length
  }

  /** Compares a name of one list with a name of the other. */
  #compare(before: CellOffset, after: CellOffset): number {
    return this.#compareNames(this.#before, before, this.#after, after)
  }

  #compareNames(one: NamedCells, x: CellOffset, two: NamedCells, y: CellOffset): number {
    const budget = this.#budget
    const nameX = one.nameOf(one.cells, x)
    const nameY = two.nameOf(two.cells, y)
    budget.spent += 1 + Math.min(nameX.length, nameY.length)
    if (budget.exhausted) return 0
    // Most names are the same.
    if (nameX.latin1 === nameY.latin1 && nameX.length === nameY.length) {
      const { length } = nameX
      if (sameLength(one.cells.image, nameX.at, two.cells.image, nameY.at, length) === length) {
        return 0
      }
    }
    return compareStoredNames(one.cells.image, nameX, nameY, two.cells.image)
  }

  /** Sorts a list with a stable merge sort: of entries that share a name the first stays first. */
  *#sort(named: NamedCells, list: Uint32Array): Work<void> {
    const budget = this.#budget
    const isInOrder = (x: number, y: number) =>
      this.#compareNames(named, at(list, x), named, at(list, y)) <= 0
    // The subkeys of a sound hive are in order already.
    let sorted = 1
    while (sorted < list.length && isInOrder(sorted - 1, sorted)) {
      sorted++
      if (budget.endsStep()) yield 0
    }
    if (sorted >= list.length) return
    const merged = new Uint32Array(list.length)
    for (let width = 1; width < list.length; width *= 2) {
      for (let start = 0; start < list.length; start += 2 * width) {
        const middle = Math.min(list.length, start + width)
        const end = Math.min(list.length, middle + width)
        let i = start
        let j = middle
        while (i < middle || j < end) {
          const isFirst = j === end || (i < middle && isInOrder(i, j))
          const target = i + j - middle
          merged[target] = list[isFirst ? i++ : j++] as number
          if (budget.endsStep()) yield width / list.length
        }
      }
      list.set(merged)
    }
  }
}

function at(list: Uint32Array, index: number): CellOffset {
  return list[index] as CellOffset
}

function nameOfKey(cells: CellStore, cell: CellOffset): StoredName {
  return storedKeyName(cells, cell, findKeyNode(cells, cell))
}

function nameOfValue(cells: CellStore, cell: CellOffset): StoredName {
  return storedValueName(cells, cell, findKeyValue(cells, cell))
}
