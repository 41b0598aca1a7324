/**
 * `merge BASE OVERLAY… -o OUT`: merges hives, with later ones winning, into a new one in the format of a Windows
 * version.
 */

import type { NewMinor } from '../offreg/create.ts'
import type { Hive } from '../offreg/Hive.ts'
import { type Laid, mergeSteps } from '../offreg/merge.ts'
import { inTurn, part, type Work } from '../work.ts'
import type { Arguments } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { type Input, openInput } from './hiveInput.ts'
import type { Io } from './Io.ts'
import { requireWritable, writeOutput } from './output.ts'
import {
  OS_OPTION,
  osOf,
  outputOf,
  requireWhole,
  sayLeftOut,
  verifiedCompaction,
  WRITING_OPTIONS,
} from './writing.ts'

/** The progress once the files are read, merged, and compacted. */
const READ = 0.3
const MERGED = 0.7
const COMPACTED = 0.9
/** The progress of reading a hive once it is open; the rest is its check. */
const OPENED = 0.3

export const mergeCommand: Command = {
  name: 'merge',
  options: { ...WRITING_OPTIONS, valued: [...(WRITING_OPTIONS.valued ?? []), OS_OPTION] },
  words: [2, 1000],
  *run(args, io): Work<ExitCode> {
    const os = osOf(args)
    requireWritable(outputOf(args), args.words)
    const read = (path: string) => openWhole(path, args, io)
    const inputs = yield* part(
      inTurn(args.words, () => 1, read),
      0,
      READ,
    )
    const laid = new Map<Hive, Laid>()
    const merging = mergeSteps(
      inputs.map(({ hive }) => hive),
      { laid: (hive, counts) => laid.set(hive, counts) },
    )
    const merged = yield* part(merging, READ, MERGED)
    const minor = os ?? (merged.cells.minor as NewMinor)
    const { bytes } = yield* part(verifiedCompaction(merged, { minor }), MERGED, COMPACTED)
    const sources = inputs.flatMap((input) => input.sources)
    yield* part(writeOutput(outputOf(args, sources), bytes), COMPACTED, 1)
    for (const input of inputs) {
      const copied = laid.get(input.hive)
      if (copied !== undefined) sayLeftOut(input, copied, io)
    }
    return 0
  },
}

function* openWhole(path: string, args: Arguments, io: Io): Work<Input> {
  const input = yield* part(openInput(path), 0, OPENED)
  yield* part(requireWhole(input, args, { ...io, about: path }), OPENED, 1)
  return input
}
