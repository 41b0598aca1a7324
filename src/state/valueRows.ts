/**
 * The list of values on show, one per document: its state, and how its rows get here page by page.
 * What the user does with it is in `values.ts`.
 */

import { create } from 'zustand'
import type { DocId, KeyId, ValueId, ValueOrder, ValuePage, ValueRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import {
  PAGE_ROWS,
  PageLoader,
  type Pages,
  pagesOf,
  type RowRange,
  rowIn,
  withPage,
} from './pages.ts'
import { isPassing, reportUnlessPassing } from './passing.ts'
import { Turns } from './Turns.ts'

/** A name being typed in place. */
export type ValueNaming = (
  | { readonly mode: 'rename'; readonly value: ValueId }
  | { readonly mode: 'create'; readonly type: number }
) & {
  /** What the field holds when it opens; null while a free name is on its way. */
  readonly name: string | null
  /** What was typed last and refused; null when nothing was. */
  readonly typed: string | null
  /** Why the engine refused it. */
  readonly refused: unknown
}

export interface ValuesView {
  /** The key whose values these are; null before the first one. */
  readonly key: KeyId | null
  readonly revision: number
  readonly total: number
  readonly order: ValueOrder
  readonly pages: Pages<ValueRow>
  readonly selection: ReadonlySet<ValueId>
  readonly focusIndex: number
  /** Where a Shift selection starts. */
  readonly anchor: number
  readonly editing: ValueNaming | null
  /** The rows of `key` are not here yet: those of the key before may still be on show. */
  readonly loading: boolean
  /** Why the values cannot be listed. */
  readonly failed: unknown
  /** Rises when the focused row should be brought into view. */
  readonly scroll: number
}

interface Values {
  readonly views: Readonly<Record<DocId, ValuesView>>
}

export const useValues = create<Values>(() => ({ views: {} }))

const NO_VALUES: ValuesView = {
  key: null,
  revision: 0,
  total: 0,
  order: { column: 'name', descending: false },
  pages: new Map(),
  selection: new Set(),
  focusIndex: 0,
  anchor: 0,
  editing: null,
  loading: false,
  failed: null,
  scroll: 0,
}

/** What a list needs that nobody draws. */
interface Machinery {
  readonly loader: PageLoader<ValuePage>
  readonly turns: Turns
  /** The rows on screen. */
  wanted: RowRange
  /** Rises with every change of key, order or revision: a reply to an older one is not for us. */
  epoch: number
  reloading: boolean
  /** Sizes of values that were selected, by id. */
  readonly sizes: Map<ValueId, number>
  /** The value that gets the focus after the deletion under way; null for the row at its place. */
  next: ValueId | null
  /** Letters typed within the last half second. */
  typed: { text: string; at: number }
}

const machinery = new Map<DocId, Machinery>()

/** The machinery of a document's list. */
export function machineOf(doc: DocId): Machinery {
  const existing = machinery.get(doc)
  if (existing) return existing
  const made: Machinery = {
    turns: new Turns(),
    wanted: { from: 0, count: PAGE_ROWS },
    epoch: 0,
    reloading: false,
    sizes: new Map(),
    next: null,
    typed: { text: '', at: 0 },
    loader: new PageLoader({
      fetch: (range, signal) => fetchRows(doc, range, signal),
      accept: (page, reply) => {
        const view = valuesView(doc)
        if (reply.revision !== view.revision) return
        patchValues(doc, { pages: withPage(view.pages, page, reply.rows) })
      },
      fail: reportUnlessPassing(doc),
    }),
  }
  machinery.set(doc, made)
  return made
}

/** The view of a document's values; an empty one when there is none. */
export function valuesView(doc: DocId): ValuesView {
  return useValues.getState().views[doc] ?? NO_VALUES
}

/** The same as a subscription, for components. */
export function useValuesView(doc: DocId): ValuesView {
  return useValues((state) => state.views[doc] ?? NO_VALUES)
}

/** Changes some fields of a view; for the actions of this subject only. */
export function patchValues(doc: DocId, change: Partial<ValuesView>): void {
  useValues.setState(({ views }) => ({
    views: { ...views, [doc]: { ...(views[doc] ?? NO_VALUES), ...change } },
  }))
}

/** Forgets everything of a closed document. */
export function dropValues(doc: DocId): void {
  machinery.get(doc)?.loader.reset()
  machinery.delete(doc)
  useValues.setState(({ views }) => {
    const { [doc]: _closed, ...others } = views
    return { views: others }
  })
}

/** The row at `index`, undefined while it is on its way. */
export function valueRowAt(doc: DocId, index: number): ValueRow | undefined {
  return rowIn(valuesView(doc).pages, index)
}

/** Whether a value can be given another name: the default value cannot, but a second one like it. */
export function isRenamable(row: ValueRow | null): boolean {
  return row !== null && (row.name !== '' || row.duplicate)
}

/** Asks for the rows on screen; what was asked for before and is off screen is given up. */
export function ensureValues(doc: DocId, from: number, count: number): void {
  const machine = machineOf(doc)
  machine.wanted = { from, count }
  const view = valuesView(doc)
  if (view.key === null || machine.reloading || view.failed) return
  machine.loader.want(pagesOf(machine.wanted), view.pages)
}

/** What a fresh list should look like. */
export interface Reload {
  /** The value to focus and select; null for none. */
  readonly focus: ValueId | null
  /** The row to focus when `focus` is null or gone. */
  readonly index: number
  readonly selection?: ReadonlySet<ValueId>
  /** Select the row at `index`, whatever it is now. */
  readonly selectIndex?: boolean
  /** The list stays scrolled where it is. */
  readonly still?: boolean
}

/** Gets what is on screen anew and shows it all at once, so that nothing flickers. */
export async function reloadValues(doc: DocId, options: Reload): Promise<void> {
  const machine = machineOf(doc)
  const { key, order } = valuesView(doc)
  if (key === null) return
  machine.epoch++
  const { epoch } = machine
  machine.reloading = true
  machine.loader.reset()
  try {
    let index = options.index
    if (options.focus !== null) {
      const found = await engine().valueIndex({ doc, key, order, value: options.focus })
      if (found.index >= 0) index = found.index
    }
    const around = { from: Math.max(0, index - PAGE_ROWS / 2), count: PAGE_ROWS }
    const numbers = pagesOf(around, machine.wanted)
    const replies = await Promise.all(
      numbers.map((page) => fetchRows(doc, { from: page * PAGE_ROWS, count: PAGE_ROWS })),
    )
    if (epoch !== machine.epoch) return
    machine.reloading = false
    const first = replies[0]
    if (first) show(doc, { ...options, index }, { numbers, replies, first })
  } catch (error) {
    if (epoch !== machine.epoch) return
    machine.reloading = false
    if (isPassing(error)) return
    patchValues(doc, { failed: error, loading: false, total: 0, pages: new Map() })
  }
}

function show(
  doc: DocId,
  options: Reload,
  got: {
    readonly numbers: readonly number[]
    readonly replies: readonly ValuePage[]
    readonly first: ValuePage
  },
): void {
  const { first, numbers, replies } = got
  const pages = new Map(numbers.map((page, at) => [page, replies[at]?.rows ?? []]))
  const index = Math.max(0, Math.min(options.index, first.total - 1))
  const row = rowIn(pages, index)
  const chosen = row && (options.focus !== null || options.selectIndex) ? [row.id] : []
  patchValues(doc, {
    revision: first.revision,
    total: first.total,
    pages,
    loading: false,
    failed: null,
    focusIndex: index,
    anchor: index,
    selection: options.selection ?? new Set(chosen),
    ...(options.still ? {} : scrolled(doc)),
  })
  const { wanted } = machineOf(doc)
  ensureValues(doc, wanted.from, wanted.count)
}

/** Rows of the key on show in its order. */
export function fetchRows(doc: DocId, range: RowRange, signal?: AbortSignal): Promise<ValuePage> {
  const { key, order } = valuesView(doc)
  return engine().values({ doc, key: key ?? 0, order, ...range }, signal ? { signal } : {})
}

/** The change that brings the focused row into view. */
export function scrolled(doc: DocId): { readonly scroll: number } {
  return { scroll: valuesView(doc).scroll + 1 }
}
