/**
 * Visits every key and value that can be read, keys depth-first in stored order, by offset and without
 * building an object for any of them: what scans are made of. Bounded: no key is visited twice, none
 * deeper than the limit; what cannot be read is stepped over (the check says what that is).
 */

import { CellBits } from './CellBits.ts'
import type { CellStore } from './CellStore.ts'
import { findKeyNode } from './keyNode.ts'
import { eachValue, findKeyValue } from './keyValue.ts'
import { LIMIT } from './layout.ts'
import type { CellOffset, FileOffset } from './offsets.ts'
import { eachSubkey } from './subkeyList.ts'

/** Gets each record's cell and where the record is. */
export interface WalkVisitor {
  /** @param depth - 0 for the key the walk began at */
  key(cell: CellOffset, key: FileOffset, depth: number): void
  value(cell: CellOffset, value: FileOffset, key: FileOffset): void
}

/** Walks a key and everything below it. */
export function walkKeys(cells: CellStore, top: CellOffset, visitor: WalkVisitor): void {
  const seen = new CellBits(cells.bins.dataSize)
  const stack = new Stack()
  let key = 0 as FileOffset
  let depth = 0
  const visitValue = (cell: CellOffset): undefined => {
    const value = findKeyValue(cells, cell)
    if (value !== 0) visitor.value(cell, value, key)
  }
  const visitSubkey = (child: CellOffset): undefined => {
    stack.push(child, depth + 1)
  }
  stack.push(top, 0)
  while (stack.length > 0) {
    depth = stack.topDepth
    const cell = stack.pop()
    key = findKeyNode(cells, cell)
    if (key === 0 || !seen.add(cell)) continue
    visitor.key(cell, key, depth)
    eachValue(cells, key, visitValue)
    if (depth === LIMIT.DEPTH) continue
    const from = stack.length
    eachSubkey(cells, key, visitSubkey)
    stack.reverseFrom(from)
  }
}

/** Cells still to visit with their depths. */
class Stack {
  #cells = new Uint32Array(1024)
  #depths = new Uint16Array(1024)
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
    const depths = new Uint16Array(this.length * 2)
    depths.set(this.#depths)
    this.#depths = depths
  }
}
