/** The environment of the page: the window's width, the keyboard, whether it works offline. */

import { create } from 'zustand'
import { isMac, setColorScheme, watchMedia } from '../platform/page.ts'
import { enlargePanel, hidePanels } from './panel.ts'
import { useSettings } from './settings.ts'

export {
  pagePolicy,
  recordedRequests,
  reloadPage,
  watchRequests,
} from '../platform/page.ts'

/** The names of keys on this machine. */
export const KEYBOARD = { mac: isMac() }

/**
 * Whether the page is installed and runs in its own window, without the browser's bars and
 * shortcuts.
 */
export function isInstalled(): boolean {
  const modes = ['standalone', 'minimal-ui', 'window-controls-overlay']
  return modes.some((mode) => watchMedia(`(display-mode: ${mode})`).matches())
}

/** `wide`: three panes. `middle`: the details are a sheet. `narrow`: keys and values take turns. */
export type WindowWidth = 'wide' | 'middle' | 'narrow'

interface Environment {
  readonly width: WindowWidth
  /** Whether the window has room for two hives side by side, each with the panes of the middle width. */
  readonly roomy: boolean
  /** Whether everything the page needs is on this device. */
  readonly offlineReady: boolean
  /** When the page became ready offline, on the clock of `recordedRequests`; null before. */
  readonly readyAt: number | null
  /**
   * Activates the newer version that is waiting, so that the next load gets it; null when there is
   * none.
   */
  readonly startUpdate: (() => Promise<void>) | null
  /** Whether a narrow window shows the keys or the values. */
  readonly narrowView: 'keys' | 'values'
  /** Whether the details sheet of a window that is not wide is open. */
  readonly sheet: boolean
}

export const useEnvironment = create<Environment>(() => ({
  width: 'wide',
  roomy: true,
  offlineReady: false,
  readyAt: null,
  startUpdate: null,
  narrowView: 'keys',
  sheet: false,
}))

/** Whether two hives share the window. */
let isShared = false
let remeasure = () => {}

/** Says whether two hives share the window, each of which then has less room. */
export function shareWindow(shared: boolean): void {
  isShared = shared
  remeasure()
}

/** Updates width and colour scheme when the browser or the settings change. */
export function watchEnvironment(): void {
  // Widths are in the browser's font size, since the panes need more room with larger text.
  const wide = watchMedia('(width >= 56.25em)')
  const middle = watchMedia('(width >= 40em)')
  const measure = () => {
    const roomy = wide.matches()
    const width = roomy && !isShared ? 'wide' : middle.matches() ? 'middle' : 'narrow'
    useEnvironment.setState({ roomy, width })
  }
  remeasure = measure
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
  useEnvironment.setState({ offlineReady: true, readyAt: performance.now() })
}

/** Says that the copy of the page is gone. */
export function unreadyOffline(): void {
  useEnvironment.setState({ offlineReady: false, startUpdate: null })
}

export function setUpdate(startUpdate: () => Promise<void>): void {
  useEnvironment.setState({ startUpdate })
}

export function showNarrow(narrowView: 'keys' | 'values'): void {
  useEnvironment.setState({ narrowView })
}

/** Brings the keys or the values on screen, where another pane has their place. */
export function showRows(pane: 'tree' | 'grid'): void {
  if (useEnvironment.getState().width !== 'narrow') {
    if (pane === 'grid') enlargePanel(false)
    return
  }
  showNarrow(pane === 'tree' ? 'keys' : 'values')
  hidePanels()
}

export function setSheet(sheet: boolean): void {
  useEnvironment.setState({ sheet })
}
