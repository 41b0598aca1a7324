/** The window around the page: how wide it is, whose keyboard it has, whether it works offline. */

import { create } from 'zustand'
import { isMac, setColorScheme, watchMedia } from '../platform/page.ts'
import { setShown, useSettings } from './settings.ts'

export { pagePolicy, recordedRequests, reloadPage, watchRequests } from '../platform/page.ts'

/** How keys are spelled here. */
export const KEYBOARD = { mac: isMac() }

/** Whether the page runs in its own window, without the browser's keys and bars. */
export function isInstalled(): boolean {
  const modes = ['standalone', 'minimal-ui', 'window-controls-overlay']
  return modes.some((mode) => watchMedia(`(display-mode: ${mode})`).matches())
}

/** `wide`: three panes. `middle`: the details are a sheet. `narrow`: keys and values take turns. */
export type WindowWidth = 'wide' | 'middle' | 'narrow'

interface Surroundings {
  readonly width: WindowWidth
  /** Everything the page needs is on this device. */
  readonly offlineReady: boolean
  /** When that was, on the clock of `recordedRequests`. */
  readonly readyAt: number | null
  /** Activates the newer version that is waiting, for the next load of the page; null when there is none. */
  readonly startUpdate: (() => Promise<void>) | null
  /** Which of keys and values a narrow window shows. */
  readonly narrowView: 'keys' | 'values'
  /** Whether the details sheet of a window that is not wide is open. */
  readonly sheet: boolean
}

export const useSurroundings = create<Surroundings>(() => ({
  width: 'wide',
  offlineReady: false,
  readyAt: null,
  startUpdate: null,
  narrowView: 'keys',
  sheet: false,
}))

/** Keeps width and colour scheme in step with the browser and the settings. */
export function watchSurroundings(): void {
  // In the browser's font size: larger text needs more room for as many panes.
  const wide = watchMedia('(width >= 56.25em)')
  const middle = watchMedia('(width >= 40em)')
  const measure = () => {
    const width = wide.matches() ? 'wide' : middle.matches() ? 'middle' : 'narrow'
    useSurroundings.setState({ width })
  }
  wide.subscribe(measure)
  middle.subscribe(measure)
  measure()
  const applyTheme = () => {
    const { theme } = useSettings.getState()
    setColorScheme(theme === 'system' ? null : theme)
  }
  useSettings.subscribe(applyTheme)
  applyTheme()
}

export function setOfflineReady(): void {
  useSurroundings.setState({ offlineReady: true, readyAt: performance.now() })
}

export function setUpdate(startUpdate: () => Promise<void>): void {
  useSurroundings.setState({ startUpdate })
}

export function showNarrow(narrowView: 'keys' | 'values'): void {
  useSurroundings.setState({ narrowView })
}

/** Brings the keys or the values on screen where they take turns, with each other and the panel. */
export function showRows(pane: 'tree' | 'grid'): void {
  if (useSurroundings.getState().width !== 'narrow') return
  showNarrow(pane === 'tree' ? 'keys' : 'values')
  setShown('panel', false)
}

export function setSheet(sheet: boolean): void {
  useSurroundings.setState({ sheet })
}
