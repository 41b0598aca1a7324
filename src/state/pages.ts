/**
 * Rows that arrive in pages: finding a row, requesting missing pages, dropping pages that are no
 * longer needed.
 */

/** Rows of one page: few enough to arrive quickly, and enough to scroll through. */
export const PAGE_ROWS = 100
/** Pages kept per list; those that arrived first are dropped first. */
const MOST_PAGES = 60

export type Pages<Row> = ReadonlyMap<number, readonly Row[]>

/** A range of rows by index. */
export interface RowRange {
  readonly from: number
  readonly count: number
}

/** The row at `index`, undefined when its page has not arrived. */
export function rowIn<Row>(pages: Pages<Row>, index: number): Row | undefined {
  return pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS]
}

/** The index of the first row that `test` accepts among the pages that have arrived, -1 for none. */
export function indexIn<Row>(pages: Pages<Row>, test: (row: Row) => boolean): number {
  for (const [page, rows] of pages) {
    const at = rows.findIndex(test)
    if (at >= 0) return page * PAGE_ROWS + at
  }
  return -1
}

/** The rows of a range; null when one of them has not arrived. */
export function rowsIn<Row>(pages: Pages<Row>, from: number, last: number): Row[] | null {
  const rows: Row[] = []
  for (let index = from; index <= last; index++) {
    const row = rowIn(pages, index)
    if (row === undefined) return null
    rows.push(row)
  }
  return rows
}

/** The numbers of the pages that hold the rows of these ranges. */
export function pagesOf(...ranges: readonly RowRange[]): number[] {
  const pages = new Set<number>()
  for (const { from, count } of ranges) {
    const last = Math.floor((from + Math.max(count, 1) - 1) / PAGE_ROWS)
    for (let page = Math.floor(Math.max(from, 0) / PAGE_ROWS); page <= last; page++) pages.add(page)
  }
  return [...pages]
}

/**
 * The same pages with one more. When there are too many, the oldest is dropped.
 *
 * @param pinned - pages that are never dropped
 */
export function withPage<Row>(
  pages: Pages<Row>,
  page: number,
  { rows, pinned }: { readonly rows: readonly Row[]; readonly pinned: readonly number[] },
): Pages<Row> {
  const next = new Map(pages)
  next.delete(page)
  next.set(page, rows)
  for (const oldest of next.keys()) {
    if (next.size <= MOST_PAGES) break
    if (oldest !== page && !pinned.includes(oldest)) next.delete(oldest)
  }
  return next
}

/** Requests pages, and cancels requests for pages that were scrolled past before they arrived. */
export class PageLoader<Page> {
  readonly #inFlight = new Map<number, AbortController>()
  readonly #fetch: (range: RowRange, signal: AbortSignal) => Promise<Page>
  readonly #accept: (page: number, reply: Page) => void
  readonly #fail: (error: unknown) => void

  constructor(options: {
    readonly fetch: (range: RowRange, signal: AbortSignal) => Promise<Page>
    readonly accept: (page: number, reply: Page) => void
    readonly fail: (error: unknown) => void
  }) {
    this.#fetch = options.fetch
    this.#accept = options.accept
    this.#fail = options.fail
  }

  /** Requests the pages of `wanted` that `have` lacks; requests for other pages are cancelled. */
  want(wanted: readonly number[], have: ReadonlyMap<number, unknown>): void {
    for (const [page, controller] of this.#inFlight) {
      if (wanted.includes(page)) continue
      this.#inFlight.delete(page)
      controller.abort()
    }
    for (const page of wanted) {
      if (!have.has(page) && !this.#inFlight.has(page)) void this.#load(page)
    }
  }

  /** Cancels every request under way; replies that still arrive are dropped. */
  reset(): void {
    this.want([], new Map())
  }

  async #load(page: number): Promise<void> {
    const controller = new AbortController()
    this.#inFlight.set(page, controller)
    try {
      const range = { from: page * PAGE_ROWS, count: PAGE_ROWS }
      const reply = await this.#fetch(range, controller.signal)
      if (this.#inFlight.get(page) !== controller) return
      this.#inFlight.delete(page)
      this.#accept(page, reply)
    } catch (error) {
      if (this.#inFlight.get(page) !== controller) return
      this.#inFlight.delete(page)
      this.#fail(error)
    }
  }
}
