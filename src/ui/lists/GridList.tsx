import type { ComponentPropsWithoutRef, ReactNode } from 'react'
import type { ListRow } from '../../state/PagedList.ts'
import { cx } from '../common/cx.ts'
import type { RowFrame } from './GridRow.tsx'
import styles from './GridRows.module.css'
import { RowList, type RowListProps } from './RowList.tsx'

type Given = 'draft' | 'renderRow' | 'renderDraft' | 'openMenu' | 'onRowDoubleClick'

interface GridListProps<Row extends ListRow>
  extends Omit<RowListProps<Row>, Given | keyof ComponentPropsWithoutRef<'div'>>,
    Partial<Pick<RowListProps<Row>, Exclude<Given, 'renderRow'>>>,
    Pick<
      ComponentPropsWithoutRef<'div'>,
      'className' | 'style' | 'aria-busy' | 'aria-activedescendant' | 'onMouseOver'
    > {
  readonly label: string
  /** `treegrid` if its rows have levels. */
  readonly role?: 'grid' | 'treegrid'
  /** The beginning of the ids of its rows. */
  readonly name: string
  /** The number of columns. Their widths are `--columns` and `--columns-width` of the class. */
  readonly columns: number
  /** A `ListHeader`. */
  readonly header: ReactNode
  /** Whether its rows cannot be edited in place. */
  readonly readOnly?: boolean
  /** Whether its rows are of the time before the last edit: they are drawn paler. */
  readonly outdated?: boolean
  /** Draws a row, a `GridRow` that gets the frame. */
  readonly renderRow: (row: Row, frame: RowFrame) => ReactNode
}

/** A `RowList` that is a grid: a header, and rows of `Cell`s, the first of which have the focus. */
export function GridList<Row extends ListRow>(props: GridListProps<Row>) {
  const { label, role = 'grid', name, columns, readOnly = true, ...given } = props
  const { className, outdated = false, renderRow, ...more } = given
  const { list, view, multiple = false, draft = -1, renderDraft = nothing, ...others } = more
  const { openMenu = nothing, onRowDoubleClick = nothing, isApart, ...rest } = others
  return (
    <RowList
      aria-activedescendant={list.rowAt(view.focusIndex) && rowId(name, view.focusIndex)}
      {...rest}
      list={list}
      view={view}
      multiple={multiple}
      draft={draft}
      className={cx(styles.grid, outdated && styles.outdated, className)}
      role={role}
      aria-label={label}
      aria-rowcount={view.total + 1 + (draft >= 0 ? 1 : 0)}
      aria-colcount={columns}
      aria-multiselectable={multiple || undefined}
      aria-readonly={readOnly}
      spacerProps={{ role: 'rowgroup' }}
      renderRow={(row, index, place) =>
        renderRow(row, {
          id: rowId(name, index),
          index,
          selected: view.selection.has(row.id),
          focused: index === view.focusIndex,
          top: Number(place.top),
          height: Number(place.height),
        })
      }
      renderDraft={renderDraft}
      openMenu={openMenu}
      onRowDoubleClick={onRowDoubleClick}
      isApart={(target) => isInHeader(target) || (isApart?.(target) ?? false)}
    />
  )
}

/** The id of the element of a row, from the `name` of its list. */
export function rowId(name: string, index: number): string {
  return `${name}-${index}`
}

function nothing(): null {
  return null
}

function isInHeader(target: Element): boolean {
  return target.closest('[role=columnheader]') !== null
}
