/** `import` of what `export --format json` wrote. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hiveOfEverything } from '../helpers/hives.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const input = files.file('SYSTEM', hiveOfEverything().bytes)
const json = files.path('system.json')
const empty = files.path('empty.hiv')
hive('export', input, '--format', 'json', '-o', json)
hive('create', '-o', empty)

const dumped = (path: string) => hive('dump', path).out

it('an exported hive is read into an empty one: the same dump, and no message', () => {
  const out = files.path('out.hiv')
  const { code, err } = hive('import', empty, json, '-o', out)
  expect(code).toBe(0)
  expect(err).toBe('')
  expect(dumped(out)).toBe(dumped(input))
})

it('JSON behind a byte order mark and blank lines is recognised', () => {
  const marked = files.file('marked.json', `\ufeff\r\n ${readFileSync(json, 'utf8')}`)
  const out = files.path('marked.hiv')
  expect(hive('import', empty, marked, '-o', out).code).toBe(0)
  expect(dumped(out)).toBe(dumped(input))
})

it('a dry run prints the changes with their lines, and writes nothing', () => {
  const { code, out } = hive('import', input, json, '--dry-run')
  expect(code).toBe(0)
  expect(out).toMatch(/^line \d+: key Alpha exists$/m)
  expect(out).toMatch(/ changes, 0 with an effect\n$/)
})

it('a dry run says which attribute of a key it would set', () => {
  const text = files.file(
    'attributes.json',
    '{"format":"propolis-hive","formatVersion":1,"root":{"class":"C","userFlags":32,' +
      '"security":{"sddl":"O:BAG:BAD:(A;;KA;;;BA)"},"lastWrite":"2020-01-01"}}',
  )
  expect(hive('import', empty, text, '--dry-run').out.split('\n')).toEqual([
    'line 1: set the class name of key \\',
    'line 1: set the virtualization flags of key \\',
    'line 1: set the permissions of key \\',
    'line 1: set the last write of key \\',
    '4 changes, 4 with an effect',
    '',
  ])
  const dry = hive('import', input, json, '--dry-run').out
  expect(dry).toMatch(/^line \d+: the last write of key Alpha stays as it is$/m)
})

it('a message about a name that is too long does not have all of it', () => {
  const text = files.file(
    'long.json',
    `{"format":"propolis-hive","formatVersion":1,"root":{"class":"${'c'.repeat(40_000)}"}}`,
  )
  const { code, err } = hive('import', empty, text, '--dry-run')
  expect(code).toBe(2)
  expect(err).toMatch(/a class name has at most 32767 characters \(line 1\)\n$/)
  expect(err.length).toBeLessThan(1500)
})

it('an error names the line and the column, and nothing is written', () => {
  const text = readFileSync(json, 'utf8')
  const at = text.indexOf('"hex"')
  writeFileSync(files.path('bad.json'), `${text.slice(0, at)}"hix"${text.slice(at + 5)}`)
  const out = files.path('bad.hiv')
  const { code, err } = hive('import', empty, files.path('bad.json'), '-o', out)
  expect(code).toBe(2)
  expect(err).toMatch(
    /hive: ERROR_INVALID_DATA: .*'hix' is not known here \(line \d+, column \d+\)\n$/,
  )
  expect(existsSync(out)).toBe(false)
})
