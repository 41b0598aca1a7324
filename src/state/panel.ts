/** What the panel under the values shows of each hive: one of its lists, the results of a search, or nothing. */

import { create } from 'zustand'
import type { DocId, SearchId } from '../worker/protocol.ts'
import { setShown, useSettings } from './settings.ts'

/** The lists that every hive has. */
export type FixedTab = 'problems' | 'changes' | 'history'

/** A list that every hive has, or the results of a search. */
export type PanelTab = FixedTab | SearchId

interface PanelState {
  /** The tab on show, by hive. Without one, the problems are, if the panel is open. */
  readonly tabs: Readonly<Record<DocId, PanelTab>>
  /** The number of changes of each hive, while it is known. */
  readonly changes: Readonly<Record<DocId, number>>
}

export const usePanel = create<PanelState>(() => ({ tabs: {}, changes: {} }))

/** What the panel shows of a hive; null while it is closed. */
export function panelTab(doc: DocId): PanelTab | null {
  return usePanel.getState().tabs[doc] ?? (useSettings.getState().panel ? 'problems' : null)
}

/** The same as a subscription. */
export function usePanelTab(doc: DocId): PanelTab | null {
  const tab = usePanel((state) => state.tabs[doc])
  const isOpen = useSettings((settings) => settings.panel)
  return tab ?? (isOpen ? 'problems' : null)
}

export function showPanelTab(doc: DocId, tab: PanelTab): void {
  usePanel.setState(({ tabs }) => ({
    tabs: tab === 'problems' ? without(tabs, doc) : { ...tabs, [doc]: tab },
  }))
  if (tab === 'problems') setShown('panel', true)
}

/** Sets the number of changes of a hive; null when it is no longer known. */
export function countChanges(doc: DocId, count: number | null): void {
  usePanel.setState(({ changes }) => ({
    changes: count === null ? without(changes, doc) : { ...changes, [doc]: count },
  }))
}

/** Stops showing the tab of a hive. The problems take its place if they were on show before. */
export function leaveTab(doc: DocId): void {
  usePanel.setState(({ tabs }) => ({ tabs: without(tabs, doc) }))
}

/** Closes the panel. The results of searches are kept. */
export function hidePanel(doc: DocId): void {
  leaveTab(doc)
  setShown('panel', false)
}

/** Closes the panel of every hive, in a window that shows one pane at a time. */
export function hidePanels(): void {
  usePanel.setState({ tabs: {} })
  setShown('panel', false)
}

function without<T>(byDoc: Readonly<Record<DocId, T>>, doc: DocId) {
  const { [doc]: _left, ...others } = byDoc
  return others
}
