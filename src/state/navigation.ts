/** Going somewhere in a hive: to a path as typed, and back and forward through the keys visited. */

import { goneText, notFoundText } from '../text/panes.ts'
import type { DocId } from '../worker/protocol.ts'
import { engine } from './engine.ts'
import { focusPane } from './focus.ts'
import { dismissTopic, notify } from './notices.ts'
import { inTurn, keyDetails, reveal } from './tree.ts'
import { patchTree, treeView } from './treeRows.ts'
import { showKey } from './values.ts'

/** What was said of a path that led nowhere holds until the next one. */
const PATH_TOPIC = 'path'

/**
 * Goes to a path in any spelling; a last segment may name a value. What is missing is said, and the
 * deepest key that exists is selected.
 */
export function goTo(doc: DocId, text: string): Promise<void> {
  return inTurn(doc, async () => {
    const match = await engine().resolvePath({ doc, text })
    await reveal(doc, match.key)
    dismissTopic(PATH_TOPIC)
    if (match.missing !== null) {
      const text = notFoundText(match.missing, keyDetails(doc)?.path ?? [])
      notify({ kind: 'alert', text, topic: PATH_TOPIC, passing: true })
    }
    if (match.value === null) return
    await showKey(doc, match.key, match.value)
    focusPane('grid')
  })
}

/** Whether there is a key to go back to. */
export function canGoBack(doc: DocId): boolean {
  return treeView(doc).place > 0
}

/** Whether there is a key to go forward to. */
export function canGoForward(doc: DocId): boolean {
  const { place, visited } = treeView(doc)
  return place < visited.length - 1
}

/** Goes back to the key visited before. */
export function goBack(doc: DocId): Promise<void> {
  return visit(doc, -1)
}

/** Goes forward again. */
export function goForward(doc: DocId): Promise<void> {
  return visit(doc, 1)
}

function visit(doc: DocId, step: 1 | -1): Promise<void> {
  return inTurn(doc, async () => {
    const { visited, place } = treeView(doc)
    const next = place + step
    const key = visited[next]
    if (key === undefined) return
    patchTree(doc, { place: next })
    try {
      await reveal(doc, key)
    } catch {
      // The key was deleted since: it is no longer a place to go to.
      patchTree(doc, {
        visited: visited.toSpliced(next, 1),
        place: step === 1 ? place : place - 1,
      })
      notify({ kind: 'status', text: goneText() })
    }
  })
}
