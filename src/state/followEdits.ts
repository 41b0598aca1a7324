/** Keeps a tree in step with the hive after an edit, an undo or a redo. */

import type { DocId, EditResult, KeyId, TreeRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { type Pages, rowIn } from './pages.ts'
import { inTurn, settle } from './tree.ts'
import { machineOf, patchTree, reloadRows, type TreeView, treeView } from './treeRows.ts'
import { valuesView } from './valueRows.ts'

/**
 * Follows an edit, undo or redo: moved ids everywhere, fresh rows, the selection where it happened.
 * After a deletion from here the next sibling is selected, else the parent.
 */
export function applyTreeEdit(doc: DocId, result: EditResult): Promise<void> {
  const moved = new Map(result.moved)
  const current = (key: KeyId) => moved.get(key) ?? key
  const view = treeView(doc)
  const machine = machineOf(doc)
  const { deleting } = machine
  machine.deleting = null
  patchTree(doc, {
    root: current(view.root),
    selected: view.selected === null ? null : current(view.selected),
    visited: view.visited.map(current),
    editing: null,
  })
  return inTurn(doc, async () => {
    const { key, value } = result.focus
    const { index } = await engine().reveal({ doc, key })
    const { selected, scroll } = treeView(doc)
    const shown = await reloadRows(doc, deleting?.index ?? index, (rows) => {
      const next = afterEdit(rows, { key, index }, deleting)
      const stays = next.selected === selected && !result.lists.subkeys
      return { ...next, scroll: stays ? scroll : scroll + 1 }
    })
    // The list of values follows by itself where its key stays on show.
    if (shown) await settle(doc, valuesView(doc).key === key ? null : value)
  })
}

function afterEdit(
  rows: Pages<TreeRow>,
  focus: { readonly key: KeyId; readonly index: number },
  deleting: { readonly index: number; readonly level: number } | null,
): Pick<TreeView, 'selected' | 'selectedIndex'> {
  const next = deleting ? rowIn(rows, deleting.index) : undefined
  if (deleting && next && next.level === deleting.level) {
    return { selected: next.id, selectedIndex: deleting.index }
  }
  return { selected: focus.key, selectedIndex: focus.index }
}
