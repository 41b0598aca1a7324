/** The comparisons of two hives that the page has asked for, by the number that it gave them. */

import { HiveError } from '../../errors.ts'
import type { Hive } from '../../offreg/Hive.ts'
import type { ComparisonId, EngineEvent } from '../protocol.ts'
import type { ListedComparison } from './ListedComparison.ts'

export class Comparisons {
  readonly #all = new Map<ComparisonId, ListedComparison>()
  readonly #send: (event: EngineEvent) => void
  readonly #giveBack: (hives: readonly Hive[]) => void

  /**
   * @param send - sends the page an event
   * @param giveBack - gives the memory of hives back
   */
  constructor(send: (event: EngineEvent) => void, giveBack: (hives: readonly Hive[]) => void) {
    this.#send = send
    this.#giveBack = giveBack
  }

  /** Bytes of the hives that only comparisons need. */
  get held(): number {
    return [...this.#all.values()].reduce((sum, { held }) => sum + held, 0)
  }

  /** @throws HiveError `stale` when there is none */
  get(id: ComparisonId): ListedComparison {
    const found = this.#all.get(id)
    if (found === undefined) throw new HiveError('stale', 'the comparison has ended')
    return found
  }

  /** Keeps a comparison, in place of one of the same number. */
  add(comparison: ListedComparison): void {
    this.end(comparison.id)
    this.#all.set(comparison.id, comparison)
  }

  /** Whether a comparison was not ended yet. */
  has(comparison: ListedComparison): boolean {
    return this.#all.get(comparison.id) === comparison
  }

  /** Ends a comparison, if there is one of this number. */
  end(id: ComparisonId): void {
    this.#giveBack(this.#all.get(id)?.release() ?? [])
    this.#all.delete(id)
  }

  /** A step of a document changed what is left of a comparison. */
  readonly changed = (comparison: ListedComparison): void => {
    this.#send({ type: 'comparison-changed', state: comparison.state })
  }

  /** A document was closed that a comparison needs. */
  readonly closed = ({ id }: ListedComparison): void => {
    this.end(id)
  }
}
