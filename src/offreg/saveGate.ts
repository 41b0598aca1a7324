/**
 * The last gate before every write, of the page, the command line and the documented functions: bytes
 * about to be written are opened again and checked, and refused when they are worse than what was
 * opened. What counts is errors; notes come and go with edits.
 */

import { HiveError } from '../errors.ts'
import type { CheckResult } from '../regf/check.ts'
import { MAX_FINDINGS } from '../regf/checks/Findings.ts'
import type { Finding, FindingCode } from '../regf/finding.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { part, runToEnd, type Work } from '../work.ts'
import { Hive } from './Hive.ts'
import { type CompactOptions, compactSteps } from './save.ts'

/** Which errors of the written bytes the hive they were made from does not account for. */
export type ErrorsOf = (before: CheckResult, after: CheckResult) => readonly Finding[]

/**
 * Checks a file that is about to be written, in steps.
 *
 * @param before - the check of the hive it was made of
 * @param bytes - a whole file, from the start of its buffer; not to be changed meanwhile
 * @returns the hive they are, which is checked
 * @throws HiveError `save-would-damage`, of the first such error
 */
export function* gateSteps(
  before: CheckResult,
  bytes: Uint8Array<ArrayBuffer>,
  errorsOf: ErrorsOf = newErrors,
): Work<Hive> {
  const hive = Hive.open(new HiveImage(bytes.buffer, bytes.length))
  const found = errorsOf(before, yield* hive.checkSteps())
  const [first] = found
  if (first === undefined) return hive
  const { code, offset, expected, actual } = first
  const count = found.length === 1 ? 'an error' : `${found.length} errors`
  throw new HiveError('save-would-damage', `not written: it would have ${count} the hive had not`, {
    offset,
    expected,
    actual,
    finding: code,
  })
}

/** How far a checked compaction is when the copy is made. */
const COMPACTED = 0.6

/**
 * Compacts a hive and passes the copy through the gate, in steps. Neither may be edited meanwhile.
 *
 * @returns the copy, which is checked; its bytes start at the start of its buffer
 * @throws HiveError what `compactSteps` and `gateSteps` throw
 */
export function* compactCheckedSteps(hive: Hive, options: CompactOptions): Work<Hive> {
  const bytes = yield* part(compactSteps(hive, options), 0, COMPACTED)
  return yield* part(gateSteps(hive.survey(), bytes, compactionErrors), COMPACTED, 1)
}

/** `gateSteps` without a pause. */
export function passGate(...args: Parameters<typeof gateSteps>): Hive {
  return runToEnd(gateSteps(...args))
}

/**
 * The error findings of a result that the hive it was made from did not have. No edit touches damage,
 * so the same error at the same place is the one that was there before.
 */
export function newErrors(before: CheckResult, after: CheckResult): readonly Finding[] {
  const had = new Set(errorsIn(before).map(placeOf))
  const fresh = errorsIn(after).filter((finding) => !had.has(placeOf(finding)))
  // A full list may have had this one behind its end; notes alone never fill it.
  const wasCut = before.findings.length > MAX_FINDINGS
  return wasCut && errorsIn(after).length <= errorsIn(before).length ? [] : fresh
}

/** What is wrong with a record's content and not with its place, and so is copied with it. */
const COPIED: ReadonlySet<FindingCode> = new Set([
  'key-name-empty',
  'key-name-backslash',
  'key-name-too-long',
  'subkey-duplicate',
  'link-bad',
  'tombstone-bad',
])

/**
 * The errors a compacted hive, in which every cell has another place, has and should not have: any at
 * all, but that one made of a hive with errors may have those that are in what was copied.
 */
export function compactionErrors(before: CheckResult, after: CheckResult): readonly Finding[] {
  const isDamaged = errorsIn(before).length > 0
  return errorsIn(after).filter(({ code }) => !isDamaged || !COPIED.has(code))
}

function errorsIn({ findings }: CheckResult): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'error')
}

function placeOf({ code, offset }: Finding): string {
  return `${code} ${offset}`
}
