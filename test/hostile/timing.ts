/**
 * How long operations take: of the processor, which is what is bounded, and by the clock, which is longer on a busy
 * machine.
 */

/**
 * No single operation may take longer, whatever the hive says: milliseconds of the processor's time,
 * which other programs on the machine do not stretch.
 */
export const OPERATION_LIMIT = 2000

/** Milliseconds that an operation took. */
export interface Spent {
  readonly what: string
  readonly processor: number
  readonly elapsed: number
}

/** The operation that took most of the processor's time since the process began. */
let slowest: Spent = { what: 'nothing', processor: 0, elapsed: 0 }

export function slowestOperation(): Spent {
  return slowest
}

/**
 * Runs an operation.
 *
 * @throws RangeError when it took longer than an operation may
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
