import type { KeyboardEvent } from 'react'

/** The focused cell; -1 while the whole row has the focus. */
export interface CellFocus {
  readonly cell: number
  /** The number of columns. */
  readonly cells: number
  readonly setCell: (cell: number) => void
}

/**
 * Handles the grid's own keys (ui-anchors 5.2). false when the key is not one of them, or when it
 * also moves the row.
 */
export function answerGridKey(event: KeyboardEvent<HTMLElement>, focus: CellFocus): boolean {
  if (event.altKey || event.nativeEvent.isComposing) return false
  if (!event.ctrlKey && !event.metaKey) return moveCell(event, focus)
  // With Ctrl, Home and End also go to the first or last row, so the list handles them too.
  if (focus.cell >= 0 && event.key === 'Home') focus.setCell(0)
  if (focus.cell >= 0 && event.key === 'End') focus.setCell(focus.cells - 1)
  return false
}

/** Moves from the row into its cells and back, and along the cells. */
function moveCell(event: KeyboardEvent<HTMLElement>, { cell, cells, setCell }: CellFocus): boolean {
  const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
  const last = cells - 1
  const forward = rtl ? 'ArrowLeft' : 'ArrowRight'
  const backward = rtl ? 'ArrowRight' : 'ArrowLeft'
  if (event.key === forward) setCell(Math.min(cell + 1, last))
  else if (event.key === backward) setCell(Math.max(cell - 1, -1))
  else if (event.key === 'Home' && cell >= 0) setCell(0)
  else if (event.key === 'End' && cell >= 0) setCell(last)
  else if (event.key === 'Escape' && cell >= 0) setCell(-1)
  else return false
  return true
}
