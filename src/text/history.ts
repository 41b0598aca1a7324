/** The words of the history of a hive. */

import type { HistoryRow } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { editName } from './edits.ts'

export const HISTORY = {
  label: 'History',
  step: 'Step',
  key: 'Key',
  state: 'State',
  now: 'Now',
  saved: 'Saved',
  undone: 'Undone',
  opened: 'Opened',
  help: 'Enter goes to a step.',
} as const

/** The name of a point: that of the step that leads to it. `first` is the number of steps before the oldest point. */
export function pointName({ label }: Pick<HistoryRow, 'label'>, first: number): string {
  if (label !== null) return editName(label)
  return first === 0
    ? HISTORY.opened
    : `${counted(first, 'earlier step')} (can no longer be undone)`
}

/** Where the hive is, and where it was saved. */
export function pointState({ state, saved }: Pick<HistoryRow, 'state' | 'saved'>): string {
  const words = [
    state === 'now' && HISTORY.now,
    state === 'undone' && HISTORY.undone,
    saved && HISTORY.saved,
  ]
  return words.filter((word) => word !== false).join(', ')
}

/** How many steps there are, and how many of them are done. */
export function stepsText(total: number, done: number): string {
  const all = counted(total, 'step')
  return total === done ? all : `${all}, ${(total - done).toLocaleString('en')} undone`
}

/** Shown while steps are undone, or redone if the number is positive. */
export function goingText(count: number): string {
  const steps = counted(Math.abs(count), 'step')
  return count < 0 ? `Undoing ${steps}…` : `Redoing ${steps}…`
}

/** Says how many steps were undone, or redone, and whether that was fewer than wanted. */
export function wentText(steps: number, wanted: number): string {
  const verb = steps < 0 ? 'Undone' : 'Redone'
  const done = Math.abs(steps)
  const all = Math.abs(wanted)
  if (done >= all) return `${verb}: ${counted(done, 'step')}`
  return `Cancelled. ${verb}: ${done.toLocaleString('en')} of ${counted(all, 'step')}`
}
