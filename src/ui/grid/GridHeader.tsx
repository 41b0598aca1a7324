// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { type SizedColumn, setColumnWidth, useColumns } from '../../state/columns.ts'
import { setOrder } from '../../state/values.ts'
import { COLUMN_TITLES, widthText } from '../../text/panes.ts'
import type { DocId, ValueColumn, ValueOrder } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { ColumnResizer } from './ColumnResizer.tsx'
import { fitColumn, WIDTH_STEP, widthOnScreen } from './columnWidth.ts'
import styles from './ValueGrid.module.css'

export const COLUMNS: readonly ValueColumn[] = ['name', 'type', 'data', 'size']

/** The column that the edge after each column resizes; Data does not have its own width. */
const EDGE_AFTER: Readonly<Partial<Record<ValueColumn, SizedColumn>>> = {
  name: 'name',
  type: 'type',
  data: 'size',
}

interface Props {
  readonly doc: DocId
  readonly order: ValueOrder
  /** The rows, to find the width that fits their text. */
  readonly rows: RefObject<{ readonly element: HTMLElement | null } | null>
  /** Announces the effect of a key to screen readers. */
  readonly announce: (text: string) => void
}

/**
 * The effect of Shift+Right on each header: the column whose width it changes, and the direction.
 */
const WIDENS: Readonly<Record<ValueColumn, readonly [SizedColumn, 1 | -1]>> = {
  name: ['name', 1],
  type: ['type', 1],
  // Data takes the remaining width, so its edge is that of Size.
  data: ['size', -1],
  size: ['size', 1],
}

/**
 * The column headers, which are one tab stop. Left and Right move between them, Enter sorts, Shift
 * with an arrow changes the width, and Shift+Enter fits it to the text. Down goes to the rows.
 */
export function GridHeader({ doc, order, rows, announce }: Props) {
  const [current, setCurrent] = useState(0)
  const header = useRef<HTMLDivElement>(null)
  const widths = useColumns()

  const go = (to: number) => {
    const stop = header.current?.querySelectorAll<HTMLElement>('[data-stop]')[to]
    if (!stop) return
    setCurrent(to)
    stop.focus()
  }
  const resize = (step: number) => {
    const column = COLUMNS[current]
    if (column === undefined || !header.current) return
    const [sized, way] = WIDENS[column]
    if (step === 0) fitColumn(rows.current?.element, sized)
    else {
      const now = widthOnScreen(header.current, sized, widths[sized])
      setColumnWidth(sized, now + step * way * WIDTH_STEP)
    }
    announce(widthText(sized, useColumns.getState()[sized]))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isStop(event.target)) return
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    const move = event.shiftKey ? resize : (step: number) => go(current + step)
    if (event.key === 'ArrowLeft') move(-forward)
    else if (event.key === 'ArrowRight') move(forward)
    else if (event.shiftKey && event.key === 'Enter') resize(0)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(COLUMNS.length - 1)
    else if (event.key === 'ArrowDown') rows.current?.element?.focus({ preventScroll: true })
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div role="rowgroup">
      <div
        ref={header}
        role="row"
        tabIndex={-1}
        aria-rowindex={1}
        className={styles.header}
        onKeyDown={onKeyDown}
      >
        {COLUMNS.map((column, at) => {
          const sorted = order.column === column
          const edge = EDGE_AFTER[column]
          return (
            <div
              key={column}
              role="columnheader"
              tabIndex={-1}
              aria-label={COLUMN_TITLES[column]}
              aria-colindex={at + 1}
              aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
              data-column={column}
              className={styles.column}
            >
              <button
                type="button"
                data-stop=""
                tabIndex={current === at ? 0 : -1}
                aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight"
                className={cx(styles.sort, column === 'size' && styles.end)}
                onFocus={() => setCurrent(at)}
                onClick={() => void setOrder(doc, column)}
              >
                {COLUMN_TITLES[column]}
                {sorted && <SortArrow descending={order.descending} />}
              </button>
              {edge && (
                <ColumnResizer
                  column={edge}
                  width={widths[edge]}
                  before={column === edge}
                  rows={rows}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function isStop(target: EventTarget): boolean {
  return target instanceof Element && target.hasAttribute('data-stop')
}

function SortArrow({ descending }: { readonly descending: boolean }) {
  return (
    <svg className={styles.arrow} viewBox="0 0 10 10" aria-hidden="true">
      <path d={descending ? 'M5 1.5v7M2 5.8 5 8.5 8 5.8' : 'M5 8.5v-7M2 4.2 5 1.5 8 4.2'} />
    </svg>
  )
}
