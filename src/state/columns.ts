/**
 * The columns of the value list: which are shown, in which order, and how wide they are. Stored
 * between visits. Widths are in pixels at the usual font size: they grow with the text. Data takes
 * the remaining width.
 */

import { create } from 'zustand'
import { readStored, writeStored } from '../platform/storage.ts'
import type { ValueColumn } from '../worker/protocol.ts'

/** The columns that have their own width. */
export type SizedColumn = Exclude<ValueColumn, 'data'>

/** The columns that can be hidden. */
export type OptionalColumn = 'type' | 'size' | 'offset'

export type ColumnWidths = Readonly<Record<SizedColumn, number>>

export interface Columns {
  /** The shown columns, in order. */
  readonly shown: readonly ValueColumn[]
  readonly widths: ColumnWidths
}

/** Limits of any column. */
export const COLUMN_MIN = 56
export const COLUMN_MAX = 900

/** How narrow a column that the user has not sized gets before the list scrolls sideways. */
const SQUEEZED: ColumnWidths = { name: 130, type: 104, size: 56, offset: 92 }

const STORAGE_KEY = 'propolis.columns'
const WIDTHS: ColumnWidths = { name: 210, type: 130, size: 70, offset: 104 }
const DEFAULTS: Columns = { shown: ['name', 'type', 'data', 'size'], widths: WIDTHS }
const ALWAYS: readonly ValueColumn[] = ['name', 'data']

export const useColumns = create<Columns>(() => loadColumns())

useColumns.subscribe((columns) => writeStored(STORAGE_KEY, columns))

/** Sets one width, within the limits. */
export function setColumnWidth(column: SizedColumn, width: number): void {
  const within = Math.round(Math.max(COLUMN_MIN, Math.min(width, COLUMN_MAX)))
  useColumns.setState(({ widths }) => ({ widths: { ...widths, [column]: within } }))
}

/** Hides a column, or shows it after the others. */
export function toggleColumn(column: OptionalColumn): void {
  useColumns.setState(({ shown }) => ({
    shown: shown.includes(column) ? shown.filter((one) => one !== column) : [...shown, column],
  }))
}

/** Puts a shown column at another place, counted from the left; within the limits. */
export function placeColumn(column: ValueColumn, place: number): void {
  useColumns.setState(({ shown }) => {
    const others = shown.filter((one) => one !== column)
    return { shown: others.toSpliced(Math.max(0, place), 0, column) }
  })
}

/** Resets the columns to their defaults. */
export function resetColumns(): void {
  useColumns.setState(DEFAULTS)
}

/**
 * The minimum width of a column in a narrow list: the column's own width once the user has sized
 * it.
 */
export function leastWidth(column: SizedColumn, width: number): number {
  return width === WIDTHS[column] ? SQUEEZED[column] : width
}

/**
 * The column that the edge after a shown column resizes, and whether it lies before that edge. Data
 * does not have its own width, so the columns after it are resized at their other edge. null where
 * there is nothing to resize.
 */
export function edgeAfter(
  shown: readonly ValueColumn[],
  place: number,
): { readonly column: SizedColumn; readonly before: boolean } | null {
  const before = place < shown.indexOf('data')
  const column = shown[before ? place : place + 1]
  return column === undefined || column === 'data' ? null : { column, before }
}

/** Reads the stored columns; whatever is not valid falls back to its default. */
export function loadColumns(): Columns {
  const stored = readStored(STORAGE_KEY)
  const widths: unknown = field(stored, 'widths')
  const shown = shownOf(field(stored, 'shown'))
  return {
    shown: ALWAYS.every((column) => shown.includes(column)) ? shown : DEFAULTS.shown,
    widths: {
      name: widthOf(widths, 'name'),
      type: widthOf(widths, 'type'),
      size: widthOf(widths, 'size'),
      offset: widthOf(widths, 'offset'),
    },
  }
}

function shownOf(stored: unknown): readonly ValueColumn[] {
  return Array.isArray(stored) ? [...new Set(stored.filter(isColumn))] : []
}

function isColumn(name: unknown): name is ValueColumn {
  return name === 'data' || (typeof name === 'string' && Object.hasOwn(WIDTHS, name))
}

function widthOf(widths: unknown, column: SizedColumn): number {
  const width = field(widths, column)
  const isSane = typeof width === 'number' && width >= COLUMN_MIN && width <= COLUMN_MAX
  return isSane ? width : WIDTHS[column]
}

function field(stored: unknown, name: string): unknown {
  return typeof stored === 'object' && stored !== null ? Reflect.get(stored, name) : undefined
}
