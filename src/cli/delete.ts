/** `delete FILE KEY [NAME] -o OUT`: deletes one value, or a key with everything below it. */

import { HiveError } from '../errors.ts'
import { deleteKeySteps } from '../offreg/remove.ts'
import { CLI } from '../text/cli.ts'
import type { Command } from './Command.ts'
import { keyAt, parseName } from './names.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const deleteCommand: Command = {
  name: 'delete',
  options: WRITING_OPTIONS,
  words: [2, 3],
  run(args, io) {
    const [, path, name] = args.words as [string, string, string | undefined]
    return writeEdited(args, io, (hive) => {
      const key = keyAt(hive, path)
      if (name === undefined) {
        return hive.transactSteps((scope) => deleteKeySteps(scope, key.cell))
      }
      const value = key.value(parseName(name))
      if (value === null) {
        throw new HiveError('value-not-found', CLI.noValue(name), { subject: name })
      }
      value.delete()
      return undefined
    })
  },
}
