/** The last writes of a document in order of time. They are about the bytes as they were then: an edit ends them. */

import { spellName } from '../bytes/spelling.ts'
import { timeBins } from '../bytes/timeBins.ts'
import { HiveError } from '../errors.ts'
import { TimelineWriter } from '../exchange/TimelineWriter.ts'
import { type LastWrite, type Timeline, timelineOf } from '../exchange/timeline.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { Work } from '../work.ts'
import { BlobOutput } from './BlobOutput.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { Ids } from './Ids.ts'
import type {
  LastWriteRow,
  Period,
  RequestOf,
  RowPage,
  TimelineBins,
  TimelineListed,
  TimelineSummary,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** The document whose keys are listed, in its current state. */
interface TimedDocument {
  readonly name: string
  readonly hive: Hive
  readonly revision: number
  readonly ids: Ids
}

/** The most bins of one reply. */
const MOST_BINS = 1000
const TICKS_PER_SECOND = 10_000_000n
/** Lines that are written between two pauses. */
const LINES_A_STEP = 1024

/** Keys of a span in the order of the tree. */
interface InTreeOrder {
  readonly from: number
  readonly to: number
  readonly keys: Uint32Array
}

export class DocumentTimeline implements DocumentPart {
  readonly #doc: TimedDocument
  #timeline: Timeline | null = null
  /** The keys that were listed last in the order of the tree. */
  #inTreeOrder: InTreeOrder | null = null

  constructor(doc: TimedDocument) {
    this.#doc = doc
  }

  edited(): void {
    this.closed()
  }

  swapped(): void {
    this.closed()
  }

  closed(): void {
    this.#timeline = null
    this.#inTreeOrder = null
  }

  /** Puts the last writes in order, unless that is done. Must be called within `exclusive`. */
  async find(plausible: Period, { signal, progress }: CallContext): Promise<TimelineSummary> {
    this.#timeline ??= await runInSlices(timelineOf(this.#doc.hive), {
      signal,
      onProgress: progress,
    })
    const timeline = this.#timeline
    const [first, end] = placesOf(timeline, plausible)
    const unset = timeline.countBefore(1n)
    return {
      revision: this.#doc.revision,
      total: timeline.count,
      isWhole: timeline.isWhole,
      unset,
      early: Math.max(0, first - unset),
      late: timeline.count - end,
      span: first < end ? { from: timeAt(timeline, first), to: timeAt(timeline, end - 1) } : null,
    }
  }

  /** Keys by the time of their last write. */
  bins({ span, zone, most }: RequestOf<'timelineBins'>): TimelineBins {
    const timeline = this.#found
    const bins = timeBins(seconds(span.from), seconds(span.to), {
      most: Math.max(1, Math.min(most, MOST_BINS)),
      zone,
    })
    const places = bins.edges.map((edge) => placeOf(timeline, edge))
    const counts = places.slice(1).map((place, index) => place - (places[index] ?? 0))
    return { revision: this.#doc.revision, zone, ...bins, counts }
  }

  /** A page of the last writes. */
  page({
    from,
    count,
    span,
    order,
  }: TimelineListed & { readonly from: number; readonly count: number }): RowPage<LastWriteRow> {
    const timeline = this.#found
    const { revision, ids } = this.#doc
    const [first, end] = placesOf(timeline, span)
    const total = Math.max(0, end - first)
    const rows: LastWriteRow[] = []
    for (let row = from; row < Math.min(total, from + count); row++) {
      const place = order.descending ? total - 1 - row : row
      const index =
        order.column === 'time'
          ? timeline.keyAt(first + place)
          : (this.#keysOf(first, end)[place] ?? 0)
      const { cell, time } = timeline.timeOf(index)
      rows.push({ id: index, key: ids.of(cell), path: timeline.namesOf(index), time })
    }
    return { revision, total, from, rows }
  }

  /** The last writes of a span as CSV. Must be called within `exclusive`. */
  async text(span: Period, { signal, progress }: CallContext): Promise<Blob> {
    const { hive, name } = this.#doc
    const output = new BlobOutput(hive.image.length)
    const writer = new TimelineWriter('csv', output.write)
    const steps = writeSteps(this.#found, placesOf(this.#found, span), (one) => {
      writer.add(spellName(name), one)
    })
    writer.begin()
    await runInSlices(steps, { signal, onProgress: progress })
    writer.flush()
    return output.end()
  }

  #keysOf(from: number, to: number): Uint32Array {
    const known = this.#inTreeOrder
    if (known?.from === from && known.to === to) return known.keys
    const keys = this.#found.inTreeOrder(from, to)
    this.#inTreeOrder = { from, to, keys }
    return keys
  }

  /** @throws HiveError `stale` */
  get #found(): Timeline {
    if (this.#timeline !== null) return this.#timeline
    throw new HiveError('stale', 'the hive was edited since its last writes were listed, or never')
  }
}

function* writeSteps(
  timeline: Timeline,
  [first, end]: readonly [number, number],
  add: (one: LastWrite) => void,
): Work<void> {
  for (let place = first; place < end; place++) {
    if ((place - first) % LINES_A_STEP === LINES_A_STEP - 1) yield (place - first) / (end - first)
    add(timeline.at(place))
  }
}

/** The place of the first last write of a span, and that after the last one. */
function placesOf(timeline: Timeline, { from, to }: Period): [number, number] {
  const end = to >= LAST_TIME ? timeline.count : timeline.countBefore(to + 1n)
  return [timeline.countBefore(from), end]
}

const LAST_TIME = (1n << 64n) - 1n

function timeAt(timeline: Timeline, place: number): bigint {
  return timeline.timeOf(timeline.keyAt(place)).time
}

/** The whole seconds of a FILETIME; a later time than there is, is the last one. */
function seconds(time: bigint): number {
  const bounded = time < 0n ? 0n : time > LAST_TIME ? LAST_TIME : time
  return Number(bounded / TICKS_PER_SECOND)
}

/** The number of last writes before the edge of a bin, which may be before or after all times that there are. */
function placeOf(timeline: Timeline, edge: number): number {
  const time = BigInt(edge) * TICKS_PER_SECOND
  if (time < 0n) return 0
  return time > LAST_TIME ? timeline.count : timeline.countBefore(time)
}
