/**
 * The last check before every write, by the page, the command line and the documented functions: bytes about to be
 * written are opened again and checked, and refused if they are worse than the opened hive. Only errors count;
 * warnings and notes come and go with edits.
 */

import { HiveError } from '../errors.ts'
import type { CheckResult } from '../regf/check.ts'
import { MAX_FINDINGS } from '../regf/checks/Findings.ts'
import type { Finding, FindingCode } from '../regf/finding.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { part, runToEnd, type Work } from '../work.ts'
import { Hive } from './Hive.ts'
import { type CompactOptions, compactSteps } from './save.ts'

/** Finds the errors of the written bytes that the hive they were made from does not account for. */
export type ErrorsOf = (before: CheckResult, after: CheckResult) => readonly Finding[]

/**
 * Checks a file that is about to be written, in steps.
 *
 * @param before - the check of the hive that it was made from
 * @param bytes - the whole file, from the start of its buffer; it must not be changed meanwhile
 * @param errorsOf - finds the errors that the hive does not account for
 * @returns the hive in these bytes, which is checked
 * @throws HiveError `save-would-damage` when there are such errors, with the first of them
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
  throw new HiveError(
    'save-would-damage',
    `not written: it would have ${count} that the hive did not have`,
    {
      offset,
      expected,
      actual,
      finding: code,
    },
  )
}

/** The progress of a checked compaction once the copy is made. */
const COMPACTED = 0.6

/**
 * Compacts a hive and checks the copy, in steps. The hive must not be edited meanwhile. Throws the
 * errors of `compactSteps` and `gateSteps`.
 *
 * @param hive - the hive
 * @param options - the version to write, the key that becomes the root, and whether damage is
 *   allowed
 * @returns the copy, which is checked; its bytes start at the start of its buffer
 */
export function* compactCheckedSteps(hive: Hive, options: CompactOptions): Work<Hive> {
  const bytes = yield* part(compactSteps(hive, options), 0, COMPACTED)
  return yield* part(gateSteps(hive.survey(), bytes, compactionErrors), COMPACTED, 1)
}

/**
 * Checks a file that is about to be written, without a pause.
 *
 * @param args - as for `gateSteps`
 * @returns the hive in these bytes, which is checked
 */
export function passGate(...args: Parameters<typeof gateSteps>): Hive {
  return runToEnd(gateSteps(...args))
}

/**
 * Finds the errors that a hive did not have before. No edit touches damage, so an error with the
 * same code at the same place is an old one.
 *
 * @param before - the check of the hive
 * @param after - the check of the bytes that were made from it
 * @returns the new errors
 */
export function newErrors(before: CheckResult, after: CheckResult): readonly Finding[] {
  const had = new Set(errorsIn(before).map(placeOf))
  const fresh = errorsIn(after).filter((finding) => !had.has(placeOf(finding)))
  // The old list of findings may have been full, and this error beyond its end; notes alone never fill it.
  const wasCut = before.findings.length > MAX_FINDINGS
  return wasCut && errorsIn(after).length <= errorsIn(before).length ? [] : fresh
}

/** Faults of the content of a record, rather than its place, which are copied with it. */
const COPIED: ReadonlySet<FindingCode> = new Set([
  'key-name-empty',
  'key-name-backslash',
  'key-name-too-long',
  'subkey-duplicate',
  'link-bad',
  'tombstone-bad',
])

/**
 * Finds the errors that a compacted hive should not have. Its cells are at other places, so this is
 * any error, except that the copy of a hive with errors may have those in the copied content.
 *
 * @param before - the check of the hive
 * @param after - the check of the copy
 * @returns these errors
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
