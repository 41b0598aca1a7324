/** `salvage FILE -o OUT`: a sound hive of everything that can be read in a damaged one, and what was lost. */

import { HiveImage } from '../regf/HiveImage.ts'
import type { Loss, LossCode, SalvageReport } from '../salvage/SalvageReport.ts'
import { salvageSteps } from '../salvage/salvage.ts'
import { LOSS_KINDS, lossText, moreLosses, salvageSummary } from '../text/salvage.ts'
import { part, type Work } from '../work.ts'
import type { Command, ExitCode } from './Command.ts'
import { formatOffset, type Io, oneLine } from './Io.ts'
import { aboutFileSteps, readContent } from './input.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'
import { requireWritable, writeOutput } from './output.ts'
import { outputOf, verifiedBytes } from './writing.ts'

/** The progress once the file is read, salvaged, and the result checked. */
const READ = 0.1
const SALVAGED = 0.7
const VERIFIED = 0.9

export const salvageCommand: Command = {
  name: 'salvage',
  options: { flags: ['force'], valued: ['o'] },
  words: [1, 1],
  *run(args, io): Work<ExitCode> {
    const path = args.words[0] as string
    requireWritable(outputOf(args), [path])
    const { bytes, sources } = yield* part(readContent(path), 0, READ)
    const image = new HiveImage(bytes.buffer, bytes.length)
    const salvaging = aboutFileSteps(path, salvageSteps(image))
    const { hive, report } = yield* part(salvaging, READ, SALVAGED)
    const written = yield* part(verifiedBytes(hive), SALVAGED, VERIFIED)
    yield* part(writeOutput(outputOf(args, sources), written), VERIFIED, 1)
    writeReport(report, io)
    return 0
  },
}

function writeReport(report: SalvageReport, io: Io): void {
  const listed = new Map<LossCode, number>()
  for (const loss of report.losses) {
    listed.set(loss.code, (listed.get(loss.code) ?? 0) + 1)
    io.out(`${LOSS_KINDS[loss.code]} ${loss.code} ${formatOffset(loss.offset)} ${wordsOf(loss)}\n`)
  }
  for (const [code, count] of report.counts) {
    const more = count - (listed.get(code) ?? 0)
    if (more > 0) io.out(`${LOSS_KINDS[code]} ${moreLosses(code, more)}\n`)
  }
  io.out(`${salvageSummary(report.keys, report.values, report.counts)}\n`)
}

function wordsOf({ path, value, ...loss }: Loss): string {
  const key = path === undefined ? [] : [formatBoundedPath(path)]
  const name = value === undefined ? [] : [`"${formatBoundedName(value)}"`]
  const about = [...key, ...name].join(' ')
  const words = oneLine(lossText(loss))
  return about === '' ? words : `${about}: ${words}`
}
