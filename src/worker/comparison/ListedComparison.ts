/**
 * A comparison of two hives, listed as a tree. Its rows show the hives as they were compared, also while it runs, and
 * whatever is edited later. Differences that steps of a document have taken over are left out until they are undone.
 */

import { upcase } from '../../bytes/upcase.ts'
import type { Comparison } from '../../compare/compare.ts'
import {
  type ComparedCells,
  type Difference,
  type DifferenceKind,
  type KeyPair,
  pathIn,
} from '../../compare/difference.ts'
import { HiveError } from '../../errors.ts'
import type { Hive } from '../../offreg/Hive.ts'
import { keyName } from '../../regf/keyNode.ts'
import { type CellOffset, NIL } from '../../regf/offsets.ts'
import { shownName } from '../../text/visibleText.ts'
import { RECORDS_A_STEP, type Work } from '../../work.ts'
import type { HiveDocument } from '../HiveDocument.ts'
import {
  type ComparedParts,
  type ComparisonId,
  type ComparisonState,
  type DifferenceFilter,
  NO_FILTER,
  type SideName,
  type Subject,
} from '../protocol.ts'
import { valueTest } from '../valueFilter.ts'
import type { ComparedSide } from './ComparedSide.ts'
import { DifferenceRows } from './DifferenceRows.ts'
import { DifferenceTree, type Node } from './DifferenceTree.ts'
import { StepLedger } from './StepLedger.ts'

export type Sides = Readonly<Record<SideName, ComparedSide>>

const HAS_TEXT = 1
const IN_NAME = 2

export class ListedComparison {
  readonly id: ComparisonId
  readonly parts: ComparedParts
  sides: Sides
  tree: DifferenceTree
  rows: DifferenceRows
  #differences: Difference[] = []
  #result: Comparison | null = null
  #filter: DifferenceFilter = NO_FILTER
  /** For each node `HAS_TEXT` if it has the text of the filter, and `IN_NAME` if its path has it. */
  #withText = new Uint8Array(0)
  #version = 0
  /** Whether there are differences that are not in the rows. */
  #isBehind = false
  readonly #ledgers = new Map<HiveDocument, StepLedger>()
  readonly #changed: (comparison: ListedComparison) => void
  readonly #closed: (comparison: ListedComparison) => void

  /**
   * @param changed - called when a step of a document changes what is left
   * @param closed - called when a document is closed that it needs
   */
  constructor(
    { id, parts, sides }: Pick<ListedComparison, 'id' | 'parts' | 'sides'>,
    changed: (comparison: ListedComparison) => void,
    closed: (comparison: ListedComparison) => void,
  ) {
    this.id = id
    this.parts = parts
    this.sides = sides
    this.#changed = changed
    this.#closed = closed
    this.tree = new DifferenceTree(this.#differences)
    this.rows = this.#newRows()
    this.#follow()
  }

  /** Bytes of memory that only the comparison needs. */
  get held(): number {
    return this.sides.left.held + this.sides.right.held
  }

  /** The hives as they were compared. */
  get cells(): ComparedCells {
    const { left, right } = this.sides
    return { before: left.frozen.cells, after: right.frozen.cells }
  }

  /** Takes a difference that was found. */
  add(difference: Difference): void {
    this.#differences.push(difference)
    this.#isBehind = true
  }

  /** Begins again with the hives as they are now. */
  restart(sides: Sides): void {
    this.#leave()
    this.sides = sides
    this.#differences = []
    this.tree = new DifferenceTree(this.#differences)
    this.rows = this.#newRows()
    this.#result = null
    this.#withText = new Uint8Array(0)
    this.#isBehind = true
    this.#follow()
  }

  /** Puts all differences in their places, in steps: it has ended. */
  *endSteps(result: Comparison): Work<void> {
    this.tree = yield* this.tree.builtSteps()
    this.rows.follow(this.tree)
    this.#result = result
    this.#withText = new Uint8Array(0)
    this.#isBehind = true
    this.refresh()
  }

  /** Lists some of the differences, in steps. */
  *filterSteps(filter: DifferenceFilter): Work<void> {
    const { size } = this.tree
    const withText = new Uint8Array(size)
    const test = this.#textTest(filter.text, withText)
    for (let node = 0; node < size; node++) {
      test(node)
      if (node % RECORDS_A_STEP === 0) yield node / size
    }
    this.#filter = filter
    // It may have been built again meanwhile.
    this.#withText = size === this.tree.size ? withText : new Uint8Array(0)
    this.#extendText()
    this.#list()
  }

  /** Brings the rows up to date with the differences. */
  refresh(): void {
    if (!this.#isBehind) return
    this.tree.grow()
    this.#extendText()
    this.#list()
  }

  /** The rows have changed in another way. */
  touch(): void {
    this.#version++
  }

  get state(): ComparisonState {
    this.refresh()
    const kinds: Record<DifferenceKind, number> = { added: 0, removed: 0, changed: 0, moved: 0 }
    const taken = this.#taken
    for (const [number, { kind }] of this.#differences.entries()) {
      if (!taken.has(number)) kinds[kind]++
    }
    return {
      comparison: this.id,
      version: this.#version,
      rows: this.rows.total,
      listed: this.rows.layout.total,
      total: this.#differences.length - taken.size,
      kinds,
      taken: taken.size,
      outdated: (['left', 'right'] as const).filter((side) => this.#ledger(side)?.isOutdated),
      result: this.#result,
    }
  }

  /** The differences of some rows, or all that are listed (null), with their numbers. */
  chosen(rows: Uint32Array | null): { numbers: readonly number[]; list: Difference[] } {
    this.refresh()
    const numbers = rows === null ? this.rows.all() : this.rows.chosen(rows)
    return { numbers, list: numbers.map((number) => this.#differences[number] as Difference) }
  }

  /** The differences that were not taken over. */
  get left(): readonly Difference[] {
    const taken = this.#taken
    return this.#differences.filter((_, number) => !taken.has(number))
  }

  /** The differences that were taken over into the hive of a side. */
  takenInto(side: SideName): readonly Difference[] {
    const numbers = this.#ledger(side)?.taken ?? []
    return numbers.map((number) => this.#differences[number] as Difference)
  }

  /** @throws HiveError `stale` when a hive was edited otherwise than by taking over differences */
  requireCurrent(): void {
    const { outdated } = this.state
    if (outdated.length > 0) {
      throw new HiveError('stale', 'a hive was edited since it was compared')
    }
  }

  /** The ledger of the document on a side; undefined without one. */
  ledger(side: SideName): StepLedger | undefined {
    return this.#ledger(side)
  }

  /** The names from the root of a hive down to a key of it, or to where it would be there. */
  pathIn(side: SideName, key: KeyPair): readonly string[] {
    const hive = side === 'left' ? 'before' : 'after'
    return [...this.sides[side].opened.path, ...pathIn(key, this.cells, hive)]
  }

  /** Ends it. Returns the hives that were read for it. */
  release(): readonly Hive[] {
    this.#leave()
    const { left, right } = this.sides
    return [left, right].filter(({ isOwn }) => isOwn).map(({ opened }) => opened.hive)
  }

  get #taken(): ReadonlySet<number> {
    return new Set([...this.#ledgers.values()].flatMap(({ taken }) => taken))
  }

  #ledger(side: SideName): StepLedger | undefined {
    const { doc } = this.sides[side].opened
    return doc === null ? undefined : this.#ledgers.get(doc)
  }

  #newRows(): DifferenceRows {
    return new DifferenceRows(this.tree, {
      loneAt: (node) => {
        const difference = this.tree.differenceAt(node)
        if (difference === null || difference.value !== null) return null
        const { before, after } = difference.key
        const { cells } = this
        if (difference.kind === 'removed') return { cells: cells.before, cell: before }
        return difference.kind === 'added' ? { cells: cells.after, cell: after } : null
      },
    })
  }

  #follow(): void {
    const { left, right } = this.sides
    for (const { opened } of [left, right]) {
      for (const document of [opened.doc, opened.owner]) {
        if (document === null || this.#ledgers.has(document)) continue
        const ledger = new StepLedger(
          () => {
            this.#list()
            this.#changed(this)
          },
          () => this.#closed(this),
        )
        this.#ledgers.set(document, ledger)
        document.followers.add(ledger)
      }
    }
  }

  #leave(): void {
    for (const [document, ledger] of this.#ledgers) document.followers.delete(ledger)
    this.#ledgers.clear()
    this.sides.left.release()
    this.sides.right.release()
  }

  /** Lists the nodes that the filter leaves. */
  #list(): void {
    const { tree } = this
    const taken = this.#taken
    const { kinds, subjects } = this.#filter
    const listed = new Uint8Array(tree.size)
    for (let node = 0; node < tree.size; node++) {
      const difference = tree.differenceAt(node)
      if (difference === null || ((this.#withText[node] as number) & HAS_TEXT) === 0) continue
      if (taken.has(tree.differences[node] as number)) continue
      if (kinds !== null && !kinds.includes(difference.kind)) continue
      if (subjects === null || subjectsOf(difference).some((one) => subjects.includes(one))) {
        listed[node] = 1
      }
    }
    this.rows.list(listed)
    this.#isBehind = false
    this.#version++
  }

  /** Tests the nodes that were added for the text. */
  #extendText(): void {
    const known = this.#withText.length
    const { size } = this.tree
    if (known === size) return
    const withText = new Uint8Array(size)
    withText.set(this.#withText)
    this.#withText = withText
    const test = this.#textTest(this.#filter.text, withText)
    for (let node = known; node < size; node++) test(node)
  }

  /** Makes the test whether a node has a text: in its name, its data, or the name of a key above it. */
  #textTest(text: string, withText: Uint8Array): (node: Node) => void {
    if (text === '') {
      return (node) => {
        withText[node] = HAS_TEXT
      }
    }
    const { tree, cells } = this
    const wanted = upcase(text)
    const tests = { before: valueTest(cells.before, text), after: valueTest(cells.after, text) }
    const hasName = (side: 'before' | 'after', cell: CellOffset) => {
      const name = keyName(cells[side], cell, cells[side].payloadAt(cell))
      return upcase(shownName(name)).includes(wanted)
    }
    return (node) => {
      const parent = tree.parents[node] as Node
      if (parent >= 0 && ((withText[parent] as number) & IN_NAME) !== 0) {
        withText[node] = HAS_TEXT | IN_NAME
        return
      }
      const value = tree.isValue(node) ? (tree.differenceAt(node)?.value ?? null) : null
      const pair = value ?? (tree.keys[node] as KeyPair)
      const has = (side: 'before' | 'after') => {
        const cell = pair[side]
        if (cell === NIL) return false
        return value === null ? hasName(side, cell) : tests[side](cell)
      }
      if (!has('before') && !has('after')) return
      withText[node] = value === null && node > 0 ? HAS_TEXT | IN_NAME : HAS_TEXT
    }
  }
}

function subjectsOf({ kind, value, parts }: Difference): readonly Subject[] {
  if (value !== null) return ['values']
  if (kind !== 'changed') return ['keys']
  return parts.map((part) =>
    part === 'time' ? 'times' : part === 'security' ? 'security' : 'keys',
  )
}
