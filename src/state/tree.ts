/**
 * Actions on the key tree: selecting, expanding, moving. Going to a path, back and forward is in
 * `navigation.ts`, editing in `treeEdits.ts`.
 */

import { stoppedExpandingText, TREE_WORDS } from '../text/panes.ts'
import type { DocId, DocInfo, KeyDetails, KeyId, TreeRow, ValueId } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { notify, reporterOf } from './notices.ts'
import type { Target } from './PagedList.ts'
import { useSettings } from './settings.ts'
import {
  addTree,
  keyList,
  patchTree,
  removeTree,
  restThenSettle,
  selectedKey,
  selectedRow,
  selecting,
  type TreeView,
  treeOf,
  treeView,
  useTree,
} from './treeRows.ts'
import { dropValues } from './valueRows.ts'
import { showKey } from './values.ts'

/** Rows that Expand All shows before it asks whether to go on. */
const EXPAND_LIMIT = 50_000
const MOST_VISITED = 200

/** Shows the tree of a document that was opened, with its root selected and expanded. */
export function initTree(doc: DocId, info: DocInfo): Promise<void> {
  dropTree(doc)
  addTree(doc, info.root)
  treeOf(doc).onRest = () => void settle(doc).catch(reporterOf(doc))
  return inTurn(doc, async () => {
    const { keyOrder } = useSettings.getState()
    if (keyOrder !== 'stored') await engine().sortKeys({ doc, order: keyOrder })
    // The engine answers in order, so the rows need not wait for the first answer.
    await Promise.all([
      engine().setExpanded({ doc, key: info.root, expanded: true }),
      keyList(doc).reload(0, () => selecting(info.root, 0)),
    ])
    await settle(doc)
  })
}

/** Forgets a closed document. */
export function dropTree(doc: DocId): void {
  removeTree(doc)
  dropValues(doc)
}

/** The details of the selected key; null until they have arrived. */
export function keyDetails(doc: DocId): KeyDetails | null {
  const { details } = treeView(doc)
  return details && details.id === selectedKey(doc) ? details : null
}

/**
 * The details of the selected key as a subscription. Those of the previous key stay until they have
 * arrived.
 */
export function useKeyDetails(doc: DocId): KeyDetails | null {
  return useTree((state) => state.views[doc]?.details ?? null)
}

/** Runs a job after those before it, and shows its errors. */
export function inTurn(doc: DocId, job: () => Promise<void> | void): Promise<void> {
  return keyList(doc).inTurn(job)
}

/** Selects a row. Its values are loaded once the selection rests. */
export function selectIndex(doc: DocId, target: Target<TreeRow>): Promise<void> {
  return keyList(doc).focusAt(target)
}

/** Selects a key wherever it is, expanding its ancestors. */
export function selectKey(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => reveal(doc, key))
}

/** Selects a key wherever it is, expanding its ancestors. Must be called from within `inTurn`. */
export async function reveal(doc: DocId, key: KeyId): Promise<void> {
  const { index } = await engine().reveal({ doc, key })
  const shown = await keyList(doc).reload(index, () => ({
    ...selecting(key, index),
    scroll: treeView(doc).scroll + 1,
  }))
  if (shown) await settle(doc)
}

/** Loads the details and values of the selected key, and adds it to the visited keys. */
export async function settle(doc: DocId, value: ValueId | null = null): Promise<void> {
  clearTimeout(treeOf(doc).rest)
  const selected = selectedKey(doc)
  if (selected === null) return
  noteVisit(doc)
  await Promise.all([loadDetails(doc, selected), showKey(doc, selected, value)])
}

/** Adds the selected key to the visited keys, if it is not the one that is visited now. */
export function noteVisit(doc: DocId): void {
  const { visited, place } = treeView(doc)
  const selected = selectedKey(doc)
  if (selected === null || visited[place] === selected) return
  const trail = [...visited.slice(0, place + 1), selected].slice(-MOST_VISITED)
  patchTree(doc, { visited: trail, place: trail.length - 1 })
}

/** Reads the details of the selected key again. */
export async function refreshDetails(doc: DocId): Promise<void> {
  const selected = selectedKey(doc)
  if (selected !== null) await loadDetails(doc, selected)
}

async function loadDetails(doc: DocId, key: KeyId): Promise<void> {
  const details = await engine().keyDetails({ doc, key })
  if (selectedKey(doc) === key) patchTree(doc, { details })
}

export function expand(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => setExpanded(doc, key, { expanded: true }))
}

/** Collapses a key. A selection inside it moves to the key. */
export function collapse(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => setExpanded(doc, key, { expanded: false }))
}

/** Expands a collapsed key, collapses an expanded one. */
export function toggleKey(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => {
    const row = keyList(doc).rowAt(keyList(doc).indexOf(key))
    if (!row || row.subkeyCount === 0) return
    return setExpanded(doc, key, { expanded: !row.expanded })
  })
}

async function setExpanded(
  doc: DocId,
  key: KeyId,
  { expanded }: { readonly expanded: boolean },
): Promise<void> {
  const index = keyList(doc).indexOf(key)
  const before = treeView(doc)
  const { total } = await engine().setExpanded({ doc, key, expanded })
  await afterExpansion(doc, { key, index, before, total })
}

async function afterExpansion(
  doc: DocId,
  change: {
    readonly key: KeyId
    readonly index: number
    readonly before: TreeView
    readonly total: number
  },
): Promise<void> {
  const { key, index, before, total } = change
  const grown = total - before.total
  const { focusIndex } = before
  const below = index >= 0 && focusIndex > index
  if (below && grown < 0 && focusIndex <= index - grown) {
    await keyList(doc).reload(index, () => selecting(key, index))
    restThenSettle(doc)
    return
  }
  const now = below ? focusIndex + grown : focusIndex
  await keyList(doc).reload(now, () => ({ focusIndex: now }))
}

/**
 * Expands everything below a key. At a limit it stops and offers to go on; Esc (`cancelExpandAll`)
 * stops it at once.
 */
export function expandAllBelow(doc: DocId, key: KeyId, limit = EXPAND_LIMIT): Promise<void> {
  return inTurn(doc, async () => {
    const tree = treeOf(doc)
    const stop = new AbortController()
    tree.stop = stop
    patchTree(doc, { expanding: true })
    const before = treeView(doc)
    const index = tree.list.indexOf(key)
    try {
      const { total, complete } = await engine().expandAll(
        { doc, key, limit },
        { signal: stop.signal },
      )
      await afterExpansion(doc, { key, index, before, total })
      if (!complete) offerMore(doc, key, limit)
    } catch (error) {
      // It was stopped half way, so some keys are expanded.
      await refresh(doc)
      throw error
    } finally {
      tree.stop = null
      patchTree(doc, { expanding: false })
    }
  })
}

function offerMore(doc: DocId, key: KeyId, limit: number): void {
  notify({
    kind: 'status',
    doc,
    text: stoppedExpandingText(limit),
    action: {
      label: TREE_WORDS.expandAll,
      run: () => void expandAllBelow(doc, key, Number.MAX_SAFE_INTEGER),
    },
  })
}

/** Fetches the rows again; the selection stays on its key. */
export function refreshRows(doc: DocId): Promise<void> {
  return inTurn(doc, () => refresh(doc))
}

async function refresh(doc: DocId): Promise<void> {
  const key = selectedKey(doc)
  if (key === null) return
  const { index } = await engine().reveal({ doc, key })
  await keyList(doc).reload(index, () => ({ focusIndex: index }))
}

/** Stops the expansion under way; false when there is none. */
export function cancelExpandAll(doc: DocId): boolean {
  const { stop } = treeOf(doc)
  stop?.abort()
  return stop !== null
}

/** The Right arrow: expands a collapsed key, otherwise goes to its first subkey. */
export function openOrEnter(doc: DocId): Promise<void> {
  return inTurn(doc, () => {
    const row = selectedRow(doc)
    if (!row || row.subkeyCount === 0) return
    if (!row.expanded) return setExpanded(doc, row.id, { expanded: true })
    return enterChild(doc)
  })
}

async function enterChild(doc: DocId): Promise<void> {
  const list = keyList(doc)
  const index = list.view.focusIndex + 1
  const [child] = (await list.fetchRun(index, index)) ?? []
  if (child) list.choose(child, index)
}

/** The Left arrow: collapses an expanded key, otherwise goes to its parent. */
export function closeOrLeave(doc: DocId): Promise<void> {
  return inTurn(doc, () => {
    const row = selectedRow(doc)
    if (!row) return
    if (row.expanded) return setExpanded(doc, row.id, { expanded: false })
    return toParent(doc)
  })
}

/** Goes to the parent key. */
export function goUp(doc: DocId): Promise<void> {
  return inTurn(doc, () => toParent(doc))
}

async function toParent(doc: DocId): Promise<void> {
  const list = keyList(doc)
  const row = selectedRow(doc)
  if (row?.level === 1) return
  for (let index = list.view.focusIndex - 1; row && index >= 0; index--) {
    const above = list.rowAt(index)
    if (!above) break
    if (above.level < row.level) return list.choose(above, index)
  }
  const key = selectedKey(doc)
  if (key === null) return
  const { ancestors } = await engine().keyDetails({ doc, key })
  const parent = ancestors.at(-2)
  if (parent !== undefined) await reveal(doc, parent)
}
