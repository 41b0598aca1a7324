/**
 * The filter of the key tree: while it has a text, only keys whose names contain it are shown, and
 * those above them.
 */

import type { DocId, KeyId } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { focusPane } from './focus.ts'
import { needsNoMessage, showError } from './notices.ts'
import { inTurn, selectKey } from './tree.ts'
import {
  keyList,
  patchTree,
  restThenSettle,
  selectedKey,
  selectedRow,
  selecting,
  treeView,
} from './treeRows.ts'

/** Milliseconds of rest after which a text that is being typed is looked for. */
const REST_MS = 120

/** What the timers and calls of a filter need to be ended. */
interface Running {
  readonly stop: AbortController
  readonly timer: ReturnType<typeof setTimeout>
}

const running = new Map<DocId, Running>()

/** The key that was selected before the filter hid it, and the one that was selected instead. */
const hidden = new Map<DocId, { readonly before: KeyId; readonly instead: KeyId }>()

/**
 * Filters the keys of a hive by a text, once nothing else has been typed for a moment; an empty text
 * shows all keys at once.
 */
export function filterKeys(doc: DocId, text: string): void {
  endFilter(doc)
  const stop = new AbortController()
  patchTree(doc, { filter: text === '' ? null : { text, matches: null, complete: true } })
  const timer = setTimeout(() => void run(doc, text, stop), text === '' ? 0 : REST_MS)
  running.set(doc, { stop, timer })
}

/** Selects the first key that has the text, if the selected one does not have it, and goes to the tree. */
export function enterFiltered(doc: DocId): void {
  focusPane('tree')
  if (treeView(doc).filter === null || selectedRow(doc)?.match) return
  void inTurn(doc, async () => {
    const list = keyList(doc)
    const { total } = list.view
    const first = await list.scan(0, { step: 1, count: total }, ({ match }) => match !== null)
    if (first) list.choose(first.row, first.index)
  })
}

/** Forgets the filter of a hive whose rows are no longer filtered. */
export function dropFilter(doc: DocId): void {
  endFilter(doc)
  hidden.delete(doc)
  patchTree(doc, { filter: null })
}

function endFilter(doc: DocId): void {
  const before = running.get(doc)
  before?.stop.abort()
  clearTimeout(before?.timer)
  running.delete(doc)
}

async function run(doc: DocId, text: string, { signal }: AbortController): Promise<void> {
  try {
    const { matches, complete } = await engine().filterKeys({ doc, text }, { signal })
    if (signal.aborted) return
    if (text !== '') patchTree(doc, { filter: { text, matches, complete } })
    await showFiltered(doc)
    if (text === '') await showHiddenAgain(doc)
  } catch (error) {
    if (!signal.aborted && !needsNoMessage(error)) showError(error, undefined, { doc })
  }
}

/** There are more filtered rows. */
export function filterProgress(doc: DocId, matches: number): void {
  const { filter } = treeView(doc)
  if (filter === null) return
  patchTree(doc, { filter: { ...filter, matches } })
  void showFiltered(doc)
}

/** Fetches the rows again. The selection stays on its key, or moves to the nearest key above it that is shown. */
function showFiltered(doc: DocId): Promise<void> {
  return inTurn(doc, async () => {
    const selected = selectedKey(doc)
    if (selected === null) return
    const { key, index } = await engine().nearestRow({ doc, key: selected })
    await keyList(doc).reload(index, () => ({
      ...selecting(key, index),
      scroll: treeView(doc).scroll + 1,
    }))
    if (key === selected) return
    const first = hidden.get(doc)
    const before = first?.instead === selected ? first.before : selected
    hidden.set(doc, { before, instead: key })
    restThenSettle(doc)
  })
}

/** Selects the key again that the filter hid, if nothing else has been selected since. */
async function showHiddenAgain(doc: DocId): Promise<void> {
  const was = hidden.get(doc)
  hidden.delete(doc)
  if (was && was.instead === selectedKey(doc)) await selectKey(doc, was.before)
}
