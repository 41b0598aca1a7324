/** `save FILE -o OUT --keep-layout`: every byte in its place, a finished header. */

import { CLI } from '../text/cli.ts'
import { usage } from './arguments.ts'
import type { Command } from './Command.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const saveCommand: Command = {
  name: 'save',
  options: { ...WRITING_OPTIONS, flags: [...(WRITING_OPTIONS.flags ?? []), 'keep-layout'] },
  words: [1, 1],
  run(args, io) {
    if (!args.flags.has('keep-layout')) throw usage(CLI.compactLater)
    return writeEdited(args, io, () => {})
  },
}
