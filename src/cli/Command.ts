/** What every command is made of. */

import type { CommandName } from '../text/cliHelp.ts'
import type { Work } from '../work.ts'
import type { Arguments, OptionNames } from './arguments.ts'
import type { Io } from './Io.ts'

/** Done, or the answer is yes; done, and the answer is no; could not be done. */
export type ExitCode = 0 | 1 | 2

export interface Command {
  readonly name: CommandName
  readonly options: OptionNames
  /** How many words follow the name. */
  readonly words: readonly [least: number, most: number]
  /**
   * Standard output and the exit code are the result; everything that stops it is thrown. Between its steps the
   * program looks at signals.
   */
  run(args: Arguments, io: Io): Work<ExitCode>
}
