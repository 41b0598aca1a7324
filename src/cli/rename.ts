/** `rename FILE KEY NEWNAME -o OUT`: renames a key. */

import type { Command } from './Command.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const renameCommand: Command = {
  name: 'rename',
  options: WRITING_OPTIONS,
  words: [3, 3],
  run(args, io) {
    const [, path, name] = args.words as [string, string, string]
    return writeEdited(args, io, (hive) => {
      hive.key(path).rename(name)
    })
  },
}
