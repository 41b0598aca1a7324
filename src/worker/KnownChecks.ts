/**
 * The results of checks, by hive, with the ids that hive's keys had then: a hive that comes back with an undo
 * has them again. Each result belongs to a revision of the bytes, and is outdated once those are edited.
 */

import { spellShownPath } from '../bytes/spelling.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CheckResult } from '../regf/check.ts'
import { type Checked, DamagedKeys, summaryOf } from './checkSummary.ts'
import type { CheckSummary } from './protocol.ts'

interface Known {
  readonly summary: CheckSummary
  readonly damaged: DamagedKeys
  /** The revision of the hive's bytes. */
  readonly bytes: number
}

const NONE_DAMAGED = new DamagedKeys([])

export class KnownChecks {
  readonly #known = new WeakMap<Hive, Known>()

  /** Keys with an error finding, as of the last check; none before the first. */
  damagedIn(hive: Hive): DamagedKeys {
    return this.#known.get(hive)?.damaged ?? NONE_DAMAGED
  }

  /** Stores the result of a check of a hive as it is now. */
  learn(result: CheckResult, checked: Checked): CheckSummary {
    const { hive } = checked
    const summary = summaryOf(result, checked)
    const damaged = new DamagedKeys(result.findings)
    this.#known.set(hive, { summary, damaged, bytes: hive.image.revision })
    return summary
  }

  /**
   * What is known of a hive; null when it was never checked.
   *
   * @param revision - the document's present one, which a summary that is still current is given
   */
  of(hive: Hive, revision: number): CheckSummary | null {
    const known = this.#known.get(hive)
    if (known === undefined) return null
    return this.isCurrent(hive) ? { ...known.summary, revision } : known.summary
  }

  /** The path of the key with a finding of a code at a file offset; null when none is known. */
  pathOf(hive: Hive, code: string | undefined, offset: number | undefined): string | null {
    const findings = this.#known.get(hive)?.summary.findings ?? []
    const found = findings.find((one) => one.offset === offset && one.code === code)
    return found?.path ? spellShownPath(found.path, found.leftOut) : null
  }

  /** Whether the stored result is of the hive as it is now. */
  isCurrent(hive: Hive): boolean {
    return this.#known.get(hive)?.bytes === hive.image.revision
  }
}
