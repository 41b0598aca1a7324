import { useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { EMPTY_LIST, type ListRow, type ListView, PagedList } from '../../state/PagedList.ts'
import { PAGE_ROWS } from '../../state/pages.ts'

/** A list whose rows are all at hand, such as those of a dialog. */
class LocalRows<Row extends ListRow> {
  readonly list: PagedList<Row>
  view: ListView<Row> = EMPTY_LIST
  #rows: readonly Row[] = []
  readonly #listeners = new Set<() => void>()

  constructor() {
    this.list = new PagedList<Row>({
      read: () => this.view,
      write: (change) => this.#write(change),
      fetch: async ({ from, count }) => ({
        revision: this.view.revision,
        total: this.#rows.length,
        from,
        rows: this.#rows.slice(from, from + count),
      }),
      report: () => {},
    })
  }

  /** Takes other rows. The selection stays where it is, or moves to the last row. */
  adopt(rows: readonly Row[]): void {
    if (rows === this.#rows) return
    this.#rows = rows
    const { focusIndex, revision } = this.view
    const pages = new Map<number, readonly Row[]>()
    for (let from = 0; from < rows.length; from += PAGE_ROWS) {
      pages.set(from / PAGE_ROWS, rows.slice(from, from + PAGE_ROWS))
    }
    const at = Math.max(0, Math.min(focusIndex, rows.length - 1))
    const row = rows[at]
    this.#write({
      ...{ revision: revision + 1, total: rows.length, pages, focusIndex: at, anchor: at },
      selection: new Set(row === undefined ? [] : [row.id]),
    })
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #write(change: Partial<ListView<Row>>): void {
    this.view = { ...this.view, ...change }
    for (const listener of this.#listeners) listener()
  }
}

/**
 * A list of rows that are all at hand. One row is selected as long as there are any.
 *
 * @param rows - the rows; another array is taken for other rows
 */
export function useLocalList<Row extends ListRow>(
  rows: readonly Row[],
): { readonly list: PagedList<Row>; readonly view: ListView<Row> } {
  const [local] = useState(() => new LocalRows<Row>())
  useLayoutEffect(() => local.adopt(rows), [local, rows])
  const view = useSyncExternalStore(local.subscribe, () => local.view)
  return { list: local.list, view }
}
