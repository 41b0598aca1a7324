/**
 * Measuring a hive for a picture of it: progress, stopping, and measuring again once the hive was edited. A small hive
 * is measured again by itself; of a large one the picture says that it is out of date.
 */

import type { CallOptions, DocId } from '../worker/protocol.ts'
import { documentOf } from './documents.ts'
import { needsNoMessage, reporterOf } from './notices.ts'

/** What was measured, and how far the measuring is that is under way. */
export interface Measured<Result> {
  readonly running: boolean
  /** It has been running for so long that its progress is shown. */
  readonly slow: boolean
  /** Fraction done. */
  readonly done: number
  /** null until something was measured. */
  readonly result: Result | null
}

/** Nothing measured yet. */
export const UNMEASURED: Measured<never> = { running: false, slow: false, done: 0, result: null }

/** Milliseconds after which progress is shown. */
const PATIENCE_MS = 300
/** A hive with more keys is only measured again on request. */
const SMALL_KEYS = 100_000

interface MeasuringOptions<Result> {
  read(): Measured<Result>
  write(change: Partial<Measured<Result>>): void
  ask(options: CallOptions): Promise<Result>
  /** The number of keys that were measured. */
  keysOf(result: Result): number
  /** Called with each new result, once it is written. */
  measured(result: Result): Promise<void>
}

/** The measuring of one hive. */
export class Measuring<Result extends { readonly revision: number }> {
  readonly #doc: DocId
  readonly #options: MeasuringOptions<Result>
  #stop: AbortController | null = null

  constructor(doc: DocId, options: MeasuringOptions<Result>) {
    this.#doc = doc
    this.#options = options
  }

  /** Whether the hive was edited since it was measured. */
  get isOutdated(): boolean {
    const { result } = this.#options.read()
    const document = documentOf(this.#doc)
    return result !== null && document !== undefined && result.revision !== document.state.revision
  }

  /** Measures the hive if nothing is known of it, or if it was edited and is small. */
  follow(): void {
    const { result } = this.#options.read()
    if (this.#stop !== null) return
    if (result === null) void this.start()
    else if (this.isOutdated && this.#options.keysOf(result) <= SMALL_KEYS) void this.start()
  }

  /** Measures the hive as it is now. What was measured before stays until then. */
  async start(): Promise<void> {
    this.stop()
    const stop = new AbortController()
    this.#stop = stop
    const { write, ask, measured } = this.#options
    const isCurrent = () => this.#stop === stop
    const slow = setTimeout(() => isCurrent() && write({ slow: true }), PATIENCE_MS)
    write({ running: true, slow: false, done: 0 })
    let isDone = false
    try {
      const result = await ask({
        signal: stop.signal,
        onProgress: (done) => isCurrent() && write({ done }),
      })
      if (!isCurrent()) return
      write({ result })
      await measured(result)
      isDone = true
    } catch (error) {
      if (isCurrent() && !needsNoMessage(error)) reporterOf(this.#doc)(error)
    } finally {
      clearTimeout(slow)
      if (isCurrent()) {
        this.#stop = null
        write({ running: false, slow: false })
        // The hive may have been edited meanwhile.
        if (isDone) this.follow()
      }
    }
  }

  /** Stops measuring, at once for the page: a result that still comes is dropped. */
  stop(): void {
    if (this.#stop === null) return
    this.#stop.abort()
    this.#stop = null
    this.#options.write({ running: false, slow: false })
  }
}
