/**
 * What applying logs would change, as keys and values: both trees are walked side by side, subkeys and
 * values paired by name. Nothing is skipped because it lies outside the pages that changed: what a
 * record leads to may change without the record.
 *
 * Bounded on hives that were made to hurt: no key is visited twice, none too deep, and all comparing
 * together has a budget that grows with the hives and that sound ones do not come near.
 */

import { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { valueName } from '../regf/keyValue.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import { CompareBudget } from './CompareBudget.ts'
import { pairByName, subkeysOf, valuesOf } from './pairs.ts'
import { type ChangedPart, PartComparison } from './parts.ts'

/** One key or value that is not the same in both hives. */
export interface HiveChange {
  readonly kind: 'added' | 'removed' | 'changed'
  /** Names from the root (not included) down to the key. */
  readonly path: readonly string[]
  /** The value's name, `''` for the default value; null when it is the key that changed. */
  readonly value: string | null
  /** What differs; empty for what was added or removed. */
  readonly parts: readonly ChangedPart[]
  /** What an added or removed key comes or goes with: keys below it, values in it and in those. */
  readonly along: { readonly keys: number; readonly values: number }
}

export interface ChangeCounts {
  readonly added: number
  readonly removed: number
  readonly changed: number
}

export interface HiveChanges {
  readonly keys: ChangeCounts
  readonly values: ChangeCounts
  /** The first changes, depth first; a key that comes or goes stands for all below it. */
  readonly first: readonly HiveChange[]
  /** How many more there are. */
  readonly more: number
  /** False when damage made the comparison give up: then there are more than it counted. */
  readonly complete: boolean
}

/** One of the two hives; `keys` is how many there are, for the progress. */
export interface ComparedHive {
  readonly cells: CellStore
  readonly root: CellOffset
  readonly keys: number
}

/** Budget of the comparison for a byte of hive; a sound hive spends about one. */
const WORK_A_BYTE = 16

/**
 * Compares two hives that were checked.
 *
 * @param limit - most changes that are listed
 */
export function* findChanges(
  before: ComparedHive,
  after: ComparedHive,
  limit: number,
): Work<HiveChanges> {
  const walk = new PairWalk(before, after, limit)
  yield* walk.run(before.keys + after.keys)
  return walk.result()
}

/** A change while what comes or goes along is still being counted. */
interface OpenChange extends HiveChange {
  readonly along: { keys: number; values: number }
}

/** A key of either hive, NIL where it has none. */
interface KeyPair {
  readonly a: CellOffset
  readonly b: CellOffset
  readonly depth: number
}

class PairWalk {
  readonly #before: CellStore
  readonly #after: CellStore
  readonly #budget: CompareBudget
  readonly #parts: PartComparison
  readonly #limit: number
  readonly #seenBefore: CellBits
  readonly #seenAfter: CellBits
  readonly #stack: KeyPair[]
  /** The key that is visited, behind those above it. */
  readonly #line: KeyPair[] = []
  readonly #keys = { added: 0, removed: 0, changed: 0 }
  readonly #values = { added: 0, removed: 0, changed: 0 }
  readonly #first: HiveChange[] = []
  #more = 0
  /** The topmost key that one hive does not have, while keys below it are visited. */
  #top: { readonly change: OpenChange; readonly depth: number } | null = null

  constructor(before: ComparedHive, after: ComparedHive, limit: number) {
    this.#before = before.cells
    this.#after = after.cells
    this.#limit = limit
    const bytes = before.cells.bins.dataSize + after.cells.bins.dataSize
    this.#budget = new CompareBudget(bytes * WORK_A_BYTE)
    this.#parts = new PartComparison(before.cells, after.cells, this.#budget)
    this.#seenBefore = new CellBits(before.cells.bins.dataSize)
    this.#seenAfter = new CellBits(after.cells.bins.dataSize)
    this.#stack = [{ a: before.root, b: after.root, depth: 0 }]
  }

  /** @param keys - how many keys both hives have together */
  *run(keys: number): Work<void> {
    const budget = this.#budget
    let visited = 0
    for (let pair = this.#next(); pair !== null && !budget.exhausted; pair = this.#next()) {
      const { a, b } = pair
      visited += a === NIL || b === NIL ? 1 : 2
      this.#visitKey(pair)
      const values = pairByName(
        valuesOf(this.#before, a, budget),
        valuesOf(this.#after, b, budget),
        budget,
      )
      for (let index = 0; index < values.length; index += 2) {
        this.#visitValue(values[index] as CellOffset, values[index + 1] as CellOffset)
        if (budget.endsStep()) yield Math.min(1, visited / keys)
      }
      if (pair.depth < LIMIT.DEPTH) this.#pushSubkeys(pair)
      if (budget.endsStep()) yield Math.min(1, visited / keys)
    }
  }

  result(): HiveChanges {
    return {
      keys: this.#keys,
      values: this.#values,
      first: this.#first,
      more: this.#more,
      complete: !this.#budget.exhausted,
    }
  }

  /** The next pair of which at least one was not visited; the other counts as not there. */
  #next(): KeyPair | null {
    for (;;) {
      const pair = this.#stack.pop()
      if (pair === undefined) return null
      const a = isNew(this.#before, this.#seenBefore, pair.a) ? pair.a : NIL
      const b = isNew(this.#after, this.#seenAfter, pair.b) ? pair.b : NIL
      if (a !== NIL || b !== NIL) return { a, b, depth: pair.depth }
    }
  }

  #pushSubkeys({ a, b, depth }: KeyPair): void {
    const budget = this.#budget
    const pairs = pairByName(
      subkeysOf(this.#before, a, budget),
      subkeysOf(this.#after, b, budget),
      budget,
    )
    for (let index = pairs.length - 2; index >= 0; index -= 2) {
      this.#stack.push({
        a: pairs[index] as CellOffset,
        b: pairs[index + 1] as CellOffset,
        depth: depth + 1,
      })
    }
  }

  #visitKey(pair: KeyPair): void {
    const { a, b, depth } = pair
    this.#line.length = depth
    this.#line.push(pair)
    if (this.#top !== null && depth <= this.#top.depth) this.#top = null
    if (a !== NIL && b !== NIL) {
      const parts = this.#parts.ofKeys(a, b)
      if (parts.length === 0) return
      this.#keys.changed++
      this.#list('changed', null, parts)
      return
    }
    const kind = a === NIL ? 'added' : 'removed'
    this.#keys[kind]++
    if (this.#top === null) this.#top = { change: this.#list(kind, null, []), depth }
    else this.#top.change.along.keys++
  }

  #visitValue(a: CellOffset, b: CellOffset): void {
    if (a !== NIL && b !== NIL) {
      const parts = this.#parts.ofValues(a, b)
      if (parts.length === 0) return
      this.#values.changed++
      this.#list('changed', b, parts)
      return
    }
    const kind = a === NIL ? 'added' : 'removed'
    this.#values[kind]++
    if (this.#top === null) this.#list(kind, a === NIL ? b : a, [])
    else this.#top.change.along.values++
  }

  /** Lists a change while there is room. */
  #list(
    kind: HiveChange['kind'],
    value: CellOffset | null,
    parts: readonly ChangedPart[],
  ): OpenChange {
    const along = { keys: 0, values: 0 }
    if (this.#first.length >= this.#limit) {
      this.#more++
      return { kind, path: [], value: null, parts, along }
    }
    const path = this.#line.slice(1).map((pair) => this.#nameOf(pair))
    const cells = kind === 'removed' ? this.#before : this.#after
    const name = value === null ? null : valueName(cells, value, cells.payloadAt(value))
    const change = { kind, path, value: name, parts, along }
    this.#first.push(change)
    return change
  }

  #nameOf({ a, b }: KeyPair): string {
    const cells = b === NIL ? this.#before : this.#after
    const cell = b === NIL ? a : b
    return keyName(cells, cell, cells.payloadAt(cell))
  }
}

function isNew(cells: CellStore, seen: CellBits, cell: CellOffset): boolean {
  return cell !== NIL && findKeyNode(cells, cell) !== 0 && seen.add(cell)
}
