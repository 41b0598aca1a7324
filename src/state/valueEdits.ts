/** Editing values from the grid: naming in place (a new value, another name) and deleting. */

import { HiveError } from '../errors.ts'
import { GRID_WORDS, NEW_VALUE_STEM } from '../text/panes.ts'
import { emptyData } from '../values/encode.ts'
import type { DocId, EditRequest, KeyId, ValueId } from '../worker/protocol.ts'
import { actNext, actOnValues } from './catchUp.ts'
import { activeDocument, editTopic, titleOf } from './documents.ts'
import { runEdit } from './edits.ts'
import { engine } from './engine.ts'
import { returnFocus } from './focus.ts'
import { endNaming, isNaming } from './naming.ts'
import { sayWhyNot, showError } from './notices.ts'
import { valueAfterSelection } from './selection.ts'
import { showRows } from './surroundings.ts'
import { isRenamable, machineOf, patchValues, type ValueNaming, valuesView } from './valueRows.ts'
import { focusedValue } from './values.ts'

/** Opens the focused value's name for typing. */
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
    if (name === null && key !== null) void fill(doc, naming, () => wholeName(doc, key, value.id))
  })
}

/**
 * Draws a new value under the others, its name open for typing. The field is there at once, so that
 * it gets what is typed next; the proposed name follows.
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
    void fill(doc, naming, async () => (await engine().freeName(free)).name)
  })
}

async function wholeName(doc: DocId, key: KeyId, value: ValueId): Promise<string> {
  return (await engine().valueDetails({ doc, key, value })).name
}

/** Puts the name that the field waits for into it. */
async function fill(doc: DocId, naming: ValueNaming, ask: () => Promise<string>): Promise<void> {
  try {
    const name = await ask()
    if (valuesView(doc).editing === naming) patchValues(doc, { editing: { ...naming, name } })
  } catch (error) {
    if (valuesView(doc).editing === naming) cancelValueName(doc)
    showError(error, titleOf(doc), { doc })
  }
}

/**
 * Makes what was typed the value's name, as one edit. A refusal keeps the field open and says why in
 * it; a name that did not change closes it.
 */
export async function commitValueName(doc: DocId, text: string): Promise<boolean> {
  const { editing, key } = valuesView(doc)
  if (!editing || key === null) return true
  if (editing.mode === 'rename' && text === editing.name) {
    cancelValueName(doc)
    return true
  }
  if (text === '') {
    refuse(doc, text, new HiveError('name-empty', 'the name is empty'))
    return false
  }
  const { type } = editing.mode === 'create' ? editing : { type: 0 }
  const edit: EditRequest =
    editing.mode === 'rename'
      ? { kind: 'rename-value', key, value: editing.value, name: text }
      : { kind: 'create-value', key, name: text, type, data: emptyData(type) }
  let isDone = false
  await actNext(doc, async () => {
    const onRefused = (refused: unknown) => refuse(doc, text, refused)
    isDone = (await runEdit(doc, edit, { onRefused })) !== null
  })
  return isDone
}

function refuse(doc: DocId, typed: string, refused: unknown): void {
  const { editing } = valuesView(doc)
  if (editing) patchValues(doc, { editing: { ...editing, typed, refused } })
  // The field says it, when it can be seen.
  if (activeDocument()?.info.doc !== doc) showError(refused, typed, { doc, topic: editTopic(doc) })
}

/** Closes the field and leaves everything as it was. */
export function cancelValueName(doc: DocId): void {
  patchValues(doc, { editing: null })
}

/** Deletes the selected values as one step. A default value that is not set is left out. */
export function deleteSelectedValues(doc: DocId): Promise<void> {
  return actOnValues(doc, async () => {
    const { selection, key } = valuesView(doc)
    const values = [...selection].filter((id) => id !== 0)
    if (key === null || selection.size === 0) return
    if (values.length === 0) {
      sayWhyNot(GRID_WORDS.nothingToDelete, doc)
      return
    }
    const machine = machineOf(doc)
    machine.next = await valueAfterSelection(doc)
    const result = await runEdit(doc, { kind: 'delete-values', key, values })
    machine.next = null
    if (result) returnFocus('grid')
  })
}
