/** Findings of the check as messages on standard error, for commands whose result is something else. */

import type { Finding } from '../regf/finding.ts'
import { CLI } from '../text/cli.ts'
import { describeFinding } from '../text/findings.ts'
import { type Io, say } from './Io.ts'
import { formatKeyPath, formatName } from './names.ts'

/** The most findings to print; `check` lists all of them. */
const MAX_LINES = 50

/** Prints errors and warnings, each place once. */
export function sayFindings(io: Io, findings: readonly Finding[]): void {
  const said = new Set<string>()
  let more = 0
  for (const finding of findings) {
    const { code, severity, offset } = finding
    const place = `${code} ${offset}`
    if (severity === 'info' || said.has(place)) continue
    said.add(place)
    if (said.size > MAX_LINES) more++
    else say(io, code, withPath(finding), offset)
  }
  if (more > 0) say(io, 'more-findings', CLI.moreFindings(more))
}

/** A finding in words, with its key. */
export function withPath(finding: Finding): string {
  const words = wordsOf(finding)
  const path = pathOf(finding)
  return path === undefined ? words : `${path}: ${words}`
}

/** The path of a finding's key as a KEY. */
export function pathOf({ path, leftOut }: Finding): string | undefined {
  return path === undefined ? undefined : formatKeyPath(path, leftOut)
}

/** A finding in words, with names written as they can be typed. */
export function wordsOf(finding: Finding): string {
  const { expected, actual } = finding
  return describeFinding({ ...finding, expected: typable(expected), actual: typable(actual) })
}

function typable(fact: Finding['actual']): Finding['actual'] {
  return typeof fact === 'string' ? formatName(fact) : fact
}
