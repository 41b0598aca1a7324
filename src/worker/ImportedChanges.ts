/**
 * The changes of a text that was read: what each would do, which of them are accepted, and the rows that list them in
 * the order of their lines, with the lines that were passed over.
 */

import { upcase } from '../bytes/upcase.ts'
import type { ChangeList } from '../edit/ChangeList.ts'
import type { Change, ChangeSource } from '../edit/change.ts'
import { tryChangesSteps } from '../edit/changes.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { SkippedLine } from '../regtext/lineProblem.ts'
import type { Work } from '../work.ts'
import { ChangeEffects } from './ChangeEffects.ts'
import type { ImportKind, ImportKindCount, ImportListed } from './protocol.ts'

const KINDS: readonly ImportKind[] = [
  ...(['created', 'replaced', 'changed', 'deleted', 'none', 'skipped'] as const),
]
/** Rows between two pauses. */
const ROWS_A_STEP = 4096
/** So many changes are tried again whenever one of them is declined, since others may have another effect then. */
const MOST_TRIED_AGAIN = 50_000

export class ImportedChanges {
  readonly changes: ChangeList
  readonly skipped: readonly SkippedLine[]
  readonly effects: ChangeEffects
  /** Whether each change is accepted. */
  readonly #accepted: Uint8Array
  /** The rows in order: the index of a change, or that of a skipped line behind all changes. */
  readonly #rows: Uint32Array
  #listed: { readonly by: string; readonly rows: Uint32Array } | null = null

  constructor(changes: ChangeList, skipped: readonly SkippedLine[]) {
    this.changes = changes
    this.skipped = skipped
    this.effects = new ChangeEffects(changes.length)
    this.#accepted = new Uint8Array(changes.length).fill(1)
    this.#rows = inOrder(changes, skipped)
  }

  /** The accepted changes, in order. */
  get accepted(): ChangeSource {
    return new AcceptedChanges(this.changes, this.#accepted)
  }

  /** How many rows of each kind there are, and how many changes of it are accepted. */
  get kinds(): readonly ImportKindCount[] {
    const counts = KINDS.map(() => ({ count: 0, accepted: 0 }))
    for (let index = 0; index < this.changes.length; index++) {
      const one = counts[KINDS.indexOf(this.effects.kindOf(index))]
      if (one === undefined) continue
      one.count++
      one.accepted += this.#accepted[index] as number
    }
    const skipped = { count: this.skipped.length, accepted: 0 }
    return KINDS.map((kind, at) => ({ kind, ...(kind === 'skipped' ? skipped : counts[at]) }))
      .map(({ kind, count = 0, accepted = 0 }) => ({ kind, count, accepted }))
      .filter(({ count }) => count > 0)
  }

  isAccepted(index: number): boolean {
    return this.#accepted[index] === 1
  }

  kindOf(row: number): ImportKind {
    return row < this.changes.length ? this.effects.kindOf(row) : 'skipped'
  }

  /** Tries the accepted changes; the effects of the others stay as they are. */
  *trySteps(hive: Hive): Work<void> {
    const source = new AcceptedChanges(this.changes, this.#accepted)
    yield* tryChangesSteps(hive, source, (_, effect) => this.effects.set(source.index, effect))
    this.#listed = null
  }

  /** The rows that are listed, by the number of their change or line. */
  *listedSteps({ kinds, text }: ImportListed): Work<Uint32Array> {
    const by = JSON.stringify([kinds, text])
    if (this.#listed?.by === by) return this.#listed.rows
    const wanted = upcase(text)
    const found = new Uint32Array(this.#rows.length)
    let count = 0
    let path: readonly string[] | null = null
    let isWanted = false
    for (const [at, row] of this.#rows.entries()) {
      if (at % ROWS_A_STEP === ROWS_A_STEP - 1) yield at / this.#rows.length
      if (kinds !== null && !kinds.includes(this.kindOf(row))) continue
      if (wanted !== '') {
        if (row >= this.changes.length) continue
        const change = this.changes.at(row)
        if (change.path !== path) {
          path = change.path
          isWanted = upcase(path.join('\\')).includes(wanted)
        }
        const hasName = 'name' in change && upcase(change.name).includes(wanted)
        if (!isWanted && !hasName) continue
      }
      found[count++] = row
    }
    const rows = found.slice(0, count)
    this.#listed = { by, rows }
    return rows
  }

  /**
   * Accepts or declines changes. What is below a key that is not to be created is declined with it, and what is above
   * an accepted one accepted.
   *
   * @returns whether other changes may have another effect then
   */
  accept(rows: Iterable<number>, accepted: boolean): boolean {
    const { changes } = this
    let hasDeletion = false
    const created: (readonly string[])[] = []
    const above = new Set<readonly string[]>()
    for (const row of rows) {
      if (row >= changes.length || this.isAccepted(row) === accepted) continue
      this.#accepted[row] = accepted ? 1 : 0
      const { kind, path } = changes.at(row)
      hasDeletion ||= kind === 'delete-key'
      if (accepted) above.add(path)
      else if (kind === 'create-key' && this.effects.kindOf(row) === 'created') created.push(path)
    }
    if (created.length > 0) this.#declineBelow(created)
    if (above.size > 0) this.#acceptAbove(above)
    return hasDeletion || changes.length <= MOST_TRIED_AGAIN
  }

  #declineBelow(keys: readonly (readonly string[])[]): void {
    const gone = new Set(keys.map(pathId))
    this.#each(({ kind }, path, index) => {
      if (kind === 'delete-key' || kind === 'delete-value') return
      if (path.some((_, at) => gone.has(pathId(path.slice(0, at + 1))))) this.#accepted[index] = 0
    })
  }

  #acceptAbove(paths: ReadonlySet<readonly string[]>): void {
    const wanted = new Set<string>()
    for (const path of paths)
      for (const at of path.keys()) wanted.add(pathId(path.slice(0, at + 1)))
    this.#each(({ kind }, path, index) => {
      if (kind !== 'create-key' || this.effects.kindOf(index) !== 'created') return
      if (wanted.has(pathId(path))) this.#accepted[index] = 1
    })
  }

  #each(act: (change: Change, path: readonly string[], index: number) => void): void {
    for (let index = 0; index < this.changes.length; index++) {
      act(this.changes.at(index), this.changes.pathAt(index), index)
    }
  }
}

/** The changes of a list that are accepted. */
class AcceptedChanges implements ChangeSource {
  /** The index of the last change that was read. */
  index = 0
  readonly #changes: ChangeList
  readonly #accepted: Uint8Array

  constructor(changes: ChangeList, accepted: Uint8Array) {
    this.#changes = changes
    this.#accepted = accepted
  }

  get progress(): number {
    return this.#changes.length === 0 ? 1 : this.index / this.#changes.length
  }

  *[Symbol.iterator](): Iterator<Change> {
    const { length } = this.#changes
    for (this.index = 0; this.index < length; this.index++) {
      if (this.#accepted[this.index] === 1) yield this.#changes.at(this.index)
    }
  }
}

/** Changes and skipped lines in the order of their lines. */
function inOrder(changes: ChangeList, skipped: readonly SkippedLine[]): Uint32Array {
  const rows = new Uint32Array(changes.length + skipped.length)
  let change = 0
  for (let at = 0, line = 0; at < rows.length; at++) {
    const next = skipped[line]
    const isChange =
      change < changes.length && (next === undefined || changes.lineAt(change) <= next.line)
    rows[at] = isChange ? change++ : changes.length + line++
  }
  return rows
}

function pathId(path: readonly string[]): string {
  return upcase(path.join('\\'))
}
