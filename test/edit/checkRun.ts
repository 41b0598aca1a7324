/**
 * The conditions at the end of a run: a clean check, cells and references in order according to an independent walk,
 * undo and redo byte by byte, and other readers that see the content of the model. A run that fails is shrunk, and
 * printed as commands and as a call that replays it.
 */

import { Hive } from '../../src/offreg/Hive.ts'
import { audit } from '../helpers/audit.ts'
import { firstReaderDifference, judgesOf } from '../helpers/compareReaders.ts'
import { EditRun, type EditStep } from './EditRun.ts'
import { rawKeyOf } from './model.ts'
import type { StartHive } from './startHives.ts'

interface RunOptions {
  /** Names to choose from. */
  readonly names?: readonly string[]
  /** Whether the result is shown to the independent readers. */
  readonly readers?: boolean
}

/** A run that passed, and the number of readers that saw its result. */
export interface CheckedRun {
  readonly run: EditRun
  readonly read: number
}

/** Runs the steps; throws an error with a script if a condition fails. */
export function checkRun(
  start: StartHive,
  steps: readonly EditStep[],
  options: RunOptions = {},
): CheckedRun {
  const { run, read, failure } = attemptRun(start, steps, options)
  if (failure === null) return { run, read }
  const few = shortest(steps, (fewer) => attemptRun(start, fewer, options).failure !== null)
  const short = attemptRun(start, few, options)
  const replay = JSON.stringify({
    hive: start.name,
    steps: few.map(({ kind, seed }) => [kind, seed]),
    ...options,
  })
  throw new RangeError(
    `${short.failure ?? failure}\nafter, from ${start.name}:\n${short.run.script()}\nreplay: npm run soak -- --replay '${replay}'`,
  )
}

/** The number of findings of each code; notes about the opened hive are known. */
function countFindings(hive: Hive): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { code } of hive.check().findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}

/** The result of the audit, without offsets. */
function auditOf(hive: Hive): { problems: Set<string>; leaks: number } {
  const { problems, leaks } = audit(hive)
  return {
    problems: new Set(problems.map((problem) => problem.replace(/ at 0x.*/, ''))),
    leaks: leaks.length,
  }
}

function attemptRun(
  { name, open }: StartHive,
  steps: readonly EditStep[],
  { names, readers = false }: RunOptions,
): { run: EditRun; read: number; failure: string | null } {
  const run = new EditRun(open(), names === undefined ? {} : { names })
  const before = open()
  try {
    for (const step of steps) run.step(step)
    const saved = run.hive.finishedCopy()
    const after = Hive.open(saved.slice())
    run.expectEqual(after)
    expectNoMoreFindings(before, after)
    run.expectReversible()
    if (!readers) return { run, read: 0, failure: null }
    const judges = judgesOfStart(name, before)
    const { difference, read } = firstReaderDifference(judges, saved, rawKeyOf(run.model))
    if (difference !== null) throw new RangeError(difference)
    return { run, read, failure: null }
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { run, read: 0, failure }
  }
}

/** The readers that can read the initial hives, by name; each is run once. */
const judgesByName = new Map<string, readonly string[]>()

function judgesOfStart(name: string, { image }: Hive): readonly string[] {
  const judges = judgesByName.get(name) ?? judgesOf(image.bytesCopy(0, image.length))
  judgesByName.set(name, judges)
  return judges
}

/** Expects no finding or audit result that the opened hive did not have. */
function expectNoMoreFindings(before: Hive, after: Hive): void {
  const had = countFindings(before)
  for (const [code, count] of countFindings(after)) {
    if (count > (had.get(code) ?? 0)) throw new RangeError(`check: ${count} times ${code}`)
  }
  const known = auditOf(before)
  const found = auditOf(after)
  for (const problem of found.problems) {
    if (!known.problems.has(problem)) throw new RangeError(`audit: ${problem}`)
  }
  if (found.leaks > known.leaks) {
    throw new RangeError(`audit: ${found.leaks} leaks instead of ${known.leaks}`)
  }
}

/** Removes smaller and smaller parts of the steps as long as the rest still fails. */
function shortest(
  steps: readonly EditStep[],
  fails: (steps: readonly EditStep[]) => boolean,
): readonly EditStep[] {
  let left = steps
  for (let part = left.length >>> 1; part >= 1; part >>>= 1) {
    for (let from = 0; from < left.length; ) {
      const fewer = [...left.slice(0, from), ...left.slice(from + part)]
      if (fails(fewer)) left = fewer
      else from += part
    }
  }
  return left
}
