// biome-ignore-all lint/a11y/useSemanticElements: a rule between blocks cannot be moved, this can
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import { COLUMN_MAX, COLUMN_MIN, type SizedColumn, setColumnWidth } from '../../state/columns.ts'
import { resizeText } from '../../text/panes.ts'
import { textScale } from '../common/textScale.ts'
import styles from './ValueGrid.module.css'

/** Widths are in design pixels, as `columns.ts` keeps them. */
const STEP = 16
/** What a cell has beside its text: padding, and the type badge before a name. */
const AROUND: Readonly<Record<SizedColumn, number>> = { name: 54, type: 24, size: 30 }

interface Props {
  readonly column: SizedColumn
  readonly width: number
  /** The column stands before the edge; the edge of Size stands before Size. */
  readonly before: boolean
  readonly rows: RefObject<{ readonly element: HTMLElement | null } | null>
  readonly tabIndex: number
  readonly onFocus: () => void
}

/** The edge of a column: dragged, moved with the arrows, or fitted to its text by a double click. */
export function ColumnResizer({ column, width, before, rows, tabIndex, onFocus }: Props) {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null)

  const grow = (event: { readonly currentTarget: Element }, pixels: number) => {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    return pixels * (before ? 1 : -1) * (rtl ? -1 : 1)
  }
  /** On screen: a column nobody has sized may be narrower than it would like. */
  const shown = ({ currentTarget }: { readonly currentTarget: Element }) => {
    const header = currentTarget.closest('[role=row]')?.querySelector(`[data-column=${column}]`)
    const box = header?.getBoundingClientRect()
    return Math.min(width, box?.width ? box.width / textScale() : width)
  }
  const fitText = () => {
    const cells = rows.current?.element?.querySelectorAll(`[data-fit="${column}"]`) ?? []
    const texts = [...cells].map((cell) => textWidth(cell) / textScale())
    if (texts.length > 0) setColumnWidth(column, Math.ceil(Math.max(...texts)) + AROUND[column])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') setColumnWidth(column, shown(event) + grow(event, -STEP))
    else if (event.key === 'ArrowRight') setColumnWidth(column, shown(event) + grow(event, STEP))
    else if (event.key === 'Home') setColumnWidth(column, COLUMN_MIN)
    else if (event.key === 'End') setColumnWidth(column, COLUMN_MAX)
    else if (event.key === 'Enter') fitText()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width: shown(event) }
  }
  const onPointerMove = (event: PointerEvent) => {
    const from = start.current
    if (!from) return
    const moved = (event.clientX - from.x) / textScale()
    setColumnWidth(column, from.width + grow(event, moved))
  }
  const stop = () => {
    start.current = null
  }
  return (
    <div
      role="separator"
      data-stop=""
      tabIndex={tabIndex}
      aria-label={resizeText(column)}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={COLUMN_MIN}
      aria-valuemax={COLUMN_MAX}
      className={styles.resizer}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={fitText}
    />
  )
}

/** The width of a cell's text, cut off or not. */
function textWidth(element: Element): number {
  const range = document.createRange()
  range.selectNodeContents(element)
  return range.getBoundingClientRect().width
}
