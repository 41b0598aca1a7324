/**
 * What the user does with the list of values: another key, another order, moving the focus, selecting.
 * Nothing here edits the hive; see `valueEdits.ts`.
 */

import type {
  DocId,
  EditResult,
  KeyId,
  ValueColumn,
  ValueId,
  ValueRow,
} from '../worker/protocol.ts'
import { PAGE_ROWS, rowIn, withPage } from './pages.ts'
import { reportUnlessPassing } from './passing.ts'
import { noteSizes } from './selection.ts'
import {
  fetchRows,
  machineOf,
  patchValues,
  reloadValues,
  scrolled,
  type ValuesView,
  valueRowAt,
  valuesView,
} from './valueRows.ts'

/** Shows the values of a key, the focus on one of them when it is told. */
export function showKey(doc: DocId, key: KeyId, value: ValueId | null = null): Promise<void> {
  const view = valuesView(doc)
  if (view.key === key && !view.failed) {
    return value === null ? Promise.resolve() : selectValue(doc, value)
  }
  machineOf(doc).wanted = { from: 0, count: PAGE_ROWS }
  machineOf(doc).sizes.clear()
  patchValues(doc, { key, editing: null, loading: true, failed: null, selection: new Set() })
  return reloadValues(doc, { focus: value, index: 0 })
}

/** Puts the focus on a value of the key on show and selects it. */
function selectValue(doc: DocId, value: ValueId): Promise<void> {
  return reloadValues(doc, { focus: value, index: valuesView(doc).focusIndex })
}

/** Sorts by a column: ascending, or the other way round when it is the order already. */
export function setOrder(doc: DocId, column: ValueColumn | 'stored'): Promise<void> {
  const { order, focusIndex, selection } = valuesView(doc)
  const descending = order.column === column && !order.descending
  const focused = valueRowAt(doc, focusIndex)
  patchValues(doc, { order: { column, descending } })
  const keep = focused && selection.has(focused.id) ? focused.id : null
  return reloadValues(doc, { focus: keep, index: 0, selection })
}

/** Shows the rows as they are now; focus, selection and scroll position stay. */
export function refreshValues(doc: DocId): Promise<void> {
  const { key, focusIndex, selection, editing } = valuesView(doc)
  if (key === null || editing) return Promise.resolve()
  return reloadValues(doc, { focus: null, index: focusIndex, selection, still: true })
}

/** The value that Modify and Rename are about: the focused one, when it is selected. */
export function focusedValue(doc: DocId): ValueRow | null {
  const { selection, focusIndex } = valuesView(doc)
  const row = valueRowAt(doc, focusIndex)
  return row && selection.has(row.id) ? row : null
}

/** The selected values whose rows are here; `valuesView(doc).selection` has all their ids. */
export function selectedValues(doc: DocId): ValueRow[] {
  const { selection, pages } = valuesView(doc)
  return [...pages.values()].flat().filter((row) => selection.has(row.id))
}

/** What moving the focus does to the selection. */
export type SelectHow = 'replace' | 'extend' | 'toggle' | 'move'

/**
 * Moves the focus to a row, by list habits: plain, Shift, Ctrl with click, Ctrl with arrows. A
 * function names the row from where the focus is once the moves before have been made.
 */
export function focusValueAt(
  doc: DocId,
  target: number | ((view: ValuesView) => number),
  how: SelectHow,
): Promise<void> {
  return inTurn(doc, () => {
    const view = valuesView(doc)
    if (view.total === 0) return
    const index = typeof target === 'number' ? target : target(view)
    const to = Math.max(0, Math.min(index, view.total - 1))
    if (how === 'move') return patchValues(doc, { focusIndex: to, ...scrolled(doc) })
    const from = how === 'extend' ? Math.min(view.anchor, to) : to
    const last = how === 'extend' ? Math.max(view.anchor, to) : to
    const rows = knownRows(doc, from, last)
    if (rows) return applySelection(doc, rows, { to, how })
    return fetchRun(doc, from, last).then((fetched) => {
      if (fetched) applySelection(doc, fetched, { to, how })
    })
  })
}

/** Selects every value of the key. */
export function selectAllValues(doc: DocId): Promise<void> {
  return inTurn(doc, async () => {
    const { total } = valuesView(doc)
    if (total === 0) return
    const rows = knownRows(doc, 0, total - 1) ?? (await fetchRun(doc, 0, total - 1))
    if (rows) noteSizes(doc, rows)
    if (rows) patchValues(doc, { selection: new Set(rows.map((row) => row.id)), anchor: 0 })
  })
}

/** Selects nothing; the focus stays. */
export function clearValueSelection(doc: DocId): void {
  patchValues(doc, { selection: new Set() })
}

/** Follows an edit, undo or redo: drops the rows, follows moved ids, puts the focus where it happened. */
export function applyValueEdit(doc: DocId, result: EditResult): Promise<void> {
  const { key, focusIndex } = valuesView(doc)
  if (key === null) return Promise.resolve()
  const moved = result.moved.find(([from]) => from === key)
  const now = moved ? moved[1] : key
  if (now !== key) patchValues(doc, { key: now })
  // The tree says which key comes on show after an edit of keys.
  if (now !== result.focus.key) return Promise.resolve()
  const gone = result.label.kind === 'delete-values' && result.removed.values > 0
  const machine = machineOf(doc)
  const { next } = machine
  machine.next = null
  machine.sizes.clear()
  patchValues(doc, { editing: null })
  return reloadValues(doc, {
    focus: gone ? next : result.focus.value,
    index: focusIndex,
    selectIndex: gone,
  })
}

/** Runs a job after the ones before it; what goes wrong is shown. */
export function inTurn(doc: DocId, job: () => Promise<void> | void): Promise<void> {
  return machineOf(doc).turns.run(job).catch(reportUnlessPassing(doc))
}

/** The rows of a run, null when one of them is not here. */
function knownRows(doc: DocId, from: number, last: number): ValueRow[] | null {
  const { pages } = valuesView(doc)
  const rows: ValueRow[] = []
  for (let index = from; index <= last; index++) {
    const row = rowIn(pages, index)
    if (!row) return null
    rows.push(row)
  }
  return rows
}

/** Fetches a run, whole pages so that its last row can be shown; null when the list has changed. */
async function fetchRun(
  doc: DocId,
  from: number,
  last: number,
): Promise<readonly ValueRow[] | null> {
  const { epoch } = machineOf(doc)
  const start = from - (from % PAGE_ROWS)
  const count = last - start + PAGE_ROWS - (last % PAGE_ROWS)
  const { rows } = await fetchRows(doc, { from: start, count })
  if (epoch !== machineOf(doc).epoch) return null
  const page = Math.floor(last / PAGE_ROWS)
  const lastRows = rows.slice(page * PAGE_ROWS - start)
  patchValues(doc, { pages: withPage(valuesView(doc).pages, page, lastRows) })
  return rows.slice(from - start, last - start + 1)
}

function applySelection(
  doc: DocId,
  rows: readonly ValueRow[],
  move: { readonly to: number; readonly how: SelectHow },
): void {
  const { anchor, selection } = valuesView(doc)
  const chosen = new Set(rows.map((row) => row.id))
  noteSizes(doc, rows)
  if (move.how === 'toggle') {
    const [id] = chosen
    const next = new Set(selection)
    if (id !== undefined && !next.delete(id)) next.add(id)
    patchValues(doc, { selection: next, focusIndex: move.to, anchor: move.to, ...scrolled(doc) })
    return
  }
  patchValues(doc, {
    selection: chosen,
    focusIndex: move.to,
    anchor: move.how === 'extend' ? anchor : move.to,
    ...scrolled(doc),
  })
}
