/** Transaction logs given beside a hive: applied to a copy, and each of them answered for. */

import { HiveError } from '../errors.ts'
import type { LogVerdict } from '../logs/choose.ts'
import { type Recovery, recover } from '../logs/replay.ts'
import { Hive } from '../offreg/Hive.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { describeVerdict, LOG_WORDS } from '../text/logs.ts'
import { type Io, say } from './Io.ts'
import { aboutFile, type Input, openInput, readHive, readLog } from './input.ts'

/**
 * Opens a hive with the logs that were given applied; what became of each is said on standard error.
 * Logs that do not apply leave the hive as it is.
 *
 * @throws HiveError what `openInput` throws
 */
export function openWithLogs(path: string, logs: readonly string[], io: Io): Input {
  if (logs.length === 0) return openInput(path)
  const { mode, hive, recovery } = recoverFile(path, logs)
  for (const line of recoveryLines(recovery)) io.err(`${line}\n`)
  return { path, hive, mode }
}

/** A hive file and what its logs make of it. */
export function recoverFile(
  path: string,
  logs: readonly string[],
): { mode: number; hive: Hive; recovery: Recovery } {
  const inputs = logs.map((log) => ({ name: log, bytes: readLog(log) }))
  return aboutFile(path, () => {
    const { bytes, mode } = readHive(path)
    const primary = new HiveImage(bytes.buffer)
    const recovery = recover(primary, inputs)
    return { mode, hive: Hive.open(recovery.image ?? primary), recovery }
  })
}

/** One line a log, and one for numbers that no log has. */
export function recoveryLines({ verdicts, missing }: Recovery): string[] {
  const lines = verdicts.map(describeVerdict)
  return missing > 0 ? [...lines, LOG_WORDS.missing(missing)] : lines
}

/** @throws HiveError `nothing-to-recover`, `no-usable-log` */
export function requireRecovered(recovery: Recovery, io: Io): void {
  if (recovery.image !== null) return
  for (const verdict of recovery.verdicts) sayUnused(verdict, io)
  const isClean = recovery.verdicts.every(({ reason }) => reason === 'hive-clean')
  if (isClean) throw new HiveError('nothing-to-recover', LOG_WORDS.clean)
  throw new HiveError('no-usable-log', LOG_WORDS.noneUsable)
}

function sayUnused(verdict: LogVerdict, io: Io): void {
  if (verdict.reason !== 'hive-clean') say(io, 'no-usable-log', describeVerdict(verdict))
}
