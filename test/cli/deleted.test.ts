/** `hive deleted`: the deleted keys and values of a file. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()

function withoutAlpha(name: string): string {
  const places = hiveOfEverything()
  places.hive.key('Alpha').delete()
  return files.file(name, places.hive.finishedCopy())
}

interface Listed {
  readonly keys: number
  readonly values: number
  readonly records: readonly Record<string, unknown>[]
}

function listed(...args: readonly string[]): Listed {
  return JSON.parse(hive('deleted', '--json', ...args).out) as Listed
}

describe('hive deleted', () => {
  it('prints a line for each record: kind, confidence, offset, path, evidence', () => {
    const { code, out, err } = hive('deleted', withoutAlpha('lines'))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const lines = out.trimEnd().split('\n')
    expect(lines.at(-1)).toBe('4 deleted keys, 5 deleted values')
    expect(lines[0]).toMatch(
      /^deleted key high 0x[0-9a-f]+ Alpha: last write 2020-01-01 00:00:00(\.0+)? UTC; in a free cell of its own; the size of its cell fits; its parent is there$/,
    )
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^deleted value high 0x[0-9a-f]+ Alpha "Big" REG_BINARY 40,000 bytes: /,
      ),
    )
    expect(lines.filter((line) => line.startsWith('deleted key '))).toHaveLength(4)
  })

  it('--json has the same in full, and --bytes the raw bytes', () => {
    const path = withoutAlpha('json')
    const { keys, values, records } = listed(path, '--bytes')
    expect({ keys, values }).toEqual({ keys: 4, values: 5 })
    expect(records[0]).toMatchObject({
      ...{ kind: 'key', path: 'Alpha', pathComplete: true, place: 'free-cell', whole: true },
      ...{ confidence: 'high', lastWriteTicks: String(NOW) },
      values: { had: 5, found: 5, whole: 5 },
      subkeys: { had: 2, found: 2 },
    })
    const wide = records.find(({ name }) => name === 'Wide ☃')
    expect(wide).toMatchObject({ type: 1, typeName: 'REG_SZ', size: 10, left: 10, whole: true })
    expect(wide?.data).toBe(
      [...text('snow')].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
    )
    const bytes = readFileSync(path)
    for (const { offset, bytes: shown } of records) {
      const at = Number(offset)
      expect(
        String(shown).startsWith(
          bytes
            .subarray(at, at + 2)
            .toString('hex')
            .replace(/(..)(..)/, '$1 $2'),
        ),
      ).toBe(true)
    }
  })

  it('exits with 1 when nothing deleted is found', () => {
    const path = files.file('none', Hive.create({ now: NOW }).finishedCopy())
    expect(hive('deleted', path)).toEqual({
      ...{ code: 1, err: '' },
      out: '0 deleted keys, 0 deleted values\n',
    })
    expect(listed(path)).toEqual({
      ...{ keys: 0, values: 0, records: [] },
      lost: { keys: 0, values: 0 },
    })
  })

  it('marks a path that is known only in part', () => {
    const places = hiveOfEverything()
    const at = places.nk('Alpha')
    places.hive.key('Alpha').delete()
    const bytes = corrupt(places.hive.finishedCopy(), { at: at + NK.PARENT, u32: 0x7ffffff0 })
    const path = files.file('partial', bytes)
    expect(hive('deleted', path).out).toContain(' …\\Alpha\\Two\\Deep: ')
    expect(listed(path).records[0]).toMatchObject({ path: '…\\Alpha', pathComplete: false })
  })

  it('escapes what a terminal would interpret, and shortens long paths', () => {
    const { hive: made } = hiveOfEverything()
    let key = made.key('Beta')
    for (let level = 0; level < 20; level++)
      key = key.create(`${level} \u001b[31m${'x'.repeat(200)}`)
    key.set('a\u202eb', 1, text('c'))
    made.key('Beta').delete()
    const { out } = hive('deleted', files.file('controls', made.finishedCopy()))
    expect(out).toContain('\\u001b[31m')
    expect(out).toContain('"a\\u202eb"')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(2000)
  })

  it('reports the damage of a hive on standard error, and lists what it finds', () => {
    const places = hiveOfEverything()
    places.hive.key('Alpha').delete()
    const bytes = corrupt(places.hive.finishedCopy(), { at: places.list('Many'), u16: 0 })
    const { code, out, err } = hive('deleted', files.file('damaged', bytes))
    expect(code).toBe(0)
    expect(out).toContain('Alpha\\Two\\Deep')
    expect(err.trimEnd().split('\n')[0]).toMatch(MESSAGE)
  })

  it.skipIf(!hasCorpus)('every small hive of the corpus has an answer', () => {
    for (const { name, path } of [...plainHives, ...brokenHives]) {
      if (readFileSync(path).length > 1 << 19) continue
      const { code, out, err } = hive('deleted', path)
      for (const line of err.trimEnd().split('\n').filter(Boolean)) expect(line).toMatch(MESSAGE)
      if (code === 2) expect({ name, out }).toEqual({ name, out: '' })
      else expect(out).toMatch(/\d+ deleted keys?, \d+ deleted values?(; .+ lost to damage .+)?\n$/)
    }
  })
})
