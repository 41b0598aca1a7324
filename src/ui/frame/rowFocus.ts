import { targetPane } from '../../commands/target.ts'
import { focusPane } from '../../state/focus.ts'

/** Moves the focus to the rows that the user was in last, otherwise to any rows on screen. */
export function focusRows(): boolean {
  return focusPane(targetPane()) || focusPane('tree') || focusPane('grid')
}

/** Moves the focus to the rows if an element that has been removed had it. */
export function catchFocus(): void {
  setTimeout(() => {
    const { activeElement } = document
    if (!activeElement || activeElement === document.body) focusRows()
  })
}
