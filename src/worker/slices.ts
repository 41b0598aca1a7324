/** Long jobs in slices, so that calls get their turn: generators run for a few milliseconds at a time. */

import { HiveError } from '../errors.ts'

/** The longest a job keeps everyone else waiting. */
const SLICE_MS = 12

/**
 * Runs a job that yields the fraction it has done. It begins after what is under way: a document's
 * events come after the reply that tells of the document.
 *
 * @throws HiveError `cancelled` when the signal aborts, and what the job throws
 */
export async function runInSlices<T>(
  job: Generator<number, T>,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<T> {
  const turns = new Turns()
  try {
    for (;;) {
      await turns.next()
      if (options.signal?.aborted) throw new HiveError('cancelled', 'the job was cancelled')
      const end = performance.now() + SLICE_MS
      let step = job.next()
      while (step.done !== true && performance.now() < end) step = job.next()
      if (step.done === true) return step.value
      options.onProgress?.(step.value)
    }
  } finally {
    turns.end()
    job.return(undefined as never)
  }
}

/** Waits for the events that are due; a message is cheaper than a timer, which browsers also throttle. */
class Turns {
  readonly #channel = new MessageChannel()
  #resume: () => void = () => {}

  constructor() {
    this.#channel.port1.onmessage = () => this.#resume()
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve
      this.#channel.port2.postMessage(null)
    })
  }

  end(): void {
    this.#channel.port1.close()
    this.#channel.port2.close()
  }
}
