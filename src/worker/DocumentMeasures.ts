/** What takes the space of a document, once it was measured. It is about the bytes as they were then: an edit ends it. */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { keyName } from '../regf/keyNode.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { FILE_USES } from '../usage/fileUses.ts'
import type { HiveUsage, KeyUsage } from '../usage/HiveUsage.ts'
import { measureUsage } from '../usage/measure.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { rowName } from './displayNames.ts'
import type { Ids } from './Ids.ts'
import type {
  RequestOf,
  RowPage,
  SizePicture,
  UsageMap,
  UsageRow,
  UsageRuns,
  UsageSummary,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** The document that is measured, in its current state. */
interface MeasuredDocument {
  readonly hive: Hive
  readonly revision: number
  readonly ids: Ids
}

type UsagePageRequest = Pick<RequestOf<'usageRows'>, 'from' | 'count' | 'order'>

/** The most subkeys of a picture, and the most of theirs. */
const MOST_PARTS = 1000
/** The most parts of a map. */
const MOST_UNITS = 1 << 16
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
    const { bytes, otherBytes, cells, root } = this.#usage
    const { revision } = this.#doc
    return { revision, bytes, otherBytes, cells, root: this.#rowOf(root) }
  }

  /** What a key and everything below it take. Must be called within `exclusive`. */
  async measureKey(key: CellOffset, context: CallContext): Promise<UsageRow> {
    await this.measure(context)
    const usage = found(this.#usage).of(key)
    if (usage === null) throw new HiveError('damaged', 'no list of subkeys has this key')
    return this.#rowOf(usage)
  }

  /** A page of the subkeys of a key. */
  usagePage(key: CellOffset, { from, count, order }: UsagePageRequest): RowPage<UsageRow> {
    const below = found(this.#usage).subkeys(key, order)
    const rows: UsageRow[] = []
    for (let place = from; place < Math.min(below.total, from + count); place++) {
      rows.push(this.#rowOf(below.at(place)))
    }
    return { revision: this.#doc.revision, total: below.total, from, rows }
  }

  /** A key and what it consists of. */
  picture(key: CellOffset, most: RequestOf<'usagePicture'>['most']): SizePicture {
    const bounded = {
      parts: Math.min(most.parts, MOST_PARTS),
      inner: Math.min(most.inner, MOST_PARTS),
    }
    const picture = found(this.#usage).picture(key, bounded)
    if (picture === null) throw new HiveError('damaged', 'no list of subkeys has this key')
    const { whole, above, own, rest } = picture
    return {
      revision: this.#doc.revision,
      whole: this.#rowOf(whole),
      above: above.map((one) => this.#rowOf(one)),
      own,
      parts: picture.parts.map(({ parts, ...one }) => {
        return { ...this.#rowOf(one), parts: parts.map((inner) => this.#rowOf(inner)) }
      }),
      rest,
    }
  }

  /** The uses of the parts of the file. It reads what was measured, not the hive, so that edits need not wait. */
  async map(
    { from, to, unit }: RequestOf<'usageMap'>,
    { signal, progress }: CallContext,
  ): Promise<UsageMap> {
    const usage = found(this.#usage)
    const { revision } = this.#doc
    const division = { from: Math.max(0, from), to: Math.min(to, usage.bytes), unit }
    if (!(unit >= 1) || (division.to - division.from) / unit > MOST_UNITS) {
      throw new HiveError('bad-argument', 'too many parts', { expected: MOST_UNITS })
    }
    const codes = await runInSlices(usage.mapSteps(division), { signal, onProgress: progress })
    return { revision, codes, uses: FILE_USES }
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
