/** `timeline` and `usage` on the command line. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TimedLines } from '../../src/cli/TimedLines.ts'
import { NK } from '../../src/regf/layout.ts'
import { runToEnd } from '../../src/work.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { hive, hiveBytes } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const places = hiveOfEverything()

/** The hive with another time for a few keys. */
function timed(name: string, days: Readonly<Record<string, number>>): string {
  const bytes = places.bytes.slice()
  const view = new DataView(bytes.buffer)
  for (const [path, day] of Object.entries(days)) {
    const time = 132_223_104_000_000_000n + BigInt(day) * 864_000_000_000n
    view.setBigUint64(places.nk(path) + NK.LAST_WRITE, time, true)
  }
  return files.file(name, bytes)
}

const a = timed('a', { Alpha: 3, 'Alpha\\Two': 1, Beta: 5 })
const b = timed('b', { Alpha: 2, 'Beta\\A': 4 })
const printed = (...args: string[]) => {
  const { code, out, err } = hiveBytes('timeline', ...args)
  return { code, err, lines: out.toString().trimEnd().split('\n') }
}
const rows = (lines: readonly string[]) => lines.map((line) => JSON.parse(line))

describe('timeline', () => {
  it('the last writes of several hives are in one order', () => {
    const { code, err, lines } = printed(
      a,
      b,
      '--format',
      'ndjson',
      '--from',
      '2020-01-01T00:00:00.1',
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(rows(lines).map(({ hive: of, path }) => [of, path])).toEqual([
      [a, 'Alpha\\Two'],
      [b, 'Alpha'],
      [a, 'Alpha'],
      [b, 'Beta\\A'],
      [a, 'Beta'],
    ])
  })

  it.each([
    [['--from', '2020-01-02', '--to', '2020-01-02'], ['Alpha\\Two']],
    [
      ['--from', '2020-01-02', '--to', '2020-01-03'],
      ['Alpha\\Two', 'Alpha'],
    ],
    [
      ['--from', '2020-01-02T00:00:01'],
      ['Alpha', 'Alpha', 'Beta\\A', 'Beta'],
    ],
    [['--from', '2020-01-05', '--to', '2020-01-05 00:00'], ['Beta\\A']],
    [['--from', '2020-01-05', '--to', '2020-01-05 00:00:00.0000000'], ['Beta\\A']],
  ])('%j is a span with both ends', (span, paths) => {
    const { lines } = printed(a, b, '--format', 'ndjson', ...span)
    expect(rows(lines).map(({ path }) => path)).toEqual(paths)
  })

  it('one hive gives the same lines as several do', () => {
    const folder = files.path('folder')
    mkdirSync(folder)
    writeFileSync(join(folder, 'a'), readFileSync(a))
    writeFileSync(join(folder, 'none'), 'no hive')
    const alone = printed(a, '--format', 'bodyfile').lines
    const { code, err, lines } = printed(folder, '--format', 'bodyfile')
    expect(code).toBe(2)
    expect(err).toMatch(/^hive: ERROR_NOT_REGISTRY_FILE: .*none.*\n$/)
    expect(lines.map((line) => line.replace(join(folder, 'a'), a))).toEqual(alone)
    expect(alone).toHaveLength(Number(/"keys": (\d+)/.exec(hive('info', a, '--json').out)?.[1]))
  })

  it('of several hives each message names the one it is about', () => {
    const damaged = files.file(
      'damaged',
      corrupt(places.bytes, { at: places.nk('Beta') + NK.SUBKEY_LIST, u32: 0x7fff_fff8 }),
    )
    const { err } = printed(damaged)
    expect(err).toMatch(/^hive: [a-z-]+: Beta: /)
    expect(printed(a, damaged).err).toBe(err.replaceAll(/^(hive: \S+ )/gm, `$1${damaged}: `))
  })

  it('-o writes a file, and CSV is the default', () => {
    const out = files.path('timeline.csv')
    expect(hive('timeline', a, '-o', out)).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(out, 'utf8')).toMatch(/^last_write,hive,path,cell\n2020-01-01T/)
    expect(hive('timeline', a, '-o', out).code).toBe(2)
  })

  it.each([
    [['--format', 'xml'], 'unknown format'],
    [['--from', 'yesterday'], 'is not a time'],
    [['--to', '2020-02-30'], 'is not a time'],
    [['--from', '2020-01-02', '--to', '2020-01-01'], 'there is no time from'],
  ])('%j is refused', (args, words) => {
    const { code, err } = printed(a, ...args)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })
})

describe('lines that are merged', () => {
  it('more lines than fit into memory come in the same order, and no file is left', () => {
    const random = rng(7)
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('hive-'))
    const all = [new TimedLines(), new TimedLines(900)]
    for (let run = 0; run < 40; run++) {
      let high = 0
      for (const lines of all) lines.begin()
      for (let line = random.below(20); line > 0; line--) {
        high += random.below(3)
        const text = Buffer.from(`${high} ${run} ${'x'.repeat(random.below(60))}\n`)
        for (const lines of all) lines.add(high, 5, text)
      }
    }
    const [whole, spilled] = all.map((lines) => {
      const pieces: Buffer[] = []
      runToEnd(lines.mergeSteps((bytes) => pieces.push(Buffer.from(bytes))))
      lines.close()
      return Buffer.concat(pieces).toString()
    })
    expect(spilled).toBe(whole)
    const times = (whole ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => Number(line.split(' ')[0]))
    expect(times.length).toBeGreaterThan(100)
    expect(times).toEqual([...times].sort((x, y) => x - y))
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('hive-'))
    expect(after.filter((name) => !before.includes(name))).toEqual([])
  })
})

describe('usage', () => {
  it('the JSON adds up to the file, and the text has the same numbers', () => {
    const report = JSON.parse(hive('usage', a, '--json').out)
    const sum = report.cells.reduce((all: number, { bytes }: { bytes: number }) => all + bytes, 0)
    expect(sum + report.outsideBytes).toBe(report.bytes)
    expect(report.subtrees[0].path).toBe('\\')
    expect(report.lastWrites.unit).toBe('day')
    expect(report.lastWrites.bins.map(({ from }: { from: string }) => from)).toEqual([
      '2020-01-01',
      '2020-01-02',
      '2020-01-04',
      '2020-01-06',
    ])
    const { code, out, err } = hive('usage', a)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(report.bytes.toLocaleString('en'))
    expect(out).toContain(report.subtrees[0].bytes.toLocaleString('en'))
  })

  it('a damaged hive is measured as far as it is read, and reported', () => {
    const at = places.nk('Alpha') + NK.SUBKEY_LIST
    const path = files.file('damaged', corrupt(places.bytes, { at, u32: 0x7fff_fff8 }))
    for (const command of ['usage', 'timeline']) {
      const { code, err } = hiveBytes(command, path)
      expect(code).toBe(0)
      expect(err).toMatch(/^hive: reference-bad: Alpha: .* \(file offset 0x[0-9a-f]+\)\n/)
    }
  })
})
