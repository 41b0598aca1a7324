/**
 * Every call from the page to the engine, with its request and its reply. A call is declared in
 * this table and nowhere else: the page's client is made from it, and the compiler requires a
 * handler for each (`worker/handlers.ts`). Requests and replies are plain data that survives a
 * structured clone.
 */

import type { Sid } from '../../security/sid.ts'
import type { Conversion } from '../../values/convertData.ts'
import {
  type Call,
  change,
  type OfDocument,
  type OfKey,
  opening,
  question,
  type Range,
  type Revised,
} from './call.ts'
import type { CheckSummary, FindingRow } from './checks.ts'
import type {
  Clip,
  ClipId,
  Copied,
  CopyForm,
  PasteChoice,
  PasteFrom,
  PastePreview,
  PasteResult,
} from './clipboard.ts'
import type {
  AppliedDifferences,
  ChangesBase,
  ChangesListed,
  CompareChoice,
  CompareSummary,
  DifferencesText,
  PendingRow,
  TextOfChanges,
} from './comparisons.ts'
import type {
  DocId,
  DocInfo,
  DocState,
  EnvironmentVariable,
  KeyId,
  RecoveryReport,
  ValueId,
} from './documents.ts'
import type {
  EditRequest,
  EditResult,
  HistoryPage,
  JumpResult,
  Relocated,
  StepPlaces,
} from './edits.ts'
import { EXCHANGE_CALLS } from './exchangeCalls.ts'
import type {
  FoundHead,
  FoundKind,
  MergePreview,
  MergeSource,
  NamedFile,
  NewHiveRequest,
  OpenRequest,
  SaveLayout,
  SavePreview,
  SaveResult,
  SortedFiles,
} from './files.ts'

import { JOURNAL_CALLS } from './journalCalls.ts'
import { LOST_CALLS } from './lostCalls.ts'
import { MEASURE_CALLS } from './measureCalls.ts'
import type { PathMatch, RegeditFavorites } from './paths.ts'
import type {
  DescriptorRow,
  KeyPermissions,
  KnownAccounts,
  WritableRow,
  WritableSummary,
} from './permissions.ts'
import type {
  KeyDetails,
  KeyOrder,
  Meaning,
  RowPage,
  SubkeyRow,
  TreePage,
  ValueDetails,
  ValueOrder,
  ValuePage,
} from './rows.ts'
import { SEARCH_CALLS } from './searchCalls.ts'
import { TECHNICAL_CALLS } from './technicalCalls.ts'
import { TWO_HIVES_CALLS } from './twoHivesCalls.ts'

/** A request about a value of a key. */
interface OfValue extends OfKey {
  readonly value: ValueId
}

/** Which values of a key, and in which order. */
interface ListedValues {
  readonly order: ValueOrder
  /** Only values whose name, type or data has this text, in any case. */
  readonly filter?: string
}

/** A reply with the number of rows after the call. */
interface RowsNow extends Revised {
  readonly total: number
}

/** Some changes of a comparison, by the ids of their rows in a list; null for all that are listed. */
interface ChosenChanges {
  readonly comparison: number
  readonly rows: readonly number[] | null
  readonly listed: ChangesListed
}

export const CALLS = {
  /** Gives documents ids from one on: the page knows lower ones from an engine that has stopped. */
  numberFrom: question<OfDocument, void>(),
  /** Distinguishes logs from hives by name and content. Reads only the first bytes of each file. */
  sortFiles: question<{ readonly files: readonly NamedFile[] }, SortedFiles>(),
  /** What files are, by their first bytes. */
  describeFound: question<{ readonly files: readonly FoundHead[] }, readonly FoundKind[]>(),
  /** The logs of each hive among files, by their first bytes; both by their index. */
  pairFound: question<{ readonly files: readonly FoundHead[] }, SortedFiles['hives']>(),
  /**
   * The document that a file is open in: one with the same handle or, if either has none, one of
   * the same name and content. null when the file is not open, or when that cannot be determined.
   */
  openAlready: question<Omit<OpenRequest, 'logs'>, DocId | null>(),
  /** Progress in bytes read. Codes: everything under "cannot be opened" in errors.ts. */
  open: opening<OpenRequest>(),
  /**
   * Waits until all of a hive is there that `open` described as arriving, with progress in bytes read. Other calls about
   * it wait too. Codes: those of `open`. The document has to be closed then.
   */
  arrived: question<OfDocument, DocInfo>(),
  openSample: opening<Record<string, never>>(),
  /** Opens a second place of a document. The reply is its id, which calls take like that of a document. */
  openPlace: question<OfDocument, DocId>(),
  /** Opens a new hive with an empty root key. Codes: `name-empty`, `name-too-long`, `name-has-backslash` for its name. */
  openEmpty: opening<NewHiveRequest>(),
  /**
   * Merges hives into a new one: the base first, then what is laid over it. The result is kept until another merge,
   * `openMerged` or `dropMerged`. Progress is a fraction. Codes: those of `open` for a file, with its name; `too-deep`,
   * `damaged`, `hive-full`, `out-of-memory`.
   */
  previewMerge: question<{ readonly sources: readonly MergeSource[] }, MergePreview>(),
  /** Opens the merged hive as a new document. Code: `stale` when it is not kept any more. */
  openMerged: opening<{ readonly merge: number; readonly name: string }>(),
  /** Gives up the memory of a merged hive that was not opened. */
  dropMerged: question<Record<string, never>, void>(),
  /** `keep`: its edits stay on this device, and can be resumed. */
  close: question<OfDocument & { readonly keep?: boolean }, void>(),
  /** Makes a dirty hive editable: the user chose to edit it without its logs. */
  allowEditing: question<OfDocument, DocInfo>(),
  /**
   * Locks or unlocks a hive. While it is locked, every call that would change the hive or its file
   * is refused with `locked`.
   */
  setLocked: question<OfDocument & { readonly locked: boolean }, DocInfo>(),

  /** Whether keys that are edited from now on keep their last write times, or get the time of the edit. */
  setKeepsTimes: question<OfDocument & { readonly keepsTimes: boolean }, DocInfo>(),

  /** Gives an open hive transaction logs. A log replaces an earlier one of the same name. */
  addLogs: question<OfDocument & { readonly logs: readonly NamedFile[] }, DocInfo>(),
  /**
   * Reports what the given logs would do, without applying them. Waits for the background check.
   * Codes: `already-edited` while the hive is not as it was opened, `saved-without-logs`,
   * `out-of-memory`.
   */
  previewLogs: question<OfDocument, RecoveryReport>(),
  /**
   * Applies the given logs as one step. Codes: those of `previewLogs`, `nothing-to-recover`,
   * `no-usable-log`.
   */
  applyLogs: change<OfDocument, EditResult>(),
  /**
   * Converts a hive of version 1.0 or 1.1 to version 1.3, which can be edited, as one step. Codes:
   * `damaged` for a hive with errors, `data-too-large`, `hive-full`, `out-of-memory`.
   */
  convert: change<OfDocument, EditResult>(),

  visibleRows: question<OfDocument & Range, TreePage>(),
  /** Expands or collapses one key. */
  setExpanded: question<OfKey & { readonly expanded: boolean }, RowsNow>(),
  /**
   * Expands everything below a key, at most `limit` rows; `complete` is false when it stopped at
   * the limit.
   */
  expandAll: question<
    OfKey & { readonly limit: number },
    RowsNow & { readonly complete: boolean }
  >(),
  /** Sorts the subkeys of each key, now and when keys are expanded. Keys stay expanded. */
  sortKeys: question<OfDocument & { readonly order: KeyOrder }, RowsNow>(),
  /**
   * Shows only the keys whose names contain a text in any case, and those above them; all keys for an empty text.
   * Progress is a fraction; events say when there are more rows. It ends an earlier one. Code: `bad-pattern`.
   */
  filterKeys: question<
    OfDocument & { readonly text: string },
    RowsNow & { readonly matches: number; readonly complete: boolean }
  >(),
  /** The row of a key; of the nearest key above it while a filter hides the key. */
  nearestRow: question<OfKey, RowsNow & { readonly key: KeyId; readonly index: number }>(),
  /** Expands the ancestors of a key, which a filter then does not hide, and returns the index of its row. */
  reveal: question<OfKey, RowsNow & { readonly index: number }>(),
  /**
   * The next visible row at or after `from`, wrapping at the end, whose name starts with `text`,
   * ignoring case.
   */
  typeAhead: question<
    OfDocument & { readonly text: string; readonly from: number },
    (Revised & { readonly index: number; readonly key: KeyId }) | null
  >(),
  /** A page of the subkeys of a key, in the order of the tree. */
  subkeys: question<OfKey & Range, RowPage<SubkeyRow>>(),
  /** The place of a key among the subkeys of another one; -1 if it is none of them. */
  subkeyIndex: question<OfKey & { readonly subkey: KeyId }, Revised & { readonly index: number }>(),
  keyDetails: question<OfKey, KeyDetails>(),
  /** All names from the root (not included) down to a key, uncut. */
  keyPath: question<OfKey, Revised & { readonly path: readonly string[] }>(),
  /** The lowest free name of the form `stem1`, `stem2`, … among a key's subkeys or values. */
  freeName: question<
    OfKey & { readonly among: 'keys' | 'values'; readonly stem: string },
    Revised & { readonly name: string }
  >(),

  values: question<OfKey & Range & ListedValues, ValuePage>(),
  /** The row of a value in an order; -1 when it has none. */
  valueIndex: question<OfValue & ListedValues, Revised & { readonly index: number }>(),
  valueDetails: question<OfValue, ValueDetails>(),
  /** What data would mean in a value of that name and type. */
  meanings: question<
    OfKey & { readonly name: string; readonly type: number; readonly data: Uint8Array },
    readonly Meaning[]
  >(),
  valueData: question<
    OfValue,
    Revised & { readonly name: string; readonly type: number; readonly data: Uint8Array }
  >(),
  /** The data of a value as it would be with another type; nothing is changed. Progress is a fraction. */
  convertedData: question<OfValue & { readonly to: number }, Conversion>(),

  /** The permissions of a key, and those of the keys above it. */
  permissions: question<OfKey, KeyPermissions>(),
  /** The accounts that open hives name, those of the document first, and who is in which group. */
  accounts: question<OfDocument, KnownAccounts>(),
  /**
   * Finds the keys that a token with these accounts may write to, and counts the keys of each descriptor. Progress is a
   * fraction; events have the number of keys so far, which can be fetched. The three calls after it are about the keys
   * found last, until the next edit; then they are refused with `stale`. Waits for the background check.
   */
  findWritable: question<OfDocument & { readonly sids: readonly Sid[] }, WritableSummary>(),
  writableRows: question<OfDocument & Range, RowPage<WritableRow>>(),
  /** The descriptors of the hive, in the order in which keys with them were found. */
  descriptorRows: question<OfDocument & Range, RowPage<DescriptorRow>>(),
  /** Writes the keys or the descriptors as CSV or JSON. Code: `result-too-large`. */
  exportRights: question<
    OfDocument & { readonly what: 'keys' | 'descriptors'; readonly format: 'csv' | 'json' },
    Blob
  >(),

  /** The environment variables that open hives define, those of the document first. */
  environment: question<OfDocument, readonly EnvironmentVariable[]>(),

  /** The favorites of regedit in the hive of a user. */
  favoritesInHive: question<OfDocument, RegeditFavorites>(),
  /** The same in .reg text; null if there is no key of favorites in it. Codes: those of reading .reg text. */
  favoritesInText: question<NamedFile, RegeditFavorites | null>(),
  /** Finds a key by any spelling of its path (ui-anchors 4.8). */
  resolvePath: question<OfDocument & { readonly text: string }, PathMatch>(),
  /** Up to `limit` paths that continue the typed text, spelled as the user would type them. */
  completePath: question<
    OfDocument & { readonly text: string; readonly limit: number },
    readonly string[]
  >(),
  /**
   * Finds keys, and values of one of them, by path after the whole image was exchanged. Accepts ids
   * of everything that undo and redo can bring back; for records that are gone for good the reply
   * is the root.
   */
  relocate: question<
    OfDocument & {
      readonly keys: readonly KeyId[]
      readonly values: { readonly key: KeyId; readonly ids: readonly ValueId[] } | null
    },
    Relocated
  >(),

  /** Codes: everything under "refused edits" in errors.ts. Waits for the background check. */
  edit: change<OfDocument & { readonly edit: EditRequest }, EditResult>(({ edit }) =>
    edit.kind === 'set-value' ? [edit.data.buffer] : [],
  ),
  /**
   * Copies a key with everything below it, or values of it (null: the key itself), out of the hive, so that later
   * edits do not change the copy. The engine keeps the last two. Progress is a fraction. `prefix` is the path in the
   * registry that stands for the root of the hive. `form`: that of the text, if it is not the usual one. Codes: `stale`; `damaged` where
   * shared records would make too much; `out-of-memory`.
   */
  copy: question<
    OfKey & {
      readonly values: readonly ValueId[] | null
      readonly prefix: string
      readonly form: CopyForm | null
    },
    Copied
  >(),
  /** The bytes of the hive that holds a copy, for another page. Code: `stale` when it is not kept any more. */
  clipFile: question<{ readonly clip: ClipId }, Blob>(),
  /** Takes over a copy that another page made: a file, or its bytes in base64. Codes: those of `open`; `damaged`. */
  adoptClip: question<{ readonly from: Blob | string }, Clip>(),
  /** What pasting into a key would do. Code: `stale`. */
  previewPaste: question<OfKey & { readonly from: PasteFrom }, PastePreview>(),
  /**
   * Pastes into a key, as one step: all of it or nothing. Codes: those of `edit`; `too-deep`; `stale` also for what
   * was cut and is gone; `not-movable` for what was cut and can only be copied in part.
   */
  paste: change<OfKey & PasteChoice, PasteResult>(),
  /** null when there is nothing to undo or redo. */
  undo: change<OfDocument, EditResult | null>(),
  redo: change<OfDocument, EditResult | null>(),
  /** A page of the points of the history, the newest first. */
  history: question<OfDocument & Range, HistoryPage>(),
  /** Where some steps of the history are, by the numbers that `newest` gave them when they were made. */
  stepPlaces: question<OfDocument & { readonly steps: readonly number[] }, StepPlaces>(),
  /**
   * Undoes or redoes steps until as many are done as at a point of the history; null when that is so already. When it is
   * given up, the steps that were finished stay undone or redone, and the result is about those. Progress is a fraction.
   */
  goToStep: change<OfDocument & { readonly position: number }, JumpResult | null>(),

  /**
   * Checks the hive as it is now; a result that is still current is returned at once. Progress is a
   * fraction. An edit during the check restarts it.
   */
  check: question<OfDocument, CheckSummary>(),
  /** A page of the findings of the last check, with the revision that was checked. */
  findings: question<OfDocument & Range, RowPage<FindingRow>>(),

  /**
   * Compares the document with an earlier state of it. Waits for the background checks. Progress is a fraction; events
   * have the number of changes so far. An edit or a save during the comparison restarts it, and a later comparison ends
   * what is known of it. Code: `out-of-memory`.
   */
  compare: question<
    OfDocument &
      CompareChoice & {
        readonly base: ChangesBase
        /** Whether events have what lists the first changes while it runs. Default: no. */
        readonly streams?: boolean
      },
    CompareSummary
  >(),
  /** A page of the changes in the order of the tree. Code: `stale` when there is no such comparison any more. */
  pendingRows: question<
    OfDocument & Range & ChangesListed & { readonly comparison: number },
    RowPage<PendingRow>
  >(),
  /** Takes changes of the document back, as one step. Codes: those of `edit`; `stale`. */
  revertChanges: change<OfDocument & ChosenChanges, AppliedDifferences>(),
  /**
   * The .reg file of changes, or of what takes them back. `prefix` is the registry path of the root of the hive. Codes:
   * `stale`; `usage` for a prefix that is not the path of a key.
   */
  differencesText: question<
    OfDocument & ChosenChanges & { readonly of: TextOfChanges; readonly prefix: string },
    DifferencesText
  >(),
  /** An HTML page of changes. Code: `stale`. */
  changesReport: question<OfDocument & ChosenChanges, Blob>(),
  /** Gives up the comparison. */
  endCompare: question<OfDocument, void>(),

  ...TWO_HIVES_CALLS,

  ...JOURNAL_CALLS,
  ...LOST_CALLS,
  ...SEARCH_CALLS,
  ...TECHNICAL_CALLS,

  ...EXCHANGE_CALLS,

  ...MEASURE_CALLS,

  /** SHA-256 of the bytes as opened; null where the browser offers no digest. */
  digest: question<OfDocument, string | null>(),
  /**
   * The bytes of the file as opened, whatever was edited, applied or saved since; for a new hive,
   * as it was created. Codes: `out-of-memory`; `internal` when they do not match the file as
   * opened.
   */
  original: question<OfDocument, { readonly blob: Blob; readonly sha256: string | null }>(),
  /** Whether a save would write anything that no file holds. Waits for the edits under way. */
  hasChanges: question<OfDocument, boolean>(),
  /**
   * What a save would write, checked as before a save; nothing is written. A compacted copy is kept for the next `save`
   * with that layout until the hive is edited, another one is made, or `dropCopy`. Progress is a fraction. Codes:
   * `save-would-damage`; `dirty`, `truncated`, `read-only` as for an edit; for a copy also `layered-key`,
   * `data-too-large` for what the version cannot hold, `damaged`, `hive-full`, `out-of-memory`.
   */
  previewSave: question<OfDocument & { readonly layout: SaveLayout }, SavePreview>(),
  /** Gives up the memory of the copy. */
  dropCopy: question<OfDocument, void>(),
  /**
   * Finishes the header, reopens and checks the bytes, then writes them to the document's handle
   * (`in-place`) or to another handle, or returns them as a Blob (`download`). A file is read back and compared before
   * it counts as saved; it then is the document's own, with its name. A download counts as saved only with `markSaved`.
   * Edits wait until the save is done. A hive that may not be edited is not saved either (`dirty`, `read-only`,
   * `truncated`), except one whose conversion was saved and then undone: its file gets the original
   * bytes back. With a minor version as `layout` a compacted copy is written instead, of a hive of version 1.0 or 1.1
   * too; the document stays as unsaved as it was, unless the copy replaces its own file. Codes: `save-would-damage`;
   * `changed-on-disk` (of its own file, unless `overwrite`); `write-failed`, whose `detail.left` says what the file
   * holds; those of `previewSave` for a copy.
   */
  save: change<
    OfDocument & {
      readonly to: 'in-place' | 'download' | FileSystemFileHandle
      readonly overwrite: boolean
      readonly layout?: SaveLayout
    },
    SaveResult
  >(),
  markSaved: question<OfDocument & Revised, DocState>(),
} as const

type Calls = typeof CALLS

export type CallName = keyof Calls

/** The request of a call. */
export type RequestOf<M extends CallName> =
  Calls[M] extends Call<infer Request, infer _> ? Request : never
export type ReplyOf<M extends CallName> =
  Calls[M] extends Call<infer _, infer Reply> ? Reply : never

/** Every call as a method. `Extra` holds what a caller may pass besides the request. */
export type CallMethods<Extra> = {
  readonly [M in CallName]: (request: RequestOf<M>, extra?: Extra) => Promise<ReplyOf<M>>
}
