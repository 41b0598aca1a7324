/**
 * Long jobs are generators that yield the fraction they have done, so that whoever runs them can pause
 * them, show progress and give up. This is for callers that have nothing to do in between.
 */

/** How many records a job deals with from one step to the next. */
export const RECORDS_A_STEP = 64

/** Runs a job to its end. */
export function finishSteps<T>(steps: Generator<number, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
