/** Edits as the page asks for them, run through the history, and told in ids; undo and redo. */

import type { EditCommand, EditLabel } from '../edit/command.ts'
import type { Step } from '../edit/History.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { eachValue, findValue, valueName } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { namingLater } from './naming.ts'
import type { EditRequest, EditResult, KeyId, ValueId } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { shownLabel } from './shown.ts'
import { runInSlices } from './slices.ts'

/**
 * A long edit runs in slices; cancelled, it changed nothing. To be run while no other edit can come in
 * between.
 *
 * @throws HiveError the codes under "refused edits" in errors.ts, `cancelled`
 */
export async function runEdit(
  doc: HiveDocument,
  edit: EditRequest,
  { signal, progress }: CallContext,
): Promise<EditResult> {
  const { hive, history, ids } = doc
  const command = commandOf(doc, edit)
  const creates = isNew(doc, command)
  const before = hive.image.revision
  const about = 'parent' in edit ? edit.parent : edit.key
  const step = await namingLater(doc, about, () =>
    runInSlices(history.runSteps(command), { signal, onProgress: progress, atOnce: true }),
  )
  const moved = step.moved.map(([from]) => ids.of(from))
  if (hive.image.revision !== before) {
    const created = creates ? (step.focus.value ?? step.focus.key) : null
    ids.edited({
      gone: [...step.freed, ...step.moved.map(([from]) => from)],
      came: [...step.moved.map(([, to]) => to), ...(created === null ? [] : [created])],
    })
    follow(doc, step)
  }
  return resultOf(doc, step, moved)
}

/** Makes another hive, which has been checked, the current one, as one step. */
export function swapHive(doc: HiveDocument, hive: Hive, label: EditLabel): EditResult {
  const before = doc.hive
  const step = doc.history.swap(hive, label)
  doc.ids.swapped(hive)
  doc.followSwap(before)
  return resultOf(doc, step, [])
}

/** Takes the last step back; null when there is none. Runs in slices, as `runEdit` does. */
export function undoEdit(doc: HiveDocument, context: CallContext): Promise<EditResult | null> {
  return travel(doc, context, {
    steps: doc.history.undoSteps(),
    followIds: () => doc.ids.undone(doc.hive),
  })
}

/** Does the step that was taken back last again; null when there is none. */
export function redoEdit(doc: HiveDocument, context: CallContext): Promise<EditResult | null> {
  return travel(doc, context, {
    steps: doc.history.redoSteps(),
    followIds: () => doc.ids.redone(doc.hive),
  })
}

async function travel(
  doc: HiveDocument,
  { signal, progress }: CallContext,
  way: { readonly steps: Work<Step | null>; followIds(): void },
): Promise<EditResult | null> {
  const before = doc.hive
  const step = await runInSlices(way.steps, { signal, onProgress: progress, atOnce: true })
  if (step === null) return null
  const moved = step.moved.map(([from]) => doc.ids.of(from))
  way.followIds()
  if (step.swapped) doc.followSwap(before)
  else follow(doc, step)
  return resultOf(doc, step, moved)
}

/** Brings what the document keeps in step with bytes that changed. */
function follow(doc: HiveDocument, { moved, focus, label }: Step): void {
  const { hive, rows } = doc
  doc.changed()
  doc.values.clear()
  for (const [from, to] of moved) {
    rows.move(from, to)
    doc.damagedKeys.move(from, to)
  }
  if (!label.kind.endsWith('-key')) return
  // Lists of subkeys changed at the key the edit is about, or at its parent.
  const key = findKeyNode(hive.cells, focus.key)
  if (key !== 0) rows.refresh(hive.image.u32(key + NK.PARENT) as CellOffset)
  rows.refresh(focus.key)
}

function resultOf(doc: HiveDocument, step: Step, movedFrom: readonly number[]): EditResult {
  const { ids, hive } = doc
  const { label, focus, removed } = step
  const moved: [KeyId, KeyId][] = []
  for (const [index, [, to]] of step.moved.entries()) {
    const from = movedFrom[index]
    if (from !== undefined && findKeyNode(hive.cells, to) !== 0) moved.push([from, ids.of(to)])
  }
  const value = focus.value === null ? null : ids.of(focus.value)
  return {
    state: doc.state,
    label: shownLabel(label),
    focus: { key: ids.of(focus.key), value },
    moved,
    removed,
    swapped: step.swapped ? doc.info : null,
  }
}

function commandOf(doc: HiveDocument, edit: EditRequest): EditCommand {
  switch (edit.kind) {
    case 'create-key':
      return { ...edit, parent: doc.keyCell(edit.parent) }
    case 'rename-key':
    case 'delete-key':
    case 'create-value':
      return { ...edit, key: doc.keyCell(edit.key) }
    case 'set-value': {
      const { kind, type, data } = edit
      const key = doc.keyCell(edit.key)
      const content = { kind, key, type, data }
      if (edit.value === 0) return { ...content, name: '' }
      const [index = -1] = indexesOf(doc, key, [edit.value])
      return { ...content, name: nameOf(doc, edit.value), index }
    }
    case 'rename-value': {
      const { kind, name } = edit
      const key = doc.keyCell(edit.key)
      const [index = -1] = indexesOf(doc, key, [edit.value])
      return { kind, key, index, name }
    }
    case 'delete-values': {
      const key = doc.keyCell(edit.key)
      return { kind: edit.kind, key, indexes: indexesOf(doc, key, edit.values) }
    }
  }
}

/** Whether the command brings a key or a value that is not there yet. */
function isNew({ hive }: HiveDocument, command: EditCommand): boolean {
  if (command.kind === 'create-key' || command.kind === 'create-value') return true
  if (command.kind !== 'set-value' || command.index !== undefined) return false
  const { cells } = hive
  return findValue(cells, cells.payloadAt(command.key), command.name) === NIL
}

function nameOf(doc: HiveDocument, value: ValueId): string {
  const { cells } = doc.hive
  const cell = doc.valueCell(value)
  return valueName(cells, cell, cells.payloadAt(cell))
}

/**
 * The indexes of values in the list of a key, found in one pass.
 *
 * @throws HiveError `value-not-found` for the default value that is not set, `stale` for a value of
 *   another key
 */
function indexesOf(doc: HiveDocument, key: CellOffset, values: readonly ValueId[]): number[] {
  const { cells } = doc.hive
  const places = new Map<CellOffset, number>()
  eachValue(cells, cells.payloadAt(key), (cell, index) => {
    if (!places.has(cell)) places.set(cell, index)
    return false
  })
  return values.map((value) => {
    if (value === 0) throw new HiveError('value-not-found', 'the default value is not set')
    const index = places.get(doc.valueCell(value))
    if (index === undefined) throw new HiveError('stale', 'the value is of another key')
    return index
  })
}
