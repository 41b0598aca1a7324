import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { actOnValues, catchUpValues } from '../../state/catchUp.ts'
import { leastWidth, type SizedColumn, useColumns } from '../../state/columns.ts'
import { openContextMenu, openValueEditor } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import { cancelValueName, commitValueName } from '../../state/valueEdits.ts'
import {
  ensureValues,
  useValuesView,
  type ValuesView,
  valueRowAt,
  valuesView,
} from '../../state/valueRows.ts'
import { clearValueSelection, focusValueAt } from '../../state/values.ts'
import { GRID_WORDS } from '../../text/panes.ts'
import type { DocId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { NameField } from '../common/NameField.tsx'
import { rems } from '../common/textScale.ts'
import { useLongPress } from '../common/useLongPress.ts'
import { usePane } from '../common/usePane.ts'
import { VirtualRows, type VirtualRowsHandle } from '../common/VirtualRows.tsx'
import { titleCell } from './cellTitle.ts'
import { EmptyValues } from './EmptyValues.tsx'
import { COLUMNS, GridHeader } from './GridHeader.tsx'
import { answerGridKey } from './gridKeys.ts'
import { KeyDamage } from './KeyDamage.tsx'
import styles from './ValueGrid.module.css'
import { NewValueItem, ValueItem, ValuePlaceholder } from './ValueItem.tsx'

/** As the widths of `columns.ts`. */
const DATA_MIN = 148

/**
 * The values of the selected key: a grid whose unit is the row. The grid itself has the focus and
 * names the focused row, or a cell of it, as its active descendant.
 */
export function ValueGrid({ doc }: { readonly doc: DocId }) {
  return <Grid key={doc} doc={doc} />
}

function Grid({ doc }: { readonly doc: DocId }) {
  const view = useValuesView(doc)
  const list = useRef<VirtualRowsHandle>(null)
  const focusTarget = useRef({ focus: () => list.current?.element?.focus({ preventScroll: true }) })
  const pane = usePane('grid', focusTarget)
  const [cell, setCell] = useState(-1)
  const [said, setSaid] = useState('')
  /** The row the mouse chose last: it is in sight. */
  const pointed = useRef<number | null>(null)
  /** A mouse button is going down: the focus that comes with it selects nothing by itself. */
  const byMouse = useRef(false)
  const readOnly = useDocuments(
    ({ docs }) => docs.find((one) => one.info.doc === doc)?.info.access !== 'editable',
  )
  const creating = view.editing?.mode === 'create' ? view.editing : null
  const focused = valueRowAt(doc, view.focusIndex)
  const { key } = view

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key's row is entered as a whole
  useEffect(() => setCell(-1), [key])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `scroll` rises when the row should show
  useLayoutEffect(() => {
    // A row that moves under the mouse would give the second click of two to its neighbour.
    if (creating || view.focusIndex !== pointed.current) {
      list.current?.show(creating ? view.total : view.focusIndex)
    }
    pointed.current = null
  }, [view.scroll])

  const activeCell = activeId(doc, focused ? view.focusIndex : null, cell)
  useLayoutEffect(() => {
    if (cell >= 0 && activeCell) showSideways(list.current?.element, activeCell)
  }, [cell, activeCell])

  const onRange = useCallback(
    (from: number, count: number) => ensureValues(doc, from, count),
    [doc],
  )
  const focusGrid = focusTarget.current.focus
  const menuAt = (at: { x: number; y: number; target: Element }) => {
    const index = indexOf(view, at.target)
    focusGrid()
    if (index === null) {
      clearValueSelection(doc)
      openContextMenu('grid-empty', at)
      return
    }
    const row = valueRowAt(doc, index)
    const inSelection = row && valuesView(doc).selection.has(row.id)
    if (!inSelection) void focusValueAt(doc, index, 'replace')
    openContextMenu('grid', at)
  }
  const longPress = useLongPress(menuAt)
  const menuAtRow = (asked?: 'grid-new') => {
    const box = document.getElementById(rowId(doc, view.focusIndex))?.getBoundingClientRect()
    const { selection } = valuesView(doc)
    const kind = asked ?? (selection.size > 0 ? 'grid' : 'grid-empty')
    openContextMenu(kind, { x: (box?.left ?? 0) + 40, y: box?.bottom ?? 0, byKey: true })
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return
    const menuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)
    const place = { pageRows: list.current?.pageRows() ?? 1, cell, setCell }
    if (menuKey) menuAtRow()
    else if (isPlain(event, 'Insert')) menuAtRow('grid-new')
    else if (!answerGridKey(doc, event, place)) return
    event.preventDefault()
  }
  const onContextMenu = (event: MouseEvent) => {
    if (event.target instanceof HTMLInputElement) return
    event.preventDefault()
    if (event.button !== 2 && event.target === event.currentTarget) return menuAtRow()
    if (!(event.target instanceof Element) || inHeader(event.target)) return
    menuAt({ x: event.clientX, y: event.clientY, target: event.target })
  }
  const onMouseDown = (event: MouseEvent) => {
    byMouse.current = true
    setTimeout(() => {
      byMouse.current = false
    })
    if (inHeader(event.target)) return
    const index = indexOf(view, event.target)
    if (index === null) {
      if (event.button === 0 && event.target === event.currentTarget) clearValueSelection(doc)
      return
    }
    // The grid has the focus, never a row; and a drag does not mark text.
    event.preventDefault()
    focusGrid()
    if (event.button !== 0) return
    pointed.current = index
    const toggles = event.ctrlKey || event.metaKey
    void focusValueAt(doc, index, event.shiftKey ? 'extend' : toggles ? 'toggle' : 'replace')
  }
  /** A row or cell that is given the focus (by a script or assistive technology) passes it on. */
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (event.target === event.currentTarget) return takeFocus()
    const role = event.target.getAttribute('role') ?? ''
    const index = indexOf(view, event.target)
    if (index === null || !['row', 'gridcell', 'rowheader'].includes(role)) return
    void focusValueAt(doc, index, 'replace')
    focusGrid()
  }
  /** Coming from outside with nothing selected: Enter should have something to act on. */
  const takeFocus = () => {
    if (byMouse.current) return
    catchUpValues(doc)
    void actOnValues(doc, () => {
      const { selection, focusIndex, total, editing } = valuesView(doc)
      if (selection.size === 0 && total > 0 && !editing) {
        void focusValueAt(doc, focusIndex, 'replace')
      }
    })
  }
  const onDoubleClick = (event: MouseEvent) => {
    const index = indexOf(view, event.target)
    const row = index === null ? undefined : valueRowAt(doc, index)
    if (row && key !== null) openValueEditor(doc, key, row)
  }

  /** A cell that shows less than it has gets a tooltip with the rest. */
  const onMouseOver = (event: MouseEvent) => {
    const index = indexOf(view, event.target)
    const row = index === null ? undefined : valueRowAt(doc, index)
    const cell = event.target instanceof Element ? event.target.closest('[data-cell]') : null
    if (row && cell instanceof HTMLElement) titleCell(cell, row)
  }

  const field = (label: string) => (
    <NameField
      label={label}
      name={view.editing?.name ?? null}
      typed={view.editing?.typed ?? null}
      refused={view.editing?.refused ?? null}
      commit={(text) => commitValueName(doc, text)}
      cancel={() => cancelValueName(doc)}
      returnFocus={focusGrid}
    />
  )
  const renderRow = (index: number, style: CSSProperties) => {
    if (creating && index === view.total) {
      return (
        <NewValueItem key="new" index={index} type={creating.type} style={style}>
          {field(GRID_WORDS.createField)}
        </NewValueItem>
      )
    }
    const row = valueRowAt(doc, index)
    if (!row) return <ValuePlaceholder key={`at ${index}`} style={style} />
    const renaming = view.editing?.mode === 'rename' && view.editing.value === row.id
    return (
      <ValueItem
        // A damaged hive may list one value twice.
        key={`${row.id} ${index}`}
        id={rowId(doc, index)}
        row={row}
        index={index}
        selected={view.selection.has(row.id)}
        focusedCell={index === view.focusIndex ? cell : null}
        top={Number(style.top)}
        height={Number(style.height)}
        field={renaming ? field(GRID_WORDS.renameField) : undefined}
      />
    )
  }

  return (
    <div className={cx(styles.pane, view.loading && styles.loading)} {...pane}>
      <KeyDamage doc={doc} />
      <div className={styles.rows}>
        <VirtualRows
          handle={list}
          className={styles.grid}
          style={useColumnStyle()}
          role="grid"
          aria-label={GRID_WORDS.label}
          aria-rowcount={view.total + 1 + (creating ? 1 : 0)}
          aria-colcount={COLUMNS.length}
          aria-multiselectable="true"
          aria-readonly={readOnly}
          aria-busy={view.loading}
          aria-activedescendant={activeCell}
          tabIndex={0}
          count={view.total + (creating ? 1 : 0)}
          pinned={creating ? [view.focusIndex, view.total] : [view.focusIndex]}
          renderRow={renderRow}
          onRange={onRange}
          header={<GridHeader doc={doc} order={view.order} rows={list} announce={setSaid} />}
          onKeyDown={onKeyDown}
          onContextMenu={onContextMenu}
          onMouseDown={onMouseDown}
          onFocus={onFocus}
          onDoubleClick={onDoubleClick}
          onMouseOver={onMouseOver}
          {...longPress}
          spacerProps={{ role: 'rowgroup' }}
        />
        <div role="status" className="sr-only">
          {said}
        </div>
        <EmptyValues doc={doc} view={view} readOnly={readOnly} />
      </div>
    </div>
  )
}

/** The widths of the columns, for the rows and the header alike. */
function useColumnStyle(): CSSProperties {
  const widths = useColumns()
  const least = (column: SizedColumn) => leastWidth(column, widths[column])
  const track = (column: SizedColumn) => `minmax(${rems(least(column))}, ${rems(widths[column])})`
  const data = `minmax(${rems(DATA_MIN)}, 1fr)`
  const all = least('name') + least('type') + least('size') + DATA_MIN
  return {
    ['--columns' as string]: `${track('name')} ${track('type')} ${data} ${track('size')}`,
    ['--columns-width' as string]: rems(all),
  }
}

function rowId(doc: DocId, index: number): string {
  return `value-${doc}-${index}`
}

function activeId(doc: DocId, index: number | null, cell: number): string | undefined {
  if (index === null) return undefined
  return cell < 0 ? rowId(doc, index) : `${rowId(doc, index)}-${cell}`
}

/** The index of the row that an element belongs to. */
function indexOf(view: ValuesView, target: EventTarget | null): number | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  const index = Number(item?.dataset.index ?? Number.NaN)
  return index >= 0 && index < view.total ? index : null
}

function inHeader(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=columnheader]') !== null
}

/** Scrolls sideways as little as the cell needs to be seen. */
function showSideways(element: HTMLElement | null | undefined, id: string): void {
  const cell = document.getElementById(id)?.getBoundingClientRect()
  const frame = element?.getBoundingClientRect()
  if (!element || !cell || !frame) return
  if (cell.left < frame.left) element.scrollLeft += cell.left - frame.left
  else if (cell.right > frame.right) {
    element.scrollLeft += Math.min(cell.right - frame.right, cell.left - frame.left)
  }
}
