/** Edits, undo and redo for the page: translates ids to cells, and reports the results in ids. */

import { sourceOf } from '../edit/change.ts'
import type { EditCommand, EditLabel } from '../edit/command.ts'
import { runCommand } from '../edit/run.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { eachValue, valueName } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { shownLabel } from './displayNames.ts'
import { withErrorPathLater } from './errorPaths.ts'
import type { FollowedStep, HiveDocument } from './HiveDocument.ts'
import type { EditRequest, EditResult, KeyId, ValueId } from './protocol.ts'
import type { CallContext } from './rpc.ts'

/** The most values whose moves a reply lists: what follows them is the clipboard alone. */
const MOST_VALUES = 1000

/**
 * Runs an edit, in slices if it is long. When cancelled it changes nothing. Must be called within
 * `exclusive`.
 *
 * @throws HiveError the codes under "refused edits" in errors.ts, `cancelled`
 */
export async function runEdit(
  doc: HiveDocument,
  edit: EditRequest,
  call: CallContext,
): Promise<EditResult> {
  const command = commandOf(doc, edit)
  const about = keyOf(doc, edit)
  const step = await withErrorPathLater(doc, about, () =>
    doc.run((scope) => runCommand(scope, command), call),
  )
  return resultOf(doc, step)
}

/** Makes another hive, which has already been checked, the current one, as one step. */
export async function swapHive(
  doc: HiveDocument,
  hive: Hive,
  label: EditLabel,
): Promise<EditResult> {
  return resultOf(doc, await doc.swap(hive, label))
}

/** Undoes the last step, in slices as `runEdit` does; null when there is none. */
export async function undoEdit(doc: HiveDocument, call: CallContext): Promise<EditResult | null> {
  const step = await doc.undo(call)
  return step && resultOf(doc, step)
}

/** Redoes the step that was undone last; null when there is none. */
export async function redoEdit(doc: HiveDocument, call: CallContext): Promise<EditResult | null> {
  const step = await doc.redo(call)
  return step && resultOf(doc, step)
}

/** The reply to a step that the parts of the document have followed. */
export function resultOf(doc: HiveDocument, step: FollowedStep): EditResult {
  const { ids, hive } = doc
  const { label, focus, changes, movedFrom, movedTo } = step
  const moved: [KeyId, KeyId][] = []
  const movedValues: [ValueId, ValueId][] = []
  for (const [index, [, cell]] of changes?.moved.entries() ?? []) {
    const [from, to] = [movedFrom[index], movedTo[index]]
    if (from === undefined || to === undefined) continue
    if (findKeyNode(hive.cells, cell) !== 0) moved.push([from, to])
    else if (movedValues.length < MOST_VALUES) movedValues.push([from, to])
  }
  const { keys = [], values = [] } = changes?.freed ?? {}
  return {
    state: doc.state,
    label: shownLabel(label),
    focus: { key: ids.of(focus.key), value: focus.value === null ? null : ids.of(focus.value) },
    moved,
    movedValues,
    lists: {
      subkeys: changes === null || changes.lists.subkeys.size > 0,
      values: changes === null || changes.lists.values.size > 0,
    },
    removed: { keys: keys.length, values: values.length },
    swapped: changes === null ? doc.info : null,
  }
}

function commandOf(doc: HiveDocument, edit: EditRequest): EditCommand {
  switch (edit.kind) {
    case 'create-key':
    case 'create-path':
    case 'create-link':
      return { ...edit, parent: doc.keyCell(edit.parent) }
    case 'rename-key':
    case 'delete-key':
    case 'set-properties':
    case 'set-security':
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
    case 'apply-changes':
      return { ...edit, changes: sourceOf(edit.changes) }
  }
}

/** The key that an edit is about; the root if it is about several. */
function keyOf(doc: HiveDocument, edit: EditRequest): KeyId {
  if (edit.kind === 'apply-changes') return doc.ids.of(doc.hive.root)
  return 'parent' in edit ? edit.parent : edit.key
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
