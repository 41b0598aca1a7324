/** Edits that take long: their progress, and cancelling them. */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { EDIT_CANCELLED } from '../text/edits.ts'
import type { CallOptions, DocId } from '../worker/protocol.ts'
import { notify } from './notices.ts'

/** One long edit of a hive. */
export interface Working {
  readonly text: string
  /** Fraction done. */
  readonly done: number
  /** Cancels it: the hive stays as it was. */
  cancel(): void
}

/** Milliseconds after which an edit shows its progress. */
const PATIENCE_MS = 300

export const useWorking = create<{ readonly byDoc: ReadonlyMap<DocId, Working> }>(() => ({
  byDoc: new Map(),
}))

/** Every edit under way or waiting for its turn, shown or not yet. */
const running = new Map<AbortController, DocId>()

/** Whether a long edit of a hive is under way. */
export function isWorking(doc: DocId): boolean {
  return useWorking.getState().byDoc.has(doc)
}

/** Cancels the edits of a closed hive, including those that are not shown yet. */
export function stopEdits(doc: DocId): void {
  for (const [controller, of] of running) if (of === doc) controller.abort('closed')
}

/**
 * Runs an edit, and shows its progress when it takes long. Rejects with `cancelled` when it was
 * cancelled, which a notice has said, and when its hive was closed meanwhile.
 */
export async function whileShown<T>(
  doc: DocId,
  text: string,
  run: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  running.set(controller, doc)
  const isClosed = () => controller.signal.reason === 'closed'
  const began = performance.now()
  const onProgress = (done: number) => {
    if (performance.now() - began < PATIENCE_MS) return
    show(doc, { text, done, cancel: () => controller.abort() })
  }
  try {
    const result = await run({ signal: controller.signal, onProgress })
    if (isClosed()) throw closedMeanwhile()
    return result
  } catch (error) {
    if (isClosed()) throw closedMeanwhile()
    const isCancelled = error instanceof HiveError && error.code === 'cancelled'
    if (isCancelled) notify({ kind: 'status', doc, text: EDIT_CANCELLED })
    throw error
  } finally {
    running.delete(controller)
    if (isWorking(doc)) show(doc, null)
  }
}

function closedMeanwhile(): HiveError {
  return new HiveError('cancelled', 'the hive was closed')
}

function show(doc: DocId, working: Working | null): void {
  useWorking.setState(({ byDoc }) => {
    const next = new Map(byDoc)
    if (working === null) next.delete(doc)
    else next.set(doc, working)
    return { byDoc: next }
  })
}
