/**
 * Work budget of a comparison: units spent, and the limit. One unit is a few nanoseconds. Comparing two sound
 * hives stays far below the limit; only crafted ones reach it.
 */

/** Units between two pauses. */
const STEP = 1 << 14

export class CompareBudget {
  spent = 0
  readonly #limit: number
  #next = STEP

  constructor(limit: number) {
    this.#limit = limit
  }

  get exhausted(): boolean {
    return this.spent > this.#limit
  }

  /** Whether enough was done since the last pause for another. */
  endsStep(): boolean {
    if (this.spent < this.#next) return false
    this.#next = this.spent + STEP
    return true
  }
}
