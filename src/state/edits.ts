/**
 * Editing an open hive: edits, undo and redo, and steps that replace the whole image. A notice
 * reports what each did.
 */

import {
  deletedText,
  redoingText,
  redoneText,
  subjectOf,
  swappedText,
  UNDO,
  undoingText,
  undoneText,
  workingText,
} from '../text/edits.ts'
import type { DocId, DocState, EditRequest, EditResult } from '../worker/protocol.ts'
import { applyResult, documentOf, editTopic } from './documents.ts'
import { engine } from './engine.ts'
import { whileShown } from './longEdits.ts'
import { notify, showError } from './notices.ts'

/**
 * Runs one edit. null when it was refused: a notice has said why, unless `onRefused` took the error
 * to show it beside a field.
 */
export async function runEdit(
  doc: DocId,
  edit: EditRequest,
  options: { readonly onRefused?: (error: unknown) => void } = {},
): Promise<EditResult | null> {
  try {
    const result = await whileShown(doc, workingText(edit), (call) =>
      engine().edit({ doc, edit }, call),
    )
    applyResult(doc, result)
    const { kind } = result.label
    if (kind === 'delete-key' || kind === 'delete-values') {
      notify({
        kind: 'status',
        text: deletedText(result),
        action: { label: UNDO, run: () => void undo(doc) },
        doc,
        topic: editTopic(doc),
      })
    }
    return result
  } catch (error) {
    if (options.onRefused) options.onRefused(error)
    else showError(error, subjectOf(edit), { doc, topic: editTopic(doc) })
    return null
  }
}

/** Applies the given transaction logs as one step. False when that was refused. */
export function applyLogs(doc: DocId): Promise<boolean> {
  return swap(doc, () => engine().applyLogs({ doc }))
}

/** Converts a hive of an early version, as one step. False when that was refused. */
export function convert(doc: DocId): Promise<boolean> {
  return swap(doc, () => engine().convert({ doc }))
}

/** Runs a step that exchanges the whole image, and says that it can be undone. */
async function swap(doc: DocId, take: () => Promise<EditResult>): Promise<boolean> {
  const name = documentOf(doc)?.info.name ?? ''
  try {
    const result = await take()
    if (!documentOf(doc)) return false
    applyResult(doc, result)
    notify({
      kind: 'status',
      text: swappedText(name, result),
      action: { label: UNDO, run: () => void undo(doc) },
      doc,
      topic: editTopic(doc),
    })
    return true
  } catch (error) {
    if (documentOf(doc)) showError(error, name, { doc, topic: editTopic(doc) })
    return false
  }
}

/** Undoes the last edit. */
export function undo(doc: DocId): Promise<void> {
  const text = undoingText(documentOf(doc)?.state.undo ?? null)
  const take = () => whileShown(doc, text, (call) => engine().undo({ doc }, call))
  return step(doc, take, undoneText)
}

/** Redoes the edit that was undone last. */
export function redo(doc: DocId): Promise<void> {
  const text = redoingText(documentOf(doc)?.state.redo ?? null)
  const take = () => whileShown(doc, text, (call) => engine().redo({ doc }, call))
  return step(doc, take, redoneText)
}

/** Undoes every edit that can be undone. */
export async function undoAll(doc: DocId): Promise<void> {
  let before: DocState | null = null
  for (;;) {
    const state = documentOf(doc)?.state
    if (!state?.undo || state === before) return
    before = state
    await undo(doc)
  }
}

async function step(
  doc: DocId,
  take: () => Promise<EditResult | null>,
  say: (result: EditResult) => string,
): Promise<void> {
  try {
    const result = await take()
    if (!result) return
    applyResult(doc, result)
    notify({ kind: 'status', text: say(result), doc, topic: editTopic(doc) })
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc, topic: editTopic(doc) })
  }
}
