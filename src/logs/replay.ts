/**
 * Applies transaction logs to a copy of a dirty hive: pages in the order of the chain, all of it or
 * none, then the base block from the log that was applied last. The file that was opened is never
 * changed; what the result is worth the full check says (regf-format 4.5).
 */

import { type BaseBlock, computeChecksum, readBaseBlock, requireHive } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { BASE, BIN, HBIN } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE, type CellOffset, fileOffset } from '../regf/offsets.ts'
import { chooseLogs, type LogStep, type LogVerdict, type PrimaryState } from './choose.ts'
import { LOG_HEADER, type LogInput } from './logFile.ts'

export interface Recovery {
  /** The hive with its logs applied; null when none applies, or none is needed. */
  readonly image: HiveImage | null
  /** What became of each log, in the order they were given. */
  readonly verdicts: readonly LogVerdict[]
  /** Pages of the logs that were written, and their bytes. */
  readonly pages: number
  readonly bytes: number
  /** Sequence numbers between the hive and its first entry that no log has. */
  readonly missing: number
}

/**
 * Recovers a hive with the logs that lay beside it.
 *
 * @param primary - the hive's bytes, which stay as they are
 * @throws HiveError `not-a-hive` and the others of `requireHive`
 */
export function recover(primary: HiveImage, logs: readonly LogInput[]): Recovery {
  const base = requireHive(primary)
  if (!base.dirty) {
    const verdicts = logs.map(
      ({ name }): LogVerdict => ({ name, format: null, used: [], reason: 'hive-clean' }),
    )
    return { image: null, verdicts, pages: 0, bytes: 0, missing: 0 }
  }
  const state: PrimaryState = { base, lastWritten: lastWrittenOf(primary, base) }
  const { steps, verdicts } = chooseLogs(state, logs)
  const room = primary.length + logs.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const tooLarge = steps.find(({ dataSize }) => fileOffset(dataSize as CellOffset) > room)
  if (steps.length === 0 || tooLarge !== undefined) {
    return { image: null, verdicts: refused(verdicts, tooLarge), pages: 0, bytes: 0, missing: 0 }
  }
  const pages = steps.flatMap((step) => step.pages)
  const first = steps[0] as LogStep
  const isCounted = first.log.format === 'new' && base.checksumValid
  return {
    image: apply(primary, steps),
    verdicts,
    pages: pages.length,
    bytes: pages.reduce((sum, { length }) => sum + length, 0),
    missing: isCounted ? (first.sequence - base.secondarySequence) >>> 0 : 0,
  }
}

/** A log that would blow the hive up beyond all it brings along is not believed (hostile input 83). */
function refused(verdicts: readonly LogVerdict[], step: LogStep | undefined): LogVerdict[] {
  return verdicts.map((verdict) =>
    step !== undefined && verdict.used.length > 0
      ? { ...verdict, used: [], reason: 'too-large' }
      : verdict,
  )
}

/** Of a base block that cannot be believed the first bin keeps a copy. */
function lastWrittenOf(primary: HiveImage, base: BaseBlock): bigint {
  const isBin = primary.u32(BASE_BLOCK_SIZE + BIN.SIGNATURE) === HBIN
  if (base.checksumValid || !isBin) return base.lastWritten
  return primary.u64(BASE_BLOCK_SIZE + BIN.TIMESTAMP)
}

function apply(primary: HiveImage, steps: readonly LogStep[]): HiveImage {
  const image = new HiveImage(primary.bytesCopy(0, primary.length).buffer)
  image.transact(() => {
    for (const { log, dataSize, pages } of steps) {
      image.extend(fileOffset(dataSize as CellOffset))
      for (const { to, from, length } of pages) {
        image.setBytes(fileOffset(to as CellOffset), log.image.bytesView(from, length))
      }
    }
    rebuildBaseBlock(image, steps.at(-1) as LogStep)
  })
  return image
}

/** The header of the last log, made that of a clean primary file (regf-format 4.5 step 7). */
function rebuildBaseBlock(image: HiveImage, last: LogStep): void {
  image.setBytes(0, last.log.image.bytesView(0, LOG_HEADER))
  image.setU32(BASE.TYPE, 0)
  image.setU32(BASE.DATA_SIZE, last.dataSize)
  const { flags } = readBaseBlock(image)
  image.setU32(BASE.FLAGS, (flags & ~1) | (last.transacted ? 1 : 0))
  image.setU32(BASE.PRIMARY_SEQUENCE, last.sequence)
  image.setU32(BASE.SECONDARY_SEQUENCE, last.sequence)
  image.setU32(BASE.CHECKSUM, computeChecksum(image))
}
