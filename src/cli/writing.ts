/**
 * What every command that writes a hive has in common: which hives it refuses, and that nothing is
 * written before the result was opened and checked again.
 */

import { HiveError } from '../errors.ts'
import { Hive } from '../offreg/Hive.ts'
import { newErrors } from '../offreg/newErrors.ts'
import { BASE } from '../regf/layout.ts'
import { CLI } from '../text/cli.ts'
import { type Arguments, type OptionNames, usage } from './arguments.ts'
import type { ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { type Io, say } from './Io.ts'
import { type Input, openInput } from './input.ts'
import { type Output, requireWritable, writeOutput } from './output.ts'

export const WRITING_OPTIONS: OptionNames = { flags: ['force', 'damaged'], valued: ['o'] }

/** The place `-o` names. */
export function outputOf(args: Arguments, mode: number): Output {
  const path = args.values.get('o')
  if (path === undefined || path === '') throw usage(CLI.noOut)
  return { path, force: args.flags.has('force'), mode }
}

/** Opens FILE, does the edit, and writes OUT; one edit, one file. */
export function writeEdited(args: Arguments, io: Io, edit: (hive: Hive) => void): ExitCode {
  const path = args.words[0] as string
  requireWritable(outputOf(args, 0o666), [path])
  const input = openInput(path)
  requireWhole(input, args, io)
  edit(input.hive)
  const output = outputOf(args, input.mode)
  writeOutput(output, verifiedCopy(input.hive))
  return 0
}

/** Refuses what is not to be written as it is, unless `--damaged` says so; then it is said. */
export function requireWhole({ path, hive }: Input, args: Arguments, io: Io): void {
  const damaged = args.flags.has('damaged')
  const { findings } = hive.check()
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (hive.base.dirty) {
    const offset = hive.base.checksumValid ? BASE.PRIMARY_SEQUENCE : BASE.CHECKSUM
    if (!damaged) {
      const message = `${CLI.dirty}, ${CLI.dirtyRefused}`
      throw new HiveError('dirty', message, { offset, subject: path })
    }
    say(io, 'dirty', `${path}: ${CLI.dirty}`, offset)
    hive.allowDirty()
  }
  // Edits refuse it too; a plain copy would make the missing end official.
  if (hive.access === 'truncated') hive.requireEditable()
  const [first] = errors
  if (first === undefined) return
  if (!damaged) {
    throw new HiveError('damaged', CLI.hasErrors(errors.length), {
      offset: first.offset,
      finding: first.code,
      subject: path,
    })
  }
  sayFindings(io, errors)
}

/**
 * The bytes to write: finished, opened again and checked. The same error at the same place is what the
 * hive came with; any other is ours, and then nothing is written.
 *
 * @throws HiveError `save-would-damage`
 */
export function verifiedCopy(hive: Hive): Uint8Array<ArrayBuffer> {
  const before = hive.check()
  const bytes = hive.finishedCopy()
  const found = newErrors(before, Hive.open(bytes).check())
  const [first] = found
  if (first === undefined) return bytes
  throw new HiveError('save-would-damage', CLI.newErrors(found.length), {
    offset: first.offset,
    finding: first.code,
  })
}
