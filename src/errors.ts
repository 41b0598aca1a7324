/**
 * The one error class of the engine and its codes.
 *
 * A code names what is wrong, precisely enough for the text catalogue (`text/`) to say what happened
 * and what to do next; `offreg/winError.ts` maps codes to Win32 names and numbers. The English
 * `message` is for logs and for the command line's one line; the page never shows it.
 */

import type { FindingCode } from './regf/finding.ts'

export type HiveErrorCode =
  // The file cannot be opened as a hive (regf-format 5.2, outcome F).
  | 'empty-file'
  | 'file-too-short'
  | 'file-too-large'
  | 'not-a-hive'
  | 'transaction-log'
  | 'alternate-copy'
  | 'unknown-file-type'
  | 'unknown-version'
  | 'unknown-file-format'
  | 'bad-data-size'
  | 'bad-root'
  // A reference inside the hive that cannot be followed (outcome D); also findings, see regf/finding.ts.
  | 'bad-cell'
  | 'bad-record'
  // Refused edits. Nothing was changed.
  | 'read-only'
  | 'locked'
  | 'dirty'
  | 'damaged'
  | 'truncated'
  | 'stale'
  | 'other-revision'
  | 'key-not-found'
  | 'value-not-found'
  | 'key-exists'
  | 'value-exists'
  | 'name-empty'
  | 'name-too-long'
  | 'name-has-backslash'
  | 'root-key'
  | 'has-subkeys'
  | 'too-deep'
  | 'link-key'
  | 'predefined-key'
  | 'tombstone-key'
  | 'layered-key'
  | 'not-movable'
  | 'data-too-large'
  | 'list-full'
  | 'hive-full'
  | 'growth-blocked'
  | 'bad-descriptor'
  | 'unknown-flags'
  | 'bad-sddl'
  | 'bad-data'
  | 'place-unknown'
  | 'overwritten'
  // The text of an import cannot be read.
  | 'bad-text'
  // Transaction logs.
  | 'nothing-to-recover'
  | 'no-usable-log'
  | 'recovery-worse'
  | 'already-edited'
  | 'saved-without-logs'
  // Saving.
  | 'save-would-damage'
  | 'changed-on-disk'
  | 'file-exists'
  | 'write-failed'
  | 'result-too-large'
  // Edits that were kept on this device cannot be taken up again.
  | 'journal-damaged'
  | 'journal-needs-file'
  | 'journal-other-file'
  | 'journal-in-use'
  // Searching.
  | 'bad-pattern'
  // Arguments of the documented functions of the offline library.
  | 'bad-handle'
  | 'bad-argument'
  // The environment.
  | 'file-not-found'
  | 'path-not-found'
  | 'access-denied'
  | 'read-failed'
  | 'out-of-memory'
  | 'cancelled'
  | 'usage'
  | 'unknown-method'
  | 'engine-stopped'
  | 'internal'

/** The details of an error; plain data, so that it can be sent by the worker. */
export interface HiveErrorDetail {
  /** File offset of the fault in bytes. */
  readonly offset?: number | undefined
  readonly expected?: string | number | undefined
  readonly actual?: string | number | undefined
  /** The name or path the error is about, as UTF-16 text. */
  readonly subject?: string | undefined
  /** The names of the key it is about, from the root down, and the name of that key's value. */
  readonly path?: readonly string[] | undefined
  readonly value?: string | undefined
  /** The part of a security descriptor that is wrong: a `DescriptorField`. */
  readonly part?: string | undefined
  /** Position in the given bytes or text, counted from 0. */
  readonly position?: number | undefined
  /** The line of a text file, counted from 1, and the UTF-16 unit in it, also counted from 1. */
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** The finding that blocks an edit (`damaged`, `save-would-damage`). */
  readonly finding?: FindingCode | undefined
  /** For a hive that cannot be opened: what became of its transaction logs. */
  readonly logs?: readonly LogOutcome[] | undefined
  /** What the file holds after `write-failed`. */
  readonly left?: FileLeft | undefined
}

/**
 * What a file holds after writing it failed: what it held before; what was written, but it could not be read back;
 * something else; nothing, since it is gone; or one of these.
 */
export type FileLeft = 'unchanged' | 'unread' | 'different' | 'gone' | 'unknown'

/** One log, and why it was not used, as far as that is known. */
export interface LogOutcome {
  readonly name: string
  /** A `LogFault` of logs/logFile.ts. */
  readonly fault: {
    readonly reason: string
    readonly expected?: number
    readonly actual?: number
  } | null
}

export class HiveError extends Error {
  readonly code: HiveErrorCode
  readonly detail: HiveErrorDetail

  constructor(code: HiveErrorCode, message: string, detail: HiveErrorDetail = {}) {
    super(message)
    this.name = 'HiveError'
    this.code = code
    this.detail = detail
  }
}

/** Whether an error is the one that JavaScript engines throw when they cannot allocate an array or its buffer. */
export function isOutOfMemory(error: unknown): error is RangeError {
  // A stack overflow is a RangeError too.
  return error instanceof RangeError && /allocation|array (?:buffer )?length/i.test(error.message)
}
