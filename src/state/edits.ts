/**
 * Editing an open hive: edits, undo and redo, and steps that replace the whole image. A notice
 * reports what each did.
 */

import {
  alsoText,
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
 * to show it beside a field. A `silent` deletion is not told.
 */
export async function runEdit(
  doc: DocId,
  edit: EditRequest,
  options: { readonly onRefused?: (error: unknown) => void; readonly silent?: boolean } = {},
): Promise<EditResult | null> {
  try {
    const result = await whileShown(doc, workingText(edit), (call) =>
      engine().edit({ doc, edit }, call),
    )
    applyResult(doc, result)
    const { kind } = result.label
    if (options.silent !== true && (kind === 'delete-key' || kind === 'delete-values')) {
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

/**
 * Does in other hives what belongs to steps that are about to be undone or redone. Returns their names; null if that
 * must not be done, which a notice has said.
 */
type FollowSteps = (
  doc: DocId,
  to: { readonly position: number } | { readonly by: number },
) => Promise<readonly string[] | null>

let followSteps: FollowSteps | null = null

/** Sets what is done before steps are undone or redone. */
export function followTwins(follow: FollowSteps): void {
  followSteps = follow
}

/** Does what belongs to steps of a hive in others. Returns what is said of that; null if the steps must stay. */
export async function followedText(
  doc: DocId,
  to: { readonly position: number } | { readonly by: number },
): Promise<{ readonly detail?: string } | null> {
  const followed = followSteps === null ? [] : await followSteps(doc, to)
  if (followed === null) return null
  return followed.length === 0 ? {} : { detail: alsoText(followed) }
}

/** Undoes the last edit. */
export function undo(doc: DocId): Promise<void> {
  const text = undoingText(documentOf(doc)?.state.undo ?? null)
  const take = () => whileShown(doc, text, (call) => engine().undo({ doc }, call))
  return step(doc, -1, take, undoneText)
}

/** Redoes the edit that was undone last. */
export function redo(doc: DocId): Promise<void> {
  const text = redoingText(documentOf(doc)?.state.redo ?? null)
  const take = () => whileShown(doc, text, (call) => engine().redo({ doc }, call))
  return step(doc, 1, take, redoneText)
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
  by: 1 | -1,
  take: () => Promise<EditResult | null>,
  say: (result: EditResult) => string,
): Promise<void> {
  try {
    const followed = await followedText(doc, { by })
    const result = followed && (await take())
    if (!result) return
    applyResult(doc, result)
    notify({ kind: 'status', text: say(result), ...followed, doc, topic: editTopic(doc) })
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc, topic: editTopic(doc) })
  }
}
