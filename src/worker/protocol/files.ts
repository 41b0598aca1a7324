/** Files on their way in and out: part of the protocol. */

import type { DocId, DocState } from './documents.ts'

export interface SaveReport {
  /** Bytes written. */
  readonly size: number
  readonly keys: number
  readonly values: number
  /** Lower-case hex; null where the browser offers no digest (plain http). */
  readonly sha256: string | null
  /** Error findings of the saved bytes, all of which the opened bytes had too. */
  readonly errors: number
  /** The hive was dirty when it was opened: its logs were not applied. */
  readonly dirty: boolean
  /** They were. */
  readonly recovered: boolean
  /** These are the bytes of the file as it was opened, header and all. */
  readonly asOpened?: boolean
  readonly state: DocState
}

/** `blob` is for a download; null when the worker wrote the handle itself. */
export interface SaveResult {
  readonly report: SaveReport
  readonly blob: Blob | null
}

/** A file on its way in. */
export interface NamedFile {
  readonly name: string
  readonly file: Blob
}

/** Which files are to be opened, and whose logs the others are; all by their place in the list. */
export interface SortedFiles {
  /** Includes logs without a hive; opening one reports what it is. */
  readonly hives: readonly { readonly file: number; readonly logs: readonly number[] }[]
  /** Logs of hives that are open. */
  readonly later: readonly { readonly doc: DocId; readonly logs: readonly number[] }[]
}

export interface OpenRequest extends NamedFile {
  /** Transaction logs that came with it. They are applied only to a hive that cannot be opened else. */
  readonly logs: readonly NamedFile[]
  /** A handle that came with the file, for saving in place. */
  readonly handle: FileSystemFileHandle | null
}
