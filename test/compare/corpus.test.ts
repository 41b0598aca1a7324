/**
 * Two real hives, of which one was made from the other: what is found is what the dumps of an independent reader
 * differ in; the .reg files turn each into the other.
 */

import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { expectedDump, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { ALL_ATTRIBUTES, compareHives } from './sides.ts'

const files = temporary()
const hasHivexregedit = spawnSync('sh', ['-c', 'command -v hivexregedit']).status === 0
if (!hasHivexregedit) process.stdout.write('skipped: hivexregedit is not installed\n')
const hiveNamed = (name: string) =>
  plainHives.find((one) => one.name === `regipy/${name}`) ?? { name, path: '' }
const original = hiveNamed('NTUSER.DAT')
const modified = hiveNamed('NTUSER_modified.DAT')

/** `K "\\A"` and `V "\\A" "name"`, each with the rest of its line in the dump. */
function linesOf(dump: string): Map<string, string> {
  const lines = new Map<string, string>()
  for (const line of dump.trimEnd().split('\n')) {
    const [, what = '', rest = ''] =
      /^(K "[^"]*"|V "[^"]*" "(?:[^"\\]|\\.)*") (.*)$/.exec(line) ?? []
    lines.set(what, rest)
  }
  return lines
}

describe.skipIf(!hasCorpus)('NTUSER.DAT and NTUSER_modified.DAT', () => {
  it('what is found is exactly what their dumps differ in', () => {
    const was = linesOf(expectedDump(original))
    const is = linesOf(expectedDump(modified))
    const expected = [
      ...[...is.keys()].filter((what) => !was.has(what)).map((what) => `added ${what}`),
      ...[...was.keys()].filter((what) => !is.has(what)).map((what) => `removed ${what}`),
      ...[...is].flatMap(([what, rest]) =>
        was.has(what) && was.get(what) !== rest ? [`changed ${what}`] : [],
      ),
    ]
    expect(expected.length).toBeGreaterThan(10)
    const { lines } = compareHives(open(original.path), open(modified.path), {
      attributes: ALL_ATTRIBUTES,
      expand: true,
    })
    const found = lines.map((line) => {
      const [, kind, what, path = '', name] =
        /^(\w+) (key|value) (.*?)(?: ("[^"]*"))?(?:: [a-z ]+)?$/.exec(line) ?? []
      const quoted = `"${path === '' ? '' : `\\${path}`.replaceAll('\\', '\\\\')}"`
      return what === 'key' ? `${kind} K ${quoted}` : `${kind} V ${quoted} ${name}`
    })
    expect([...found].sort()).toEqual([...expected].sort())
  })

  const [reg, inverse] = [files.path('forward.reg'), files.path('back.reg')]
  const ways = [
    { way: 'the first into the second', text: reg, from: original, to: modified },
    { way: 'the second into the first', text: inverse, from: modified, to: original },
  ]

  it('two .reg files are written, and nothing is left out', () => {
    const args = [original.path, modified.path, '--reg', reg, '--inverse', inverse]
    expect(hive('compare', ...args)).toMatchObject({ code: 1, err: '' })
  })

  it.each(ways)('the .reg file turns $way, as import reads it', ({ text, from, to }) => {
    const out = files.path('imported.hiv')
    const imported = hive('import', from.path, text, '-o', out, '--force')
    expect(imported).toMatchObject({ code: 0, err: '' })
    expect(hive('compare', out, to.path)).toMatchObject({ code: 0, out: '' })
  })

  it.skipIf(!hasHivexregedit).each(ways)(
    'the .reg file turns $way, as hivexregedit reads it',
    ({ text, from, to }) => {
      const copy = files.path('copy.hiv')
      copyFileSync(from.path, copy)
      merge(copy, text, `HKEY_LOCAL_MACHINE\\${basename(from.path, '.DAT')}`)
      expect(hive('compare', copy, to.path)).toMatchObject({ code: 0, out: '' })
    },
  )
})

function open(path: string): Hive {
  return Hive.open(Uint8Array.from(readFileSync(path)))
}

/** Merges a .reg file with hivexregedit, which reads UTF-8 only. */
function merge(path: string, reg: string, prefix: string): void {
  const utf8 = files.path('utf8.reg')
  writeFileSync(utf8, readFileSync(reg).toString('utf16le').slice(1).replaceAll('\r\n', '\n'))
  const script = 'hivexregedit --merge --prefix "$1" "$2" "$3"'
  const args = ['-c', script, 'sh', prefix, path, utf8]
  const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
}
