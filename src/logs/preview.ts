/**
 * What recovery would do, before anything is applied: which entries of which log, how many pages, which
 * keys and values, and whether the hive would be worse for it. The one place where the command and
 * the page learn this from (regf-format 4.5 steps 8 and 9).
 */

import { HiveError } from '../errors.ts'
import { Hive } from '../offreg/Hive.ts'
import { newErrors } from '../offreg/saveGate.ts'
import type { CheckResult } from '../regf/check.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { part, type Work } from '../work.ts'
import { type HiveChanges, listChanges } from './changes.ts'
import type { LogInput } from './logFile.ts'
import { type Recovery, recoverSteps } from './replay.ts'

/** A hive as its full check sees it. */
export interface HiveState {
  readonly keys: number
  readonly values: number
  /** Error findings, as many as a check lists. */
  readonly errors: number
}

/** What the logs make of the hive. */
export interface RecoveryEffect {
  /** Null when the hive cannot be opened without its logs. */
  readonly before: HiveState | null
  /** Null when it cannot be opened with them. */
  readonly after: HiveState | null
  /** Errors after that were not there before. */
  readonly newErrors: number
  /** There are such errors, or the hive could be opened before and cannot be any more. */
  readonly worse: boolean
  /** Null when one of the two cannot be opened. */
  readonly changes: HiveChanges | null
}

/** What is said about a recovery; plain data, so that it crosses the worker boundary. */
export interface RecoveryReport extends Omit<Recovery, 'image'> {
  /** Null when no log applies, or none is needed. */
  readonly effect: RecoveryEffect | null
}

export interface RecoveryPreview {
  readonly report: RecoveryReport
  /** The hive as it is, over the bytes that were given; null when it cannot be opened so. */
  readonly before: Hive | null
  /** The hive with its logs applied, over bytes of its own; null when that is not possible. */
  readonly after: Hive | null
}

/** Changes that are listed when nothing else is asked for. */
const LISTED = 200
/** How far a preview is after each of its parts. */
const RECOVERED = 0.1
const OPENED_BEFORE = 0.12
const OPENED = 0.14
const CHECKED_BEFORE = 0.4
const CHECKED_AFTER = 0.7

/**
 * Tries logs on a hive. Neither the bytes of the hive nor those of the logs are
 * changed, and the hives of the result keep the checks that were made of them.
 *
 * @param primary - the hive's bytes; or the hive over them, which keeps the check it had
 * @param limit - most changes that are listed
 * @throws HiveError those of `recover`
 */
export function* previewRecovery(
  primary: Hive | HiveImage,
  logs: readonly LogInput[],
  limit: number = LISTED,
): Work<RecoveryPreview> {
  const isOpen = primary instanceof Hive
  const bytes = isOpen ? primary.image : primary
  const { image, ...said } = yield* part(recoverSteps(bytes, logs), 0, RECOVERED)
  const before = isOpen ? primary : yield* part(openable(primary), RECOVERED, OPENED_BEFORE)
  before?.outnumber(said.newest)
  if (image === null) return { report: { ...said, effect: null }, before, after: null }
  const after = yield* part(openable(image), OPENED_BEFORE, OPENED)
  after?.outnumber(said.newest)
  const was = before === null ? null : yield* part(before.surveySteps(), OPENED, CHECKED_BEFORE)
  const is = after === null ? null : yield* part(after.surveySteps(), CHECKED_BEFORE, CHECKED_AFTER)
  let changes: HiveChanges | null = null
  if (before !== null && after !== null && was !== null && is !== null) {
    const hives = [
      { cells: before.cells, root: before.root, keys: was.keys },
      { cells: after.cells, root: after.root, keys: is.keys },
    ] as const
    changes = yield* part(listChanges(...hives, limit), CHECKED_AFTER, 1)
  }
  const fresh = was === null || is === null ? 0 : newErrors(was, is).length
  const effect: RecoveryEffect = {
    before: was === null ? null : stateOf(was),
    after: is === null ? null : stateOf(is),
    newErrors: fresh,
    worse: fresh > 0 || (before !== null && after === null),
    changes,
  }
  return { report: { ...said, effect }, before, after }
}

/** A hive that opens, else null. */
function* openable(image: HiveImage): Work<Hive | null> {
  try {
    return yield* Hive.openSteps(image)
  } catch (error) {
    if (error instanceof HiveError) return null
    throw error
  }
}

function stateOf({ keys, values, findings }: CheckResult): HiveState {
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return { keys, values, errors }
}
