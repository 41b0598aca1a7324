/** Times as bytes: the same as those of JavaScript's calendar. */

import { expect, it } from 'vitest'
import { formatFiletime } from '../../src/bytes/filetime.ts'
import { MOST_TIME, TimeText } from '../../src/exchange/TimeText.ts'

const TICKS_A_DAY = 864_000_000_000n

function textOf(times: TimeText, ticks: bigint): string {
  const bytes = new Uint8Array(MOST_TIME)
  const end = times.write(bytes, 0, Number(ticks >> 32n), Number(ticks & 0xffff_ffffn))
  return Buffer.from(bytes.buffer, 0, end).toString()
}

const expected = (ticks: bigint) => formatFiletime(ticks).replace(' ', 'T').replace(' UTC', 'Z')

it('the first and last tick of days of eight centuries, leap days included, is exact', () => {
  const times = new TimeText()
  const days = Array.from({ length: 20_000 }, (_, index) => index * 15)
  const leap = [366 * 3 + 59, 399 * 365 + 97 + 58, 36_583, 73_108, 109_632, 146_156]
  for (const day of [...days, ...leap, ...leap.map((one) => one + 1)]) {
    for (const ticks of [BigInt(day) * TICKS_A_DAY, BigInt(day + 1) * TICKS_A_DAY - 1n]) {
      expect(textOf(times, ticks)).toBe(expected(ticks))
    }
  }
})

it('the times around the limit of exact numbers, and the last one, have room', () => {
  const times = new TimeText()
  const limit = 1n << 61n
  for (const ticks of [limit - 1n, limit, (1n << 64n) - 1n]) {
    expect(textOf(times, ticks)).toBe(expected(ticks))
  }
})
