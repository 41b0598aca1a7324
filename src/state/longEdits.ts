/** Edits and saves that take long: their progress, and cancelling them. */

import { create } from 'zustand'
import { HiveError } from '../errors.ts'
import { EDIT_CANCELLED } from '../text/edits.ts'
import type { CallOptions, DocId } from '../worker/protocol.ts'
import { notify } from './notices.ts'

/** One long edit or save of a hive. */
export interface Working {
  readonly text: string
  /** Fraction done. */
  readonly done: number
  /** Cancels it: the hive and its file stay as they were. */
  cancel(): void
}

/** Milliseconds after which progress is shown. */
const PATIENCE_MS = 300

export const useWorking = create<{ readonly byDoc: ReadonlyMap<DocId, Working> }>(() => ({
  byDoc: new Map(),
}))

/** Everything under way or waiting for its turn, shown or not yet. */
const running = new Map<AbortController, DocId>()

/** Whether a long edit or save of a hive is under way. */
export function isWorking(doc: DocId): boolean {
  return useWorking.getState().byDoc.has(doc)
}

/** Cancels the edits and saves of a closed hive, including those that are not shown yet. */
export function stopEdits(doc: DocId): void {
  for (const [controller, of] of running) if (of === doc) controller.abort('closed')
}

/**
 * Runs an edit or a save, and shows its progress when it takes long. Rejects with `cancelled` when it
 * was cancelled, which a notice has said, and when its hive was closed meanwhile.
 *
 * @param text - what is being done
 * @param cancelledText - the notice after it was cancelled
 */
export async function whileShown<T>(
  doc: DocId,
  text: string,
  run: (options: CallOptions) => Promise<T>,
  cancelledText = EDIT_CANCELLED,
): Promise<T> {
  const controller = new AbortController()
  running.set(controller, doc)
  const isClosed = () => controller.signal.reason === 'closed'
  const began = performance.now()
  let reached = 0
  const draw = () => show(doc, { text, done: reached, cancel: () => controller.abort() })
  const onProgress = (done: number) => {
    reached = done
    if (performance.now() - began >= PATIENCE_MS) draw()
  }
  // Also when it stands still, but not over the progress of what it waits for.
  const timer = setTimeout(() => isWorking(doc) || draw(), PATIENCE_MS)
  try {
    const result = await run({ signal: controller.signal, onProgress })
    if (isClosed()) throw closedMeanwhile()
    return result
  } catch (error) {
    if (isClosed()) throw closedMeanwhile()
    const isCancelled = error instanceof HiveError && error.code === 'cancelled'
    if (isCancelled) notify({ kind: 'status', doc, text: cancelledText })
    throw error
  } finally {
    clearTimeout(timer)
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
