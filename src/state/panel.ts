/** What the panel under the values shows of each hive: its problems, the results of a search, or nothing. */

import { create } from 'zustand'
import type { DocId, SearchId } from '../worker/protocol.ts'
import { setShown, useSettings } from './settings.ts'

/** The problems, or the results of a search. */
export type PanelTab = 'problems' | SearchId

/** The search whose results are on show, by hive. Without one, the problems are, if the panel is open. */
export const usePanel = create<{ readonly results: Readonly<Record<DocId, SearchId>> }>(() => ({
  results: {},
}))

/** What the panel shows of a hive; null while it is closed. */
export function panelTab(doc: DocId): PanelTab | null {
  return usePanel.getState().results[doc] ?? (useSettings.getState().panel ? 'problems' : null)
}

/** The same as a subscription. */
export function usePanelTab(doc: DocId): PanelTab | null {
  const results = usePanel((state) => state.results[doc])
  const isOpen = useSettings((settings) => settings.panel)
  return results ?? (isOpen ? 'problems' : null)
}

export function showPanelTab(doc: DocId, tab: PanelTab): void {
  usePanel.setState(({ results }) => ({
    results: tab === 'problems' ? without(results, doc) : { ...results, [doc]: tab },
  }))
  if (tab === 'problems') setShown('panel', true)
}

/** Stops showing results of a hive. The problems take their place if they were on show before. */
export function leaveResults(doc: DocId): void {
  usePanel.setState(({ results }) => ({ results: without(results, doc) }))
}

/** Closes the panel. The results of searches are kept. */
export function hidePanel(doc: DocId): void {
  leaveResults(doc)
  setShown('panel', false)
}

/** Closes the panel of every hive, in a window that shows one pane at a time. */
export function hidePanels(): void {
  usePanel.setState({ results: {} })
  setShown('panel', false)
}

function without(results: Readonly<Record<DocId, SearchId>>, doc: DocId) {
  const { [doc]: _left, ...others } = results
  return others
}
