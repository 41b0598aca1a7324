/** Where journals are kept: the private storage of the browser, or memory in tests. */

import type { ByteFile } from '../../journal/ByteFile.ts'
import type { LogWriter } from '../../journal/LogWriter.ts'

/** A journal is claimed by this and its id. */
export const LOCK = 'propolis journal '

export interface JournalStorage {
  /** The ids of the journals that are kept, of this tab and others. */
  list(): Promise<readonly string[]>
  /** The ids of those that are open in a tab. */
  open(): Promise<ReadonlySet<string>>
  /**
   * Opens a journal, or begins one.
   *
   * @throws DOMException when nothing can be kept: the storage is full, or the browser forbids it
   */
  folder(id: string): Promise<JournalFolder>
  /** Opens a journal; null if there is none. */
  find(id: string): Promise<JournalFolder | null>
  /** Removes a journal that no tab has open. */
  remove(id: string): Promise<void>
  /** Claims a name until the returned function is called; null if another tab has it. */
  claim(name: string): Promise<(() => void) | null>
}

/** The hive as it was opened, or the file that it was made of with its logs. */
export type CopyOf = 'hive' | 'file'

/** The files of one journal. */
export interface JournalFolder {
  readonly id: string
  /** The log, to be written; only one tab at a time has it. */
  openLog(): Promise<ByteFile>
  /** The log as it is, to be read; null if there is none. */
  readLog(): Promise<File | null>
  /** A copy, to be read; null if there is none. */
  readSnapshot(of: CopyOf): Promise<File | null>
  /** A new copy, which is there once it is closed. */
  writeSnapshot(of: CopyOf): Promise<SnapshotFile>
  /** When this was asked first, in milliseconds since 1970, UTC: it is noted then. */
  offered(): Promise<number>
  /** Whether it is still there: browsers remove what a site keeps when they run out of room. */
  exists(): Promise<boolean>
}

/** A file that is written in the background. */
export interface SnapshotFile {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  close(): Promise<void>
  abort(): Promise<void>
}

/** A journal that no other tab can open or remove. */
export interface ClaimedJournal {
  readonly folder: JournalFolder
  /**
   * Claims the hive too.
   *
   * @param hive - by which other tabs recognise it
   * @returns whether another tab edits the same hive
   */
  claimHive(hive: string): Promise<boolean>
  release(): void
}

/** A journal that is open: its files, its log, and how its claims are given up. */
export interface OpenJournal {
  readonly folder: JournalFolder
  readonly log: LogWriter
  /** Whether another tab edits the same hive. */
  readonly isElsewhere: boolean
  release(): void
}
