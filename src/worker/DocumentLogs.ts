/**
 * The transaction logs of a document: those that were given, what they would do to the hive as it is, and what
 * they did to each hive that the document is or was.
 */

import type { LogInput } from '../logs/logFile.ts'
import type { RecoveryPreview } from '../logs/preview.ts'
import type { Hive } from '../offreg/Hive.ts'
import { newerSequence } from '../regf/sequence.ts'
import type { DocumentPart } from './DocumentPart.ts'
import type { AppliedLogs } from './protocol.ts'

export class DocumentLogs implements DocumentPart {
  given: readonly LogInput[]
  /** The preview of their effect on the current hive, if known. */
  preview: RecoveryPreview | null = null
  /** The effect of logs on a hive. */
  readonly applied = new WeakMap<Hive, AppliedLogs>()
  /** Hives made from one that was not finished: its logs are not in them either. */
  readonly unfinished = new WeakSet<Hive>()
  #hive: Hive
  /** The newest sequence number in the logs and in saved files. */
  #newest: number | null = null

  constructor(hive: Hive, given: readonly LogInput[]) {
    this.#hive = hive
    this.given = given
  }

  /** The next save gets a number above this one too, whichever hive is current then. */
  outnumber(sequence: number): void {
    this.#newest = this.#newest === null ? sequence : newerSequence(this.#newest, sequence)
    this.#hive.outnumber(this.#newest)
  }

  /** The hive was not finished when it was opened, and its logs are not applied. */
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
