/** Runs the `hive` command in the same process. */

import type { ExitCode } from '../../src/cli/Command.ts'
import { COMMAND_NAMES, loadCommand } from '../../src/cli/commands.ts'
import type { Io } from '../../src/cli/Io.ts'
import { runSteps } from '../../src/cli/run.ts'
import { runToEnd, type Work } from '../../src/work.ts'

/** Loaded beforehand, so that a command can be run without waiting. */
const COMMANDS = new Map(
  await Promise.all(
    // With the option for which search loads its library.
    COMMAND_NAMES.map(async (name) => [name, await loadCommand([name, '--regex'])] as const),
  ),
)

export interface Outcome {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

export function hive(...args: readonly string[]): Outcome {
  const { code, out, err } = hiveBytes(...args)
  return { code, out: out.toString(), err }
}

/** Runs the command; standard output as bytes. */
export function hiveBytes(...args: readonly string[]): {
  readonly code: ExitCode
  readonly out: Buffer
  readonly err: string
} {
  const out: Buffer[] = []
  const err: string[] = []
  const io: Io = {
    out: (text) => out.push(Buffer.from(text)),
    write: (bytes) => out.push(Buffer.from(bytes)),
    isTerminal: false,
    err: (text) => err.push(text),
  }
  const code = runToEnd(hiveSteps(args, io))
  return { code, out: Buffer.concat(out), err: err.join('') }
}

export function hiveSteps(args: readonly string[], io: Io): Work<ExitCode> {
  return runSteps(COMMANDS.get(args[0] ?? ''), args, io)
}

/** The form of every message: code, words, and the offset if known. */
export const MESSAGE = /^hive: [A-Za-z_-]+: .+$/
export const MESSAGE_WITH_OFFSET = /^hive: [A-Za-z_-]+: .+ \(file offset 0x[0-9a-f]+\)$/
