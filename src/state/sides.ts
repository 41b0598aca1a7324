/** The split view: two hives on screen side by side, of which the active one has the focus. */

import { create } from 'zustand'
import type { DocId } from '../worker/protocol.ts'
import { activate, closePlace, openPlace, useDocuments } from './documents.ts'
import { shareWindow, useEnvironment } from './environment.ts'
import { focusPane, focusPaneWhenShown } from './focus.ts'
import { hiveOf, isPlace, isSameHive } from './places.ts'

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

/**
 * Shows another hive on the right of the active one: the one that was active before it, or the next. With no other
 * hive open it shows a second place of this one.
 */
export function showBeside(): void {
  const { active } = useDocuments.getState()
  const other = hiveBeside()
  if (active !== null && other !== null) setSides([active, other])
  else void showSecondPlace()
}

/** Shows a second place of the active hive beside it, at the same key. The focus moves there. */
export async function showSecondPlace(): Promise<void> {
  const { active } = useDocuments.getState()
  if (active === null) return
  const hive = hiveOf(active)
  const place = await openPlace(hive)
  if (place === null) return
  activate(hive)
  setSides([hive, place])
  activate(place)
  focusPaneWhenShown('tree')
}

/** The hive that would be shown beside the active one; null when no other is open. */
function hiveBeside(): DocId | null {
  const { docs, active } = useDocuments.getState()
  if (active === null) return null
  const ids = docs.map(({ info }) => info.doc)
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
 * already; when one of the two is closed, the other has the whole window. A second place is only shown beside the
 * first.
 */
export function watchSides(): () => void {
  return useDocuments.subscribe(({ active, docs, places }, last) => {
    if (active !== last.active) before = last.active
    const { sides } = useSides.getState()
    if (sides === null) return
    const isOpen = (doc: DocId) => [...docs, ...places].some(({ info }) => info.doc === doc)
    const [left, right] = sides
    if (active === null || !isOpen(left) || !isOpen(right)) setSides(null)
    else if (active !== left && active !== right) {
      setSides(
        isLast(last.active, right, active) ? [hiveOf(left), active] : [active, hiveOf(right)],
      )
    }
  })
}

/** Whether the right side is the one that gives way to a hive: the one that was active, or has the other place of it. */
function isLast(last: DocId | null, right: DocId, next: DocId): boolean {
  return last === right && !isSameHive(right, next)
}

function setSides(sides: Sides | null): void {
  const { sides: old } = useSides.getState()
  const { active } = useDocuments.getState()
  useSides.setState({ sides })
  shareWindow(sides !== null)
  for (const doc of old ?? []) {
    if (sides?.includes(doc) || !isPlace(doc)) continue
    if (doc === active) activate(hiveOf(doc))
    closePlace(doc)
  }
}
