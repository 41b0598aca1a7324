/**
 * What must hold of a run when it is over: a clean check, cells and references in order by a walk of
 * its own, undo and redo byte by byte, and other readers that see what the model says. A run that
 * fails is made as short as it fails with, and printed as commands and as a call that replays it.
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
  /** Shows the result to the independent readers. */
  readonly readers?: boolean
}

/** A run that holds, and how many readers saw its result. */
export interface CheckedRun {
  readonly run: EditRun
  readonly read: number
}

/** Runs the steps; throws with a script when anything does not hold. */
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

/** How often the check says what of a hive; notes of the opened one are known. */
function countFindings(hive: Hive): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { code } of hive.check().findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}

/** What the audit says of a hive, without the places. */
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

/** The readers that read the hives runs began with, by name; they are asked once. */
const judgesByName = new Map<string, readonly string[]>()

function judgesOfStart(name: string, { image }: Hive): readonly string[] {
  const judges = judgesByName.get(name) ?? judgesOf(image.bytesCopy(0, image.length))
  judgesByName.set(name, judges)
  return judges
}

/** Nothing the opened hive did not have: no finding more of any kind, nothing new in the audit. */
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

/** Leaves out ever smaller parts of the steps as long as what is left still fails. */
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
