/** `rename FILE KEY NEWNAME -o OUT`: renames a key. */

import { HiveError } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import type { Command } from './Command.ts'
import { keyAt, parseName } from './names.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const renameCommand: Command = {
  name: 'rename',
  options: WRITING_OPTIONS,
  words: [3, 3],
  run(args, io) {
    const [, path, text] = args.words as [string, string, string]
    const name = parseName(text)
    // A backslash that does not start an escape, or is written as one.
    const at = text.search(/\\(?:u005c|(?!u[0-9a-f]{4}))/i)
    if (at >= 0) {
      const detail = { subject: text, position: at }
      throw new HiveError('name-has-backslash', CLI.nameHasBackslash(at + 1), detail)
    }
    return writeEdited(args, io, (hive) => {
      keyAt(hive, path).rename(name)
      return undefined
    })
  },
}
