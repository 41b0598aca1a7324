/** Drives work in slices of a few milliseconds, so that calls are answered in between. */

import { HiveError } from '../errors.ts'
import { abandon, type Work } from '../work.ts'

/** Milliseconds after which work pauses so that other tasks can run. */
const SLICE_MS = 12

interface SliceOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number) => void
  /** Run the first slice immediately, so that short work finishes in it. */
  readonly atOnce?: boolean
  /** Awaited after each slice, such as to write what it made. */
  readonly between?: () => Promise<void>
}

/**
 * Runs work in slices. Unless `atOnce` is set, it begins after the calls that are already waiting,
 * so that a document's events come after the reply that announces the document.
 *
 * @throws HiveError `cancelled` when the signal aborts, and the errors of the work
 */
export async function runInSlices<T>(work: Work<T>, options: SliceOptions = {}): Promise<T> {
  const pauses = new Pauses()
  try {
    for (let waits = !options.atOnce; ; waits = true) {
      if (waits) await pauses.next()
      if (options.signal?.aborted) throw new HiveError('cancelled', 'the work was cancelled')
      const end = performance.now() + SLICE_MS
      let step = work.next()
      while (step.done !== true && performance.now() < end) step = work.next()
      if (step.done === true) return step.value
      options.onProgress?.(step.value)
      await options.between?.()
    }
  } finally {
    pauses.end()
    abandon(work)
  }
}

/** Yields to pending events. A message is cheaper than a timer, which browsers also throttle. */
class Pauses {
  #channel: MessageChannel | null = null

  next(): Promise<void> {
    this.#channel ??= new MessageChannel()
    const { port1, port2 } = this.#channel
    return new Promise((resolve) => {
      port1.onmessage = () => resolve()
      port2.postMessage(null)
    })
  }

  end(): void {
    this.#channel?.port1.close()
    this.#channel?.port2.close()
  }
}
