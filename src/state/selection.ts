/** The selected values as a whole: how many and how large they are, and which value follows them. */

import type { DocId, ValueId, ValueRow } from '../worker/protocol.ts'
import { fetchRows, machineOf, useValuesView, valueRowAt, valuesView } from './valueRows.ts'

/** Rows that one step of looking for the next value fetches. */
const FETCH_ROWS = 1000

export interface SelectionSize {
  readonly count: number
  /** Of all data; null while the size of one of them is not known. */
  readonly bytes: number | null
}

/**
 * How many values are selected and how large they are; null when fewer than two rows are. The row of a
 * default value that is not set is not counted.
 */
export function useSelectionSize(doc: DocId): SelectionSize | null {
  const { selection, pages } = useValuesView(doc)
  if (selection.size < 2) return null
  const sizes = new Map(machineOf(doc).sizes)
  for (const { id, size } of [...pages.values()].flat()) sizes.set(id, size)
  let bytes: number | null = 0
  for (const id of selection) {
    const size = sizes.get(id)
    bytes = bytes === null || size === undefined ? null : bytes + size
  }
  return { count: selection.has(0) ? selection.size - 1 : selection.size, bytes }
}

/** Remembers the sizes of values that are selected, whose rows may not stay here. */
export function noteSizes(doc: DocId, rows: readonly ValueRow[]): void {
  const { sizes } = machineOf(doc)
  for (const { id, size } of rows) sizes.set(id, size)
}

/**
 * The value that gets the focus once the selected ones are gone: the next after the focused row that is
 * not selected, otherwise the last before it; null when every value is selected. The default value's row stays.
 */
export async function valueAfterSelection(doc: DocId): Promise<ValueId | null> {
  const { focusIndex, total } = valuesView(doc)
  const focused = valueRowAt(doc, focusIndex)
  if (focused?.name === '' && !focused.duplicate) return 0
  return (
    (await unselected(doc, focusIndex, { step: 1, count: total - focusIndex })) ??
    (await unselected(doc, focusIndex - 1, { step: -1, count: focusIndex }))
  )
}

async function unselected(
  doc: DocId,
  start: number,
  { step, count }: { readonly step: 1 | -1; readonly count: number },
): Promise<ValueId | null> {
  const { selection } = valuesView(doc)
  const { epoch } = machineOf(doc)
  let batch: { readonly from: number; readonly rows: readonly ValueRow[] } = { from: 0, rows: [] }
  for (let at = 0; at < count; at++) {
    const index = start + at * step
    let row = valueRowAt(doc, index) ?? batch.rows[index - batch.from]
    if (!row) {
      const from = step === 1 ? index : Math.max(0, index - FETCH_ROWS + 1)
      const page = await fetchRows(doc, { from, count: FETCH_ROWS })
      if (epoch !== machineOf(doc).epoch) return null
      batch = { from, rows: page.rows }
      row = page.rows[index - from]
    }
    if (row && !selection.has(row.id)) return row.id
  }
  return null
}
