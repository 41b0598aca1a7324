/**
 * Actions on the value list: showing another key, sorting, moving the focus, selecting. Edits are
 * in `valueEdits.ts`.
 */

import type {
  DocId,
  EditResult,
  KeyId,
  ValueColumn,
  ValueId,
  ValueRow,
} from '../worker/protocol.ts'
import { patchValues, reloadValues, valueList, valuesOf, valuesView } from './valueRows.ts'

/** Shows the values of a key, with the focus on `value` when it is given. */
export function showKey(doc: DocId, key: KeyId, value: ValueId | null = null): Promise<void> {
  const view = valuesView(doc)
  if (view.key === key && !view.failed) {
    return value === null ? Promise.resolve() : selectValue(doc, value)
  }
  const { list, sizes } = valuesOf(doc)
  list.restart()
  sizes.clear()
  patchValues(doc, {
    key,
    filter: null,
    editing: null,
    loading: true,
    failed: null,
    selection: new Set(),
  })
  return reloadValues(doc, { focus: value, index: 0 })
}

/** Puts the focus on a value of the key on show and selects it. */
function selectValue(doc: DocId, value: ValueId): Promise<void> {
  return reloadValues(doc, { focus: value, index: valuesView(doc).focusIndex })
}

/** Sorts by a column: ascending, or in reverse when the list is sorted by that column already. */
export function setOrder(doc: DocId, column: ValueColumn | 'stored'): Promise<void> {
  const { order, focusIndex, selection } = valuesView(doc)
  const descending = order.column === column && !order.descending
  const focused = valueList(doc).rowAt(focusIndex)
  patchValues(doc, { order: { column, descending } })
  const keep = focused && selection.has(focused.id) ? focused.id : null
  return reloadValues(doc, { focus: keep, index: 0, selection })
}

/**
 * Shows only the values that contain a text, with the first of them selected, or all of them for an
 * empty text; null also hides the field that it is typed in.
 */
export function filterValues(doc: DocId, filter: string | null): Promise<void> {
  const { filter: before, focusIndex, selection } = valuesView(doc)
  const focused = valueList(doc).rowAt(focusIndex)
  patchValues(doc, { filter })
  if ((before ?? '') === (filter ?? '')) return Promise.resolve()
  if (filter) return reloadValues(doc, { focus: null, index: 0, selectIndex: true })
  const keep = focused && selection.has(focused.id) ? focused.id : null
  return reloadValues(doc, { focus: keep, index: 0 })
}

/** Fetches the rows again; focus, selection and scroll position stay. */
export function refreshValues(doc: DocId): Promise<void> {
  const { key, focusIndex, editing } = valuesView(doc)
  if (key === null || editing) return Promise.resolve()
  return reloadValues(doc, { focus: null, index: focusIndex, still: true })
}

/** The value that Modify and Rename act on: the focused one, when it is selected. */
export function focusedValue(doc: DocId): ValueRow | null {
  return valueList(doc).focused ?? null
}

/** The selected values whose rows have arrived; `valuesView(doc).selection` has all their ids. */
export function selectedValues(doc: DocId): ValueRow[] {
  return valueList(doc).selectedRows
}

/**
 * Updates the list after an edit, undo or redo: fetches the rows again, replaces moved ids and
 * focuses the value that was edited.
 */
export function applyValueEdit(doc: DocId, result: EditResult): Promise<void> {
  const { key, focusIndex } = valuesView(doc)
  if (key === null) return Promise.resolve()
  const moved = result.moved.find(([from]) => from === key)
  const now = moved ? moved[1] : key
  if (now !== key) patchValues(doc, { key: now })
  // After an edit of keys the tree decides which key is shown.
  if (now !== result.focus.key) return Promise.resolve()
  const gone = result.label.kind === 'delete-values' && result.removed.values > 0
  const values = valuesOf(doc)
  const { next } = values
  values.next = null
  values.sizes.clear()
  patchValues(doc, { editing: null })
  return reloadValues(doc, {
    focus: gone ? next : result.focus.value,
    index: focusIndex,
    selectIndex: gone,
  })
}
