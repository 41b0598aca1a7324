import { targetPane } from '../../commands/target.ts'
import { showNarrow, useEnvironment } from '../../state/environment.ts'
import { focusPane, focusPaneWhenShown, useFocusPane } from '../../state/focus.ts'
import { panelTab } from '../../state/panel.ts'
import type { DocId } from '../../worker/protocol.ts'

/** Moves the focus to the rows that the user was in last, otherwise to any rows on screen. */
export function focusRows(): boolean {
  return focusPane(targetPane()) || focusPane('tree') || focusPane('grid')
}

/**
 * To be called when the panes of a hive on screen are drawn again, as for another width of the window. The keys that follow act on
 * what they acted on before: the panel keeps the focus, and of keys and values that take turns, the ones last used are
 * shown.
 */
export function keepPane(doc: DocId): void {
  const { last } = useFocusPane.getState()
  const isNarrow = useEnvironment.getState().width === 'narrow'
  if (isNarrow) showNarrow(targetPane() === 'grid' ? 'values' : 'keys')
  const hasLost = isNowhere()
  const wasPanel = last === 'panel' || last === 'panel-filter'
  if (hasLost && panelTab(doc) !== null && (wasPanel || isNarrow)) focusPaneWhenShown('panel')
  else catchFocus()
}

/** Moves the focus to the rows if an element that has been removed had it. */
export function catchFocus(): void {
  setTimeout(() => {
    if (isNowhere()) focusRows()
  })
}

function isNowhere(): boolean {
  const { activeElement } = document
  return !activeElement || activeElement === document.body
}
