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
  /** Open, and checked unless the format finds damage. */
  readonly hive: Hive
  /** The key that is written with everything below it; the root without `--key`. */
  readonly top: CellOffset
  /** The path in the registry that stands for the root of the hive. */
  readonly prefix: string
}

/** Writes one output. */
export interface ExportWriter {
  /**
   * Writes a hive. The next one is opened only after that.
   *
   * @returns false if something could not be read, from a format that finds damage
   */
  hiveSteps(exported: ExportedHive): Work<boolean>
  /** Ends the output after the last hive. */
  end(): void
}

export interface ExportFormat {
  /** What names of output files end in. */
  readonly extension: string
  /** Whether one output may have several hives. */
  readonly takesSeveral: boolean
  /** Whether the output is safe to show on a terminal. */
  readonly isPrintable: boolean
  /** Whether deleted records can be written too. */
  readonly hasDeleted: boolean
  /**
   * Whether its writer notices when something cannot be read. Then only a damaged hive is checked, to say what is
   * wrong.
   */
  readonly findsDamage: boolean
  /** Whether it is known before anything is written to standard output that it will not become far too large. */
  readonly isMeasured: boolean
  /**
   * Begins an output.
   *
   * @param write - takes it in pieces
   * @param io - for messages on standard error
   * @param withDeleted - whether deleted records are written too, if the format has them
   */
  begin(write: WriteBytes, io: Io, withDeleted: boolean): ExportWriter
}
