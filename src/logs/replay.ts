/**
 * Applies transaction logs to a copy of a dirty hive: pages in the order of the chain, all of it or
 * none, then the base block from the log that was applied last. The file that was opened is never
 * changed; what the result is worth the full check says (regf-format 4.5).
 */

import { type BaseBlock, computeChecksum, readBaseBlock, requireHive } from '../regf/baseBlock.ts'
import { allocate, HiveImage } from '../regf/HiveImage.ts'
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
import { finishSteps } from '../regf/steps.ts'
import { chooseLogs, type LogStep, type LogVerdict, type PrimaryState } from './choose.ts'
import { hasValidHeader, LOG_HEADER, type LogImage, type LogInput, openLog } from './logFile.ts'
import { findSequences } from './newFormat.ts'
import { doubtsOf, type LogWarning, warningsOf } from './warnings.ts'

export interface Recovery {
  /** The hive with its logs applied; null when none applies, or none is needed. */
  readonly image: HiveImage | null
  /** What became of each log, in the order they were given. */
  readonly verdicts: readonly LogVerdict[]
  /** Oddities of the logs that are used, and other logs that may belong to another hive. */
  readonly warnings: readonly LogWarning[]
  /** How many 4096-byte pages of the hive bins the logs write to. */
  readonly pages: number
  /** Bytes of all that the logs write, one over the other too. */
  readonly bytes: number
  /** The newest sequence number in hive and logs, used or not: a save has to be above it. */
  readonly newest: number
}

/** A hive may grow by this much more than the logs bring along. */
const SLACK = 1 << 20
/** Bytes that are copied in about a millisecond. */
const PIECE = 1 << 22

/**
 * Recovers a hive with the logs that lay beside it, in slices of about a millisecond; yields the fraction
 * done.
 *
 * @param primary - the hive's bytes, which stay as they are
 * @throws HiveError `not-a-hive` and the others of `requireHive`; `out-of-memory`
 */
export function* recoverSteps(
  primary: HiveImage,
  logs: readonly LogInput[],
): Generator<number, Recovery> {
  // Each log is looked through and hashed, then the hive is copied.
  const all = logs.reduce((sum, { bytes }) => sum + 2 * bytes.length, primary.length)
  const job = recoverBytes(primary, logs)
  let done = 0
  for (;;) {
    const step = job.next()
    if (step.done === true) return step.value
    done += step.value
    yield Math.min(1, done / all)
  }
}

/** Runs a recovery through. */
export function recover(primary: HiveImage, logs: readonly LogInput[]): Recovery {
  return finishSteps(recoverSteps(primary, logs))
}

/** Does it; yields the bytes gone through. */
function* recoverBytes(primary: HiveImage, logs: readonly LogInput[]): Generator<number, Recovery> {
  const base = requireHive(primary)
  const images = logs.map(openLog)
  const newest = yield* newestSequence(base, images)
  const nothing = { image: null, warnings: [], pages: 0, bytes: 0, newest }
  if (!base.dirty) {
    const fault = { reason: 'hive-clean' } as const
    const verdicts = logs.map(({ name }): LogVerdict => ({ name, format: null, used: [], fault }))
    return { ...nothing, verdicts }
  }
  const lastWritten = lastWrittenOf(primary, base)
  const length = images.reduce((sum, { image }) => sum + image.length, primary.length)
  const room = cellOffset((length + SLACK) as FileOffset)
  const state: PrimaryState = { base, lastWritten, room }
  const { steps, verdicts, unused } = yield* chooseLogs(state, images)
  const warnings = [...warningsOf(primary, state, steps), ...doubtsOf(primary, base, unused)]
  if (steps.length === 0) return { ...nothing, verdicts, warnings }
  const image = yield* apply(primary, steps)
  return { image, verdicts, warnings, ...extentOf(steps), newest }
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

/** The newest sequence number in a hive and its logs, used or not; yields the bytes gone through. */
export function newestNumber(
  primary: HiveImage,
  logs: readonly LogInput[],
): Generator<number, number> {
  return newestSequence(readBaseBlock(primary), logs.map(openLog))
}

/**
 * The newest number in the hive's header, in the headers of logs, and in everything that is an entry,
 * left-over ones included. Newest is what is farthest ahead of the hive's own.
 */
function* newestSequence(base: BaseBlock, logs: readonly LogImage[]): Generator<number, number> {
  const own = base.secondarySequence
  let ahead = 0
  const see = (sequence: number) => {
    const distance = sequenceAhead(sequence, own)
    if (distance < 0x80000000) ahead = Math.max(ahead, distance)
  }
  see(base.primarySequence)
  for (const log of logs) {
    yield* findSequences(log.image, see)
    if (!hasValidHeader(log)) continue
    see(log.image.u32(BASE.PRIMARY_SEQUENCE))
    see(log.image.u32(BASE.SECONDARY_SEQUENCE))
  }
  return (own + ahead) >>> 0
}

/** When the hive was written: of a base block that cannot be believed the first bin keeps a copy. */
function lastWrittenOf(primary: HiveImage, base: BaseBlock): bigint | null {
  if (base.checksumValid) return base.lastWritten
  const isBin =
    primary.u32(BASE_BLOCK_SIZE + BIN.SIGNATURE) === HBIN &&
    primary.u32(BASE_BLOCK_SIZE + BIN.OFFSET) === 0 &&
    primary.u32(BASE_BLOCK_SIZE + BIN.SIZE) % BIN_UNIT === 0
  return isBin ? primary.u64(BASE_BLOCK_SIZE + BIN.TIMESTAMP) : null
}

function* apply(primary: HiveImage, steps: readonly LogStep[]): Generator<number, HiveImage> {
  let length = primary.length
  for (const { dataSize } of steps) length = Math.max(length, fileOffset(dataSize as CellOffset))
  const bytes = new Uint8Array(allocate(length))
  for (let at = 0; at < primary.length; at += PIECE) {
    const count = Math.min(PIECE, primary.length - at)
    bytes.set(primary.bytesView(at, count), at)
    yield count
  }
  let written = 0
  for (const { log, pages } of steps) {
    for (const { to, from, length: count } of pages) {
      bytes.set(log.image.bytesView(from, count), fileOffset(to as CellOffset))
      written += count
      if (written < PIECE) continue
      written = 0
      yield 0
    }
  }
  const last = steps.at(-1) as LogStep
  bytes.set(last.log.image.bytesView(0, LOG_HEADER))
  const image = new HiveImage(bytes.buffer)
  image.transact(() => finishHeader(image, last))
  return image
}

/** Makes the header of the last log that of a clean primary file (regf-format 4.5 step 7). */
function finishHeader(image: HiveImage, { dataSize, transacted, sequence }: LogStep): void {
  const flags = image.u32(BASE.FLAGS)
  image.setU32(BASE.TYPE, 0)
  image.setU32(BASE.DATA_SIZE, dataSize)
  image.setU32(BASE.FLAGS, (flags & ~1) | (transacted ? 1 : 0))
  image.setU32(BASE.PRIMARY_SEQUENCE, sequence)
  image.setU32(BASE.SECONDARY_SEQUENCE, sequence)
  image.setU32(BASE.CHECKSUM, computeChecksum(image))
}
