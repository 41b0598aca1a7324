/**
 * The ids the page holds on to: a cell offset plus 2^32 × the generation of what is in the cell. A
 * generation is given once, whenever a record comes or goes; undo brings the former one back with the
 * record. So an id never names another key or value than the one it was made for (code-style 4.4).
 */

import { HiveError } from '../errors.ts'
import type { CellOffset } from '../regf/offsets.ts'

const GENERATION = 2 ** 32

interface Change {
  readonly cell: CellOffset
  readonly before: number
  readonly after: number
}

/** Records that came into cells and records that went, by one edit. */
export interface Turnover {
  readonly came: readonly CellOffset[]
  readonly gone: readonly CellOffset[]
}

export class Ids {
  /** Generations of cells other than 0. */
  readonly #now = new Map<CellOffset, number>()
  /** The highest generation a cell ever had. */
  readonly #highest = new Map<CellOffset, number>()
  readonly #undo: (readonly Change[])[] = []
  readonly #redo: (readonly Change[])[] = []

  of(cell: CellOffset): number {
    return cell + GENERATION * (this.#now.get(cell) ?? 0)
  }

  /**
   * The cell of an id.
   *
   * @throws HiveError `stale` when the id is of a record that is gone, or no id at all
   */
  cell(id: number): CellOffset {
    const cell = (id % GENERATION) as CellOffset
    if (Number.isSafeInteger(id) && id >= 0 && this.of(cell) === id) return cell
    throw new HiveError('stale', 'the record of this id is gone')
  }

  /** Follows an edit that can be undone. */
  edited({ came, gone }: Turnover): void {
    this.#redo.length = 0
    this.#undo.push([...gone, ...came].map((cell) => this.#raise(cell)))
  }

  undone(): void {
    const changes = this.#undo.pop() ?? []
    for (const { cell, before } of changes.toReversed()) this.#now.set(cell, before)
    this.#redo.push(changes)
  }

  redone(): void {
    const changes = this.#redo.pop() ?? []
    for (const { cell, after } of changes) this.#now.set(cell, after)
    this.#undo.push(changes)
  }

  #raise(cell: CellOffset): Change {
    const before = this.#now.get(cell) ?? 0
    const after = (this.#highest.get(cell) ?? 0) + 1
    this.#highest.set(cell, after)
    this.#now.set(cell, after)
    return { cell, before, after }
  }
}
