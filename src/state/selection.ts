/** The selected values as a whole: their number and size, and the value that follows them. */

import type { DocId, ValueId, ValueRow } from '../worker/protocol.ts'
import { useValuesView, valueList, valuesOf } from './valueRows.ts'

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
