/** The interface of the formats of `hive import`. */

import type { ChangeSource } from '../edit/change.ts'
import type { Hive } from '../offreg/Hive.ts'
import type { Io } from './Io.ts'
import type { TextFile } from './TextFile.ts'

/** What is imported, and how. */
export interface ImportJob {
  /** The text, of which nothing but its head was read. */
  readonly text: TextFile
  /** The hive that is changed. */
  readonly hive: Hive
  /** The path in the registry that stands for the root of the hive. */
  readonly prefix: string
  /** Whether lines that Windows does not read are skipped, with a message for each. */
  readonly lenient: boolean
  /** Whether text that is given as bytes gets the NUL at its end that Windows adds. */
  readonly addNul: boolean
  readonly io: Io
}

/** The changes of a text. */
export interface ImportSource extends ChangeSource {
  /** Says on standard error what is worth knowing when all changes are read. */
  sayNotes(): void
}

export interface ImportFormat {
  /** Whether a text that begins with these bytes has the format. */
  detects(head: Uint8Array): boolean
  /** Begins to read a text. */
  open(job: ImportJob): ImportSource
}
