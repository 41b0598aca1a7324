// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import {
  type ComponentPropsWithoutRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useRef,
  useState,
} from 'react'
import { cx } from '../common/cx.ts'
import styles from './GridRows.module.css'
import { SortArrow } from './SortArrow.tsx'

/** A column of a list. */
export interface ListColumn<Column> {
  readonly title: string
  /** What a click on the header sorts by; null for none. */
  readonly sort: Column | null
}

/** What the rows are sorted by; null for the order in which they are. */
export interface ListOrder<Column> {
  readonly column: Column | null
  readonly descending: boolean
}

interface ListHeaderProps<Column> {
  readonly columns: readonly (ListColumn<Column> | string)[]
  readonly order?: ListOrder<Column>
  readonly sortBy?: (column: Column) => void
  /** A control before the other columns. */
  readonly before?: ReactNode
  /** The rows, to which Down goes. */
  readonly rows: Focusable
}

type Focusable = RefObject<{ focus(): void } | null>

/** The column headers of a list. A column that is only a title does not sort. */
export function ListHeader<Column>(props: ListHeaderProps<Column>) {
  const { columns, order, sortBy, before, rows } = props
  const stops = useHeaderStops(rows)
  const first = before === undefined ? 1 : 2
  return (
    <HeaderRow header={stops.header} onKeyDown={stops.answerKey}>
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
      {columns.map((column, index) => {
        const { title, sort } = typeof column === 'string' ? { title: column, sort: null } : column
        const at = index + first
        if (sort === null) {
          return (
            <div
              key={title}
              role="columnheader"
              tabIndex={-1}
              aria-label={title}
              aria-colindex={at}
              className={styles.cell}
            >
              {title}
            </div>
          )
        }
        return (
          <SortHeader
            key={title}
            at={at}
            title={title}
            descending={order?.column === sort ? order.descending : null}
            isStop={stops.current === index}
            onFocus={() => stops.setCurrent(index)}
            onClick={() => sortBy?.(sort)}
          />
        )
      })}
    </HeaderRow>
  )
}

interface HeaderRowProps extends ComponentPropsWithoutRef<'div'> {
  readonly header: RefObject<HTMLDivElement | null>
}

/** The row of the headers. */
export function HeaderRow({ header, className, ...more }: HeaderRowProps) {
  return (
    <div role="rowgroup">
      <div
        {...more}
        ref={header}
        role="row"
        tabIndex={-1}
        aria-rowindex={1}
        className={cx(styles.header, className)}
      />
    </div>
  )
}

interface SortHeaderProps extends ComponentPropsWithoutRef<'button'> {
  /** The number of the column, from 1. */
  readonly at: number
  readonly title: string
  /** How the list is sorted by this column; null for not by it. */
  readonly descending: boolean | null
  /** Whether Tab goes to this header, among those of the list. */
  readonly isStop: boolean
  /** Attributes of the header around the button. */
  readonly around?: ComponentPropsWithoutRef<'div'> & Readonly<Record<`data-${string}`, unknown>>
  /** Follows the button. */
  readonly after?: ReactNode
}

/** The header of a column that can be sorted by. */
export function SortHeader(props: SortHeaderProps) {
  const { at, title, descending, isStop, around, after, className, ...more } = props
  return (
    <div
      {...around}
      role="columnheader"
      tabIndex={-1}
      aria-label={title}
      aria-colindex={at}
      aria-sort={descending === null ? 'none' : descending ? 'descending' : 'ascending'}
      className={cx(styles.column, around?.className)}
    >
      <button
        {...more}
        type="button"
        data-stop=""
        tabIndex={isStop ? 0 : -1}
        className={cx(styles.sort, className)}
      >
        {title}
        {descending !== null && <SortArrow descending={descending} />}
      </button>
      {after}
    </div>
  )
}

/**
 * Makes the headers that sort one tab stop. Left, Right, Home and End move between them, Down goes
 * to the rows.
 */
export function useHeaderStops(rows: Focusable) {
  const [current, setCurrent] = useState(0)
  const header = useRef<HTMLDivElement>(null)
  const stops = () => [...(header.current?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])]
  const go = (to: number) => {
    const stop = stops()[to]
    if (stop === undefined) return
    setCurrent(to)
    stop.focus()
  }
  const answerKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    if (event.key === 'ArrowLeft') go(current - forward)
    else if (event.key === 'ArrowRight') go(current + forward)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(stops().length - 1)
    else if (event.key === 'ArrowDown') rows.current?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { header, current, setCurrent, go, answerKey }
}
