/** Edits that take a while: their progress, and cancelling them. */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { GIVEN_UP } from '../text/edits.ts'
import type { CallOptions, DocId } from '../worker/protocol.ts'
import { notify } from './notices.ts'

/** One long edit of a hive. */
export interface Working {
  readonly text: string
  /** Fraction done. */
  readonly done: number
  /** Cancels it: the hive stays as it was before. No notice is shown for a hive that was `closed`. */
  cancel(why?: 'closed'): void
}

/** An edit that takes longer than this shows how far it is. */
const PATIENCE_MS = 300

export const useWorking = create<{ readonly byDoc: ReadonlyMap<DocId, Working> }>(() => ({
  byDoc: new Map(),
}))

/** Whether a long edit of a hive is under way. */
export function isWorking(doc: DocId): boolean {
  return useWorking.getState().byDoc.has(doc)
}

/** Cancels the long edit of a hive that was closed, if there is one. */
export function stopWorking(doc: DocId): void {
  useWorking.getState().byDoc.get(doc)?.cancel('closed')
}

/**
 * Runs an edit, showing its progress when it takes a while. Rejects with `cancelled` when it was cancelled;
 * the user has been told then.
 */
export async function whileShown<T>(
  doc: DocId,
  text: string,
  run: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const began = performance.now()
  const onProgress = (done: number) => {
    if (performance.now() - began < PATIENCE_MS) return
    show(doc, { text, done, cancel: (why) => controller.abort(why) })
  }
  try {
    return await run({ signal: controller.signal, onProgress })
  } catch (error) {
    const isCancelled = error instanceof HiveError && error.code === 'cancelled'
    if (isCancelled && controller.signal.reason !== 'closed') {
      notify({ kind: 'status', doc, text: GIVEN_UP })
    }
    throw error
  } finally {
    if (isWorking(doc)) show(doc, null)
  }
}

function show(doc: DocId, working: Working | null): void {
  useWorking.setState(({ byDoc }) => {
    const next = new Map(byDoc)
    if (working === null) next.delete(doc)
    else next.set(doc, working)
    return { byDoc: next }
  })
}
