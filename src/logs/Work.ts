/** How much a comparison has done, in steps of some nanoseconds, and how much it may do. */

/** Work between two moments at which others get their turn. */
const SLICE = 1 << 14

export class Work {
  spent = 0
  readonly #budget: number
  #next = SLICE

  constructor(budget: number) {
    this.#budget = budget
  }

  get exhausted(): boolean {
    return this.spent > this.#budget
  }

  /** Whether a slice was done since this last said so. */
  endsSlice(): boolean {
    if (this.spent < this.#next) return false
    this.#next = this.spent + SLICE
    return true
  }
}
