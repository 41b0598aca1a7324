/**
 * The duration of operations: processor time, which is bounded, and time by the clock, which is longer on a busy
 * machine.
 */

/**
 * The most that a single operation may take for any hive, in milliseconds of processor time, which other programs
 * on the machine do not affect.
 */
export const OPERATION_LIMIT = 2000

/** The duration of an operation in milliseconds. */
export interface Spent {
  readonly what: string
  readonly processor: number
  readonly elapsed: number
}

/** The operation that took the most processor time since the process began. */
let slowest: Spent = { what: 'nothing', processor: 0, elapsed: 0 }

export function slowestOperation(): Spent {
  return slowest
}

/**
 * Runs an operation.
 *
 * @throws RangeError if it takes longer than the limit
 */
export function timed<T>(what: string, run: () => T): T {
  const start = performance.now()
  const before = process.cpuUsage()
  const result = run()
  const { user, system } = process.cpuUsage(before)
  const spent = {
    what,
    processor: Math.round((user + system) / 1000),
    elapsed: Math.round(performance.now() - start),
  }
  if (spent.processor > slowest.processor) slowest = spent
  if (spent.processor <= OPERATION_LIMIT) return result
  throw new RangeError(
    `${what} took ${spent.processor} ms of the processor, ${spent.elapsed} by the clock`,
  )
}
