/**
 * A name that is typed in place, in a row of the tree or of the grid: filling the field, committing
 * the name, showing a refusal.
 */

import { HiveError } from '../errors.ts'
import type { DocId, EditRequest } from '../worker/protocol.ts'
import { actNext } from './actionQueue.ts'
import { activeDocument, editTopic, titleOf } from './documents.ts'
import { runEdit } from './edits.ts'
import { showError } from './notices.ts'
import type { Naming } from './PagedList.ts'

/** Access to the name that is being typed in a pane; null when none is. */
export interface NamingStore<N extends Naming> {
  read(doc: DocId): N | null
  write(doc: DocId, naming: N | null): void
}

/** Fills an open field with the proposed name once the engine has found it. */
export async function fillName<N extends Naming>(
  { read, write }: NamingStore<N>,
  doc: DocId,
  ask: () => Promise<string>,
): Promise<void> {
  const naming = read(doc)
  if (naming === null) return
  try {
    const name = await ask()
    if (read(doc) === naming) write(doc, { ...naming, name })
  } catch (error) {
    if (read(doc) === naming) write(doc, null)
    showError(error, titleOf(doc), { doc })
  }
}

/**
 * Runs the edit that gives the name, as one step. A refusal keeps the field open with the reason
 * under it; an unchanged name closes the field.
 *
 * @param edit - makes the edit from the state of the field
 * @returns whether the field is closed
 */
export async function commitName<N extends Naming>(
  store: NamingStore<N>,
  doc: DocId,
  {
    text,
    isRename,
    edit,
  }: {
    readonly text: string
    readonly isRename: boolean
    readonly edit: EditRequest
  },
): Promise<boolean> {
  if (isRename && text === store.read(doc)?.name) {
    store.write(doc, null)
    return true
  }
  const onRefused = (refused: unknown) => refuse(store, doc, { text, refused })
  if (text === '') {
    onRefused(new HiveError('name-empty', 'the name is empty'))
    return false
  }
  let isDone = false
  await actNext(doc, async () => {
    isDone = (await runEdit(doc, edit, { onRefused })) !== null
  })
  return isDone
}

function refuse<N extends Naming>(
  { read, write }: NamingStore<N>,
  doc: DocId,
  { text, refused }: { readonly text: string; readonly refused: unknown },
): void {
  const naming = read(doc)
  if (naming !== null) write(doc, { ...naming, typed: text, refused })
  // The field shows the refusal when it is on screen.
  if (activeDocument()?.info.doc !== doc) showError(refused, text, { doc, topic: editTopic(doc) })
}
