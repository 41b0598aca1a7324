/**
 * Which part of the window the keyboard is in, and how to go to another (F6). Panes register a
 * function that takes the focus; commands read the pane to know what F2, Del and Enter are about.
 */

import { create } from 'zustand'
import { showRows, useSurroundings } from './surroundings.ts'

/** `splitter`: between keys and values; no stop of F6. */
export type Pane = 'menubar' | 'address' | 'tree' | 'splitter' | 'grid' | 'details' | 'panel'

/** The order of F6. */
const CYCLE: readonly Pane[] = ['menubar', 'address', 'tree', 'grid', 'details', 'panel']

interface FocusPane {
  /** null when the focus is outside every pane (a tab, the toolbar, a dialog). */
  readonly pane: Pane | null
  /** The pane that has the focus or had it last: what a menu or a dialog was opened from. */
  readonly last: Pane | null
}

export const useFocusPane = create<FocusPane>(() => ({ pane: null, last: null }))

const registered = new Map<Pane, () => unknown>()

/**
 * Makes `focus` the way into a pane; it answers `false` when the pane could not take the focus.
 * Returns what takes the registration back.
 */
export function registerPane(pane: Pane, focus: () => unknown): () => void {
  registered.set(pane, focus)
  return () => {
    if (registered.get(pane) === focus) registered.delete(pane)
  }
}

/** A pane's element says that the focus came into it. */
export function enterPane(pane: Pane): void {
  if (useFocusPane.getState().pane !== pane) useFocusPane.setState({ pane, last: pane })
}

/** A pane's element says that the focus left it for something that is no pane. */
export function leavePane(pane: Pane): void {
  if (useFocusPane.getState().pane === pane) useFocusPane.setState({ pane: null })
}

/** Moves the focus to a pane; false when it is not on screen. */
export function focusPane(pane: Pane): boolean {
  const focus = registered.get(pane)
  return focus !== undefined && focus() !== false
}

/** Gives the focus back to a pane, unless the user has gone on to another one meanwhile. */
export function returnFocus(pane: Pane): void {
  if (useFocusPane.getState().pane === null) focusPane(pane)
}

/** Moves the focus to the next (1) or previous (-1) pane that takes it, around the window. */
export function cyclePane(step: 1 | -1): void {
  const { pane } = useFocusPane.getState()
  const start = pane === null ? (step === 1 ? -1 : 0) : CYCLE.indexOf(pane)
  for (let i = 1; i <= CYCLE.length; i++) {
    const next = CYCLE[(start + i * step + CYCLE.length * 2) % CYCLE.length]
    if (next !== undefined && (focusPane(next) || takeTurn(next))) return
  }
}

/** Goes to the keys or values although the others have their turn; the panel keeps its own. */
function takeTurn(pane: Pane): boolean {
  if (pane !== 'tree' && pane !== 'grid') return false
  const hasRows = registered.has('tree') || registered.has('grid')
  if (!hasRows || useSurroundings.getState().width !== 'narrow') return false
  goToRows(pane)
  return true
}

/** Moves the focus to the keys or the values, on screen or not. */
export function goToRows(pane: 'tree' | 'grid'): void {
  showRows(pane)
  if (!focusPane(pane)) setTimeout(() => focusPane(pane))
}
