import { targetPane } from '../../commands/target.ts'
import { focusPane } from '../../state/focus.ts'

/** Gives the focus to the rows the user was in last, else to whichever rows are on screen. */
export function focusRows(): boolean {
  return focusPane(targetPane()) || focusPane('tree') || focusPane('grid')
}

/** Something that may have had the focus has gone: if it had, the focus goes back to the rows. */
export function catchFocus(): void {
  setTimeout(() => {
    const { activeElement } = document
    if (!activeElement || activeElement === document.body) focusRows()
  })
}
