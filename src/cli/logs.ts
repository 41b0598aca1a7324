/** Transaction logs given beside a hive: applied to a copy, and each of them answered for. */

import { HiveError } from '../errors.ts'
import type { LogInput } from '../logs/logFile.ts'
import { type Recovery, recover } from '../logs/replay.ts'
import { Hive } from '../offreg/Hive.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { describeVerdict, describeWarning, LOG_WORDS } from '../text/logs.ts'
import type { FileAccess } from './access.ts'
import { type Io, say } from './Io.ts'
import { aboutFile, type Input, openInput, readContent, readHive } from './input.ts'

/** A hive file and the logs beside it, read and not yet tried. */
export interface LoggedInput {
  readonly primary: HiveImage
  readonly logs: readonly LogInput[]
  /** Who may read the files. */
  readonly sources: readonly FileAccess[]
}

/**
 * Opens a hive with the logs that were given applied; what became of each is said on standard error.
 * Logs that do not apply leave the hive as it is.
 *
 * @throws HiveError what `openInput` throws
 */
export function openWithLogs(path: string, logs: readonly string[], io: Io): Input {
  if (logs.length === 0) return openInput(path)
  const { primary, logs: inputs, sources } = readLogged(path, logs)
  return aboutFile(path, () => {
    const recovery = recover(primary, inputs)
    for (const verdict of recovery.verdicts) say(io, 'log', describeVerdict(verdict))
    sayWarnings(recovery, io)
    const { image } = recovery
    return { path, hive: image === null ? Hive.open(primary) : openRecovered(image), sources }
  })
}

/** @throws HiveError of a file that cannot be read or is no hive */
export function readLogged(path: string, logs: readonly string[]): LoggedInput {
  const { bytes, sources } = aboutFile(path, () => readHive(path))
  const contents = logs.map((log) => ({ name: log, ...readContent(log) }))
  return {
    primary: new HiveImage(bytes.buffer),
    logs: contents,
    sources: [...sources, ...contents.flatMap((content) => content.sources)],
  }
}

/** What is known of the logs that were given. */
type Said = Pick<Recovery, 'verdicts' | 'warnings'>

/** All of it in one line. */
export function aboutLogs({ verdicts, warnings }: Said): string {
  return [...verdicts.map(describeVerdict), ...warnings.map(describeWarning)].join('; ')
}

/**
 * Opens what the logs made of a hive.
 *
 * @param recovery - what to say about the logs when that fails; left out where it has been said already
 * @throws HiveError `recovery-worse` when it is no longer a hive that opens
 */
export function openRecovered(image: HiveImage, recovery?: Said): Hive {
  try {
    return Hive.open(image)
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
    const { offset } = error.detail
    const message = LOG_WORDS.unreadable(error.message)
    const logs = recovery === undefined ? '' : `; ${aboutLogs(recovery)}`
    throw new HiveError('recovery-worse', `${message}${logs}`, { offset })
  }
}

/** What is odd about the logs that were used, on standard error. */
export function sayWarnings({ warnings }: Pick<Recovery, 'warnings'>, io: Io): void {
  for (const warning of warnings) say(io, 'log', describeWarning(warning))
}

/** Why there is nothing to write: no log was needed, or none can be used. */
export function unrecovered(recovery: Said, path: string): HiveError {
  const { verdicts } = recovery
  const isClean = verdicts.every(({ fault }) => fault?.reason === 'hive-clean')
  if (isClean) return new HiveError('nothing-to-recover', LOG_WORDS.clean, { subject: path })
  return new HiveError('no-usable-log', LOG_WORDS.noneUsable(aboutLogs(recovery)), {
    subject: path,
  })
}
