/** What the full check found, as the page is told, and which keys it found errors in. */

import type { CheckResult } from '../regf/check.ts'
import type { Finding } from '../regf/finding.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { Ids } from './Ids.ts'
import type { CheckSummary, FindingRow, Severity } from './protocol.ts'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/**
 * The counts, and the findings with errors before warnings before notes.
 *
 * @param at - the ids of the document's keys, and the revision that was checked
 */
export function summaryOf(
  { findings, keys, values }: CheckResult,
  { ids, revision }: { readonly ids: Ids; readonly revision: number },
): CheckSummary {
  const bySeverity = (severity: Severity) => findings.filter((one) => one.severity === severity)
  const [errors = [], warnings = [], infos = []] = SEVERITIES.map(bySeverity)
  return {
    revision,
    errors: errors.length,
    warnings: warnings.length,
    infos: infos.length,
    keys,
    values,
    findings: [...errors, ...warnings, ...infos].map((one) => rowOf(one, ids)),
  }
}

function rowOf(finding: Finding, ids: Ids): FindingRow {
  const { code, severity, offset, path, key, expected, actual } = finding
  return {
    code,
    severity,
    offset,
    path: path?.join('\\') ?? null,
    key: key === undefined ? null : ids.of(key),
    expected: expected ?? null,
    actual: actual ?? null,
  }
}

/** The keys with an error finding, in themselves or in what they own. */
export class DamagedKeys {
  readonly #cells = new Set<CellOffset>()

  constructor(findings: readonly Finding[]) {
    for (const { severity, key } of findings) {
      if (severity === 'error' && key !== undefined) this.#cells.add(key)
    }
  }

  has(cell: CellOffset): boolean {
    return this.#cells.has(cell)
  }

  /** Follows a key into another cell. */
  move(from: CellOffset, to: CellOffset): void {
    if (this.#cells.delete(from)) this.#cells.add(to)
  }
}
