import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeUtf16, encodeUtf16 } from '../../src/bytes/text.ts'
import type { Io } from '../../src/cli/Io.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { abandon, runToEnd } from '../../src/work.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { hive, hiveBytes, hiveSteps } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'

const files = temporary()
const everything = hiveOfEverything()
const input = files.file('Test.Hive.DAT', everything.bytes)
let count = 0
const fresh = () => files.path(`out-${count++}`)
const textOf = (path: string) => decodeUtf16(readFileSync(path))

function refused(code: string, words: string, ...args: string[]): void {
  const out = fresh()
  const outcome = hive('export', ...args, '-o', out)
  expect({ ...outcome, err: '' }).toEqual({ code: 2, out: '', err: '' })
  expect(outcome.err).toMatch(new RegExp(`^hive: ${code}: .*${words}.*\n$`))
  expect(readdirSync(dirname(out)).filter((name) => name.startsWith('.hive-'))).toEqual([])
  expect(existsSync(out)).toBe(false)
}

describe('export', () => {
  it('the whole hive is written as .reg text of version 5, to a file or to standard output', () => {
    const out = fresh()
    expect(hive('export', input, '-o', out)).toEqual({ code: 0, out: '', err: '' })
    const text = textOf(out)
    expect(text).toMatch(
      /^\ufeffWindows Registry Editor Version 5\.00\r\n\r\n\[HKEY_LOCAL_MACHINE\\Test\.Hive\]\r\n/,
    )
    expect(text).toContain('\r\n"Mark"="still here"\r\n')
    expect(text).toContain('[HKEY_LOCAL_MACHINE\\Test.Hive\\Alpha\\Two\\Deep]')
    const printed = hiveBytes('export', input)
    expect({ code: printed.code, err: printed.err }).toEqual({ code: 0, err: '' })
    expect(printed.out.equals(readFileSync(out))).toBe(true)
  })

  it('--format reg4 writes REGEDIT4 and lists what it cannot hold', () => {
    const out = fresh()
    const { code, err } = hive('export', input, '--format', 'reg4', '-o', out)
    expect(code).toBe(0)
    expect(readFileSync(out, 'latin1')).toMatch(
      /^REGEDIT4\r\n\r\n\[HKEY_LOCAL_MACHINE\\Test\.Hive\]\r\n/,
    )
    expect(err).toContain('hive: left-out: Alpha "Wide ☃": it has characters that code page 1252')
    expect(err).toContain('hive: left-out: Wide\\Ж and everything below it: it has characters')
  })

  it('--key writes a part of the hive, --prefix puts it somewhere else', () => {
    const { out } = hiveBytes('export', input, '--key', 'alpha\\two', '--prefix', 'hkcu\\Soft\\')
    expect(decodeUtf16(out).match(/\[.*\]/g)).toEqual([
      '[HKEY_CURRENT_USER\\Soft\\Alpha\\Two]',
      '[HKEY_CURRENT_USER\\Soft\\Alpha\\Two\\Deep]',
    ])
  })

  it('names that .reg text cannot hold are listed with their paths, and the file is written', () => {
    const made = Hive.create()
    const key = made.rootKey.create('Vendor')
    key.set('two\r\nlines', 3, Uint8Array.of(1))
    key.set('fine', 1, encodeUtf16('x\0'))
    key.create('nul\0').create('Below')
    const out = fresh()
    const path = files.file('names', made.finishedCopy())
    const { code, err } = hive('export', path, '-o', out)
    expect(code).toBe(0)
    expect(err).toBe(
      'hive: left-out: Vendor "two\\u000d\\u000alines": its name has a line break or a NUL\n' +
        'hive: left-out: Vendor\\nul\\u0000 and everything below it: its name is empty or has a line break, a NUL or a backslash\n',
    )
    expect(textOf(out)).toContain('"fine"="x"')
    expect(textOf(out)).not.toContain('Below')
  })

  it('a damaged hive is written as far as it can be read, with messages', () => {
    const list = everything.nk('Beta') + NK.SUBKEY_LIST
    const path = files.file('damaged', corrupt(everything.bytes, { at: list, u32: 0x7fff_fff8 }))
    const out = fresh()
    const { code, err } = hive('export', path, '-o', out)
    expect(code).toBe(0)
    expect(err).toMatch(/hive: reference-bad: Beta: /)
    expect(textOf(out)).toContain('\\Beta]')
    expect(textOf(out)).not.toContain('\\Beta\\A]')
    expect(textOf(out)).toContain('\\Wide\\Ж]')
  })

  it('what cannot be done is refused on one line, and no file is left', () => {
    refused('ERROR_INVALID_PARAMETER', 'reg5, reg4', input, '--format', 'reg3')
    refused('ERROR_INVALID_PARAMETER', 'takes one hive', input, input)
    refused('ERROR_INVALID_PARAMETER', 'HKEY_LOCAL_MACHINE', input, '--prefix', 'HKXX\\A')
    refused('ERROR_INVALID_PARAMETER', 'HKEY_LOCAL_MACHINE', input, '--prefix', 'HKLM\\A\\\\B')
    refused('ERROR_FILE_NOT_FOUND', 'no such key', input, '--key', 'Alpha\\Nine')
    refused('ERROR_FILE_NOT_FOUND', 'no such file', files.path('missing'))
    refused('ERROR_BADDB', '', files.file('empty', ''))
    refused('ERROR_NOT_REGISTRY_FILE', '', files.file('other', 'x'.repeat(9000)))
    expect(hive('export').code).toBe(2)
  })

  it('an existing file is replaced only with --force, an input file never', () => {
    const out = files.file('there', 'x')
    expect(hive('export', input, '-o', out).err).toMatch(/^hive: ERROR_FILE_EXISTS: /)
    expect(hive('export', input, '-o', out, '--force').code).toBe(0)
    expect(textOf(out)).toMatch(/^\ufeffWindows/)
    expect(hive('export', input, '-o', input, '--force').err).toMatch(/ERROR_ACCESS_DENIED/)
  })

  it('text that is not made of lines is not shown on a terminal', () => {
    const said: string[] = []
    const io: Io = { out() {}, write() {}, isTerminal: true, err: (text) => said.push(text) }
    expect(runToEnd(hiveSteps(['export', input], io))).toBe(2)
    expect(said.join('')).toMatch(/^hive: ERROR_INVALID_PARAMETER: .*-o OUT/)
    expect(runToEnd(hiveSteps(['export', input, '-o', fresh()], io))).toBe(0)
  })

  it('an export that is given up leaves no file', () => {
    const out = fresh()
    const io: Io = { out() {}, write() {}, isTerminal: false, err() {} }
    const steps = hiveSteps(['export', input, '-o', out], io)
    const isThere = () => readdirSync(dirname(out)).some((name) => name.startsWith('.hive-'))
    while (!isThere()) steps.next()
    abandon(steps)
    expect(isThere()).toBe(false)
    expect(existsSync(out)).toBe(false)
  })
})

describe('a crafted hive is exported within bounds', () => {
  it.each([
    'deep and clean',
    'one cell of data of all values',
    'one big data of all values',
    'many deep findings',
  ])('a crafted hive is exported within bounds: %s', (name) => {
    const bytes = SHAPES[name]?.(0.25) ?? new Uint8Array()
    const path = files.file('crafted', bytes)
    const out = fresh()
    const { code, err } = hive('export', path, '-o', out)
    const printed = hiveBytes('export', path)
    expect(printed.code).toBe(code)
    if (code === 0) {
      expect(printed.out.length).toBeLessThan(70 * bytes.length)
      return
    }
    expect(err).toMatch(/hive: result-too-large: .*--force/)
    expect(printed.out.length).toBe(0)
    expect(existsSync(out)).toBe(false)
    expect(hive('export', path, '-o', out, '--force').code).toBe(0)
  })
})
