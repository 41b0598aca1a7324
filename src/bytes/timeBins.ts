/**
 * Bins of times that people know, from years to seconds, in UTC or in the time of this computer's clock. Times are in
 * seconds since 1601-01-01 UTC.
 */

import {
  formatFiletime,
  offsetAt,
  parseFiletime,
  type TimeZone,
  UNIX_EPOCH_SECONDS,
  wallOffset,
} from './filetime.ts'

/** A unit of the calendar or the clock. */
export type TimeUnit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

/** The length of a bin. */
export interface BinLength {
  readonly unit: TimeUnit
  /** The number of units. */
  readonly step: number
}

/** Bins one after the other. */
export interface TimeBins extends BinLength {
  /** Where the bins begin and the last one ends, ascending, in seconds since 1601 UTC. */
  readonly edges: readonly number[]
}

/** The lengths of bins, the shortest first. */
export const BIN_LENGTHS: readonly BinLength[] = [
  ...lengths('second', [1, 5, 15]),
  ...lengths('minute', [1, 5, 15]),
  ...lengths('hour', [1, 6]),
  ...lengths('day', [1, 7]),
  ...lengths('month', [1, 3]),
  ...lengths('year', [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]),
]

/** The most seconds of a unit. */
const SECONDS: Readonly<Record<TimeUnit, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  month: 31 * 86_400,
  year: 366 * 86_400,
}
const DAY = SECONDS.day

function lengths(unit: TimeUnit, steps: readonly number[]): BinLength[] {
  return steps.map((step) => ({ unit, step }))
}

/**
 * Finds bins for a span of time: the shortest of which there are not too many, or else the longest.
 *
 * @param first - the first second of the span
 * @param last - its last second
 * @param options - the most bins; the zone whose days and hours they are; the lengths to choose from, the shortest
 *   first
 * @returns bins that cover the span
 */
export function timeBins(
  first: number,
  last: number,
  options: {
    readonly most: number
    readonly zone?: TimeZone
    readonly lengths?: readonly BinLength[]
  },
): TimeBins {
  const { most, zone = 'utc', lengths = BIN_LENGTHS } = options
  const longest = lengths.at(-1) ?? { unit: 'year', step: 1 }
  for (const length of lengths) {
    const limit = length === longest ? Number.POSITIVE_INFINITY : most
    if ((last - first) / (SECONDS[length.unit] * length.step) > limit) continue
    const edges = edgesOf(first, last, length, zone, limit)
    if (edges !== null) return { ...length, edges }
  }
  return { ...longest, edges: edgesOf(first, last, longest, zone, Number.POSITIVE_INFINITY) ?? [] }
}

/** Null if there are more than `most` bins. */
function edgesOf(
  first: number,
  last: number,
  length: BinLength,
  zone: TimeZone,
  most: number,
): number[] | null {
  const edges: number[] = []
  let edge = startOf(first, length, zone)
  for (let count = 0; ; count++) {
    edges.push(edge)
    if (edge > last) return count > most ? null : edges
    if (count > most) return null
    edge = nextAfter(edge, length, zone)
  }
}

/** The beginning of the bin that a time is in. */
function startOf(seconds: number, { unit, step }: BinLength, zone: TimeZone): number {
  const wall = seconds + offsetOf(seconds, zone)
  if (!isDate(unit)) return seconds - remainder(wall, SECONDS[unit] * step)
  if (unit === 'day') return fromWall(wall - remainder(wall, DAY * step), zone)
  const date = dateOf(wall)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth()
  const start =
    unit === 'year' ? wallAt(year - remainder(year, step), 0) : wallAt(year, month - (month % step))
  return fromWall(start, zone)
}

/** The beginning of the bin after the one that begins at `edge`. */
function nextAfter(edge: number, { unit, step }: BinLength, zone: TimeZone): number {
  if (!isDate(unit)) {
    const length = SECONDS[unit] * step
    const next = edge + length
    // Where the clock is set, the hours of the wall begin elsewhere.
    const over = remainder(next + offsetOf(next, zone), length)
    return next - over > edge ? next - over : next - over + length
  }
  const wall = edge + offsetOf(edge, zone)
  const date = dateOf(wall)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  // A day may begin at one o'clock, where the clock is set at midnight.
  const day = wall - remainder(wall, DAY)
  const next =
    unit === 'year'
      ? wallAt(year + step, 0)
      : unit === 'month'
        ? wallAt(year, month + step)
        : day + DAY * step
  const seconds = fromWall(next, zone)
  return seconds > edge ? seconds : edge + DAY
}

/** The beginning of a month, as the clock shows it. */
function wallAt(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 1)
  return date.getTime() / 1000 + UNIX_EPOCH_SECONDS
}

function isDate(unit: TimeUnit): boolean {
  return unit === 'year' || unit === 'month' || unit === 'day'
}

function remainder(value: number, by: number): number {
  return ((value % by) + by) % by
}

function dateOf(seconds: number): Date {
  return new Date((seconds - UNIX_EPOCH_SECONDS) * 1000)
}

function offsetOf(seconds: number, zone: TimeZone): number {
  return zone === 'utc' ? 0 : offsetAt((seconds - UNIX_EPOCH_SECONDS) * 1000)
}

function fromWall(wall: number, zone: TimeZone): number {
  return zone === 'utc' ? wall : wall - wallOffset(dateOf(wall))
}

/** How much of `YYYY-MM-DD HH:mm:ss` names a unit. */
const PLACES: Readonly<Record<TimeUnit, number>> = {
  year: 1,
  month: 2,
  day: 3,
  hour: 5,
  minute: 5,
  second: 6,
}

/**
 * Names the beginning of a bin.
 *
 * @param edge - where it begins, in seconds since 1601 UTC
 * @param unit - the unit of its length
 * @param zone - the zone in which it is written
 * @returns `2024`, `2024-05`, `2024-05-01`, `2024-05-01 13:00` or `2024-05-01 13:00:05`
 */
export function binName(edge: number, unit: TimeUnit, zone: TimeZone = 'utc'): string {
  const date = dateOf(edge + offsetOf(edge, zone))
  const parts = [
    pad(date.getUTCFullYear(), 4),
    `-${pad(date.getUTCMonth() + 1)}`,
    `-${pad(date.getUTCDate())}`,
    ` ${pad(date.getUTCHours())}`,
    `:${pad(date.getUTCMinutes())}`,
    `:${pad(date.getUTCSeconds())}`,
  ]
  return parts.slice(0, PLACES[unit]).join('')
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}

/** A span of time as FILETIMEs; both ends are included. */
export interface Period {
  readonly from: bigint
  readonly to: bigint
}

const TICKS_PER_SECOND = 10_000_000n

/**
 * Reads a typed time as the period that it names: all of a year, a month, a day, a minute or a second.
 *
 * @param text - such as `2024`, `2024-05`, `2024-05-01` or `2024-05-01 13:00`; white space around it is ignored
 * @param zone - what a time without a zone of its own is in
 * @returns the period; null if the text names none
 */
export function parsePeriod(text: string, zone: TimeZone = 'utc'): Period | null {
  const trimmed = text.trim()
  const [, month, day, minute, second, fraction] =
    /^\d{4,5}(-\d\d)?(-\d\d)?(?:[ T]\d\d(:\d\d)(:\d\d)?(?:\.(\d{1,7}))?)?/.exec(trimmed) ?? []
  const whole = `${trimmed}${month === undefined ? '-01' : ''}${day === undefined ? '-01' : ''}`
  const from = parseFiletime(day === undefined ? whole : trimmed, zone)
  if (from === null) return null
  if (fraction !== undefined) return { from, to: from + 10n ** BigInt(7 - fraction.length) - 1n }
  const unit =
    second !== undefined
      ? 'second'
      : minute !== undefined
        ? 'minute'
        : day !== undefined
          ? 'day'
          : month !== undefined
            ? 'month'
            : 'year'
  const start = Number(from / TICKS_PER_SECOND)
  const next = nextAfter(start, { unit, step: 1 }, writesZone(trimmed) ? 'utc' : zone)
  return { from, to: from + BigInt(next - start) * TICKS_PER_SECOND - 1n }
}

/** Whether a time names its own zone, whose days are taken as 24 hours. */
function writesZone(text: string): boolean {
  return /(Z|UTC\S*)$/i.test(text)
}

const LAST_TICK = (1n << 64n) - 1n

/**
 * Writes a period as two texts that `parsePeriod` reads back: no longer than they have to be.
 *
 * @param period - the period
 * @param zone - the zone in which they are written, which is not part of them
 * @returns the beginning, and what the end is the last tick of: `2024-05-01` for all of that day
 */
export function periodTexts({ from, to }: Period, zone: TimeZone): { from: string; to: string } {
  const length = partsOf(to === LAST_TICK ? to : to + 1n, zone)
  return { from: textOf(from, zone, partsOf(from, zone)), to: textOf(to, zone, length) }
}

/** How many of the parts of a time are needed: a day, minutes, seconds, or all of it. */
function partsOf(time: bigint, zone: TimeZone): number {
  const text = formatFiletime(time, zone)
  const clock = /00:00:00\.0{7}|:00\.0{7}|\.0{7}/.exec(text)?.[0] ?? ''
  return clock.length
}

function textOf(time: bigint, zone: TimeZone, left: number): string {
  const [date = '', clock = ''] = formatFiletime(time, zone).split(' ')
  const kept = clock.slice(0, clock.length - left)
  return kept === '' ? date : `${date} ${kept}`
}
