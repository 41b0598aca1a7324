/** Editing keys from the tree: naming in place (a new key, another name) and deleting. */

import { HiveError } from '../errors.ts'
import { NEW_KEY_STEM, rootKeyText } from '../text/panes.ts'
import type { DocId, EditRequest, KeyId } from '../worker/protocol.ts'
import { actNext, actOnKey } from './catchUp.ts'
import { activeDocument, editTopic, titleOf } from './documents.ts'
import { runEdit } from './edits.ts'
import { engine } from './engine.ts'
import { returnFocus } from './focus.ts'
import { endNaming, isNaming } from './naming.ts'
import { sayWhyNot, showError } from './notices.ts'
import { showRows } from './surroundings.ts'
import { expand, selectKey } from './tree.ts'
import { type KeyNaming, machineOf, patchTree, selectedRow, treeView } from './treeRows.ts'

/** Opens the selected key's name for typing. */
export function beginRenameKey(doc: DocId): Promise<void> {
  endNaming(doc)
  return actOnKey(doc, () => {
    if (isNaming(doc)) return
    const row = selectedRow(doc)
    if (!row) return
    if (row.level === 1) return sayWhyNot(rootKeyText('rename'), doc)
    const { scroll } = treeView(doc)
    const name = row.nameCut ? null : row.name
    const naming: KeyNaming = { mode: 'rename', key: row.id, name, typed: null, refused: null }
    patchTree(doc, { editing: naming, scroll: scroll + 1 })
    if (name === null) void fill(doc, naming, () => wholeName(doc, row.id))
  })
}

/**
 * Draws a new key under `parent` (the selected key unless told), its name open for typing. The field
 * is there at once, so that it gets what is typed next; the proposed name follows.
 */
export async function beginCreateKey(doc: DocId, parent?: KeyId): Promise<void> {
  endNaming(doc)
  if (parent !== undefined && parent !== treeView(doc).selected) await selectKey(doc, parent)
  await actOnKey(doc, () => {
    if (isNaming(doc)) return
    const row = selectedRow(doc)
    if (!row) return
    showRows('tree')
    const { selectedIndex, scroll } = treeView(doc)
    const naming: KeyNaming = {
      mode: 'create',
      parent: row.id,
      parentIndex: selectedIndex,
      level: row.level + 1,
      name: null,
      typed: null,
      refused: null,
    }
    patchTree(doc, { editing: naming, scroll: scroll + 1 })
    if (row.subkeyCount > 0 && !row.expanded) void expand(doc, row.id)
    const free = { doc, key: row.id, among: 'keys', stem: NEW_KEY_STEM } as const
    void fill(doc, naming, async () => (await engine().freeName(free)).name)
  })
}

async function wholeName(doc: DocId, key: KeyId): Promise<string> {
  return (await engine().keyDetails({ doc, key })).name
}

/** Puts the name that the field waits for into it. */
async function fill(doc: DocId, naming: KeyNaming, ask: () => Promise<string>): Promise<void> {
  try {
    const name = await ask()
    if (treeView(doc).editing === naming) patchTree(doc, { editing: { ...naming, name } })
  } catch (error) {
    if (treeView(doc).editing === naming) cancelKeyName(doc)
    showError(error, titleOf(doc), { doc })
  }
}

/**
 * Makes what was typed the key's name, as one edit. A refusal keeps the field open and says why in it;
 * a name that did not change closes it.
 */
export async function commitKeyName(doc: DocId, text: string): Promise<boolean> {
  const { editing } = treeView(doc)
  if (!editing) return true
  if (editing.mode === 'rename' && text === editing.name) {
    cancelKeyName(doc)
    return true
  }
  if (text === '') {
    refuse(doc, text, new HiveError('name-empty', 'the name is empty'))
    return false
  }
  const edit: EditRequest =
    editing.mode === 'rename'
      ? { kind: 'rename-key', key: editing.key, name: text }
      : { kind: 'create-key', parent: editing.parent, name: text }
  let isDone = false
  await actNext(doc, async () => {
    const onRefused = (refused: unknown) => refuse(doc, text, refused)
    isDone = (await runEdit(doc, edit, { onRefused })) !== null
  })
  return isDone
}

function refuse(doc: DocId, typed: string, refused: unknown): void {
  const { editing } = treeView(doc)
  if (editing) patchTree(doc, { editing: { ...editing, typed, refused } })
  // The field says it, when it can be seen.
  if (activeDocument()?.info.doc !== doc) showError(refused, typed, { doc, topic: editTopic(doc) })
}

/** Closes the field and leaves everything as it was. */
export function cancelKeyName(doc: DocId): void {
  patchTree(doc, { editing: null })
}

/** Deletes the selected key with everything below it. */
export function deleteSelectedKey(doc: DocId): Promise<void> {
  return actOnKey(doc, async () => {
    const row = selectedRow(doc)
    if (!row) return
    if (row.level === 1) return sayWhyNot(rootKeyText('delete'), doc)
    const machine = machineOf(doc)
    machine.deleting = { index: treeView(doc).selectedIndex, level: row.level }
    const result = await runEdit(doc, { kind: 'delete-key', key: row.id })
    if (!result) machine.deleting = null
    else returnFocus('tree')
  })
}
