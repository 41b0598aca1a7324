/** Transaction logs: applying them to a copy of a hive, and reporting on each of them. */

import { HiveError } from '../errors.ts'
import type { LogInput } from '../logs/logFile.ts'
import { type Recovery, recoverSteps } from '../logs/replay.ts'
import { Hive } from '../offreg/Hive.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { describeVerdict, describeWarning, LOG_WORDS } from '../text/logs.ts'
import { inTurn, part, type Work } from '../work.ts'
import type { FileAccess } from './access.ts'
import { type Input, openInput } from './hiveInput.ts'
import { type Io, say } from './Io.ts'
import { aboutFileSteps, readContent, readHive } from './input.ts'

/** The progress of opening once the files are read, and that of reading once the hive is. */
const READ = 0.5
const HIVE_READ = 0.7
/** The progress of opening a hive once its logs are replayed. */
const REPLAYED = 0.9

/** A hive file and its logs, read but not yet applied. */
export interface LoggedInput {
  readonly primary: HiveImage
  readonly logs: readonly LogInput[]
  /** The permissions of the files. */
  readonly sources: readonly FileAccess[]
}

/**
 * Opens a hive with its logs applied, and reports on each log on standard error. Logs that do not apply do not change
 * the hive.
 *
 * @throws HiveError what `openInput` throws
 */
export function* openWithLogs(path: string, logs: readonly string[], io: Io): Work<Input> {
  if (logs.length === 0) return yield* openInput(path)
  const { primary, logs: inputs, sources } = yield* part(readLogged(path, logs), 0, READ)
  const opening = aboutFileSteps(path, openReplayed(primary, inputs, io))
  return { path, hive: yield* part(opening, READ, 1), sources }
}

function* openReplayed(primary: HiveImage, logs: readonly LogInput[], io: Io): Work<Hive> {
  const recovery = yield* part(recoverSteps(primary, logs), 0, REPLAYED)
  for (const verdict of recovery.verdicts) say(io, 'log', describeVerdict(verdict))
  sayWarnings(recovery, io)
  const { image } = recovery
  return yield* part(image === null ? Hive.openSteps(primary) : openRecovered(image), REPLAYED, 1)
}

/** @throws HiveError when a file cannot be read or is not a hive */
export function* readLogged(path: string, logs: readonly string[]): Work<LoggedInput> {
  const { bytes, sources } = yield* part(readHive(path), 0, HIVE_READ)
  const read = yield* part(
    inTurn(logs, () => 1, readContent),
    HIVE_READ,
    1,
  )
  const contents = read.map((content, index) => ({ name: logs[index] as string, ...content }))
  return {
    primary: new HiveImage(bytes.buffer),
    logs: contents,
    sources: [...sources, ...contents.flatMap((content) => content.sources)],
  }
}

/** The known facts about the logs, as details of an error. */
type Said = Pick<Recovery, 'verdicts' | 'warnings'>

/** The report on all logs in one line. */
export function aboutLogs({ verdicts, warnings }: Said): string {
  return [...verdicts.map(describeVerdict), ...warnings.map(describeWarning)].join('; ')
}

/**
 * Opens a hive with its logs applied.
 *
 * @param recovery - the report on the logs for the error; left out if it has been printed already
 * @throws HiveError `recovery-worse` when it is no longer a hive that opens
 */
export function* openRecovered(image: HiveImage, recovery?: Said): Work<Hive> {
  try {
    return yield* Hive.openSteps(image)
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
    const { offset } = error.detail
    const message = LOG_WORDS.unreadable(error.message)
    const logs = recovery === undefined ? '' : `; ${aboutLogs(recovery)}`
    throw new HiveError('recovery-worse', `${message}${logs}`, { offset })
  }
}

/** Prints the oddities of the used logs on standard error. */
export function sayWarnings({ warnings }: Pick<Recovery, 'warnings'>, io: Io): void {
  for (const warning of warnings) say(io, 'log', describeWarning(warning))
}

/** The error when there is nothing to write: no log is needed, or none can be used. */
export function unrecovered(recovery: Said, path: string): HiveError {
  const { verdicts } = recovery
  const isClean = verdicts.every(({ fault }) => fault?.reason === 'hive-clean')
  if (isClean) return new HiveError('nothing-to-recover', LOG_WORDS.clean, { subject: path })
  return new HiveError('no-usable-log', LOG_WORDS.noneUsable(aboutLogs(recovery)), {
    subject: path,
  })
}
