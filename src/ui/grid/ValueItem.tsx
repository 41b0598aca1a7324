// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import { type CSSProperties, memo, type ReactNode } from 'react'
import { valueName } from '../../text/edits.ts'
import { DUPLICATE, GRID_WORDS, NOTE_WORDS } from '../../text/panes.ts'
import { hasHidden, markedText } from '../../text/visibleText.ts'
import { typeBadge } from '../../values/badge.ts'
import { typeName } from '../../values/valueType.ts'
import type { ValueRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { DataText } from './DataText.tsx'
import { COLUMNS } from './GridHeader.tsx'
import styles from './ValueGrid.module.css'

interface ValueItemProps {
  readonly id: string
  readonly row: ValueRow
  readonly index: number
  readonly selected: boolean
  /** The focused cell of the row, -1 for the row itself; null when the focus is on another row. */
  readonly focusedCell: number | null
  readonly top: number
  readonly height: number
  /** The field that replaces the name while it is typed in place. */
  readonly field?: ReactNode
}

/** The row of a value: four cells, with the name as the row header. */
export const ValueItem = memo(function ValueItem(props: ValueItemProps) {
  const { id, row, index, selected, focusedCell, top, height, field } = props
  const cell = (at: number, ...names: (string | false | undefined)[]) => ({
    id: `${id}-${at}`,
    'aria-colindex': at + 1,
    'data-cell': COLUMNS[at],
    className: cx(styles.cell, focusedCell === at && styles.cellFocus, ...names),
  })
  const { notes } = row.preview
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cx(
        styles.row,
        focusedCell !== null && styles.focused,
        focusedCell !== null && focusedCell >= 0 && styles.inside,
      )}
      style={{ position: 'absolute', top, height }}
    >
      <div
        role="rowheader"
        tabIndex={-1}
        aria-label={field === undefined && hasHidden(row.name) ? markedText(row.name) : undefined}
        {...cell(0, styles.nameCell, field !== undefined && styles.naming)}
      >
        <Badge type={row.type} />
        {field ?? (
          <span className={styles.clip} data-clip="" data-fit="name">
            <VisibleText text={valueName(row.name)} />
          </span>
        )}
      </div>
      <div role="gridcell" tabIndex={-1} {...cell(1, styles.type)}>
        <span className={styles.clip} data-clip="" data-fit="type">
          {typeName(row.type)}
        </span>
      </div>
      <div role="gridcell" tabIndex={-1} {...cell(2, styles.data)}>
        <span className={styles.clip} data-clip="" dir="auto">
          <DataText row={row} />
        </span>
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
      </div>
      <div role="gridcell" tabIndex={-1} {...cell(3, styles.size)}>
        <span className={styles.clip} data-clip="" data-fit="size">
          {row.absent ? '' : row.size}
        </span>
      </div>
    </div>
  )
})

interface NewValueItemProps {
  readonly index: number
  readonly type: number
  readonly style: CSSProperties
  readonly children: ReactNode
}

/** The row of a new value whose name is being typed. */
export function NewValueItem({ index, type, style, children }: NewValueItemProps) {
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={false}
      className={styles.row}
      style={style}
    >
      <div
        role="rowheader"
        tabIndex={-1}
        aria-colindex={1}
        className={cx(styles.cell, styles.nameCell, styles.naming)}
      >
        <Badge type={type} />
        {children}
      </div>
      <div role="gridcell" tabIndex={-1} aria-colindex={2} className={cx(styles.cell, styles.type)}>
        {typeName(type)}
      </div>
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
