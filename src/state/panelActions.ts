/**
 * What commands can do in the list that the bottom panel shows. Parts that are loaded late offer it while they are on
 * screen, so that their commands need nothing of them before.
 */

import { create } from 'zustand'

/** An action of the list on show. */
export interface PanelAction {
  /** Whether there is something to act on. */
  readonly can: boolean
  /** Whether an option is on. */
  readonly checked?: boolean
  run(): void
}

/** The actions by name. */
export const usePanelActions = create<{ readonly actions: Readonly<Record<string, PanelAction>> }>(
  () => ({ actions: {} }),
)

/**
 * Offers actions, in place of those that were offered before.
 *
 * @returns a function that takes them back
 */
export function offerActions(actions: Readonly<Record<string, PanelAction>>): () => void {
  usePanelActions.setState({ actions })
  return () => {
    if (usePanelActions.getState().actions === actions) usePanelActions.setState({ actions: {} })
  }
}

/** Whether the list on show can do something now. */
export function canDo(name: string): boolean {
  return usePanelActions.getState().actions[name]?.can === true
}

/** Whether an option of the list on show is on. */
export function isOn(name: string): boolean {
  return usePanelActions.getState().actions[name]?.checked === true
}

/** Does it, if it can be done. */
export function doAction(name: string): void {
  const action = usePanelActions.getState().actions[name]
  if (action?.can) action.run()
}
