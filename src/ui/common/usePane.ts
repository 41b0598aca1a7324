import { type FocusEvent, type RefObject, useEffect } from 'react'
import { enterPane, leavePane, type Pane, registerPane } from '../../state/focus.ts'
import { useIsActiveSide } from './side.ts'

/**
 * Makes an element a pane: F6 can go to it, and commands know when the focus is in it. The returned
 * props belong on the pane's outermost element.
 */
export function usePane(pane: Pane, target: RefObject<{ focus(): void } | null>) {
  const isActive = useIsActiveSide()
  useEffect(() => {
    if (!isActive) return
    return registerPane(pane, () => {
      target.current?.focus()
      return target.current !== null
    })
  }, [pane, target, isActive])
  useEffect(() => () => leavePane(pane), [pane])
  return {
    onFocus: () => enterPane(pane),
    onBlur: (event: FocusEvent<HTMLElement>) => {
      if (!event.currentTarget.contains(event.relatedTarget)) leavePane(pane)
    },
  }
}
