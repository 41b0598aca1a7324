import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, NK } from '../../src/regf/layout.ts'
import { plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const everything = hiveOfEverything()
const base = files.file('base', everything.bytes)

/** A hive with one value in a key. */
function overlay(name: string, path: string, byte: number): string {
  const made = Hive.create()
  made.rootKey.createPath(path).set('v', 3, Uint8Array.of(byte))
  return files.file(name, made.finishedCopy())
}

function open(path: string): Hive {
  return Hive.open(new Uint8Array(readFileSync(path)))
}

/** Lines of a dump without the way names are stored: versions before 1.2 have only one. */
function dump(path: string): string[] {
  const flags = (_: string, key: string, word: string) => {
    return `${key} ${(Number.parseInt(word, 16) & ~0x20).toString(16)} `
  }
  return hive('dump', path)
    .out.split('\n')
    .map((line) => line.replace(/^(K "(?:[^"\\]|\\.)*" \d+) ([0-9a-f]{4}) /, flags))
}

/** A layered hive of the corpus, and its keys that are tombstones or have a tombstone value. */
const LAYERED = 'yarp/System_Delta'
const TOMBSTONES = [
  'Memory Management',
  '{BA84F32B-8AF2-5006-F147-5030CDD7F22D}',
  'State',
  'XBOXGIP',
  'XboxNetApiSvc',
]

describe('merge', () => {
  it('merge combines hives, and changes none of them', () => {
    const out = files.path('merged')
    const overlays = [overlay('one', 'Alpha\\One', 1), overlay('two', 'ALPHA\\ONE', 2)]
    const before = [base, ...overlays].map((path) => readFileSync(path))
    expect(hive('merge', base, ...overlays, '-o', out)).toEqual({ code: 0, out: '', err: '' })
    const merged = open(out)
    expect(merged.check()).toMatchObject({ findings: [] })
    expect(merged.key('Alpha\\One').value('v')?.data).toEqual(Uint8Array.of(2))
    expect(merged.key('Many').subkeyCount).toBe(600)
    expect([base, ...overlays].map((path) => readFileSync(path))).toEqual(before)
  })

  it('merging a hive with itself gives the same hive', () => {
    const out = files.path('twice')
    expect(hive('merge', base, base, '-o', out).code).toBe(0)
    expect(dump(out)).toEqual(dump(base))
  })

  it('a merged hive is written for the Windows that --os names, or else in the version of the hives', () => {
    const versions = (...args: string[]) => {
      const out = files.path(`os ${args.join(' ')}`)
      expect(hive('merge', base, base, '-o', out, ...args).code).toBe(0)
      return open(out).version
    }
    expect([versions(), versions('--os', '5.0'), versions('--os', '10.0')]).toEqual([
      '1.5',
      '1.3',
      '1.5',
    ])
    const none = ['merge', base, base, '-o', files.path('none'), '--os', '7.0']
    expect(hive(...none)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^hive: ERROR_INVALID_PARAMETER: /),
    })
  })

  it('merge names the value that is too large for 5.0', () => {
    const large = Hive.create()
    large.rootKey.create('K').set('too large', 3, new Uint8Array((1 << 20) + 1))
    const path = files.file('large', large.finishedCopy())
    const outcome = hive('merge', base, path, '-o', files.path('none'), '--os', '5.0')
    expect(outcome).toMatchObject({ code: 2, err: expect.stringContaining('too large') })
    expect(outcome.err).toMatch(/^hive: ERROR_INVALID_PARAMETER: /)
  })

  it('merge needs two hives', () => {
    expect(hive('merge', base, '-o', files.path('none'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^hive: ERROR_INVALID_PARAMETER: usage: hive merge /),
    })
  })

  it('merge refuses a damaged or dirty hive, whichever input it is, and takes it with --damaged', () => {
    const data = everything.vk('Alpha', 'Text') + 4
    const damaged = files.file('damaged', corrupt(everything.bytes, { at: data, u32: 0x1000 }))
    const dirty = files.file(
      'dirty',
      corrupt(everything.bytes, { at: BASE.PRIMARY_SEQUENCE, u32: 9 }),
    )
    const out = files.path('refused')
    for (const [bad, code] of [
      [damaged, 'ERROR_REGISTRY_CORRUPT'],
      [dirty, 'dirty'],
    ] as const) {
      const outcome = hive('merge', base, bad, '-o', out)
      expect(outcome.code).toBe(2)
      expect(outcome.err).toContain(`hive: ${code}: `)
      expect(outcome.err).toContain(bad)
      expect(existsSync(out)).toBe(false)
      const forced = files.path(`forced ${code}`)
      expect(hive('merge', base, bad, '-o', forced, '--damaged').code).toBe(0)
      expect(open(forced).check().findings).toEqual([])
    }
  })

  it('merge takes the readable part of a truncated hive with --damaged, as save does', () => {
    const short = files.file('short', everything.bytes.slice(0, everything.bytes.length - 4096))
    const out = files.path('never')
    const { code, err } = hive('merge', base, short, '-o', out)
    expect([code, existsSync(out)]).toEqual([2, false])
    expect(err).toContain(`hive: ERROR_REGISTRY_CORRUPT: ${short}: `)
    const forced = hive('merge', short, base, '-o', out, '--damaged')
    expect(forced).toMatchObject({ code: 0, err: expect.stringContaining('data-size-past-file') })
    expect(open(out).check()).toMatchObject({ findings: [], keys: 616, values: 27 })
  })

  it('merge reports how much of a damaged hive could not be copied', () => {
    const name = everything.nk('Beta\\B') + NK.NAME
    const twice = files.file('twins', corrupt(everything.bytes, { at: name, u8: 0x61 }))
    const { code, err } = hive('merge', base, twice, '-o', files.path('left'), '--damaged')
    expect(code).toBe(0)
    const said = err.split('\n').filter((line) => !line.startsWith('hive: subkey-'))
    expect(said).toEqual([`hive: left-out: ${twice}: 1 key and 0 values could not be copied`, ''])
  })

  it.each(plainHives.filter(({ path }) => readFileSync(path).length < 1_000_000))(
    'of $name with itself is that hive, without its tombstones',
    ({ name, path }) => {
      const out = files.path('corpus')
      const { code, err } = hive('merge', path, path, '-o', out, '--force')
      if (name === LAYERED) {
        const left = new Set(dump(out))
        const gone = dump(path).filter((line) => !left.has(line))
        expect(gone.map((line) => line.split('"')[1]?.split('\\').at(-1))).toEqual(TOMBSTONES)
        return
      }
      if (code !== 0) {
        expect(err).toMatch(/^hive: (dirty|ERROR_REGISTRY_CORRUPT): /)
        return
      }
      expect(dump(out)).toEqual(dump(path))
    },
  )
})
