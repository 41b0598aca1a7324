/**
 * FILETIME: 100-nanosecond ticks since 1601-01-01 UTC, an unsigned 64-bit number at rest.
 *
 * Every one of the 2^64 values has a text (the last is in the year 60056), and the text keeps every tick.
 * There are no time zones: all times are UTC, and code that shows local time converts them.
 */

const TICKS_PER_MS = 10_000n
const TICKS_PER_SECOND = 10_000_000n
/** Milliseconds from 1601-01-01 to 1970-01-01. */
const UNIX_EPOCH_MS = 11_644_473_600_000

/**
 * Formats a FILETIME as `YYYY-MM-DD HH:mm:ss.fffffff UTC`. Years after 9999 have five digits.
 *
 * @param ticks - UTC, in 100 ns since 1601-01-01; taken modulo 2^64
 * @returns the text, which `parseFiletime` reads back exactly
 */
export function formatFiletime(ticks: bigint): string {
  const unsigned = BigInt.asUintN(64, ticks)
  // Always within the range of Date: 2^64 ticks are 1.8e15 ms, and Date ends at 8.64e15.
  const date = new Date(dateFromFiletime(unsigned))
  const day = `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`
  const time = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`
  return `${day} ${time}.${pad(Number(unsigned % TICKS_PER_SECOND), 7)} UTC`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

const FILETIME_TEXT =
  /^(\d{4,5})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?(?: ?(?:UTC|Z))?$/i

/**
 * Parses the output of `formatFiletime`, or an ISO 8601 time in UTC. The time of day and the
 * fraction may be missing.
 *
 * @param text - the time as text; white space around it is ignored
 * @returns UTC in 100 ns since 1601-01-01; null if the text is not a time, the date does not exist,
 *   or it is out of range
 */
export function parseFiletime(text: string): bigint | null {
  const match = FILETIME_TEXT.exec(text.trim())
  if (match === null) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match
  const date = new Date(0)
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  date.setUTCHours(Number(hour), Number(minute), Number(second))
  const ticks =
    BigInt(date.getTime() + UNIX_EPOCH_MS) * TICKS_PER_MS + BigInt(fraction.padEnd(7, '0'))
  return ticks === BigInt.asUintN(64, ticks) ? ticks : null
}

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
