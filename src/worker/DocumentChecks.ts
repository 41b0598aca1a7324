/**
 * The results of checks, by hive, with the ids that hive's keys had then: a hive that comes back with an undo
 * has them again. Each result belongs to a revision of the bytes, and is outdated once those are edited.
 */

import { spellShownPath } from '../bytes/spelling.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CheckResult } from '../regf/check.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import {
  type Checked,
  DamagedKeys,
  type FindingList,
  findingList,
  summaryOf,
} from './checkSummary.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { CheckSummary, FindingRow, RowPage } from './protocol.ts'

interface Known {
  readonly summary: CheckSummary
  readonly findings: FindingList
  readonly damaged: DamagedKeys
  /** The revision of the hive's bytes. */
  readonly bytes: number
}

const NONE_DAMAGED = new DamagedKeys([])

export class DocumentChecks implements DocumentPart {
  readonly #known = new WeakMap<Hive, Known>()
  readonly #doc: Checked
  readonly #announce: (summary: CheckSummary) => void

  /**
   * @param doc - what is checked, as it is at each call
   * @param announce - gets the result of each hive's first check, and again when that hive becomes current
   */
  constructor(doc: Checked, announce: (summary: CheckSummary) => void) {
    this.#doc = doc
    this.#announce = announce
  }

  /** Keys with an error finding, as of the last check; none before the first. */
  get damaged(): DamagedKeys {
    return this.#known.get(this.#doc.hive)?.damaged ?? NONE_DAMAGED
  }

  /** The summary of the hive as it is now; null when it was not checked since its last edit. */
  get current(): CheckSummary | null {
    const { hive } = this.#doc
    const known = this.#known.get(hive)
    return known?.bytes === hive.image.revision ? known.summary : null
  }

  /** Some of the findings of the last check, by kind; none before the first. */
  page(from: number, count: number): RowPage<FindingRow> {
    const known = this.#known.get(this.#doc.hive)
    if (known === undefined) return { revision: this.#doc.revision, total: 0, from, rows: [] }
    const { summary, findings } = known
    const rows = findings.slice(from, count)
    return { revision: summary.revision, total: findings.total, from, rows }
  }

  /** The path of the key with a finding of a code at a file offset; null when none is known. */
  pathOf(code: string | undefined, offset: number | undefined): string | null {
    const findings = this.#known.get(this.#doc.hive)?.findings
    const found = findings?.find((one) => one.offset === offset && one.code === code)
    return found?.path ? spellShownPath(found.path, found.leftOut) : null
  }

  /** Stores the result of a check of the hive as it is now. */
  learn(result: CheckResult): CheckSummary {
    const { hive, revision } = this.#doc
    const findings = findingList(result, this.#doc)
    const summary = summaryOf(result, findings, revision)
    const damaged = new DamagedKeys(result.findings)
    this.#known.set(hive, { summary, findings, damaged, bytes: hive.image.revision })
    return summary
  }

  /** Announces what is known of the current hive, which has been surveyed. */
  announce(): void {
    const { hive, revision } = this.#doc
    const known = this.#known.get(hive)
    if (known === undefined) this.learn(hive.survey())
    else if (known.bytes === hive.image.revision) {
      this.#known.set(hive, { ...known, summary: { ...known.summary, revision } })
    }
    const summary = this.#known.get(hive)?.summary
    if (summary !== undefined) this.#announce(summary)
  }

  edited({ moved }: RecordChanges): void {
    this.damaged.follow(moved)
  }

  swapped(): void {
    this.announce()
  }

  closed(): void {}
}
