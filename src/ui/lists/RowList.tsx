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
import { endCut } from '../../state/clip.ts'
import type { Dragged } from '../../state/drag.ts'
import type { ListRow, ListView, PagedList, SelectHow } from '../../state/PagedList.ts'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { useLongPress } from '../common/useLongPress.ts'
import { VirtualRows, type VirtualRowsHandle } from '../common/VirtualRows.tsx'
import { watchDrag } from '../drag/watchDrag.ts'
import { answerListKey } from './listKeys.ts'
import styles from './RowList.module.css'

/** Distance from the start of a row at which a menu opens with the keyboard, in pixels. */
const MENU_INSET = 32

/** The target of a context menu: a row, new rows, or the empty part of the list. */
export type MenuAbout = 'row' | 'new' | 'empty'

export interface MenuPlace {
  readonly x: number
  readonly y: number
  readonly byKey?: boolean
}

/** The methods that the owner of a list may call. */
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

export interface RowListProps<Row extends ListRow>
  extends Omit<ComponentPropsWithoutRef<'div'>, 'children' | Handled> {
  readonly list: PagedList<Row>
  readonly view: ListView<Row>
  readonly handle: RefObject<RowListHandle | null>
  /** Whether several rows can be selected. */
  readonly multiple?: boolean
  /** The index at which the row of a new item is drawn; -1 for none. */
  readonly draft: number
  /** The number of placeholders before the first rows have arrived. */
  readonly placeholders?: number
  readonly placeholderClass?: string | undefined
  readonly header?: ReactNode
  readonly spacerProps?: ComponentPropsWithoutRef<'div'>
  /** Draws a row. Its outermost element needs `data-index`, by which events find the row. */
  readonly renderRow: (row: Row, index: number, place: CSSProperties) => ReactNode
  readonly renderDraft: (place: CSSProperties) => ReactNode
  /**
   * Handles the keys of this list, before those of every list; returns true when the key was one of
   * them.
   */
  readonly answerKey: (event: KeyboardEvent<HTMLElement>) => boolean
  readonly openMenu: (about: MenuAbout, at: MenuPlace) => void
  /** Called when the focus enters the list other than by the mouse. */
  readonly onEnter?: () => void
  readonly onRowClick?: (event: MouseEvent, index: number) => void
  readonly onRowDoubleClick: (event: MouseEvent, index: number) => void
  /** Whether an element is not part of the rows, such as a header. */
  readonly isApart?: (target: Element) => boolean
  /** Tells what is dragged when the mouse drags the selected rows; null for nothing. */
  readonly drag?: () => Dragged | null
  /** Whether an element of a row is a control, so that pressing it does not select the row. */
  readonly isControl?: (target: Element) => boolean
}

/**
 * The rows of a paged list, of which only those in view are drawn. The list itself has the focus;
 * the owner names the active row by `aria-activedescendant`. The roles of the list and its rows,
 * and how a row is drawn, are up to the owner.
 */
export function RowList<Row extends ListRow>(props: RowListProps<Row>) {
  const { list, view, handle, multiple = false, draft, placeholders = 0, ...more } = props
  const { placeholderClass, renderRow, renderDraft, answerKey, openMenu, ...others } = more
  const { onEnter, onRowClick, onRowDoubleClick, isApart, isControl, drag, ...rest } = others
  const rows = useRef<VirtualRowsHandle>(null)
  /** The row that was last selected with the mouse, which is already in view. */
  const pointed = useRef<number | null>(null)
  /**
   * Whether a mouse button is being pressed, so that the focus it brings is not taken for the
   * keyboard's.
   */
  const byMouse = useRef(false)
  /** A selected row that was pressed: the selection changes when the press does not become a drag. */
  const pressed = useRef<{ readonly index: number; readonly how: SelectHow } | null>(null)
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
    // If the row moved under the mouse, the second click of a double click would hit its neighbour.
    if (draft >= 0 || view.focusIndex !== pointed.current) {
      rows.current?.show(draft >= 0 ? draft : active)
    }
    pointed.current = null
  }, [view.scroll])
  const onRange = useCallback((from: number, count: number) => list.ensure(from, count), [list])

  /** The index of the row that an element belongs to; null when it belongs to none. */
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
    // The menu for one of several selected rows is for all of them.
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
    else if (
      !answerKey(event) &&
      !answerListKey(list, event, { pageRows, multiple }) &&
      !(isPlain(event, 'Escape') && endCut())
    ) {
      return
    }
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
    // The list keeps the focus instead of the row, and dragging does not select text.
    event.preventDefault()
    focus()
    if (event.button !== 0 || isControl?.(event.target)) return
    pressed.current = null
    if (drag) watchDrag(event, drag)
    const toggles = multiple && (event.ctrlKey || event.metaKey)
    const how = toggles ? 'toggle' : 'replace'
    const id = list.rowAt(index)?.id
    const isChosen = id !== undefined && view.selection.has(id)
    if (drag && !event.shiftKey && isChosen && (toggles || view.selection.size > 1)) {
      pressed.current = { index, how }
      return
    }
    pointed.current = index
    void list.focusAt(index, multiple && event.shiftKey ? 'extend' : how)
  }
  /** Passes the focus on to the list when a script or assistive technology focuses a row. */
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
    // A damaged hive may list the same item twice, so the key includes the index.
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
        const { current } = pressed
        pressed.current = null
        if (current !== null && index === current.index) void list.focusAt(index, current.how)
        if (index !== null) onRowClick?.(event, index)
      }}
      onDoubleClick={(event) => {
        const index = indexOf(event.target)
        if (index !== null) onRowDoubleClick(event, index)
      }}
    />
  )
}
