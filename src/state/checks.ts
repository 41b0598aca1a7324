/**
 * Checks open hives again after edits, so that the problems shown are current. The engine starts
 * the first check of a hive by itself and sends its result to `documents.ts`.
 */

import type { CheckSummary, DocId } from '../worker/protocol.ts'
import { type Doc, documentOf, updateDocument } from './documents.ts'
import { engine } from './engine.ts'
import { needsNoMessage, showError } from './notices.ts'
import { panelTab } from './panel.ts'
import { refreshRows } from './tree.ts'
import { refreshValues } from './values.ts'

/** Milliseconds after the last edit until a hive is checked automatically. */
const REST_MS = 400

const running = new Map<DocId, AbortController>()
const resting = new Map<DocId, ReturnType<typeof setTimeout>>()

/** Whether a hive was edited since it was checked. */
export function isOutdated({ check, state }: Doc): boolean {
  return check !== null && check.revision !== state.revision
}

/**
 * Checks a hive as it is now, unless a check is running. Earlier findings stay until the check is
 * done.
 */
export async function checkNow(doc: DocId): Promise<void> {
  rest(doc)
  const before = documentOf(doc)?.check
  if (!before || running.has(doc)) return
  const stop = new AbortController()
  running.set(doc, stop)
  updateDocument(doc, { checkProgress: 0 })
  const onProgress = (checkProgress: number) => updateDocument(doc, { checkProgress })
  try {
    const check = await engine().check({ doc }, { signal: stop.signal, onProgress })
    updateDocument(doc, { check })
    if (before.errors > 0 || check.errors > 0) showDamage(doc)
  } catch (error) {
    if (!needsNoMessage(error)) showError(error, documentOf(doc)?.info.name, { doc })
  } finally {
    running.delete(doc)
    updateDocument(doc, { checkProgress: 1 })
  }
}

/** Stops the running check. Earlier findings stay, marked as outdated. */
export function cancelCheck(doc: DocId): void {
  running.get(doc)?.abort()
}

/** Checks an edited hive once the edits pause, if its problems are on screen. */
export function checkAfterEdit(doc: DocId): void {
  const check = documentOf(doc)?.check
  if (!check) return
  rest(doc)
  if (panelTab(doc) !== 'problems' && !hasProblems(check)) return
  resting.set(
    doc,
    setTimeout(() => void checkNow(doc), REST_MS),
  )
}

/** Forgets a closed document. */
export function dropCheck(doc: DocId): void {
  rest(doc)
  cancelCheck(doc)
}

function rest(doc: DocId): void {
  clearTimeout(resting.get(doc))
  resting.delete(doc)
}

function hasProblems({ errors, warnings }: CheckSummary): boolean {
  return errors + warnings > 0
}

/** Fetches the rows again, since they say which keys and values are damaged. */
function showDamage(doc: DocId): void {
  void refreshRows(doc)
  void refreshValues(doc)
}
