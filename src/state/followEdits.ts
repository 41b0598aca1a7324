/** Keeps a tree in step with the hive after an edit, an undo or a redo. */

import type { DocId, EditResult, KeyId, TreeRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { inTurn, settle } from './tree.ts'
import { patchTree, selectedKey, selecting, treeOf, treeView } from './treeRows.ts'
import { valuesView } from './valueRows.ts'

/**
 * Follows an edit, undo or redo: moved ids everywhere, fresh rows, the selection where it happened.
 * After a deletion from here the next sibling is selected, else the parent.
 */
export function applyTreeEdit(doc: DocId, result: EditResult): Promise<void> {
  const moved = new Map(result.moved)
  const current = (key: KeyId) => moved.get(key) ?? key
  const view = treeView(doc)
  const tree = treeOf(doc)
  const { deleting } = tree
  tree.deleting = null
  patchTree(doc, {
    root: current(view.root),
    selection: new Set([...view.selection].map(current)),
    visited: view.visited.map(current),
    editing: null,
  })
  return inTurn(doc, async () => {
    const { key, value } = result.focus
    const { index } = await engine().reveal({ doc, key })
    const selected = selectedKey(doc)
    const { scroll } = treeView(doc)
    const shown = await tree.list.reload(deleting?.index ?? index, (_, { rowAt }) => {
      const next = afterEdit(rowAt, { key, index }, deleting)
      const stays = next.key === selected && !result.lists.subkeys
      return { ...selecting(next.key, next.index), scroll: stays ? scroll : scroll + 1 }
    })
    // The list of values follows by itself where its key stays on show.
    if (shown) await settle(doc, valuesView(doc).key === key ? null : value)
  })
}

function afterEdit(
  rowAt: (index: number) => TreeRow | undefined,
  focus: { readonly key: KeyId; readonly index: number },
  deleting: { readonly index: number; readonly level: number } | null,
): { readonly key: KeyId; readonly index: number } {
  const next = deleting ? rowAt(deleting.index) : undefined
  if (deleting && next && next.level === deleting.level) {
    return { key: next.id, index: deleting.index }
  }
  return focus
}
