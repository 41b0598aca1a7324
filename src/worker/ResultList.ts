/**
 * A long result that stays in the engine. The page is told how many rows there are of each kind and asks for those
 * in view.
 */

/** How many rows of a kind there are. */
export interface KindCount<Kind> {
  readonly kind: Kind
  readonly count: number
}

export class ResultList<Row, Kind> {
  /** In the order of the rows. */
  readonly kinds: readonly KindCount<Kind>[]
  readonly #rows: readonly Row[]

  /**
   * @param rows - their order decides which kind comes first; those of one kind are put together
   * @param kindOf - the kind of a row
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
