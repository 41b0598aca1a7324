// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type CSSProperties, memo, type ReactNode } from 'react'
import { valueName } from '../../text/edits.ts'
import { hexOffset } from '../../text/findings.ts'
import { DUPLICATE, GRID_WORDS, NOTE_WORDS, wasText } from '../../text/panes.ts'
import { hasHidden, markedText } from '../../text/visibleText.ts'
import { typeBadge } from '../../values/badge.ts'
import { typeName } from '../../values/valueType.ts'
import type { ValueColumn, ValueRow, ValueWas } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { DataText } from './DataText.tsx'
import styles from './ValueGrid.module.css'

interface ValueItemProps {
  readonly id: string
  /** The shown columns, in order. */
  readonly columns: readonly ValueColumn[]
  readonly row: ValueRow
  readonly index: number
  readonly selected: boolean
  /** It was cut, to be pasted elsewhere. */
  readonly cut: boolean
  /** The focused cell of the row, -1 for the row itself; null when the focus is on another row. */
  readonly focusedCell: number | null
  readonly top: number
  readonly height: number
  /** The field that replaces the name while it is typed in place. */
  readonly field?: ReactNode
}

/** The row of a value: a cell for each column, with the name as the row header. */
export const ValueItem = memo(function ValueItem(props: ValueItemProps) {
  const { id, columns, row, index, selected, cut, focusedCell, top, height, field } = props
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-description={cut ? GRID_WORDS.cut : undefined}
      className={cx(
        styles.row,
        cut && styles.cut,
        focusedCell !== null && styles.focused,
        focusedCell !== null && focusedCell >= 0 && styles.inside,
      )}
      style={{ position: 'absolute', top, height }}
    >
      {columns.map((column, at) => (
        <div
          key={column}
          {...cellRole(column, at, field === undefined && hasHidden(row.name) ? row.name : null)}
          id={`${id}-${at}`}
          tabIndex={-1}
          data-cell={column}
          className={cx(
            styles.cell,
            focusedCell === at && styles.cellFocus,
            LOOKS[column],
            column === 'name' && field !== undefined && styles.naming,
          )}
        >
          <CellContent column={column} row={row} field={field} />
        </div>
      ))}
    </div>
  )
})

const LOOKS: Readonly<Record<ValueColumn, string | undefined>> = {
  name: styles.nameCell,
  type: styles.type,
  data: styles.data,
  size: styles.numeric,
  offset: styles.numeric,
}

/** What a cell is to assistive technology; a name with hidden characters needs a label. */
function cellRole(column: ValueColumn, at: number, hidden: string | null = null) {
  const place = { 'aria-colindex': at + 1 }
  if (column !== 'name') return { role: 'gridcell', ...place }
  return {
    role: 'rowheader',
    'aria-label': hidden === null ? undefined : markedText(hidden),
    ...place,
  }
}

interface CellProps {
  readonly column: ValueColumn
  readonly row: ValueRow
  readonly field: ReactNode
}

function CellContent({ column, row, field }: CellProps) {
  switch (column) {
    case 'name':
      return (
        <>
          <Badge type={row.type} />
          {field ?? (
            <span className={styles.clip} data-clip="" data-fit="name">
              <VisibleText text={valueName(row.name)} />
            </span>
          )}
        </>
      )
    case 'data':
      return <DataCell row={row} />
    default:
      return (
        <span className={styles.clip} data-clip="" data-fit={column}>
          {plainText(column, row)}
        </span>
      )
  }
}

function plainText(column: Exclude<ValueColumn, 'name' | 'data'>, row: ValueRow): string {
  if (column === 'type') return typeName(row.type)
  if (row.absent) return ''
  return column === 'size' ? String(row.size) : hexOffset(row.cell)
}

/** The data on one line, and notes about how it is stored. */
function DataCell({ row }: { readonly row: ValueRow }) {
  const { notes } = row.preview
  return (
    <>
      <span className={styles.clip} data-clip="" dir="auto">
        <DataText row={row} />
      </span>
      {row.was && <Was was={row.was} type={row.absent ? null : row.type} />}
      {notes.map((note) => {
        // The text of the data already says so.
        const words = note === 'invalid-size' ? undefined : NOTE_WORDS[note]
        return (
          words && (
            <span
              key={note}
              className={cx(styles.note, note === 'damaged' && styles.bad)}
              title={words.title}
            >
              {words.badge}
            </span>
          )
        )
      })}
      {row.duplicate && (
        <span className={styles.note} title={DUPLICATE.title}>
          {DUPLICATE.badge}
        </span>
      )}
      {row.damaged && !notes.includes('damaged') && (
        <span className={cx(styles.note, styles.bad)}>{GRID_WORDS.damaged}</span>
      )}
    </>
  )
}

/** What the value was, whose text comes from the style sheet, so that the text of the cell is only the data. */
function Was({ was, type }: { readonly was: ValueWas; readonly type: number | null }) {
  const isOther = was.kind === 'changed' && was.type !== type
  const text = wasText(was, isOther ? typeName(was.type) : null)
  return <span className={cx(styles.was, styles[was.kind])} title={text} data-word={text} />
}

interface NewValueItemProps {
  readonly columns: readonly ValueColumn[]
  readonly index: number
  readonly type: number
  readonly style: CSSProperties
  readonly children: ReactNode
}

/** The row of a new value whose name is being typed. */
export function NewValueItem({ columns, index, type, style, children }: NewValueItemProps) {
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={false}
      className={styles.row}
      style={style}
    >
      {columns.map((column, at) => (
        <div
          key={column}
          {...cellRole(column, at)}
          tabIndex={-1}
          className={cx(styles.cell, LOOKS[column], column === 'name' && styles.naming)}
        >
          {column === 'name' && (
            <>
              <Badge type={type} />
              {children}
            </>
          )}
          {column === 'type' && typeName(type)}
        </div>
      ))}
    </div>
  )
}

/**
 * The type badge, whose text comes from the style sheet, so that the text of the cell is only the
 * name.
 */
function Badge({ type }: { readonly type: number }) {
  const { glyph, tone } = typeBadge(type)
  return <span className={cx(styles.badge, styles[tone])} data-glyph={glyph} aria-hidden="true" />
}
