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

/** Which steps of a hive are undone or redone: to a position, or so many from where it is. */
type Steps = { readonly position: number } | { readonly by: number }

/** What was done in other hives for steps of one. */
export interface FollowedSteps {
  /** The names of those hives. */
  readonly names: readonly string[]
  /** Takes that back as far as the steps themselves were not done in the end. */
  settle(): Promise<void>
}

/**
 * Does in other hives what belongs to steps that are about to be undone or redone. null if the steps must not be done,
 * which a notice has said.
 */
type FollowSteps = (doc: DocId, to: Steps) => Promise<FollowedSteps | null>

let followSteps: FollowSteps | null = null

/** Sets what is done before steps are undone or redone. */
export function followTwins(follow: FollowSteps): void {
  followSteps = follow
}

/**
 * Undoes or redoes steps of a hive, with what belongs to them in others.
 *
 * @param take - does the steps
 * @returns its result, and what is said of other hives; null if the steps must stay
 */
export async function takeSteps<T>(
  doc: DocId,
  to: Steps,
  take: () => Promise<T>,
): Promise<{ readonly result: T; readonly also: { readonly detail?: string } } | null> {
  if (followSteps === null) return { result: await take(), also: {} }
  const followed = await followSteps(doc, to)
  if (followed === null) return null
  const { names } = followed
  try {
    const result = await take()
    return { result, also: names.length === 0 ? {} : { detail: alsoText(names) } }
  } finally {
    await followed.settle()
  }
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
    const taken = await takeSteps(doc, { by }, take)
    if (!taken?.result) return
    const { result, also } = taken
    applyResult(doc, result)
    notify({ kind: 'status', text: say(result), ...also, doc, topic: editTopic(doc) })
  } catch (error) {
    showError(error, documentOf(doc)?.info.name, { doc, topic: editTopic(doc) })
  }
}
