/**
 * The transaction logs of a document: the logs that were given, the preview of applying them, and
 * the report of what they did for each hive the document has had.
 */

import type { LogInput } from '../logs/logFile.ts'
import type { RecoveryPreview } from '../logs/preview.ts'
import type { Hive } from '../offreg/Hive.ts'
import { newerSequence } from '../regf/sequence.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { AppliedLogs } from './protocol.ts'

export class DocumentLogs implements DocumentPart {
  given: readonly LogInput[]
  /** The preview for the hive as it is; null until one has been made. */
  preview: RecoveryPreview | null = null
  /** The report of what logs did, by the hive they were applied to. */
  readonly applied = new WeakMap<Hive, AppliedLogs>()
  /** Hives that were made from a dirty one without applying its logs. */
  readonly unfinished = new WeakSet<Hive>()
  #hive: Hive
  /** The highest sequence number in the logs and in saved hives. */
  #newest: number | null = null

  constructor(hive: Hive, given: readonly LogInput[]) {
    this.#hive = hive
    this.given = given
  }

  /** Makes the next save use a sequence number above this one, whichever hive is current then. */
  outnumber(sequence: number): void {
    this.#newest = this.#newest === null ? sequence : newerSequence(this.#newest, sequence)
    this.#hive.outnumber(this.#newest)
  }

  /** The number that the next save is above; null if there is none. */
  get newest(): number | null {
    return this.#newest
  }

  /** Whether the hive was dirty when it was opened and its logs have not been applied. */
  get isDirty(): boolean {
    return this.#hive.base.dirty || this.unfinished.has(this.#hive)
  }

  edited(): void {
    this.preview = null
  }

  swapped(hive: Hive): void {
    this.#hive = hive
    this.preview = null
    if (this.#newest !== null) hive.outnumber(this.#newest)
  }

  closed(): void {
    this.preview = null
  }
}
