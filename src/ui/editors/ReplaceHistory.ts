/** A replacement of `removed` at `at` by `inserted`. */
export interface Replacement<T extends { readonly length: number }> {
  readonly at: number
  readonly removed: T
  readonly inserted: T
}

/** The undo history of replacements of text or bytes. */
export class ReplaceHistory<T extends { readonly length: number }> {
  readonly #done: Replacement<T>[] = []
  readonly #undone: Replacement<T>[] = []

  /** Adds a replacement; `join` may combine it with the previous one into one step. */
  add(step: Replacement<T>, join?: (before: Replacement<T>) => Replacement<T> | null): void {
    const before = this.#done.at(-1)
    const joined = before && this.#undone.length === 0 ? join?.(before) : null
    if (joined) this.#done[this.#done.length - 1] = joined
    else this.#done.push(step)
    this.#undone.length = 0
  }

  /** Undoes the last step: returns the replacement that reverses it, null when there is none. */
  undo(): Replacement<T> | null {
    const step = this.#done.pop()
    if (!step) return null
    this.#undone.push(step)
    return { at: step.at, removed: step.inserted, inserted: step.removed }
  }

  /** Redoes the last undone step: returns its replacement, null when there is none. */
  redo(): Replacement<T> | null {
    const step = this.#undone.pop()
    if (!step) return null
    this.#done.push(step)
    return step
  }
}
