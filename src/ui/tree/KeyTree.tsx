import { type CSSProperties, type MouseEvent, type UIEvent, useLayoutEffect, useRef } from 'react'
import { useCutKey } from '../../state/clip.ts'
import { openContextMenu } from '../../state/dialogs.ts'
import { draggedKey, useDropKey } from '../../state/drag.ts'
import { enterFiltered, filterKeys } from '../../state/keyFilter.ts'
import { useSettings } from '../../state/settings.ts'
import { selectIndex, toggleKey } from '../../state/tree.ts'
import { cancelKeyName, commitKeyName } from '../../state/treeEdits.ts'
import {
  type KeyFilter,
  type KeyNaming,
  keyList,
  selectedKey,
  selectedRow,
  type TreeView,
  useTreeView,
} from '../../state/treeRows.ts'
import { FILTER, keysFoundText, TREE_WORDS } from '../../text/panes.ts'
import type { DocId, TreeRow } from '../../worker/protocol.ts'
import { FilterField } from '../common/FilterField.tsx'
import { NameField } from '../common/NameField.tsx'
import { textScale } from '../common/textScale.ts'
import { usePane } from '../common/usePane.ts'
import { RowList, type RowListHandle } from '../lists/RowList.tsx'
import { KeyColumns } from './KeyColumns.tsx'
import { KeyItem, NewKeyItem } from './KeyItem.tsx'
import styles from './KeyTree.module.css'
import { answerTreeKey } from './treeKeys.ts'

/**
 * In design pixels: the indent of a level, the room for a name field, and the width of what follows
 * a name.
 */
const INDENT = 14
const NAME_ROOM = 170
const MARGIN = 8

/**
 * The keys of a hive: a flat list of tree items, of which only those in view are drawn. The tree
 * itself has the focus and names the selected key as its active descendant.
 */
export function KeyTree({ doc }: { readonly doc: DocId }) {
  return <Tree key={doc} doc={doc} />
}

function Tree({ doc }: { readonly doc: DocId }) {
  const view = useTreeView(doc)
  const list = useRef<RowListHandle>(null)
  const pane = usePane('tree', list)
  const selected = selectedKey(doc)
  const { editing, filter } = view
  const cut = useCutKey(doc)
  const dropKey = useDropKey(doc)
  const { keyTimes, times } = useSettings()

  // biome-ignore lint/correctness/useExhaustiveDependencies: `scroll` rises when the row should show
  useLayoutEffect(() => showSideways(list.current?.element, view), [view.scroll])
  useLayoutEffect(() => {
    const element = list.current?.element
    if (!element) return
    const observer = new ResizeObserver(() => fitSideways(element))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const toggleAt = (index: number) => {
    const row = keyList(doc).rowAt(index)
    if (row) void toggleKey(doc, row.id)
  }
  const onRowClick = (event: MouseEvent, index: number) => {
    if (isTwisty(event.target)) toggleAt(index)
    // Assistive technology sends a click without a preceding mousedown.
    else if (index !== keyList(doc).view.focusIndex) void selectIndex(doc, index)
  }
  const field = (naming: KeyNaming) => (
    <NameField
      label={naming.mode === 'create' ? TREE_WORDS.createField : TREE_WORDS.renameField}
      naming={naming}
      commit={(text) => commitKeyName(doc, text)}
      cancel={() => cancelKeyName(doc)}
      returnFocus={() => list.current?.focus()}
    />
  )
  const renderDraft = (place: CSSProperties) =>
    editing?.mode === 'create' && (
      <NewKeyItem level={editing.level} name={editing.name ?? ''} style={place}>
        {field(editing)}
      </NewKeyItem>
    )
  const renderRow = (row: TreeRow, index: number, place: CSSProperties) => {
    const isNamed = editing?.mode === 'rename' && editing.key === row.id
    return (
      <KeyItem
        id={itemId(doc, row.id, index)}
        row={row}
        index={index}
        selected={index === view.focusIndex && row.id === selected}
        cut={row.id === cut}
        drop={row.id === dropKey}
        top={Number(place.top)}
        height={Number(place.height)}
        times={keyTimes ? times : null}
        field={isNamed ? field(editing) : undefined}
      />
    )
  }

  return (
    <div className={styles.pane} {...pane}>
      <div className={styles.head}>
        <FilterField
          pane="tree-filter"
          label={FILTER.keys}
          text={filter?.text ?? ''}
          found={filter === null ? '' : foundText(filter)}
          change={(text) => filterKeys(doc, text)}
          enter={() => enterFiltered(doc)}
          leave={() => list.current?.focus()}
        />
        {view.expanding && <span className={styles.busy}>{TREE_WORDS.expanding}</span>}
      </div>
      {keyTimes && <KeyColumns />}
      <RowList
        list={keyList(doc)}
        view={view}
        handle={list}
        className={styles.tree}
        role="tree"
        aria-label={TREE_WORDS.label}
        aria-activedescendant={
          selectedRow(doc) === undefined ? undefined : itemId(doc, selected, view.focusIndex)
        }
        aria-busy={view.expanding || view.total === 0}
        draft={editing?.mode === 'create' ? editing.parentIndex + 1 : -1}
        placeholders={12}
        placeholderClass={styles.placeholder}
        spacerProps={{ role: 'presentation' }}
        renderRow={renderRow}
        renderDraft={renderDraft}
        answerKey={(event) => answerTreeKey(doc, event)}
        openMenu={(about, at) => openContextMenu(about === 'new' ? 'tree-new' : 'tree', at)}
        isControl={isTwisty}
        drag={() => draggedKey(doc)}
        onRowClick={onRowClick}
        onRowDoubleClick={(event, index) => {
          if (!isTwisty(event.target)) toggleAt(index)
        }}
        onScroll={keepRowsWide}
        onMouseOver={nameCut}
      />
    </div>
  )
}

function foundText({ matches, complete }: KeyFilter): string {
  return matches === null ? '' : keysFoundText(matches, complete)
}

function itemId(doc: DocId, key: number | null, index: number): string {
  return `key-${doc}-${key}-${index}`
}

function isTwisty(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-twisty]') !== null
}

/**
 * Widens the rows of a tree that is scrolled sideways, so that they end at the edge of the pane,
 * where their counts are.
 */
function keepRowsWide({ currentTarget: { style, scrollLeft } }: UIEvent<HTMLElement>): void {
  const sideways = `${Math.abs(scrollLeft)}px`
  if (style.getPropertyValue('--sideways') !== sideways) {
    style.setProperty('--sideways', sideways)
  }
}

/** Scrolls back when the pane has become wider, which widened rows would prevent. */
function fitSideways(element: HTMLElement): void {
  element.style.setProperty('--sideways', '0px')
  element.style.setProperty('--sideways', `${Math.abs(element.scrollLeft)}px`)
}

/**
 * Scrolls sideways until the selected key's name is completely visible, or its beginning if there
 * is no room for all of it.
 */
function showSideways(element: HTMLDivElement | null | undefined, view: TreeView): void {
  const item = element?.querySelector<HTMLElement>('[aria-selected="true"]')
  if (!element || !item) return
  const depth = Number(item.getAttribute('aria-level') ?? 1) - 1
  const start = depth * INDENT * textScale()
  const name = item.querySelector<HTMLElement>('[data-name]')
  // A name field fills the available width.
  const end = name ? endOf(item, name) : start + NAME_ROOM * textScale()
  const sideways = Math.abs(element.scrollLeft)
  const needed = Math.min(start, end + MARGIN * textScale() - element.clientWidth)
  const towards = isRtl(element) ? -1 : 1
  if (needed <= 0) element.scrollLeft = 0
  else if (sideways < needed) element.scrollLeft = towards * needed
  else if (sideways > start || view.focusIndex === 0) element.scrollLeft = towards * start
}

function isRtl(element: HTMLElement): boolean {
  return getComputedStyle(element).direction === 'rtl'
}

/** The distance from the start of a row to the end of its name. */
function endOf(item: HTMLElement, name: HTMLElement): number {
  return isRtl(item) ? item.offsetWidth - name.offsetLeft : name.offsetLeft + name.offsetWidth
}

/** Gives a name that is cut off a tooltip, with marks for hidden characters. */
function nameCut({ currentTarget, target }: MouseEvent<HTMLElement>): void {
  const item = target instanceof Element ? target.closest<HTMLElement>('[role=treeitem]') : null
  const name = item?.querySelector('[data-name]')
  if (!item || !name) return
  const [pane, box] = [currentTarget.getBoundingClientRect(), name.getBoundingClientRect()]
  const cut = box.left < pane.left || box.right > pane.left + currentTarget.clientWidth
  if (cut) item.title = item.ariaLabel ?? ''
  else item.removeAttribute('title')
}
