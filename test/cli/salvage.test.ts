/** `hive salvage`: a sound hive out of a damaged file, and the report. */

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { hive, MESSAGE } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const places = hiveOfEverything()

describe('hive salvage', () => {
  it('writes a sound hive, and prints each loss and the sum', () => {
    const at = places.nk('Alpha')
    const bytes = corrupt(
      places.bytes,
      { at, u16: 0 },
      { at: places.nk('Beta') + NK.CLASS, u32: 8 },
    )
    const out = files.path('sound')
    const outcome = hive('salvage', files.file('damaged', bytes), '-o', out)
    expect(outcome).toMatchObject({ code: 0, err: '' })
    const lines = outcome.out.trimEnd().split('\n')
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^lost entry-bad 0x[0-9a-f]+ \\: an entry of the subkey list leads to no key$/,
      ),
    )
    expect(lines).toContainEqual(
      expect.stringMatching(/^lost class-lost 0x[0-9a-f]+ Beta: the class name is lost$/),
    )
    expect(lines.at(-1)).toMatch(/^salvaged \d+ keys and \d+ values; 3 lost, 7 moved$/)
    const made = Hive.open(new Uint8Array(readFileSync(out)))
    expect(made.check().findings).toEqual([])
    expect(hive('check', out).code).toBe(0)
  })

  it('says that nothing was lost of a sound hive', () => {
    const path = files.file('whole', places.bytes)
    const outcome = hive('salvage', path, '-o', files.path('whole-copy'))
    expect(outcome.out).toMatch(/^salvaged \d+ keys and \d+ values; nothing was lost\n$/)
  })

  it('escapes what a terminal would interpret', () => {
    const made = hiveOfEverything()
    made.hive.key('Beta').create('\u001b[31m').set('\u202e', 3, new Uint8Array(100))
    const beta = made.nk('Beta')
    const bytes = corrupt(made.hive.finishedCopy(), { at: beta, u16: 0 })
    const { out } = hive('salvage', files.file('controls', bytes), '-o', files.path('controls-out'))
    expect(out).toContain('\\u001b[31m')
    expect(out).not.toContain('\u001b')
  })

  it.each([
    ['an empty file', new Uint8Array(0), 'ERROR_BADDB'],
    ['text', 'Windows Registry Editor Version 5.00\r\n', 'ERROR_NOT_REGISTRY_FILE'],
    ['a header alone', places.bytes.slice(0, 4096), 'ERROR_NOT_REGISTRY_FILE'],
    ['zeros', new Uint8Array(100_000), 'ERROR_NOT_REGISTRY_FILE'],
  ])('%s has nothing to salvage, and no file is written', (name, content, code) => {
    const out = files.path('never')
    const outcome = hive('salvage', files.file(name, content), '-o', out)
    expect(outcome).toMatchObject({ code: 2, out: '' })
    expect(outcome.err).toMatch(new RegExp(`^hive: ${code}: .+\n$`))
    expect(existsSync(out)).toBe(false)
  })

  it('never replaces a file without --force, and never its input', () => {
    const path = files.file('input', places.bytes)
    const out = files.file('there', 'mine')
    expect(hive('salvage', path, '-o', out).err).toMatch(/^hive: ERROR_FILE_EXISTS: /)
    expect(hive('salvage', path, '-o', path, '--force').code).toBe(2)
    expect(readFileSync(path)).toEqual(Buffer.from(places.bytes))
    expect(hive('salvage', path, '-o', out, '--force').code).toBe(0)
  })

  it.skipIf(!hasCorpus)('every small hive of the corpus has an answer', () => {
    for (const { name, path } of [...plainHives, ...brokenHives]) {
      if (readFileSync(path).length > 1 << 19) continue
      const out = files.path(`corpus-${name.replaceAll('/', '-')}`)
      const outcome = hive('salvage', path, '-o', out)
      if (outcome.code === 2) expect(outcome.err.trimEnd()).toMatch(MESSAGE)
      else expect(outcome.out).toMatch(/salvaged [\d,]+ keys? and [\d,]+ values?; .+\n$/)
      expect(existsSync(out)).toBe(outcome.code === 0)
    }
  })
})
