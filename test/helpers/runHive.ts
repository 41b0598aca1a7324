/** Runs the `hive` command in the same process. */

import type { ExitCode } from '../../src/cli/Command.ts'
import { run } from '../../src/cli/run.ts'

export interface Outcome {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

export function hive(...args: readonly string[]): Outcome {
  const out: string[] = []
  const err: string[] = []
  const code = run(args, { out: (text) => out.push(text), err: (text) => err.push(text) })
  return { code, out: out.join(''), err: err.join('') }
}

/** The form of every message: code, words, and the offset if known. */
export const MESSAGE = /^hive: [A-Za-z_-]+: .+$/
export const MESSAGE_WITH_OFFSET = /^hive: [A-Za-z_-]+: .+ \(file offset 0x[0-9a-f]+\)$/
