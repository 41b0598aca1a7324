/** `set FILE KEY NAME TYPE DATA -o OUT`: sets one value, with data from the command line or from a file. */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { setValueSteps } from '../offreg/values.ts'
import { CLI } from '../text/cli.ts'
import { dataProblem } from '../text/dataProblem.ts'
import { encodeFromText } from '../values/encode.ts'
import { parseTypeName, typeName } from '../values/valueType.ts'
import { part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { readContent } from './input.ts'
import { keyAt, parseName } from './names.ts'
import { type OtherInput, WRITING_OPTIONS, writeEdited } from './writing.ts'

/** The progress once the data is read. */
const DATA_READ = 0.1
/** The option for a file whose bytes are the data. */
const FROM_OPTION = 'data-from'

export const setCommand: Command = {
  name: 'set',
  options: { ...WRITING_OPTIONS, valued: [...(WRITING_OPTIONS.valued ?? []), FROM_OPTION] },
  words: [4, 5],
  *run(args, io): Work<ExitCode> {
    const [, path, name, typeText] = args.words as [string, string, string, string]
    const type = parseTypeName(typeText)
    if (type === null) throw usage(CLI.unknownType(typeText))
    const { data, others } = yield* part(dataOf(args, type), 0, DATA_READ)
    const set = (hive: Hive) => {
      const { cell } = keyAt(hive, path)
      const value = { name: parseName(name), type, data }
      return hive.transactSteps((scope) => setValueSteps(scope, cell, value))
    }
    return yield* part(writeEdited(args, io, set, others), DATA_READ, 1)
  },
}

/** The data, and the file it comes from, if any. */
function* dataOf(
  args: Arguments,
  type: number,
): Work<{ readonly data: Uint8Array; readonly others: readonly OtherInput[] }> {
  const text = args.words[4]
  const from = args.values.get(FROM_OPTION)
  if (from !== undefined) {
    if (text !== undefined) throw usage(CLI.dataTwice)
    const { bytes, sources } = yield* readContent(from)
    return { data: bytes, others: [{ path: from, sources }] }
  }
  if (text === undefined) throw usage(CLI.wrongArguments('set'))
  const encoded = encodeFromText(type, text)
  if (!('error' in encoded)) return { data: encoded.data, others: [] }
  const position = 'at' in encoded ? encoded.at : undefined
  throw new HiveError('bad-data', dataProblem(typeName(type), text, encoded), { position })
}
