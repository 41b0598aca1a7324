import type { DocId, KeyId } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { inTurn, settle } from './tree.ts'
import { keyList, patchTree, selectedKey, selecting, treeOf, treeView } from './treeRows.ts'
import { patchValues, valueList, valuesView } from './valueRows.ts'

/**
 * Updates the panes after a step that exchanged the whole image, finding keys and values again by
 * path: the selected key, or its nearest ancestor that exists; the selected and focused values; the
 * visited keys, without those that are gone.
 */
export function followSwap(doc: DocId, root: KeyId): Promise<void> {
  treeOf(doc).deleting = null
  patchTree(doc, { root, editing: null })
  patchValues(doc, { editing: null })
  return inTurn(doc, async () => {
    const { visited, place } = treeView(doc)
    const { key, focusIndex, selection } = valuesView(doc)
    const focused = valueList(doc).rowAt(focusIndex)?.id ?? 0
    const { keys, values } = await engine().relocate({
      doc,
      keys: [selectedKey(doc) ?? root, ...visited],
      values: key === null ? null : { key, ids: [focused, ...selection] },
    })
    const [focus = null, ...chosen] = values
    const [now, ...before] = keys
    if (!now) return
    const kept = before.map((one, at) => ({ ...one, at })).filter(({ found }) => found)
    const { index } = await engine().reveal({ doc, key: now.key })
    const shown = await keyList(doc).reload(index, () => {
      patchTree(doc, {
        visited: kept.map((one) => one.key),
        place: kept.findLastIndex(({ at }) => at <= place),
      })
      return { ...selecting(now.key, index), scroll: treeView(doc).scroll + 1 }
    })
    if (!shown) return
    await settle(doc, focus)
    patchValues(doc, { selection: new Set(chosen.filter((id) => id !== null)) })
  })
}
