/**
 * The value list of each document: a paged list of the values of one key in the chosen order, and
 * the state that goes with it. The actions on it are in `values.ts`.
 */

import { create } from 'zustand'
import type { DocId, KeyId, ValueId, ValueOrder, ValueRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import type { Selection } from './IdSet.ts'
import { needsNoMessage, reporterOf } from './notices.ts'
import { EMPTY_LIST, type ListView, type Naming, PagedList } from './PagedList.ts'

/** A value name being typed in place. */
export type ValueNaming = Naming &
  (
    | { readonly mode: 'rename'; readonly value: ValueId }
    | { readonly mode: 'create'; readonly type: number }
  )

export interface ValuesView extends ListView<ValueRow> {
  /** The key whose values these are; null before the first one. */
  readonly key: KeyId | null
  readonly order: ValueOrder
  /** The text that the shown values contain; null while the field for it is hidden. */
  readonly filter: string | null
  readonly editing: ValueNaming | null
}

interface Values {
  readonly views: Readonly<Record<DocId, ValuesView>>
}

export const useValues = create<Values>(() => ({ views: {} }))

const NO_VALUES: ValuesView = {
  ...EMPTY_LIST,
  key: null,
  order: { column: 'name', descending: false },
  filter: null,
  editing: null,
}

/** The state of a value list that is not drawn. */
interface ValuesController {
  readonly list: PagedList<ValueRow>
  /** Bytes of data of values that were selected, by id. */
  readonly sizes: Map<ValueId, number>
  /**
   * The value that gets the focus after the deletion under way; null for the row that takes its
   * place.
   */
  next: ValueId | null
  /** Values that were pasted, which are selected as soon as their rows are there; null when there are none. */
  pasted: ReadonlySet<ValueId> | null
}

const controllers = new Map<DocId, ValuesController>()

/** The controller of a document's list of values. */
export function valuesOf(doc: DocId): ValuesController {
  const existing = controllers.get(doc)
  if (existing) return existing
  const sizes = new Map<ValueId, number>()
  const made: ValuesController = {
    list: new PagedList({
      read: () => valuesView(doc),
      write: (change) => patchValues(doc, change),
      fetch: (range, options) => {
        const { key, order, filter } = valuesView(doc)
        const request = { doc, key: key ?? 0, order, filter: filter ?? '', ...range }
        return engine().values(request, options)
      },
      find: (text, from) => findByPrefix(doc, text, from),
      // Keeps the sizes of selected values, whose rows may be dropped.
      chosen: (rows) => {
        for (const { id, size } of rows) sizes.set(id, size)
      },
      report: reporterOf(doc),
    }),
    sizes,
    next: null,
    pasted: null,
  }
  controllers.set(doc, made)
  return made
}

/** The list of the values of the key on show. */
export function valueList(doc: DocId): PagedList<ValueRow> {
  return valuesOf(doc).list
}

/** The view of a document's values; an empty one when there is none. */
export function valuesView(doc: DocId): ValuesView {
  return useValues.getState().views[doc] ?? NO_VALUES
}

/** The view of a document's values as a subscription, for components. */
export function useValuesView(doc: DocId): ValuesView {
  return useValues((state) => state.views[doc] ?? NO_VALUES)
}

/** Changes some fields of a view. Only for the actions on values. */
export function patchValues(doc: DocId, change: Partial<ValuesView>): void {
  useValues.setState(({ views }) => ({
    views: { ...views, [doc]: { ...(views[doc] ?? NO_VALUES), ...change } },
  }))
}

/** Removes the values of a closed document. */
export function dropValues(doc: DocId): void {
  controllers.get(doc)?.list.close()
  controllers.delete(doc)
  useValues.setState(({ views }) => {
    const { [doc]: _closed, ...others } = views
    return { views: others }
  })
}

/** Whether a value can be renamed. The default value cannot; a second value without a name can. */
export function isRenamable(row: ValueRow | null): boolean {
  return row !== null && (row.name !== '' || row.duplicate)
}

/** What a reload should focus and select. */
export interface Reload {
  /** The value to focus and select; null for none. */
  readonly focus: ValueId | null
  /** The row to focus when `focus` is null or gone. */
  readonly index: number
  readonly selection?: Selection
  /** Select the row at `index`, whatever it is now. */
  readonly selectIndex?: boolean
  /** Focus, selection and scroll position stay. */
  readonly still?: boolean
}

/**
 * Fetches the rows on screen again and shows them all at once, or shows why they cannot be listed.
 */
export async function reloadValues(doc: DocId, options: Reload): Promise<void> {
  const { key, order } = valuesView(doc)
  if (key === null) return
  const { focus, selectIndex = false, still = false } = options
  const values = valuesOf(doc)
  const isPasted = focus !== null && values.pasted?.has(focus) === true
  const selection = isPasted && values.pasted !== null ? values.pasted : options.selection
  if (isPasted) values.pasted = null
  const locate = async () => {
    if (focus === null) return options.index
    const { filter } = valuesView(doc)
    const asked = { doc, key, order, value: focus }
    const { index } = await engine().valueIndex({ ...asked, filter: filter ?? '' })
    if (index >= 0 || !filter) return index >= 0 ? index : options.index
    // A value that is gone to, or was edited, is not hidden.
    const all = await engine().valueIndex(asked)
    if (all.index >= 0) patchValues(doc, { filter: null })
    return all.index >= 0 ? all.index : options.index
  }
  const list = valueList(doc)
  try {
    await list.reload(locate, (wish, { total, rowAt }) => {
      const indexOf = (at: number) => Math.max(0, Math.min(at, total - 1))
      // The user may have moved meanwhile.
      if (still) return { focusIndex: indexOf(list.view.focusIndex) }
      const index = indexOf(wish)
      const row = rowAt(index)
      const chosen = row && (focus !== null || selectIndex) ? [row.id] : []
      return {
        focusIndex: index,
        anchor: index,
        selection: selection ?? new Set(chosen),
        scroll: list.view.scroll + 1,
      }
    })
  } catch (error) {
    if (!needsNoMessage(error)) list.fail(error)
  }
}

/**
 * The next row from `start`, wrapping at the end, whose name starts with a prefix, ignoring case;
 * -1 for none.
 */
async function findByPrefix(doc: DocId, prefix: string, start: number): Promise<number> {
  const list = valueList(doc)
  const { total } = list.view
  const wanted = prefix.toUpperCase()
  const fits = ({ name }: ValueRow) => name.toUpperCase().startsWith(wanted)
  const found =
    (await list.scan(start, { step: 1, count: total - start }, fits)) ??
    (await list.scan(0, { step: 1, count: start }, fits))
  return found?.index ?? -1
}
