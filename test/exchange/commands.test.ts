/** Commands for `reg add` and PowerShell: what the system makes of each line is what was stored. */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import type { CommandForm } from '../../src/exchange/commandForm.ts'
import { type Unwritten, writeCommands } from '../../src/exchange/commandLines.ts'
import { POWERSHELL } from '../../src/exchange/powershell.ts'
import { REG_ADD } from '../../src/exchange/regAdd.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { runToEnd } from '../../src/work.ts'
import { rawHive } from '../helpers/rawHive.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { Collected } from './jsonFile.ts'
import { ODD_NAMES, ODD_VALUES, oddHive } from './oddHive.ts'

const PATH = ['HKEY_LOCAL_MACHINE', 'X']
const sz = (text: string) => encodeUtf16(`${text}\0`)
const multi = (...strings: string[]) =>
  encodeUtf16(`${strings.map((one) => `${one}\0`).join('')}\0`)
const lineOf = (form: CommandForm, name: string, type: number, data: Uint8Array) => {
  const made = form.value(PATH, name, type, data)
  return 'line' in made ? made.line : made.none
}

/** What `cmd` passes on of a line of a batch file: percent signs, quotations and carets are used up. */
function afterCmd(line: string): string {
  let out = ''
  let isQuoted = false
  const text = line.replaceAll('%%', '\x01')
  if (text.includes('%')) throw new Error(`a variable would be put into ${line}`)
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') isQuoted = !isQuoted
    else if (!isQuoted && char === '^') {
      out += text.charAt(++at)
      continue
    } else if (!isQuoted && /[&|<>()]/.test(char))
      throw new Error(`${char} would be obeyed in ${line}`)
    out += char
  }
  return out.replaceAll('\x01', '%')
}

/** The arguments that a C program gets from a command line. */
function argumentsOf(line: string): string[] {
  const found: string[] = []
  let current: string | null = null
  let isQuoted = false
  for (let at = 0; at < line.length; ) {
    const [slashes = ''] = /^\\*/.exec(line.slice(at)) ?? []
    const next = line.charAt(at + slashes.length)
    if (next === '"') {
      current = (current ?? '') + '\\'.repeat(slashes.length >> 1)
      if (slashes.length % 2 === 1) current += '"'
      else isQuoted = !isQuoted
      at += slashes.length + 1
    } else if (slashes !== '') {
      current = (current ?? '') + slashes
      at += slashes.length
    } else {
      if (next === ' ' && !isQuoted) {
        if (current !== null) found.push(current)
        current = null
      } else current = (current ?? '') + next
      at++
    }
  }
  return current === null ? found : [...found, current]
}

const regAdd = (...value: [string, number, Uint8Array]) =>
  argumentsOf(afterCmd(lineOf(REG_ADD, ...value)))

describe('reg add', () => {
  it.each([
    ['plain', 'text'],
    ['', 'default'],
    ['quote " here', 'say "hi" & <del> | ^ (x) !'],
    ['%PATH%', '100% %%x%% %1'],
    ['C:\\dir\\', 'C:\\dir\\'],
    ['ends "', 'a\\\\"b\\"'],
    ['^caret', 'a & b ^ c'],
    ['Ж漢', '\u{1f600} é'],
    [' spaces ', ''],
    ['/v', '/d'],
    ["$x `n '", "$env:x `n '"],
  ])('the value %j with the text %j arrives as it is', (name, text) => {
    const named = name === '' ? ['/ve'] : ['/v', name]
    expect(regAdd(name, 1, sz(text))).toEqual([
      'reg',
      'add',
      'HKEY_LOCAL_MACHINE\\X',
      ...named,
      '/t',
      'REG_SZ',
      '/d',
      text,
      '/f',
    ])
  })

  it('random names and texts arrive as they are', () => {
    const pieces = ['"', '\\', '%', '^', '&', '|', ' ', 'a', '!', '(', '<', '`', "'", 'é']
    for (let seed = firstSeed(300); seed < firstSeed(300) + 300; seed++) {
      const random = rng(seed)
      const text = () =>
        Array.from({ length: 1 + random.below(9) }, () => random.pick(pieces)).join('')
      const [name, data] = [text(), text()]
      const found = regAdd(name, 2, sz(data))
      expect({ seed, name: found[4], data: found[8] }).toEqual({ seed, name, data })
    }
  })

  it('numbers, bytes and lists have the form of their type', () => {
    expect(lineOf(REG_ADD, 'n', 4, Uint8Array.of(255, 255, 255, 255))).toContain(
      '/t REG_DWORD /d 0xffffffff /f',
    )
    expect(lineOf(REG_ADD, 'n', 11, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128))).toContain(
      '/d 0x8000000000000000 ',
    )
    expect(lineOf(REG_ADD, 'n', 3, Uint8Array.of(1, 0xab))).toContain('/t REG_BINARY /d 01ab ')
    expect(lineOf(REG_ADD, 'n', 3, Uint8Array.of())).toContain('/d "" ')
    expect(lineOf(REG_ADD, 'n', 7, multi('a', 'b'))).toContain('/d "a\\0b" ')
    expect(lineOf(REG_ADD, 'n', 7, multi('C:\\0', 'b|c'))).toContain('/s ";" /d "C:\\0;b|c" ')
    expect(lineOf(REG_ADD, 'n', 7, Uint8Array.of(0, 0))).toContain('/t REG_MULTI_SZ /d "" /f')
  })

  it('data of REG_NONE is text, since that is how reg add reads it', () => {
    expect(lineOf(REG_ADD, 'n', 0, sz('deadbeef'))).toContain('/t REG_NONE /d "deadbeef" /f')
    expect(lineOf(REG_ADD, 'n', 0, sz(''))).toContain('/t REG_NONE /d "" /f')
    expect(lineOf(REG_ADD, 'n', 0, Uint8Array.of(0xde, 0xad))).toBe('data')
    expect(lineOf(REG_ADD, 'n', 0, Uint8Array.of())).toBe('data')
  })

  it('a key is created only if it is missing, and without a default value', () => {
    expect(REG_ADD.key(['HKEY_USERS', 'a b'])).toEqual({
      line:
        'reg query "HKEY_USERS\\a b" >nul 2>nul || ' +
        'reg add "HKEY_USERS\\a b" /f && reg delete "HKEY_USERS\\a b" /ve /f',
    })
  })

  it.each([
    ['two\nlines', 1, sz('x'), 'argument'],
    ['nul\0', 1, sz('x'), 'argument'],
    ['lone \ud801', 1, sz('x'), 'argument'],
    ['n', 1, sz('two\r\nlines'), 'data'],
    ['n', 1, sz('nul\0nul'), 'data'],
    // `cmd` reads U+001A as the end of the line, and obeys what comes after it.
    ['n', 1, sz('x\x1acalc.exe'), 'data'],
    ['n', 7, multi('x\x1acalc.exe'), 'data'],
    ['x\x1acalc.exe', 1, sz('x'), 'argument'],
    ['n', 1, encodeUtf16('no terminator'), 'data'],
    ['n', 1, Uint8Array.of(), 'data'],
    ['n', 1, Uint8Array.of(0x61, 0, 0), 'data'],
    ['n', 4, Uint8Array.of(1), 'data'],
    ['n', 7, multi('a', '', 'b'), 'data'],
    ['n', 7, encodeUtf16('a\0'), 'data'],
    ['n', 5, Uint8Array.of(1, 2, 3, 4), 'type'],
    ['n', 6, sz('x'), 'type'],
    ['n', 0xffff_0012, sz('x'), 'type'],
    ['n', 3, new Uint8Array(5000), 'long'],
  ])('%j of type %s has no line', (name, type, data, why) => {
    expect(lineOf(REG_ADD, name, type, data)).toBe(why)
  })
})

/** The value of an expression of the few forms that are written. */
function evaluated(expression: string): unknown {
  const text = (one: string) => one.replaceAll("''", "'")
  const string = /'((?:[^']|'')*)'|\[char\]0x([0-9a-f]{4})/g
  const all = (source: string) =>
    [...source.matchAll(string)].map(([, quoted, unit]) =>
      unit === undefined ? text(quoted ?? '') : String.fromCharCode(Number.parseInt(unit, 16)),
    )
  if (expression.startsWith("('' + ")) return all(expression).join('')
  if (expression.startsWith("'")) return all(expression)[0]
  throw new Error(expression)
}

describe('PowerShell', () => {
  it.each(ODD_NAMES.filter((name) => !name.includes('\0')))(
    'the name %j is given as it is, in plain ASCII',
    (name) => {
      const line = lineOf(POWERSHELL, name, 1, sz(name))
      expect(line).toMatch(/^[ -~]+$/)
      const [, key = '', value = '', data = ''] =
        /^\[Microsoft\.Win32\.Registry\]::SetValue\(('(?:[^']|'')*'), (.*), (.*), 'String'\)$/.exec(
          line,
        ) ?? []
      expect(evaluated(key)).toBe('HKEY_LOCAL_MACHINE\\X')
      expect(evaluated(value)).toBe(name)
      expect(evaluated(data)).toBe(name)
    },
  )

  it('numbers, bytes and lists have the form of their type', () => {
    expect(lineOf(POWERSHELL, 'n', 4, Uint8Array.of(255, 255, 255, 255))).toContain(
      ", [int]-1, 'DWord')",
    )
    expect(lineOf(POWERSHELL, 'n', 11, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128))).toContain(
      ", [long]'-9223372036854775808', 'QWord')",
    )
    expect(lineOf(POWERSHELL, 'n', 3, Uint8Array.of(1, 2))).toContain(
      ", [Convert]::FromBase64String('AQI='), 'Binary')",
    )
    expect(lineOf(POWERSHELL, 'n', 7, multi('a', "b's"))).toContain(
      ", [string[]]@('a', 'b''s'), 'MultiString')",
    )
    expect(lineOf(POWERSHELL, 'n', 7, Uint8Array.of(0, 0))).toContain(
      ", [string[]]@(), 'MultiString')",
    )
    expect(lineOf(POWERSHELL, '$x `n', 1, sz('$(x)'))).toContain("'$x `n', '$(x)', 'String')")
  })

  it('text with very many characters by number does not nest thousands of operators', () => {
    const text = `${'é'.repeat(3000)}\ud801'x`
    const line = lineOf(POWERSHELL, 'n', 1, sz(text))
    const [, numbers = ''] = /, \(-join \[char\[\]\]\((.*)\)\), 'String'\)$/.exec(line) ?? []
    expect(String.fromCharCode(...numbers.split(',').map(Number))).toBe(text)
    expect(lineOf(POWERSHELL, 'n', 1, sz('é'.repeat(20)))).toContain("('' + [char]0x00e9 + ")
  })

  it('what .NET cannot be given has no line', () => {
    expect(lineOf(POWERSHELL, 'nul\0', 1, sz('x'))).toBe('argument')
    expect(lineOf(POWERSHELL, 'n', 1, encodeUtf16('x'))).toBe('data')
    expect(lineOf(POWERSHELL, 'n', 7, encodeUtf16('x\0'))).toBe('data')
    expect(lineOf(POWERSHELL, 'n', 5, Uint8Array.of(1, 2, 3, 4))).toBe('type')
    expect(POWERSHELL.key(['HKEY_LOCAL_MACHINE', 'a\0b'])).toEqual({ none: 'argument' })
    expect(POWERSHELL.key(['HKEY_USERS', 'a', 'é'])).toEqual({
      line: "[void][Microsoft.Win32.Registry]::Users.CreateSubKey(('' + 'a\\' + [char]0x00e9))",
    })
  })
})

/** The lines of a hive, and what has none. */
function linesOf(form: CommandForm, bytes: Uint8Array<ArrayBuffer>) {
  const hive = Hive.open(bytes)
  const out = new Collected()
  const missing: Unwritten[] = []
  const scope = { top: hive.root, prefix: 'HKEY_LOCAL_MACHINE\\ODD' }
  runToEnd(writeCommands(hive, scope, form, out.sink, (one) => missing.push(one)))
  const lines = out.text.slice(form.head.length).split(form.lineEnd)
  expect(lines.pop()).toBe('')
  return { lines, missing }
}

describe.each([
  ['reg add', REG_ADD],
  ['PowerShell', POWERSHELL],
])('a hive as commands of %s', (_, form) => {
  it('a key has its own line only if no line of a value creates it', () => {
    const value = { name: 'n', type: 1, data: sz('x') }
    const { lines, missing } = linesOf(
      form,
      rawHive({
        minor: 5,
        root: {
          name: 'ROOT',
          flags: 0x2c,
          subkeys: [
            { name: 'Alone' },
            { name: 'Both', values: [value], subkeys: [{ name: 'Below' }] },
            { name: 'None', values: [{ ...value, name: 'nul\0' }] },
          ],
        },
      }),
    )
    const keys = ['', '\\Alone', null, '\\Both\\Below', '\\None']
    const path = ['HKEY_LOCAL_MACHINE', 'ODD']
    const expected = keys.map((key) => {
      const line =
        key === null
          ? form.value([...path, 'Both'], 'n', 1, sz('x'))
          : form.key([...path, ...key.split('\\').slice(1)])
      return 'line' in line ? line.line : null
    })
    expect(lines).toEqual(expected)
    expect(missing).toEqual([{ path: ['None'], value: 'nul\0', reason: 'argument' }])
  })

  it('what has the name of one before it has no line: the last one would be set', () => {
    const value = (text: string) => ({ name: text, type: 1, data: sz(text) })
    const { lines, missing } = linesOf(
      form,
      rawHive({
        minor: 5,
        root: {
          name: 'ROOT',
          values: [value('a'), value('A')],
          subkeys: [{ name: 'Key' }, { name: 'KEY', values: [value('b')] }],
        },
      }),
    )
    expect(missing).toEqual([
      { path: [], value: 'A', reason: 'same-name' },
      { path: ['KEY'], reason: 'same-name' },
    ])
    expect(lines.filter((line) => / \/t |SetValue/.test(line))).toHaveLength(1)
  })

  it('every value has a line, or is reported', () => {
    const { lines, missing } = linesOf(form, oddHive())
    const values = lines.filter((line) => / \/t |SetValue/.test(line)).length
    expect(values + missing.filter(({ value }) => value !== undefined).length).toBe(
      ODD_NAMES.length + ODD_VALUES.length,
    )
    expect(missing.length).toBeGreaterThan(5)
  })
})
