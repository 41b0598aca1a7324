/** What a journal holds, as a list of steps: what undo and redo make of its records, without the bytes of the hive. */

import type { EditLabel } from '../edit/command.ts'
import type { JournalRecord, JournalStart, WrittenFile } from './records.ts'

/** A step that a resume brings back. */
export interface SummaryStep {
  readonly label: EditLabel
  /** When it was made, in milliseconds since 1970, UTC. */
  readonly at: number
}

/** A save that may have been finished. */
export interface UnconfirmedSave {
  /** The number of records before it. */
  readonly index: number
  readonly file: WrittenFile
}

export class JournalSummary {
  start: JournalStart | null = null
  /**
   * SHA-256 of the hive as it was opened; null until that was known. It is recorded some time after the first edit. Until
   * then another file is told by its size, its first page and the bytes that edits replace, and not by the rest.
   */
  digest: string | null = null
  /** Whether the snapshot of the hive as it was opened is whole. */
  hasSnapshot = false
  /** The last save to the hive's own file of which it is not known whether it was finished. */
  unconfirmed: UnconfirmedSave | null = null
  /** When the last step was made. */
  last = 0
  /** The number of records. */
  #count = 0
  readonly #steps: SummaryStep[] = []
  /** The number of steps that are done. */
  #done = 0
  /** The same when it was saved last; -1 if undo and redo do not lead there any more. */
  #saved = 0

  /** The steps that are done, the oldest first. */
  get steps(): readonly SummaryStep[] {
    return this.#steps.slice(0, this.#done)
  }

  /** The number of steps between the saved bytes and the end. */
  get unsaved(): number {
    return this.#saved < 0 ? Math.max(1, this.#done) : Math.abs(this.#done - this.#saved)
  }

  /** Adds a record; they come in their order. */
  add(record: JournalRecord): void {
    switch (record.kind) {
      case 'start':
        this.start = record.start
        this.last = record.start.at
        if (record.start.unsaved || record.start.recovery !== null) this.#saved = -1
        break
      case 'edit':
        this.#did({ label: record.result.label, at: record.at })
        break
      case 'swap':
        this.#did({ label: record.label, at: record.at })
        break
      case 'undo':
        this.#done = Math.max(0, this.#done - 1)
        break
      case 'redo':
        this.#done = Math.min(this.#steps.length, this.#done + 1)
        break
      case 'saving':
        this.unconfirmed = { index: this.#count, file: record }
        break
      case 'saved':
        this.#saved = this.#done
        this.last = record.at
        if (record.to === 'own') this.unconfirmed = null
        break
      case 'header':
        break
      case 'note':
        if ('digest' in record.note) this.digest = record.note.digest
        else if ('snapshot' in record.note) this.hasSnapshot = true
    }
    this.#count++
  }

  #did(step: SummaryStep): void {
    if (this.#saved > this.#done) this.#saved = -1
    this.#steps.length = this.#done
    this.#steps.push(step)
    this.#done++
    this.last = step.at
  }
}
