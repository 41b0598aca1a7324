/**
 * The cost of an operation on hives of three sizes: processor time, allocations, resident memory. The sizes alternate,
 * and each is run until it has processed as many bytes as the largest, so that each has its share of garbage collection
 * and a slow moment of the machine does not affect only one of them.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { countAllocations } from '../hostile/countAllocations.ts'
import { ALLOCATION_FIXED, ALLOCATION_TIMES } from '../hostile/survive.ts'
import type { Operation, Subject } from './operations.ts'

/** The size of each hive relative to the first. */
export const SCALES = [1, 2, 4] as const

/** The greatest factor by which a cost may grow when the hive is doubled. */
const MAX_GROWTH = 2.3
/** Milliseconds below which a time is not compared, because it is mostly fixed overhead. */
const FLOOR = 5
/** Bytes of resident memory below which it is not compared: the runtime keeps that much to avoid work. */
const RESIDENT_FLOOR = 64 << 20
/** How thoroughly a time is measured. */
interface Effort {
  readonly turns: number
  /** The most turns, while the time still seems to grow too fast. */
  readonly mostTurns: number
  /** Milliseconds that a turn should take at each scale. */
  readonly ms: number
}

const FIRST: Effort = { turns: 3, mostTurns: 3, ms: 20 }
/**
 * A time that seems to grow too fast is measured again, in turns long enough to include garbage collection at every
 * scale. Of short turns, the fastest at a small scale may have none.
 */
const AGAIN: Effort = { turns: 8, mostTurns: 24, ms: 250 }
/** The greatest number of times that a turn repeats a short operation. */
const MOST_REPEATS = 50

/** The costs of an operation, one number for each scale. */
export interface Costs {
  /** Milliseconds of processor time, the minimum of all turns. */
  readonly ms: readonly number[]
  /** Bytes of all inputs. */
  readonly inputs: readonly number[]
  /** Bytes of the largest allocation, and of all allocations. */
  readonly largest: readonly number[]
  readonly total: readonly number[]
  /** Bytes by which the resident memory rose; NaN if the system does not report it. */
  readonly resident: readonly number[]
  /** Number of printed characters. */
  readonly printed: readonly number[]
}

/** Milliseconds of processor time of this process; tests replace it. */
export type Clock = () => number

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * Measures an operation.
 *
 * @param subjects - the same hive at each of the scales
 */
export function costsOf(
  operation: Operation,
  subjects: readonly Subject[],
  clock: Clock = processorTime,
): Costs {
  const work = (subject: Subject) => operation.run({ ...subject, bytes: subject.bytes.slice() })
  const resident = subjects.map((subject) => residentRise(() => work(subject)))
  const counted = subjects.map((subject) => {
    const bytes = subject.bytes.slice()
    return countAllocations(() => operation.run({ ...subject, bytes }))
  })
  const first = timesOf(work, subjects, FIRST, clock)
  const ms = growsTooFast(first) ? timesOf(work, subjects, AGAIN, clock) : first
  return {
    ms,
    inputs: subjects.map(({ bytes }) => operation.inputs * bytes.length),
    largest: counted.map(({ allocations }) => allocations.largest),
    total: counted.map(({ allocations }) => allocations.total),
    resident,
    printed: counted.map(({ result }) => result),
  }
}

/** Milliseconds that the work takes at each scale: the fastest of all turns. */
function timesOf(
  work: (subject: Subject) => void,
  subjects: readonly Subject[],
  { turns, mostTurns, ms }: Effort,
  clock: Clock,
): number[] {
  const timed = (subject: Subject, runs: number) => {
    const start = clock()
    for (let n = 0; n < runs; n++) work(subject)
    return (clock() - start) / runs
  }
  const once = timed(subjects.at(-1) as Subject, 1)
  const repeats = Math.ceil(Math.min(MOST_REPEATS, ms / Math.max(1, once)))
  const least = subjects.map(() => Number.POSITIVE_INFINITY)
  for (let turn = 0; turn < turns || (turn < mostTurns && growsTooFast(least)); turn++) {
    for (const [n, subject] of subjects.entries()) {
      const runs = (repeats * (SCALES.at(-1) as number)) / (SCALES[n] as number)
      least[n] = Math.min(least[n] as number, timed(subject, runs))
    }
  }
  return least
}

/** The growth from each scale to the next. */
export function growthOf(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((number, n) => number / (numbers[n] as number))
}

/** The bounds that the costs break. */
export function broken({ ms, inputs, largest, resident }: Costs): string[] {
  const allowed = inputs.map((bytes) => ALLOCATION_TIMES * bytes + ALLOCATION_FIXED)
  const allocates = largest.some((bytes, n) => bytes > (allowed[n] as number))
  return [
    growsTooFast(ms) ? 'time grows' : '',
    exceedsGrowth(largest, ALLOCATION_FIXED) ? 'allocations grow' : '',
    exceedsGrowth(resident, RESIDENT_FLOOR) ? 'memory grows' : '',
    allocates ? 'allocates too much' : '',
  ].filter((text) => text !== '')
}

function growsTooFast(ms: readonly number[]): boolean {
  return exceedsGrowth(ms, FLOOR)
}

/** Whether a number above the floor is larger than the previous one permits. */
function exceedsGrowth(numbers: readonly number[], floor: number): boolean {
  return growthOf(numbers).some(
    (growth, n) => (numbers[n + 1] as number) > floor && growth > MAX_GROWTH,
  )
}

const collectGarbage = garbageCollector()

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

/** Bytes by which the resident memory rises during a function. */
function residentRise(work: () => void): number {
  collectGarbage()
  try {
    // Linux resets its peak here.
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    work()
    return Number.NaN
  }
  const before = statusOf('VmRSS')
  work()
  return Math.max(0, statusOf('VmHWM') - before)
}

/** A number of bytes from the status of this process on Linux. */
function statusOf(field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(
    readFileSync('/proc/self/status', 'latin1'),
  )
  return Number(found?.[1]) * 1024
}
