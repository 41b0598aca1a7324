/**
 * The deleted records of a document. They are found when they are first asked for, and again after an edit, undo or
 * redo, so that rows and details are always those of the bytes as they are.
 */

import type { DeletedRecords, Group } from '../deleted/DeletedRecords.ts'
import { deletedSteps } from '../deleted/deleted.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { workWhile } from '../work.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { DocId, EngineEvent } from './protocol.ts'
import { ResultList } from './ResultList.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** The change of progress after which the page is told again. */
const PROGRESS_STEP = 0.01

/** The document that is scanned, in its current state. */
interface ScannedDocument {
  readonly id: DocId
  readonly hive: Hive
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

export class DocumentDeleted implements DocumentPart {
  readonly #doc: ScannedDocument
  readonly #send: (event: EngineEvent) => void
  readonly #closing = new AbortController()
  #known: FoundRecords | null = null

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

  async #scan({ signal, progress }: CallContext): Promise<FoundRecords | null> {
    const { hive } = this.#doc
    if (this.#known?.found.cells === hive.cells && this.#known.found.isCurrent) return this.#known
    const { revision } = hive.image
    let count = 0
    let told = 0
    const isSame = () => hive.image.revision === revision && !hive.image.isPaused
    const steps = deletedSteps(hive, (found) => {
      count = found
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
    if (found === null || hive !== this.#doc.hive) return null
    const records = [...found.records().values()].flatMap((group) => [...group] as FileOffset[])
    this.#known = { found, list: new ResultList(records, (at) => found.groupOf(at)) }
    return this.#known
  }

  edited(): void {
    this.#known = null
  }

  swapped(): void {
    this.#known = null
  }

  closed(): void {
    this.#known = null
    this.#closing.abort()
  }
}
