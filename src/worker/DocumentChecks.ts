/**
 * The checks of a document: the first one, which edits and saves wait for, and those that are
 * requested later. Results are kept per hive, together with the ids its keys had then, so that a
 * hive that an undo brings back has them again. Each result belongs to a revision of the bytes and
 * is outdated once they are edited.
 */

import { spellShownPath } from '../bytes/spelling.ts'
import type { HiveErrorDetail } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { CheckResult } from '../regf/check.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import { shownName } from '../text/visibleText.ts'
import { workWhile } from '../work.ts'
import {
  type Checked,
  DamagedKeys,
  type FindingList,
  findingList,
  summaryOf,
} from './checkSummary.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { CheckSummary, DocId, EngineEvent, FindingRow, RowPage } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

interface Known {
  readonly summary: CheckSummary
  readonly findings: FindingList
  readonly damaged: DamagedKeys
  /** The revision of the hive's bytes. */
  readonly bytes: number
}

const PROGRESS_STEP = 0.01
const NONE_DAMAGED = new DamagedKeys([])

/** The document that is checked, in its current state. */
interface CheckedDocument extends Checked {
  readonly id: DocId
  /** Reads all lists again that were read before the check. */
  readAgain(): void
  /** Resolves when the edits and saves under way are done. */
  readonly settled: Promise<unknown>
}

export class DocumentChecks implements DocumentPart {
  readonly #known = new WeakMap<Hive, Known>()
  readonly #doc: CheckedDocument
  readonly #send: (event: EngineEvent) => void
  readonly #closing = new AbortController()
  #surveyed: Promise<CheckResult> | null = null

  constructor(doc: CheckedDocument, send: (event: EngineEvent) => void) {
    this.#doc = doc
    this.#send = send
  }

  /** The result of the first check, which runs once. */
  get surveyed(): Promise<CheckResult> {
    this.#surveyed ??= this.#survey()
    return this.#surveyed
  }

  /**
   * Checks the hive as it is now, unless the result is current. Edits do not wait for the check:
   * each edit restarts it.
   *
   * @throws HiveError `cancelled`, also when the document is closed
   */
  async run({ signal, progress }: CallContext): Promise<CheckSummary> {
    await this.surveyed
    const stop = AbortSignal.any([signal, this.#closing.signal])
    for (;;) {
      await this.#doc.settled
      const { hive } = this.#doc
      const known = this.#current
      if (known !== null) return known
      // Between two steps of an edit the check would see half of that edit.
      const check = workWhile(hive.checkSteps(), () => !hive.image.isPaused)
      const result = await runInSlices(check, { signal: stop, onProgress: progress })
      if (result !== null && hive === this.#doc.hive) this.#learn(result)
    }
  }

  /** Keys with an error finding in the last check; none before the first. */
  get damaged(): DamagedKeys {
    return this.#known.get(this.#doc.hive)?.damaged ?? NONE_DAMAGED
  }

  /**
   * The summary for the hive as it is now; null when it has not been checked since its last edit.
   */
  get #current(): CheckSummary | null {
    const { hive } = this.#doc
    const known = this.#known.get(hive)
    return known?.bytes === hive.image.revision ? known.summary : null
  }

  /** A page of the findings of the last check, ordered by kind; none before the first. */
  page(from: number, count: number): RowPage<FindingRow> {
    const known = this.#known.get(this.#doc.hive)
    if (known === undefined) return { revision: this.#doc.revision, total: 0, from, rows: [] }
    const { summary, findings } = known
    const rows = findings.slice(from, count)
    return { revision: summary.revision, total: findings.total, from, rows }
  }

  /** The first finding of the last check in a range of the file; null without one. */
  findingIn(at: number, size: number): FindingRow | null {
    const known = this.#known.get(this.#doc.hive)
    if (known === undefined) return null
    return known.findings.find(({ offset }) => offset >= at && offset < at + size) ?? null
  }

  /** The path of the key with the damage that an error reports; null when no check found it. */
  damagedPath({ finding, offset }: HiveErrorDetail): string | null {
    const { hive } = this.#doc
    const findings = this.#known.get(hive)?.findings
    const found = findings?.find((one) => one.offset === offset && one.code === finding)
    if (!found?.path) return null
    return found.path.length === 0
      ? shownName(hive.rootKey.name)
      : spellShownPath(found.path, found.leftOut)
  }

  /** Stores the result of a check of the hive as it is now. */
  #learn(result: CheckResult): void {
    const { hive, revision } = this.#doc
    const findings = findingList(result, this.#doc)
    const summary = summaryOf(result, findings, revision)
    const damaged = new DamagedKeys(result.findings)
    this.#known.set(hive, { summary, findings, damaged, bytes: hive.image.revision })
  }

  /** Sends the page the result of the current hive's check, which has been done. */
  #announce(): void {
    const { hive, revision } = this.#doc
    const known = this.#known.get(hive)
    if (known === undefined) this.#learn(hive.survey())
    else if (known.bytes === hive.image.revision) {
      this.#known.set(hive, { ...known, summary: { ...known.summary, revision } })
    }
    const summary = this.#known.get(hive)?.summary
    if (summary !== undefined) this.#send({ type: 'checked', doc: this.#doc.id, summary })
  }

  edited({ moved }: RecordChanges): void {
    this.damaged.follow(moved)
  }

  swapped(): void {
    this.#announce()
  }

  closed(): void {
    this.#closing.abort()
  }

  async #survey(): Promise<CheckResult> {
    const { id, hive } = this.#doc
    let reported = 0
    const result = await runInSlices(hive.surveySteps(), {
      signal: this.#closing.signal,
      onProgress: (done) => {
        if (done - reported < PROGRESS_STEP) return
        reported = done
        this.#send({ type: 'check-progress', doc: id, done })
      },
    })
    // Only the check knows which cells lie inside others, so the rows are read again.
    this.#doc.readAgain()
    this.#announce()
    return result
  }
}
