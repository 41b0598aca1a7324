import { createContext, useContext } from 'react'

/** Whether a pane belongs to the hive that has the focus, where two are on screen side by side. */
export const ActiveSide = createContext(true)

/** Whether the panes of a component may take the focus by a command. */
export function useIsActiveSide(): boolean {
  return useContext(ActiveSide)
}
