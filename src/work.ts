/**
 * The one shape of long work. Opening, checking, replaying, comparing, saving and long edits are all generators
 * that yield how far they are and return their result. Whoever drives such a generator decides when it goes on,
 * so that the worker can answer other calls in between, show progress and cancel. Nothing here knows a clock
 * or an event loop: `worker/slices.ts` drives work in the browser, `cli/main.ts` in Node.
 */

/**
 * Work in steps whose result is a `T`.
 *
 * Each number it yields is the fraction of its own whole that is done: it is between 0 and 1 and never less
 * than the one before. Work that runs inside other work still counts from 0 to 1; the outer work maps that to
 * its own whole with {@link part}.
 *
 * A step takes between some microseconds and a few milliseconds. Longer steps make everyone else wait; with
 * shorter ones the pauses would cost more than the work.
 *
 * A function whose name ends in `Steps` is the work of the function without that ending, which does it without a
 * pause: `checkSteps` and `check`.
 *
 * Work holds what it has opened (a transaction, a file) until it ends. It is ended by driving it until it
 * returns or throws, or by {@link abandon}; work that was never started holds nothing.
 *
 * @example
 * function* addUp(numbers: readonly number[]): Work<number> {
 *   let sum = 0
 *   for (const [index, number] of numbers.entries()) {
 *     sum += number
 *     if ((index + 1) % 65536 === 0) yield index / numbers.length
 *   }
 *   return sum
 * }
 */
export type Work<T> = Generator<number, T, void>

/** How many records (keys or values) most work deals with between two pauses. */
export const RECORDS_A_STEP = 64

/**
 * Runs work to its end without a pause, for callers that have nothing to do in between.
 *
 * @param work - work that was not started, or is at a pause
 * @returns the result of the work
 * @throws what the work throws
 */
export function runToEnd<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/**
 * Nests work in a larger one: `yield* part(work, 0.2, 0.5)` runs it as the part of the whole from a fifth to a
 * half. Abandoning the whole abandons the part.
 *
 * @param work - the part
 * @param from - fraction of the whole at which the part begins
 * @param to - fraction of the whole at which the part ends
 * @returns the result of the part
 * @throws what the part throws
 */
export function* part<T>(work: Work<T>, from: number, to: number): Work<T> {
  try {
    for (;;) {
      const step = work.next()
      if (step.done === true) return step.value
      yield from + step.value * (to - from)
    }
  } finally {
    abandon(work)
  }
}

/**
 * Does work for each of several items, one after the other. Each is a part of the whole.
 *
 * @param items - what there is work for
 * @param weightOf - how much of the whole an item is, compared with the others, in any unit: its bytes, say
 * @param workOf - the work of an item; called when its turn comes
 * @returns the results, in the order of the items
 * @throws what the work throws
 */
export function* inTurn<I, T>(
  items: readonly I[],
  weightOf: (item: I) => number,
  workOf: (item: I) => Work<T>,
): Work<T[]> {
  const whole = items.reduce((sum, item) => sum + weightOf(item), 0)
  const results: T[] = []
  let done = 0
  for (const item of items) {
    const before = done
    done += weightOf(item)
    const [from, to] = whole === 0 ? [0, 0] : [before / whole, done / whole]
    results.push(yield* part(workOf(item), from, to))
  }
  return results
}

/**
 * Runs work for as long as a condition holds. The condition is asked before each step; when it fails, the work
 * is abandoned.
 *
 * @param work - what is run
 * @param holds - for example whether the bytes the work reads are still the same
 * @returns the result of the work; null when the condition failed
 * @throws what the work throws
 */
export function* workWhile<T>(work: Work<T>, holds: () => boolean): Work<T | null> {
  try {
    while (holds()) {
      const step = work.next()
      if (step.done === true) return step.value
      yield step.value
    }
    return null
  } finally {
    abandon(work)
  }
}

/**
 * Keeps the fractions of work that may start over from falling: they stay where they are until the new attempt
 * has come as far.
 *
 * @param work - work that may start over
 * @returns the result of the work
 * @throws what the work throws
 */
export function* monotone<T>(work: Work<T>): Work<T> {
  let most = 0
  try {
    for (;;) {
      const step = work.next()
      if (step.done === true) return step.value
      most = Math.max(most, step.value)
      yield most
    }
  } finally {
    abandon(work)
  }
}

/**
 * Gives work up: it goes no further, and its `finally` blocks release what it holds. Does nothing to work that
 * has ended.
 *
 * @param work - work at a pause, or work that has ended or never started
 */
export function abandon(work: Iterator<number, unknown, void>): void {
  work.return?.()
}
