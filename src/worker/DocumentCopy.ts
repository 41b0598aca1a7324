/** A compacted copy of the hive of a document, kept from the time that its size is shown until it is saved. */

import type { NewMinor } from '../offreg/create.ts'
import type { Hive } from '../offreg/Hive.ts'
import { compactCheckedSteps } from '../offreg/saveGate.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** Runs a job that needs this many more bytes, if they are available. */
type WithRoom = <T>(bytes: number, job: () => Promise<T>) => Promise<T>

/** The document that is copied. */
interface Copied {
  /** Its current hive. */
  readonly hive: Hive
}

export class DocumentCopy implements DocumentPart {
  #kept: { readonly hive: Hive; readonly minor: NewMinor } | null = null
  readonly #doc: Copied

  constructor(doc: Copied) {
    this.#doc = doc
  }

  /** Bytes of the copy. */
  get held(): number {
    return this.#kept?.hive.image.length ?? 0
  }

  /** The copy, if there is one. */
  get hives(): readonly Hive[] {
    return this.#kept === null ? [] : [this.#kept.hive]
  }

  /**
   * The copy in the format of a version, which is checked; it is made if there is none. Must be called within
   * `exclusive`.
   *
   * @throws HiveError the codes of `CALLS.previewSave`
   */
  async make(minor: NewMinor, withRoom: WithRoom, context: CallContext): Promise<Hive> {
    const { hive } = this.#doc
    if (hive.access !== 'old-version') hive.requireEditable()
    if (this.#kept?.minor === minor) return this.#kept.hive
    this.#kept = null
    const { signal, progress } = context
    const steps = () =>
      runInSlices(compactCheckedSteps(hive, { minor }), { signal, onProgress: progress })
    const copy = await withRoom(hive.image.length, steps)
    this.#kept = { hive: copy, minor }
    return copy
  }

  drop(): void {
    this.#kept = null
  }

  edited(): void {
    this.drop()
  }

  swapped(): void {
    this.drop()
  }

  closed(): void {
    this.drop()
  }
}
