/** What the user is in the middle of: open name fields, dialogs and menus. */

import { isMenuOpen } from '../platform/page.ts'
import type { DocId } from '../worker/protocol.ts'
import { useDialogs } from './dialogs.ts'
import { focusPane, useFocusPane } from './focus.ts'
import { treeView } from './treeRows.ts'
import { valuesView } from './valueRows.ts'

/** Takes the focus out of a document's open name field, which commits the typed name. */
export function endNaming(doc: DocId): void {
  if (treeView(doc).editing) focusPane('tree')
  if (valuesView(doc).editing) focusPane('grid')
}

/** Whether a name field is still open, because the name was refused. */
export function isNaming(doc: DocId): boolean {
  return treeView(doc).editing !== null || valuesView(doc).editing !== null
}

/**
 * Whether the user is in the middle of something, so that nothing may come to the front unasked: a
 * dialog or a menu is open, a name is being typed in the document on screen, or the focus is in the
 * address bar.
 */
export function isOccupied(doc: DocId): boolean {
  const { dialog, menu } = useDialogs.getState()
  if (dialog !== null || menu !== null || isMenuOpen()) return true
  if (useFocusPane.getState().pane === 'address') return true
  return treeView(doc).editing !== null || valuesView(doc).editing !== null
}
