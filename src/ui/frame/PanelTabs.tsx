import { X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import { closeResults } from '../../state/find.ts'
import {
  closeTab,
  FIXED_TABS,
  isOpened,
  type PanelTab,
  panelTab,
  showPanelTab,
  useOpenedTabs,
  usePanel,
  usePanelTab,
} from '../../state/panel.ts'
import { type Search, useSearchesOf } from '../../state/searches.ts'
import { closeResultsText, resultsTabName, resultsTabText, searchedText } from '../../text/find.ts'
import { closePanelTabText, FRAME, PANEL_TITLES } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import styles from './PanelTabs.module.css'
import { catchFocus } from './rowFocus.ts'

/** The id of the element that the shown tab controls. */
export const panelId = (doc: DocId) => `panel-of-${doc}`

/**
 * The tabs of the bottom panel: the lists of the hive, those that were opened, and each list of results. Arrows move
 * among the tabs, Enter or Space shows one, Delete closes one that can be closed.
 */
export function PanelTabs({ doc }: { readonly doc: DocId }) {
  const opened = useOpenedTabs(doc)
  const lists = useSearchesOf(doc).filter(({ listed }) => listed)
  const shown = usePanelTab(doc) ?? 'problems'
  const changes = usePanel((state) => state.changes[doc])
  const [focused, setFocused] = useState<PanelTab | null>(null)
  const tabs: readonly PanelTab[] = [...FIXED_TABS, ...opened, ...lists.map(({ id }) => id)]
  const stop = focused !== null && tabs.includes(focused) ? focused : shown

  // There may be more tabs than fit.
  useEffect(() => {
    document
      .getElementById(tabId(doc, shown))
      ?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [doc, shown])
  const focusTab = (index: number) => {
    const tab = tabs[(index + tabs.length) % tabs.length]
    if (tab === undefined) return
    setFocused(tab)
    document.getElementById(tabId(doc, tab))?.focus()
  }
  const close = (tab: PanelTab) => {
    if (typeof tab === 'number') closeResults(tab)
    else if (isOpened(tab)) closeTab(doc, tab)
    else return
    keepFocus(doc)
  }
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
    const tab = tabs[index]
    if (event.key === 'ArrowRight') focusTab(index + 1)
    else if (event.key === 'ArrowLeft') focusTab(index - 1)
    else if (event.key === 'Home') focusTab(0)
    else if (event.key === 'End') focusTab(tabs.length - 1)
    else if (event.key === 'Delete' && tab !== undefined) close(tab)
    else return
    event.preventDefault()
  }
  const propsOf = (tab: PanelTab, index: number) => ({
    type: 'button' as const,
    role: 'tab',
    id: tabId(doc, tab),
    'aria-selected': tab === shown,
    'aria-controls': tab === shown ? panelId(doc) : undefined,
    tabIndex: tab === stop ? 0 : -1,
    className: cx(styles.tab, isClosable(tab) && styles.closable, tab === shown && styles.active),
    style: { gridColumn: index + 1 },
    onFocus: () => setFocused(tab),
    onBlur: () => setFocused(null),
    onKeyDown: (event: KeyboardEvent) => onKeyDown(event, index),
    onClick: () => {
      showPanelTab(doc, tab)
      keepFocus(doc)
    },
  })
  const closeButton = (tab: PanelTab, name: string) => (
    <button
      key={tab}
      type="button"
      className={styles.close}
      style={{ gridColumn: tabs.indexOf(tab) + 1 }}
      aria-label={name}
      title={name}
      tabIndex={tab === shown ? 0 : -1}
      onClick={() => close(tab)}
    >
      <X size="0.75rem" aria-hidden="true" />
    </button>
  )
  return (
    <div className={styles.strip}>
      <div role="tablist" aria-label={FRAME.panelTabs} className={styles.list}>
        {[...FIXED_TABS, ...opened].map((tab, index) => (
          <button key={tab} {...propsOf(tab, index)}>
            <span className={styles.name}>{PANEL_TITLES[tab]}</span>
            {tab === 'changes' && changes !== undefined && (
              <span className={styles.count}>{changes.toLocaleString('en')}</span>
            )}
          </button>
        ))}
        {lists.map((search) => (
          <button
            key={search.id}
            {...propsOf(search.id, tabs.indexOf(search.id))}
            aria-label={resultsTabName(
              search.query.text,
              search.total,
              search.replacement !== null,
            )}
            title={searchedText(
              search.query,
              search.scope?.name ?? null,
              search.docs.length,
              search.hunt?.about,
            )}
          >
            <ResultsName search={search} />
          </button>
        ))}
      </div>
      {opened.map((tab) => closeButton(tab, closePanelTabText(PANEL_TITLES[tab])))}
      {lists.map(({ id, query }) => closeButton(id, closeResultsText(query.text)))}
    </div>
  )
}

function isClosable(tab: PanelTab): boolean {
  return typeof tab === 'number' || isOpened(tab)
}

/** Moves the focus to the tab on show: the tabs are drawn again with what they show. */
function keepFocus(doc: DocId): void {
  setTimeout(() => {
    const tab = panelTab(doc)
    const element = tab === null ? null : document.getElementById(tabId(doc, tab))
    if (element === null) catchFocus()
    else element.focus()
  })
}

/** The id of a tab's element. */
export function tabId(doc: DocId, tab: PanelTab): string {
  return `panel-${doc}-${tab}`
}

function ResultsName({ search }: { readonly search: Search }) {
  const { query, total, replacement } = search
  return (
    <>
      <span className={styles.name}>{resultsTabText(query.text, replacement !== null)}</span>
      <span className={styles.count}>{total.toLocaleString('en')}</span>
    </>
  )
}
