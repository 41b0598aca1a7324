/**
 * The frame of a damaged hive: where its bins are, where they end, which layout its cells have, and where its root
 * should be, as far as the header or the bins themselves still tell.
 */

import { HiveError } from '../errors.ts'
import { allocate } from '../regf/allocate.ts'
import { computeChecksum, isAlternateCopy, isLayered, isLogType } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { LenientCells } from '../regf/LenientCells.ts'
import { BASE, BIN, HBIN, REGF, SIG } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE, BIN_UNIT, type CellOffset, fileOffset } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import type { SalvageReport } from './SalvageReport.ts'

/** Bins, or places for one, that are looked at between two pauses. */
const READS_A_STEP = 16384
/** Files cut out of disk images have their parts at sectors. */
const SECTOR = 512
/** The root of every hive that any program is known to write. */
export const USUAL_ROOT = 0x20 as CellOffset
/** The newest version; what is not known is read as one of it. */
const NEWEST = 6
const USUAL_MINOR = 5
/** What a root where it usually is counts, in bins that agree on where the first one begins. */
const ROOT_VOTES = 2
const HALF_A_VOTE = 0.5

/** A part of the hive bins, from one file offset to another. */
export interface Stretch {
  readonly from: number
  readonly to: number
  /** Whether it is a bin with a good header; its cells begin after that. */
  readonly isBin: boolean
}

export interface Frame {
  readonly cells: LenientCells
  /** The root according to the header, or where it usually is. */
  readonly rootCell: CellOffset
  /** The whole of the hive bins: bins, and what is between them. */
  readonly stretches: readonly Stretch[]
  /** Whether layer bytes and tombstones have a meaning. */
  readonly isLayered: boolean
  /** Whether the header says that there is more than the file has. */
  readonly isCut: boolean
}

/**
 * Finds the frame of a hive.
 *
 * @param given - the file, of any length and content
 * @param report - gets what is wrong with the header and the bins
 * @returns the frame
 * @throws HiveError `empty-file`, `not-a-hive` when there is neither a header nor a bin
 * @throws HiveError `transaction-log` when it is one
 */
export function* frameSteps(given: HiveImage, report: SalvageReport): Work<Frame> {
  if (given.length === 0) throw new HiveError('empty-file', 'the file is empty', { offset: 0 })
  refuseLog(given)
  const base = yield* findBase(given)
  if (base < 0) {
    const message = 'there is neither the header of a hive nor a bin in it'
    throw new HiveError('not-a-hive', message, { offset: 0 })
  }
  const image = base === BASE_BLOCK_SIZE ? given : moved(given, base)
  report.shift = image === given ? 0 : base - BASE_BLOCK_SIZE
  const isSound = isHeaderSound(image)
  if (!isSound) report.add('header-bad', 0)
  const claimed = image.length >= BASE_BLOCK_SIZE ? image.u32(BASE.DATA_SIZE) : 0
  const stretches = yield* findBins(image, isSound ? claimed : null)
  const end = stretches.at(-1)?.to ?? BASE_BLOCK_SIZE
  for (const { from, to, isBin } of stretches) {
    if (!isBin) report.add('bin-bad', from, () => ({ actual: to - from }))
  }
  const isCut = isSound && fileOffset(claimed as CellOffset) > image.length
  if (isCut) {
    const expected = fileOffset(claimed as CellOffset)
    report.add('bytes-missing', image.length, () => ({ expected, actual: image.length }))
  }
  const minor = minorOf(image, isSound)
  return {
    cells: new LenientCells(image, minor, end),
    rootCell: rootOf(image, end),
    ...{ stretches, isCut },
    isLayered: isSound && isLayered(image),
  }
}

/** A transaction log has pages of a hive, but which of them belong together only a recovery knows. */
function refuseLog(image: HiveImage): void {
  if (image.length < BASE.CHECKSUM + 4 || image.u32(BASE.SIGNATURE) !== REGF) return
  if (!isLogType(image.u32(BASE.TYPE)) || isAlternateCopy(image)) return
  if (image.u32(BASE.CHECKSUM) !== computeChecksum(image)) return
  const detail = { offset: BASE.TYPE, expected: 0, actual: image.u32(BASE.TYPE) }
  throw new HiveError('transaction-log', 'a transaction log, not a hive', detail)
}

/** Whether the header is there, right, and that of a hive. */
function isHeaderSound(image: HiveImage): boolean {
  if (image.length < BASE_BLOCK_SIZE || image.u32(BASE.SIGNATURE) !== REGF) return false
  if (image.u32(BASE.CHECKSUM) !== computeChecksum(image)) return false
  const size = image.u32(BASE.DATA_SIZE)
  const isKnown = image.u32(BASE.MAJOR) === 1 && image.u32(BASE.MINOR) <= NEWEST
  return isKnown && size > 0 && size % BIN_UNIT === 0
}

/**
 * The file offset of the first bin: after the header if there is one, and otherwise by what most bins say; -1 if
 * there is neither.
 */
function* findBase(image: HiveImage): Work<number> {
  if (image.length >= BASE_BLOCK_SIZE && image.u32(BASE.SIGNATURE) === REGF) return BASE_BLOCK_SIZE
  const votes = new Map<number, number>()
  let reads = 0
  for (const step of [BIN_UNIT, SECTOR]) {
    for (let at = 0; at + BIN.HEADER <= image.length; at += step) {
      if (++reads % READS_A_STEP === 0) yield 0
      if (image.u32(at) !== HBIN) continue
      const base = at - image.u32(at + BIN.OFFSET)
      if (base >= 0 && base % SECTOR === 0) votes.set(base, (votes.get(base) ?? 0) + 1)
    }
    if (votes.size > 0) break
  }
  const usual = BASE_BLOCK_SIZE
  // The only bin can have lost its offset.
  if (image.length >= usual + BIN.HEADER && image.u32(usual) === HBIN) {
    votes.set(usual, votes.get(usual) ?? 0)
  }
  const scored = [...votes].map(([base, count]) => ({
    base,
    score: count + (hasRoot(image, base) ? ROOT_VOTES : 0) + (base === usual ? HALF_A_VOTE : 0),
  }))
  scored.sort((a, b) => b.score - a.score)
  return scored[0]?.base ?? -1
}

/** Whether a key is where the root usually is, in either layout of cells. */
function hasRoot(image: HiveImage, base: number): boolean {
  return [4, 8].some((header) => {
    const at = base + USUAL_ROOT + header
    return at + 2 <= image.length && image.u16(at) === SIG.NK
  })
}

/** A copy of the file with its first bin where it belongs. */
function moved(image: HiveImage, base: number): HiveImage {
  const copy = new Uint8Array(allocate(BASE_BLOCK_SIZE + image.length - base))
  const header = Math.max(0, base - BASE_BLOCK_SIZE)
  copy.set(image.bytesView(header, base - header), BASE_BLOCK_SIZE - (base - header))
  copy.set(image.bytesView(base, image.length - base), BASE_BLOCK_SIZE)
  return new HiveImage(copy.buffer)
}

/** Goes from bin to bin; where there is none, to the next one. The tail of a file with a sound header is no part. */
function* findBins(image: HiveImage, claimed: number | null): Work<Stretch[]> {
  const bytes = Math.max(0, image.length - BASE_BLOCK_SIZE)
  const room = BASE_BLOCK_SIZE + (claimed === null ? bytes : Math.min(claimed, bytes))
  const found: Stretch[] = []
  let at = BASE_BLOCK_SIZE
  let bad = -1
  for (let reads = 1; at + BIN.HEADER <= room; reads++) {
    if (reads % READS_A_STEP === 0) yield at / room
    const size = binSize(image, at, room)
    if (size > 0) {
      if (bad >= 0) found.push({ from: bad, to: at, isBin: false })
      bad = -1
      found.push({ from: at, to: at + size, isBin: true })
      at += size
    } else {
      if (bad < 0) bad = at
      at += BIN_UNIT
    }
  }
  // Without a header, the tail of the file cannot be told from bins that lost theirs.
  const end = Math.min(room, image.length)
  const last = bad >= 0 ? bad : at
  const isPart = claimed !== null || found.length === 0 || isUsed(image, last, end)
  if (end > last && isPart) found.push({ from: last, to: end, isBin: false })
  return found
}

/** The size of a bin; of one that reaches past the end, as much as there is; 0 if there is no good header. */
function binSize(image: HiveImage, at: number, end: number): number {
  if (image.u32(at) !== HBIN || fileOffset(image.u32(at + BIN.OFFSET) as CellOffset) !== at)
    return 0
  const size = image.u32(at + BIN.SIZE)
  if (size === 0 || size % BIN_UNIT !== 0) return 0
  return Math.min(size, end - at)
}

/** Whether there is anything but zeros. */
function isUsed(image: HiveImage, from: number, to: number): boolean {
  for (let at = from; at + 4 <= to; at += 4) if (image.u32(at) !== 0) return true
  return false
}

/** The version, which a damaged header may state wrong: keys say where their letters are. */
function minorOf(image: HiveImage, isSound: boolean): number {
  const minor = image.length >= BASE_BLOCK_SIZE ? image.u32(BASE.MINOR) : NEWEST + 1
  if (isSound) return minor
  const first = BASE_BLOCK_SIZE + BIN.HEADER
  const isOld = image.length > first + 10 && image.u16(first + 8) === SIG.NK
  if (isOld) return 1
  return minor >= 2 && minor <= NEWEST && image.u32(0) === REGF ? minor : USUAL_MINOR
}

function rootOf(image: HiveImage, end: number): CellOffset {
  const stated = image.length >= BASE_BLOCK_SIZE ? image.u32(BASE.ROOT_CELL) : 0
  const isInside =
    stated % 8 === 0 && stated >= BIN.HEADER && fileOffset(stated as CellOffset) < end
  return isInside ? (stated as CellOffset) : USUAL_ROOT
}
