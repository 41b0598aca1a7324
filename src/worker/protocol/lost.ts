/** Part of the protocol: deleted keys and values, and the salvage of a damaged hive. */

import type { Group, RecordCounts, RecordState } from '../../deleted/DeletedRecords.ts'
import type { Confidence, Evidence } from '../../deleted/describe.ts'
import type { Place } from '../../deleted/RecordPlaces.ts'
import type { HiveErrorCode } from '../../errors.ts'
import type { LossCode } from '../../salvage/SalvageReport.ts'
import type { DocId, KeyId } from './documents.ts'
import type { EditResult } from './edits.ts'

/** The counts of a scan for deleted records. The records themselves stay in the engine. */
export interface DeletedSummary {
  /** The revision of the document that was scanned. */
  readonly revision: number
  /** The number of rows, and of those of each group, in the order in which `deletedRows` lists them. */
  readonly total: number
  readonly groups: readonly { readonly kind: Group; readonly count: number }[]
  readonly deleted: RecordCounts
  /** Records that only damage hides. */
  readonly lost: RecordCounts
}

/** A deleted record. Names and paths are cut as in all rows. */
export interface DeletedRow {
  /** File offset of the record, which names it in other calls. */
  readonly at: number
  readonly group: Group
  readonly kind: 'key' | 'value'
  readonly state: RecordState
  readonly name: string
  /** The path of the key, or of the key of the value; its end if it does not begin at the root. */
  readonly path: readonly string[]
  readonly pathWhole: boolean
  /** Whether the path or the name was cut. */
  readonly isCut: boolean
  readonly place: Place
  readonly confidence: Confidence
  readonly evidence: readonly Evidence[]
  /** Whether everything that it had was found, nothing of it overwritten. */
  readonly isWhole: boolean
  /** Of a key: FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint | null
  /** Of a value. */
  readonly type: number | null
  /** Of a value: bytes of data that it had, and how many of them are left. */
  readonly size: number
  readonly left: number
  /** What is left of the data of a value, on one line. */
  readonly preview: string
  /** A step that was not undone has restored it, alone or with the key that it was in. */
  readonly restored: boolean
  /** An edit has overwritten it since it was found. */
  readonly isGone: boolean
  /** The scan is not done: whose it was is not known yet, nor whether it is deleted. */
  readonly isUnsettled: boolean
  /** Of `deletedSoFar` and of lists: the same as `at`. */
  readonly id: number
}

/** What deleted records are sorted by; `found` is their order in the groups, parents before what is below them. */
export type DeletedColumn =
  | 'found'
  | 'name'
  | 'kind'
  | 'path'
  | 'type'
  | 'data'
  | 'time'
  | 'confidence'
  | 'offset'

/** The order of deleted records, and which of them are listed. */
export interface DeletedArrangement {
  readonly order: { readonly column: DeletedColumn; readonly descending: boolean }
  /** A text that the name, the path, the type or the data has, in any case; empty for all. */
  readonly filter: string
  /** How sure it is; null for all. */
  readonly confidence: Confidence | null
}

/** A list of deleted records. It stays as it is when the hive is edited. */
export interface DeletedListed extends DeletedSummary {
  /** Names the list in other calls. */
  readonly list: number
  /** The number of rows of the list. */
  readonly listed: number
  /** The row of the record that was to be located; -1 if it has none. */
  readonly index: number
}

export type DeletedFormat = 'csv' | 'json'

/** A deleted record in full. */
export interface DeletedDetails extends DeletedRow {
  readonly revision: number
  /** All names, uncut. */
  readonly fullName: string
  readonly fullPath: readonly string[]
  /** The bytes of the record. */
  readonly bytes: Uint8Array
  /** The first bytes of what is left of the data of a value. */
  readonly data: Uint8Array
  /** Values and subkeys that a key says it had, and how many were found. */
  readonly values: { readonly had: number; readonly found: number; readonly whole: number } | null
  readonly subkeys: { readonly had: number; readonly found: number } | null
  /** The first of the values and subkeys that were found, and how many there are. */
  readonly content: readonly DeletedRow[]
  readonly contentTotal: number
}

/** Deleted records that are to be restored. */
export interface RestoreChoice {
  /** File offsets of the records. */
  readonly records: readonly number[]
  /** The key that they are restored below; null for their old places. */
  readonly below: KeyId | null
  readonly onConflict: 'refuse' | 'rename'
}

/** The effect of a restore. */
export interface RestoreResult extends EditResult {
  readonly restored: RecordCounts
  /** Records that belong to it but are not whole. */
  readonly leftOut: RecordCounts
  /** The first of the chosen records that cannot be restored, and how many there are. */
  readonly refused: readonly { readonly name: string; readonly code: HiveErrorCode }[]
  readonly refusedTotal: number
}

/** What is salvaged: the file of a document as it was opened, or a file that need not be a hive. */
export type SalvageFrom =
  | { readonly kind: 'document'; readonly doc: DocId }
  | { readonly kind: 'file'; readonly name: string; readonly file: Blob }

/** The counts of the salvage that made a document. */
export interface SalvageSummary {
  readonly keys: number
  readonly values: number
  /** The number of losses of each code, all of them. */
  readonly losses: readonly { readonly code: LossCode; readonly count: number }[]
  /** The number of rows of the report; of very many losses of one code, only some are listed. */
  readonly total: number
}

/** A loss. Names and paths are cut as in all rows. */
export interface LossRow {
  readonly code: LossCode
  readonly offset: number
  readonly path: readonly string[] | null
  readonly value: string | null
  readonly isCut: boolean
  readonly expected: number | null
  readonly actual: number | null
}
