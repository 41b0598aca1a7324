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

  /**
   * Starts with nothing spent.
   *
   * @param limit - the most units
   */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Whether more than the limit was spent. */
  get exhausted(): boolean {
    return this.spent > this.#limit
  }

  /** Whether enough has been spent since the last pause for the next one. */
  endsStep(): boolean {
    if (this.spent < this.#next) return false
    this.#next = this.spent + STEP
    return true
  }
}
