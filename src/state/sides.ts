/** The split view: two hives on screen side by side, of which the active one has the focus. */

import { create } from 'zustand'
import type { DocId } from '../worker/protocol.ts'
import { activate, useDocuments } from './documents.ts'
import { shareWindow, useEnvironment } from './environment.ts'
import { focusPane } from './focus.ts'

/** The hives on the left and on the right. */
export type Sides = readonly [DocId, DocId]

interface SidesState {
  /** null while one hive has the whole window. */
  readonly sides: Sides | null
}

export const useSides = create<SidesState>(() => ({ sides: null }))

/** The hive that was active before the one that is. */
let before: DocId | null = null

/** The hives side by side; null while one is shown, and in a window without room for two. */
export function shownSides(): Sides | null {
  return useEnvironment.getState().roomy ? useSides.getState().sides : null
}

/** The same as a subscription. */
export function useShownSides(): Sides | null {
  const sides = useSides((state) => state.sides)
  const roomy = useEnvironment((state) => state.roomy)
  return roomy ? sides : null
}

/** Shows another hive on the right of the active one: the one that was active before it, or the next. */
export function showBeside(): void {
  const { active } = useDocuments.getState()
  const other = hiveBeside()
  if (active !== null && other !== null) setSides([active, other])
}

/** The hive that would be shown beside the active one; null when no other is open. */
export function hiveBeside(): DocId | null {
  const { docs, active } = useDocuments.getState()
  const ids = docs.map(({ info }) => info.doc)
  if (active === null) return null
  if (before !== null && before !== active && ids.includes(before)) return before
  return ids[ids.indexOf(active) + 1] ?? ids.findLast((doc) => doc !== active) ?? null
}

/** Gives the active hive the whole window. */
export function endSplit(): void {
  setSides(null)
}

/** Moves the focus on from the last pane of the left hive to the right one (1), or back (-1); false when it cannot. */
export function leaveSide(step: 1 | -1): boolean {
  const { active } = useDocuments.getState()
  const [left, right] = shownSides() ?? []
  const [from, to] = step === 1 ? [left, right] : [right, left]
  if (to === undefined || from !== active) return false
  activate(to)
  // The panes of the hive can take the focus once it is the active one.
  setTimeout(() => {
    if (step === 1) focusPane('tree')
    else if (!focusPane('panel')) focusPane('grid')
  })
  return true
}

/**
 * Follows the documents: a hive that comes to the front takes the place of the active one, unless it is on screen
 * already; when one of the two is closed, the other has the whole window.
 */
export function watchSides(): () => void {
  return useDocuments.subscribe(({ active, docs }, last) => {
    const { sides } = useSides.getState()
    if (active !== last.active) before = last.active
    if (sides === null || active === null) {
      if (sides !== null) setSides(null)
      return
    }
    const isOpen = (doc: DocId) => docs.some(({ info }) => info.doc === doc)
    const [left, right] = sides
    if (!isOpen(left) || !isOpen(right)) setSides(null)
    else if (active === left || active === right) return
    else setSides(last.active === right ? [left, active] : [active, right])
  })
}

function setSides(sides: Sides | null): void {
  useSides.setState({ sides })
  shareWindow(sides !== null)
}
