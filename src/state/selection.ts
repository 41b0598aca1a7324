/** The selected values as a whole: their number and size, and the value that follows them. */

import type { DocId, ValueId, ValueRow } from '../worker/protocol.ts'
import { useValuesView, valueList, valuesOf } from './valueRows.ts'

/** Rows that are looked at at once. */
const ROWS_AT_ONCE = 1000

export interface SelectionSize {
  readonly count: number
  /** Bytes of data of all of them; null while the size of one is not known. */
  readonly bytes: number | null
}

/**
 * The number of selected values and their size; null when fewer than two rows are selected. The row
 * of a default value that is not set is not counted.
 */
export function useSelectionSize(doc: DocId): SelectionSize | null {
  const { selection, pages } = useValuesView(doc)
  if (selection.size < 2) return null
  const sizes = new Map(valuesOf(doc).sizes)
  for (const { id, size } of [...pages.values()].flat()) sizes.set(id, size)
  let bytes: number | null = 0
  for (const id of selection) {
    const size = sizes.get(id)
    bytes = bytes === null || size === undefined ? null : bytes + size
  }
  return { count: selection.has(0) ? selection.size - 1 : selection.size, bytes }
}

/**
 * The value that gets the focus once the selected ones are deleted: the next one after the focused
 * row that is not selected, otherwise the last one before it; null when every value is selected.
 * The default value's row stays.
 */
export async function valueAfterSelection(doc: DocId): Promise<ValueId | null> {
  const list = valueList(doc)
  const { focusIndex, total, selection } = list.view
  const focused = list.rowAt(focusIndex)
  if (focused?.name === '' && !focused.duplicate) return 0
  const stays = ({ id }: ValueRow) => !selection.has(id)
  const next =
    (await list.scan(focusIndex, { step: 1, count: total - focusIndex }, stays)) ??
    (await list.scan(focusIndex - 1, { step: -1, count: focusIndex }, stays))
  return next?.row.id ?? null
}

/**
 * The ids of the selected values in the order of their rows, of which some may not have arrived. A default value that
 * is not set is not among them.
 */
export async function chosenValues(doc: DocId): Promise<ValueId[]> {
  const list = valueList(doc)
  const { selection, total, focusIndex } = list.view
  const chosen: ValueId[] = []
  const add = (rows: readonly ValueRow[]) => {
    for (const { id, absent } of rows) if (!absent && selection.has(id)) chosen.push(id)
  }
  const focused = list.rowAt(focusIndex)
  if (selection.size === 1 && focused && selection.has(focused.id)) {
    add([focused])
    return chosen
  }
  const wanted = selection.size - (selection.has(0) ? 1 : 0)
  for (let from = 0; from < total && chosen.length < wanted; from += ROWS_AT_ONCE) {
    const rows = await list.fetchRun(from, Math.min(total, from + ROWS_AT_ONCE) - 1)
    // The rows were fetched anew meanwhile.
    if (rows === null) return chosenValues(doc)
    add(rows)
  }
  return chosen
}
