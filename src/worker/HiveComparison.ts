/**
 * The result of comparing a document with another hive. Differences name cells, so that it lasts only until one of
 * the hives is edited, exchanged or closed.
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
import type {
  CompareSummary,
  DifferenceKind,
  DifferenceRow,
  DocId,
  PendingRow,
} from './protocol.ts'
import { ResultList } from './ResultList.ts'

/** One of the two hives at the revision that was compared. */
export interface ComparedSide {
  readonly hive: Hive
  /** The document it belongs to; null for one that was read for the comparison only. */
  readonly doc: ComparedDocument | null
  /** The revision of the document, which a save does not change; 0 without one. */
  readonly revision: number
  /** The hive whose survey tells what is known about this one. */
  readonly survey: Hive
}

/** The document of a compared hive. */
interface ComparedDocument {
  readonly id: DocId
  readonly name: string
  /** Its current hive. */
  readonly hive: Hive
  readonly ids: Ids
  readonly revision: number
}

/** What a comparison is made of. */
export interface Compared {
  readonly before: ComparedSide
  readonly after: ComparedSide
  readonly attributes: readonly KeyAttribute[]
  readonly differences: readonly Difference[]
  readonly result: Comparison
}

let lastId = 0

export class HiveComparison {
  readonly id = ++lastId
  readonly before: ComparedSide
  readonly after: ComparedSide
  readonly attributes: readonly KeyAttribute[]
  readonly summary: CompareSummary
  readonly #list: ResultList<Difference, DifferenceKind>
  /** The numbers of the differences in the order of the tree. */
  #placed: Uint32Array | null = null
  #listed: { readonly as: string; readonly rows: PlacedRows } | null = null

  constructor({ before, after, attributes, differences, result }: Compared, revision: number) {
    this.before = before
    this.after = after
    this.attributes = attributes
    this.#list = new ResultList(differences, ({ kind }) => kind)
    const { total, kinds } = this.#list
    this.summary = { ...result, comparison: this.id, revision, total, kinds }
  }

  get cells(): ComparedCells {
    return { before: this.before.hive.cells, after: this.after.hive.cells }
  }

  /** Whether both hives are as they were compared. */
  get isCurrent(): boolean {
    return isUnchanged(this.before) && isUnchanged(this.after)
  }

  /** @throws HiveError `stale` when one of the hives is another one now */
  requireCurrent(): void {
    if (!this.isCurrent) throw outdated()
  }

  /** Rows from an index on, at most `count`. */
  rows(from: number, count: number): DifferenceRow[] {
    const { before, after } = this.cells
    // During a long edit of either hive, the records are read as they were compared.
    return before.readBefore(() =>
      after.readBefore(() => this.#list.slice(from, count).map((one) => this.#rowOf(one))),
    )
  }

  /** The list of the differences in the order of the tree; the last one is kept. */
  placed(listed: Listed): PlacedRows {
    const as = JSON.stringify([listed.grouped, listed.kinds])
    if (this.#listed?.as !== as) {
      const all = this.#list.slice(0, this.#list.total)
      this.#placed ??= placedOrder(all)
      this.#listed = { as, rows: new PlacedRows(all, this.#placed, listed) }
    }
    return this.#listed.rows
  }

  /** Rows of that list from an index on, at most `count`. */
  placedRows(listed: Listed, from: number, count: number): PendingRow[] {
    const rows = this.placed(listed).slice(from, count)
    const { before, after } = this.cells
    return before.readBefore(() => after.readBefore(() => rows.map((row) => this.#pendingRow(row))))
  }

  #pendingRow({ difference, id, count }: PlacedRow): PendingRow {
    const { ids } = this.after.doc ?? {}
    let near: KeyPair | null = difference.key
    while (near !== null && near.after === NIL) near = near.parent
    const nearest = ids === undefined || near === null ? null : ids.of(near.after)
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

  /** The differences at some indexes, or all of them; those in rows of a list if that is given. */
  chosen(rows: readonly number[] | null, listed?: Listed): readonly Difference[] {
    const list = this.#list
    if (listed !== undefined) {
      const placed = this.placed(listed)
      return this.chosen(rows === null ? placed.all() : placed.chosen(rows))
    }
    if (rows === null) return list.slice(0, list.total)
    return [...new Set(rows)].flatMap((row) => list.slice(row, 1))
  }

  #rowOf(difference: Difference): DifferenceRow {
    const { key, value } = difference
    const shown = shownDifference(difference, this.cells)
    const path = rowPath(shown.path.length, (index) => shown.path[index] as string)
    const from = shown.from && rowPath(shown.from.length, (at) => shown.from?.[at] as string)
    const name = shown.value === null ? null : shownName(shown.value)
    const { ids } = this.after.doc ?? {}
    const otherIds = this.before.doc?.ids
    return {
      ...shown,
      path: path.path,
      from: from?.path ?? null,
      value: name,
      isCut: path.pathCut || from?.pathCut === true || name !== shown.value,
      key: ids === undefined || key.after === NIL ? null : ids.of(key.after),
      otherKey: otherIds === undefined || key.before === NIL ? null : otherIds.of(key.before),
      valueId:
        ids === undefined || value === null || value.after === NIL ? null : ids.of(value.after),
    }
  }
}

/** Whether a hive is as it was compared, and its document still has it. */
export function isUnchanged({ hive, revision, doc }: ComparedSide): boolean {
  return doc === null || (doc.hive === hive && doc.revision === revision)
}

/** The error of a call about a comparison whose hives were edited since. */
export function outdated(): HiveError {
  return new HiveError('stale', 'the hives were edited since they were compared')
}
