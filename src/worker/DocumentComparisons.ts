/** The comparisons that a document takes part in, and the other hives that were read for them. */

import type { Hive } from '../offreg/Hive.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { type HiveComparison, outdated } from './HiveComparison.ts'
import type { DocId, EngineEvent } from './protocol.ts'

export class DocumentComparisons implements DocumentPart {
  /** The last comparison of this document as the later hive; null if it is outdated. */
  #own: HiveComparison | null = null
  /** The comparisons of the other document that it is with, if it is with one. */
  #with: DocumentComparisons | null = null
  /** Comparisons of other documents with this one. */
  readonly #others = new Set<DocumentComparisons>()
  /** The hive as it was opened, once it was compared with. It has no bytes of its own. */
  original: Hive | null = null
  readonly #doc: DocId
  readonly #send: (event: EngineEvent) => void

  constructor(doc: DocId, send: (event: EngineEvent) => void) {
    this.#doc = doc
    this.#send = send
  }

  /** Bytes of the hives that only comparisons need. */
  get held(): number {
    const other = this.#own?.before
    const isExtra = other !== undefined && other.doc === null && other.hive !== this.original
    return isExtra ? other.hive.image.length : 0
  }

  /**
   * Keeps a comparison of this document in place of the one before.
   *
   * @param other - the comparisons of the other document; null if the other hive is not one
   */
  adopt(comparison: HiveComparison, other: DocumentComparisons | null): void {
    this.#leave()
    this.#own = comparison
    this.#with = other
    if (other !== null) other.#others.add(this)
  }

  /**
   * The comparison that the page means.
   *
   * @throws HiveError `stale` when one of its hives was edited since, or another comparison was made
   */
  get(id: number): HiveComparison {
    const own = this.#own
    if (own === null || own.id !== id || !own.isCurrent) throw outdated()
    return own
  }

  edited(): void {
    this.#outdate()
  }

  swapped(): void {
    this.#outdate()
  }

  closed(): void {
    for (const other of this.#others) other.#drop()
    this.#others.clear()
    this.release()
  }

  /** Gives up the comparison and the hives that were read for it. */
  release(): void {
    this.#leave()
    this.original = null
  }

  #leave(): void {
    if (this.#with !== null) this.#with.#others.delete(this)
    this.#with = null
    this.#own = null
  }

  #outdate(): void {
    for (const other of this.#others) other.#drop()
    this.#others.clear()
    this.#drop()
  }

  #drop(): void {
    const own = this.#own
    if (own === null) return
    this.#leave()
    this.#send({ type: 'comparison-outdated', doc: this.#doc, comparison: own.id })
  }
}
