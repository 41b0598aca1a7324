/** What must hold of a run when it is over: equal trees, a clean check, undo and redo byte by byte. */

import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { EditRun, type EditStep } from './EditRun.ts'

/** Findings that edits may not add; notes of the opened hive count as known. */
function problems(bytes: Uint8Array<ArrayBuffer>): Set<string> {
  const { findings } = Hive.open(bytes).check()
  return new Set(findings.map(({ code }) => code))
}

/** Runs the steps; throws with the commands when anything does not hold. */
export function checkRun(
  open: () => Hive,
  steps: readonly EditStep[],
  options: { names?: readonly string[] } = {},
): EditRun {
  const known = problems(open().image.bytesCopy(0, open().image.length))
  const run = new EditRun(open(), options)
  try {
    for (const step of steps) run.step(step)
    run.expectEqual()
    for (const code of problems(run.hive.finishedCopy())) {
      if (!known.has(code)) throw new RangeError(`check: ${code}`)
    }
    expectReversible(run)
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    throw new RangeError(`${reason}\nafter:\n${run.script()}`)
  }
  return run
}

function expectReversible({ hive, history, opened }: EditRun): void {
  const bytes = () => withoutHeader(hive.image.bytesCopy(0, hive.image.length))
  const edited = bytes()
  let steps = 0
  while (history.undo() !== null) steps++
  const undone = firstDifference(bytes(), withoutHeader(opened))
  if (undone >= 0) throw new RangeError(`undo left byte ${undone} different`)
  while (steps-- > 0) history.redo()
  const redone = firstDifference(bytes(), edited)
  if (redone >= 0) throw new RangeError(`redo left byte ${redone} different`)
}

/** Sequence numbers, times and checksum are outside history: a save of this run may have set them. */
function withoutHeader(bytes: Uint8Array): Uint8Array {
  return bytes.fill(0, 4, 20).fill(0, 508, 512).fill(0, 4116, 4124)
}
