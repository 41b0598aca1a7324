/**
 * Applies transaction logs to a copy of a dirty hive: all pages in the order of the chain or none, then the base
 * block from the log that was applied last. The opened file is never changed; the full check judges the result
 * (regf-format 4.5).
 */

import { allocate } from '../regf/allocate.ts'
import { type BaseBlock, computeChecksum, readBaseBlock, requireHive } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { BASE, BIN, HBIN } from '../regf/layout.ts'
import {
  BASE_BLOCK_SIZE,
  BIN_UNIT,
  type CellOffset,
  cellOffset,
  type FileOffset,
  fileOffset,
} from '../regf/offsets.ts'
import { sequenceAhead } from '../regf/sequence.ts'
import { inTurn, part, runToEnd, type Work } from '../work.ts'
import { chooseLogs, type LogStep, type LogVerdict, type PrimaryState } from './choose.ts'
import {
  hasValidHeader,
  LOG_HEADER,
  type LogImage,
  type LogInput,
  openLog,
  sizeOf,
} from './logFile.ts'
import { findSequences } from './newFormat.ts'
import { doubtsOf, type LogWarning, warningsOf } from './warnings.ts'

export interface Recovery {
  /** The hive with its logs applied; null if none applies, or none is needed. */
  readonly image: HiveImage | null
  /** What became of each log, in the order in which they were given. */
  readonly verdicts: readonly LogVerdict[]
  /** Oddities of the logs that are used, and other logs that may belong to another hive. */
  readonly warnings: readonly LogWarning[]
  /** How many 4096-byte pages of the hive bins the logs write to. */
  readonly pages: number
  /** Bytes that the logs write; bytes written twice count twice. */
  readonly bytes: number
  /** The newest sequence number in the hive and its logs, used or not. A save has to use a newer one. */
  readonly newest: number
}

/** A hive may grow by this many bytes more than the size of its logs. */
const SLACK = 1 << 20
/** Bytes that take about a millisecond to copy. */
const PIECE = 1 << 22

/**
 * Recovers a hive with its transaction logs, in steps.
 *
 * @param primary - the bytes of the hive, which are not changed
 * @param logs - the logs, in any order
 * @returns a recovered copy, or null if no log applies or none is needed, and what became of each
 *   log
 * @throws HiveError `empty-file`, `file-too-short`, `not-a-hive`, `transaction-log`,
 *   `alternate-copy`, `unknown-file-type`, `unknown-version`, `unknown-file-format`,
 *   `bad-data-size` when the file is not a hive that can be opened
 * @throws HiveError `out-of-memory` when there is no room for the copy
 */
export function* recoverSteps(primary: HiveImage, logs: readonly LogInput[]): Work<Recovery> {
  const base = requireHive(primary)
  const images = logs.map(openLog)
  // Each log is searched and hashed, then the hive is copied.
  const size = images.reduce((sum, log) => sum + sizeOf(log), 0)
  const searched = size / (2 * size + primary.length)
  const newest = yield* part(newestSequence(base, images), 0, searched)
  const nothing = { image: null, warnings: [], pages: 0, bytes: 0, newest }
  if (!base.dirty) {
    const fault = { reason: 'hive-clean' } as const
    const verdicts = logs.map(({ name }): LogVerdict => ({ name, format: null, used: [], fault }))
    return { ...nothing, verdicts }
  }
  yield searched
  const lastWritten = lastWrittenOf(primary, base)
  const room = cellOffset((primary.length + size + SLACK) as FileOffset)
  const state: PrimaryState = { base, lastWritten, room }
  const { steps, verdicts, unused } = yield* part(chooseLogs(state, images), searched, 2 * searched)
  const warnings = [...warningsOf(primary, state, steps), ...doubtsOf(primary, base, unused)]
  if (steps.length === 0) return { ...nothing, verdicts, warnings }
  const extent = extentOf(steps)
  const image = yield* part(apply(primary, steps, extent.bytes), 2 * searched, 1)
  return { image, verdicts, warnings, ...extent, newest }
}

/**
 * Recovers a hive with its transaction logs, without a pause.
 *
 * @param primary - the bytes of the hive, which are not changed
 * @param logs - the logs, in any order
 * @returns a recovered copy, or null if no log applies or none is needed, and what became of each
 *   log
 * @throws HiveError `empty-file`, `file-too-short`, `not-a-hive`, `transaction-log`,
 *   `alternate-copy`, `unknown-file-type`, `unknown-version`, `unknown-file-format`,
 *   `bad-data-size` when the file is not a hive that can be opened
 * @throws HiveError `out-of-memory` when there is no room for the copy
 */
export function recover(primary: HiveImage, logs: readonly LogInput[]): Recovery {
  return runToEnd(recoverSteps(primary, logs))
}

function extentOf(steps: readonly LogStep[]): { pages: number; bytes: number } {
  const touched = new Set<number>()
  let bytes = 0
  for (const step of steps) {
    for (const { to, length } of step.pages) {
      bytes += length
      const end = (to + length) / BIN_UNIT
      for (let page = Math.floor(to / BIN_UNIT); page < end; page++) touched.add(page)
    }
  }
  return { pages: touched.size, bytes }
}

/**
 * Finds the newest sequence number in a hive and its logs, used or not.
 *
 * @param primary - the bytes of the hive
 * @param logs - its logs
 * @returns the sequence number
 */
export function newestNumber(primary: HiveImage, logs: readonly LogInput[]): Work<number> {
  return newestSequence(readBaseBlock(primary), logs.map(openLog))
}

/**
 * The newest number in the header of the hive, in the headers of logs, and in all entries, including remnants.
 * The newest is the one that is farthest ahead of the hive's own number.
 */
function* newestSequence(base: BaseBlock, logs: readonly LogImage[]): Work<number> {
  const own = base.secondarySequence
  let ahead = 0
  const see = (sequence: number) => {
    const distance = sequenceAhead(sequence, own)
    if (distance < 0x80000000) ahead = Math.max(ahead, distance)
  }
  see(base.primarySequence)
  yield* inTurn(logs, sizeOf, ({ image }) => findSequences(image, see))
  for (const log of logs) {
    if (!hasValidHeader(log)) continue
    see(log.image.u32(BASE.PRIMARY_SEQUENCE))
    see(log.image.u32(BASE.SECONDARY_SEQUENCE))
  }
  return (own + ahead) >>> 0
}

/** When the hive was written. If the base block cannot be trusted, the first bin has a copy of the time. */
function lastWrittenOf(primary: HiveImage, base: BaseBlock): bigint | null {
  if (base.checksumValid) return base.lastWritten
  const isBin =
    primary.u32(BASE_BLOCK_SIZE + BIN.SIGNATURE) === HBIN &&
    primary.u32(BASE_BLOCK_SIZE + BIN.OFFSET) === 0 &&
    primary.u32(BASE_BLOCK_SIZE + BIN.SIZE) % BIN_UNIT === 0
  return isBin ? primary.u64(BASE_BLOCK_SIZE + BIN.TIMESTAMP) : null
}

/** Applies the steps to a copy. `written` is the number of bytes in all their pages. */
function* apply(primary: HiveImage, steps: readonly LogStep[], written: number): Work<HiveImage> {
  let length = primary.length
  for (const { dataSize } of steps) length = Math.max(length, fileOffset(dataSize as CellOffset))
  const bytes = new Uint8Array(allocate(length))
  const all = primary.length + written
  let done = 0
  for (; done < primary.length; done += PIECE) {
    if (done > 0) yield done / all
    bytes.set(primary.bytesView(done, Math.min(PIECE, primary.length - done)), done)
  }
  done = primary.length
  let paused = done
  for (const { log, pages } of steps) {
    for (const { to, from, length: count } of pages) {
      bytes.set(log.image.bytesView(from, count), fileOffset(to as CellOffset))
      done += count
      if (done - paused < PIECE) continue
      paused = done
      yield done / all
    }
  }
  const last = steps.at(-1) as LogStep
  bytes.set(last.log.image.bytesView(0, LOG_HEADER))
  const image = new HiveImage(bytes.buffer)
  image.transact(() => finishHeader(image, last))
  return image
}

/** Turns the header of the last log into that of a clean primary file (regf-format 4.5 step 7). */
function finishHeader(image: HiveImage, { dataSize, transacted, sequence }: LogStep): void {
  const flags = image.u32(BASE.FLAGS)
  image.setU32(BASE.TYPE, 0)
  image.setU32(BASE.DATA_SIZE, dataSize)
  image.setU32(BASE.FLAGS, (flags & ~1) | (transacted ? 1 : 0))
  image.setU32(BASE.PRIMARY_SEQUENCE, sequence)
  image.setU32(BASE.SECONDARY_SEQUENCE, sequence)
  image.setU32(BASE.CHECKSUM, computeChecksum(image))
}
