/** The records of a journal. */

import type { CommandResult, EditLabel } from '../edit/command.ts'
import type { BytePatch } from '../regf/BytePatch.ts'
import type { EditEvents } from '../regf/EditLog.ts'
import type { CellOffset } from '../regf/offsets.ts'

/** The hive that a journal belongs to, as it was opened. */
export interface JournalStart {
  readonly name: string
  /** Bytes of the hive. */
  readonly size: number
  /** A hash of its first page, by which it is recognised. */
  readonly head: string
  /** When its file was last modified, in milliseconds since 1970, UTC; null where that is not known. */
  readonly modified: number | null
  /** The hive does not come from a file. */
  readonly built: boolean
  /** The hive is nowhere else. */
  readonly unsaved: boolean
  /** The newest sequence number in the hive and the logs that came with it. */
  readonly newest: number | null
  /** The report of logs that it could not be opened without. */
  readonly recovery: unknown
  /** When the journal was begun, in milliseconds since 1970, UTC. */
  readonly at: number
}

/** Bytes of a hive that change. */
export interface ChangedBytes {
  /** Leads from one state of the file to the next. */
  readonly bytes: BytePatch
  /** Length of the file in bytes before. */
  readonly before: number
  /** The number of runs that replace bytes; others follow the end of the file. */
  readonly replacing: number
  /** A hash of the bytes that are replaced. */
  readonly replaced: string
}

/** What repeats an edit. */
export interface RepeatedEdit extends ChangedBytes {
  readonly dataSize: number
  readonly references: ReadonlyMap<CellOffset, number>
  readonly events: EditEvents
}

/** What is known of a hive that took the place of another one. */
export interface SwapNotes {
  /** The report of the logs that were applied. */
  readonly applied: unknown
  /** It was made of a hive whose logs were not applied. */
  readonly unfinished: boolean
  /** The newest sequence number that a save has to be above. */
  readonly newest: number | null
}

/** What is written to the hive's own file. */
export interface WrittenFile {
  readonly size: number
  /** SHA-256 of all of it, and of each slice that is written at once; null where the browser offers none. */
  readonly digest: string | null
  readonly slices: readonly (string | null)[]
}

/** The hive's own file, one that became its own then, or one that the page cannot look into. */
export type SavedTo = 'own' | 'other' | 'download'

export type JournalRecord =
  | { readonly kind: 'start'; readonly start: JournalStart }
  | {
      readonly kind: 'edit'
      readonly at: number
      readonly result: CommandResult
      /** Names down to the key that was shown after it. */
      readonly path: readonly string[]
      /** Whether keys kept their last write times. */
      readonly keepsTimes: boolean
      readonly edit: RepeatedEdit
    }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** Another hive took the place of this one: its bytes, as changes of the bytes of this one. */
  | {
      readonly kind: 'swap'
      readonly at: number
      readonly label: EditLabel
      readonly notes: SwapNotes
      readonly changed: ChangedBytes
    }
  /** A save finished the header, or took that back. */
  | { readonly kind: 'header'; readonly changed: ChangedBytes }
  /** The hive's own file is about to hold it as it is now. Without the record of that it may or may not. */
  | ({ readonly kind: 'saving' } & WrittenFile)
  /** A file holds the hive as it is now. */
  | {
      readonly kind: 'saved'
      readonly at: number
      readonly size: number
      readonly digest: string | null
      /** Which file; null in journals that do not say it. */
      readonly to: SavedTo | null
    }
  | { readonly kind: 'note'; readonly note: JournalNote }

/** Something that became known later. */
export type JournalNote =
  /** SHA-256 of the hive as it was opened. */
  | { readonly digest: string }
  /** The snapshot of the hive as it was opened is whole. */
  | { readonly snapshot: true }
  /** The newest sequence number in logs that came later. */
  | { readonly newest: number }
