// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { sortHits } from '../../state/hitLists.ts'
import type { Search } from '../../state/searches.ts'
import type { HitColumn } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { SortArrow } from '../grid/SortArrow.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import styles from './results.module.css'

/** A column of a list of results. */
export interface ResultsColumn {
  readonly title: string
  /** What a click on the header sorts by; null for none. */
  readonly sort: HitColumn | null
}

interface Props {
  readonly search: Search
  readonly columns: readonly ResultsColumn[]
  /** A control before the other columns. */
  readonly before?: ReactNode
  /** The rows, to which Down goes. */
  readonly rows: RefObject<RowListHandle | null>
}

/**
 * The column headers, which are one tab stop. Left and Right move between them, Enter sorts, Down goes to the rows.
 */
export function ResultsHeader({ search, columns, before, rows }: Props) {
  const { id, order } = search
  const [current, setCurrent] = useState(0)
  const header = useRef<HTMLDivElement>(null)
  const stops = columns.filter(({ sort }) => sort !== null).length
  const first = before === undefined ? 1 : 2
  const go = (to: number) => {
    const stop = header.current?.querySelectorAll<HTMLElement>('[data-stop]')[to]
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
    else if (event.key === 'End') go(stops - 1)
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
        {before !== undefined && (
          <div
            role="columnheader"
            tabIndex={-1}
            aria-colindex={1}
            className={cx(styles.cell, styles.check)}
          >
            {before}
          </div>
        )}
        {columns.map(({ title, sort }, index) => {
          const isSorted = sort !== null && order.column === sort
          const sorted = isSorted ? (order.descending ? 'descending' : 'ascending') : 'none'
          return (
            <div
              key={title}
              role="columnheader"
              tabIndex={-1}
              aria-label={title}
              aria-colindex={index + first}
              aria-sort={sort === null ? undefined : sorted}
              className={cx(styles.cell, sort !== null && styles.column)}
            >
              {sort === null ? (
                title
              ) : (
                <button
                  type="button"
                  data-stop=""
                  tabIndex={current === index ? 0 : -1}
                  className={styles.sort}
                  onFocus={() => setCurrent(index)}
                  onClick={() => sortHits(id, sort)}
                >
                  {title}
                  {isSorted && <SortArrow descending={order.descending} />}
                </button>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
