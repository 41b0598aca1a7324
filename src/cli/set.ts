/** `set FILE KEY NAME TYPE DATA -o OUT`: sets one value. */

import { HiveError } from '../errors.ts'
import { CLI, DATA_ERRORS } from '../text/cli.ts'
import { encodeFromText } from '../values/encode.ts'
import { parseTypeName } from '../values/valueType.ts'
import { usage } from './arguments.ts'
import type { Command } from './Command.ts'
import { WRITING_OPTIONS, writeEdited } from './writing.ts'

export const setCommand: Command = {
  name: 'set',
  options: WRITING_OPTIONS,
  words: [5, 5],
  run(args, io) {
    const [, path, name, typeText, dataText] = args.words as [
      string,
      string,
      string,
      string,
      string,
    ]
    const type = parseTypeName(typeText)
    if (type === null) throw usage(CLI.unknownType(typeText))
    const encoded = encodeFromText(type, dataText)
    if ('error' in encoded) {
      throw new HiveError('bad-data', CLI.badData(DATA_ERRORS[encoded.error]), {
        subject: dataText,
      })
    }
    return writeEdited(args, io, (hive) => {
      hive.key(path).set(name, type, encoded.data)
    })
  },
}
