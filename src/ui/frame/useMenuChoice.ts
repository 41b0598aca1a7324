import { useEffect, useRef } from 'react'
import { expectFocus, focusPane, type Pane } from '../../state/focus.ts'
import { focusRows } from './rowFocus.ts'

/** What was chosen in a menu. */
interface MenuChoice {
  /** Chooses what is done once the menu has closed. The keys pressed until then wait for it. */
  choose(act: () => void): void
  /** Does it. To be called when the menu has closed. */
  run(): void
}

/**
 * Runs the command of a menu item once the menu has closed and the focus is back in its pane. Otherwise a field that the
 * command opens would lose the focus to the closing menu. If the user has gone elsewhere meanwhile (to a field, a dialog,
 * another menu), the focus stays there.
 *
 * @param pane - the pane of the menu; without it, the rows that the user was in last
 */
export function useMenuChoice(pane?: Pane): MenuChoice {
  const chosen = useRef<{ readonly act: () => void; readonly over: () => void } | null>(null)
  const choice = useRef<MenuChoice>({
    choose(act) {
      chosen.current?.over()
      chosen.current = { act, over: expectFocus(isLeft) }
    },
    run() {
      const one = chosen.current
      chosen.current = null
      if (one === null) return
      setTimeout(() => {
        if (isLeft(document.activeElement) && (pane === undefined || !focusPane(pane))) focusRows()
        one.over()
        one.act()
      })
    },
  })
  // A menu that is removed does not call back.
  useEffect(() => choice.current.run, [])
  return choice.current
}

/** Whether an element with the focus has it from a menu that closes or has closed: one in it, its title, or none at all. */
function isLeft(element: EventTarget | null): boolean {
  if (!(element instanceof Element) || element === document.body) return true
  const popup = element.closest('[role=menu]')
  if (popup !== null) return !popup.hasAttribute('data-open')
  return element.matches('[aria-haspopup=menu]:not([aria-expanded=true])')
}
