/**
 * Navigation in a hive: to a typed path, to the key of a finding, and back and forward through the
 * visited keys.
 */

import { spellShownPath } from '../bytes/spelling.ts'
import { mayBeCut } from '../text/boundedPath.ts'
import { createRestText, elsewhereText, goneText, notFoundText } from '../text/panes.ts'
import type { DocId, FindingRow, KeyId, PathKind, PathMatch, ValueId } from '../worker/protocol.ts'
import { registryPath, wholeFindingPath } from './copying.ts'
import { activate, activeDocument, documentOf, useDocuments } from './documents.ts'
import { engine } from './engine.ts'
import { showRows } from './environment.ts'
import { goToRows, watchFields } from './focus.ts'
import {
  dismissTopic,
  type NoticeAction,
  needsNoMessage,
  notify,
  reporterOf,
  sayWhyNot,
} from './notices.ts'
import { isSameHive } from './places.ts'
import { inTurn, keyDetails, noteVisit, reveal, selectKey } from './tree.ts'
import { createPath } from './treeEdits.ts'
import { patchTree, selectedKey, treeView } from './treeRows.ts'
import { valueList } from './valueRows.ts'
import { showKey } from './values.ts'

/** The topic of notices about paths that led nowhere, which the next path takes off the screen. */
const PATH_TOPIC = 'path'

/**
 * Goes to a path in any spelling; its last segment may name a value. When part of it is missing, a
 * notice says what, and the deepest key that exists is selected. A path in another open hive brings
 * that hive to the front; a path in none leaves everything as it is.
 */
export function goTo(doc: DocId, text: string): Promise<void> {
  return inTurn(doc, async () => {
    const match = await engine().resolvePath({ doc, text })
    const other = await inOtherHive(doc, text, match)
    if (other !== null) {
      activate(other.doc)
      return inTurn(other.doc, () => show(other.doc, other.match))
    }
    if (match.kind === 'elsewhere') say(doc, elsewhereText(match.missing ?? text))
    else await show(doc, match)
  })
}

/** Goes to the key that the selected link leads to, in whichever open hive that is. */
export async function goToLinkTarget(doc: DocId): Promise<void> {
  const target = keyDetails(doc)?.linkTarget
  if (target) await goTo(doc, target)
}

interface FoundPath {
  readonly doc: DocId
  readonly match: PathMatch
}

/**
 * Where a path that leads nowhere in this hive leads in another open one; null when it is in none.
 */
async function inOtherHive(doc: DocId, text: string, here: PathMatch): Promise<FoundPath | null> {
  if (here.missing === null || here.kind === 'relative') return null
  const others = useDocuments.getState().docs.filter(({ info }) => !isSameHive(info.doc, doc))
  const found = await Promise.all(
    others.map(async ({ info }) => {
      return { doc: info.doc, match: await engine().resolvePath({ doc: info.doc, text }) }
    }),
  )
  const whole = found.find(({ match }) => isInside(match.kind) && match.missing === null)
  if (whole !== undefined) return whole
  if (here.kind !== 'elsewhere') return null
  return found.find(({ match }) => match.kind === 'absolute') ?? null
}

function isInside(kind: PathKind): boolean {
  return kind === 'absolute' || kind === 'loaded'
}

async function show(doc: DocId, match: PathMatch): Promise<void> {
  await reveal(doc, match.key)
  dismissTopic(PATH_TOPIC)
  if (match.missing !== null) {
    const path = keyDetails(doc)?.path ?? []
    const text = notFoundText(match.missing, path.length === 0 ? null : spellShownPath(path))
    const { key, rest } = match
    const offers = rest.length > 0 && documentOf(doc)?.info.access === 'editable'
    const create = {
      label: createRestText(rest.length),
      run: () => void createPath(doc, key, rest),
    }
    say(doc, text, offers ? create : undefined)
  }
  if (match.value === null) return
  await showKey(doc, match.key, match.value)
  goToRows('grid')
}

function say(doc: DocId, text: string, action?: NoticeAction): void {
  notify({ kind: 'alert', doc, text, action, topic: PATH_TOPIC, transient: true })
}

/**
 * Goes to the key that a finding names, and to the value it is about; by path when the key has
 * moved since the hive was checked.
 */
export async function goToFinding(
  doc: DocId,
  finding: Pick<FindingRow, 'key' | 'path' | 'leftOut' | 'value'>,
): Promise<void> {
  const { key, path, value } = finding
  if (path === null) return
  showRows(value === null ? 'tree' : 'grid')
  if (key !== null) await selectKey(doc, key)
  if (key !== null && selectedKey(doc) === key) {
    if (value !== null) await showKey(doc, key, value.id)
    return
  }
  const whole = wholeFindingPath(finding)
  if (whole === null) return say(doc, goneText())
  const names = value === null || mayBeCut(value.name) ? whole : [...whole, value.name]
  await goTo(doc, registryPath(documentOf(doc)?.info.prefix ?? '', names))
}

/**
 * Selects the place of a hit and brings it into view: a key, or a value of it.
 *
 * @param place - the ids that the key and the value have now; `value` is null for the key itself
 * @param takesFocus - whether the pane of the place gets the focus
 * @returns false if the place is gone
 */
export async function goToHit(
  doc: DocId,
  place: { readonly key: KeyId; readonly value: ValueId | null },
  takesFocus: boolean,
): Promise<boolean> {
  const { key, value } = place
  const pane = value === null ? 'tree' : 'grid'
  const isTyping = watchFields()
  showRows(pane)
  await selectKey(doc, key)
  if (selectedKey(doc) !== key) return false
  if (value === null) valueList(doc).clearSelection()
  else await showKey(doc, key, value)
  if (takesFocus && !isTyping()) goToRows(pane)
  return true
}

/** Goes to the place of a row in a list that may be out of date. A notice says when the place is gone, or why it failed. */
export async function goToRow(
  doc: DocId,
  place: { readonly key: KeyId; readonly value: ValueId | null },
): Promise<void> {
  try {
    if (!(await goToHit(doc, place, true))) sayWhyNot(goneText(), doc)
  } catch (error) {
    reporterOf(doc)(error)
  }
}

/** Whether there is a key to go back to. */
export function canGoBack(doc: DocId): boolean {
  const { place, visited } = treeView(doc)
  return place > 0 || (place === 0 && visited[0] !== selectedKey(doc))
}

/** Whether there is a key to go forward to. */
export function canGoForward(doc: DocId): boolean {
  const { place, visited } = treeView(doc)
  return place < visited.length - 1
}

/** Goes back to the previously visited key. */
export function goBack(doc: DocId): Promise<void> {
  return visit(doc, -1)
}

/** Goes forward again. */
export function goForward(doc: DocId): Promise<void> {
  return visit(doc, 1)
}

/** Goes back (-1) or forward (1) in the hive on screen; false when there is nowhere to go. */
export function travel(step: -1 | 1): boolean {
  const doc = activeDocument()?.info.doc
  if (doc === undefined || !(step === -1 ? canGoBack(doc) : canGoForward(doc))) return false
  void visit(doc, step)
  return true
}

function visit(doc: DocId, step: 1 | -1): Promise<void> {
  return inTurn(doc, async () => {
    // A key that was selected only just now is one to come back to as well.
    noteVisit(doc)
    const { visited, place } = treeView(doc)
    const next = place + step
    const key = visited[next]
    if (key === undefined) return
    patchTree(doc, { place: next })
    try {
      await reveal(doc, key)
    } catch (error) {
      if (!needsNoMessage(error)) {
        patchTree(doc, { place })
        throw error
      }
      // The key has been deleted since: it is removed from the visited keys.
      patchTree(doc, {
        visited: visited.toSpliced(next, 1),
        place: step === 1 ? place : place - 1,
      })
      notify({ kind: 'status', doc, text: goneText() })
    }
  })
}
