import { focusRows } from './catchFocus.ts'

/**
 * Does what a menu item stands for once the menu has closed, the focus back in the pane it is
 * about: a command that opens a field would else lose the focus to the closing menu.
 */
export function afterMenu(act: () => void): void {
  setTimeout(() => {
    focusRows()
    act()
  })
}
