/**
 * Previews a recovery before anything is applied: the entries of each log that would be used, the number of
 * pages, the keys and values that would change, and whether the hive would be worse. Both the command and the
 * page use it (regf-format 4.5 steps 8 and 9).
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

/** The result of the full check of a hive, in numbers. */
export interface HiveState {
  readonly keys: number
  readonly values: number
  /** Error findings, as many as a check lists. */
  readonly errors: number
}

/** The effect of the logs on the hive. */
export interface RecoveryEffect {
  /** Null if the hive cannot be opened without its logs. */
  readonly before: HiveState | null
  /** Null if it cannot be opened with them. */
  readonly after: HiveState | null
  /** The number of errors that were not there before. */
  readonly newErrors: number
  /** There are such errors, or the hive can no longer be opened. */
  readonly worse: boolean
  /** Null if one of the two cannot be opened. */
  readonly changes: HiveChanges | null
}

/** The report on a recovery; plain data, so that it can be sent by the worker. */
export interface RecoveryReport extends Omit<Recovery, 'image'> {
  /** Null if no log applies, or none is needed. */
  readonly effect: RecoveryEffect | null
}

export interface RecoveryPreview {
  readonly report: RecoveryReport
  /** The hive without its logs, over the given bytes; null if it cannot be opened. */
  readonly before: Hive | null
  /** The hive with its logs applied, over its own bytes; null if that is not possible. */
  readonly after: Hive | null
}

/** The most changes that are listed by default. */
const LISTED = 200
/** The progress after each part of the work. */
const RECOVERED = 0.1
const OPENED_BEFORE = 0.12
const OPENED = 0.14
const CHECKED_BEFORE = 0.4
const CHECKED_AFTER = 0.7

/**
 * Tries logs on a hive, in steps. The bytes of the hive and of the logs are not changed, and the
 * hives in the result keep the checks that were made of them.
 *
 * @param primary - the bytes of the hive, or the open hive, which keeps its check
 * @param logs - the logs, in any order
 * @param limit - the most changes to list
 * @returns the report, and the hive without and with its logs
 * @throws HiveError `empty-file`, `file-too-short`, `not-a-hive`, `transaction-log`,
 *   `alternate-copy`, `unknown-file-type`, `unknown-version`, `unknown-file-format`,
 *   `bad-data-size` as for `recover`
 * @throws HiveError `out-of-memory` when there is no room for a copy of the hive
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

/** Opens a hive; null if it cannot be opened. */
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
