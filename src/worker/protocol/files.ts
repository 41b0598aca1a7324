/** Part of the protocol: opening and saving files. */

import type { Comparison } from '../../compare/compare.ts'
import type { NewMinor } from '../../offreg/create.ts'
import type { DocId, DocInfo, DocState, HiveKind } from './documents.ts'

export type { NewMinor }

/**
 * How a hive is written: with every byte in its place, or as a compacted copy in the format of a minor version (5 for
 * 1.5).
 */
export type SaveLayout = 'kept' | NewMinor

/** What a save would write. */
export interface SavePreview {
  /** The revision of the document that would be saved. */
  readonly revision: number
  /** Bytes of the file. */
  readonly size: number
  readonly keys: number
  readonly values: number
}

/** What a save is compared with: the file as it was opened or last saved, or a new hive as it was made. */
export interface SavedBefore {
  readonly since: 'opened' | 'saved' | 'made'
  readonly size: number
  /** As in `SaveReport`. */
  readonly sha256: string | null
}

export interface SaveReport {
  /** Bytes written. */
  readonly size: number
  readonly keys: number
  readonly values: number
  /** Lower-case hex; null where the browser offers no digest (plain http). */
  readonly sha256: string | null
  /** The number of error findings in the saved bytes, all of which the opened bytes had too. */
  readonly errors: number
  /** The number of warnings of the same check. */
  readonly warnings: number
  readonly layout: SaveLayout
  /** `1.5` and so on, of the saved bytes. */
  readonly version: string
  /** Both sequence numbers of the saved header. */
  readonly sequence: number
  /** The time in the saved header: FILETIME, UTC 100 ns since 1601. */
  readonly written: bigint
  readonly before: SavedBefore
  /** What differs from that. Last writes are not counted. */
  readonly changes: Comparison
  /** Whether the hive was dirty when it was opened and its logs were not applied. */
  readonly dirty: boolean
  /** Whether logs were applied. */
  readonly recovered: boolean
  /** Whether these are the bytes of the file as it was opened, including its header. */
  readonly asOpened?: boolean
  readonly state: DocState
}

/** What a save did. */
export interface SaveResult {
  readonly report: SaveReport
  /** The bytes of a download; null when the worker wrote the handle itself. */
  readonly blob: Blob | null
  /** The document, when the file that was written has become its own; otherwise null. */
  readonly info: DocInfo | null
}

/** A file to open. */
export interface NamedFile {
  readonly name: string
  readonly file: Blob
}

/**
 * The files that are hives, and the hives that the other files are logs of. Files are given by
 * their index in the request.
 */
export interface SortedFiles {
  /**
   * The hives with their logs. A file that is not the log of any hive is here too: opening it
   * reports what it is.
   */
  readonly hives: readonly { readonly file: number; readonly logs: readonly number[] }[]
  /** Logs of hives that are already open. */
  readonly later: readonly { readonly doc: DocId; readonly logs: readonly number[] }[]
}

export interface OpenRequest extends NamedFile {
  /**
   * Transaction logs that came with the file. They are applied only if the hive cannot be opened
   * otherwise.
   */
  readonly logs: readonly NamedFile[]
  /** The file's handle for saving in place; null when it has none. */
  readonly handle: FileSystemFileHandle | null
}

/** A new hive. */
export interface NewHiveRequest {
  /** The name of its tab and file. */
  readonly name: string
  /** Minor version of the format; 5 if it is not given. */
  readonly minor?: NewMinor
  /** `ROOT` if it is not given. */
  readonly rootName?: string
}

/** A hive to merge: one that is open, as it is now, or a file. */
export type MergeSource =
  | { readonly kind: 'document'; readonly doc: DocId }
  | ({ readonly kind: 'file' } & NamedFile)

/** What a merge did with one of the hives. */
export interface MergedSource {
  readonly name: string
  /** `1.6` and so on. */
  readonly version: string
  /** Keys and values of the hive, and how many of them were used: records that cannot be read are left out. */
  readonly keys: number
  readonly values: number
  readonly used: { readonly keys: number; readonly values: number }
  /** The number of errors that its check found. */
  readonly errors: number
  /** Whether it was not closed cleanly and its logs are not applied. */
  readonly dirty: boolean
}

/** The result of a merge. */
export interface MergePreview {
  /** Names the merge in later calls. */
  readonly merge: number
  readonly version: string
  /** Bytes. */
  readonly size: number
  readonly keys: number
  readonly values: number
  readonly sources: readonly MergedSource[]
  /** How the result differs from the base. Last writes are not counted. */
  readonly changes: Comparison
}

/** The beginning of a file that may be a hive or a log. */
export interface FoundHead {
  readonly name: string
  /** Files are paired with logs of the same folder. */
  readonly folder: string
  readonly head: Uint8Array
}

/** What a file is, by its first bytes. */
export interface FoundKind {
  readonly isLog: boolean
  /** Of a hive: by its keys as far as they are there, otherwise by the names in its header and of the file. */
  readonly kind: HiveKind
  /** Whether it was not closed cleanly, so that its logs may be needed. */
  readonly dirty: boolean
  /** `1.5` and so on; null if the header is not that of a hive. */
  readonly version: string | null
}
