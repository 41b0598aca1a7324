/**
 * Checks open hives again after they were edited, so that the problems shown are those of the hives as they
 * are now. The first check of a hive runs by itself (`documents.ts` hears of it).
 */

import type { CheckSummary, DocId } from '../worker/protocol.ts'
import { type Doc, documentOf, updateDocument } from './documents.ts'
import { engine } from './engine.ts'
import { showError } from './notices.ts'
import { isPassing } from './passing.ts'
import { useSettings } from './settings.ts'
import { refreshRows } from './tree.ts'
import { refreshValues } from './values.ts'

/** How long a hive rests after an edit before it is checked by itself, in milliseconds. */
const REST_MS = 400

const running = new Map<DocId, AbortController>()
const resting = new Map<DocId, ReturnType<typeof setTimeout>>()

/** Whether a hive was edited since it was checked. */
export function isOutdated({ check, state }: Doc): boolean {
  return check !== null && check.revision !== state.revision
}

/** Checks a hive as it is now, unless a check is running. Earlier findings stay until it is done. */
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
    if (!isPassing(error)) showError(error, documentOf(doc)?.info.name, { doc })
  } finally {
    running.delete(doc)
    updateDocument(doc, { checkProgress: 1 })
  }
}

/** Stops the running check. Earlier findings stay, marked as outdated. */
export function cancelCheck(doc: DocId): void {
  running.get(doc)?.abort()
}

/** A hive was edited: checks it once that rests, where its problems are on screen. */
export function checkAfterEdit(doc: DocId): void {
  const check = documentOf(doc)?.check
  if (!check) return
  rest(doc)
  if (!useSettings.getState().panel && !hasProblems(check)) return
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

/** Rows say which keys and values are damaged. */
function showDamage(doc: DocId): void {
  void refreshRows(doc)
  void refreshValues(doc)
}
