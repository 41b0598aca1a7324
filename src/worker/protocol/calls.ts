/**
 * Every call that the page can make to the engine, with its request and its reply. This table is all there is
 * to declare of a call. The page's client is made from it, and the compiler asks for a handler of each
 * (`worker/handlers.ts`). Requests and replies are plain data that survives a structured clone.
 */

import type { CheckSummary, FindingRow } from './checks.ts'
import type { DocId, DocInfo, DocState, KeyId, RecoveryReport, ValueId } from './documents.ts'
import type { Changes, EditRequest, EditResult, Relocated } from './edits.ts'
import type { NamedFile, OpenRequest, SaveResult, SortedFiles } from './files.ts'
import type { PathMatch } from './paths.ts'
import type { KeyDetails, RowPage, TreePage, ValueDetails, ValueOrder, ValuePage } from './rows.ts'

/**
 * The meaning of cancelling a call. A question is cancelled at once. An opening may still leave an open document behind,
 * which the client then closes. A change is only asked to stop: its answer shows whether that came in time.
 */
export type CallKind = 'question' | 'opening' | 'change'

/** A call; the types exist for the compiler only. */
interface Call<Request, Reply> {
  readonly kind: CallKind
  readonly types?: (request: Request) => Reply
}

/** About a document. */
interface OfDocument {
  readonly doc: DocId
}

/** About a key of a document. */
interface OfKey extends OfDocument {
  readonly key: KeyId
}

/** About a value of a key. */
interface OfValue extends OfKey {
  readonly value: ValueId
}

/** A run of rows. */
interface Range {
  readonly from: number
  readonly count: number
}

/** A reply that belongs to a revision of the document. */
interface Revised {
  readonly revision: number
}

/** How many rows there are now. */
interface RowsNow extends Revised {
  readonly total: number
}

function question<Request, Reply>(): Call<Request, Reply> {
  return { kind: 'question' }
}

function opening<Request>(): Call<Request, DocInfo> {
  return { kind: 'opening' }
}

function change<Request, Reply>(): Call<Request, Reply> {
  return { kind: 'change' }
}

export const CALLS = {
  /** Tells logs from hives by name and content. Reads the first bytes of each file only. */
  sortFiles: question<{ readonly files: readonly NamedFile[] }, SortedFiles>(),
  /**
   * The document a file is open in: one with the same handle, or where one of the two has none, one of the
   * same name and content. null when it is not open, or where that cannot be found out.
   */
  openAlready: question<Omit<OpenRequest, 'logs'>, DocId | null>(),
  /** Progress in bytes read. Codes: everything under "cannot be opened" in errors.ts. */
  open: opening<OpenRequest>(),
  openSample: opening<Record<string, never>>(),
  openEmpty: opening<{ readonly name: string }>(),
  close: question<OfDocument, void>(),
  /** Ends the read-only state of a dirty hive: the user chose "Edit without logs". */
  allowEditing: question<OfDocument, DocInfo>(),
  /**
   * Makes a hive read-only by choice, or ends that. While it lasts, whatever would change the hive or its
   * file is refused with `locked`.
   */
  setLocked: question<OfDocument & { readonly locked: boolean }, DocInfo>(),

  /** Gives an open hive transaction logs; one of a name that was given before replaces that one. */
  addLogs: question<OfDocument & { readonly logs: readonly NamedFile[] }, DocInfo>(),
  /**
   * Previews the effect of the logs. Nothing is applied. Waits for the background check. Codes:
   * `already-edited` while the hive is not as it was opened, `saved-without-logs`, `out-of-memory`.
   */
  previewLogs: question<OfDocument, RecoveryReport>(),
  /** Applies them, as one step. Codes: those of `previewLogs`, `nothing-to-recover`, `no-usable-log`. */
  applyLogs: change<OfDocument, EditResult>(),
  /**
   * Makes a hive of version 1.0 or 1.1 one of version 1.3, which can be edited, as one step. Codes:
   * `damaged` for a hive with errors, `data-too-large`, `hive-full`, `out-of-memory`.
   */
  convert: change<OfDocument, EditResult>(),

  visibleRows: question<OfDocument & Range, TreePage>(),
  /** Expands or collapses one key. */
  setExpanded: question<OfKey & { readonly expanded: boolean }, RowsNow>(),
  /** Expands everything below a key, at most `limit` rows; `complete` false when it stopped there. */
  expandAll: question<
    OfKey & { readonly limit: number },
    RowsNow & { readonly complete: boolean }
  >(),
  /** Expands the ancestors of a key and says which row it is. */
  reveal: question<OfKey, RowsNow & { readonly index: number }>(),
  /** The next visible row at or after `from`, wrapping, whose name starts with `text` without case. */
  typeAhead: question<
    OfDocument & { readonly text: string; readonly from: number },
    (Revised & { readonly index: number; readonly key: KeyId }) | null
  >(),
  keyDetails: question<OfKey, KeyDetails>(),
  /** All names from the root (not included) down to a key, whatever their length. */
  keyPath: question<OfKey, Revised & { readonly path: readonly string[] }>(),
  /** The lowest free name of the form `stem1`, `stem2`, … among a key's subkeys or values. */
  freeName: question<
    OfKey & { readonly among: 'keys' | 'values'; readonly stem: string },
    Revised & { readonly name: string }
  >(),

  values: question<OfKey & Range & { readonly order: ValueOrder }, ValuePage>(),
  /** The row of a value in that order, -1 when it has none. */
  valueIndex: question<
    OfValue & { readonly order: ValueOrder },
    Revised & { readonly index: number }
  >(),
  valueDetails: question<OfValue, ValueDetails>(),
  valueData: question<
    OfValue,
    Revised & { readonly name: string; readonly type: number; readonly data: Uint8Array }
  >(),

  /** Finds a key by any spelling of its path (ui-anchors 4.8). */
  resolvePath: question<OfDocument & { readonly text: string }, PathMatch>(),
  /** Up to `limit` paths, as the user would type them, that complete the typed text. */
  completePath: question<
    OfDocument & { readonly text: string; readonly limit: number },
    readonly string[]
  >(),
  /**
   * Finds keys and values of one of them by path after the whole image was replaced. It accepts ids of everything that
   * undo and redo can bring back; for anything that is gone permanently, it returns the root.
   */
  relocate: question<
    OfDocument & {
      readonly keys: readonly KeyId[]
      readonly values: { readonly key: KeyId; readonly ids: readonly ValueId[] } | null
    },
    Relocated
  >(),

  /** Codes: everything under "refused edits" in errors.ts. Waits for the background check. */
  edit: change<OfDocument & { readonly edit: EditRequest }, EditResult>(),
  /** null when there is nothing to undo or redo. */
  undo: change<OfDocument, EditResult | null>(),
  redo: change<OfDocument, EditResult | null>(),
  /** The unsaved changes, the newest first, at most `limit` of them. */
  changes: question<OfDocument & { readonly limit: number }, Changes>(),

  /**
   * Checks the hive as it is now; a result that is still current is returned at once. Progress as a fraction.
   * An edit meanwhile restarts it.
   */
  check: question<OfDocument, CheckSummary>(),
  /** Some of the findings of the last check, with its revision. */
  findings: question<OfDocument & Range, RowPage<FindingRow>>(),

  /** SHA-256 of the bytes as opened; null where the browser offers no digest. */
  digest: question<OfDocument, string | null>(),
  /**
   * The bytes of the file as opened, whatever was edited, applied or saved since; of a new hive, as made.
   * Codes: `out-of-memory`; `internal` when they are not the file that was opened.
   */
  original: question<OfDocument, { readonly blob: Blob; readonly sha256: string | null }>(),
  /** Whether a save would write anything that no file holds, once the edits under way are done. */
  hasChanges: question<OfDocument, boolean>(),
  /**
   * Finishes the header, reopens and checks the bytes, then writes them to the document's handle
   * (`in-place`), to another handle, or returns them as a Blob (`download`). The document counts as
   * saved only after `markSaved` for a download; writing a handle marks it.
   * Edits wait until it is done. A hive that may not be edited is not saved either (`dirty`, `read-only`, `truncated`),
   * except if its conversion was saved and then undone: the original file is restored.
   * Codes: `save-would-damage`, `changed-on-disk` (in place, unless `overwrite`), `write-failed`.
   */
  save: change<
    OfDocument & {
      readonly to: 'in-place' | 'download' | FileSystemFileHandle
      readonly overwrite: boolean
    },
    SaveResult
  >(),
  markSaved: question<OfDocument & Revised, DocState>(),
} as const

type Calls = typeof CALLS

export type CallName = keyof Calls

/** The request and the reply of a call. */
export type RequestOf<M extends CallName> =
  Calls[M] extends Call<infer Request, infer _> ? Request : never
export type ReplyOf<M extends CallName> =
  Calls[M] extends Call<infer _, infer Reply> ? Reply : never

/** Every call as a method. `Extra` has the arguments of a caller besides the request. */
export type CallMethods<Extra> = {
  readonly [M in CallName]: (request: RequestOf<M>, extra?: Extra) => Promise<ReplyOf<M>>
}
