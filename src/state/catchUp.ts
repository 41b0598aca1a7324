/**
 * Acting on what was chosen a moment ago. Rows may still be on their way when the next key is pressed,
 * and a command must be about the key and the values that the presses before it chose. Where nothing
 * is on its way, a command acts at once, in the same task.
 */

import type { DocId } from '../worker/protocol.ts'
import { closeDocument } from './documents.ts'
import { settle } from './tree.ts'
import { keyList, selectedKey, treeOf } from './treeRows.ts'
import { useValues, valueList, valuesView } from './valueRows.ts'
import { isWorking } from './working.ts'

type Act = () => void | Promise<void>

/** Moves that start new ones are followed so often. */
const MOST_ROUNDS = 8

/**
 * Whether something the user asked for is under way, so that the keys that follow are for later. During a
 * long edit the user may still look around.
 */
export function isActing(doc: DocId): boolean {
  return treeOf(doc).actions.busy && !isWorking(doc)
}

/** When the last of those was done, on the clock of `performance`. */
export function actedAt(doc: DocId): number {
  return treeOf(doc).actions.idleSince
}

/** Whether what is on screen is not yet what the presses so far lead to. */
export function isBehind(doc: DocId): boolean {
  return isActing(doc) || valuesBehind(doc)
}

/** Acts once the commands before have been done. */
export function actNext(doc: DocId, act: Act): Promise<void> {
  return treeOf(doc).actions.run(act)
}

/** Closes a document, once the edits on their way are done: what they changed is asked about. */
export function closeNext(doc: DocId): Promise<void> {
  return actNext(doc, () => closeDocument(doc))
}

/** Acts on the selected key, once the moves to it and the commands before have been made. */
export function actOnKey(doc: DocId, act: Act): Promise<void> {
  const { actions, list } = treeOf(doc)
  return actions.run(() => (list.turns.busy ? treeIdle(doc).then(act) : act()))
}

/** Acts on the selected values, once those of the selected key are on show. */
export function actOnValues(doc: DocId, act: Act): Promise<void> {
  const { actions } = treeOf(doc)
  return actions.run(() => (valuesBehind(doc) ? valuesIdle(doc).then(act) : act()))
}

/** Whether the values on show may not be those that were chosen last. */
export function valuesBehind(doc: DocId): boolean {
  const { key, loading } = valuesView(doc)
  const isMoving = keyList(doc).turns.busy || valueList(doc).turns.busy
  return isMoving || loading || selectedKey(doc) !== key
}

/** The focus came to the values: the moves that follow wait for those of the selected key. */
export function catchUpValues(doc: DocId): void {
  if (valuesBehind(doc)) void valueList(doc).inTurn(() => valuesOfSelected(doc))
}

async function treeIdle(doc: DocId): Promise<void> {
  const list = keyList(doc)
  for (let round = 0; list.turns.busy && round < MOST_ROUNDS; round++) await list.inTurn(() => {})
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
