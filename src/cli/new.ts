/** `new FILE KEY -o OUT`: creates a key, and the keys above it that are missing. */

import { HiveError } from '../errors.ts'
import { type Key, splitPath } from '../offreg/Key.ts'
import type { Command } from './Command.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const newCommand: Command = {
  name: 'new',
  options: WRITING_OPTIONS,
  words: [2, 2],
  run(args, io) {
    const path = args.words[1] as string
    return writeEdited(args, io, ({ rootKey }) => {
      if (isThere(rootKey, splitPath(path))) {
        throw new HiveError('key-exists', 'the key is there already', { subject: path })
      }
      rootKey.createPath(path)
    })
  },
}

function isThere(root: Key, names: readonly string[]): boolean {
  return names.reduce<Key | null>((key, name) => key?.subkey(name) ?? null, root) !== null
}
