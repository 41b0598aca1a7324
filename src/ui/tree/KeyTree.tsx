import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type UIEvent,
  useCallback,
  useLayoutEffect,
  useRef,
} from 'react'
import { openContextMenu } from '../../state/dialogs.ts'
import { selectIndex, toggleKey } from '../../state/tree.ts'
import { cancelKeyName, commitKeyName } from '../../state/treeEdits.ts'
import {
  ensureRows,
  rowAt,
  selectedRow,
  type TreeView,
  treeView,
  useTreeView,
} from '../../state/treeRows.ts'
import { TREE_WORDS } from '../../text/panes.ts'
import type { DocId } from '../../worker/protocol.ts'
import { isPlain } from '../common/isPlain.ts'
import { NameField } from '../common/NameField.tsx'
import { textScale } from '../common/textScale.ts'
import { useLongPress } from '../common/useLongPress.ts'
import { usePane } from '../common/usePane.ts'
import { VirtualRows, type VirtualRowsHandle } from '../common/VirtualRows.tsx'
import { KeyItem, KeyPlaceholder, NewKeyItem } from './KeyItem.tsx'
import styles from './KeyTree.module.css'
import { answerTreeKey } from './treeKeys.ts'

/** In design pixels: one level of the tree, room for a name being typed, and what follows a name. */
const INDENT = 14
const NAME_ROOM = 170
const MARGIN = 8

/**
 * The keys of a hive: a flat list of tree items, of which those in view exist. The tree itself has
 * the focus and names the selected key as its active descendant.
 */
export function KeyTree({ doc }: { readonly doc: DocId }) {
  return <Tree key={doc} doc={doc} />
}

function Tree({ doc }: { readonly doc: DocId }) {
  const view = useTreeView(doc)
  const list = useRef<VirtualRowsHandle>(null)
  const focusTarget = useRef({ focus: () => list.current?.element?.focus({ preventScroll: true }) })
  const pane = usePane('tree', focusTarget)
  /** The row the mouse chose last: it is in sight. */
  const pointed = useRef<number | null>(null)
  const draft = draftIndex(view)
  const active = shownIndex(view, view.selectedIndex)
  const known = selectedRow(doc) !== undefined

  // biome-ignore lint/correctness/useExhaustiveDependencies: `scroll` rises when the row should show
  useLayoutEffect(() => {
    // A row that moves under the mouse would give the second click of two to its neighbour.
    if (draft >= 0 || view.selectedIndex !== pointed.current) {
      list.current?.show(draft >= 0 ? draft : active)
    }
    pointed.current = null
    showSideways(list.current?.element, view)
  }, [view.scroll])
  useLayoutEffect(() => {
    const element = list.current?.element
    if (!element) return
    const observer = new ResizeObserver(() => fitSideways(element))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const onRange = useCallback((from: number, count: number) => ensureRows(doc, from, count), [doc])
  const menuAt = (at: { x: number; y: number; target: Element }) => {
    const index = indexOf(view, at.target)
    if (index !== null) void selectIndex(doc, index)
    list.current?.element?.focus({ preventScroll: true })
    openContextMenu('tree', at)
  }
  const longPress = useLongPress(menuAt)
  const menuAtRow = (kind: 'tree' | 'tree-new' = 'tree') => {
    const box = document
      .getElementById(itemId(doc, view.selected, view.selectedIndex))
      ?.getBoundingClientRect()
    openContextMenu(kind, { x: (box?.left ?? 0) + 32, y: box?.bottom ?? 0, byKey: true })
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget) return
    const menuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)
    if (menuKey) menuAtRow()
    else if (isPlain(event, 'Insert')) menuAtRow('tree-new')
    else if (!answerTreeKey(doc, event, { pageRows: list.current?.pageRows() ?? 1 })) return
    event.preventDefault()
  }
  const onContextMenu = (event: MouseEvent) => {
    if (event.target instanceof HTMLInputElement) return
    event.preventDefault()
    if (event.button !== 2 && event.target === event.currentTarget) return menuAtRow()
    if (event.target instanceof Element) {
      menuAt({ x: event.clientX, y: event.clientY, target: event.target })
    }
  }
  const onMouseDown = (event: MouseEvent) => {
    const index = indexOf(view, event.target)
    if (index === null) return
    // The tree has the focus, never a row, and a triangle does not select.
    event.preventDefault()
    list.current?.element?.focus({ preventScroll: true })
    if (event.button !== 0 || isTwisty(event.target)) return
    pointed.current = index
    void selectIndex(doc, index)
  }
  /** A row that is given the focus (by a script or assistive technology) passes it on to the tree. */
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (event.target.getAttribute('role') !== 'treeitem') return
    const index = indexOf(view, event.target)
    if (index !== null) void selectIndex(doc, index)
    list.current?.element?.focus({ preventScroll: true })
  }
  const toggleAt = (index: number | null) => {
    const row = index === null ? undefined : rowAt(doc, index)
    if (row) void toggleKey(doc, row.id)
  }
  const onClick = (event: MouseEvent) => {
    const index = indexOf(view, event.target)
    if (isTwisty(event.target)) return toggleAt(index)
    // Assistive technology clicks without a mouse button going down.
    if (index !== null && index !== treeView(doc).selectedIndex) void selectIndex(doc, index)
  }

  const field = (label: string) => (
    <NameField
      label={label}
      name={view.editing?.name ?? null}
      typed={view.editing?.typed ?? null}
      refused={view.editing?.refused ?? null}
      commit={(text) => commitKeyName(doc, text)}
      cancel={() => cancelKeyName(doc)}
      returnFocus={focusTarget.current.focus}
    />
  )
  const renderRow = (index: number, style: CSSProperties) => {
    if (index === draft && view.editing?.mode === 'create') {
      const { level, name } = view.editing
      return (
        <NewKeyItem key="new" level={level} name={name ?? ''} style={style}>
          {field(TREE_WORDS.createField)}
        </NewKeyItem>
      )
    }
    const at = draft >= 0 && index > draft ? index - 1 : index
    const row = rowAt(doc, at)
    if (!row) return <KeyPlaceholder key={`at ${at}`} style={style} />
    const renaming = view.editing?.mode === 'rename' && view.editing.key === row.id
    return (
      <KeyItem
        // A damaged hive may list one key twice.
        key={`${row.id} ${at}`}
        id={itemId(doc, row.id, at)}
        row={row}
        index={at}
        selected={at === view.selectedIndex && row.id === view.selected}
        top={Number(style.top)}
        height={Number(style.height)}
        field={renaming ? field(TREE_WORDS.renameField) : undefined}
      />
    )
  }

  return (
    <div className={styles.pane} {...pane}>
      <div className={styles.head}>
        <span>{TREE_WORDS.label}</span>
        {view.expanding && <span className={styles.busy}>{TREE_WORDS.expanding}</span>}
      </div>
      <VirtualRows
        handle={list}
        className={styles.tree}
        role="tree"
        aria-label={TREE_WORDS.label}
        aria-activedescendant={known ? itemId(doc, view.selected, view.selectedIndex) : undefined}
        aria-busy={view.expanding || view.total === 0}
        tabIndex={0}
        count={view.total === 0 ? 12 : view.total + (draft >= 0 ? 1 : 0)}
        pinned={draft >= 0 ? [active, draft] : [active]}
        renderRow={renderRow}
        onRange={onRange}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
        onMouseDown={onMouseDown}
        onFocus={onFocus}
        onScroll={keepRowsWide}
        onMouseOver={nameCut}
        onClick={onClick}
        onDoubleClick={(event) => {
          if (!isTwisty(event.target)) toggleAt(indexOf(view, event.target))
        }}
        {...longPress}
        spacerProps={{ role: 'presentation' }}
      />
    </div>
  )
}

function itemId(doc: DocId, key: number | null, index: number): string {
  return `key-${doc}-${key}-${index}`
}

/** The row at which a key being created is drawn, -1 when there is none. */
function draftIndex(view: TreeView): number {
  return view.editing?.mode === 'create' ? view.editing.parentIndex + 1 : -1
}

/** Where a row of the tree is drawn: one further down under a key being created. */
function shownIndex(view: TreeView, index: number): number {
  const draft = draftIndex(view)
  return draft >= 0 && index >= draft ? index + 1 : index
}

/** The tree's row that an element belongs to. */
function indexOf(view: TreeView, target: EventTarget | null): number | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  const index = Number(item?.dataset.index ?? Number.NaN)
  return index >= 0 && index < view.total ? index : null
}

function isTwisty(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-twisty]') !== null
}

/** Scrolled sideways, every row still ends where the pane does: that is where its count is. */
function keepRowsWide({ currentTarget: { style, scrollLeft } }: UIEvent<HTMLElement>): void {
  const sideways = `${Math.abs(scrollLeft)}px`
  if (style.getPropertyValue('--sideways') !== sideways) {
    style.setProperty('--sideways', sideways)
  }
}

/** A pane made wider scrolls back: widened rows would hold it where it is. */
function fitSideways(element: HTMLElement): void {
  element.style.setProperty('--sideways', '0px')
  element.style.setProperty('--sideways', `${Math.abs(element.scrollLeft)}px`)
}

/**
 * Scrolls sideways until the selected key's name is seen in full, or from its start where there is no room for
 * all of it.
 */
function showSideways(element: HTMLDivElement | null | undefined, view: TreeView): void {
  const item = element?.querySelector<HTMLElement>('[aria-selected="true"]')
  if (!element || !item) return
  const depth = Number(item.getAttribute('aria-level') ?? 1) - 1
  const start = depth * INDENT * textScale()
  const name = item.querySelector<HTMLElement>('[data-name]')
  // A name that is typed in place fills the available width.
  const end = name ? endOf(item, name) : start + NAME_ROOM * textScale()
  const sideways = Math.abs(element.scrollLeft)
  const needed = Math.min(start, end + MARGIN * textScale() - element.clientWidth)
  const towards = isRtl(element) ? -1 : 1
  if (needed <= 0) element.scrollLeft = 0
  else if (sideways < needed) element.scrollLeft = towards * needed
  else if (sideways > start || view.selectedIndex === 0) element.scrollLeft = towards * start
}

function isRtl(element: HTMLElement): boolean {
  return getComputedStyle(element).direction === 'rtl'
}

/** Where a name ends, from the start of its row. */
function endOf(item: HTMLElement, name: HTMLElement): number {
  return isRtl(item) ? item.offsetWidth - name.offsetLeft : name.offsetLeft + name.offsetWidth
}

/** A name that is not seen in full has a tooltip; marks stand for its hidden characters. */
function nameCut({ currentTarget, target }: MouseEvent<HTMLElement>): void {
  const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null
  const name = item?.querySelector('[data-name]')
  if (!item || !name) return
  const [pane, box] = [currentTarget.getBoundingClientRect(), name.getBoundingClientRect()]
  const cut = box.left < pane.left || box.right > pane.left + currentTarget.clientWidth
  if (cut) item.title = item.ariaLabel ?? ''
  else item.removeAttribute('title')
}
