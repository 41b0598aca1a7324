/**
 * What the user does with the key tree: selecting, expanding, walking. Going to a path, back and
 * forward is in `navigation.ts`, editing in `treeEdits.ts`.
 */

import { stoppedExpandingText, TREE_WORDS } from '../text/panes.ts'
import type { DocId, DocInfo, KeyDetails, KeyId, TreeRow, ValueId } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { notify } from './notices.ts'
import { reportUnlessPassing } from './passing.ts'
import {
  addTree,
  fetchRow,
  indexOfKey,
  machineOf,
  patchTree,
  reloadRows,
  removeTree,
  rowAt,
  selectedRow,
  type TreeView,
  treeView,
  useTree,
} from './treeRows.ts'
import { dropValues } from './valueRows.ts'
import { showKey } from './values.ts'

/** How long the selection rests before its values are loaded, in milliseconds. */
const REST_MS = 80
/** Rows that "expand all" opens before it asks. */
const EXPAND_LIMIT = 50_000
const MOST_VISITED = 200

/** Shows the tree of a document that was opened, its root selected and open. */
export function initTree(doc: DocId, info: DocInfo): Promise<void> {
  dropTree(doc)
  addTree(doc, info.root)
  return inTurn(doc, async () => {
    await engine().setExpanded({ doc, key: info.root, expanded: true })
    await reloadRows(doc, 0, () => ({ selected: info.root, selectedIndex: 0 }))
    await settle(doc)
  })
}

/** Forgets a closed document. */
export function dropTree(doc: DocId): void {
  removeTree(doc)
  dropValues(doc)
}

/** The selected key's id. */
export function selectedKey(doc: DocId): KeyId | null {
  return treeView(doc).selected
}

/** What is known of the selected key, null while it is on its way. */
export function keyDetails(doc: DocId): KeyDetails | null {
  const { details, selected } = treeView(doc)
  return details && details.id === selected ? details : null
}

/** As a subscription; keeps the key before until the selected one's details are here. */
export function useKeyDetails(doc: DocId): KeyDetails | null {
  return useTree((state) => state.views[doc]?.details ?? null)
}

/** Runs a job after the ones before it; what goes wrong is shown. */
export function inTurn(doc: DocId, job: () => Promise<void> | void): Promise<void> {
  return machineOf(doc).turns.run(job).catch(reportUnlessPassing(doc))
}

/** Selects the row at `index`. A function names it from where the selection is by then. */
export function selectIndex(
  doc: DocId,
  target: number | ((view: TreeView) => number),
): Promise<void> {
  return inTurn(doc, () => {
    const view = treeView(doc)
    const wish = typeof target === 'number' ? target : target(view)
    const index = Math.max(0, Math.min(wish, view.total - 1))
    const known = rowAt(doc, index)
    if (known) return choose(doc, known, index)
    return fetchRow(doc, index).then((row) => {
      if (row) choose(doc, row, index)
    })
  })
}

/** Selects a row that is here; its values follow once the selection rests. */
export function choose(doc: DocId, row: TreeRow, index: number): void {
  patchTree(doc, { selected: row.id, selectedIndex: index, scroll: treeView(doc).scroll + 1 })
  restThenSettle(doc)
}

/** Selects a key wherever it is: its ancestors are expanded. */
export function selectKey(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => reveal(doc, key))
}

/** Selects a key wherever it is; to be called in turn. */
export async function reveal(doc: DocId, key: KeyId): Promise<void> {
  const { index } = await engine().reveal({ doc, key })
  const shown = await reloadRows(doc, index, () => ({
    selected: key,
    selectedIndex: index,
    scroll: treeView(doc).scroll + 1,
  }))
  if (shown) await settle(doc)
}

function restThenSettle(doc: DocId): void {
  const machine = machineOf(doc)
  clearTimeout(machine.rest)
  machine.rest = setTimeout(() => void settle(doc).catch(reportUnlessPassing(doc)), REST_MS)
}

/** Loads what belongs to the selected key and remembers that it was visited. */
export async function settle(doc: DocId, value: ValueId | null = null): Promise<void> {
  clearTimeout(machineOf(doc).rest)
  const { selected, visited, place } = treeView(doc)
  if (selected === null) return
  if (visited[place] !== selected) {
    const trail = [...visited.slice(0, place + 1), selected].slice(-MOST_VISITED)
    patchTree(doc, { visited: trail, place: trail.length - 1 })
  }
  await Promise.all([loadDetails(doc, selected), showKey(doc, selected, value)])
}

async function loadDetails(doc: DocId, key: KeyId): Promise<void> {
  const details = await engine().keyDetails({ doc, key })
  if (treeView(doc).selected === key) patchTree(doc, { details })
}

/** Opens a key. */
export function expand(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => setExpanded(doc, key, { expanded: true }))
}

/** Closes a key. A selection inside it moves to the key. */
export function collapse(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => setExpanded(doc, key, { expanded: false }))
}

/** Opens a closed key, closes an open one. */
export function toggleKey(doc: DocId, key: KeyId): Promise<void> {
  return inTurn(doc, () => {
    const row = rowAt(doc, indexOfKey(doc, key))
    if (!row || row.subkeyCount === 0) return
    return setExpanded(doc, key, { expanded: !row.expanded })
  })
}

async function setExpanded(
  doc: DocId,
  key: KeyId,
  { expanded }: { readonly expanded: boolean },
): Promise<void> {
  const index = indexOfKey(doc, key)
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
  const { selectedIndex } = before
  const below = index >= 0 && selectedIndex > index
  if (below && grown < 0 && selectedIndex <= index - grown) {
    await reloadRows(doc, index, () => ({ selected: key, selectedIndex: index }))
    restThenSettle(doc)
    return
  }
  const now = below ? selectedIndex + grown : selectedIndex
  await reloadRows(doc, now, () => ({ selectedIndex: now }))
}

/**
 * Opens everything below a key. Past a limit it stops and offers to go on; Esc (`cancelExpandAll`)
 * stops it at once.
 */
export function expandAllBelow(doc: DocId, key: KeyId, limit = EXPAND_LIMIT): Promise<void> {
  return inTurn(doc, async () => {
    const machine = machineOf(doc)
    const stop = new AbortController()
    machine.stop = stop
    patchTree(doc, { expanding: true })
    const before = treeView(doc)
    const index = indexOfKey(doc, key)
    try {
      const { total, complete } = await engine().expandAll(
        { doc, key, limit },
        { signal: stop.signal },
      )
      await afterExpansion(doc, { key, index, before, total })
      if (!complete) offerMore(doc, key, limit)
    } catch (error) {
      // Stopped half way: some keys are open now.
      await refresh(doc)
      throw error
    } finally {
      machine.stop = null
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

/** Shows the rows as they are now, the selection on its key. */
export function refreshRows(doc: DocId): Promise<void> {
  return inTurn(doc, () => refresh(doc))
}

async function refresh(doc: DocId): Promise<void> {
  const { selected } = treeView(doc)
  if (selected === null) return
  const { index } = await engine().reveal({ doc, key: selected })
  await reloadRows(doc, index, () => ({ selectedIndex: index }))
}

/** Stops the expansion under way; false when there is none. */
export function cancelExpandAll(doc: DocId): boolean {
  const { stop } = machineOf(doc)
  stop?.abort()
  return stop !== null
}

/** Right: opens a closed key, else goes to its first child. */
export function openOrEnter(doc: DocId): Promise<void> {
  return inTurn(doc, () => {
    const row = selectedRow(doc)
    if (!row || row.subkeyCount === 0) return
    if (!row.expanded) return setExpanded(doc, row.id, { expanded: true })
    const index = treeView(doc).selectedIndex + 1
    return fetchRow(doc, index).then((child) => {
      if (child) choose(doc, child, index)
    })
  })
}

/** Left: closes an open key, else goes to its parent. */
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
  const { selected, selectedIndex } = treeView(doc)
  const row = selectedRow(doc)
  if (selected === null || row?.level === 1) return
  for (let index = selectedIndex - 1; row && index >= 0; index--) {
    const above = rowAt(doc, index)
    if (!above) break
    if (above.level < row.level) return choose(doc, above, index)
  }
  const { ancestors } = await engine().keyDetails({ doc, key: selected })
  const parent = ancestors.at(-2)
  if (parent !== undefined) await reveal(doc, parent)
}
