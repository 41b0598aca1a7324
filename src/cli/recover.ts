/** `recover FILE LOG… -o OUT`: the hive with its logs applied, finished and clean. */

import { HiveError } from '../errors.ts'
import { CLI } from '../text/cli.ts'
import type { Command } from './Command.ts'
import { recoverFile, recoveryLines, requireRecovered } from './logs.ts'
import { requireWritable, writeOutput } from './output.ts'
import { outputOf, verifiedCopy, WRITING_OPTIONS } from './writing.ts'

export const recoverCommand: Command = {
  name: 'recover',
  options: WRITING_OPTIONS,
  words: [2, 1000],
  run(args, io) {
    const [path, ...logs] = args.words as [string, ...string[]]
    requireWritable(outputOf(args, 0o666), args.words)
    const { mode, hive, recovery } = recoverFile(path, logs)
    requireRecovered(recovery, io)
    const errors = hive.check().findings.filter(({ severity }) => severity === 'error')
    const [first] = errors
    if (first !== undefined && !args.flags.has('damaged')) {
      throw new HiveError('damaged', CLI.hasErrors(errors.length), {
        offset: first.offset,
        finding: first.code,
        subject: path,
      })
    }
    writeOutput(outputOf(args, mode), verifiedCopy(hive))
    for (const line of recoveryLines(recovery)) io.out(`${line}\n`)
    return 0
  },
}
