import { focusPane, type Pane } from '../../state/focus.ts'
import { focusRows } from './rowFocus.ts'

/**
 * Runs the command of a menu item once the menu has closed and the focus is back in its pane.
 * Otherwise a field that the command opens would lose the focus to the closing menu.
 *
 * @param act - the command
 * @param pane - the pane of the menu; without it, the rows that the user was in last
 */
export function afterMenu(act: () => void, pane?: Pane): void {
  setTimeout(() => {
    if (pane === undefined || !focusPane(pane)) focusRows()
    act()
  })
}
