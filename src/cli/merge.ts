/** `merge BASE OVERLAY… -o OUT`: hives laid over one another, the later ones winning. */

import { mergeHives } from '../offreg/merge.ts'
import type { Command } from './Command.ts'
import { openInput } from './input.ts'
import { requireWritable, writeOutput } from './output.ts'
import { outputOf, requireWhole, verifiedCopy, WRITING_OPTIONS } from './writing.ts'

export const mergeCommand: Command = {
  name: 'merge',
  options: WRITING_OPTIONS,
  words: [2, 1000],
  run(args, io) {
    requireWritable(outputOf(args, 0o666), args.words)
    const inputs = args.words.map((path) => {
      const input = openInput(path)
      requireWhole(input, args, io)
      return input
    })
    const merged = mergeHives(inputs.map(({ hive }) => hive))
    writeOutput(outputOf(args, inputs[0]?.mode ?? 0o666), verifiedCopy(merged))
    return 0
  },
}
