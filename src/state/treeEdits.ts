/** Editing keys from the tree: naming in place (a new key, another name) and deleting. */

import { HiveError } from '../errors.ts'
import { NEW_KEY_STEM, rootKeyText } from '../text/panes.ts'
import type { DocId, EditRequest, KeyId } from '../worker/protocol.ts'
import { runEdit } from './documents.ts'
import { engine } from './engine.ts'
import { focusPane } from './focus.ts'
import { notify, showError } from './notices.ts'
import { expand, inTurn, selectKey } from './tree.ts'
import { machineOf, patchTree, selectedRow, treeView } from './treeRows.ts'

/** Opens the selected key's name for typing. */
export function beginRenameKey(doc: DocId): Promise<void> {
  return inTurn(doc, () => {
    const row = selectedRow(doc)
    if (!row) return
    if (row.level === 1) return void notify({ kind: 'alert', text: rootKeyText('rename') })
    const { scroll } = treeView(doc)
    patchTree(doc, {
      editing: { mode: 'rename', key: row.id, name: row.name, refused: null },
      scroll: scroll + 1,
    })
  })
}

/** Draws a new key under `parent` (the selected key unless told), its proposed name open for typing. */
export async function beginCreateKey(doc: DocId, parent?: KeyId): Promise<void> {
  const target = parent ?? treeView(doc).selected
  if (target === null) return
  try {
    if (target !== treeView(doc).selected) await selectKey(doc, target)
    const row = selectedRow(doc)
    if (row && row.subkeyCount > 0 && !row.expanded) await expand(doc, target)
    const request = { doc, key: target, among: 'keys', stem: NEW_KEY_STEM } as const
    const { name } = await engine().freeName(request)
    const { selected, selectedIndex, scroll } = treeView(doc)
    if (selected !== target) return
    patchTree(doc, {
      editing: {
        mode: 'create',
        parent: target,
        parentIndex: selectedIndex,
        level: (selectedRow(doc)?.level ?? 0) + 1,
        name,
        refused: null,
      },
      scroll: scroll + 1,
    })
  } catch (error) {
    showError(error)
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
    refuse(doc, new HiveError('name-empty', 'the name is empty'))
    return false
  }
  const edit: EditRequest =
    editing.mode === 'rename'
      ? { kind: 'rename-key', key: editing.key, name: text }
      : { kind: 'create-key', parent: editing.parent, name: text }
  const result = await runEdit(doc, edit, {
    onRefused: (refused) => refuse(doc, refused),
  })
  return result !== null
}

function refuse(doc: DocId, refused: unknown): void {
  const { editing } = treeView(doc)
  if (editing) patchTree(doc, { editing: { ...editing, refused } })
}

/** Closes the field and leaves everything as it was. */
export function cancelKeyName(doc: DocId): void {
  patchTree(doc, { editing: null })
}

/** Deletes the selected key with everything below it. */
export async function deleteSelectedKey(doc: DocId): Promise<void> {
  const row = selectedRow(doc)
  if (!row) return
  if (row.level === 1) return void notify({ kind: 'alert', text: rootKeyText('delete') })
  const machine = machineOf(doc)
  machine.deleting = { index: treeView(doc).selectedIndex, level: row.level }
  const result = await runEdit(doc, { kind: 'delete-key', key: row.id })
  if (!result) machine.deleting = null
  else focusPane('tree')
}
