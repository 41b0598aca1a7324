import type { KeyboardEvent } from 'react'
import { COLUMNS } from './GridHeader.tsx'

/** The cell with the focus, -1 while the row as a whole has it. */
export interface CellFocus {
  readonly cell: number
  readonly setCell: (cell: number) => void
}

/** What the grid's own keys do (ui-anchors 5.2). false when the key is none of them, or moves the row too. */
export function answerGridKey(event: KeyboardEvent<HTMLElement>, focus: CellFocus): boolean {
  if (event.altKey || event.nativeEvent.isComposing) return false
  if (!event.ctrlKey && !event.metaKey) return moveCell(event, focus)
  // With Ctrl, Home and End go to the first and last cell of the first and last row.
  if (focus.cell >= 0 && event.key === 'Home') focus.setCell(0)
  if (focus.cell >= 0 && event.key === 'End') focus.setCell(COLUMNS.length - 1)
  return false
}

/** From the row into its cells and back, and along the cells. */
function moveCell(event: KeyboardEvent<HTMLElement>, { cell, setCell }: CellFocus): boolean {
  const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
  const last = COLUMNS.length - 1
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
