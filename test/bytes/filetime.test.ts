import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  dateFromFiletime,
  filetimeFromDate,
  formatFiletime,
  formatFiletimeShort,
  parseFiletime,
} from '../../src/bytes/filetime.ts'

const EPOCH = 116_444_736_000_000_000n

describe('formatFiletime', () => {
  it.each([
    [0n, '1601-01-01 00:00:00.0000000 UTC'],
    [1n, '1601-01-01 00:00:00.0000001 UTC'],
    [EPOCH, '1970-01-01 00:00:00.0000000 UTC'],
    [EPOCH - 1n, '1969-12-31 23:59:59.9999999 UTC'],
    [131_484_316_391_234_567n, '2017-08-28 22:07:19.1234567 UTC'],
    [2_650_467_743_999_999_999n, '9999-12-31 23:59:59.9999999 UTC'],
    [2_650_467_744_000_000_000n, '10000-01-01 00:00:00.0000000 UTC'],
    [0x7fff_ffff_ffff_ffffn, '30828-09-14 02:48:05.4775807 UTC'],
    [0xffff_ffff_ffff_ffffn, '60056-05-28 05:36:10.9551615 UTC'],
  ])('formats %d as %s', (ticks, text) => {
    expect(formatFiletime(ticks)).toBe(text)
    expect(parseFiletime(text)).toBe(ticks)
  })

  it('writes text that parseFiletime reads back, for any 64-bit number', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), (ticks) => {
        expect(parseFiletime(formatFiletime(ticks))).toBe(ticks)
      }),
    )
  })
})

describe('local time', () => {
  const before = process.env.TZ

  afterEach(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })

  it.each([
    ['Europe/Berlin', '2019-05-28 11:37:02.1870625 UTC', '2019-05-28 13:37:02.1870625 UTC+02:00'],
    ['Europe/Berlin', '2019-12-31 23:30:00.0000001 UTC', '2020-01-01 00:30:00.0000001 UTC+01:00'],
    ['Asia/Kolkata', '2024-02-29 20:00:00.0000000 UTC', '2024-03-01 01:30:00.0000000 UTC+05:30'],
    [
      'America/New_York',
      '2024-01-01 00:00:00.0000000 UTC',
      '2023-12-31 19:00:00.0000000 UTC-05:00',
    ],
    [
      'America/New_York',
      '1601-01-01 00:00:00.0000000 UTC',
      '1600-12-31 19:03:58.0000000 UTC-04:56:02',
    ],
    ['UTC', '2024-01-01 00:00:00.0000000 UTC', '2024-01-01 00:00:00.0000000 UTC'],
  ])('in %s, %s is %s', (zone, utc, local) => {
    process.env.TZ = zone
    const ticks = parseFiletime(utc)
    expect(ticks).not.toBeNull()
    expect(formatFiletime(ticks ?? 0n, 'local')).toBe(local)
    expect(formatFiletimeShort(ticks ?? 0n, 'local')).toBe(local.slice(0, 19))
    expect(parseFiletime(local)).toBe(ticks)
  })

  it('a time without a zone is read in the zone that is asked for', () => {
    process.env.TZ = 'Europe/Berlin'
    expect(parseFiletime('2019-05-28 13:37', 'local')).toBe(parseFiletime('2019-05-28 11:37 UTC'))
    expect(parseFiletime('2019-05-28 13:37')).toBe(parseFiletime('2019-05-28 13:37 UTC'))
    expect(parseFiletime('2019-05-28 11:37 UTC', 'local')).toBe(parseFiletime('2019-05-28 11:37'))
  })

  it('both times of the hour that a clock shows twice keep their ticks', () => {
    process.env.TZ = 'Europe/Berlin'
    for (const utc of ['2019-10-27 00:30:00', '2019-10-27 01:30:00']) {
      const ticks = parseFiletime(utc) ?? 0n
      expect(formatFiletime(ticks, 'local')).toContain('02:30:00')
      expect(parseFiletime(formatFiletime(ticks, 'local'))).toBe(ticks)
    }
  })

  it('writes text that parseFiletime reads back, for any 64-bit number', () => {
    process.env.TZ = 'Europe/Berlin'
    fc.assert(
      fc.property(fc.bigInt(2n ** 40n, 2n ** 64n - 2n ** 40n), (ticks) => {
        expect(parseFiletime(formatFiletime(ticks, 'local'))).toBe(ticks)
      }),
    )
  })
})

describe('parseFiletime', () => {
  it.each([
    ['1970-01-01', EPOCH],
    ['1970-01-01T00:00Z', EPOCH],
    [' 1970-01-01 00:00:01 ', EPOCH + 10_000_000n],
    ['1970-01-01 00:00:00.5 utc', EPOCH + 5_000_000n],
    ['2000-02-29', 125_962_560_000_000_000n],
  ])('reads %s', (text, ticks) => {
    expect(parseFiletime(text)).toBe(ticks)
  })

  it.each([
    '',
    'now',
    '1970-13-01',
    '1970-00-01',
    '1970-02-29',
    '1970-01-32',
    '1970-01-01 24:00',
    '1970-01-01 00:60',
    '1970-01-01 00:00:60',
    '1970-01-01 00:00:00.12345678',
    '1600-12-31 23:59:59',
    '0099-01-01',
    '60056-05-28 05:36:10.9551616',
    '1970-01-01 00:00 +02:00',
  ])('refuses %j', (text) => {
    expect(parseFiletime(text)).toBeNull()
  })
})

describe('Date', () => {
  it('converts both ways to the millisecond', () => {
    expect(filetimeFromDate(0)).toBe(EPOCH)
    expect(filetimeFromDate(1.9)).toBe(EPOCH + 10_000n)
    expect(dateFromFiletime(EPOCH + 19_999n)).toBe(1)
    expect(dateFromFiletime(0n)).toBe(Date.UTC(1601, 0, 1))
    fc.assert(
      fc.property(fc.integer({ min: -11_644_473_600_000, max: 4e14 }), (ms) => {
        expect(dateFromFiletime(filetimeFromDate(ms))).toBe(ms)
      }),
    )
  })

  it('converts times before 1601 to the first tick', () => {
    expect(filetimeFromDate(Date.UTC(1600, 0, 1))).toBe(0n)
  })
})
