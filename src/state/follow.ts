/** Keeps the stores of the panes in step with the open documents and their edits. */

import { HiveError } from '../errors.ts'
import type { DocId, DocInfo, EditResult, KeyId, TreeRow } from '../worker/protocol.ts'
import { checkAfterEdit, dropCheck } from './checks.ts'
import { dropClip, followClip } from './clip.ts'
import { type DocumentListener, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { dropFind, followFind } from './find.ts'
import { dropFindings } from './findings.ts'
import { dropFound, followFound } from './findNext.ts'
import { dropFilter, filterProgress } from './keyFilter.ts'
import { dropLogs, logsGiven } from './logs.ts'
import { goToWanted } from './pageAddress.ts'
import { hiveOf } from './places.ts'
import { dropSearches, followEdit, searchProgress } from './searchRuns.ts'
import {
  dropTree,
  initTree,
  inTurn,
  refreshDetails,
  refreshRows,
  selectKey,
  settle,
} from './tree.ts'
import { keyList, patchTree, selectedKey, selecting, treeOf, treeView } from './treeRows.ts'
import { dropValueDetails } from './valueDetails.ts'
import { patchValues, valueList, valuesView } from './valueRows.ts'
import { applyValueEdit, refreshValues } from './values.ts'

/** The listener of `documents.ts` for the stores of tree and values. */
export const documentListener: DocumentListener = {
  opened: (info) => {
    void initTree(info.doc, info)
    void goToWanted(info.doc)
    awaitCheck(info.doc)
  },
  // A bin that turned out to be bad may hold some of the rows.
  arrived: (doc) => void refreshRows(doc),
  logsGiven,
  placeOpened: (info) => void showPlace(info),
  placeClosed: dropPlaceOf,
  edited: (doc, result) => {
    const hive = hiveOf(doc)
    checkAfterEdit(hive)
    followEdit(hive, result)
    followFind(hive, result)
    followClip(hive, result)
    followFound(doc, result)
    if (result.swapped !== null) {
      void followSwap(doc, result.swapped.root)
      return
    }
    void applyValueEdit(doc, result)
    void applyTreeEdit(doc, result)
  },
  editedElsewhere: (place, result) => {
    if (result.swapped === null) void followElsewhere(place, result)
    else void followSwap(place, result.swapped.root)
  },
  saved: (doc) => {
    // Rows no longer say what was there before.
    void refreshRows(doc)
    void refreshValues(doc)
  },
  closed: (doc) => {
    waiting.get(doc)?.()
    waiting.delete(doc)
    dropCheck(doc)
    dropFindings(doc)
    dropPlaceOf(doc)
    dropLogs(doc)
    dropClip(doc)
    dropSearches(doc)
  },
  searched: searchProgress,
  filtered: ({ doc, matches }) => filterProgress(doc, matches),
}

/** Forgets what is kept of a document for each of its places. */
function dropPlaceOf(doc: DocId): void {
  dropFilter(doc)
  dropTree(doc)
  dropValueDetails(doc)
  dropFind(doc)
  dropFound(doc)
}

/** Shows a second place of a hive, where the first one is. */
async function showPlace(info: DocInfo): Promise<void> {
  const selected = selectedKey(hiveOf(info.doc))
  await initTree(info.doc, info)
  if (selected !== null) await selectKey(info.doc, selected)
}

/** Documents whose first check is not done, each with the function that stops waiting for it. */
const waiting = new Map<DocId, () => void>()

/**
 * Waits for the first check and then fetches the rows again, since rows from before it do not show
 * damage.
 */
function awaitCheck(doc: DocId): void {
  waiting.get(doc)?.()
  const stop = useDocuments.subscribe(({ docs }) => {
    const check = docs.find((one) => one.info.doc === doc)?.check
    if (!check) return
    stop()
    waiting.delete(doc)
    if (check.errors === 0) return
    void refreshRows(doc)
    void refreshValues(doc)
  })
  waiting.set(doc, stop)
}

/**
 * Updates the tree after an edit, undo or redo: replaces moved ids, fetches the rows again and
 * selects the key that was edited. After a deletion in this tree the next sibling is selected,
 * otherwise the parent.
 */
function applyTreeEdit(doc: DocId, result: EditResult): Promise<void> {
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

/**
 * Updates a place of a hive that was edited at another place. The key that is selected stays so, unless it is gone.
 */
function followElsewhere(doc: DocId, result: EditResult): Promise<void> {
  const moved = new Map(result.moved)
  const current = (key: KeyId) => moved.get(key) ?? key
  const view = treeView(doc)
  const { key } = valuesView(doc)
  patchTree(doc, {
    root: current(view.root),
    selection: new Set([...view.selection].map(current)),
    visited: view.visited.map(current),
  })
  patchValues(doc, { key: key === null ? null : current(key) })
  return inTurn(doc, async () => {
    const selected = selectedKey(doc)
    const found = selected === null ? null : await rowOf(doc, selected)
    const shown = found ?? (await rowOf(doc, result.focus.key))
    if (shown === null) return
    const isSame = shown.key === selected
    const isShown = await keyList(doc).reload(shown.index, () =>
      isSame ? { focusIndex: shown.index } : selecting(shown.key, shown.index),
    )
    if (!isShown) return
    if (isSame) await Promise.all([refreshDetails(doc), refreshValues(doc)])
    else await settle(doc)
  })
}

/** The row of a key in the tree; null when the key is gone. */
async function rowOf(doc: DocId, key: KeyId): Promise<{ key: KeyId; index: number } | null> {
  try {
    const { index } = await engine().reveal({ doc, key })
    return { key, index }
  } catch (error) {
    if (!(error instanceof HiveError) || error.code !== 'stale') throw error
    return null
  }
}

/**
 * Updates the panes after a step that exchanged the whole image, finding keys and values again by
 * path: the selected key, or its nearest ancestor that exists; the selected and focused values; the
 * visited keys, without those that are gone.
 */
function followSwap(doc: DocId, root: KeyId): Promise<void> {
  treeOf(doc).deleting = null
  dropFilter(doc)
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
