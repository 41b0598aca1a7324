/**
 * `recover FILE LOG… -o OUT`: writes the hive with its logs applied, finished and clean. `--dry-run` prints what that
 * would change, and writes nothing.
 */

import { HiveError } from '../errors.ts'
import { previewRecovery } from '../logs/preview.ts'
import { type Recovery, recoverSteps } from '../logs/replay.ts'
import { Hive } from '../offreg/Hive.ts'
import { newErrors } from '../offreg/saveGate.ts'
import type { CheckResult } from '../regf/check.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { CLI } from '../text/cli.ts'
import { describeRecovery, describeVerdict, LOG_WORDS } from '../text/logs.ts'
import { part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { type Io, oneLine } from './Io.ts'
import { aboutFileSteps } from './input.ts'
import { aboutLogs, openRecovered, readLogged, sayWarnings, unrecovered } from './logs.ts'
import { formatBoundedName, formatBoundedPath } from './names.ts'
import { requireWritable, writeOutput } from './output.ts'
import { outputOf, WRITING_OPTIONS } from './writing.ts'

const NAMES = { path: formatBoundedPath, value: formatBoundedName }
/** The most changes that a dry run lists. */
const LISTED = 10_000

/** The progress once the files are read, the logs replayed, and the result opened, surveyed and checked. */
const READ = 0.2
const REPLAYED = 0.4
const OPENED = 0.45
const SURVEYED = 0.7
const CHECKED = 0.9

export const recoverCommand: Command = {
  name: 'recover',
  options: { ...WRITING_OPTIONS, flags: [...(WRITING_OPTIONS.flags ?? []), 'dry-run'] },
  words: [2, 1000],
  run: (args, io) => (args.flags.has('dry-run') ? preview(args, io) : write(args, io)),
}

function* write(args: Arguments, io: Io): Work<ExitCode> {
  const [path, ...paths] = args.words as [string, ...string[]]
  requireWritable(outputOf(args), args.words)
  const { primary, logs, sources } = yield* part(readLogged(path, paths), 0, READ)
  const recovery = yield* part(recoverSteps(primary, logs), READ, REPLAYED)
  const { image, newest } = recovery
  if (image === null) throw unrecovered(recovery, path)
  const opening = aboutFileSteps(path, openRecovered(image, recovery))
  const recovered = yield* part(opening, REPLAYED, OPENED)
  recovered.outnumber(newest)
  yield* part(recovered.surveySteps(), OPENED, SURVEYED)
  const bytes = recovered.finish()
  // The bytes to write are the ones that are checked: finished, and opened again.
  const written = Hive.open(new HiveImage(bytes.buffer, bytes.length))
  const result = yield* part(written.checkSteps(), SURVEYED, CHECKED)
  const errors = result.findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    if (!args.flags.has('damaged')) throw yield* damage(primary, result, path, recovery)
    sayFindings(io, errors)
  }
  yield* part(writeOutput(outputOf(args, sources), bytes), CHECKED, 1)
  for (const verdict of recovery.verdicts) io.out(`${oneLine(describeVerdict(verdict))}\n`)
  sayWarnings(recovery, io)
  return 0
}

/** The error for a recovered hive with errors; the logs caused the ones that it did not have before. */
function* damage(
  primary: HiveImage,
  recovered: CheckResult,
  path: string,
  recovery: Recovery,
): Work<HiveError> {
  const errors = recovered.findings.filter(({ severity }) => severity === 'error')
  const before = yield* part(checkOf(primary), CHECKED, 1)
  const fresh = before === null ? [] : newErrors(before, recovered)
  const [first] = fresh.length > 0 ? fresh : errors
  const detail = { offset: first?.offset, finding: first?.code, subject: path }
  const logs = aboutLogs(recovery)
  return fresh.length > 0
    ? new HiveError('recovery-worse', `${LOG_WORDS.worse(fresh.length)}; ${logs}`, detail)
    : new HiveError('damaged', `${CLI.hasErrors(errors.length)}; ${logs}`, detail)
}

/** The check of a hive without its logs; null if it cannot be opened without them. */
function* checkOf(image: HiveImage): Work<CheckResult | null> {
  try {
    return yield* Hive.open(image).checkSteps()
  } catch (error) {
    if (error instanceof HiveError) return null
    throw error
  }
}

function* preview(args: Arguments, io: Io): Work<ExitCode> {
  if (args.values.has('o')) throw usage(CLI.dryRunWrites)
  const [path, ...paths] = args.words as [string, ...string[]]
  const { primary, logs } = yield* part(readLogged(path, paths), 0, READ)
  const { report } = yield* part(previewRecovery(primary, logs, LISTED), READ, 1)
  if (report.effect === null) throw unrecovered(report, path)
  for (const line of describeRecovery(report, NAMES)) io.out(`${oneLine(line)}\n`)
  sayWarnings(report, io)
  return 0
}
