/**
 * Which pane of the window has the focus, and how to move it to another (F6). Panes register a
 * function that takes the focus; commands read the pane to know what F2, Del and Enter act on.
 */

import { create } from 'zustand'
import { useDialogs } from './dialogs.ts'
import { showRows, useEnvironment } from './environment.ts'

/**
 * `splitter` is the one between keys and values. F6 does not stop there, nor in the filters, which
 * belong to the pane below them.
 */
export type Pane =
  | 'menubar'
  | 'address'
  | 'find'
  | 'tree'
  | 'tree-filter'
  | 'splitter'
  | 'grid'
  | 'grid-filter'
  | 'details'
  | 'panel'
  | 'panel-filter'

/** The panes in the order of F6. */
const CYCLE: readonly Pane[] = [
  ...(['menubar', 'address', 'find', 'tree', 'grid', 'details', 'panel'] as const),
]

interface FocusPane {
  /** null when the focus is outside every pane (a tab, the toolbar, a dialog). */
  readonly pane: Pane | null
  /** The pane that has the focus or had it last, from which a menu or a dialog was opened. */
  readonly last: Pane | null
}

export const useFocusPane = create<FocusPane>(() => ({ pane: null, last: null }))

const registered = new Map<Pane, () => unknown>()

/**
 * Registers the function that moves the focus into a pane; it returns `false` when the pane could
 * not take the focus. Returns a function that removes the registration.
 */
export function registerPane(pane: Pane, focus: () => unknown): () => void {
  registered.set(pane, focus)
  arriveAt(pane)
  return () => {
    if (registered.get(pane) === focus) registered.delete(pane)
  }
}

/** To be called by a pane's element when the focus enters it. */
export function enterPane(pane: Pane): void {
  if (useFocusPane.getState().pane !== pane) useFocusPane.setState({ pane, last: pane })
}

/** To be called by a pane's element when the focus leaves it for an element outside every pane. */
export function leavePane(pane: Pane): void {
  if (useFocusPane.getState().pane === pane) useFocusPane.setState({ pane: null })
}

/** Tells whether a key that was pressed at an element is meant for what will take the focus. */
type IsMeant = (target: EventTarget | null) => boolean

/** What will take the focus and is not there yet. */
const expected = new Set<{ readonly isMeant: IsMeant }>()

/**
 * Says that the focus is about to move to something that is still being loaded, or that a closing menu will give it
 * back. The keys pressed meanwhile wait for it.
 *
 * @param isMeant - which of them; without it, all
 * @returns a function to call once it is there, or will not come
 */
export function expectFocus(isMeant: IsMeant = () => true): () => void {
  const one = { isMeant }
  expected.add(one)
  return () => void expected.delete(one)
}

/** Whether the focus is about to move, so that a key pressed at an element waits; without an element, whether any key does. */
export function isFocusExpected(target?: EventTarget | null): boolean {
  for (const { isMeant } of expected) if (target === undefined || isMeant(target)) return true
  return false
}

/** Moves the focus to a pane; false when it is not on screen. */
export function focusPane(pane: Pane): boolean {
  const focus = registered.get(pane)
  return focus !== undefined && focus() !== false
}

/** The panes that are a field to type in. */
const FIELDS: ReadonlySet<Pane | null> = new Set<Pane>([
  ...(['address', 'find', 'tree-filter', 'grid-filter', 'panel-filter'] as const),
])

/**
 * Remembers where the focus is, for something that takes it later. Returns a function that tells whether the user has
 * gone to a field to type in since, which must not lose the focus then.
 */
export function watchFields(): () => boolean {
  const before = useFocusPane.getState().pane
  return () => {
    const { pane } = useFocusPane.getState()
    return pane !== before && FIELDS.has(pane)
  }
}

/** The pane that gets the focus as soon as it can take it. */
let awaited: { readonly pane: Pane; arrive(): void } | null = null
/** Milliseconds in which a part of the page is loaded, as a rule. */
const LOADING_MS = 2000

/** To be called by a pane whose rows have come, if they were missing when it was registered. */
export function arriveAt(pane: Pane): void {
  if (awaited?.pane === pane) awaited.arrive()
}

/**
 * Moves the focus to a pane once it can take it, for one that is being drawn or loaded. A dialog that was opened
 * meanwhile keeps it, and so does a field that the user has gone to.
 */
export function focusPaneWhenShown(pane: Pane): void {
  awaited = null
  const over = expectFocus()
  const isTyping = watchFields()
  const isDone = () => hasDialog() || isTyping() || focusPane(pane)
  setTimeout(() => {
    if (isDone()) {
      over()
      return
    }
    const mine = {
      pane,
      arrive: () => {
        if (!isDone()) return
        awaited = null
        over()
      },
    }
    awaited = mine
    setTimeout(() => {
      if (awaited === mine) awaited = null
      over()
    }, LOADING_MS)
  })
}

function hasDialog(): boolean {
  return useDialogs.getState().dialog !== null
}

/** Gives the focus back to a pane, unless the user has moved to another one meanwhile. */
export function returnFocus(pane: Pane): void {
  if (useFocusPane.getState().pane === null) focusPane(pane)
}

/**
 * Moves the focus to the next (1) or previous (-1) pane that takes it, around the window.
 *
 * @param leaveHive - called when the next pane is not one of the hive's, and the one before was; true when it has moved
 *   the focus to another hive on screen
 */
export function cyclePane(step: 1 | -1, leaveHive: () => boolean = () => false): void {
  const { pane } = useFocusPane.getState()
  const start = pane === null ? (step === 1 ? -1 : 0) : CYCLE.indexOf(pane)
  const isOfHive = (at: number) => at >= CYCLE.indexOf('tree')
  let mayLeave = isOfHive(start)
  for (let i = 1; i <= CYCLE.length; i++) {
    const at = (start + i * step + CYCLE.length * 2) % CYCLE.length
    if (mayLeave && !isOfHive(at)) {
      mayLeave = false
      if (leaveHive()) return
    }
    const next = CYCLE[at]
    if (next !== undefined && (focusPane(next) || takeTurn(next))) return
  }
}

/** Where keys and values take turns on screen, brings up the ones that are not shown. */
function takeTurn(pane: Pane): boolean {
  if (pane !== 'tree' && pane !== 'grid') return false
  const hasRows = registered.has('tree') || registered.has('grid')
  if (!hasRows || useEnvironment.getState().width !== 'narrow') return false
  goToRows(pane)
  return true
}

/** Moves the focus to the keys or the values, bringing them on screen first if they are not. */
export function goToRows(pane: 'tree' | 'grid'): void {
  showRows(pane)
  if (!focusPane(pane)) setTimeout(() => focusPane(pane))
}
