import type { DocId, EditResult, KeyId, TreeRow } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { inTurn, settle } from './tree.ts'
import { patchTree, selectedKey, selecting, treeOf, treeView } from './treeRows.ts'
import { valuesView } from './valueRows.ts'

/**
 * Updates the tree after an edit, undo or redo: replaces moved ids, fetches the rows again and
 * selects the key that was edited. After a deletion in this tree the next sibling is selected,
 * otherwise the parent.
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
    // The list of values updates itself while its key stays on show.
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
