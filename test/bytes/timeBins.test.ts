/** Bins of times, and typed times as periods, in UTC and in the time of a clock that is set twice a year. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatFiletime, UNIX_EPOCH_SECONDS } from '../../src/bytes/filetime.ts'
import {
  BIN_LENGTHS,
  binName,
  parsePeriod,
  periodTexts,
  timeBins,
} from '../../src/bytes/timeBins.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'

const at = (text: string) => Date.parse(text) / 1000 + UNIX_EPOCH_SECONDS

const before = process.env.TZ
beforeEach(() => {
  process.env.TZ = 'Europe/Berlin'
})
afterEach(() => {
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

describe('bins of time', () => {
  it.each([
    ['2020-01-01', '2020-01-01T00:00:30Z', 'second', 1, 31, '2020-01-01 00:00:00'],
    ['2020-01-01', '2020-01-01T00:59:59Z', 'minute', 1, 60, '2020-01-01 00:00'],
    ['2020-01-01', '2020-01-01T23:59:59Z', 'hour', 1, 24, '2020-01-01 00:00'],
    ['2020-01-31T12:00:00Z', '2020-03-01', 'day', 1, 31, '2020-01-31'],
    ['2020-01-31', '2021-03-01', 'day', 7, 58, '2020-01-27'],
    ['2018-02-14', '2021-03-01', 'month', 1, 38, '2018-02'],
    ['1601-01-01', '2021-03-01', 'year', 10, 43, '1600'],
    ['1601-01-01', '9999-01-01', 'year', 200, 42, '1600'],
  ])('from %s to %s there are bins of a %s times %i', (from, to, unit, step, count, first) => {
    const bins = timeBins(at(from), at(to), { most: 60 })
    expect({ unit: bins.unit, step: bins.step, count: bins.edges.length - 1 }).toEqual({
      unit,
      step,
      count,
    })
    expect(binName(bins.edges[0] ?? 0, bins.unit)).toBe(first)
  })

  it('the bins of any span cover it, follow each other, and are not too many, in both zones', () => {
    const random = rng(firstSeed(200))
    for (let round = 0; round < 200; round++) {
      const first = Math.floor(random.below(1_000_000) ** 2)
      const last = first + random.below(10 ** random.below(10))
      const zone = round % 2 === 0 ? 'utc' : 'local'
      const { edges } = timeBins(first, last, { most: 60, zone })
      expect(edges.length).toBeLessThanOrEqual(61)
      expect(edges[0]).toBeLessThanOrEqual(first)
      expect(edges[1]).toBeGreaterThan(first)
      expect(edges.at(-1)).toBeGreaterThan(last)
      expect(edges.at(-2)).toBeLessThanOrEqual(last)
      expect(edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? 0))).toBe(true)
    }
  })

  it('the last FILETIME is in a bin', () => {
    const last = Number(((1n << 64n) - 1n) / 10_000_000n)
    const { unit, edges } = timeBins(0, last, { most: 60 })
    expect({ unit, covers: (edges.at(-1) ?? 0) > last }).toEqual({ unit: 'year', covers: true })
  })

  it('days of a clock begin at its midnight, also where it was set in between', () => {
    const { edges } = timeBins(at('2024-03-29T23:00:00Z'), at('2024-04-01T21:00:00Z'), {
      most: 4,
      zone: 'local',
    })
    expect(edges.map((edge) => binName(edge, 'minute', 'local'))).toEqual([
      '2024-03-30 00:00',
      '2024-03-31 00:00',
      '2024-04-01 00:00',
      '2024-04-02 00:00',
    ])
    expect(edges.map((edge, index) => (edge - (edges[index - 1] ?? edge)) / 3600)).toEqual([
      0, 24, 23, 24,
    ])
  })

  it('an hour that the clock shows twice has two bins, one that it skips has none', () => {
    const names = (from: string, to: string) =>
      timeBins(at(from), at(to), { most: 6, zone: 'local' }).edges.map((edge) =>
        binName(edge, 'hour', 'local').slice(11),
      )
    expect(names('2024-10-26T23:30:00Z', '2024-10-27T02:30:00Z')).toEqual([
      ...['01:00', '02:00', '02:00', '03:00', '04:00'],
    ])
    expect(names('2024-03-30T23:30:00Z', '2024-03-31T02:30:00Z')).toEqual([
      ...['00:00', '01:00', '03:00', '04:00', '05:00'],
    ])
  })

  it('quarters of a day begin at six on days when the clock is set', () => {
    const { edges } = timeBins(at('2024-03-30T23:00:00Z'), at('2024-03-31T21:00:00Z'), {
      most: 4,
      zone: 'local',
      lengths: [{ unit: 'hour', step: 6 }],
    })
    expect(edges.map((edge) => binName(edge, 'hour', 'local').slice(11))).toEqual([
      ...['00:00', '06:00', '12:00', '18:00', '00:00'],
    ])
  })

  it('the lengths go from a second to ten thousand years', () => {
    expect(BIN_LENGTHS[0]).toEqual({ unit: 'second', step: 1 })
    expect(BIN_LENGTHS.at(-1)).toEqual({ unit: 'year', step: 10_000 })
  })
})

describe('a typed time', () => {
  it.each([
    ['2024', '2024-01-01 00:00:00.0000000 UTC', '2024-12-31 23:59:59.9999999 UTC'],
    ['2024-02', '2024-02-01 00:00:00.0000000 UTC', '2024-02-29 23:59:59.9999999 UTC'],
    [' 2024-05-01 ', '2024-05-01 00:00:00.0000000 UTC', '2024-05-01 23:59:59.9999999 UTC'],
    ['2024-05-01T13:05', '2024-05-01 13:05:00.0000000 UTC', '2024-05-01 13:05:59.9999999 UTC'],
    ['2024-05-01 13:05:09', '2024-05-01 13:05:09.0000000 UTC', '2024-05-01 13:05:09.9999999 UTC'],
    ['2024-05-01 13:05:09.5', '2024-05-01 13:05:09.5000000 UTC', '2024-05-01 13:05:09.5999999 UTC'],
    ['30000-05-01', '30000-05-01 00:00:00.0000000 UTC', '30000-05-01 23:59:59.9999999 UTC'],
  ])('%s names all of its period', (text, from, to) => {
    const period = parsePeriod(text)
    expect(period && [formatFiletime(period.from), formatFiletime(period.to)]).toEqual([from, to])
  })

  it('a day of the clock may have 23 hours', () => {
    const period = parsePeriod('2024-03-31', 'local')
    expect(period && (period.to - period.from + 1n) / 36_000_000_000n).toBe(23n)
    expect(period && formatFiletime(period.from)).toBe('2024-03-30 23:00:00.0000000 UTC')
  })

  it.each(['', 'yesterday', '2024-13', '2024-02-30', '24', '2024-5-1'])('%s is none', (text) => {
    expect(parsePeriod(text)).toBeNull()
  })

  it.each([
    ['2024-05-01', '2024-05-01', '2024-05-01', '2024-05-01'],
    ['2024', '2025-02', '2024-01-01', '2025-02-28'],
    ['2024-05-01 13:05', '2024-05-01 13:06', '2024-05-01 13:05', '2024-05-01 13:06'],
    ['2024-05-01 13:05:01', '2024-05-02', '2024-05-01 13:05:01', '2024-05-02'],
    ['2024-05-01 13:05:01.5', '2024-05-01 13:05:01.6', null, null],
  ])('%s to %s is written as it would be typed, in both zones', (first, last, from, to) => {
    for (const zone of ['utc', 'local'] as const) {
      const period = {
        from: parsePeriod(first, zone)?.from ?? 0n,
        to: parsePeriod(last, zone)?.to ?? 0n,
      }
      const texts = periodTexts(period, zone)
      if (from !== null) expect(texts).toEqual({ from, to })
      expect(parsePeriod(texts.from, zone)?.from).toBe(period.from)
      expect(parsePeriod(texts.to, zone)?.to).toBe(period.to)
    }
  })

  it('the last tick there is is written in full', () => {
    const last = (1n << 64n) - 1n
    expect(parsePeriod(periodTexts({ from: 0n, to: last }, 'utc').to)?.to).toBe(last)
  })
})
