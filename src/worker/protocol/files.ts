/** Part of the protocol: opening and saving files. */

import type { DocId, DocState } from './documents.ts'

export interface SaveReport {
  /** Bytes written. */
  readonly size: number
  readonly keys: number
  readonly values: number
  /** Lower-case hex; null where the browser offers no digest (plain http). */
  readonly sha256: string | null
  /** The number of error findings in the saved bytes, all of which the opened bytes had too. */
  readonly errors: number
  /** Whether the hive was dirty when it was opened and its logs were not applied. */
  readonly dirty: boolean
  /** Whether logs were applied. */
  readonly recovered: boolean
  /** Whether these are the bytes of the file as it was opened, including its header. */
  readonly asOpened?: boolean
  readonly state: DocState
}

/** `blob` is for a download; null when the worker wrote the handle itself. */
export interface SaveResult {
  readonly report: SaveReport
  readonly blob: Blob | null
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
