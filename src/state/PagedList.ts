/**
 * A list of any length, of which the page holds a bounded number of rows: they are fetched by
 * index, a page at a time, as they come into view. Moving the focus, selecting and type-ahead work
 * over the whole list, including rows that have not arrived. Only the source knows what a row is.
 */

import type { CallOptions, RowPage } from '../worker/protocol.ts'
import { IdSet, type Selection } from './IdSet.ts'
import { JobQueue } from './JobQueue.ts'
import {
  indexIn,
  PAGE_ROWS,
  PageLoader,
  type Pages,
  pagesOf,
  type RowRange,
  rowIn,
  rowsIn,
  withPage,
} from './pages.ts'

/** Rows fetched by one step of a search through the list. */
const SCAN_ROWS = 1000
/** Letters typed within this many milliseconds make one word. */
const TYPE_AHEAD_MS = 500
/** Keys that end the word being typed. */
const WORD_ENDS = /^(Enter|Escape|Delete|Tab|Home|End|Arrow\w+|Page\w+|F\d+)$/

export interface ListRow {
  /** Stays the same while the row moves within the list. Selections hold ids. */
  readonly id: number
}

/** A list as it is drawn. */
export interface ListView<Row> {
  readonly revision: number
  readonly total: number
  readonly pages: Pages<Row>
  readonly focusIndex: number
  /** Where a Shift selection starts. */
  readonly anchor: number
  readonly selection: Selection
  /** Other rows have been requested; those shown are of the previous list. */
  readonly loading: boolean
  /** Why the rows could not be listed; null when they were. */
  readonly failed: unknown
  /** Rises when the focused row should be brought into view. */
  readonly scroll: number
}

/** The source of the rows, and the store that holds the view of them. */
export interface ListSource<Row> {
  read(): ListView<Row>
  write(change: Partial<ListView<Row>>): void
  fetch(range: RowRange, options: CallOptions): Promise<RowPage<Row>>
  /** The ids of a range of rows, of a list whose rows need not all be fetched to be selected. */
  ids?(range: RowRange): Promise<Uint32Array>
  /**
   * The first row at or after `from`, wrapping at the end, that type-ahead selects; -1 for none.
   */
  find?(text: string, from: number): Promise<number>
  /** The user is about to select these rows. */
  chosen?(rows: readonly Row[]): void
  /** Shows an error, unless it needs no message. */
  report(error: unknown): void
}

/** The rows that a reload brought. */
export interface FreshRows<Row> {
  readonly total: number
  rowAt(index: number): Row | undefined
}

/** How moving the focus changes the selection: plain, with Shift, Ctrl+click, Ctrl with arrows. */
export type SelectHow = 'replace' | 'extend' | 'toggle' | 'move'

/**
 * The index of a row, or a function that computes it from the view once the moves before have been
 * made.
 */
export type Target<Row> = number | ((view: ListView<Row>) => number)

/** A name that is being typed in a row, or in the row of something that does not exist yet. */
export interface Naming {
  /** The text of the field when it opens; null while the engine looks for a free name. */
  readonly name: string | null
  /** The text that was refused last; null when none was. */
  readonly typed: string | null
  /** Why the engine refused it. */
  readonly refused: unknown
}

/** A list before its first rows have arrived. */
export const EMPTY_LIST: ListView<never> = {
  revision: 0,
  total: 0,
  pages: new Map(),
  focusIndex: 0,
  anchor: 0,
  selection: new Set(),
  loading: false,
  failed: null,
  scroll: 0,
}

export class PagedList<Row extends ListRow> {
  /** Moves in the list, which wait for each other. */
  readonly moves = new JobQueue()
  readonly #source: ListSource<Row>
  readonly #loader: PageLoader<RowPage<Row>>
  #inView: RowRange = { from: 0, count: PAGE_ROWS }
  /** Rises with every reload: a reply to an older request is dropped. */
  #generation = 0
  #reloading = false
  /** Rises with every reload in turn: one that is not the last is not made. */
  #wishes = 0
  #typed = { text: '', at: 0 }

  constructor(source: ListSource<Row>) {
    this.#source = source
    this.#loader = new PageLoader({
      fetch: (range, signal) => source.fetch(range, { signal }),
      accept: (page, { revision, total, rows }) => {
        const { view } = this
        if (revision === view.revision && total === view.total) this.#put(page, rows)
      },
      fail: (error) => source.report(error),
    })
  }

  get view(): ListView<Row> {
    return this.#source.read()
  }

  /** The row at `index`, undefined when it has not arrived. */
  rowAt(index: number): Row | undefined {
    return rowIn(this.view.pages, index)
  }

  /** The focused row when it is selected, undefined when it is not or has not arrived. */
  get focused(): Row | undefined {
    const { focusIndex, selection } = this.view
    const row = this.rowAt(focusIndex)
    return row !== undefined && selection.has(row.id) ? row : undefined
  }

  /** The selected rows that have arrived; `view.selection` has all their ids. */
  get selectedRows(): Row[] {
    const { pages, selection } = this.view
    return [...pages.values()].flat().filter(({ id }) => selection.has(id))
  }

  /** The index of a row among those that have arrived, -1 when it is not one of them. */
  indexOf(id: number): number {
    const { pages, focusIndex } = this.view
    if (rowIn(pages, focusIndex)?.id === id) return focusIndex
    return indexIn(pages, (row) => row.id === id)
  }

  /** Requests the rows in view, and the focused one. Older requests for other rows are cancelled. */
  ensure(from: number, count: number): void {
    this.#inView = { from, count }
    const { pages, total, failed } = this.view
    if (this.#reloading || failed !== null || total === 0) return
    this.#loader.want(count === 0 ? [] : this.#pinned(), pages)
  }

  /**
   * Prepares the list for other rows: it is scrolled to the top, and replies about the current rows
   * are dropped.
   */
  restart(): void {
    this.#generation++
    this.#inView = { from: 0, count: PAGE_ROWS }
    this.#loader.reset()
  }

  /** Drops every request and ends the word being typed. */
  close(): void {
    this.#generation++
    this.#wishes++
    this.#loader.reset()
  }

  /**
   * Fetches the rows in view and those around a row again, and shows them all at once. The old rows
   * stay until then.
   *
   * @param locate - the index of the row to fetch around, or a function that finds it
   * @param change - computes further changes of the view from the new rows and the index
   * @returns false when a newer reload came in between
   */
  async reload(
    locate: number | (() => Promise<number>),
    change: (index: number, fresh: FreshRows<Row>) => Partial<ListView<Row>>,
  ): Promise<boolean> {
    const generation = ++this.#generation
    this.#reloading = true
    this.#loader.reset()
    try {
      const index = typeof locate === 'number' ? locate : await locate()
      const around = { from: Math.max(0, index - PAGE_ROWS / 2), count: PAGE_ROWS }
      const numbers = pagesOf(around, this.#inView)
      const replies = await Promise.all(
        numbers.map((page) => this.#source.fetch({ from: page * PAGE_ROWS, count: PAGE_ROWS }, {})),
      )
      const first = replies[0]
      if (generation !== this.#generation || first === undefined) return false
      this.#reloading = false
      const pages = new Map(numbers.map((page, at) => [page, replies[at]?.rows ?? []]))
      const { revision, total } = first
      const more = change(index, { total, rowAt: (at) => rowIn(pages, at) })
      this.#source.write({ revision, total, pages, loading: false, failed: null, ...more })
      this.ensure(this.#inView.from, this.#inView.count)
      return true
    } catch (error) {
      if (generation !== this.#generation) return false
      throw error
    } finally {
      if (generation === this.#generation) this.#reloading = false
    }
  }

  /**
   * Reloads the list once the moves before have been made; the moves after wait for the new rows, so that a key pressed
   * meanwhile acts on them. Of several that wait, only the last one is made.
   *
   * @param locate - the index of the row to fetch around, computed when it is made
   * @param change - as of `reload`
   * @returns false when a newer reload took its place
   */
  async reloadInTurn(
    locate: () => number | Promise<number>,
    change: (index: number, fresh: FreshRows<Row>) => Partial<ListView<Row>>,
  ): Promise<boolean> {
    const wish = ++this.#wishes
    let isShown = false
    await this.moves.run(async () => {
      if (wish !== this.#wishes) return
      isShown = await this.reload(async () => locate(), change)
    })
    return isShown
  }

  /** Empties the list and stores why its rows could not be listed. */
  fail(failed: unknown): void {
    this.#source.write({ failed, loading: false, total: 0, pages: new Map() })
  }

  /** Runs a job after those before it, and shows its errors. */
  inTurn(job: () => Promise<void> | void): Promise<void> {
    return this.moves.run(job).catch((error: unknown) => this.#source.report(error))
  }

  /** Moves the focus to a row, and the selection as `how` says. Stops at both ends. */
  focusAt(target: Target<Row>, how: SelectHow = 'replace'): Promise<void> {
    return this.inTurn(() => this.#focusAt(target, how))
  }

  /** Selects a row that has arrived. Must be called from within `inTurn`. */
  choose(row: Row, index: number): void {
    this.#select([row], index, 'replace')
  }

  /** Selects every row. */
  selectAll(): Promise<void> {
    return this.inTurn(async () => {
      const { total } = this.view
      if (total === 0) return
      if (this.#source.ids !== undefined) return this.#selectIds(0, total - 1, { anchor: 0 })
      const rows = await this.fetchRun(0, total - 1)
      if (rows === null) return
      this.#source.chosen?.(rows)
      this.#source.write({ selection: new Set(rows.map(({ id }) => id)), anchor: 0 })
    })
  }

  /** Selects nothing; the focus stays. */
  clearSelection(): void {
    this.#source.write({ selection: new Set() })
  }

  /** Whether a word is being typed: a space then belongs to it. */
  get isTyping(): boolean {
    return Date.now() - this.#typed.at <= TYPE_AHEAD_MS
  }

  /**
   * Ends the word being typed when a key does something else; the next letter starts a new word.
   */
  endWordAt(key: string): void {
    if (WORD_ENDS.test(key)) this.#typed = { text: '', at: 0 }
  }

  /**
   * Selects the next row whose name starts with the typed letters. Letters within half a second
   * make one word; the same letter repeated cycles through its matches.
   */
  typeAhead(letter: string): Promise<void> {
    const word = this.isTyping ? this.#typed.text + letter : letter
    this.#typed = { text: word, at: Date.now() }
    const isRepeated = [...word].every((one) => one === word[0])
    return this.inTurn(async () => {
      const { focusIndex, total } = this.view
      if (total === 0) return
      const from = isRepeated ? (focusIndex + 1) % total : focusIndex
      const index = await this.#source.find?.(isRepeated ? letter : word, from)
      if (index !== undefined && index >= 0) await this.#focusAt(index, 'replace')
    })
  }

  /**
   * The rows of a range. Those that have not arrived are fetched in whole pages, so that the last
   * one can be shown. null when the list was reloaded meanwhile.
   */
  async fetchRun(from: number, last: number): Promise<readonly Row[] | null> {
    const known = rowsIn(this.view.pages, from, last)
    if (known !== null) return known
    const generation = this.#generation
    const start = from - (from % PAGE_ROWS)
    const count = last - start + PAGE_ROWS - (last % PAGE_ROWS)
    const { rows } = await this.#source.fetch({ from: start, count }, {})
    if (generation !== this.#generation) return null
    const page = Math.floor(last / PAGE_ROWS)
    const shown = rows.slice(page * PAGE_ROWS - start)
    if (shown.length > 0) this.#put(page, shown, [page])
    return rows.slice(from - start, last - start + 1)
  }

  /**
   * The first row from `start` on, in steps of one row, that `test` accepts.
   *
   * @param count - how many rows to look at
   * @returns null when there is none, or the list was reloaded meanwhile
   */
  async scan(
    start: number,
    { step, count }: { readonly step: 1 | -1; readonly count: number },
    test: (row: Row) => boolean,
  ): Promise<{ readonly row: Row; readonly index: number } | null> {
    const generation = this.#generation
    let batch: { readonly from: number; readonly rows: readonly Row[] } = { from: 0, rows: [] }
    for (let at = 0; at < count; at++) {
      const index = start + at * step
      let row = this.rowAt(index) ?? batch.rows[index - batch.from]
      if (row === undefined) {
        const from = step === 1 ? index : Math.max(0, index - SCAN_ROWS + 1)
        const { rows } = await this.#source.fetch({ from, count: SCAN_ROWS }, {})
        if (generation !== this.#generation) return null
        batch = { from, rows }
        row = rows[index - from]
      }
      if (row !== undefined && test(row)) return { row, index }
    }
    return null
  }

  #focusAt(target: Target<Row>, how: SelectHow): Promise<void> | void {
    const { view } = this
    if (view.total === 0) return
    const wish = typeof target === 'number' ? target : target(view)
    const to = Math.max(0, Math.min(wish, view.total - 1))
    if (how === 'move') return this.#source.write({ focusIndex: to, scroll: view.scroll + 1 })
    const from = how === 'extend' ? Math.min(view.anchor, to) : to
    const last = how === 'extend' ? Math.max(view.anchor, to) : to
    const known = rowsIn(view.pages, from, last)
    if (known !== null) return this.#select(known, to, how)
    if (last > from && this.#source.ids !== undefined) {
      return this.#selectIds(from, last, { focusIndex: to, scroll: view.scroll + 1 })
    }
    return this.fetchRun(from, last).then((rows) => {
      if (rows !== null && rows.length > 0) this.#select(rows, to, how)
    })
  }

  async #selectIds(from: number, last: number, change: Partial<ListView<Row>>): Promise<void> {
    const generation = this.#generation
    const ids = await this.#source.ids?.({ from, count: last - from + 1 })
    if (ids === undefined || generation !== this.#generation) return
    this.#source.write({ selection: new IdSet(ids), ...change })
  }

  #select(rows: readonly Row[], to: number, how: SelectHow): void {
    const { anchor, selection, scroll } = this.view
    const chosen = new Set(rows.map(({ id }) => id))
    this.#source.chosen?.(rows)
    this.#source.write({
      selection: how === 'toggle' ? toggled(selection, chosen) : chosen,
      focusIndex: to,
      anchor: how === 'extend' ? anchor : to,
      scroll: scroll + 1,
    })
  }

  /**
   * The pages that are never dropped: those of the rows in view, and that of the focused row when
   * something is selected.
   */
  #pinned(): number[] {
    const { focusIndex, selection } = this.view
    const focused = { from: focusIndex, count: 1 }
    return selection.size === 0 ? pagesOf(this.#inView) : pagesOf(this.#inView, focused)
  }

  #put(page: number, rows: readonly Row[], more: readonly number[] = []): void {
    const pinned = [...this.#pinned(), ...more]
    this.#source.write({ pages: withPage(this.view.pages, page, { rows, pinned }) })
  }
}

function toggled(selection: Selection, ids: ReadonlySet<number>): Selection {
  if (selection instanceof IdSet) return selection.toggled(ids)
  const next = new Set(selection)
  for (const id of ids) if (!next.delete(id)) next.add(id)
  return next
}
