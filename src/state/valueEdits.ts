/**
 * Editing values in the grid: creating and renaming, with the name typed in place, and deleting.
 */

import { GRID_WORDS, NEW_VALUE_STEM } from '../text/panes.ts'
import { emptyData } from '../values/encode.ts'
import type { DocId, EditRequest, KeyId, ValueId } from '../worker/protocol.ts'
import { actOnValues } from './actionQueue.ts'
import { endNaming, isNaming } from './activity.ts'
import { runEdit } from './edits.ts'
import { engine } from './engine.ts'
import { showRows } from './environment.ts'
import { returnFocus } from './focus.ts'
import { submitEdit } from './keyProperties.ts'
import { commitName, fillName, type NamingStore } from './nameField.ts'
import { sayWhyNot } from './notices.ts'
import { valueAfterSelection } from './selection.ts'
import { isRenamable, patchValues, type ValueNaming, valuesOf, valuesView } from './valueRows.ts'
import { focusedValue } from './values.ts'

const VALUE_NAMES: NamingStore<ValueNaming> = {
  read: (doc) => valuesView(doc).editing,
  write: (doc, editing) => patchValues(doc, { editing }),
}

/** Opens the name field of the focused value. */
export function beginRenameValue(doc: DocId): Promise<void> {
  endNaming(doc)
  return actOnValues(doc, () => {
    if (isNaming(doc)) return
    const value = focusedValue(doc)
    if (!value) return
    if (!isRenamable(value)) {
      sayWhyNot(GRID_WORDS.defaultNotRenamed, doc)
      return
    }
    const { key, scroll } = valuesView(doc)
    const name = value.nameCut ? null : value.name
    const naming: ValueNaming = {
      mode: 'rename',
      value: value.id,
      name,
      typed: null,
      refused: null,
    }
    patchValues(doc, { editing: naming, scroll: scroll + 1 })
    if (name !== null || key === null) return
    void fillName(VALUE_NAMES, doc, () => wholeName(doc, key, value.id))
  })
}

/**
 * Adds a row for a new value under the others with an open name field. The field appears at once,
 * so that it gets the letters typed next; the proposed name follows.
 */
export function beginCreateValue(doc: DocId, type: number): Promise<void> {
  endNaming(doc)
  return actOnValues(doc, () => {
    if (isNaming(doc)) return
    const { key, scroll } = valuesView(doc)
    if (key === null) return
    showRows('grid')
    const naming: ValueNaming = { mode: 'create', type, name: null, typed: null, refused: null }
    patchValues(doc, { editing: naming, scroll: scroll + 1 })
    const free = { doc, key, among: 'values', stem: NEW_VALUE_STEM } as const
    void fillName(VALUE_NAMES, doc, async () => (await engine().freeName(free)).name)
  })
}

async function wholeName(doc: DocId, key: KeyId, value: ValueId): Promise<string> {
  return (await engine().valueDetails({ doc, key, value })).name
}

/** Gives the value the typed name; see `commitName`. */
export function commitValueName(doc: DocId, text: string): Promise<boolean> {
  const { editing, key } = valuesView(doc)
  if (!editing || key === null) return Promise.resolve(true)
  const { type } = editing.mode === 'create' ? editing : { type: 0 }
  const edit: EditRequest =
    editing.mode === 'rename'
      ? { kind: 'rename-value', key, value: editing.value, name: text }
      : { kind: 'create-value', key, name: text, type, data: emptyData(type) }
  return commitName(VALUE_NAMES, doc, { text, isRename: editing.mode === 'rename', edit })
}

/** The name that a new value of a key is given unless the user types another; '' if there is none. */
export async function freeValueName(doc: DocId, key: KeyId): Promise<string> {
  try {
    return (await engine().freeName({ doc, key, among: 'values', stem: NEW_VALUE_STEM })).name
  } catch {
    return ''
  }
}

/** Creates a value without data and closes the dialog; a refusal keeps it open. */
export function createValue(
  doc: DocId,
  value: { readonly key: KeyId; readonly name: string; readonly type: number },
  onRefused: (error: unknown) => void,
): Promise<void> {
  const edit = { kind: 'create-value', ...value, data: emptyData(value.type) } as const
  return submitEdit(doc, edit, onRefused)
}

/** Closes the name field without an edit. */
export function cancelValueName(doc: DocId): void {
  patchValues(doc, { editing: null })
}

/**
 * Deletes the selected values as one step. The row of a default value that is not set is ignored.
 */
export function deleteSelectedValues(doc: DocId): Promise<void> {
  return actOnValues(doc, async () => {
    const { selection, key } = valuesView(doc)
    const values = [...selection].filter((id) => id !== 0)
    if (key === null || selection.size === 0) return
    if (values.length === 0) {
      sayWhyNot(GRID_WORDS.nothingToDelete, doc)
      return
    }
    const controller = valuesOf(doc)
    controller.next = await valueAfterSelection(doc)
    const result = await runEdit(doc, { kind: 'delete-values', key, values })
    controller.next = null
    if (result) returnFocus('grid')
  })
}
