/**
 * Everything the page may ask of the engine, and everything the engine tells the page.
 *
 * This interface is the whole boundary: `rpc.ts` carries it, `session.ts` answers it, `client.ts` is
 * what the page holds. All of it is plain data that survives a structured clone. Ids are opaque: a
 * cell offset plus 2^32 × a generation, so that an id of a key that died is never taken for the key
 * that reused its cell. Every reply carries the revision it was computed at.
 */

import type {
  DocId,
  DocInfo,
  DocState,
  EditLabel,
  KeyId,
  RecoveryReport,
  ValueId,
} from './protocol/documents.ts'
import type { KeyDetails, TreePage, ValueDetails, ValueOrder, ValuePage } from './protocol/rows.ts'

export * from './protocol/documents.ts'
export * from './protocol/rows.ts'

/** One edit as the page asks for it. Names are UTF-16 text as typed; data is the bytes to store. */
export type EditRequest =
  | { readonly kind: 'create-key'; readonly parent: KeyId; readonly name: string }
  | { readonly kind: 'rename-key'; readonly key: KeyId; readonly name: string }
  | { readonly kind: 'delete-key'; readonly key: KeyId }
  | {
      readonly kind: 'create-value'
      readonly key: KeyId
      readonly name: string
      readonly type: number
      readonly data: Uint8Array
    }
  /** `value` is an id, since several values may have one name. 0 is an absent default value. */
  | {
      readonly kind: 'set-value'
      readonly key: KeyId
      readonly value: ValueId
      readonly type: number
      readonly data: Uint8Array
    }
  | {
      readonly kind: 'rename-value'
      readonly key: KeyId
      readonly value: ValueId
      readonly name: string
    }
  | { readonly kind: 'delete-values'; readonly key: KeyId; readonly values: readonly ValueId[] }

export interface EditResult {
  readonly state: DocState
  readonly label: EditLabel
  /** Where the edit (or its undo) happened: select this. `value` null when it is about a key. */
  readonly focus: { readonly key: KeyId; readonly value: ValueId | null }
  /** Keys whose cell moved: old id, new id. */
  readonly moved: readonly (readonly [from: KeyId, to: KeyId])[]
  /** Which lists changed, of any key: what shows them has other rows, or rows that look different. */
  readonly lists: { readonly subkeys: boolean; readonly values: boolean }
  /** Keys and values that are gone, for the message that offers Undo. */
  readonly removed: { readonly keys: number; readonly values: number }
  /**
   * The whole image was exchanged, and this is what the document is now. Every id from before names
   * nothing any more (`relocate` finds the same keys by path); `focus` is the root.
   */
  readonly swapped: DocInfo | null
}

/** The steps between the saved bytes and now. */
export interface Changes {
  readonly revision: number
  /** How many there are, those that are not listed included. */
  readonly total: number
  /** `undone`: it was saved, and then taken back. */
  readonly steps: readonly { readonly label: EditLabel; readonly undone: boolean }[]
}

/** Where keys are after the whole image was exchanged. */
export interface Relocated {
  readonly revision: number
  /** In the order asked for: the key, or the deepest key that is there on the way to it. */
  readonly keys: readonly { readonly key: KeyId; readonly found: boolean }[]
  /** In the order asked for; null when the key has no value of that name now. */
  readonly values: readonly (ValueId | null)[]
}

export type Severity = 'error' | 'warning' | 'info'

export interface FindingRow {
  readonly code: string
  readonly severity: Severity
  /** File offset in bytes. */
  readonly offset: number
  /**
   * Names from the root (not included) down to the key it belongs to, when one is known; of a long path its ends. A
   * name over 255 units ends in `…`.
   */
  readonly path: readonly string[] | null
  /** The indexes in `path` of `…` for names left out: a key may have that name too. */
  readonly leftOut: readonly number[]
  readonly key: KeyId | null
  /** The value of that key it is about, when it is about one; a name over 255 units ends in `…`. */
  readonly value: { readonly id: ValueId; readonly name: string } | null
  readonly expected: string | number | null
  readonly actual: string | number | null
}

export interface CheckSummary {
  /** The revision of the document that it is true of. */
  readonly revision: number
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  readonly keys: number
  readonly values: number
  /** Errors first, then warnings, then notes. */
  readonly findings: readonly FindingRow[]
}

/**
 * How a path was read. `relative`: as names below the root. `absolute`: with the path of the root
 * before it. `loaded`: with a path any hive can be loaded under by hand. `above`: it ends before it
 * comes to the root. `elsewhere`: it is in another hive, and the names are where it leaves ours.
 */
export type PathKind = 'relative' | 'absolute' | 'loaded' | 'above' | 'elsewhere'

export interface PathMatch {
  readonly revision: number
  /** The deepest key that exists along the path. */
  readonly key: KeyId
  /** A last segment that named a value of that key. */
  readonly value: ValueId | null
  /** The first segment that does not exist, null when all do. */
  readonly missing: string | null
  readonly kind: PathKind
}

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
  /** What is no log of anybody is here too: opening it says what it is. */
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

export interface EngineApi {
  /** Tells logs from hives by name and content. Reads the first bytes of each file only. */
  sortFiles(request: { files: readonly NamedFile[] }): Promise<SortedFiles>
  /**
   * The document a file is open in: one with the same handle, or where one of the two has none, one of the
   * same name and content. null when it is not open, or where that cannot be found out.
   */
  openAlready(request: Omit<OpenRequest, 'logs'>): Promise<DocId | null>
  /** Progress in bytes read. Codes: everything under "cannot be opened" in errors.ts. */
  open(request: OpenRequest): Promise<DocInfo>
  openSample(): Promise<DocInfo>
  openEmpty(request: { name: string }): Promise<DocInfo>
  close(request: { doc: DocId }): Promise<void>
  /** Ends the read-only state of a dirty hive: the user said "edit without logs". */
  allowEditing(request: { doc: DocId }): Promise<DocInfo>
  /**
   * Makes a hive read-only by choice, or ends that. While it lasts, whatever would change the hive or its
   * file is refused with `locked`.
   */
  setLocked(request: { doc: DocId; locked: boolean }): Promise<DocInfo>

  /** Gives an open hive transaction logs; one of a name that was given before replaces that one. */
  addLogs(request: { doc: DocId; logs: readonly NamedFile[] }): Promise<DocInfo>
  /**
   * What the logs that were given would do. Nothing is applied. Waits for the background check. Codes:
   * `already-edited` while the hive is not as it was opened, `saved-without-logs`, `out-of-memory`.
   */
  previewLogs(request: { doc: DocId }): Promise<RecoveryReport>
  /**
   * Applies them, as one step. Codes: those of `previewLogs`, `nothing-to-recover`, `no-usable-log`.
   */
  applyLogs(request: { doc: DocId }): Promise<EditResult>
  /**
   * Makes a hive of version 1.0 or 1.1 one of version 1.3, which can be edited, as one step. Codes:
   * `damaged` for a hive with errors, `data-too-large`, `hive-full`, `out-of-memory`.
   */
  convert(request: { doc: DocId }): Promise<EditResult>

  visibleRows(request: { doc: DocId; from: number; count: number }): Promise<TreePage>
  /** Expands or collapses one key. Returns the rows there are now. */
  setExpanded(request: {
    doc: DocId
    key: KeyId
    expanded: boolean
  }): Promise<{ revision: number; total: number }>
  /** Expands everything below a key, at most `limit` rows; `complete` false when it stopped there. */
  expandAll(request: {
    doc: DocId
    key: KeyId
    limit: number
  }): Promise<{ revision: number; total: number; complete: boolean }>
  /** Expands the ancestors of a key and says which row it is. */
  reveal(request: {
    doc: DocId
    key: KeyId
  }): Promise<{ revision: number; total: number; index: number }>
  /** The next visible row at or after `from`, wrapping, whose name starts with `text` without case. */
  typeAhead(request: {
    doc: DocId
    text: string
    from: number
  }): Promise<{ revision: number; index: number; key: KeyId } | null>

  keyDetails(request: { doc: DocId; key: KeyId }): Promise<KeyDetails>
  /** All names from the root (not included) down to a key, whatever their length. */
  keyPath(request: {
    doc: DocId
    key: KeyId
  }): Promise<{ revision: number; path: readonly string[] }>
  values(request: {
    doc: DocId
    key: KeyId
    order: ValueOrder
    from: number
    count: number
  }): Promise<ValuePage>
  /** The row of a value in that order, -1 when it has none. */
  valueIndex(request: {
    doc: DocId
    key: KeyId
    order: ValueOrder
    value: ValueId
  }): Promise<{ revision: number; index: number }>
  valueDetails(request: { doc: DocId; key: KeyId; value: ValueId }): Promise<ValueDetails>
  valueData(request: {
    doc: DocId
    key: KeyId
    value: ValueId
  }): Promise<{ revision: number; name: string; type: number; data: Uint8Array }>

  /** Finds a key by any spelling of its path (ui-anchors 4.8). */
  resolvePath(request: { doc: DocId; text: string }): Promise<PathMatch>
  /** Up to `limit` paths, as the user would type them, that continue what is typed. */
  completePath(request: { doc: DocId; text: string; limit: number }): Promise<readonly string[]>
  /** The lowest free name of the form `stem1`, `stem2`, … among a key's subkeys or values. */
  freeName(request: {
    doc: DocId
    key: KeyId
    among: 'keys' | 'values'
    stem: string
  }): Promise<{ revision: number; name: string }>

  /** Codes: everything under "refused edits" in errors.ts. Waits for the background check. */
  edit(request: { doc: DocId; edit: EditRequest }): Promise<EditResult>
  /** null when there is nothing to undo or redo. */
  undo(request: { doc: DocId }): Promise<EditResult | null>
  redo(request: { doc: DocId }): Promise<EditResult | null>

  /**
   * Finds keys and values of one of them by path after the whole image was exchanged. Understands ids
   * of everything that undo and redo can bring back; of what is gone for good it says the root.
   */
  relocate(request: {
    doc: DocId
    keys: readonly KeyId[]
    values: { readonly key: KeyId; readonly ids: readonly ValueId[] } | null
  }): Promise<Relocated>

  /**
   * Checks the hive as it is now; a result that is still current is returned at once. Progress as a fraction.
   * An edit meanwhile restarts it.
   */
  check(request: { doc: DocId }): Promise<CheckSummary>
  /** The unsaved changes, the newest first, at most `limit` of them. */
  changes(request: { doc: DocId; limit: number }): Promise<Changes>
  /** SHA-256 of the bytes as opened; null where the browser offers no digest. */
  digest(request: { doc: DocId }): Promise<string | null>

  /**
   * The bytes of the file as opened, whatever was edited, applied or saved since; of a new hive, as made.
   * Codes: `out-of-memory`; `internal` when they are not what was opened.
   */
  original(request: { doc: DocId }): Promise<{ blob: Blob; sha256: string | null }>

  /** Whether a save would write anything that no file holds, once the edits under way are done. */
  hasChanges(request: { doc: DocId }): Promise<boolean>
  /**
   * Finishes the header, reopens and checks the bytes, then writes them to the document's handle
   * (`in-place`), to another handle, or returns them as a Blob (`download`). The document counts as
   * saved only after `markSaved` for a download; writing a handle marks it.
   * Edits wait until it is done; what may not be edited is not saved either (`dirty`, `read-only`,
   * `truncated`), but for a hive whose conversion was saved and then undone: the file becomes what it was.
   * Codes: `save-would-damage`, `changed-on-disk` (in place, unless `overwrite`), `write-failed`.
   */
  save(request: {
    doc: DocId
    to: 'in-place' | 'download' | FileSystemFileHandle
    overwrite: boolean
  }): Promise<SaveResult>
  markSaved(request: { doc: DocId; revision: number }): Promise<DocState>
}

/** What a method is asked, and what it answers. */
export type RequestOf<M extends keyof EngineApi> = Parameters<EngineApi[M]>[0]
export type ReplyOf<M extends keyof EngineApi> = Awaited<ReturnType<EngineApi[M]>>

/** What the engine tells the page unasked. */
export type EngineEvent =
  | { readonly type: 'check-progress'; readonly doc: DocId; readonly done: number }
  | { readonly type: 'checked'; readonly doc: DocId; readonly summary: CheckSummary }

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Fraction done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** The page's side of `EngineApi`: the same methods, with cancel and progress. */
export type EngineClient = {
  readonly [M in keyof EngineApi]: EngineApi[M] extends () => Promise<infer R>
    ? (options?: CallOptions) => Promise<R>
    : EngineApi[M] extends (request: infer Q) => Promise<infer R>
      ? (request: Q, options?: CallOptions) => Promise<R>
      : never
} & {
  /** Calls the listener for every event until the returned function is called. */
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** Called once when the engine died; every pending and later call rejects with `engine-stopped`. */
  onStopped(listener: () => void): void
}
