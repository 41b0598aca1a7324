/** `new FILE KEY -o OUT`: creates a key and its missing ancestors. */

import { HiveError } from '../errors.ts'
import type { Key } from '../offreg/Key.ts'
import { CLI } from '../text/cli.ts'
import type { Command } from './Command.ts'
import { formatKeyPath, parseKeyPath } from './names.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const newCommand: Command = {
  name: 'new',
  options: WRITING_OPTIONS,
  words: [2, 2],
  run(args, io) {
    const names = parseKeyPath(args.words[1] as string)
    return writeEdited(args, io, ({ rootKey }) => {
      if (isThere(rootKey, names)) {
        const path = formatKeyPath(names)
        throw new HiveError('key-exists', CLI.keyExists(path), { subject: path })
      }
      rootKey.createPath(names)
      return undefined
    })
  },
}

function isThere(root: Key, names: readonly string[]): boolean {
  return names.reduce<Key | null>((key, name) => key?.subkey(name) ?? null, root) !== null
}
