/** What the full check found, as the page is told, and which keys it found errors in. */

import type { Hive } from '../offreg/Hive.ts'
import type { CheckResult } from '../regf/check.ts'
import type { Finding } from '../regf/finding.ts'
import { findKeyValue, valueName } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { boundedName } from '../text/boundedPath.ts'
import type { Ids } from './Ids.ts'
import type { CheckSummary, FindingRow, Severity } from './protocol.ts'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** A hive that was checked, the ids of its keys, and the revision of its document. */
export interface Checked {
  readonly hive: Hive
  readonly ids: Ids
  readonly revision: number
}

/** The counts, and the findings with errors before warnings before notes. */
export function summaryOf(
  { findings, keys, values }: CheckResult,
  { hive, ids, revision }: Checked,
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
    findings: [...errors, ...warnings, ...infos].map((one) => rowOf(one, hive, ids)),
  }
}

function rowOf(finding: Finding, hive: Hive, ids: Ids): FindingRow {
  const { code, severity, offset, path, leftOut, key, value, expected, actual } = finding
  return {
    code,
    severity,
    offset,
    path: path ?? null,
    leftOut: leftOut ?? [],
    key: key === undefined ? null : ids.of(key),
    value: value === undefined ? null : { id: ids.of(value), name: nameOf(hive, value) },
    expected: expected ?? null,
    actual: actual ?? null,
  }
}

function nameOf({ cells }: Hive, value: CellOffset): string {
  const at = findKeyValue(cells, value)
  return at === 0 ? '' : boundedName(valueName(cells, value, at))
}

/** The keys with an error finding, in themselves or in what they own. */
export class DamagedKeys {
  /** The first error of each. */
  readonly #damage = new Map<CellOffset, Finding>()

  constructor(findings: readonly Finding[]) {
    for (const finding of findings) {
      const { severity, key } = finding
      if (severity !== 'error' || key === undefined || this.#damage.has(key)) continue
      this.#damage.set(key, finding)
    }
  }

  /** The first error of a key. */
  damageOf(cell: CellOffset): Finding | undefined {
    return this.#damage.get(cell)
  }

  /** Their cells. */
  cells(): Iterable<CellOffset> {
    return this.#damage.keys()
  }

  /** Follows keys into other cells. */
  follow(moved: readonly (readonly [from: CellOffset, to: CellOffset])[]): void {
    const found = moved.flatMap(([from, to]) => {
      const damage = this.#damage.get(from)
      return damage === undefined ? [] : [{ from, to, damage }]
    })
    for (const { from } of found) this.#damage.delete(from)
    for (const { to, damage } of found) this.#damage.set(to, damage)
  }
}
