/**
 * Finds the differences between two hives: both trees are walked in parallel, with subkeys and values paired by
 * name. Differences are reported as they are found, so that none has to be kept.
 *
 * The cells that a record refers to may change without the record, so a key is the same only if everything that it
 * refers to is. Where both hives have it at the same place, in pages that are the same in both files, that is seen
 * without reading the later hive.
 *
 * The work is bounded on crafted hives: no key is visited twice, none is too deep, and the whole comparison has a
 * budget proportional to the size of the hives, which sound ones do not come near.
 */

import { CellBits } from '../regf/CellBits.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, storedKeyName } from '../regf/keyNode.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { compareStoredNames } from '../regf/storedName.ts'
import { part, type Work } from '../work.ts'
import { CompareBudget } from './CompareBudget.ts'
import type {
  ChangedPart,
  Difference,
  DifferenceKind,
  EarlierCell,
  KeyAttribute,
  KeyPair,
} from './difference.ts'
import { KeyStack } from './KeyStack.ts'
import { type MovedKey, MovedKeys } from './movedKeys.ts'
import { findMoves, type LoneKey } from './moves.ts'
import { type NamedCells, Pairing, subkeysOf, valuesOf } from './Pairing.ts'
import { PartComparison } from './PartComparison.ts'
import { pairRenamed } from './renamed.ts'
import { SamePages } from './SamePages.ts'
import { SameRecords } from './SameRecords.ts'

/** One of the two hives. It has been checked, and is not edited during the comparison. */
export interface ComparedHive {
  readonly cells: CellStore
  readonly root: CellOffset
  /** The number of keys that its check counted; used to report progress. */
  readonly keys: number
  /** Whether its check found no error; what `cells` know about that, if it is left out. */
  readonly isSound?: boolean
}

export interface CompareOptions {
  /** The attributes of a key to compare besides its name; by default none. */
  readonly attributes?: readonly KeyAttribute[]
  /** Compares the names of the roots, which no path has, and which differ in most hives that were made separately. */
  readonly rootName?: boolean
  /**
   * Reports every key and value below an added or removed key as a separate difference. Otherwise only the key is
   * reported, with their number, once they have been counted.
   */
  readonly expand?: boolean
  /**
   * Recognises keys that were moved or renamed with everything below them, whatever their times. Added, removed and
   * moved keys are then reported last. Has no effect if they are expanded.
   */
  readonly moves?: boolean
  /**
   * Tells where a key of the later hive was in the earlier one, if both are states of one hive: a key that was renamed
   * or moved is then compared with what it was, and its new place and what was changed in it are separate differences.
   * NIL for a key that was not there. Has no effect unless moves are looked for.
   */
  readonly earlier?: EarlierCell
  /**
   * Gets each topmost key that only one hive has once what is below it is counted, if moves are looked for: at the end
   * it is reported as added, removed or moved, with the same `order`.
   */
  readonly lone?: (difference: Difference) => void
}

export interface ChangeCounts {
  readonly added: number
  readonly removed: number
  readonly changed: number
}

/** The number of differences. Keys and values below an added, removed or moved key count too. */
export interface Comparison {
  readonly keys: ChangeCounts
  readonly values: ChangeCounts
  /** The keys that were moved, and the values in them. They do not count as added or removed. */
  readonly moved: { readonly keys: number; readonly values: number }
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

/** The topmost key that one hive does not have, while the keys and values below it are counted. */
interface OpenKey extends LoneKey {
  readonly along: { keys: number; values: number }
}

const NOTHING = { keys: 0, values: 0 }
/** The progress once the pages of both files are compared, and once the trees are if moves are looked for. */
const PAGES_COMPARED = 0.2
const TREES_COMPARED = 0.8

class TreeComparison {
  readonly #before: CellStore
  readonly #after: CellStore
  readonly #budget: CompareBudget
  readonly #parts: PartComparison
  #found: (difference: Difference) => void
  readonly #options: CompareOptions
  readonly #stack: KeyStack
  /** The keys that were visited; null for a sound hive, in which each is visited once anyway. */
  #seenBefore: CellBits | null
  #seenAfter: CellBits | null
  /** Recognises what is the same at the same place; null if the hives cannot be compared that way. */
  #same: SameRecords | null = null
  readonly #keys = { added: 0, removed: 0, changed: 0 }
  readonly #values = { added: 0, removed: 0, changed: 0 }
  readonly #moved = { keys: 0, values: 0 }
  #visited = 0
  #order = 0
  #open: OpenKey | null = null
  /** Keys that only one hive has, kept until moves are found; null if they are not looked for. */
  #lone: LoneKey[] | null
  /** Whether all keys were visited, and those that were moved are compared. */
  #isMoving = false

  constructor(
    before: ComparedHive,
    after: ComparedHive,
    found: (difference: Difference) => void,
    options: CompareOptions,
  ) {
    this.#before = before.cells
    this.#after = after.cells
    this.#found = found
    this.#options = options
    const bytes = before.cells.bins.dataSize + after.cells.bins.dataSize
    this.#budget = new CompareBudget(bytes * UNITS_A_BYTE)
    const { attributes = [] } = options
    this.#parts = new PartComparison(before.cells, after.cells, this.#budget, attributes)
    this.#seenBefore = seenIn(before)
    this.#seenAfter = seenIn(after)
    const near = before.cells.image.isFlat ? before.cells : after.cells
    this.#stack = new KeyStack(before.root, after.root, near)
    this.#lone = options.moves === true && options.expand !== true ? [] : null
  }

  /** @param keys - the number of keys of both hives together */
  *run(keys: number): Work<void> {
    const compared = this.#lone === null ? 1 : TREES_COMPARED
    yield* part(this.#compareTrees(keys), 0, compared)
    yield* part(this.#compareMoved(), compared, compared)
    if (this.#lone !== null) yield* part(this.#reportLone(this.#lone), compared, 1)
  }

  *#compareTrees(keys: number): Work<void> {
    yield* part(this.#findSame(), 0, PAGES_COMPARED)
    yield* this.#visit(
      () => PAGES_COMPARED + Math.min(1, this.#visited / keys) * (1 - PAGES_COMPARED),
    )
  }

  /** Compares the keys that are to be visited, and all keys below them. */
  *#visit(progress: () => number): Work<void> {
    const budget = this.#budget
    while (!budget.exhausted && this.#takeKey()) {
      const done = progress()
      if (!this.#isSameKey()) yield* this.#compareKey(done)
      if (budget.endsStep()) yield done
    }
    this.#closeKey()
  }

  /** Compares keys that are known to have been moved to another parent with what they were. */
  *#compareMoved(): Work<void> {
    const lone = this.#lone
    const { earlier } = this.#options
    if (lone === null || earlier === undefined) return
    this.#isMoving = true
    const known = new MovedKeys(earlier)
    for (const one of lone) known.add(one)
    // What is below these keys was counted, and not compared.
    this.#seenBefore = this.#seenBefore && new CellBits(this.#before.bins.dataSize)
    this.#seenAfter = this.#seenAfter && new CellBits(this.#after.bins.dataSize)
    const paired = new Set<LoneKey>()
    const room = new Map<LoneKey, number>()
    for (let next = known.take(); next !== undefined; next = known.take()) {
      for (const one of [next.was, next.is]) {
        paired.add(one)
        this.#uncount(one)
      }
      const found = yield* this.#compareMovedKey(next, room)
      for (const one of found) {
        lone.push(one)
        known.add(one)
      }
    }
    this.#lone = lone.filter((one) => !paired.has(one))
  }

  /**
   * Reports a key that was moved, and what differs in it.
   *
   * @param room - how far apart the order of a key and that of the next difference are, if it is less than 1
   * @returns the topmost keys below it that only one hive has
   */
  *#compareMovedKey({ was, is }: MovedKey, room: Map<LoneKey, number>): Work<readonly LoneKey[]> {
    const { before, parent } = was.key
    const moved = parent === null ? {} : { movedFrom: parent }
    const key: KeyPair = { ...is.key, before, ...moved }
    const report = this.#found
    const below: Difference[] = []
    const lone: LoneKey[] = []
    this.#found = (one) => below.push(one)
    this.#lone = lone
    this.#order = 0
    this.#stack.restart(key)
    yield* this.#compareKey(0)
    yield* this.#visit(() => 0)
    this.#found = report
    this.#moved.keys++
    const { order } = is
    report({ kind: 'moved', key, from: was.key, value: null, parts: [], along: NOTHING, order })
    // They come before whatever follows the key.
    const apart = (room.get(is) ?? 1) / (this.#order + 1)
    const placed = <T extends { readonly order: number }>(one: T): T => {
      return { ...one, order: order + apart * (one.order + 1) }
    }
    for (const one of below) report(placed(one))
    const found = lone.map(placed)
    for (const one of found) room.set(one, apart)
    return found
  }

  result(): Comparison {
    const complete = !this.#budget.exhausted
    return { keys: this.#keys, values: this.#values, moved: this.#moved, complete }
  }

  *#findSame(): Work<void> {
    const before = this.#before
    const after = this.#after
    const isSound = this.#seenBefore === null && this.#seenAfter === null
    if (!isSound || before.minor !== after.minor || before.minor < 2) return
    const pages = yield* SamePages.find(before.image, after.image)
    this.#same = new SameRecords(before, after, pages, this.#options.attributes ?? [])
  }

  /** Takes the next pair with at least one key that was not visited; a visited key counts as missing. */
  #takeKey(): boolean {
    const stack = this.#stack
    while (stack.take()) {
      const before = unvisited(this.#before, this.#seenBefore, stack.before)
      const after = unvisited(this.#after, this.#seenAfter, stack.after)
      if (before === NIL && after === NIL) continue
      if (before !== stack.before || after !== stack.after) stack.replace(before, after)
      return true
    }
    return false
  }

  /** Whether the key is the same in both hives. Its subkeys come next then. */
  #isSameKey(): boolean {
    const same = this.#same
    const stack = this.#stack
    const { before: cell, depth } = stack
    if (same === null || cell !== stack.after || !same.isSameKey(cell)) return false
    const values = same.countSameValues(cell)
    if (values < 0) return false
    const from = stack.length
    if (depth < LIMIT.DEPTH && !same.pushSameSubkeys(cell, stack)) {
      stack.cut(from)
      return false
    }
    stack.open(from)
    this.#visited += 2
    this.#budget.spent += UNITS_A_KEY + values
    if (this.#open !== null && depth <= this.#open.key.depth) this.#closeKey()
    return true
  }

  /** Compares a key and its values, and pairs its subkeys. */
  *#compareKey(done: number): Work<void> {
    const budget = this.#budget
    const stack = this.#stack
    budget.spent += UNITS_A_KEY
    this.#visited += stack.before === NIL || stack.after === NIL ? 1 : 2
    this.#compareRecord()
    const values = this.#pair(valuesOf)
    if (!values.agrees()) yield* part(values.finish(), done, done)
    for (let index = 0; index < values.pairs.length && !budget.exhausted; index += 2) {
      this.#compareValue(values.pairs[index] as CellOffset, values.pairs[index + 1] as CellOffset)
      if (budget.endsStep()) yield done
    }
    if (stack.depth >= LIMIT.DEPTH) return
    const subkeys = this.#pair(subkeysOf)
    if (!subkeys.agrees()) {
      yield* part(subkeys.finish(), done, done)
      const { earlier } = this.#options
      if (this.#lone !== null && earlier !== undefined) pairRenamed(subkeys.pairs, earlier, budget)
    }
    const from = stack.length
    for (let index = 0; index < subkeys.pairs.length; index += 2) {
      const cells = [subkeys.pairs[index], subkeys.pairs[index + 1]] as [CellOffset, CellOffset]
      if (cells[0] !== NIL || cells[1] !== NIL) stack.push(...cells)
    }
    stack.open(from)
  }

  #pair(
    listOf: (cells: CellStore, cell: CellOffset, budget: CompareBudget) => NamedCells,
  ): Pairing {
    const budget = this.#budget
    const { before, after } = this.#stack
    return new Pairing(
      listOf(this.#before, before, budget),
      listOf(this.#after, after, budget),
      budget,
    )
  }

  #compareRecord(): void {
    const stack = this.#stack
    const { before, after } = stack
    if (this.#open !== null && stack.depth <= this.#open.key.depth) this.#closeKey()
    if (before !== NIL && after !== NIL) {
      const all = this.#parts.ofKeys(before, after)
      const canBeNamed =
        stack.depth > 0 && this.#lone !== null && this.#options.earlier !== undefined
      const isOther = canBeNamed && all.includes('name')
      const isMoved = isOther && stack.pair.movedFrom !== undefined
      const isRenamed = isOther && !isMoved && this.#isRenamed(before, after)
      if (isRenamed) this.#reportRenamed()
      const isNamed = !isRenamed && !isMoved && (stack.depth > 0 || this.#options.rootName === true)
      const parts = isNamed ? all : all.filter((part) => part !== 'name')
      if (parts.length === 0) return
      this.#keys.changed++
      this.#report('changed', null, parts)
      return
    }
    const kind = before === NIL ? 'added' : 'removed'
    this.#keys[kind]++
    if (this.#options.expand === true) this.#report(kind)
    else if (this.#open === null) {
      this.#open = { kind, key: stack.pair, along: { keys: 0, values: 0 }, order: this.#order++ }
    } else this.#open.along.keys++
  }

  /** Whether the names of a key differ in more than letter case. */
  #isRenamed(before: CellOffset, after: CellOffset): boolean {
    const [here, there] = [this.#before, this.#after]
    const name = storedKeyName(here, before, here.payloadAt(before))
    const other = storedKeyName(there, after, there.payloadAt(after))
    return compareStoredNames(here.image, name, other, there.image) !== 0
  }

  #reportRenamed(): void {
    const key = this.#stack.pair
    this.#moved.keys++
    const from = { ...key, after: NIL }
    const order = this.#order++
    this.#found({ kind: 'moved', key, from, value: null, parts: [], along: NOTHING, order })
  }

  #compareValue(before: CellOffset, after: CellOffset): void {
    if (before !== NIL && after !== NIL) {
      const parts = this.#parts.ofValues(before, after)
      if (parts.length === 0 || this.#budget.exhausted) return
      this.#values.changed++
      this.#report('changed', { before, after }, parts)
      return
    }
    const kind = before === NIL ? 'added' : 'removed'
    this.#values[kind]++
    if (this.#open === null) this.#report(kind, { before, after })
    else this.#open.along.values++
  }

  #report(
    kind: DifferenceKind,
    value: Difference['value'] = null,
    parts: readonly ChangedPart[] = [],
  ): void {
    const order = this.#order++
    this.#found({ kind, key: this.#stack.pair, from: null, value, parts, along: NOTHING, order })
  }

  /** Reports the added or removed key once the keys and values below it are counted. */
  #closeKey(): void {
    const open = this.#open
    if (open === null) return
    this.#open = null
    if (this.#lone === null) this.#found({ ...open, from: null, value: null, parts: [] })
    else {
      this.#lone.push(open)
      if (!this.#isMoving) this.#options.lone?.({ ...open, from: null, value: null, parts: [] })
    }
  }

  /** Reports the keys that only one hive has, those that were moved as one difference. */
  *#reportLone(lone: readonly LoneKey[]): Work<void> {
    const hives = { before: this.#before, after: this.#after }
    const attributes = (this.#options.attributes ?? []).filter((one) => one !== 'time')
    const budget = this.#budget
    const knowsRenamed = this.#options.earlier !== undefined
    const parts = new PartComparison(hives.before, hives.after, budget, attributes)
    const moves = yield* findMoves(lone, { hives, parts, budget, knowsRenamed })
    const origins = new Set(moves.values())
    for (const one of lone) {
      if (origins.has(one)) continue
      const origin = moves.get(one)
      if (origin !== undefined) {
        this.#uncount(one)
        this.#uncount(origin)
        this.#countMoved(one.along)
      }
      const kind = origin === undefined ? one.kind : 'moved'
      const from = origin?.key ?? null
      const { key, along, order } = one
      this.#found({ kind, key, from, value: null, parts: [], along, order })
    }
  }

  /** Counts a key that was moved no longer as one that only one hive has. */
  #uncount({ kind, along: { keys, values } }: LoneKey): void {
    this.#keys[kind] -= keys + 1
    this.#values[kind] -= values
  }

  #countMoved({ keys, values }: LoneKey['along']): void {
    this.#moved.keys += keys + 1
    this.#moved.values += values
  }
}

/** The keys visited in a hive; null where the check found that none is listed twice. */
function seenIn({ cells, root, isSound = cells.isSound(root) }: ComparedHive): CellBits | null {
  return isSound ? null : new CellBits(cells.bins.dataSize)
}

/** The cell if it holds a key that was not visited, otherwise NIL. */
function unvisited(cells: CellStore, seen: CellBits | null, cell: CellOffset): CellOffset {
  if (cell === NIL || seen === null) return cell
  return findKeyNode(cells, cell) !== 0 && seen.add(cell) ? cell : NIL
}
