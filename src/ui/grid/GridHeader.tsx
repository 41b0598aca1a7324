import type { KeyboardEvent, MouseEvent, RefObject } from 'react'
import { flushSync } from 'react-dom'
import {
  edgeAfter,
  placeColumn,
  type SizedColumn,
  setColumnWidth,
  useColumns,
} from '../../state/columns.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { setOrder } from '../../state/values.ts'
import { COLUMN_TITLES, placeText, widthText } from '../../text/panes.ts'
import type { DocId, ValueColumn, ValueOrder } from '../../worker/protocol.ts'
import { HeaderRow, SortHeader, useHeaderStops } from '../lists/ListHeader.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { ColumnResizer } from './ColumnResizer.tsx'
import { fitColumn, WIDTH_STEP, widthOnScreen } from './columnWidth.ts'
import { useColumnDrag } from './useColumnDrag.ts'
import styles from './ValueGrid.module.css'

interface Props {
  readonly doc: DocId
  readonly order: ValueOrder
  /** The rows, to find the width that fits their text. */
  readonly rows: RefObject<RowListHandle | null>
  /** Announces the effect of a key to screen readers. */
  readonly announce: (text: string) => void
}

/**
 * The effect of Shift+Right on a header: the column whose width it changes, and the direction. Data
 * takes the remaining width, so it grows at the expense of a column beside it.
 */
function widens(
  shown: readonly ValueColumn[],
  place: number,
): readonly [SizedColumn, 1 | -1] | null {
  const column = shown[place]
  if (column !== undefined && column !== 'data') return [column, 1]
  const beside = shown[place + 1] ?? shown[place - 1]
  return beside === undefined || beside === 'data' ? null : [beside, -1]
}

/**
 * The column headers, which are one tab stop. Left and Right move between them, Enter sorts, Shift
 * with an arrow changes the width, and Shift+Enter fits it to the text. Ctrl with an arrow, or
 * dragging, moves the column. Down goes to the rows.
 */
export function GridHeader({ doc, order, rows, announce }: Props) {
  const { header, current, setCurrent, go, answerKey } = useHeaderStops(rows)
  const { shown, widths } = useColumns()
  const drag = useColumnDrag(header, (column, place) => {
    placeColumn(column, place)
    setCurrent(place)
  })

  const resize = (step: number) => {
    const widened = widens(shown, current)
    if (widened === null || !header.current) return
    const [sized, way] = widened
    if (step === 0) fitColumn(rows.current?.element, sized)
    else {
      const now = widthOnScreen(header.current, sized, widths[sized])
      setColumnWidth(sized, now + step * way * WIDTH_STEP)
    }
    announce(widthText(sized, useColumns.getState().widths[sized]))
  }
  const moveBy = (step: number) => {
    const column = shown[current]
    const place = current + step
    if (column === undefined || place < 0 || place >= shown.length) return
    // The focus stays on the header, which may be another element afterwards.
    flushSync(() => placeColumn(column, place))
    go(place)
    announce(placeText(column, place + 1, shown.length))
  }
  const openMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault()
    event.stopPropagation()
    const byKey = event.button !== 2
    const box = event.currentTarget.getBoundingClientRect()
    const at = byKey ? { x: box.left, y: box.bottom } : { x: event.clientX, y: event.clientY }
    openContextMenu('columns', { ...at, byKey })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.metaKey || event.altKey || !isStop(event.target)) return
    if (!event.ctrlKey && !event.shiftKey) return answerKey(event)
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    const move = event.ctrlKey ? moveBy : resize
    if (event.key === 'ArrowLeft') move(-forward)
    else if (event.key === 'ArrowRight') move(forward)
    else if (event.shiftKey && !event.ctrlKey && event.key === 'Enter') resize(0)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <HeaderRow
      header={header}
      className={styles.header}
      onKeyDown={onKeyDown}
      onContextMenu={openMenu}
    >
      {shown.map((column, at) => {
        const edge = edgeAfter(shown, at)
        return (
          <SortHeader
            key={column}
            at={at + 1}
            title={COLUMN_TITLES[column]}
            descending={order.column === column ? order.descending : null}
            isStop={current === at}
            around={{
              className: styles.column,
              'data-column': column,
              'data-drop': drag.target === at ? drag.side : undefined,
            }}
            aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight Control+ArrowLeft Control+ArrowRight"
            className={isNumeric(column) ? styles.end : undefined}
            onFocus={() => setCurrent(at)}
            onClick={() => {
              if (!drag.hasMoved()) void setOrder(doc, column)
            }}
            onPointerDown={(event) => drag.start(event, column)}
            onPointerMove={drag.move}
            onPointerUp={drag.end}
            onPointerCancel={drag.cancel}
            after={
              edge && (
                <ColumnResizer
                  column={edge.column}
                  width={widths[edge.column]}
                  before={edge.before}
                  rows={rows}
                />
              )
            }
          />
        )
      })}
    </HeaderRow>
  )
}

/** Whether a column is of numbers, which end at its edge. */
function isNumeric(column: ValueColumn): boolean {
  return column === 'size' || column === 'offset'
}

function isStop(target: EventTarget): boolean {
  return target instanceof Element && target.hasAttribute('data-stop')
}
