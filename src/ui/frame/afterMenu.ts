import { focusRows } from './rowFocus.ts'

/**
 * Runs the command of a menu item once the menu has closed and the focus is back in its pane.
 * Otherwise a field that the command opens would lose the focus to the closing menu.
 */
export function afterMenu(act: () => void): void {
  setTimeout(() => {
    focusRows()
    act()
  })
}
