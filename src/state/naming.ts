/** Name fields that are open in the tree or in the grid. */

import type { DocId } from '../worker/protocol.ts'
import { focusPane } from './focus.ts'
import { treeView } from './treeRows.ts'
import { valuesView } from './valueRows.ts'

/** Takes the focus out of a document's open name field, which commits what was typed in it. */
export function endNaming(doc: DocId): void {
  if (treeView(doc).editing) focusPane('tree')
  if (valuesView(doc).editing) focusPane('grid')
}

/** Whether a name field is still open, because the name was refused. */
export function isNaming(doc: DocId): boolean {
  return treeView(doc).editing !== null || valuesView(doc).editing !== null
}
