/**
 * The subkeys or values of two keys, paired by name without case. Lists that agree from the start are
 * paired as they are; only what is left is put in order. Of records that share a name the first goes
 * with the first (regf-format 3.2, 5.3 rule 27).
 */

import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, storedKeyName } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, storedValueName, valueCount } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { compareStoredNames, type StoredName } from '../regf/storedName.ts'
import { countSubkeys, subkeyCells } from '../regf/subkeyList.ts'
import type { CompareBudget } from './CompareBudget.ts'

/** Records of one key and how their names are found. */
export interface NamedCells {
  readonly cells: CellStore
  readonly list: Uint32Array
  readonly nameOf: (cells: CellStore, cell: CellOffset) => StoredName
}

const NONE = new Uint32Array(0)

/** The subkeys of a key that can be read; none of NIL. */
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

/** The values of a key that can be read; none of NIL. */
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

/**
 * Pairs two lists, whose order this may change.
 *
 * @returns cells of the one and the other in turn, NIL where the other has no such name
 */
export function pairByName(
  before: NamedCells,
  after: NamedCells,
  budget: CompareBudget,
): CellOffset[] {
  const { list: a } = before
  const { list: b } = after
  const pairs: CellOffset[] = []
  const compare = (one: NamedCells, x: number, two: NamedCells, y: number): number => {
    const nameX = one.nameOf(one.cells, x as CellOffset)
    const nameY = two.nameOf(two.cells, y as CellOffset)
    budget.spent += 1 + Math.min(nameX.length, nameY.length)
    if (budget.exhausted) return 0
    return compareStoredNames(one.cells.image, nameX, nameY, two.cells.image)
  }
  const at = (list: Uint32Array, index: number) => list[index] as CellOffset
  let same = 0
  while (
    same < a.length &&
    same < b.length &&
    compare(before, at(a, same), after, at(b, same)) === 0
  ) {
    pairs.push(at(a, same), at(b, same))
    same++
  }
  sort(a.subarray(same), (x, y) => compare(before, x, before, y))
  sort(b.subarray(same), (x, y) => compare(after, x, after, y))
  let i = same
  let j = same
  while (i < a.length || j < b.length) {
    const order =
      i === a.length ? 1 : j === b.length ? -1 : compare(before, at(a, i), after, at(b, j))
    pairs.push(order <= 0 ? at(a, i++) : NIL, order >= 0 ? at(b, j++) : NIL)
  }
  return pairs
}

/** Sorts what is not in order already, as subkeys of sound hives are. */
function sort(list: Uint32Array, compare: (x: number, y: number) => number): void {
  for (let index = 1; index < list.length; index++) {
    if (compare(list[index - 1] as number, list[index] as number) > 0) {
      list.sort(compare)
      return
    }
  }
}

function nameOfKey(cells: CellStore, cell: CellOffset): StoredName {
  return storedKeyName(cells, cell, findKeyNode(cells, cell))
}

function nameOfValue(cells: CellStore, cell: CellOffset): StoredName {
  return storedValueName(cells, cell, findKeyValue(cells, cell))
}
