// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { sortHits } from '../../state/hitLists.ts'
import type { Search } from '../../state/searches.ts'
import { HIT_COLUMNS } from '../../text/find.ts'
import type { HitColumn } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { SortArrow } from '../grid/SortArrow.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import styles from './results.module.css'

interface Props {
  readonly search: Search
  readonly columns: readonly HitColumn[]
  /** The rows, to which Down goes. */
  readonly rows: RefObject<RowListHandle | null>
}

/**
 * The column headers, which are one tab stop. Left and Right move between them, Enter sorts, Down goes to the rows.
 */
export function ResultsHeader({ search, columns, rows }: Props) {
  const { id, order } = search
  const [current, setCurrent] = useState(0)
  const header = useRef<HTMLDivElement>(null)
  const go = (to: number) => {
    const stop = header.current?.querySelectorAll('button')[to]
    if (stop === undefined) return
    setCurrent(to)
    stop.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    if (event.key === 'ArrowLeft') go(current - forward)
    else if (event.key === 'ArrowRight') go(current + forward)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(columns.length - 1)
    else if (event.key === 'ArrowDown') rows.current?.focus()
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
        {columns.map((column, index) => {
          const isSorted = order.column === column
          return (
            <div
              key={column}
              role="columnheader"
              tabIndex={-1}
              aria-label={HIT_COLUMNS[column]}
              aria-colindex={index + 1}
              aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
              className={cx(styles.cell, styles.column)}
            >
              <button
                type="button"
                tabIndex={current === index ? 0 : -1}
                className={styles.sort}
                onFocus={() => setCurrent(index)}
                onClick={() => sortHits(id, column)}
              >
                {HIT_COLUMNS[column]}
                {isSorted && <SortArrow descending={order.descending} />}
              </button>
            </div>
          )
        })}
      </div>
    </div>
  )
}
