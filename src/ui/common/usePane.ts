import { type FocusEvent, type RefObject, useEffect } from 'react'
import { enterPane, leavePane, type Pane, registerPane } from '../../state/focus.ts'

/**
 * Makes an element a pane: F6 can go to it, and commands know when the focus is in it. The returned
 * props belong on the pane's outermost element.
 */
export function usePane(pane: Pane, target: RefObject<{ focus(): void } | null>) {
  useEffect(() => {
    const leave = registerPane(pane, () => {
      target.current?.focus()
      return target.current !== null
    })
    return () => {
      leave()
      leavePane(pane)
    }
  }, [pane, target])
  return {
    onFocus: () => enterPane(pane),
    onBlur: (event: FocusEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) leavePane(pane)
    },
  }
}
