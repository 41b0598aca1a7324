/**
 * FILETIME: 100-nanosecond ticks since 1601-01-01 UTC, an unsigned 64-bit number at rest.
 *
 * Every one of the 2^64 values has a text (the last is in the year 60056), and the text keeps every tick.
 * Stored times are UTC. A text in local time ends with its offset, so that it names the same tick.
 */

const TICKS_PER_MS = 10_000n
const TICKS_PER_SECOND = 10_000_000n
/** Milliseconds from 1601-01-01 to 1970-01-01. */
const UNIX_EPOCH_MS = 11_644_473_600_000

/** How a time is written: in UTC, or as the clock of this computer shows it. */
export type TimeZone = 'utc' | 'local'

/**
 * Formats a FILETIME as `YYYY-MM-DD HH:mm:ss.fffffff UTC`, and in local time with its offset at the
 * end: `UTC+02:00`. Years after 9999 have five digits.
 *
 * @param ticks - UTC, in 100 ns since 1601-01-01; taken modulo 2^64
 * @param zone - UTC, or the time of this computer's clock
 * @returns the text, which `parseFiletime` reads back exactly
 */
export function formatFiletime(ticks: bigint, zone: TimeZone = 'utc'): string {
  const unsigned = BigInt.asUintN(64, ticks)
  // Always within the range of Date: 2^64 ticks are 1.8e15 ms, and Date ends at 8.64e15.
  const ms = dateFromFiletime(unsigned)
  const offset = zone === 'utc' ? 0 : offsetAt(ms)
  const fraction = pad(Number(unsigned % TICKS_PER_SECOND), 7)
  return `${secondsText(ms + offset * 1000)}.${fraction} ${zoneText(offset)}`
}

/**
 * Formats a FILETIME for a column whose heading names the zone: `YYYY-MM-DD HH:mm:ss`.
 *
 * @param ticks - UTC, in 100 ns since 1601-01-01; taken modulo 2^64
 * @param zone - UTC, or the time of this computer's clock
 * @returns the text, without the ticks below a second
 */
export function formatFiletimeShort(ticks: bigint, zone: TimeZone): string {
  const ms = dateFromFiletime(BigInt.asUintN(64, ticks))
  return secondsText(ms + (zone === 'utc' ? 0 : offsetAt(ms)) * 1000)
}

/**
 * Names the zone of a time: `UTC`, or `UTC+02:00`.
 *
 * @param ms - the time, in milliseconds since 1970-01-01
 * @param zone - UTC, or that of this computer's clock, whose offset depends on the time
 * @returns the name
 */
export function zoneName(ms: number, zone: TimeZone): string {
  return zoneText(zone === 'utc' ? 0 : offsetAt(ms))
}

function secondsText(ms: number): string {
  const date = new Date(ms)
  const day = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`
  return `${day} ${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`
}

/**
 * Tells how far the clock of this computer is ahead of UTC.
 *
 * @param ms - the time, in milliseconds since 1970-01-01 UTC
 * @returns seconds; before about 1900 not always whole minutes
 */
export function offsetAt(ms: number): number {
  const local = new Date(ms)
  const wall = new Date(0)
  wall.setUTCFullYear(local.getFullYear(), local.getMonth(), local.getDate())
  wall.setUTCHours(local.getHours(), local.getMinutes(), local.getSeconds())
  return wall.getTime() / 1000 - Math.floor(ms / 1000)
}

function zoneText(offset: number): string {
  if (offset === 0) return 'UTC'
  const size = Math.abs(offset)
  const [hours, minutes, seconds] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60]
  const text = `UTC${offset < 0 ? '-' : '+'}${pad(hours, 2)}:${pad(minutes, 2)}`
  return seconds === 0 ? text : `${text}:${pad(seconds, 2)}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

const FILETIME_TEXT =
  /^(\d{4,5})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?(?: ?(Z|UTC(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?))?$/i

/**
 * Parses the output of `formatFiletime`, or an ISO 8601 time. The time of day and the fraction may
 * be missing.
 *
 * @param text - the time as text; white space around it is ignored
 * @param zone - what a time without a zone of its own is in
 * @returns UTC in 100 ns since 1601-01-01; null if the text is not a time, the date does not exist,
 *   or it is out of range
 */
export function parseFiletime(text: string, zone: TimeZone = 'utc'): bigint | null {
  const match = FILETIME_TEXT.exec(text.trim())
  if (match === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match
  const date = new Date(0)
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  date.setUTCHours(Number(hour), Number(minute), Number(second))
  const ms =
    date.getTime() - (writtenOffset(match) ?? (zone === 'utc' ? 0 : wallOffset(date))) * 1000
  const ticks = BigInt(ms + UNIX_EPOCH_MS) * TICKS_PER_MS + BigInt(fraction.padEnd(7, '0'))
  return ticks === BigInt.asUintN(64, ticks) ? ticks : null
}

/** The offset at the end of a time in seconds; null when it has no zone. */
function writtenOffset(match: RegExpExecArray): number | null {
  const [name, sign, hours, minutes, seconds = '0'] = match.slice(8)
  if (sign === undefined) return name === undefined ? null : 0
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return sign === '-' ? -size : size
}

/**
 * Tells how far the clock of this computer is ahead of UTC when it shows a time.
 *
 * @param wall - what it shows, in the fields of UTC
 * @returns seconds; for a time that it shows twice, one of the two, and for one that it skips, the one before
 */
export function wallOffset(wall: Date): number {
  const local = new Date(0)
  local.setFullYear(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate())
  local.setHours(wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds())
  return offsetAt(local.getTime())
}

/** Seconds from 1601-01-01 to 1970-01-01. */
export const UNIX_EPOCH_SECONDS = UNIX_EPOCH_MS / 1000

/** 2^32 ticks are this many seconds, and this many ticks more. */
const SECONDS_IN_HIGH = 429
const TICKS_OVER = 4_967_296

/**
 * Converts a FILETIME to whole seconds, without a `bigint`, for loops over very many of them.
 *
 * @param high - the upper 32 bits
 * @param low - the lower 32 bits
 * @returns UTC in seconds since 1601-01-01; exact up to the year 20000, and off by at most one after it
 */
export function secondsOf(high: number, low: number): number {
  return high * SECONDS_IN_HIGH + Math.floor((high * TICKS_OVER + low) / Number(TICKS_PER_SECOND))
}

/**
 * Converts milliseconds since 1970, such as `Date.now()`, to a FILETIME.
 *
 * @param ms - UTC, in milliseconds since 1970-01-01; fractions are dropped
 * @returns UTC in 100 ns since 1601-01-01; 0 for earlier times
 */
export function filetimeFromDate(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms) + UNIX_EPOCH_MS)) * TICKS_PER_MS
}

/**
 * Converts a FILETIME to milliseconds since 1970, for `new Date`.
 *
 * @param ticks - UTC, in 100 ns since 1601-01-01
 * @returns UTC in milliseconds since 1970-01-01, without the ticks below a millisecond
 */
export function dateFromFiletime(ticks: bigint): number {
  return Number(ticks / TICKS_PER_MS) - UNIX_EPOCH_MS
}
