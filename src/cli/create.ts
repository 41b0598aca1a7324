/** `create -o OUT`: an empty hive. */

import { Hive } from '../offreg/Hive.ts'
import type { Command } from './Command.ts'
import { requireWritable, writeOutput } from './output.ts'
import { outputOf, verifiedCopy } from './writing.ts'

export const createCommand: Command = {
  name: 'create',
  options: { flags: ['force'], valued: ['o'] },
  words: [0, 0],
  run(args) {
    const output = outputOf(args, 0o666)
    requireWritable(output, [])
    writeOutput(output, verifiedCopy(Hive.create()))
    return 0
  },
}
