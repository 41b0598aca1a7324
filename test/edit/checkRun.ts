/**
 * What must hold of a run when it is over: equal trees, a clean check, undo and redo byte by byte. A run
 * that fails is made as short as it fails with, and printed as commands and as a call that replays it.
 */

import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { EditRun, type EditStep } from './EditRun.ts'
import type { StartHive } from './startHives.ts'

interface RunOptions {
  /** Names to choose from. */
  readonly names?: readonly string[]
}

/** Runs the steps; throws with a script when anything does not hold. */
export function checkRun(
  start: StartHive,
  steps: readonly EditStep[],
  options: RunOptions = {},
): EditRun {
  const { run, failure } = attemptRun(start, steps, options)
  if (failure === null) return run
  const few = shortest(steps, (fewer) => attemptRun(start, fewer, options).failure !== null)
  const short = attemptRun(start, few, options)
  const replay = JSON.stringify({
    hive: start.name,
    steps: few.map(({ kind, seed }) => [kind, seed]),
  })
  throw new RangeError(
    `${short.failure ?? failure}\nafter, from ${start.name}:\n${short.run.script()}\nreplay: npm run soak -- --replay '${replay}'`,
  )
}

/** Findings that edits may not add; notes of the opened hive count as known. */
function problems(bytes: Uint8Array<ArrayBuffer>): Set<string> {
  const { findings } = Hive.open(bytes).check()
  return new Set(findings.map(({ code }) => code))
}

function attemptRun(
  { open }: StartHive,
  steps: readonly EditStep[],
  options: RunOptions,
): { run: EditRun; failure: string | null } {
  const run = new EditRun(open(), options)
  const known = problems(run.opened.slice())
  try {
    for (const step of steps) run.step(step)
    run.expectEqual()
    for (const code of problems(run.hive.finishedCopy())) {
      if (!known.has(code)) throw new RangeError(`check: ${code}`)
    }
    expectReversible(run)
    return { run, failure: null }
  } catch (error) {
    return { run, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
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

function expectReversible({ history, opened }: EditRun): void {
  const bytes = () => {
    const { image } = history.hive
    return withoutHeader(image.bytesCopy(0, image.length))
  }
  const edited = bytes()
  let steps = 0
  while (history.undo() !== null) steps++
  const undone = firstDifference(bytes(), withoutHeader(opened.slice()))
  if (undone >= 0) throw new RangeError(`undo left byte ${undone} different`)
  while (steps-- > 0) history.redo()
  const redone = firstDifference(bytes(), edited)
  if (redone >= 0) throw new RangeError(`redo left byte ${redone} different`)
}

/** Sequence numbers, times and checksum are outside history: a save of this run may have set them. */
function withoutHeader(bytes: Uint8Array): Uint8Array {
  return bytes.fill(0, 4, 20).fill(0, 508, 512).fill(0, 4116, 4124)
}
