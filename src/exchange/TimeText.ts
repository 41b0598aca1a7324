/** Times as ASCII bytes. A date object and a string for each key would cost more than reading the key. */

import { formatFiletime } from '../bytes/filetime.ts'

/** The most bytes of a time. */
export const MOST_TIME = 30

const ZERO = 0x30
const HYPHEN = 0x2d
const POINT = 0x2e
const COLON = 0x3a
const LETTER_T = 0x54
const LETTER_Z = 0x5a

/** 2^32 is 429 × 10^7 and this many more. */
const SECONDS_IN_HIGH = 429
const TICKS_OVER = 4_967_296
const TICKS_PER_SECOND = 10_000_000
const SECONDS_A_DAY = 86_400
/** High halves of times up to here are computed without loss; it is the year 8907. */
const EXACT_HIGH = 1 << 29

/** Days from 0000-03-01, when a cycle of the calendar starts, to 1601-01-01. */
const DAYS_TO_1601 = 584_694
const DAYS_A_CYCLE = 146_097
const YEARS_A_CYCLE = 400

/** Bytes of a date and the letter after it. */
const DATE = 11

export class TimeText {
  /** The day of the last time, since 1601, and its text. */
  #day = -1
  readonly #date = new Uint8Array(DATE)

  /**
   * Writes a FILETIME as `YYYY-MM-DDTHH:mm:ss.fffffffZ`; years after 9999 have five digits.
   *
   * @param bytes - where it is written, with room for `MOST_TIME` bytes
   * @param at - index of the first byte
   * @param high - the high half of the FILETIME
   * @param low - its low half
   * @returns the index after the last byte
   */
  write(bytes: Uint8Array, at: number, high: number, low: number): number {
    if (high >= EXACT_HIGH) return writeLate(bytes, at, (BigInt(high) << 32n) | BigInt(low))
    const over = high * TICKS_OVER + low
    const more = Math.floor(over / TICKS_PER_SECOND)
    const seconds = high * SECONDS_IN_HIGH + more
    const day = Math.floor(seconds / SECONDS_A_DAY)
    if (day !== this.#day) this.#findDate(day)
    const date = this.#date
    for (let index = 0; index < DATE; index++) bytes[at + index] = date[index] as number
    const inDay = seconds - day * SECONDS_A_DAY
    const hour = (inDay / 3600) | 0
    const minute = ((inDay - hour * 3600) / 60) | 0
    twoDigits(bytes, at + 11, hour)
    bytes[at + 13] = COLON
    twoDigits(bytes, at + 14, minute)
    bytes[at + 16] = COLON
    twoDigits(bytes, at + 17, inDay - hour * 3600 - minute * 60)
    bytes[at + 19] = POINT
    let fraction = over - more * TICKS_PER_SECOND
    for (let index = at + 26; index > at + 19; index--) {
      const tens = (fraction / 10) | 0
      bytes[index] = ZERO + fraction - tens * 10
      fraction = tens
    }
    bytes[at + 27] = LETTER_Z
    return at + 28
  }

  /** Finds the date of a day by the cycle of the calendar, whose years begin in March. */
  #findDate(day: number): void {
    const days = day + DAYS_TO_1601
    const cycle = (days / DAYS_A_CYCLE) | 0
    const inCycle = days - cycle * DAYS_A_CYCLE
    const leaps = ((inCycle / 1460) | 0) - ((inCycle / 36_524) | 0) + ((inCycle / 146_096) | 0)
    const year = ((inCycle - leaps) / 365) | 0
    const inYear = inCycle - (365 * year + (year >> 2) - ((year / 100) | 0))
    const fromMarch = ((5 * inYear + 2) / 153) | 0
    const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
    const full = cycle * YEARS_A_CYCLE + year + (month < 3 ? 1 : 0)
    const century = (full / 100) | 0
    const date = this.#date
    twoDigits(date, 0, century)
    twoDigits(date, 2, full - century * 100)
    date[4] = HYPHEN
    twoDigits(date, 5, month)
    date[7] = HYPHEN
    twoDigits(date, 8, inYear - (((153 * fromMarch + 2) / 5) | 0) + 1)
    date[10] = LETTER_T
    this.#day = day
  }
}

/** Writes a time that numbers cannot compute without loss. */
function writeLate(bytes: Uint8Array, at: number, ticks: bigint): number {
  const text = formatFiletime(ticks).replace(' ', 'T').replace(' UTC', 'Z')
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
  return at + text.length
}

/** Writes two digits of a number below 100. */
function twoDigits(bytes: Uint8Array, at: number, value: number): void {
  const tens = (value / 10) | 0
  bytes[at] = ZERO + tens
  bytes[at + 1] = ZERO + value - tens * 10
}
