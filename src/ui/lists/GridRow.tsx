// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual grid are placed by position, which rows of a table are not
import type { ComponentPropsWithoutRef } from 'react'
import { markedSentence } from '../../text/visibleText.ts'
import { cx } from '../common/cx.ts'
import styles from './GridRows.module.css'

/** Where a row of a grid is, and its state; made by `GridList`, passed on to `GridRow`. */
export interface RowFrame {
  readonly id?: string
  readonly index: number
  readonly selected: boolean
  readonly focused: boolean
  /** Position and height, in pixels. */
  readonly top: number
  readonly height: number
}

interface GridRowProps extends RowFrame, Omit<ComponentPropsWithoutRef<'div'>, 'id' | 'style'> {
  /** Whether a cell of the row has the focus instead of the row. */
  readonly inside?: boolean
}

/** The row of a grid; its children are `Cell`s. */
export function GridRow(props: GridRowProps) {
  const { id, index, selected, focused, inside = false, top, height, className, ...more } = props
  return (
    <div
      {...more}
      id={id}
      role="row"
      tabIndex={-1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cx(styles.row, focused && styles.focused, inside && styles.inside, className)}
      style={{ position: 'absolute', top, height }}
    />
  )
}

interface CellProps extends ComponentPropsWithoutRef<'div'> {
  /** The number of its column, from 1. */
  readonly at: number
  /** Whether it names the row. */
  readonly header?: boolean
  /**
   * `small` for a word about the row, `data` for what is stored, `path` for a `KeyPath`; none for
   * names.
   */
  readonly look?: 'small' | 'data' | 'path' | undefined
}

/** A cell of a row. A text that may be too long for it belongs in a `Clip`. */
export function Cell({ at, header = false, look, className, ...more }: CellProps) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have it
    <div
      {...more}
      role={header ? 'rowheader' : 'gridcell'}
      tabIndex={-1}
      aria-colindex={at}
      className={cx(styles.cell, look && styles[look], className)}
    />
  )
}

interface CheckCellProps {
  readonly label: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: () => void
}

/** The first cell of a row that can be left out. The list needs `isControl={isCheckbox}`. */
export function CheckCell({ label, checked, disabled = false, onChange }: CheckCellProps) {
  return (
    <Cell at={1} className={styles.check}>
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={label}
        checked={checked}
        disabled={disabled}
        onChange={onChange}
      />
    </Cell>
  )
}

/** Whether an element is the checkbox of a row. */
export function isCheckbox(target: Element): boolean {
  return target instanceof HTMLInputElement
}

/** A text that ends in an ellipsis where its cell ends; hidden characters of its tooltip are marked. */
export function Clip({ className, title, ...more }: ComponentPropsWithoutRef<'span'>) {
  const tip = title === undefined ? undefined : markedSentence(title)
  return <span {...more} title={tip} className={cx(styles.clip, className)} />
}

/** A short remark in a cell. */
export function CellNote({ className, ...more }: ComponentPropsWithoutRef<'span'>) {
  return <span {...more} className={cx(styles.note, className)} />
}
