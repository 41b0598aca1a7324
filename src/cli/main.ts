/** The program: arguments and outputs of the process. Everything else is in run.ts. */

import { writeSync } from 'node:fs'
import { HiveError } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import type { Command, ExitCode } from './Command.ts'
import { loadCommand } from './commands.ts'
import { type Io, OutputClosed } from './Io.ts'
import { ProgressLine } from './ProgressLine.ts'
import { report } from './report.ts'
import { runSteps } from './run.ts'

const STDOUT = 1
const STDERR = 2
/** How long to wait, in milliseconds, for a slow reader. */
const PATIENCE = 5

const progress = new ProgressLine(
  { isTerminal: () => isTerminal(STDERR), write: writeMessage },
  performance.now(),
)

const processIo: Io = {
  out(text) {
    writeResult(Buffer.from(text))
  },
  write: writeResult,
  get isTerminal() {
    return isTerminal(STDOUT)
  },
  err(text) {
    progress.erase()
    writeMessage(text)
  },
}

void runWithSignals(process.argv.slice(2)).then((code) => {
  process.exitCode = code
})

/** Runs the command. Signals are handled between its steps. */
async function runWithSignals(args: readonly string[]): Promise<ExitCode> {
  let command: Command | undefined
  try {
    command = await loadCommand(args)
  } catch {
    report(new HiveError('internal', CLI.notLoaded(args[0] ?? '')), processIo)
    return 2
  }
  const steps = runSteps(command, args, processIo)
  for (;;) {
    const step = steps.next()
    if (step.done === true) {
      progress.end()
      return step.value
    }
    progress.reach(step.value, performance.now())
    await new Promise((next) => setImmediate(next))
  }
}

/** Loaded only if somebody asks: it takes as long as everything else that is loaded here. */
function isTerminal(file: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(file)
}

function writeMessage(text: string): void {
  try {
    writeAll(STDERR, Buffer.from(text))
  } catch {
    // Standard error is closed, so nothing can be said.
  }
}

function writeResult(bytes: Uint8Array): void {
  progress.end()
  try {
    writeAll(STDOUT, bytes)
  } catch (error) {
    const code = codeOf(error)
    // Windows reports EOF.
    if (code === 'EPIPE' || code === 'EOF') throw new OutputClosed()
    throw new HiveError('write-failed', CLI.systemRefused(code), { subject: 'standard output' })
  }
}

/**
 * Writes synchronously, so that everything is written before the process ends, and a closed pipe is an error here
 * rather than a later event.
 */
function writeAll(file: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) {
    try {
      done += writeSync(file, bytes, done)
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE)
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
