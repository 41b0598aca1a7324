/**
 * Commands about the selected key and values, which wait for each other and for the rows on their way: each
 * is about what the key presses before it selected. When nothing is on its way, a command runs at once, in
 * the same task.
 */

import type { DocId } from '../worker/protocol.ts'
import { closeDocument } from './documents.ts'
import { settle } from './tree.ts'
import { keyList, selectedKey, treeOf } from './treeRows.ts'
import { useValues, valueList, valuesView } from './valueRows.ts'
import { isWorking } from './working.ts'

type Act = () => void | Promise<void>

/** Moves may start other moves; this is how often those are waited for too. */
const MOST_ROUNDS = 8

/**
 * Whether a command is under way, so that the keys that follow are for what comes after it. A long edit does
 * not count: the user may look around meanwhile.
 */
export function isActing(doc: DocId): boolean {
  return treeOf(doc).actions.busy && !isWorking(doc)
}

/** When the last command was done, on the clock of `performance`, in milliseconds. */
export function actedAt(doc: DocId): number {
  return treeOf(doc).actions.idleSince
}

/** Whether the screen does not show the result of the keys pressed so far. */
export function isBehind(doc: DocId): boolean {
  return isActing(doc) || valuesBehind(doc)
}

/** Runs a command after those before it. */
export function actNext(doc: DocId, act: Act): Promise<void> {
  return treeOf(doc).actions.run(act)
}

/** Closes a document after the edits under way, which the question about unsaved changes counts. */
export function closeNext(doc: DocId): Promise<void> {
  return actNext(doc, () => closeDocument(doc))
}

/** Runs a command on the selected key, after the commands and the moves before it. */
export function actOnKey(doc: DocId, act: Act): Promise<void> {
  const { actions, list } = treeOf(doc)
  return actions.run(() => (list.moves.busy ? treeIdle(doc).then(act) : act()))
}

/** Runs a command on the selected values, once the values of the selected key are shown. */
export function actOnValues(doc: DocId, act: Act): Promise<void> {
  const { actions } = treeOf(doc)
  return actions.run(() => (valuesBehind(doc) ? valuesIdle(doc).then(act) : act()))
}

/** Whether the values shown may not yet be those of the selected key. */
export function valuesBehind(doc: DocId): boolean {
  const { key, loading } = valuesView(doc)
  const isMoving = keyList(doc).moves.busy || valueList(doc).moves.busy
  return isMoving || loading || selectedKey(doc) !== key
}

/** Makes the moves that follow in the values wait for those of the selected key. */
export function awaitValues(doc: DocId): void {
  if (valuesBehind(doc)) void valueList(doc).inTurn(() => valuesOfSelected(doc))
}

async function treeIdle(doc: DocId): Promise<void> {
  const list = keyList(doc)
  for (let round = 0; list.moves.busy && round < MOST_ROUNDS; round++) await list.inTurn(() => {})
}

async function valuesIdle(doc: DocId): Promise<void> {
  for (let round = 0; valuesBehind(doc) && round < MOST_ROUNDS; round++) {
    await valueList(doc).inTurn(() => valuesOfSelected(doc))
  }
}

async function valuesOfSelected(doc: DocId): Promise<void> {
  await treeIdle(doc)
  await keyList(doc).inTurn(async () => {
    if (selectedKey(doc) !== valuesView(doc).key) await settle(doc)
  })
  await new Promise<void>((resolve) => {
    const check = () => {
      if (valuesView(doc).loading) return
      stop()
      resolve()
    }
    const stop = useValues.subscribe(check)
    check()
  })
}
