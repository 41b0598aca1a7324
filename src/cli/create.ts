/** `create -o OUT`: an empty hive, in the format of a Windows version. */

import { Hive } from '../offreg/Hive.ts'
import { part, type Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { requireWritable, writeOutput } from './output.ts'
import { OS_OPTION, osOf, outputOf, verifiedCompaction } from './writing.ts'

/** The progress once the hive is made. */
const COMPACTED = 0.5

export const createCommand: Command = {
  name: 'create',
  options: { flags: ['force'], valued: ['o', OS_OPTION] },
  words: [0, 0],
  *run(args): Work<ExitCode> {
    const minor = osOf(args) ?? 5
    const output = outputOf(args)
    requireWritable(output, [])
    const hive = Hive.create({ minor })
    const { bytes } = yield* part(verifiedCompaction(hive, { minor }), 0, COMPACTED)
    yield* part(writeOutput(output, bytes), COMPACTED, 1)
    return 0
  },
}
