/** Runs a command, and turns any failure into one line and an exit code. */

import { CLI } from '../text/cli.ts'
import { commandHelp, usageText } from '../text/cliHelp.ts'
import type { Work } from '../work.ts'
import { parseArguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { type Io, OutputClosed } from './Io.ts'
import { report } from './report.ts'

/**
 * Runs the command line in steps, between which signals can be handled; nothing is thrown.
 *
 * @param command - the command that the first argument names; undefined if there is none
 */
export function* runSteps(
  command: Command | undefined,
  args: readonly string[],
  io: Io,
): Work<ExitCode> {
  try {
    return yield* dispatch(command, args, io)
  } catch (error) {
    if (error instanceof OutputClosed) return 0
    report(error, io)
    return 2
  }
}

function* dispatch(command: Command | undefined, args: readonly string[], io: Io): Work<ExitCode> {
  const [name, ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(usageText())
    return 0
  }
  if (command === undefined) {
    report(usage(name === undefined ? CLI.noCommand : CLI.unknownCommand(name)), io)
    return 2
  }
  const { flags = [], valued = [] } = command.options
  const parsed = parseArguments(rest, { flags: [...flags, 'help', 'h'], valued })
  if (parsed.flags.has('help') || parsed.flags.has('h')) {
    io.out(commandHelp(command.name, [...flags, ...valued]))
    return 0
  }
  const [least, most] = command.words
  if (parsed.words.length < least || parsed.words.length > most) {
    throw usage(CLI.wrongArguments(command.name))
  }
  return yield* command.run(parsed, io)
}
