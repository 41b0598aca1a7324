/** What panes show of each hive after it was measured (`Measuring`): pictures of it, and lists. */

import type { CallOptions, DocId } from '../worker/protocol.ts'
import { DocumentViews, type ViewController } from './DocumentViews.ts'
import { type Measured, Measuring } from './Measuring.ts'

interface Options<View, Result, Controller> {
  /** What is shown before anything was measured. */
  readonly nothing: View
  make(doc: DocId): Controller
  /** Measures the hive. */
  ask(doc: DocId, options: CallOptions): Promise<Result>
  /** The number of keys that were measured. */
  keysOf(result: Result): number
  /** Called with each new result, once it is in the view. */
  measured(doc: DocId, result: Result): Promise<void>
}

export class MeasuredViews<
  Result extends { readonly revision: number },
  View extends Measured<Result>,
  Controller extends ViewController,
> extends DocumentViews<View, Controller> {
  readonly #options: Options<View, Result, Controller>
  readonly #measuring = new Map<DocId, Measuring<Result>>()

  constructor(options: Options<View, Result, Controller>) {
    super(options)
    this.#options = options
  }

  /** Whether the hive was edited since it was measured. */
  isOutdated(doc: DocId): boolean {
    return this.#measuring.get(doc)?.isOutdated ?? false
  }

  /** Measures the hive if that has not been done, or again if it was edited and is small. */
  follow(doc: DocId): void {
    this.#measuringOf(doc)?.follow()
  }

  /** Measures the hive as it is now. What was measured before stays until then. */
  async start(doc: DocId): Promise<void> {
    await this.#measuringOf(doc)?.start()
  }

  /** Stops measuring. */
  stop(doc: DocId): void {
    this.#measuring.get(doc)?.stop()
  }

  protected override make(doc: DocId): Controller {
    const { ask, keysOf, measured } = this.#options
    const measuring = new Measuring<Result>(doc, {
      read: () => this.viewOf(doc),
      write: (change) => this.update(doc, (view) => ({ ...view, ...change })),
      ask: (options) => ask(doc, options),
      keysOf,
      measured: (result) => measured(doc, result),
    })
    this.#measuring.set(doc, measuring)
    return super.make(doc)
  }

  protected override end(doc: DocId): void {
    this.stop(doc)
    this.#measuring.delete(doc)
    super.end(doc)
  }

  /** undefined once the hive is closed. */
  #measuringOf(doc: DocId): Measuring<Result> | undefined {
    this.controllerOf(doc)
    return this.#measuring.get(doc)
  }
}
