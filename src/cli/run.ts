/** Runs a command, and turns any failure into one line and an exit code. */

import { HiveError, type HiveErrorDetail, isOutOfMemory } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import { commandHelp, usageText } from '../text/cliHelp.ts'
import type { Work } from '../work.ts'
import { parseArguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { type Io, OutputClosed, say } from './Io.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'

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
    io.out(commandHelp(command.name))
    return 0
  }
  const [least, most] = command.words
  if (parsed.words.length < least || parsed.words.length > most) {
    throw usage(CLI.wrongArguments(command.name))
  }
  return yield* command.run(parsed, io)
}

/** Prints any error on one line. An error that is not ours is a bug, reported without its stack. */
export function report(error: unknown, io: Io): void {
  if (error instanceof HiveError) {
    const { finding, offset, line, column } = error.detail
    const subject = subjectOf(error.detail)
    const isNamed = subject === undefined || hasWords(error.message, subject)
    const about = isNamed ? '' : `${subject}: `
    const why = finding === undefined || error.message.includes(finding) ? '' : ` (${finding})`
    const at = line === undefined ? '' : ` (${CLI.textPlace(line, column)})`
    say(io, error.code, `${about}${error.message}${why}${at}`, offset)
    return
  }
  if (isOutOfMemory(error)) {
    say(io, 'out-of-memory', error.message)
    return
  }
  say(io, 'internal', error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}

/** Whether a message holds a name as separate words, not merely as letters of another word. */
function hasWords(message: string, name: string): boolean {
  if (name === '') return true
  const isLetter = (character: string) => /[\p{L}\p{N}_]/u.test(character)
  for (let at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1)) {
    if (!isLetter(message.charAt(at - 1)) && !isLetter(message.charAt(at + name.length)))
      return true
  }
  return false
}

/** The subject of an error: a key as a KEY, with its value in quotation marks, or else the subject it states. */
function subjectOf({ subject, path, value }: HiveErrorDetail): string | undefined {
  if (path === undefined) return subject
  const key = formatBoundedPath(path)
  return value === undefined ? key : `${key} "${formatBoundedName(value)}"`
}
