/** Last writes in order of time, within a span, as text for other programs. */

import { describe, expect, it } from 'vitest'
import { sortByTime } from '../../src/exchange/sortByTime.ts'
import { TimelineWriter } from '../../src/exchange/TimelineWriter.ts'
import { timelineOf } from '../../src/exchange/timeline.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { runToEnd } from '../../src/work.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { Collected } from './jsonFile.ts'
import { ODD_NAMES } from './oddHive.ts'

/** A hive whose keys have random times, and these times by path. */
function timedHive(seed: number): { hive: Hive; times: Map<string, bigint> } {
  const random = rng(seed)
  const hive = Hive.create()
  const times = new Map<string, bigint>()
  const keys = [hive.rootKey]
  for (let count = 0; count < 60; count++) {
    keys.push(random.pick(keys).create(`k${count}`))
  }
  hive.transact(({ cells }) => {
    for (const key of keys) {
      const time = (BigInt(random.below(4)) << 32n) | BigInt(random.below(5) * 70_000)
      cells.image.setU64(cells.payloadAt(key.cell) + NK.LAST_WRITE, time)
      times.set(key.path.join('\\') || '\\', time)
    }
  })
  return { hive, times }
}

describe('a timeline', () => {
  it('random times come in order, with their paths, within any span', () => {
    for (let seed = firstSeed(20); seed < firstSeed(20) + 20; seed++) {
      const { hive, times } = timedHive(seed)
      const random = rng(seed)
      const [from, to] = [0, 1]
        .map(() => (BigInt(random.below(4)) << 32n) | BigInt(random.below(300_000)))
        .sort((a, b) => (a < b ? -1 : 1)) as [bigint, bigint]
      for (const span of [undefined, { from, to }]) {
        const timeline = runToEnd(timelineOf(hive, span))
        const found = Array.from({ length: timeline.count }, (_, place) => timeline.at(place))
        const ticks = found.map(({ high, low }) => (BigInt(high) << 32n) | BigInt(low))
        expect(ticks).toEqual([...ticks].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
        const expected = [...times].filter(([, time]) => {
          return span === undefined || (time >= span.from && time <= span.to)
        })
        expect(new Map(found.map(({ path }, index) => [path, ticks[index]]))).toEqual(
          new Map(expected),
        )
        expect(timeline.isWhole).toBe(true)
      }
    }
  })

  it('keys of one time stay in the order of the hive', () => {
    const high = Uint32Array.of(1, 0, 1, 0, 1)
    const low = new Uint32Array(5)
    const order = runToEnd(sortByTime(high, low, Uint32Array.of(0, 1, 2, 3, 4)))
    expect([...order]).toEqual([1, 3, 0, 2, 4])
    expect([...runToEnd(sortByTime(high, low, new Uint32Array()))]).toEqual([])
  })
})

describe('the lines of a timeline', () => {
  const lines = (
    format: 'csv' | 'ndjson' | 'bodyfile',
    path: string,
    time = 132_223_104_001_234_567n,
  ) => {
    const out = new Collected()
    const writer = new TimelineWriter(format, out.sink)
    writer.begin()
    const halves = { high: Number(time >> 32n), low: Number(time & 0xffff_ffffn) }
    writer.add('=a|b', { cell: 32 as never, path, ...halves })
    writer.flush()
    return out.text
  }

  it('CSV and JSON lines keep every tick, and CSV runs nothing', () => {
    expect(lines('csv', '=A\\"B"')).toBe(
      `last_write,hive,path,cell\n2020-01-01T00:00:00.1234567Z,"'=a|b","'=A\\""B""",32\n`,
    )
    expect(JSON.parse(lines('ndjson', 'A\\"B"'))).toEqual({
      last_write: '2020-01-01T00:00:00.1234567Z',
      hive: '=a|b',
      path: 'A\\"B"',
      cell: 32,
    })
  })

  it('a body file has eleven fields, and mactime reads its names back', () => {
    for (const name of [...ODD_NAMES, '100%25', '%41', '50% off', 'a|%7Cb']) {
      const line = lines('bodyfile', name.replaceAll('\n', ' ')).slice(0, -1)
      const fields = line.split('|').map((field) => {
        // As in its tm_split.
        return field.replace(/%([a-f0-9][a-f0-9])/gi, (_, hex) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        )
      })
      expect(fields).toHaveLength(11)
      expect(fields[1]).toBe(`=a|b: ${name.replaceAll('\n', ' ').toWellFormed()}`)
      expect(fields.slice(2)).toEqual(['32', '0', '0', '0', '0', '0', '1577836800', '0', '0'])
    }
    expect(lines('bodyfile', 'A', 0n)).toContain('|0|0|0|0\n')
  })
})
