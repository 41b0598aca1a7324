/**
 * Oddities of the logs that are used, none of which prevents Windows from using them: missing sequence numbers,
 * a header that looks like that of another hive, unusual pages (regf-format 4.2, 4.6, hostile inputs 82, 84,
 * 88).
 */

import { formatGuid } from '../bytes/guid.ts'
import type { BaseBlock } from '../regf/baseBlock.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { BASE } from '../regf/layout.ts'
import { BIN_UNIT } from '../regf/offsets.ts'
import { sequenceAhead } from '../regf/sequence.ts'
import type { LogStep, PrimaryState } from './choose.ts'
import type { LogFile, LogPage } from './logFile.ts'

/** A field of the header in which a log and its hive should agree. */
export type HeaderField = 'name' | 'id' | 'time' | 'root' | 'size'

export type LogWarning =
  /** `count` entries between the hive's number and the first used entry are in no log. */
  | { readonly code: 'numbers-missing'; readonly name: string; readonly count: number }
  /** The log, of the old format, was written later than the hive, although both times should be equal. */
  | { readonly code: 'newer-than-hive'; readonly name: string }
  /** It is not known when the hive was written, so an old log may be older. */
  | { readonly code: 'time-unknown'; readonly name: string }
  | {
      readonly code: 'other-hive'
      readonly name: string
      readonly fields: readonly HeaderField[]
    }
  /** The first entry of the log with such pages. */
  | {
      readonly code: 'pages-overlap' | 'pages-unaligned'
      readonly name: string
      readonly sequence: number
    }

const GUID_BYTES = 16
const NO_ID = formatGuid(new Uint8Array(GUID_BYTES))
/** Sizes that differ by more than this, and by more than a factor of two, are not due to growth of one hive. */
const PLAUSIBLE_GROWTH = 1 << 20

/**
 * Examines the changes that are about to be applied.
 *
 * @param image - the hive file
 * @param primary - the state of the hive file
 * @param steps - the changes in order
 * @returns the oddities, none of which prevents Windows from using the logs
 */
export function warningsOf(
  image: HiveImage,
  primary: PrimaryState,
  steps: readonly LogStep[],
): LogWarning[] {
  const [first] = steps
  if (first === undefined) return []
  const warnings = startWarnings(primary, first)
  let log: LogFile | null = null
  let pages = new Set<string>()
  for (const step of steps) {
    if (step.log !== log) {
      log = step.log
      pages = new Set()
      const fields = primary.base.checksumValid ? disagreements(image, primary.base, log) : []
      if (fields.length > 0) warnings.push({ code: 'other-hive', name: log.name, fields })
    }
    // The old format has 512-byte pages that cannot overlap.
    const code = log.format === 'new' ? oddPages(step.pages) : null
    if (code === null || pages.has(code)) continue
    pages.add(code)
    warnings.push({ code, name: log.name, sequence: step.sequence })
  }
  return warnings
}

/**
 * Finds unused logs that, by their headers, may belong to another hive. Their times do not count,
 * since they may be old logs of this hive.
 *
 * @param image - the hive file
 * @param base - its base block
 * @param unused - the logs that are not used
 * @returns one warning for each such log
 */
export function doubtsOf(
  image: HiveImage,
  base: BaseBlock,
  unused: readonly LogFile[],
): LogWarning[] {
  if (!base.checksumValid) return []
  return unused.flatMap((log) => {
    const fields = disagreements(image, base, log).filter((field) => field !== 'time')
    return fields.length > 0 ? [{ code: 'other-hive' as const, name: log.name, fields }] : []
  })
}

/** Checks whether the first step continues the state of the hive. */
function startWarnings({ base, lastWritten }: PrimaryState, first: LogStep): LogWarning[] {
  const { name, format, header } = first.log
  if (format === 'old') {
    if (lastWritten === null) return [{ code: 'time-unknown', name }]
    return header.lastWritten === lastWritten ? [] : [{ code: 'newer-than-hive', name }]
  }
  const count = base.checksumValid ? sequenceAhead(first.sequence, base.secondarySequence) : 0
  return count > 0 ? [{ code: 'numbers-missing', name, count }] : []
}

function disagreements(image: HiveImage, base: BaseBlock, log: LogFile): HeaderField[] {
  const { header } = log
  const fields: HeaderField[] = []
  if (header.fileName !== base.fileName) fields.push('name')
  const ids = [idOf(image), idOf(log.image)].filter((id) => id !== NO_ID)
  if (new Set(ids).size > 1) fields.push('id')
  // The time of an old log has been checked already.
  if (log.format === 'new' && header.lastWritten !== base.lastWritten) fields.push('time')
  if (header.rootCell !== base.rootCell) fields.push('root')
  const [smaller, larger] = [header.dataSize, base.dataSize].sort((a, b) => a - b) as [
    number,
    number,
  ]
  if (larger > smaller * 2 && larger - smaller > PLAUSIBLE_GROWTH) fields.push('size')
  return fields
}

/** The id of the resource manager: random, different for each hive, present since Windows Vista. */
function idOf(image: HiveImage): string {
  return formatGuid(image.bytesView(BASE.RESOURCE_MANAGER, GUID_BYTES))
}

/** What is unusual about the pages of an entry. Where pages overlap, the later one wins. */
function oddPages(pages: readonly LogPage[]): 'pages-overlap' | 'pages-unaligned' | null {
  const sorted = [...pages].sort((a, b) => a.to - b.to)
  let end = 0
  for (const { to, length } of sorted) {
    if (to < end) return 'pages-overlap'
    end = to + length
  }
  const isOdd = pages.some(({ to, length }) => to % BIN_UNIT !== 0 || length % BIN_UNIT !== 0)
  return isOdd ? 'pages-unaligned' : null
}
