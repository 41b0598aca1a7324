/**
 * `merge BASE OVERLAY… -o OUT`: hives laid over one another, the later ones winning, written anew in the
 * format of a Windows version.
 */

import type { NewMinor } from '../offreg/create.ts'
import type { Hive } from '../offreg/Hive.ts'
import { type Laid, mergeHives } from '../offreg/merge.ts'
import type { Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { openInput } from './input.ts'
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

export const mergeCommand: Command = {
  name: 'merge',
  options: { ...WRITING_OPTIONS, valued: [...(WRITING_OPTIONS.valued ?? []), OS_OPTION] },
  words: [2, 1000],
  *run(args, io): Work<ExitCode> {
    const os = osOf(args)
    requireWritable(outputOf(args), args.words)
    const inputs = args.words.map((path) => {
      const input = openInput(path)
      requireWhole(input, args, io)
      return input
    })
    const laid = new Map<Hive, Laid>()
    const merged = mergeHives(
      inputs.map(({ hive }) => hive),
      { laid: (hive, counts) => laid.set(hive, counts) },
    )
    const minor = os ?? (merged.cells.minor as NewMinor)
    const { bytes } = verifiedCompaction(merged, { minor })
    const sources = inputs.flatMap((input) => input.sources)
    yield* writeOutput(outputOf(args, sources), bytes)
    for (const input of inputs) {
      const copied = laid.get(input.hive)
      if (copied !== undefined) sayLeftOut(input, copied, io)
    }
    return 0
  },
}
