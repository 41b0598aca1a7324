/**
 * What a pane keeps of each hive: what it shows, which components subscribe to, and a controller that fetches it, such
 * as lists and work under way. Both end when the hive is closed; those of a pane that is only kept up to date while it
 * is on screen (`watch`) end when it leaves the screen.
 */

import { create } from 'zustand'
import type { DocId } from '../worker/protocol.ts'
import { documentOf, useDocuments } from './documents.ts'

/** What fetches for one hive. */
export interface ViewController {
  /** Stops all work, and drops replies that are still to come. */
  close(): void
}

interface Options<View, Controller> {
  /** What is shown before anything was fetched. */
  readonly nothing: View
  make(doc: DocId): Controller
  /** Whether what was shown stays when `watch` ends, until the hive is closed. Default: no. */
  readonly keepsView?: boolean
}

export class DocumentViews<View extends object, Controller extends ViewController> {
  readonly #options: Options<View, Controller>
  readonly #controllers = new Map<DocId, Controller>()
  readonly #store = create<{ readonly byDoc: Readonly<Record<DocId, View>> }>(() => ({
    byDoc: {},
  }))

  constructor(options: Options<View, Controller>) {
    this.#options = options
    useDocuments.subscribe(() => this.#dropClosed())
  }

  /** What is shown of a hive. */
  viewOf(doc: DocId): View {
    return this.#store.getState().byDoc[doc] ?? this.#options.nothing
  }

  /** The same as a subscription. */
  useView(doc: DocId): View {
    return this.#store(({ byDoc }) => byDoc[doc]) ?? this.#options.nothing
  }

  /** Changes what is shown. Does nothing for a hive without a controller: a late reply about a closed one. */
  update(doc: DocId, change: (view: View) => View): void {
    if (!this.#controllers.has(doc)) return
    this.#store.setState(({ byDoc }) => ({ byDoc: { ...byDoc, [doc]: change(this.viewOf(doc)) } }))
  }

  /** The same for some of its properties. */
  patch(doc: DocId, change: Partial<View>): void {
    this.update(doc, (view) => ({ ...view, ...change }))
  }

  /** The controller of a hive, undefined while there is none. */
  existing(doc: DocId): Controller | undefined {
    return this.#controllers.get(doc)
  }

  /** The controller of a hive, which is made when it is first asked for. */
  controllerOf(doc: DocId): Controller {
    const existing = this.#controllers.get(doc)
    if (existing !== undefined) return existing
    const made = this.make(doc)
    this.#controllers.set(doc, made)
    if (documentOf(doc) === undefined) this.end(doc)
    return made
  }

  /** Keeps the controller of a hive while it is on screen. Returns a function that ends it. */
  watch(doc: DocId): () => void {
    const controller = this.controllerOf(doc)
    // Whoever draws the hive then finds the controller.
    this.patch(doc, {})
    return () => {
      if (this.#controllers.get(doc) === controller) this.end(doc)
    }
  }

  /** Makes the controller of a hive. */
  protected make(doc: DocId): Controller {
    return this.#options.make(doc)
  }

  /** Ends the controller of a hive. */
  protected end(doc: DocId): void {
    this.#controllers.get(doc)?.close()
    this.#controllers.delete(doc)
    if (this.#options.keepsView !== true) this.#dropView(doc)
  }

  #dropView(doc: DocId): void {
    this.#store.setState((state) => {
      if (state.byDoc[doc] === undefined) return state
      const { [doc]: _left, ...others } = state.byDoc
      return { byDoc: others }
    })
  }

  #dropClosed(): void {
    const known = new Set([
      ...this.#controllers.keys(),
      ...Object.keys(this.#store.getState().byDoc).map(Number),
    ])
    for (const doc of known) {
      if (documentOf(doc) !== undefined) continue
      this.end(doc)
      this.#dropView(doc)
    }
  }
}
