/** The interface of the formats of `hive export`. */

import type { Hive } from '../offreg/Hive.ts'
import type { CellOffset } from '../regf/offsets.ts'
import type { WriteBytes } from '../regtext/TextOutput.ts'
import type { Work } from '../work.ts'
import type { Io } from './Io.ts'

/** A hive to write, or a part of it. */
export interface ExportedHive {
  /** The file as it was given. */
  readonly path: string
  /** Open and checked. */
  readonly hive: Hive
  /** The key that is written with everything below it; the root without `--key`. */
  readonly top: CellOffset
  /** The path in the registry that stands for the root of the hive. */
  readonly prefix: string
}

/** Writes one output. */
export interface ExportWriter {
  /** Writes a hive. The next one is opened only after that. */
  hiveSteps(exported: ExportedHive): Work<void>
  /** Ends the output after the last hive. */
  endSteps(): Work<void>
}

export interface ExportFormat {
  /** Whether one output may have several hives. */
  readonly takesSeveral: boolean
  /** Whether the output is safe to show on a terminal. */
  readonly isPrintable: boolean
  /**
   * Begins an output.
   *
   * @param write - takes it in pieces
   * @param io - for messages on standard error
   */
  begin(write: WriteBytes, io: Io): ExportWriter
}
