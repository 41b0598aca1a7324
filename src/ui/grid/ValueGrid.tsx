import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { actOnValues, awaitValues } from '../../state/actionQueue.ts'
import { useCutValues } from '../../state/clip.ts'
import { type Columns, leastWidth, useColumns } from '../../state/columns.ts'
import { openContextMenu, openValueEditor } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { draggedValues } from '../../state/drag.ts'
import type { PagedList } from '../../state/PagedList.ts'
import { cancelValueName, commitValueName } from '../../state/valueEdits.ts'
import { useValuesView, type ValueNaming, valueList, valuesView } from '../../state/valueRows.ts'
import { filterValues } from '../../state/values.ts'
import { GRID_WORDS } from '../../text/panes.ts'
import type { DocId, ValueRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { NameField } from '../common/NameField.tsx'
import { rems } from '../common/textScale.ts'
import { usePane } from '../common/usePane.ts'
import { GridList, rowId } from '../lists/GridList.tsx'
import type { RowFrame } from '../lists/GridRow.tsx'
import lists from '../lists/GridRows.module.css'
import type { MenuAbout, RowListHandle } from '../lists/RowList.tsx'
import { titleCell } from './cellTitle.ts'
import { EmptyValues } from './EmptyValues.tsx'
import { GridHeader } from './GridHeader.tsx'
import { answerGridKey } from './gridKeys.ts'
import { KeyDamage } from './KeyDamage.tsx'
import { ValueFilter } from './ValueFilter.tsx'
import styles from './ValueGrid.module.css'
import { NewValueItem, ValueItem } from './ValueItem.tsx'

/** The minimum width of Data, in the unit of `columns.ts`. */
const DATA_MIN = 148

/**
 * The values of the selected key: a grid that selects whole rows. The grid itself has the focus and
 * names the focused row, or a cell of it, as its active descendant.
 */
export function ValueGrid({ doc }: { readonly doc: DocId }) {
  return <Grid key={doc} doc={doc} />
}

function Grid({ doc }: { readonly doc: DocId }) {
  const view = useValuesView(doc)
  const values = valueList(doc)
  const list = useRef<RowListHandle>(null)
  const pane = usePane('grid', list)
  const [cell, setCell] = useState(-1)
  const [said, setSaid] = useState('')
  const columns = useColumns()
  const { shown } = columns
  const readOnly = useDocument(doc)?.info.access !== 'editable'
  const { editing, filter, key } = view
  const cut = useCutValues(doc)
  const creating = editing?.mode === 'create' ? editing : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key's row is entered as a whole
  useEffect(() => setCell(-1), [key])

  const focused = values.rowAt(view.focusIndex)
  const name = `value-${doc}`
  const activeCell = activeId(name, focused ? view.focusIndex : null, cell)
  useLayoutEffect(() => {
    if (cell >= 0 && activeCell) showSideways(list.current?.element, activeCell)
  }, [cell, activeCell])

  /**
   * Selects the focused row when the grid gets the focus and nothing is selected, so that Enter has
   * a target.
   */
  const selectOnEntry = () => {
    awaitValues(doc)
    void actOnValues(doc, () => {
      const { selection, focusIndex, editing } = valuesView(doc)
      if (selection.size === 0 && !editing) void values.focusAt(focusIndex)
    })
  }
  const clearsFilter = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || filter === null) return false
    void filterValues(doc, null)
    return true
  }
  const onRowDoubleClick = (_: MouseEvent, index: number) => {
    const row = values.rowAt(index)
    if (row && key !== null) openValueEditor(doc, key, row)
  }
  const field = (naming: ValueNaming) => (
    <NameField
      label={naming.mode === 'create' ? GRID_WORDS.createField : GRID_WORDS.renameField}
      naming={naming}
      commit={(text) => commitValueName(doc, text)}
      cancel={() => cancelValueName(doc)}
      returnFocus={() => list.current?.focus()}
    />
  )
  const renderDraft = (place: CSSProperties) =>
    creating && (
      <NewValueItem columns={shown} index={view.total} type={creating.type} style={place}>
        {field(creating)}
      </NewValueItem>
    )
  const renderRow = (row: ValueRow, frame: RowFrame) => {
    const isNamed = editing?.mode === 'rename' && editing.value === row.id
    return (
      <ValueItem
        {...frame}
        columns={shown}
        row={row}
        cut={cut.includes(row.id)}
        cell={frame.focused ? cell : -1}
        field={isNamed ? field(editing) : undefined}
      />
    )
  }

  return (
    <div className={cx(styles.pane, view.loading && styles.loading)} {...pane}>
      <KeyDamage doc={doc} />
      {filter !== null && <ValueFilter doc={doc} view={view} />}
      <div className={lists.rows}>
        <GridList
          list={values}
          view={view}
          handle={list}
          multiple
          style={columnStyle(columns)}
          name={name}
          label={GRID_WORDS.label}
          columns={shown.length}
          readOnly={readOnly}
          aria-busy={view.loading}
          aria-activedescendant={activeCell}
          draft={creating ? view.total : -1}
          placeholderClass={styles.placeholder}
          header={<GridHeader doc={doc} order={view.order} rows={list} announce={setSaid} />}
          renderRow={renderRow}
          renderDraft={renderDraft}
          answerKey={(event) =>
            answerGridKey(event, { cell, cells: shown.length, setCell }) || clearsFilter(event)
          }
          openMenu={(about, at) => openContextMenu(MENUS[about], at)}
          drag={() => draggedValues(doc)}
          onEnter={selectOnEntry}
          onRowDoubleClick={onRowDoubleClick}
          onMouseOver={(event) => titleCut(values, event)}
        />
        <div role="status" className="sr-only">
          {said}
        </div>
        <EmptyValues doc={doc} view={view} readOnly={readOnly} />
      </div>
    </div>
  )
}

const MENUS = { row: 'grid', new: 'grid-new', empty: 'grid-empty' } as const satisfies Readonly<
  Record<MenuAbout, string>
>

/** The widths of the columns, for the rows and the header. */
function columnStyle({ shown, widths }: Columns): CSSProperties {
  const tracks = shown.map((column) => {
    if (column === 'data') return { least: DATA_MIN, track: `minmax(${rems(DATA_MIN)}, 1fr)` }
    const least = leastWidth(column, widths[column])
    return { least, track: `minmax(${rems(least)}, ${rems(widths[column])})` }
  })
  return {
    ['--columns' as string]: tracks.map(({ track }) => track).join(' '),
    ['--columns-width' as string]: rems(tracks.reduce((sum, { least }) => sum + least, 0)),
  }
}

function activeId(name: string, index: number | null, cell: number): string | undefined {
  if (index === null) return undefined
  return cell < 0 ? rowId(name, index) : `${rowId(name, index)}-${cell}`
}

/** Gives a cell that is cut off a tooltip with its whole text. */
function titleCut(values: PagedList<ValueRow>, { target }: MouseEvent): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-cell]') : null
  const item = cell?.closest<HTMLElement>('[data-index]')
  const row = item ? values.rowAt(Number(item.dataset.index)) : undefined
  if (cell && row) titleCell(cell, row)
}

/** Scrolls sideways as little as it takes to show a cell. */
function showSideways(element: HTMLElement | null | undefined, id: string): void {
  const cell = document.getElementById(id)?.getBoundingClientRect()
  const frame = element?.getBoundingClientRect()
  if (!element || !cell || !frame) return
  if (cell.left < frame.left) element.scrollLeft += cell.left - frame.left
  else if (cell.right > frame.right) {
    element.scrollLeft += Math.min(cell.right - frame.right, cell.left - frame.left)
  }
}
