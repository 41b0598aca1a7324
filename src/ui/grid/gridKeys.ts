import type { KeyboardEvent } from 'react'
import { characterOf } from '../../commands/keys.ts'
import { endWordAt, isTypingValue, typeAheadValue } from '../../state/typeAhead.ts'
import type { ValuesView } from '../../state/valueRows.ts'
import { focusValueAt, type SelectHow, selectAllValues } from '../../state/values.ts'
import type { DocId } from '../../worker/protocol.ts'
import { COLUMNS } from './GridHeader.tsx'

/** What the keys need to know of the grid and may change in it. */
export interface GridPlace {
  readonly pageRows: number
  /** The cell with the focus, -1 while the row as a whole has it. */
  readonly cell: number
  readonly setCell: (cell: number) => void
}

/** What the grid's own keys do (ui-anchors 5.2). false when the key is none of them. */
export function answerGridKey(
  doc: DocId,
  event: KeyboardEvent<HTMLElement>,
  place: GridPlace,
): boolean {
  endWordAt(doc, event.key)
  if (event.altKey || event.nativeEvent.isComposing) return false
  const mod = event.ctrlKey || event.metaKey
  if (mod && characterOf(event) === 'A' && !event.shiftKey) {
    void selectAllValues(doc)
    return true
  }
  return (
    moveRow(doc, event, place) ||
    moveCell(event, place) ||
    selectHere(doc, event) ||
    (!mod && typeLetter(doc, event.key))
  )
}

/** Up and down; Home and End too while the row as a whole has the focus, or with Ctrl. */
function moveRow(
  doc: DocId,
  event: KeyboardEvent,
  { pageRows, cell, setCell }: GridPlace,
): boolean {
  const mod = event.ctrlKey || event.metaKey
  const ends = mod || cell < 0
  const target = targetOf(event.key, { pageRows, ends })
  if (target === null) return false
  if (ends && cell >= 0 && event.key === 'Home') setCell(0)
  if (ends && cell >= 0 && event.key === 'End') setCell(COLUMNS.length - 1)
  const how: SelectHow = event.shiftKey ? 'extend' : mod && !isEnd(event.key) ? 'move' : 'replace'
  void focusValueAt(doc, target, how)
  return true
}

function isEnd(key: string): boolean {
  return key === 'Home' || key === 'End'
}

function targetOf(
  key: string,
  { pageRows, ends }: { readonly pageRows: number; readonly ends: boolean },
): ((view: ValuesView) => number) | null {
  switch (key) {
    case 'ArrowDown':
      return (view) => view.focusIndex + 1
    case 'ArrowUp':
      return (view) => view.focusIndex - 1
    case 'PageDown':
      return (view) => view.focusIndex + pageRows
    case 'PageUp':
      return (view) => view.focusIndex - pageRows
    case 'Home':
      return ends ? () => 0 : null
    case 'End':
      return ends ? (view) => view.total - 1 : null
    default:
      return null
  }
}

/** From the row into its cells and back, and along the cells. */
function moveCell(event: KeyboardEvent<HTMLElement>, { cell, setCell }: GridPlace): boolean {
  if (event.ctrlKey || event.metaKey) return false
  const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
  const last = COLUMNS.length - 1
  const forward = rtl ? 'ArrowLeft' : 'ArrowRight'
  const backward = rtl ? 'ArrowRight' : 'ArrowLeft'
  if (event.key === forward) setCell(Math.min(cell + 1, last))
  else if (event.key === backward) setCell(Math.max(cell - 1, -1))
  else if (event.key === 'Home') setCell(0)
  else if (event.key === 'End') setCell(last)
  else if (event.key === 'Escape' && cell >= 0) setCell(-1)
  else return false
  return true
}

function selectHere(doc: DocId, event: KeyboardEvent): boolean {
  if (event.key !== ' ' || isTypingValue(doc)) return false
  const toggles = event.ctrlKey || event.metaKey
  void focusValueAt(doc, (view) => view.focusIndex, toggles ? 'toggle' : 'replace')
  return true
}

/** `?` and `/` ask for help and the filter; every other character is part of a name. */
function typeLetter(doc: DocId, key: string): boolean {
  if ([...key].length !== 1 || key === '?' || key === '/') return false
  void typeAheadValue(doc, key)
  return true
}
