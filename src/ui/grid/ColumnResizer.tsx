// biome-ignore-all lint/a11y/useSemanticElements: a rule between blocks cannot be moved, this can
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react'
import { COLUMN_MAX, COLUMN_MIN, type SizedColumn, setColumnWidth } from '../../state/columns.ts'
import { resizeText } from '../../text/panes.ts'
import { textScale } from '../common/textScale.ts'
import { fitColumn, WIDTH_STEP, widthOnScreen } from './columnWidth.ts'
import styles from './ValueGrid.module.css'

interface Props {
  readonly column: SizedColumn
  readonly width: number
  /** Whether the column lies before the edge; the edge of a column after Data lies before it. */
  readonly before: boolean
  readonly rows: RefObject<{ readonly element: HTMLElement | null } | null>
}

/**
 * The edge of a column, which can be dragged; a double click fits the column to its text. It is not
 * a tab stop, since the header has keys for resizing. When assistive technology focuses the edge,
 * the arrows move it.
 */
export function ColumnResizer({ column, width, before, rows }: Props) {
  const start = useRef<{ readonly x: number; readonly width: number } | null>(null)

  const grow = (event: { readonly currentTarget: Element }, pixels: number) => {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    return pixels * (before ? 1 : -1) * (rtl ? -1 : 1)
  }
  const shown = ({ currentTarget }: { readonly currentTarget: Element }) =>
    widthOnScreen(currentTarget, column, width)
  const fitText = () => fitColumn(rows.current?.element, column)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') setColumnWidth(column, shown(event) + grow(event, -WIDTH_STEP))
    else if (event.key === 'ArrowRight')
      setColumnWidth(column, shown(event) + grow(event, WIDTH_STEP))
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
      tabIndex={-1}
      aria-label={resizeText(column)}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={COLUMN_MIN}
      aria-valuemax={COLUMN_MAX}
      className={styles.resizer}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={fitText}
    />
  )
}
