/**
 * The most that is read of archives, whatever they declare: a small file can hold petabytes of zeros, and archives can
 * hold each other.
 */

import type { Unreadable } from './ArchivedFile.ts'

/** Bytes of one file: the longest hive, and its tail. */
export const MOST_FILE = 0x84000000
/** Bytes that are unpacked in one search, whether they are kept or not. */
const MOST_UNPACKED = 64 * 2 ** 30
/** Bytes that are kept of archives which can only be read from the beginning, and of archives in archives. */
const MOST_KEPT = 3 * 2 ** 30
/** Files that are looked at in one search. */
export const MOST_FILES = 500_000
/** Archives around a file. */
export const MOST_DEPTH = 4

/** Why reading ended before its end. */
export class ArchiveError extends Error {
  readonly reason: Unreadable | 'not-an-archive' | 'too-much'

  constructor(reason: ArchiveError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** What one search may still read. */
export class Budget {
  #unpacked = MOST_UNPACKED
  #kept = MOST_KEPT

  /** @throws ArchiveError `too-much` */
  unpack(bytes: number): void {
    this.#unpacked -= bytes
    if (this.#unpacked < 0) throw new ArchiveError('too-much', 'too much was unpacked')
  }

  /** @throws ArchiveError `too-much` */
  keep(bytes: number): void {
    this.#kept -= bytes
    if (this.#kept < 0) throw new ArchiveError('too-much', 'too much would have to be kept')
  }
}
