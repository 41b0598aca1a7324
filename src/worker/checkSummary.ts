/** The result of the full check in the form the page gets, and the keys that it found errors in. */

import type { Hive } from '../offreg/Hive.ts'
import type { CheckResult } from '../regf/check.ts'
import { FINDINGS, type Finding } from '../regf/finding.ts'
import { findKeyValue, valueName } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { boundedName } from '../text/boundedPath.ts'
import type { Ids } from './Ids.ts'
import type { CheckSummary, FindingRow, Severity } from './protocol.ts'
import { ResultList } from './ResultList.ts'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** A checked hive, the ids of its keys, and the revision of its document. */
export interface Checked {
  readonly hive: Hive
  readonly ids: Ids
  readonly revision: number
}

/** The findings of a check, grouped by kind: errors, then warnings, then notes. */
export type FindingList = ResultList<FindingRow, FindingRow['code']>

export function findingList({ findings }: CheckResult, { hive, ids }: Checked): FindingList {
  const bySeverity = SEVERITIES.flatMap((severity) =>
    findings.filter((one) => one.severity === severity),
  )
  return new ResultList(
    bySeverity.map((one) => rowOf(one, hive, ids)),
    ({ code }) => code,
  )
}

/** The summary of a check: the number of findings of each kind. */
export function summaryOf(
  { keys, values }: CheckResult,
  list: FindingList,
  revision: number,
): CheckSummary {
  const kinds = list.kinds.map(({ kind, count }) => ({
    code: kind,
    severity: FINDINGS[kind],
    count,
  }))
  const counted = (severity: Severity) =>
    kinds.reduce((sum, kind) => sum + (kind.severity === severity ? kind.count : 0), 0)
  return {
    revision,
    errors: counted('error'),
    warnings: counted('warning'),
    infos: counted('info'),
    keys,
    values,
    kinds,
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

/** The keys with an error finding, in their own record or in records that they own. */
export class DamagedKeys {
  /** The first error of each key. */
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

  /** The cells of the damaged keys. */
  cells(): Iterable<CellOffset> {
    return this.#damage.keys()
  }

  /** Updates the cells of keys that have moved. */
  follow(moved: readonly (readonly [from: CellOffset, to: CellOffset])[]): void {
    const found = moved.flatMap(([from, to]) => {
      const damage = this.#damage.get(from)
      return damage === undefined ? [] : [{ from, to, damage }]
    })
    for (const { from } of found) this.#damage.delete(from)
    for (const { to, damage } of found) this.#damage.set(to, damage)
  }
}
