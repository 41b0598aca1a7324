/** What a document is made from. */

import type { LogInput } from '../logs/logFile.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { OriginalPages } from '../regf/OriginalPages.ts'
import type { SalvageReport } from '../salvage/SalvageReport.ts'
import type { SourceText } from './DocumentTexts.ts'
import type { AppliedLogs } from './protocol.ts'
import type { DiskState } from './saveTarget.ts'

/** An opened hive that a document is made from. */
export interface OpenedHive {
  readonly name: string
  readonly hive: Hive
  readonly handle: FileSystemFileHandle | null
  readonly logs: readonly LogInput[]
  /** The newest sequence number in hive and logs; null when there are no logs. */
  readonly newest: number | null
  /**
   * For a hive that could only be opened with its logs applied: the report of what they did, and
   * the file.
   */
  readonly recovered: {
    readonly recovery: AppliedLogs
    readonly original: Blob
    /** The state of that file. */
    readonly state: Promise<DiskState>
  } | null
  /** When the file was last modified, in milliseconds since 1970, UTC. */
  readonly modified?: number | null
  /** The hive does not come from a file. */
  readonly built?: boolean
  /** The hive is nowhere else, so that closing it loses it. */
  readonly unsaved?: boolean
  /** What was lost when the hive was salvaged from a damaged one. */
  readonly report?: SalvageReport
  /** The text that the hive was made of. */
  readonly source?: SourceText
}

/** The bytes that a hive had when it was saved. */
export interface SavedBytes {
  readonly hive: Hive
  readonly pages: OriginalPages
}
