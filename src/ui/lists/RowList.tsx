import {
  type ComponentPropsWithoutRef,
  type CSSProperties,
  type FocusEvent,
  Fragment,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react'
import type { ListRow, ListView, PagedList } from '../../state/PagedList.ts'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { useLongPress } from '../common/useLongPress.ts'
import { VirtualRows, type VirtualRowsHandle } from '../common/VirtualRows.tsx'
import { answerListKey } from './listKeys.ts'
import styles from './RowList.module.css'

/** How far from the start of a row the menu opens that a key asked for, in pixels. */
const MENU_INSET = 32

/** What a context menu was asked for: a row, new rows, or the list where there is no row. */
export type MenuAbout = 'row' | 'new' | 'empty'

export interface MenuPlace {
  readonly x: number
  readonly y: number
  readonly byKey?: boolean
}

/** What the owner of a list may ask of it. */
export interface RowListHandle {
  readonly element: HTMLDivElement | null
  focus(): void
}

type Handled =
  | 'onKeyDown'
  | 'onContextMenu'
  | 'onMouseDown'
  | 'onFocus'
  | 'onClick'
  | 'onDoubleClick'

interface Props<Row extends ListRow>
  extends Omit<ComponentPropsWithoutRef<'div'>, 'children' | Handled> {
  readonly list: PagedList<Row>
  readonly view: ListView<Row>
  readonly handle: RefObject<RowListHandle | null>
  /** Several rows can be selected. */
  readonly multiple?: boolean
  /** Where a row that does not exist yet is drawn, -1 for nowhere. */
  readonly draft: number
  /** How many placeholders are drawn before the first rows have arrived. */
  readonly placeholders?: number
  readonly placeholderClass?: string | undefined
  readonly header?: ReactNode
  readonly spacerProps?: ComponentPropsWithoutRef<'div'>
  /** Draws a row. Its outermost element has `data-index`, by which events find it. */
  readonly renderRow: (row: Row, index: number, place: CSSProperties) => ReactNode
  readonly renderDraft: (place: CSSProperties) => ReactNode
  /** Keys of this list's own, before those of every list; true when it was one of them. */
  readonly answerKey: (event: KeyboardEvent<HTMLElement>) => boolean
  readonly openMenu: (about: MenuAbout, at: MenuPlace) => void
  /** The focus came into the list, not by the mouse. */
  readonly onEnter?: () => void
  readonly onRowClick?: (event: MouseEvent, index: number) => void
  readonly onRowDoubleClick: (event: MouseEvent, index: number) => void
  /** Whether an element is none of the rows' business, such as a header. */
  readonly isApart?: (target: Element) => boolean
  /** Whether an element of a row has a use of its own, so that pressing it does not select. */
  readonly isControl?: (target: Element) => boolean
}

/**
 * The rows of a paged list, of which those in view exist. The list itself has the focus; the owner names
 * the active row by `aria-activedescendant`. What the list and its rows are called, and how a row is
 * drawn, is up to the owner.
 */
export function RowList<Row extends ListRow>(props: Props<Row>) {
  const { list, view, handle, multiple = false, draft, placeholders = 0, ...more } = props
  const { placeholderClass, renderRow, renderDraft, answerKey, openMenu, ...others } = more
  const { onEnter, onRowClick, onRowDoubleClick, isApart, isControl, ...rest } = others
  const rows = useRef<VirtualRowsHandle>(null)
  /** The row the mouse chose last: it is in sight. */
  const pointed = useRef<number | null>(null)
  /** A mouse button is going down: the focus that comes with it is not the keyboard's. */
  const byMouse = useRef(false)
  const active = draft >= 0 && view.focusIndex >= draft ? view.focusIndex + 1 : view.focusIndex

  const focus = useCallback(() => rows.current?.element?.focus({ preventScroll: true }), [])
  useImperativeHandle(
    handle,
    () => ({
      get element() {
        return rows.current?.element ?? null
      },
      focus,
    }),
    [focus],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: `scroll` rises when the row should show
  useLayoutEffect(() => {
    // A row that moves under the mouse would give the second click of two to its neighbour.
    if (draft >= 0 || view.focusIndex !== pointed.current) {
      rows.current?.show(draft >= 0 ? draft : active)
    }
    pointed.current = null
  }, [view.scroll])
  const onRange = useCallback((from: number, count: number) => list.ensure(from, count), [list])

  /** The row that an element belongs to, null for none. */
  const indexOf = (target: EventTarget | null): number | null => {
    const item = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
    const index = Number(item?.dataset.index ?? Number.NaN)
    return index >= 0 && index < view.total ? index : null
  }
  const menuAt = (at: { x: number; y: number; target: Element }) => {
    const index = indexOf(at.target)
    focus()
    if (index === null) {
      if (multiple) list.clearSelection()
      openMenu('empty', at)
      return
    }
    const row = list.rowAt(index)
    // A menu of several selected rows is about all of them.
    const isChosen = multiple && row !== undefined && list.view.selection.has(row.id)
    if (!isChosen) void list.focusAt(index)
    openMenu('row', at)
  }
  const longPress = useLongPress(menuAt)
  const menuAtFocus = (about: MenuAbout) => {
    const item = rows.current?.element?.querySelector(`[data-index="${view.focusIndex}"]`)
    const box = item?.getBoundingClientRect()
    openMenu(about, { x: (box?.left ?? 0) + MENU_INSET, y: box?.bottom ?? 0, byKey: true })
  }
  const menuByKey = () => menuAtFocus(list.view.selection.size > 0 ? 'row' : 'empty')

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return
    list.endWordAt(event.key)
    const pageRows = rows.current?.pageRows() ?? 1
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) menuByKey()
    else if (isPlain(event, 'Insert')) menuAtFocus('new')
    else if (!answerKey(event) && !answerListKey(list, event, { pageRows, multiple })) return
    event.preventDefault()
  }
  const onContextMenu = (event: MouseEvent) => {
    if (event.target instanceof HTMLInputElement) return
    event.preventDefault()
    if (event.button !== 2 && event.target === event.currentTarget) return menuByKey()
    if (!(event.target instanceof Element) || isApart?.(event.target)) return
    menuAt({ x: event.clientX, y: event.clientY, target: event.target })
  }
  const onMouseDown = (event: MouseEvent) => {
    byMouse.current = true
    setTimeout(() => {
      byMouse.current = false
    })
    if (!(event.target instanceof Element) || isApart?.(event.target)) return
    const index = indexOf(event.target)
    if (index === null) {
      const isBlank = event.button === 0 && event.target === event.currentTarget
      if (multiple && isBlank) list.clearSelection()
      return
    }
    // The list has the focus, never a row; and a drag does not mark text.
    event.preventDefault()
    focus()
    if (event.button !== 0 || isControl?.(event.target)) return
    pointed.current = index
    const toggles = multiple && (event.ctrlKey || event.metaKey)
    const how = toggles ? 'toggle' : 'replace'
    void list.focusAt(index, multiple && event.shiftKey ? 'extend' : how)
  }
  /** A row that is given the focus (by a script or assistive technology) passes it on to the list. */
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (event.target === event.currentTarget) {
      if (!byMouse.current) onEnter?.()
      return
    }
    const index = indexOf(event.target)
    if (index === null || event.target instanceof HTMLInputElement) return
    void list.focusAt(index)
    focus()
  }

  const drawRow = (shown: number, place: CSSProperties) => {
    if (shown === draft) return <Fragment key="new">{renderDraft(place)}</Fragment>
    const index = draft >= 0 && shown > draft ? shown - 1 : shown
    const row = list.rowAt(index)
    // A damaged hive may list one thing twice.
    if (row) return <Fragment key={`${row.id} ${index}`}>{renderRow(row, index, place)}</Fragment>
    const name = cx(styles.placeholder, placeholderClass)
    return <div key={`at ${index}`} className={name} style={place} aria-hidden="true" />
  }
  return (
    <VirtualRows
      {...rest}
      {...longPress}
      handle={rows}
      tabIndex={0}
      count={view.total + (draft >= 0 ? 1 : 0) || placeholders}
      pinned={draft >= 0 ? [active, draft] : [active]}
      renderRow={drawRow}
      onRange={onRange}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
      onMouseDown={onMouseDown}
      onFocus={onFocus}
      onClick={(event) => {
        const index = indexOf(event.target)
        if (index !== null) onRowClick?.(event, index)
      }}
      onDoubleClick={(event) => {
        const index = indexOf(event.target)
        if (index !== null) onRowDoubleClick(event, index)
      }}
    />
  )
}
