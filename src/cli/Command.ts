/** The interface of a command. */

import type { CommandName } from '../text/cliHelp.ts'
import type { Work } from '../work.ts'
import type { Arguments, OptionNames } from './arguments.ts'
import type { Io } from './Io.ts'

/** 0 for success, 1 for success with a negative answer, 2 for failure. */
export type ExitCode = 0 | 1 | 2

export interface Command {
  readonly name: CommandName
  readonly options: OptionNames
  /** The number of arguments after the name. */
  readonly words: readonly [least: number, most: number]
  /**
   * The result goes to standard output and into the exit code; failures are thrown. Signals are handled between its
   * steps.
   */
  run(args: Arguments, io: Io): Work<ExitCode>
}
