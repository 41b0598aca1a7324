/**
 * Finds the differences between two hives: both trees are walked in parallel, with subkeys and values paired by
 * name. Differences are reported as they are found, so that none has to be kept. Records in pages that are the same
 * in both files are not skipped: the cells that a record refers to may change without the record.
 *
 * The work is bounded on crafted hives: no key is visited twice, none is too deep, and the whole comparison has a
 * budget proportional to the size of the hives, which sound ones do not come near.
 */

import { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { part, type Work } from '../work.ts'
import { CompareBudget } from './CompareBudget.ts'
import type {
  ChangedPart,
  Difference,
  DifferenceKind,
  KeyAttribute,
  KeyPair,
} from './difference.ts'
import { type NamedCells, Pairing, subkeysOf, valuesOf } from './Pairing.ts'
import { PartComparison } from './PartComparison.ts'

/** One of the two hives. It has been checked, and is not edited during the comparison. */
export interface ComparedHive {
  readonly cells: CellStore
  readonly root: CellOffset
  /** The number of keys that its check counted; used to report progress. */
  readonly keys: number
}

export interface CompareOptions {
  /** The attributes of a key to compare besides its name; by default none. */
  readonly attributes?: readonly KeyAttribute[]
  /**
   * Reports every key and value below an added or removed key as a separate difference. Otherwise only the key is
   * reported, with their number, once they have been counted.
   */
  readonly expand?: boolean
}

export interface ChangeCounts {
  readonly added: number
  readonly removed: number
  readonly changed: number
}

/** The number of differences. Keys and values below an added or removed key count too. */
export interface Comparison {
  readonly keys: ChangeCounts
  readonly values: ChangeCounts
  /** False if the comparison gave up because of damage: there are more differences than it counted. */
  readonly complete: boolean
}

/** Budget of a comparison for each byte of either hive; a sound hive spends about one unit. */
const UNITS_A_BYTE = 16
/** Units that visiting a key costs, in addition to its content. */
const UNITS_A_KEY = 64

/**
 * Compares two hives in steps.
 *
 * @example
 * const { keys } = yield* compareSteps(before, after, (difference) => page.push(difference))
 *
 * @param before - the earlier hive
 * @param after - the later hive
 * @param found - gets each difference as it is found: depth first, a key before its values and its
 *   values before its subkeys, each list in the order of names or, where both hives agree, as it is
 *   stored
 * @param options - what to compare, and whether added and removed keys are expanded
 * @returns the number of differences of each kind
 */
export function* compareSteps(
  before: ComparedHive,
  after: ComparedHive,
  found: (difference: Difference) => void,
  options: CompareOptions = {},
): Work<Comparison> {
  const comparison = new TreeComparison(before, after, found, options)
  yield* comparison.run(before.keys + after.keys)
  return comparison.result()
}

/** A key and the subkeys that are still to be compared. */
interface Level {
  readonly key: KeyPair | null
  /** Cells of one hive and the other alternately. */
  readonly subkeys: readonly CellOffset[]
  next: number
}

/** The topmost key that one hive does not have, while the keys and values below it are counted. */
interface OpenKey {
  readonly kind: 'added' | 'removed'
  readonly key: KeyPair
  readonly along: { keys: number; values: number }
}

const NOTHING = { keys: 0, values: 0 }

class TreeComparison {
  readonly #before: CellStore
  readonly #after: CellStore
  readonly #budget: CompareBudget
  readonly #parts: PartComparison
  readonly #found: (difference: Difference) => void
  readonly #expand: boolean
  readonly #seenBefore: CellBits
  readonly #seenAfter: CellBits
  readonly #levels: Level[]
  readonly #keys = { added: 0, removed: 0, changed: 0 }
  readonly #values = { added: 0, removed: 0, changed: 0 }
  #open: OpenKey | null = null

  constructor(
    before: ComparedHive,
    after: ComparedHive,
    found: (difference: Difference) => void,
    { attributes = [], expand = false }: CompareOptions,
  ) {
    this.#before = before.cells
    this.#after = after.cells
    this.#found = found
    this.#expand = expand
    const bytes = before.cells.bins.dataSize + after.cells.bins.dataSize
    this.#budget = new CompareBudget(bytes * UNITS_A_BYTE)
    this.#parts = new PartComparison(before.cells, after.cells, this.#budget, attributes)
    this.#seenBefore = new CellBits(before.cells.bins.dataSize)
    this.#seenAfter = new CellBits(after.cells.bins.dataSize)
    this.#levels = [{ key: null, subkeys: [before.root, after.root], next: 0 }]
  }

  /** @param keys - the number of keys of both hives together */
  *run(keys: number): Work<void> {
    const budget = this.#budget
    let visited = 0
    for (let key = this.#nextKey(); key !== null; key = this.#nextKey()) {
      const { before, after } = key
      budget.spent += UNITS_A_KEY
      visited += before === NIL || after === NIL ? 1 : 2
      const done = Math.min(1, visited / keys)
      this.#compareKey(key)
      const values = this.#pair(valuesOf, key)
      if (!values.agrees()) yield* part(values.finish(), done, done)
      for (let index = 0; index < values.pairs.length && !budget.exhausted; index += 2) {
        this.#compareValue(
          key,
          values.pairs[index] as CellOffset,
          values.pairs[index + 1] as CellOffset,
        )
        if (budget.endsStep()) yield done
      }
      if (key.depth < LIMIT.DEPTH) {
        const subkeys = this.#pair(subkeysOf, key)
        if (!subkeys.agrees()) yield* part(subkeys.finish(), done, done)
        this.#levels.push({ key, subkeys: subkeys.pairs, next: 0 })
      }
      if (budget.endsStep()) yield done
      if (budget.exhausted) break
    }
    this.#closeKey()
  }

  result(): Comparison {
    return { keys: this.#keys, values: this.#values, complete: !this.#budget.exhausted }
  }

  /** The next pair with at least one key that was not visited; a visited key counts as missing. */
  #nextKey(): KeyPair | null {
    for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
      const { subkeys, key: parent } = level
      if (level.next === subkeys.length) {
        this.#levels.pop()
        continue
      }
      const before = unvisited(this.#before, this.#seenBefore, subkeys[level.next++] as CellOffset)
      const after = unvisited(this.#after, this.#seenAfter, subkeys[level.next++] as CellOffset)
      if (before === NIL && after === NIL) continue
      return { before, after, parent, depth: parent === null ? 0 : parent.depth + 1 }
    }
    return null
  }

  #pair(
    listOf: (cells: CellStore, cell: CellOffset, budget: CompareBudget) => NamedCells,
    { before, after }: KeyPair,
  ): Pairing {
    const budget = this.#budget
    const lists = [
      listOf(this.#before, before, budget),
      listOf(this.#after, after, budget),
    ] as const
    return new Pairing(...lists, budget)
  }

  #compareKey(key: KeyPair): void {
    const { before, after, depth } = key
    if (this.#open !== null && depth <= this.#open.key.depth) this.#closeKey()
    if (before !== NIL && after !== NIL) {
      const parts = this.#parts.ofKeys(before, after)
      if (parts.length === 0) return
      this.#keys.changed++
      this.#report('changed', key, null, parts)
      return
    }
    const kind = before === NIL ? 'added' : 'removed'
    this.#keys[kind]++
    if (this.#expand) this.#report(kind, key)
    else if (this.#open === null) this.#open = { kind, key, along: { keys: 0, values: 0 } }
    else this.#open.along.keys++
  }

  #compareValue(key: KeyPair, before: CellOffset, after: CellOffset): void {
    if (before !== NIL && after !== NIL) {
      const parts = this.#parts.ofValues(before, after)
      if (parts.length === 0 || this.#budget.exhausted) return
      this.#values.changed++
      this.#report('changed', key, { before, after }, parts)
      return
    }
    const kind = before === NIL ? 'added' : 'removed'
    this.#values[kind]++
    if (this.#open === null) this.#report(kind, key, { before, after })
    else this.#open.along.values++
  }

  #report(
    kind: DifferenceKind,
    key: KeyPair,
    value: Difference['value'] = null,
    parts: readonly ChangedPart[] = [],
  ): void {
    this.#found({ kind, key, value, parts, along: NOTHING })
  }

  /** Reports the added or removed key once the keys and values below it are counted. */
  #closeKey(): void {
    const open = this.#open
    if (open === null) return
    this.#open = null
    this.#found({ ...open, value: null, parts: [] })
  }
}

/** The cell if it holds a key that was not visited, otherwise NIL. */
function unvisited(cells: CellStore, seen: CellBits, cell: CellOffset): CellOffset {
  return cell !== NIL && findKeyNode(cells, cell) !== 0 && seen.add(cell) ? cell : NIL
}
