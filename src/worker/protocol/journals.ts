/** Part of the protocol: edits that are kept on this device until they are saved. */

import type { SummaryStep } from '../../journal/JournalSummary.ts'
import type { LogEnd } from '../../journal/LogReader.ts'

export type { LogEnd, SummaryStep }

export type JournalId = string

/** Kept edits of one hive. */
export interface KeptEdits {
  readonly id: JournalId
  /** The name of the file; empty if that cannot be read. */
  readonly name: string
  /** Bytes of the hive, and a hash of its first page, as it was opened. */
  readonly size: number
  readonly head: string
  /** Bytes of storage. */
  readonly bytes: number
  /** When they were begun, when the last was made, and when they are removed, in milliseconds since 1970, UTC. */
  readonly since: number
  readonly last: number
  readonly until: number
  /** The newest steps, the newest last, and the number of all of them. */
  readonly steps: readonly SummaryStep[]
  readonly count: number
  /** The number of changes that no file holds. */
  readonly unsaved: number
  readonly end: LogEnd | 'unreadable'
  /** Whether the file is needed to resume them, since there is no copy of it. */
  readonly needsFile: boolean
  /** Whether its logs are needed too: it could not be opened without them. */
  readonly needsLogs: boolean
  /**
   * Whether all bytes of that file can be compared with those that were opened. Without their digest, which is known
   * shortly after the first edit, only its size, its first page and the bytes that the edits replaced can.
   */
  readonly knowsFile: boolean
  /** Whether a hive is open with them: in this tab, or in another one. */
  readonly use: 'here' | 'elsewhere' | null
}

/** What is kept, the newest first. */
export interface KeptList {
  readonly kept: readonly KeptEdits[]
  /** Those that were removed just now because they were kept for too long. */
  readonly expired: readonly Pick<KeptEdits, 'name' | 'last'>[]
}

/**
 * What became of keeping the edits of a document. `begun`: from now on. `no-copy`: the file is needed to resume, since
 * there is no room for a copy. `elsewhere`: another tab edits the same hive. `slow`: keeping takes long. After the
 * others its edits are not kept any more: `off` by choice, `full` storage, `denied` by the browser, `gone` from storage.
 */
export type JournalNews =
  | 'begun'
  | 'no-copy'
  | 'elsewhere'
  | 'slow'
  | 'off'
  | 'full'
  | 'denied'
  | 'gone'
