/** The comparisons that a document takes part in, and the other hives that were read for them. */

import type { Hive } from '../offreg/Hive.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { type HiveComparison, outdated } from './HiveComparison.ts'
import type { DocId, EngineEvent } from './protocol.ts'

/** A comparison with the document's own earlier bytes, and one with another hive, can be kept side by side. */
type Slot = 'earlier' | 'other'

export class DocumentComparisons implements DocumentPart {
  /** The last comparisons of this document as the later hive, as far as they are not outdated. */
  readonly #own = new Map<Slot, HiveComparison>()
  /** The comparisons of the other document that it is with, if it is with one. */
  #with: DocumentComparisons | null = null
  /** Comparisons of other documents with this one. */
  readonly #others = new Set<DocumentComparisons>()
  /** The hive as it was opened and as it was saved last, once it was compared with. They have no bytes of their own. */
  readonly bases = new Map<'original' | 'saved', Hive>()
  readonly #doc: DocId
  readonly #send: (event: EngineEvent) => void

  constructor(doc: DocId, send: (event: EngineEvent) => void) {
    this.#doc = doc
    this.#send = send
  }

  /** Bytes of the hives that only comparisons need. */
  get held(): number {
    const other = this.#own.get('other')?.before
    return other === undefined || other.doc !== null ? 0 : other.hive.image.length
  }

  /**
   * Keeps a comparison of this document in place of the one before.
   *
   * @param other - the comparisons of the other document; null if the other hive is not one
   */
  adopt(comparison: HiveComparison, other: DocumentComparisons | null): void {
    if (this.isBase(comparison.before.hive)) {
      this.#own.set('earlier', comparison)
      return
    }
    this.#leave('other')
    this.#own.set('other', comparison)
    this.#with = other
    if (other !== null) other.#others.add(this)
  }

  /** Whether a hive is an earlier state of this document. */
  isBase(hive: Hive): boolean {
    return [...this.bases.values()].includes(hive)
  }

  /**
   * The comparison that the page means.
   *
   * @throws HiveError `stale` when one of its hives was edited since, or another comparison was made
   */
  get(id: number): HiveComparison {
    for (const own of this.#own.values()) if (own.id === id && own.isCurrent) return own
    throw outdated()
  }

  edited(): void {
    this.#outdate()
  }

  swapped(): void {
    this.#outdate()
  }

  /** The document was saved: what it is compared with is another state now. */
  saved(): void {
    const before = this.bases.get('saved')
    this.bases.delete('saved')
    const comparison = this.#own.get('earlier')
    if (comparison !== undefined && comparison.before.hive === before) this.#drop('earlier')
  }

  closed(): void {
    for (const other of this.#others) other.#drop('other')
    this.#others.clear()
    this.release()
  }

  /** Gives up the comparisons and the hives that were read for them. */
  release(): void {
    this.#leave('earlier')
    this.#leave('other')
    this.bases.clear()
  }

  #leave(slot: Slot): void {
    this.#own.delete(slot)
    if (slot === 'earlier') return
    if (this.#with !== null) this.#with.#others.delete(this)
    this.#with = null
  }

  #outdate(): void {
    for (const other of this.#others) other.#drop('other')
    this.#others.clear()
    this.#drop('earlier')
    this.#drop('other')
  }

  #drop(slot: Slot): void {
    const own = this.#own.get(slot)
    if (own === undefined) return
    this.#leave(slot)
    this.#send({ type: 'comparison-outdated', doc: this.#doc, comparison: own.id })
  }
}
