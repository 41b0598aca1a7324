/**
 * Acting on what was chosen a moment ago. Rows may still be on their way when the next key is pressed,
 * and a command must be about the key and the values that the presses before it chose. Where nothing
 * is on its way, a command acts at once, in the same task.
 */

import type { DocId } from '../worker/protocol.ts'
import { closeDocument } from './documents.ts'
import { settle, inTurn as treeInTurn } from './tree.ts'
import { machineOf as treeMachine, treeView } from './treeRows.ts'
import { useValues, machineOf as valueMachine, valuesView } from './valueRows.ts'
import { inTurn as valuesInTurn } from './values.ts'
import { isWorking } from './working.ts'

type Act = () => void | Promise<void>

/** Moves that start new ones are followed so often. */
const MOST_ROUNDS = 8

/**
 * Whether something the user asked for is under way, so that the keys that follow are for later. During a
 * long edit the user may still look around.
 */
export function isActing(doc: DocId): boolean {
  return treeMachine(doc).actions.busy && !isWorking(doc)
}

/** When the last of those was done, on the clock of `performance`. */
export function actedAt(doc: DocId): number {
  return treeMachine(doc).actions.idleSince
}

/** Whether what is on screen is not yet what the presses so far lead to. */
export function isBehind(doc: DocId): boolean {
  return isActing(doc) || valuesBehind(doc)
}

/** Acts once the commands before have been done. */
export function actNext(doc: DocId, act: Act): Promise<void> {
  return treeMachine(doc).actions.run(act)
}

/** Closes a document, once the edits on their way are done: what they changed is asked about. */
export function closeNext(doc: DocId): Promise<void> {
  return actNext(doc, () => closeDocument(doc))
}

/** Acts on the selected key, once the moves to it and the commands before have been made. */
export function actOnKey(doc: DocId, act: Act): Promise<void> {
  const { actions, turns } = treeMachine(doc)
  return actions.run(() => (turns.busy ? treeIdle(doc).then(act) : act()))
}

/** Acts on the selected values, once those of the selected key are on show. */
export function actOnValues(doc: DocId, act: Act): Promise<void> {
  const { actions } = treeMachine(doc)
  return actions.run(() => (valuesBehind(doc) ? valuesIdle(doc).then(act) : act()))
}

/** Whether the values on show may not be those that were chosen last. */
export function valuesBehind(doc: DocId): boolean {
  const { key, loading } = valuesView(doc)
  const { turns } = treeMachine(doc)
  const moving = turns.busy || valueMachine(doc).turns.busy
  return moving || loading || treeView(doc).selected !== key
}

/** The focus came to the values: the moves that follow wait for those of the selected key. */
export function catchUpValues(doc: DocId): void {
  if (valuesBehind(doc)) void valuesInTurn(doc, () => valuesOfSelected(doc))
}

async function treeIdle(doc: DocId): Promise<void> {
  const { turns } = treeMachine(doc)
  for (let round = 0; turns.busy && round < MOST_ROUNDS; round++) await treeInTurn(doc, () => {})
}

async function valuesIdle(doc: DocId): Promise<void> {
  for (let round = 0; valuesBehind(doc) && round < MOST_ROUNDS; round++) {
    await valuesInTurn(doc, () => valuesOfSelected(doc))
  }
}

async function valuesOfSelected(doc: DocId): Promise<void> {
  await treeIdle(doc)
  await treeInTurn(doc, async () => {
    if (treeView(doc).selected !== valuesView(doc).key) await settle(doc)
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
