/**
 * The result of comparing a document with an earlier state of it. Differences name cells, so that it lasts only until
 * the document is edited, its hive exchanged, or it is closed.
 */

import type { Comparison } from '../compare/compare.ts'
import type { ComparedCells, Difference, KeyAttribute, KeyPair } from '../compare/difference.ts'
import { shownDifference } from '../compare/shown.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { NIL } from '../regf/offsets.ts'
import { shownName } from '../text/visibleText.ts'
import { rowPath } from './displayNames.ts'
import { firstDifference } from './firstDifference.ts'
import type { Ids } from './Ids.ts'
import { type Listed, type PlacedRow, PlacedRows, placedOrder } from './PlacedRows.ts'
import type { CompareSummary, DifferenceKind, DifferenceRow, PendingRow } from './protocol.ts'
import { ResultList } from './ResultList.ts'

/** An earlier state of a document, checked. */
export interface EarlierHive {
  readonly hive: Hive
  /** The hive whose survey tells what is known about this one; without it, this one. */
  readonly survey?: Hive
}

/** A document at the revision that was compared. */
export interface LaterSide {
  readonly hive: Hive
  readonly doc: ComparedDocument
  /** The revision of the document, which a save does not change. */
  readonly revision: number
}

interface ComparedDocument {
  /** Its current hive. */
  readonly hive: Hive
  readonly ids: Ids
  readonly revision: number
}

/** What a comparison is made of. */
export interface Compared {
  readonly before: EarlierHive
  readonly after: LaterSide
  readonly attributes: readonly KeyAttribute[]
  readonly differences: readonly Difference[]
  readonly result: Comparison
}

let lastId = 0

export class HiveComparison {
  readonly id = ++lastId
  readonly before: EarlierHive
  readonly after: LaterSide
  readonly attributes: readonly KeyAttribute[]
  /** All of them, in the order in which they were found. */
  readonly differences: readonly Difference[]
  readonly summary: CompareSummary
  readonly #list: ResultList<Difference, DifferenceKind>
  /** The numbers of the differences in the order of the tree. */
  #placed: Uint32Array | null = null
  #listed: { readonly as: string; readonly rows: PlacedRows } | null = null

  constructor({ before, after, attributes, differences, result }: Compared, revision: number) {
    this.before = before
    this.after = after
    this.attributes = attributes
    this.differences = differences
    this.#list = new ResultList(differences, ({ kind }) => kind)
    const { total, kinds } = this.#list
    this.summary = { ...result, comparison: this.id, revision, total, kinds }
  }

  get cells(): ComparedCells {
    return { before: this.before.hive.cells, after: this.after.hive.cells }
  }

  /** Whether the document is as it was compared. */
  get isCurrent(): boolean {
    return isUnchanged(this.after)
  }

  /** @throws HiveError `stale` when the document was edited since */
  requireCurrent(): void {
    if (!this.isCurrent) throw outdated()
  }

  /** The list of the differences in the order of the tree; the last one is kept. */
  placed(listed: Listed): PlacedRows {
    const as = JSON.stringify([listed.grouped, listed.kinds])
    if (this.#listed?.as !== as) {
      this.#placed ??= placedOrder(this.differences)
      this.#listed = { as, rows: new PlacedRows(this.differences, this.#placed, listed) }
    }
    return this.#listed.rows
  }

  /** Rows of that list from an index on, at most `count`. */
  placedRows(listed: Listed, from: number, count: number): PendingRow[] {
    const rows = this.placed(listed).slice(from, count)
    const { before, after } = this.cells
    // During a long edit the records are read as they were compared.
    return before.readBefore(() => after.readBefore(() => rows.map((row) => this.#pendingRow(row))))
  }

  #pendingRow({ difference, id, count }: PlacedRow): PendingRow {
    const { ids } = this.after.doc
    let near: KeyPair | null = difference.key
    while (near !== null && near.after === NIL) near = near.parent
    const nearest = near === null ? null : ids.of(near.after)
    const row = this.#rowOf(difference)
    if (count === null) {
      return {
        row: 'change',
        ...row,
        id,
        nearest,
        differs: firstDifference(difference, this.cells, row),
      }
    }
    const { path, isCut, key } = row
    return { row: 'key', id, path, isCut, key, nearest, count }
  }

  /** The differences of some rows of a list, or of all of them (null). */
  chosen(rows: readonly number[] | null, listed: Listed): readonly Difference[] {
    const placed = this.placed(listed)
    const numbers = rows === null ? placed.all() : placed.chosen(rows)
    return [...new Set(numbers)].flatMap((number) => this.differences.slice(number, number + 1))
  }

  #rowOf(difference: Difference): DifferenceRow {
    const { key, value } = difference
    const shown = shownDifference(difference, this.cells)
    const path = rowPath(shown.path.length, (index) => shown.path[index] as string)
    const from = shown.from && rowPath(shown.from.length, (at) => shown.from?.[at] as string)
    const name = shown.value === null ? null : shownName(shown.value)
    const { ids } = this.after.doc
    return {
      ...shown,
      path: path.path,
      from: from?.path ?? null,
      value: name,
      isCut: path.pathCut || from?.pathCut === true || name !== shown.value,
      key: key.after === NIL ? null : ids.of(key.after),
      valueId: value === null || value.after === NIL ? null : ids.of(value.after),
    }
  }
}

/** Whether a document is as it was compared. */
export function isUnchanged({ hive, revision, doc }: LaterSide): boolean {
  return doc.hive === hive && doc.revision === revision
}

/** The error of a call about a comparison whose document was edited since. */
export function outdated(): HiveError {
  return new HiveError('stale', 'the hive was edited since it was compared')
}
