import { keyList } from '../../state/treeRows.ts'
import type { DocId, TreeRow } from '../../worker/protocol.ts'
import { hiveOfPanes } from '../common/hiveIds.ts'

/** The key in whose row of a tree an element is; null if it is in none. */
export function keyOfItem(
  element: Element | null,
): { readonly doc: DocId; readonly row: TreeRow } | null {
  const item = element?.closest<HTMLElement>('[role=treeitem][data-index]')
  const doc = hiveOfPanes(element)
  const row = item && doc !== null ? keyList(doc).rowAt(Number(item.dataset.index)) : undefined
  return row && doc !== null ? { doc, row } : null
}
