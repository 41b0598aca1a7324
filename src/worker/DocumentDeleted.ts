/**
 * The deleted records of a document. They are found when they are first asked for, and again after an edit, undo or
 * redo, so that rows and details are always those of the bytes as they are.
 */

import type { DeletedRecords, Group } from '../deleted/DeletedRecords.ts'
import { deletedSteps } from '../deleted/deleted.ts'
import type { RecordPlaces } from '../deleted/RecordPlaces.ts'
import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { workWhile } from '../work.ts'
import { arrangeDeletedSteps } from './DeletedList.ts'
import type { Direction, DocumentPart } from './DocumentPart.ts'
import { unsettledRow } from './deletedRows.ts'
import type { DeletedArrangement, DeletedRow, DocId, EngineEvent } from './protocol.ts'
import { RestoredRecords } from './RestoredRecords.ts'
import { ResultList } from './ResultList.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** The change of progress after which the page is told again. */
const PROGRESS_STEP = 0.01

/** The document that is scanned, in its current state. */
interface ScannedDocument {
  readonly id: DocId
  readonly hive: Hive
  readonly revision: number
  /** Resolves when the hive is checked. */
  readonly checks: { readonly surveyed: Promise<unknown> }
  /** Resolves when the edits and saves under way are done. */
  readonly settled: Promise<unknown>
}

/** The records of one state of a hive. */
export interface FoundRecords {
  readonly found: DeletedRecords
  /** File offsets of the records. */
  readonly list: ResultList<FileOffset, Group>
}

/** Records in an order. The list stays as it is when the hive is edited. */
export interface ListedRecords extends FoundRecords {
  readonly id: number
  readonly ids: Uint32Array<ArrayBuffer>
  /** The revision of the document that was scanned. */
  readonly revision: number
}

export class DocumentDeleted implements DocumentPart {
  readonly #doc: ScannedDocument
  readonly #send: (event: EngineEvent) => void
  readonly #closing = new AbortController()
  #known: FoundRecords | null = null
  /** What the scan that is running has found, in the order in which it came. */
  #soFar: { readonly places: RecordPlaces; readonly index: number }[] = []
  #listed: ListedRecords | null = null
  #lists = 0
  readonly restored = new RestoredRecords()

  constructor(doc: ScannedDocument, send: (event: EngineEvent) => void) {
    this.#doc = doc
    this.#send = send
  }

  /**
   * Finds the deleted records of the hive as it is now, once the edits under way are done. An edit
   * during the scan restarts it.
   *
   * @throws HiveError `cancelled`, also when the document is closed
   */
  async find(call: CallContext): Promise<FoundRecords> {
    for (;;) {
      await this.#doc.checks.surveyed
      await this.#doc.settled
      const known = await this.#scan(call)
      if (known !== null) return known
    }
  }

  /**
   * Does the same within an edit, which waits for nothing else.
   *
   * @throws HiveError `cancelled`
   */
  async findWithin(call: CallContext): Promise<FoundRecords> {
    for (;;) {
      const known = await this.#scan(call)
      if (known !== null) return known
    }
  }

  /** A page of what the scan that is running has found so far. */
  soFar(from: number, count: number): { readonly total: number; readonly rows: DeletedRow[] } {
    const { hive } = this.#doc
    const rows = this.#soFar
      .slice(from, from + count)
      .map(({ places, index }) => unsettledRow(hive.cells, places, index))
    return { total: this.#soFar.length, rows }
  }

  /** Finds the records as `find` does, and lists them in an order. */
  async list(arrangement: DeletedArrangement, call: CallContext): Promise<ListedRecords> {
    for (;;) {
      const known = await this.find(call)
      const { found } = known
      const steps = workWhile(arrangeDeletedSteps(found, arrangement), () => found.isCurrent)
      const ids = await runInSlices(steps, {
        signal: AbortSignal.any([call.signal, this.#closing.signal]),
        onProgress: call.progress,
        atOnce: true,
      })
      if (ids === null) continue
      this.#listed = { ...known, id: ++this.#lists, ids, revision: this.#doc.revision }
      return this.#listed
    }
  }

  /**
   * The list that was made last, whatever was edited since.
   *
   * @throws HiveError `stale` when it is another one
   */
  listed(id: number): ListedRecords {
    if (this.#listed?.id === id) return this.#listed
    throw new HiveError('stale', 'the deleted records were listed again')
  }

  async #scan({ signal, progress }: CallContext): Promise<FoundRecords | null> {
    const { hive } = this.#doc
    if (this.#known?.found.cells === hive.cells && this.#known.found.isCurrent) return this.#known
    const { revision } = hive.image
    let count = 0
    let told = 0
    const isSame = () => hive.image.revision === revision && !hive.image.isPaused
    const taken = { keys: 0, values: 0 }
    this.#soFar = []
    const steps = deletedSteps(hive, ({ keys, values }) => {
      count = keys.count + values.count
      while (taken.keys < keys.count || taken.values < values.count) {
        const isKey =
          taken.values === values.count ||
          (taken.keys < keys.count && keys.at(taken.keys) < values.at(taken.values))
        const [places, index] = isKey ? [keys, taken.keys++] : [values, taken.values++]
        this.#soFar.push({ places, index })
      }
    })
    const found = await runInSlices(workWhile(steps, isSame), {
      signal: AbortSignal.any([signal, this.#closing.signal]),
      onProgress: (done) => {
        progress(done)
        if (done - told < PROGRESS_STEP) return
        told = done
        this.#send({ type: 'deleted-progress', doc: this.#doc.id, done, found: count })
      },
    })
    this.#soFar = []
    if (found === null || hive !== this.#doc.hive) return null
    const records = [...found.records().values()].flatMap((group) => [...group] as FileOffset[])
    this.#known = { found, list: new ResultList(records, (at) => found.groupOf(at)) }
    return this.#known
  }

  edited(_: RecordChanges, direction: Direction): void {
    this.#known = null
    this.restored.follow(direction)
  }

  swapped(_: Hive, direction: Direction): void {
    this.#known = null
    this.#listed = null
    this.restored.follow(direction)
  }

  closed(): void {
    this.#known = null
    this.#listed = null
    this.#closing.abort()
  }
}
