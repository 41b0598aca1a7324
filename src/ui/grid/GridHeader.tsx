// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { type SizedColumn, useColumns } from '../../state/columns.ts'
import { setOrder } from '../../state/values.ts'
import { COLUMN_TITLES } from '../../text/panes.ts'
import type { DocId, ValueColumn, ValueOrder } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { ColumnResizer } from './ColumnResizer.tsx'
import styles from './ValueGrid.module.css'

export const COLUMNS: readonly ValueColumn[] = ['name', 'type', 'data', 'size']

/** The edge after a column changes the width of this one; Data has none of its own. */
const EDGE_AFTER: Readonly<Partial<Record<ValueColumn, SizedColumn>>> = {
  name: 'name',
  type: 'type',
  data: 'size',
}

interface Props {
  readonly doc: DocId
  readonly order: ValueOrder
  /** The rows, for the width that fits them. */
  readonly rows: RefObject<{ readonly element: HTMLElement | null } | null>
}

/**
 * The column headers: buttons that sort and edges that resize, together one stop of Tab. Left and
 * Right go from one to the next; on an edge they move it, and Up and Down go on.
 */
export function GridHeader({ doc, order, rows }: Props) {
  const [current, setCurrent] = useState(0)
  const header = useRef<HTMLDivElement>(null)
  const widths = useColumns()

  const go = (to: number) => {
    const stops = header.current?.querySelectorAll<HTMLElement>('[data-stop]')
    const stop = stops?.[to]
    if (!stop) return
    setCurrent(to)
    stop.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const edge =
      event.target instanceof Element && event.target.getAttribute('role') === 'separator'
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    const steps: Readonly<Record<string, number>> = edge
      ? { ArrowUp: -1, ArrowDown: 1 }
      : { ArrowLeft: -rtl, ArrowRight: rtl }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    event.stopPropagation()
    go(current + step)
  }

  let stop = 0
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
          const button = stop++
          const resizer = edge ? stop++ : -1
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
                tabIndex={current === button ? 0 : -1}
                className={cx(styles.sort, column === 'size' && styles.end)}
                onFocus={() => setCurrent(button)}
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
                  tabIndex={current === resizer ? 0 : -1}
                  onFocus={() => setCurrent(resizer)}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function SortArrow({ descending }: { readonly descending: boolean }) {
  return (
    <svg className={styles.arrow} viewBox="0 0 10 10" aria-hidden="true">
      <path d={descending ? 'M5 1.5v7M2 5.8 5 8.5 8 5.8' : 'M5 8.5v-7M2 4.2 5 1.5 8 4.2'} />
    </svg>
  )
}
