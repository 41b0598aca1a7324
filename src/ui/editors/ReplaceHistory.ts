/** What was at `at` was `removed` and became `inserted`. */
export interface Replacement<T extends { readonly length: number }> {
  readonly at: number
  readonly removed: T
  readonly inserted: T
}

/** Replacements to undo and redo, of text or of bytes. */
export class ReplaceHistory<T extends { readonly length: number }> {
  readonly #done: Replacement<T>[] = []
  readonly #undone: Replacement<T>[] = []

  /** Takes in a replacement; `join` makes it one step with the one before. */
  add(step: Replacement<T>, join?: (before: Replacement<T>) => Replacement<T> | null): void {
    const before = this.#done.at(-1)
    const joined = before && this.#undone.length === 0 ? join?.(before) : null
    if (joined) this.#done[this.#done.length - 1] = joined
    else this.#done.push(step)
    this.#undone.length = 0
  }

  /** The replacement that takes the last step back. */
  undo(): Replacement<T> | null {
    const step = this.#done.pop()
    if (!step) return null
    this.#undone.push(step)
    return { at: step.at, removed: step.inserted, inserted: step.removed }
  }

  /** The last step that was undone, to be made again. */
  redo(): Replacement<T> | null {
    const step = this.#undone.pop()
    if (!step) return null
    this.#done.push(step)
    return step
  }
}
