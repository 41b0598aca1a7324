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
import { Cell, CellNote, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { DataText } from './DataText.tsx'
import styles from './ValueGrid.module.css'

interface ValueItemProps extends RowFrame {
  /** The shown columns, in order. */
  readonly columns: readonly ValueColumn[]
  readonly row: ValueRow
  /** It was cut, to be pasted elsewhere. */
  readonly cut: boolean
  /** The cell that has the focus; -1 for none. */
  readonly cell: number
  /** The field that replaces the name while it is typed in place. */
  readonly field?: ReactNode
}

/** The row of a value: a cell for each column, with the name as the row header. */
export const ValueItem = memo(function ValueItem(props: ValueItemProps) {
  const { columns, row, cut, cell, field, ...frame } = props
  return (
    <GridRow
      {...frame}
      inside={cell >= 0}
      aria-description={cut ? GRID_WORDS.cut : undefined}
      className={cx(cut && styles.cut)}
    >
      {columns.map((column, at) => (
        <Cell
          key={column}
          at={at + 1}
          header={column === 'name'}
          look={column === 'data' ? 'data' : undefined}
          id={`${frame.id}-${at}`}
          // A name with hidden characters needs a label.
          aria-label={
            column === 'name' && field === undefined && hasHidden(row.name)
              ? markedText(row.name)
              : undefined
          }
          data-cell={column}
          className={cx(
            cell === at && styles.cellFocus,
            LOOKS[column],
            column === 'name' && field !== undefined && styles.naming,
          )}
        >
          <CellContent column={column} row={row} field={field} />
        </Cell>
      ))}
    </GridRow>
  )
})

const LOOKS: Readonly<Record<ValueColumn, string | undefined>> = {
  name: styles.nameCell,
  type: styles.type,
  data: undefined,
  size: styles.numeric,
  offset: styles.numeric,
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
            <Clip data-clip="" data-fit="name">
              <VisibleText text={valueName(row.name)} />
            </Clip>
          )}
        </>
      )
    case 'data':
      return <DataCell row={row} />
    default:
      return (
        <Clip data-clip="" data-fit={column}>
          {plainText(column, row)}
        </Clip>
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
      <Clip data-clip="" dir="auto">
        <DataText row={row} />
      </Clip>
      {row.was && <Was was={row.was} type={row.absent ? null : row.type} />}
      {notes.map((note) => {
        // The text of the data already says so.
        const words = note === 'invalid-size' ? undefined : NOTE_WORDS[note]
        return (
          words && (
            <CellNote
              key={note}
              className={cx(note === 'damaged' && styles.bad)}
              title={words.title}
            >
              {words.badge}
            </CellNote>
          )
        )
      })}
      {row.duplicate && <CellNote title={DUPLICATE.title}>{DUPLICATE.badge}</CellNote>}
      {row.damaged && !notes.includes('damaged') && (
        <CellNote className={styles.bad}>{GRID_WORDS.damaged}</CellNote>
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
    <GridRow
      index={index}
      selected={false}
      focused={false}
      top={Number(style.top)}
      height={Number(style.height)}
    >
      {columns.map((column, at) => (
        <Cell
          key={column}
          at={at + 1}
          header={column === 'name'}
          className={cx(LOOKS[column], column === 'name' && styles.naming)}
        >
          {column === 'name' && (
            <>
              <Badge type={type} />
              {children}
            </>
          )}
          {column === 'type' && typeName(type)}
        </Cell>
      ))}
    </GridRow>
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
