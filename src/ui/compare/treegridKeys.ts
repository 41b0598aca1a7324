import type { KeyboardEvent } from 'react'
import type { PagedList } from '../../state/PagedList.ts'
import { expandDifferences, goToRowAbove } from '../../state/twoHivesRuns.ts'
import type { ComparisonId, TwoHivesRow } from '../../worker/protocol.ts'
import { rowId } from '../lists/GridList.tsx'

/** The row has the focus, no cell of it. */
export const NO_CELL = -1
const LAST_CELL = 4

interface Cells {
  readonly id: ComparisonId
  readonly list: PagedList<TwoHivesRow>
  /** The cell that has the focus, from 0. */
  readonly cell: number
  readonly setCell: (cell: number) => void
}

/**
 * Handles the keys of a treegrid (ui-anchors 5.3): Right expands a row, then goes into its cells; Left goes back to the
 * row, collapses it, then goes to the row above. false when the key is another one.
 */
export function answerCellKey(event: KeyboardEvent<HTMLElement>, cells: Cells): boolean {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false
  const { cell, setCell } = cells
  const key = mirrored(event)
  if (key === 'ArrowRight') {
    if (cell === NO_CELL) openOrEnter(cells)
    else setCell(Math.min(cell + 1, LAST_CELL))
  } else if (key === 'ArrowLeft') {
    if (cell === NO_CELL) closeOrLeave(cells)
    else setCell(cell - 1)
  } else if (cell !== NO_CELL && key === 'Home') setCell(0)
  else if (cell !== NO_CELL && key === 'End') setCell(LAST_CELL)
  else if (key === '+' || key === '-') expandFocused(cells, key === '+')
  else return false
  return true
}

/** The id of the element of a cell. */
export function cellId(name: string, index: number, cell: number): string {
  return `${rowId(name, index)}-${cell}`
}

function openOrEnter({ id, list, setCell }: Cells): void {
  void list.inTurn(() => {
    const { focused } = list
    if (focused?.expanded === false) void expandDifferences(id, focused.id, true)
    else setCell(0)
  })
}

function closeOrLeave({ id, list }: Cells): void {
  void list.inTurn(() => {
    const { focused } = list
    if (focused === undefined) return
    if (focused.expanded) void expandDifferences(id, focused.id, false)
    else void goToRowAbove(id, focused.id)
  })
}

function expandFocused({ id, list }: Cells, expanded: boolean): void {
  void list.inTurn(() => {
    const { focused } = list
    if (focused?.expanded === !expanded) void expandDifferences(id, focused.id, expanded)
  })
}

/** The key with Left and Right exchanged where text runs from right to left. */
function mirrored({ key, currentTarget }: KeyboardEvent<HTMLElement>): string {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return key
  if (getComputedStyle(currentTarget).direction !== 'rtl') return key
  return key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft'
}
