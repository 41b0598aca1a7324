/** What takes the space of a document, once it was measured. It is about the bytes as they were then: an edit ends it. */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { keyName } from '../regf/keyNode.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { HiveUsage, KeyUsage } from '../usage/HiveUsage.ts'
import { measureUsage } from '../usage/measure.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { rowName } from './displayNames.ts'
import type { Ids } from './Ids.ts'
import type { RequestOf, RowPage, UsageRow, UsageRuns, UsageSummary } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** The document that is measured, in its current state. */
interface MeasuredDocument {
  readonly hive: Hive
  readonly revision: number
  readonly ids: Ids
}

/** The most runs of one reply. */
const MOST_RUNS = 100_000

export class DocumentMeasures implements DocumentPart {
  readonly #doc: MeasuredDocument
  #usage: HiveUsage | null = null

  constructor(doc: MeasuredDocument) {
    this.#doc = doc
  }

  edited(): void {
    this.closed()
  }

  swapped(): void {
    this.closed()
  }

  closed(): void {
    this.#usage = null
  }

  /** Measures what takes the space, unless that is known. Must be called within `exclusive`. */
  async measure({ signal, progress }: CallContext): Promise<UsageSummary> {
    this.#usage ??= await runInSlices(measureUsage(this.#doc.hive), {
      signal,
      onProgress: progress,
    })
    const { bytes, otherBytes, cells, root, lastWrites } = this.#usage
    const { revision } = this.#doc
    return { revision, bytes, otherBytes, cells, root: this.#rowOf(root), lastWrites }
  }

  /** What a key and everything below it take. Must be called within `exclusive`. */
  async measureKey(key: CellOffset, context: CallContext): Promise<UsageRow> {
    await this.measure(context)
    const usage = found(this.#usage).of(key)
    if (usage === null) throw new HiveError('damaged', 'no list of subkeys has this key')
    return this.#rowOf(usage)
  }

  /** A page of the subkeys of a key, those with the most bytes first. */
  usagePage(key: CellOffset, from: number, count: number): RowPage<UsageRow> {
    const usage = found(this.#usage)
    const rows = usage.subkeys(key, from, count).map((one) => this.#rowOf(one))
    return { revision: this.#doc.revision, total: usage.subkeyCount(key), from, rows }
  }

  /** Runs of the file. */
  runs({ from, most, unit }: RequestOf<'usageRuns'>): UsageRuns {
    const page = found(this.#usage).runs(from, Math.min(most, MOST_RUNS), unit)
    return { revision: this.#doc.revision, ...page }
  }

  #rowOf({ cell, ...rest }: KeyUsage): UsageRow {
    const { hive, ids } = this.#doc
    const name = keyName(hive.cells, cell, hive.cells.payloadAt(cell))
    return { key: ids.of(cell), ...rowName(name), ...rest }
  }
}

/** @throws HiveError `stale` */
function found<T>(result: T | null): T {
  if (result !== null) return result
  throw new HiveError('stale', 'the hive was edited since it was measured, or never measured')
}
