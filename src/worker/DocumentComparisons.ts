/** The changes of a document, as far as they were compared, and the earlier states that it is compared with. */

import type { Hive } from '../offreg/Hive.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { type HiveComparison, outdated } from './HiveComparison.ts'
import type { ChangesBase } from './protocol.ts'

export class DocumentComparisons implements DocumentPart {
  /** The last comparison, until it is outdated. */
  #last: HiveComparison | null = null
  /** The hive as it was opened and as it was saved last, once it was compared with. They have no bytes of their own. */
  readonly bases = new Map<ChangesBase, Hive>()

  /** Keeps a comparison of this document in place of the one before. */
  adopt(comparison: HiveComparison): void {
    this.#last = comparison
  }

  /** Whether a hive is an earlier state of this document. */
  isBase(hive: Hive): boolean {
    return [...this.bases.values()].includes(hive)
  }

  /**
   * The comparison that the page means.
   *
   * @throws HiveError `stale` when the document was edited since, or compared again
   */
  get(id: number): HiveComparison {
    if (this.#last?.id === id && this.#last.isCurrent) return this.#last
    throw outdated()
  }

  edited(): void {
    this.release()
  }

  swapped(): void {
    this.release()
  }

  /** The document was saved: what it is compared with is another state now. */
  saved(): void {
    const before = this.bases.get('saved')
    this.bases.delete('saved')
    if (this.#last !== null && this.#last.before.hive === before) this.#last = null
  }

  closed(): void {
    this.release()
    this.bases.clear()
  }

  /** Gives up the comparison. */
  release(): void {
    this.#last = null
  }
}
