/**
 * Runs jobs one after another, so that a key press waits for the rows that the key press before it
 * requested. When no job is under way, a job runs at once, in the same task.
 */
export class JobQueue {
  #tail: Promise<void> | null = null
  #idleSince = Number.NEGATIVE_INFINITY

  /** Whether a job is under way. */
  get busy(): boolean {
    return this.#tail !== null
  }

  /**
   * When the last job that took longer than its task ended, in milliseconds on the clock of
   * `performance`.
   */
  get idleSince(): number {
    return this.#idleSince
  }

  /** Runs `job` after the jobs before it. The promise rejects with the error of the job. */
  run(job: () => Promise<void> | void): Promise<void> {
    let running: Promise<void>
    if (this.#tail) {
      running = this.#tail.then(job)
    } else {
      const result = job()
      if (!result) return Promise.resolve()
      running = result
    }
    const settled: Promise<void> = running.then(
      () => this.#done(settled),
      () => this.#done(settled),
    )
    this.#tail = settled
    return running
  }

  #done(job: Promise<void>): void {
    if (this.#tail !== job) return
    this.#tail = null
    this.#idleSince = performance.now()
  }
}
