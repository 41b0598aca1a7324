/** `delete FILE KEY [NAME] -o OUT`: deletes one value, or a key with everything below it. */

import { HiveError } from '../errors.ts'
import type { Command } from './Command.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const deleteCommand: Command = {
  name: 'delete',
  options: WRITING_OPTIONS,
  words: [2, 3],
  run(args, io) {
    const [, path, name] = args.words as [string, string, string | undefined]
    return writeEdited(args, io, (hive) => {
      const key = hive.key(path)
      if (name === undefined) {
        key.delete()
        return
      }
      const value = key.value(name)
      if (value === null) {
        throw new HiveError('value-not-found', 'the key has no such value', { subject: name })
      }
      value.delete()
    })
  },
}
