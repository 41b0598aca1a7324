import type { FreshRows, ListRow, ListView } from './PagedList.ts'

/** The change of a view that puts the focus on a row of a list that was loaded again, and selects it. */
export function selectRow<Row extends ListRow>(
  index: number,
  { total, rowAt }: FreshRows<Row>,
): Pick<ListView<Row>, 'focusIndex' | 'anchor' | 'selection'> {
  const focusIndex = Math.max(0, Math.min(index, total - 1))
  const row = rowAt(focusIndex)
  return { focusIndex, anchor: focusIndex, selection: new Set(row === undefined ? [] : [row.id]) }
}
