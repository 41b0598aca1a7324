/**
 * What the steps of a document did to a comparison that it takes part in: whether they made one hive like the other in
 * some differences, or changed it in another way. What is undone counts no longer.
 */

import type { RecordChanges } from '../../regf/EditLog.ts'
import type { Direction, DocumentPart } from '../DocumentPart.ts'

/** The numbers of the differences that a step took over; null for a step that did something else. */
type Taken = readonly number[] | null

export class StepLedger implements DocumentPart {
  /** The step that is being made takes over these differences. */
  taking: (() => readonly number[]) | null = null
  readonly #changed: () => void
  readonly #closed: () => void
  readonly #steps: Taken[] = []
  /** How many of the steps are done; negative when earlier ones are undone. */
  #at = 0
  /** Another step was made after earlier ones had been undone. */
  #lost = false

  /**
   * @param changed - called after each step
   * @param closed - called when the document is closed
   */
  constructor(changed: () => void, closed: () => void) {
    this.#changed = changed
    this.#closed = closed
  }

  /** Whether the hive differs from that which was compared in more than what was taken over. */
  get isOutdated(): boolean {
    return this.#lost || this.#at < 0 || this.#done.includes(null)
  }

  /** The numbers of the differences that were taken over. */
  get taken(): readonly number[] {
    return this.#done.flatMap((step) => step ?? [])
  }

  edited(_changes: RecordChanges, direction: Direction): void {
    this.#follow(direction)
  }

  swapped(_hive: unknown, direction: Direction): void {
    this.#follow(direction)
  }

  closed(): void {
    this.#closed()
  }

  get #done(): readonly Taken[] {
    return this.#steps.slice(0, Math.max(0, this.#at))
  }

  #follow(direction: Direction): void {
    if (direction === 'undo') this.#at--
    else {
      if (direction === 'do') this.#add()
      this.#at++
    }
    this.#changed()
  }

  #add(): void {
    if (this.#at < 0) {
      this.#lost = true
      this.#at = 0
    }
    this.#steps.length = this.#at
    this.#steps.push(this.taking?.() ?? null)
  }
}
