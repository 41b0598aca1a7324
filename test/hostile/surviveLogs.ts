/**
 * The treatment of a hive with damaged logs: a preview of its recovery. It may throw only HiveError, nothing takes long
 * or is allocated from a number in a file, the input stays unchanged, the use of each log is reported, and so is
 * every hive that its logs make worse.
 */

import { HiveError } from '../../src/errors.ts'
import { previewRecovery, type RecoveryPreview } from '../../src/logs/preview.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { countAllocations } from './countAllocations.ts'
import type { LoggedHive } from './mutateLogs.ts'
import { timed } from './timing.ts'

/** No allocation may be larger than this many times hive and logs together, plus the size of tables. */
const TIMES = 2
const FIXED = 2 << 20

/** null if it was refused with a HiveError. Throws if anything else happens. */
export function surviveLogs({ primary, logs }: LoggedHive): RecoveryPreview | null {
  const copies = [primary, ...logs.map(({ bytes }) => bytes)].map((bytes) => bytes.slice())
  const given = copies.reduce((sum, { length }) => sum + length, 0)
  const { result, allocations } = countAllocations(() =>
    timed('recovery', () => previewOf(primary, logs)),
  )
  if (allocations.largest > given * TIMES + FIXED) {
    throw new RangeError(`allocated ${allocations.largest} bytes for ${given}`)
  }
  for (const [index, copy] of copies.entries()) {
    const now = index === 0 ? primary : (logs[index - 1] as LoggedHive['logs'][0]).bytes
    if (firstDifference(now, copy) >= 0) throw new RangeError('what was given was changed')
  }
  if (result !== null) requireAnswers(result, logs.length)
  return result
}

/** The use of each log is reported, and agrees with its effect. */
function requireAnswers({ report, before, after }: RecoveryPreview, logs: number): void {
  const { verdicts, effect } = report
  if (verdicts.length !== logs) throw new RangeError('a log is not answered for')
  const isUsed = verdicts.some(({ used }) => used.length > 0)
  const isSilent = verdicts.some(({ used, fault }) => used.length === 0 && fault === null)
  if (isSilent || isUsed !== (effect !== null)) throw new RangeError('a log is silently ignored')
  if (effect === null || effect.worse) return
  const had = new Set(errorsOf(before))
  const fresh = errorsOf(after).filter((error) => !had.has(error))
  if (before !== null && (after === null || fresh.length > 0)) {
    throw new RangeError('the hive is worse, and nobody says so')
  }
}

function errorsOf(opened: RecoveryPreview['before']): string[] {
  return (opened?.check().findings ?? [])
    .filter(({ severity }) => severity === 'error')
    .map(({ code, offset }) => `${code} ${offset}`)
}

function previewOf(primary: LoggedHive['primary'], logs: LoggedHive['logs']) {
  try {
    const steps = previewRecovery(new HiveImage(primary.buffer), logs)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'internal') throw error
    return null
  }
}
