/**
 * The ids that the page holds: a cell offset plus 2^32 × the generation of the cell. A cell gets a
 * new generation whenever a record is created in it or leaves it, and undo restores the earlier
 * generation with the record. An id therefore never names another key or value than the one it was
 * made for (code-style 4.4). Each hive that a document has had uses its own generations, which
 * distinguish their ids.
 */

import { HiveError } from '../errors.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import type { Direction, DocumentPart } from './DocumentPart.ts'

const GENERATION = 2 ** 32

/** The cells that a step gave another generation, and their generations, in arrays: an edit may change very many. */
class GenerationChanges {
  readonly cells: CellOffset[] = []
  readonly before: number[] = []
  readonly after: number[] = []

  add(cell: CellOffset, before: number, after: number): void {
    this.cells.push(cell)
    this.before.push(before)
    this.after.push(after)
  }
}

/** Which earlier state of the hive is meant: as it was opened, or as it was saved last. */
export type EarlierState = 'original' | 'saved'

/** The generations of one hive. */
interface Generations {
  /** The generation of every cell that is not in `now`. */
  readonly base: number
  readonly now: Map<CellOffset, number>
}

/** The hive as it was saved last, or opened. */
interface SavedState {
  readonly generations: Generations
  /** The cells that records entered or left since. */
  readonly changed: Set<CellOffset>
  /** The cells in which the records of those were then, by their first id. */
  readonly places: Map<number, CellOffset>
}

export class Ids implements DocumentPart {
  /** By hive; one that can no longer be brought back takes its generations with it. */
  readonly #byHive = new WeakMap<object, Generations>()
  #current: Generations = { base: 0, now: new Map() }
  /** The highest generation that edits have given each cell, in any hive. */
  readonly #highest = new Map<CellOffset, number>()
  /** The highest generation that any cell has had, and the base of the newest hive. */
  #top = 0
  #newest = 0
  /** The changes of each step. A step that exchanged the hive has none. */
  readonly #undo: GenerationChanges[] = []
  readonly #redo: GenerationChanges[] = []
  /** The first id of each record that was moved to another cell, by the ids it has had since. */
  readonly #firstIds = new Map<number, number>()
  #saved: SavedState

  constructor(hive: object) {
    this.#byHive.set(hive, this.#current)
    this.#saved = stateOf(this.#current)
  }

  of(cell: CellOffset): number {
    return idIn(this.#current, cell)
  }

  /**
   * The cell of an id.
   *
   * @throws HiveError `stale` when the record is gone, or the number is not an id
   */
  cell(id: number): CellOffset {
    const cell = cellOf(id)
    if (cell !== null && this.of(cell) === id) return cell
    throw new HiveError('stale', 'the record of this id is gone')
  }

  /**
   * The cell of an id in a hive that the document has had; null when the id does not belong to that
   * hive.
   */
  cellIn(hive: object, id: number): CellOffset | null {
    const generations = this.#byHive.get(hive)
    const cell = cellOf(id)
    return generations !== undefined && cell !== null && idIn(generations, cell) === id
      ? cell
      : null
  }

  /** The hive was saved as it is. */
  saved(): void {
    this.#saved = stateOf(this.#current)
  }

  /**
   * The cell in which a record was in an earlier state of the hive, whatever was done to it since.
   *
   * @param cell - the cell of the record now
   * @param state - the earlier state
   * @returns the cell then; NIL if there was no such record, or the hive was exchanged since
   */
  earlierCell(cell: CellOffset, state: EarlierState): CellOffset {
    const id = this.of(cell)
    if (state === 'original') return this.openedCell(id)
    const { generations, changed, places } = this.#saved
    const isUnchanged = generations === this.#current && !changed.has(cell)
    return places.get(this.#firstId(id)) ?? (isUnchanged ? cell : NIL)
  }

  /** The cell in which the record of an id was when the hive was opened; NIL if it was created later. */
  openedCell(id: number): CellOffset {
    const first = this.#firstId(id)
    // The ids of the hive as it was opened are its cells.
    return first < GENERATION ? (first as CellOffset) : NIL
  }

  /**
   * Makes the reverse of `openedCell`, for the hive as it is now.
   *
   * @returns the cell in which a record of the hive as it was opened is now; NIL if it is gone
   */
  laterCells(): (opened: CellOffset) => CellOffset {
    const moved = new Map<CellOffset, CellOffset>()
    for (const id of this.#firstIds.keys()) {
      const cell = cellOf(id)
      if (cell !== null && this.of(cell) === id) moved.set(this.openedCell(id), cell)
    }
    return (opened) => {
      const isThere = this.openedCell(this.of(opened)) === opened
      return moved.get(opened) ?? (isThere ? opened : NIL)
    }
  }

  edited(changes: RecordChanges, direction: Direction, movedFrom: readonly number[]): void {
    if (direction !== 'do') {
      this.#travel(direction)
      return
    }
    this.#done(this.#turnover(changes))
    for (const [index, [, to]] of changes.moved.entries()) {
      this.#firstIds.set(this.of(to), this.#firstId(movedFrom[index] as number))
    }
  }

  /**
   * Gives every record a new id, or for an undo or redo, the ids from when that hive was current.
   */
  swapped(hive: object, direction: Direction): void {
    if (direction !== 'do') {
      this.#travel(direction)
      this.#enter(hive)
      return
    }
    this.#done(new GenerationChanges())
    this.#newest = ++this.#top
    this.#current = { base: this.#newest, now: new Map() }
    this.#byHive.set(hive, this.#current)
  }

  closed(): void {}

  #done(changes: GenerationChanges): void {
    this.#redo.length = 0
    this.#undo.push(changes)
  }

  #travel(direction: 'undo' | 'redo'): void {
    if (direction === 'undo') {
      const changes = this.#undo.pop() ?? new GenerationChanges()
      const { cells, before } = changes
      for (let at = cells.length - 1; at >= 0; at--) this.#turn(cells, before, at)
      this.#redo.push(changes)
    } else {
      const changes = this.#redo.pop() ?? new GenerationChanges()
      const { cells, after } = changes
      for (let at = 0; at < cells.length; at++) this.#turn(cells, after, at)
      this.#undo.push(changes)
    }
  }

  /** Gives a new generation to each cell that a record left or entered. */
  #turnover({ moved, freed, created }: RecordChanges): GenerationChanges {
    const changes = new GenerationChanges()
    for (const cells of [freed.keys, freed.values]) {
      for (const cell of cells) this.#raise(cell, true, changes)
    }
    // No record leaves these that is not among those.
    for (const cells of [created.keys, created.values]) {
      for (const cell of cells) this.#raise(cell, false, changes)
    }
    for (const pair of moved) for (const cell of pair) this.#raise(cell, true, changes)
    return changes
  }

  #enter(hive: object): void {
    const generations = this.#byHive.get(hive)
    if (generations === undefined) throw new HiveError('internal', 'a hive that was never current')
    this.#current = generations
  }

  #raise(cell: CellOffset, isLeft: boolean, changes: GenerationChanges): void {
    const { now, base } = this.#current
    const before = now.get(cell) ?? base
    const after = Math.max(this.#highest.get(cell) ?? 0, this.#newest) + 1
    this.#highest.set(cell, after)
    if (after > this.#top) this.#top = after
    this.#set(cell, after, isLeft ? before : null)
    changes.add(cell, before, after)
  }

  #turn(cells: readonly CellOffset[], generations: readonly number[], at: number): void {
    const cell = cells[at] as CellOffset
    const { now, base } = this.#current
    this.#set(cell, generations[at] as number, now.get(cell) ?? base)
  }

  /** @param before - the generation of the record that leaves the cell; null if none does */
  #set(cell: CellOffset, generation: number, before: number | null): void {
    const { generations, changed, places } = this.#saved
    if (generations === this.#current && !changed.has(cell)) {
      changed.add(cell)
      if (before !== null) places.set(this.#firstId(cell + GENERATION * before), cell)
    }
    this.#current.now.set(cell, generation)
  }

  #firstId(id: number): number {
    return this.#firstIds.get(id) ?? id
  }
}

function stateOf(generations: Generations): SavedState {
  return { generations, changed: new Set(), places: new Map() }
}

function idIn({ now, base }: Generations, cell: CellOffset): number {
  return cell + GENERATION * (now.get(cell) ?? base)
}

/** The cell of an id, whatever is in it now; null if the number is not an id. */
function cellOf(id: number): CellOffset | null {
  return Number.isSafeInteger(id) && id >= 0 ? ((id % GENERATION) as CellOffset) : null
}
