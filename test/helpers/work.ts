/** Runs work to its end and checks its progress by the rules of `Work`. */

import { expect } from 'vitest'
import type { Work } from '../../src/work.ts'

/** The result of work, and the fractions that it yielded. */
export interface Driven<T> {
  readonly result: T
  readonly fractions: readonly number[]
}

/**
 * Runs work to its end.
 *
 * @param between - called at every pause with the yielded fraction
 */
export function drive<T>(work: Work<T>, between: (done: number) => void = () => {}): Driven<T> {
  const fractions: number[] = []
  for (;;) {
    const step = work.next()
    if (step.done === true) {
      expectFractions(fractions)
      return { result: step.value, fractions }
    }
    fractions.push(step.value)
    between(step.value)
  }
}

/** Every number is a fraction of the whole, and none is less than the one before. */
export function expectFractions(fractions: readonly number[]): void {
  const wrong = fractions.filter((done, index) => {
    const before = fractions[index - 1] ?? 0
    return !(done >= before && done <= 1)
  })
  expect(wrong).toEqual([])
}
