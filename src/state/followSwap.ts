/** Keeps the panes in step when a step exchanged the whole image: the same places, found by path. */

import type { DocId, KeyId } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { inTurn, settle } from './tree.ts'
import { machineOf, patchTree, reloadRows, treeView } from './treeRows.ts'
import { patchValues, valuesView } from './valueRows.ts'
import { focusedValue } from './values.ts'

/**
 * Shows the tree of the hive as it is now: the key that was selected, or the nearest above it that is
 * there; the value that had the focus; the keys visited, without those that are gone.
 */
export function followSwap(doc: DocId, root: KeyId): Promise<void> {
  machineOf(doc).deleting = null
  patchTree(doc, { root, editing: null })
  patchValues(doc, { editing: null })
  return inTurn(doc, async () => {
    const { selected, visited, place } = treeView(doc)
    const { key } = valuesView(doc)
    const row = focusedValue(doc)
    const { keys, value } = await engine().relocate({
      doc,
      keys: [selected ?? root, ...visited],
      value: row && key !== null ? { key, value: row.id } : null,
    })
    const [now, ...before] = keys
    if (!now) return
    const kept = before.map((one, at) => ({ ...one, at })).filter(({ found }) => found)
    const { index } = await engine().reveal({ doc, key: now.key })
    const shown = await reloadRows(doc, index, () => ({
      selected: now.key,
      selectedIndex: index,
      visited: kept.map((one) => one.key),
      place: kept.findLastIndex(({ at }) => at <= place),
      scroll: treeView(doc).scroll + 1,
    }))
    if (shown) await settle(doc, value)
  })
}
