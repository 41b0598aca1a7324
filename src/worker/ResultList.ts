/**
 * A long result that stays in the engine. The page gets the number of rows of each kind, and
 * fetches those in view.
 */

/** The number of rows of a kind. */
export interface KindCount<Kind> {
  readonly kind: Kind
  readonly count: number
}

export class ResultList<Row, Kind> {
  /** The kinds, in the order of their rows. */
  readonly kinds: readonly KindCount<Kind>[]
  readonly #rows: readonly Row[]

  /**
   * @param rows - grouped by kind; kinds are in the order of their first rows
   * @param kindOf - returns the kind of a row
   */
  constructor(rows: readonly Row[], kindOf: (row: Row) => Kind) {
    const byKind = new Map<Kind, Row[]>()
    for (const row of rows) {
      const same = byKind.get(kindOf(row))
      if (same === undefined) byKind.set(kindOf(row), [row])
      else same.push(row)
    }
    this.kinds = [...byKind].map(([kind, { length }]) => ({ kind, count: length }))
    this.#rows = [...byKind.values()].flat()
  }

  get total(): number {
    return this.#rows.length
  }

  /** The first row that `test` accepts. */
  find(test: (row: Row) => boolean): Row | undefined {
    return this.#rows.find(test)
  }

  /** Rows from an index on, at most `count`. */
  slice(from: number, count: number): readonly Row[] {
    return this.#rows.slice(from, from + count)
  }
}
