/** What the panel under the values shows of each hive: one of its lists, the results of a search, or nothing. */

import { create } from 'zustand'
import type { DocId, SearchId } from '../worker/protocol.ts'
import { hiveOf, isPlace } from './places.ts'
import { setShown, useSettings } from './settings.ts'

/** The lists that every hive has. */
export type FixedTab = (typeof FIXED_TABS)[number]

/** The same in the order of their tabs. */
export const FIXED_TABS = ['problems', 'changes', 'history'] as const

/** The lists and views that are opened on request, and have a tab until it is closed. */
export type OpenedTab =
  | 'writable'
  | 'timeline'
  | 'sizes'
  | 'fileMap'
  | 'technical'
  | 'differences'
  | 'deleted'
  | 'salvage'

/** What the panel can show: a list that every hive has, one that was opened, or the results of a search. */
export type PanelTab = FixedTab | OpenedTab | SearchId

interface PanelState {
  /** The tab on show, by hive. Without one, the problems are, if the panel is open. */
  readonly tabs: Readonly<Record<DocId, PanelTab>>
  /** The tabs that were opened, by hive, in the order of opening. */
  readonly opened: Readonly<Record<DocId, readonly OpenedTab[]>>
  /** Whether the panel takes the place of the values, so that it has their room too. */
  readonly enlarged: boolean
  /** The view that it was enlarged for, which gives the room back; null if the user enlarged it. */
  readonly enlargedFor: OpenedTab | null
  /** The number of changes of each hive, while it is known. */
  readonly changes: Readonly<Record<DocId, number>>
}

export const usePanel = create<PanelState>(() => ({
  tabs: {},
  opened: {},
  enlarged: false,
  enlargedFor: null,
  changes: {},
}))

/** What the panel shows of a hive; null while it is closed. */
export function panelTab(doc: DocId): PanelTab | null {
  const tab = usePanel.getState().tabs[hiveOf(doc)]
  return tab ?? (useSettings.getState().panel ? 'problems' : null)
}

/** The same as a subscription. A second place has no panel: it is with the other place of the hive. */
export function usePanelTab(doc: DocId): PanelTab | null {
  const tab = usePanel((state) => state.tabs[doc])
  const isOpen = useSettings((settings) => settings.panel)
  if (isPlace(doc)) return null
  return tab ?? (isOpen ? 'problems' : null)
}

/** Shows a tab, and opens it if it is one that has to be opened. */
export function showPanelTab(place: DocId, tab: PanelTab): void {
  const doc = hiveOf(place)
  usePanel.setState(({ tabs, opened }) => ({
    tabs: tab === 'problems' ? without(tabs, doc) : { ...tabs, [doc]: tab },
    opened: isOpened(tab) ? { ...opened, [doc]: withTab(opened[doc] ?? NONE, tab) } : opened,
  }))
  if (tab === 'problems') setShown('panel', true)
}

/** Closes a tab that was opened. The one before it takes its place, or else the one after it. */
export function closeTab(doc: DocId, tab: OpenedTab): void {
  const opened = usePanel.getState().opened[doc] ?? NONE
  const at = opened.indexOf(tab)
  const others = opened.filter((other) => other !== tab)
  const neighbour = others[at - 1] ?? others[at]
  usePanel.setState((state) => ({ opened: { ...state.opened, [doc]: others } }))
  giveRoomBack(tab)
  if (panelTab(doc) !== tab) return
  if (neighbour === undefined) leaveTab(doc)
  else showPanelTab(doc, neighbour)
}

/** The tabs of a hive that were opened. */
export function useOpenedTabs(doc: DocId): readonly OpenedTab[] {
  return usePanel((state) => state.opened[doc]) ?? NONE
}

/** Whether a tab is one of those that are opened and closed. */
export function isOpened(tab: PanelTab): tab is OpenedTab {
  return typeof tab === 'string' && !FIXED_TABS.some((fixed) => fixed === tab)
}

/** Sets the number of changes of a hive; null when it is no longer known. */
export function countChanges(doc: DocId, count: number | null): void {
  usePanel.setState(({ changes }) => ({
    changes: count === null ? without(changes, doc) : { ...changes, [doc]: count },
  }))
}

/** Stops showing the tab of a hive. The problems take its place if they were on show before. */
export function leaveTab(doc: DocId): void {
  usePanel.setState(({ tabs }) => ({ tabs: without(tabs, hiveOf(doc)) }))
}

/** Gives the panel the room of the values, or gives it back. */
export function enlargePanel(enlarged: boolean): void {
  usePanel.setState({ enlarged, enlargedFor: null })
}

/** Gives the panel the room of the values for a view that needs it, until that is closed or hidden. */
export function enlargeFor(tab: OpenedTab): void {
  if (!usePanel.getState().enlarged) usePanel.setState({ enlarged: true, enlargedFor: tab })
}

/** Gives the values their room back, if the panel has it for a view that is closed or hidden. */
export function giveRoomBack(tab: PanelTab | null): void {
  if (tab !== null && usePanel.getState().enlargedFor === tab) enlargePanel(false)
}

/** Closes the panel. The tabs that were opened and the results of searches are kept. */
export function hidePanel(doc: DocId): void {
  giveRoomBack(panelTab(doc))
  leaveTab(doc)
  setShown('panel', false)
}

/** Closes the panel of every hive, in a window that shows one pane at a time. */
export function hidePanels(): void {
  usePanel.setState({ tabs: {} })
  setShown('panel', false)
}

const NONE: readonly OpenedTab[] = []

function withTab(opened: readonly OpenedTab[], tab: OpenedTab): readonly OpenedTab[] {
  return opened.includes(tab) ? opened : [...opened, tab]
}

function without<T>(byDoc: Readonly<Record<DocId, T>>, doc: DocId) {
  const { [doc]: _left, ...others } = byDoc
  return others
}
