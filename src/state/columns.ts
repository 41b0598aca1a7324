/**
 * The widths of the value columns, stored between visits, in pixels at the usual font size: they
 * grow with the text. Data takes the remaining width.
 */

import { create } from 'zustand'
import { readStored, writeStored } from '../platform/storage.ts'

/** The columns that have their own width. */
export type SizedColumn = 'name' | 'type' | 'size'

export type ColumnWidths = Readonly<Record<SizedColumn, number>>

/** Limits of any column. */
export const COLUMN_MIN = 56
export const COLUMN_MAX = 900

/** How narrow a column that the user has not sized gets before the list scrolls sideways. */
const SQUEEZED: ColumnWidths = { name: 130, type: 104, size: 56 }

const STORAGE_KEY = 'propolis.columns'
const DEFAULTS: ColumnWidths = { name: 210, type: 130, size: 70 }

export const useColumns = create<ColumnWidths>(() => stored())

useColumns.subscribe((widths) => writeStored(STORAGE_KEY, widths))

/** Sets one width, within the limits. */
export function setColumnWidth(column: SizedColumn, width: number): void {
  const within = Math.round(Math.max(COLUMN_MIN, Math.min(width, COLUMN_MAX)))
  useColumns.setState({ [column]: within })
}

/** Resets every column to its default width. */
export function resetColumns(): void {
  useColumns.setState(DEFAULTS)
}

/**
 * The minimum width of a column in a narrow list: the column's own width once the user has sized
 * it.
 */
export function leastWidth(column: SizedColumn, width: number): number {
  return width === DEFAULTS[column] ? SQUEEZED[column] : width
}

function stored(): ColumnWidths {
  const value = readStored(STORAGE_KEY)
  const known = typeof value === 'object' && value !== null ? value : {}
  const widthOf = (column: SizedColumn) => {
    const width: unknown = Reflect.get(known, column)
    const sane = typeof width === 'number' && width >= COLUMN_MIN && width <= COLUMN_MAX
    return sane ? width : DEFAULTS[column]
  }
  return { name: widthOf('name'), type: widthOf('type'), size: widthOf('size') }
}
