/**
 * Commands on the selected key and values, which wait for each other and for rows that have been
 * requested, so that each acts on what the key presses before it selected. When nothing is pending,
 * a command runs at once, in the same task.
 */

import type { DocId } from '../worker/protocol.ts'
import { closeDocument } from './documents.ts'
import { isWorking } from './longEdits.ts'
import { settle } from './tree.ts'
import { keyList, selectedKey, treeOf } from './treeRows.ts'
import { useValues, valueList, valuesView } from './valueRows.ts'

type Act = () => void | Promise<void>

/** Moves may start other moves; these are waited for at most this many times. */
const MOST_ROUNDS = 8

/**
 * Whether a command is under way, so that the keys that follow have to wait for its result. A long
 * edit does not count: the user may look around meanwhile.
 */
export function isActing(doc: DocId): boolean {
  return treeOf(doc).actions.busy && !isWorking(doc)
}

/** When the last command was done, in milliseconds on the clock of `performance`. */
export function actedAt(doc: DocId): number {
  return treeOf(doc).actions.idleSince
}

/** Whether the result of the keys pressed so far is not on screen yet. */
export function isBehind(doc: DocId): boolean {
  return isActing(doc) || valuesBehind(doc)
}

/** Runs a command after those before it. */
export function actNext(doc: DocId, act: Act): Promise<void> {
  return treeOf(doc).actions.run(act)
}

/**
 * Closes a document after the edits under way, so that the question about unsaved changes counts
 * them.
 */
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

/** Whether the values shown may still be those of another key than the selected one. */
export function valuesBehind(doc: DocId): boolean {
  const { key, loading } = valuesView(doc)
  const isMoving = keyList(doc).moves.busy || valueList(doc).moves.busy
  return isMoving || loading || selectedKey(doc) !== key
}

/** Makes later moves in the values wait until the values of the selected key are shown. */
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
