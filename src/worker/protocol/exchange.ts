/** Part of the protocol: a hive for other programs, its last writes in order of time, and what takes its space. */

import type { TimeZone } from '../../bytes/filetime.ts'
import type { Period, TimeUnit } from '../../bytes/timeBins.ts'
import type { CellKind, CellState, OtherBytes } from '../../usage/cellKind.ts'
import type { FileUse } from '../../usage/fileUses.ts'
import type { KeySorting } from '../../usage/SortedKeys.ts'
import type { KeyId } from './documents.ts'

export type { CellKind, CellState, FileUse, KeySorting, OtherBytes, Period }

/**
 * The forms of a hive for other programs and for people: `text` is that of regedit, `html` a report, `hive` a hive of
 * its own.
 */
export type FileFormat =
  | 'reg5'
  | 'reg4'
  | 'json'
  | 'ndjson'
  | 'csv'
  | 'parquet'
  | 'reg-add'
  | 'powershell'
  | 'text'
  | 'html'
  | 'hive'

/** What was written of a hive, or of a part of it. */
export interface Exported {
  /** For a download; null when the engine wrote the file itself. */
  readonly blob: Blob | null
  readonly bytes: number
  /** False if something of a damaged hive could not be read; a check says what. */
  readonly isWhole: boolean
  /** The number of keys and values that this form cannot hold. */
  readonly leftOut: number
}

/** The last writes of a hive in order of time. */
export interface TimelineSummary {
  readonly revision: number
  /** The number of keys. */
  readonly total: number
  /** False if something of a damaged hive could not be read, so that keys may be missing. */
  readonly isWhole: boolean
  /** Keys whose time is zero, those before and those after the times that are plausible. */
  readonly unset: number
  readonly early: number
  readonly late: number
  /** The first and the last plausible time; null when no key has one. */
  readonly span: Period | null
}

/** Keys by the time of their last write. */
export interface TimelineBins {
  readonly revision: number
  /** The length of a bin. */
  readonly unit: TimeUnit
  readonly step: number
  readonly zone: TimeZone
  /** Where the bins begin and the last one ends, in seconds since 1601 UTC. */
  readonly edges: readonly number[]
  /** The number of keys in each bin. */
  readonly counts: readonly number[]
}

/** Which last writes are listed, and how: `path` is the order of the tree. */
export interface TimelineListed {
  readonly span: Period
  readonly order: { readonly column: 'time' | 'path'; readonly descending: boolean }
}

/** The last write of one key. */
export interface LastWriteRow {
  /** Its place among the keys, which is another one after an edit. */
  readonly id: number
  readonly key: KeyId
  /** The names from below the root down; a long path is cut in the middle. */
  readonly path: readonly string[]
  /** FILETIME. */
  readonly time: bigint
}

/** What takes the space of a hive. */
export interface UsageSummary {
  readonly revision: number
  /** Bytes of the hive as a file, and those of them that are in no cell. */
  readonly bytes: number
  readonly otherBytes: number
  readonly cells: readonly {
    readonly state: CellState
    readonly kind: CellKind
    readonly cells: number
    readonly bytes: number
  }[]
  readonly root: UsageRow
}

/** The space of a key and of everything below it. */
export interface UsageRow {
  readonly key: KeyId
  readonly name: string
  readonly nameCut: boolean
  readonly bytes: number
  /** The number of keys, this one included, and of values. */
  readonly keys: number
  readonly values: number
}

/** A key, and what it consists of. */
export interface SizePicture {
  readonly revision: number
  readonly whole: UsageRow
  /** The keys above it, from the root down; of very many, those that are nearest. */
  readonly above: readonly UsageRow[]
  /** The cells of the key itself, with its values. */
  readonly own: { readonly bytes: number; readonly values: number }
  /** Its largest subkeys, with the largest of theirs. */
  readonly parts: readonly (UsageRow & { readonly parts: readonly UsageRow[] })[]
  /** Its other subkeys. */
  readonly rest: { readonly subkeys: number; readonly bytes: number }
}

/** A run of bytes of the file that are used in the same way. */
export interface UsageRunRow {
  /** Position in the file, in bytes. */
  readonly at: number
  readonly bytes: number
  readonly state: CellState | 'none'
  readonly kind: CellKind | OtherBytes
}

/** The parts of a file, all of one length. */
export interface UsageMap {
  readonly revision: number
  /** The use of each part, as its place in `uses`. */
  readonly codes: Uint8Array
  readonly uses: readonly FileUse[]
}

/** Some runs, and where the next one begins; null at the end of the file. */
export interface UsageRuns {
  readonly revision: number
  readonly runs: readonly UsageRunRow[]
  readonly next: number | null
}
