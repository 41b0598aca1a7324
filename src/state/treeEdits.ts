/** Editing keys in the tree: creating and renaming, with the name typed in place, and deleting. */

import { NEW_KEY_STEM, rootKeyText } from '../text/panes.ts'
import type { DocId, EditRequest, KeyId } from '../worker/protocol.ts'
import { actOnKey } from './actionQueue.ts'
import { endNaming, isNaming } from './activity.ts'
import { runEdit } from './edits.ts'
import { engine } from './engine.ts'
import { showRows } from './environment.ts'
import { returnFocus } from './focus.ts'
import { commitName, fillName, type NamingStore } from './nameField.ts'
import { sayWhyNot } from './notices.ts'
import { expand, selectKey } from './tree.ts'
import {
  type KeyNaming,
  patchTree,
  selectedKey,
  selectedRow,
  treeOf,
  treeView,
} from './treeRows.ts'

const KEY_NAMES: NamingStore<KeyNaming> = {
  read: (doc) => treeView(doc).editing,
  write: (doc, editing) => patchTree(doc, { editing }),
}

/** Opens the name field of the selected key. */
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
    if (name === null) void fillName(KEY_NAMES, doc, () => wholeName(doc, row.id))
  })
}

/**
 * Adds a row for a new key under `parent` (the selected key by default) with an open name field.
 * The field appears at once, so that it gets the letters typed next; the proposed name follows.
 */
export async function beginCreateKey(doc: DocId, parent?: KeyId): Promise<void> {
  endNaming(doc)
  if (parent !== undefined && parent !== selectedKey(doc)) await selectKey(doc, parent)
  await actOnKey(doc, () => {
    if (isNaming(doc)) return
    const row = selectedRow(doc)
    if (!row) return
    showRows('tree')
    const { focusIndex, scroll } = treeView(doc)
    const naming: KeyNaming = {
      mode: 'create',
      parent: row.id,
      parentIndex: focusIndex,
      level: row.level + 1,
      name: null,
      typed: null,
      refused: null,
    }
    patchTree(doc, { editing: naming, scroll: scroll + 1 })
    if (row.subkeyCount > 0 && !row.expanded) void expand(doc, row.id)
    const free = { doc, key: row.id, among: 'keys', stem: NEW_KEY_STEM } as const
    void fillName(KEY_NAMES, doc, async () => (await engine().freeName(free)).name)
  })
}

/** Creates the keys of a path below a key, as one step, and selects the last one. */
export function createPath(doc: DocId, parent: KeyId, names: readonly string[]): Promise<void> {
  endNaming(doc)
  return actOnKey(doc, async () => {
    const result = await runEdit(doc, { kind: 'create-path', parent, names })
    if (result) returnFocus('tree')
  })
}

async function wholeName(doc: DocId, key: KeyId): Promise<string> {
  return (await engine().keyDetails({ doc, key })).name
}

/** Gives the key the typed name; see `commitName`. */
export function commitKeyName(doc: DocId, text: string): Promise<boolean> {
  const { editing } = treeView(doc)
  if (!editing) return Promise.resolve(true)
  const edit: EditRequest =
    editing.mode === 'rename'
      ? { kind: 'rename-key', key: editing.key, name: text }
      : { kind: 'create-key', parent: editing.parent, name: text }
  return commitName(KEY_NAMES, doc, { text, isRename: editing.mode === 'rename', edit })
}

/** Closes the name field without an edit. */
export function cancelKeyName(doc: DocId): void {
  patchTree(doc, { editing: null })
}

/** Deletes the selected key with everything below it. */
export function deleteSelectedKey(doc: DocId): Promise<void> {
  return actOnKey(doc, async () => {
    const row = selectedRow(doc)
    if (!row) return
    if (row.level === 1) return sayWhyNot(rootKeyText('delete'), doc)
    const tree = treeOf(doc)
    tree.deleting = { index: treeView(doc).focusIndex, level: row.level }
    const result = await runEdit(doc, { kind: 'delete-key', key: row.id })
    if (!result) tree.deleting = null
    else returnFocus('tree')
  })
}
