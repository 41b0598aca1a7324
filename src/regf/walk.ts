/**
 * Visits every key and value that can be read, keys depth-first in stored order, by offset and without
 * building an object for any of them: what scans are made of. Bounded: no key is visited twice; what
 * cannot be read is stepped over (the check says what that is).
 */

import { CellBits } from './CellBits.ts'
import type { CellStore } from './CellStore.ts'
import { findKeyNode } from './keyNode.ts'
import { eachValue, findKeyValue } from './keyValue.ts'
import { LIST, NK, SIG } from './layout.ts'
import { type CellOffset, type FileOffset, NIL } from './offsets.ts'
import { eachLeaf } from './subkeyList.ts'

/** Gets each record's cell and where the record is. */
export interface WalkVisitor {
  /** @param depth - 0 for the key the walk began at */
  key(cell: CellOffset, key: FileOffset, depth: number): void
  value(cell: CellOffset, value: FileOffset, key: FileOffset): void
}

/** Walks a key and everything below it. */
export function walkKeys(cells: CellStore, top: CellOffset, visitor: WalkVisitor): void {
  const seen = new CellBits(cells.bins.dataSize)
  const subkeyLists = new ListGuard(cells, seen)
  const valueLists = new ListGuard(cells, seen)
  const stack = new Stack()
  let key = 0 as FileOffset
  let depth = 0
  const visitValue = (cell: CellOffset): undefined => {
    valueLists.spend(1)
    const value = findKeyValue(cells, cell)
    if (value !== 0) visitor.value(cell, value, key)
  }
  const visitLeaf = (leaf: CellOffset, count: number, size: 4 | 8): undefined => {
    const isIndexed = leaf !== cells.image.u32(key + NK.SUBKEY_LIST)
    if (isIndexed && !subkeyLists.allows(leaf)) return
    subkeyLists.spend(count)
    let entry = cells.payloadAt(leaf) + LIST.ENTRIES
    for (let index = 0; index < count; index++, entry += size) {
      stack.push(cells.image.u32(entry) as CellOffset, depth + 1)
    }
  }
  stack.push(top, 0)
  while (stack.length > 0) {
    depth = stack.topDepth
    const cell = stack.pop()
    key = findKeyNode(cells, cell)
    if (key === 0 || !seen.add(cell)) continue
    visitor.key(cell, key, depth)
    if (valueLists.allows(cells.image.u32(key + NK.VALUE_LIST))) eachValue(cells, key, visitValue)
    const list = cells.image.u32(key + NK.SUBKEY_LIST) as CellOffset
    if (!subkeyLists.allows(list)) continue
    subkeyLists.spend(indexCount(cells, list))
    const from = stack.length
    eachLeaf(cells, key, visitLeaf)
    stack.reverseFrom(from)
  }
}

/** Entries of an index, 0 when the list is none. */
function indexCount(cells: CellStore, list: CellOffset): number {
  if (list === NIL || cells.payloadSize(list) < LIST.ENTRIES) return 0
  const at = cells.payloadAt(list)
  return cells.image.u16(at) === SIG.RI ? cells.image.u16(at + LIST.COUNT) : 0
}

/**
 * Bounds what lists that were made to hurt can cost: the lists of a sound hive have, all together, no
 * more entries than fit into it. When more were visited no list is visited again, and when that
 * does not help, since lists overlap, none at all.
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

/** Cells still to visit with their depths. */
class Stack {
  #cells = new Uint32Array(1024)
  #depths = new Uint32Array(1024)
  length = 0

  get topDepth(): number {
    return this.#depths[this.length - 1] as number
  }

  push(cell: CellOffset, depth: number): void {
    if (this.length === this.#cells.length) this.#grow()
    this.#cells[this.length] = cell
    this.#depths[this.length++] = depth
  }

  pop(): CellOffset {
    return this.#cells[--this.length] as CellOffset
  }

  /** Turns round what was pushed since, so that it is popped in the order it was pushed. */
  reverseFrom(from: number): void {
    this.#cells.subarray(from, this.length).reverse()
  }

  #grow(): void {
    const cells = new Uint32Array(this.length * 2)
    cells.set(this.#cells)
    this.#cells = cells
    const depths = new Uint32Array(this.length * 2)
    depths.set(this.#depths)
    this.#depths = depths
  }
}
