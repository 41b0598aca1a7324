/**
 * `save FILE -o OUT`: a compacted copy of a hive or of one key of it, in the format of a Windows version
 * (ORSaveHive). With `--keep-layout`, a copy with every byte in place and a finished header.
 */

import { HiveError } from '../errors.ts'
import type { NewMinor } from '../offreg/create.ts'
import { BASE } from '../regf/layout.ts'
import { CLI } from '../text/cli.ts'
import { part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { type Input, openInput } from './hiveInput.ts'
import { type Io, say } from './Io.ts'
import { keyAt } from './names.ts'
import { requireWritable, writeOutput } from './output.ts'
import {
  OS_OPTION,
  osOf,
  outputOf,
  requireWhole,
  sayLeftOut,
  verifiedCompaction,
  WRITING_OPTIONS,
  writeEdited,
} from './writing.ts'

/** The progress once the hive is open, checked, and copied. */
const OPENED = 0.2
const CHECKED = 0.4
const COMPACTED = 0.9

export const saveCommand: Command = {
  name: 'save',
  options: {
    flags: [...(WRITING_OPTIONS.flags ?? []), 'keep-layout'],
    valued: [...(WRITING_OPTIONS.valued ?? []), OS_OPTION, 'key'],
  },
  words: [1, 1],
  run(args, io) {
    if (!args.flags.has('keep-layout')) return writeCompacted(args, io)
    if (args.values.has(OS_OPTION) || args.values.has('key')) throw usage(CLI.keptAsItIs)
    return writeEdited(args, io, () => undefined)
  },
}

function* writeCompacted(args: Arguments, io: Io): Work<ExitCode> {
  const path = args.words[0] as string
  const os = osOf(args)
  requireWritable(outputOf(args), [path])
  const input = yield* part(openInput(path), 0, OPENED)
  const { hive } = input
  yield* part(requireWhole(input, args, io), OPENED, CHECKED)
  const minor = os ?? ownMinor(input, io)
  const keyPath = args.values.get('key')
  const key = keyPath === undefined ? hive.root : keyAt(hive, keyPath).cell
  const damaged = args.flags.has('damaged')
  const compacting = verifiedCompaction(hive, { minor, key, damaged })
  const { bytes, after } = yield* part(compacting, CHECKED, COMPACTED)
  yield* part(writeOutput(outputOf(args, input.sources), bytes), COMPACTED, 1)
  if (key === hive.root) sayLeftOut(input, after, io)
  return 0
}

/** The version of the input. The oldest two are read-only, so they become 1.3. */
function ownMinor({ path, hive }: Input, io: Io): NewMinor {
  const { minor } = hive.cells
  if (minor < 2) {
    say(io, 'converted', `${path}: ${CLI.convertedFrom(hive.version)}`)
    return 3
  }
  if (minor <= 6) return minor as NewMinor
  throw new HiveError('unknown-version', CLI.needsOs(hive.version), {
    offset: BASE.MINOR,
    actual: hive.version,
    subject: path,
  })
}
