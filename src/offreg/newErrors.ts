/**
 * Whether bytes about to be saved are worse than what was opened: the last gate before every write, of
 * the page and of the command line. What counts is errors; notes come and go with edits.
 */

import type { CheckResult } from '../regf/check.ts'
import { MAX_FINDINGS } from '../regf/checks/Findings.ts'
import type { Finding } from '../regf/finding.ts'

/**
 * The error findings of a result that the hive it was made from did not have. No edit touches damage,
 * so the same error at the same place is the one that was there before.
 */
export function newErrors(before: CheckResult, after: CheckResult): readonly Finding[] {
  const had = new Set(errorsOf(before).map(placeOf))
  const fresh = errorsOf(after).filter((finding) => !had.has(placeOf(finding)))
  // A full list may have had this one behind its end; notes alone never fill it.
  const wasCut = before.findings.length > MAX_FINDINGS
  return wasCut && errorsOf(after).length <= errorsOf(before).length ? [] : fresh
}

function errorsOf({ findings }: CheckResult): readonly Finding[] {
  return findings.filter(({ severity }) => severity === 'error')
}

function placeOf({ code, offset }: Finding): string {
  return `${code} ${offset}`
}
