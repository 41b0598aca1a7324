/**
 * Jobs that must not overtake each other: a key pressed while the rows of the previous one are still
 * on their way waits for them. A job runs at once, in the same task, when none is under way.
 */
export class Turns {
  #tail: Promise<void> | null = null
  #idleSince = Number.NEGATIVE_INFINITY

  /** Whether a job is under way. */
  get busy(): boolean {
    return this.#tail !== null
  }

  /** When the last job that took its time was done, on the clock of `performance`. */
  get idleSince(): number {
    return this.#idleSince
  }

  /** Runs `job` after the jobs before it. The promise rejects with what the job throws. */
  run(job: () => Promise<void> | void): Promise<void> {
    let turn: Promise<void>
    if (this.#tail) {
      turn = this.#tail.then(job)
    } else {
      const result = job()
      if (!result) return Promise.resolve()
      turn = result
    }
    const settled: Promise<void> = turn.then(
      () => this.#done(settled),
      () => this.#done(settled),
    )
    this.#tail = settled
    return turn
  }

  #done(turn: Promise<void>): void {
    if (this.#tail !== turn) return
    this.#tail = null
    this.#idleSince = performance.now()
  }
}
