import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES, loadCommand } from '../../src/cli/commands.ts'
import { formatKeyPath, parseKeyPath, parseName } from '../../src/cli/names.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { rng } from '../helpers/rng.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()

describe('a KEY', () => {
  it.each([
    ['', []],
    ['\\', []],
    ['A', ['A']],
    ['\\A\\B\\', ['A', 'B']],
    ['A\\\\B', ['A', 'B']],
    ['Run ', ['Run ']],
    ['"quoted"', ['"quoted"']],
    ['""', ['""']],
    ['A\\u0041', ['AA']],
    ['A\\\\u0041', ['A', 'u0041']],
    ['A\\\\\\u0041', ['A', 'A']],
    ['A\\\\\\\\u0041', ['A', 'u0041']],
    ['\\u0041', ['A']],
    ['A\\user', ['A', 'user']],
    ['A\\u12', ['A', 'u12']],
    ['AC\\u005cDC\\x', ['AC\\DC', 'x']],
    ['n\\u0000\\u000D\\u000a\\ud801', ['n\0\r\n\ud801']],
    // A path as dump prints it, with and without its quotation marks.
    ['\\\\A\\\\B', ['A', 'B']],
    ['"\\\\A\\\\B"', ['A', 'B']],
    ['"\\\\A\\r\\n\\\\\\u0000b\\"c\\""', ['A\r\n', '\0b"c"']],
    ['"\\\\AC\\\\\\\\DC\\\\x"', ['AC\\DC', 'x']],
    ['"\\\\u0041\\\\\\u0041"', ['u0041', 'A']],
  ])('%j as a KEY is %j', (text, names) => {
    expect(parseKeyPath(text)).toEqual(names)
  })

  it('a KEY in quotation marks with a bad escape is refused with the position of the escape', () => {
    expect(() => parseKeyPath('"\\\\A\\x"')).toThrow(
      /bad escape in the quoted path at character 5$/,
    )
    expect(() => parseKeyPath('"\\\\A"B"')).toThrow(/bad escape in the quoted path at character 5$/)
  })

  it('a printed KEY is printable, on one line, and is parsed to the same names', () => {
    const random = rng(11)
    const parts = ['a', 'u0041', 'u', '\\', '"', '\0', '\r\n', '\ud801', '\u{1f600}', ' ', '\u2028']
    for (let round = 0; round < 3000; round++) {
      const names = Array.from({ length: random.below(5) }, () =>
        Array.from({ length: 1 + random.below(4) }, () => random.pick(parts)).join(''),
      )
      const text = formatKeyPath(names)
      expect(parseKeyPath(text), text).toEqual(names)
      expect(text.isWellFormed()).toBe(true)
      expect(
        [...text].every((char) => char >= ' ' && char !== '\u2028'),
        text,
      ).toBe(true)
    }
  })
})

describe('a NAME', () => {
  it.each([
    ['', ''],
    ['C:\\Users\\me', 'C:\\Users\\me'],
    ['\\u005cu0041', '\\u0041'],
    ['\\\\u0041', '\\A'],
    ['\\u12', '\\u12'],
    ['"x"', '"x"'],
    ['\\ud801\\u0000', '\ud801\0'],
  ])('%j as a NAME is %j', (text, name) => {
    expect(parseName(text)).toBe(name)
  })
})

describe('a message about a name', () => {
  const made = Hive.create()
  made.rootKey.createPath('a\\b')
  const path = files.file('hive', made.finishedCopy())
  const out = files.path('out')

  it.each([
    [['set', 'a\\c\\d', 'v', 'sz', 'x'], 'ERROR_FILE_NOT_FOUND: no such key: a\\c'],
    [['delete', 'a\\x\\u000ay'], 'ERROR_FILE_NOT_FOUND: no such key: a\\x\\u000ay'],
    [['delete', 'a', 'v'], 'ERROR_FILE_NOT_FOUND: no such value: v'],
    [['delete', 'a', ''], 'ERROR_FILE_NOT_FOUND: no such value: (Default)'],
    [['new', 'A\\B'], 'ERROR_ALREADY_EXISTS: key already exists: A\\B'],
    [
      ['rename', 'a', 'x\\y'],
      'ERROR_INVALID_PARAMETER: x\\y: a key name cannot contain a backslash (character 2 of the new name)',
    ],
    [
      ['rename', 'a', '\\u0041\\u005cy'],
      'ERROR_INVALID_PARAMETER: \\u0041\\u005cy: a key name cannot contain a backslash (character 7 of the new name)',
    ],
    [
      ['set', 'a', 'v', 'dword', '12x'],
      "ERROR_INVALID_DATA: invalid data for REG_DWORD: character 3, 'x', is not a digit",
    ],
    [
      ['set', 'a', 'v', 'qword', '2a'],
      "ERROR_INVALID_DATA: invalid data for REG_QWORD: character 2, 'a', is not a digit (hexadecimal numbers start with 0x)",
    ],
    [
      ['set', 'a', 'v', 'binary', '01 2'],
      "ERROR_INVALID_DATA: invalid data for REG_BINARY: character 4, '2', is half a byte; each byte needs two hex digits",
    ],
    [
      ['set', 'a', 'v', 'sz', 'hex:\u{1f600}'],
      "ERROR_INVALID_DATA: invalid data for REG_SZ: character 5, '\u{1f600}', is not a digit (data that starts with hex: must be bytes)",
    ],
    [
      ['set', 'a', 'v', 'sz', 'hex(7):00'],
      'ERROR_INVALID_DATA: invalid data for REG_SZ: hex(7): is for another type',
    ],
    [
      ['set', 'a', 'v', 'text', 'x'],
      "ERROR_INVALID_PARAMETER: unknown value type 'text' (known: sz, expand_sz, multi_sz, dword, qword, binary, none, link, dword_be, or a number)",
    ],
    [
      ['set', 'a', 'v', 'sz'],
      'ERROR_INVALID_PARAMETER: usage: hive set FILE KEY NAME TYPE DATA -o OUT',
    ],
  ])('the message of %j has names that can be typed', ([command = '', ...words], message) => {
    expect(hive(command, path, ...words, '-o', out)).toEqual({
      code: 2,
      out: '',
      err: `hive: ${message}\n`,
    })
  })
})

describe('help', () => {
  it.each([[['--help']], [['set', '--help']]])(
    '%j explains how to write names and data',
    (args) => {
      const { code, out, err } = hive(...args)
      expect([code, err]).toEqual([0, ''])
      for (const words of ['\\uXXXX', 'hex:BYTES', "'one\\0\\0' is 'one' and an empty string"]) {
        expect(out).toContain(words)
      }
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
    },
  )

  it.each(COMMAND_NAMES)(
    '%s --help has every option of the command, and no other',
    async (name) => {
      const command = await loadCommand([name])
      const takes = [...(command?.options.flags ?? []), ...(command?.options.valued ?? [])]
      const { out } = hive(name, '--help')
      const listed = out
        .split('\n')
        .filter((line) => /^ {2}--?[a-z]/.test(line))
        .flatMap((line) =>
          [...line.matchAll(/(?<=^ {2}|, )--?([a-z-]+)(?= |$)/g)].map(([, one]) => one),
        )
      expect(listed.filter((one) => !takes.includes(one ?? ''))).toEqual([])
      const mentioned = [...out.matchAll(/(?<![a-z-])--?([a-z-]+)/g)].map(([, one]) => one)
      expect(takes.filter((one) => !mentioned.includes(one))).toEqual([])
    },
  )

  it.each(['new', 'delete', 'rename', 'save'])('%s --help explains how to write names', (name) => {
    const { out } = hive(name, '--help')
    expect(out).toContain('\\uXXXX')
    expect(out).toMatch(/^Examples\n {2}hive /m)
  })
})
