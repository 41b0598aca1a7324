/**
 * Names and data of real hives, written by the command line and read back: `dump` prints the same for the copy as
 * for the original.
 */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatKeyPath, parseKeyPath, parseName } from '../../src/cli/names.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key, Value } from '../../src/offreg/Key.ts'
import { encodeFromText } from '../../src/values/encode.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { casePath } from '../helpers/cases.ts'
import { plainHives } from '../helpers/corpus.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const PLAIN = /^[\w .:-]+$/
/** To a command line all longer data is alike. */
const MOST_BYTES = 4096

/** A value name as a NAME. */
function nameText(name: string): string {
  return [...name]
    .map((char) => {
      const isPlain = /^[ -~]$/.test(char) && char !== '\\'
      return isPlain ? char : char.split('').map(escaped).join('')
    })
    .join('')
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function hexText(data: Uint8Array): string {
  return `hex:${Buffer.from(data).toString('hex')}`
}

/** All ways to write the data of a value. */
function dataTexts({ type, data }: Value): string[] {
  const texts = [hexText(data), `hex(${type.toString(16)}):${Buffer.from(data).toString('hex')}`]
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  if (type === 4 && data.length === 4) {
    const number = view.getUint32(0, true)
    texts.push(String(number), `0x${number.toString(16)}`, String(number | 0))
  }
  if (type === 11 && data.length === 8) texts.push(String(view.getBigUint64(0, true)))
  if (type === 3 || type === 0) texts.push(Buffer.from(data).toString('hex'))
  const text = Buffer.from(data).toString('utf16le')
  const isPlain = data.length % 2 === 0 && text.isWellFormed() && !/^hex/i.test(text)
  if ((type === 1 || type === 2) && isPlain && /^[^\0]*\0$/.test(text))
    texts.push(text.slice(0, -1))
  const isList = isPlain && !text.includes('\\0') && (text === '\0' || text.endsWith('\0\0'))
  if (type === 7 && isList) texts.push(text.slice(0, -1).replaceAll('\0', '\\0'))
  return texts
}

function* below(key: Key): Generator<Key> {
  yield key
  for (const subkey of key.subkeys()) yield* below(subkey)
}

/** Lines of a dump without the fields that no command sets: times, flags, descriptors. */
function contentOf(path: string): string[] {
  return hive('dump', path)
    .out.split('\n')
    .map((line) => (line.startsWith('K ') ? line.replace(/ \d+ [0-9a-f]{4} .*$/, '') : line))
}

const CASES = ['crlf-in-names.hiv', 'odd-key-names.hiv', 'pending-renames.hiv', 'odd-strings.hiv']

describe('a hive written by the command line', () => {
  it.each(CASES)('a hive written by the command line has the same dump as %s', (name) => {
    const path = casePath(name)
    if (path === null) return
    const original = Hive.open(Uint8Array.from(readFileSync(path)))
    let made = files.path(`${name} 0`)
    let step = 0
    expect(hive('create', '-o', made).code).toBe(0)
    const run = (command: string, ...words: string[]) => {
      const next = files.path(`${name} ${++step}`)
      const outcome = hive(command, made, '-o', next, '--', ...words)
      expect(outcome, words.join(' ')).toEqual({ code: 0, out: '', err: '' })
      made = next
    }
    for (const key of below(original.rootKey)) {
      const keyText = formatKeyPath(key.path)
      if (key.path.length > 0) run('new', keyText)
      for (const value of key.values()) {
        run('set', keyText, nameText(value.name), String(value.type), hexText(value.data))
        const texts = dataTexts(value)
        run('set', keyText, nameText(value.name), String(value.type), texts.at(-1) ?? '')
      }
    }
    expect(contentOf(made)).toEqual(contentOf(path))
  })

  it('a key is found by the path that dump prints', () => {
    const path = casePath('crlf-in-names.hiv')
    if (path === null) return
    const out = files.path('printed')
    const printed = contentOf(path).filter((line) => line.startsWith('K "\\'))
    expect(printed.length).toBeGreaterThan(1)
    for (const line of printed) {
      const quoted = line.slice('K '.length)
      const outcome = hive('set', path, quoted, 'v', 'sz', 'x', '-o', out, '--force')
      expect(outcome, quoted).toEqual({ code: 0, out: '', err: '' })
      expect(contentOf(out).filter((one) => one.startsWith(`V ${quoted} "v" 1 4 `))).toHaveLength(1)
    }
  })
})

describe('every name and datum of the real hives', () => {
  it.each(plainHives.map((file) => [file.name, file] as const))(
    'all names and data of %s can be written',
    (_, file) => {
      const original = Hive.open(Uint8Array.from(readFileSync(file.path)))
      const seen = new Set<string>()
      const wrong: string[] = []
      for (const key of below(original.rootKey)) {
        const { path } = key
        if (!path.every((name) => PLAIN.test(name)) && path.every((name) => name !== '')) {
          expect(parseKeyPath(formatKeyPath(path))).toEqual(path)
        }
        for (const value of key.values()) {
          const { name, type, data } = value
          if (!PLAIN.test(name)) expect(parseName(nameText(name))).toBe(name)
          const id = `${type} ${Buffer.from(data).toString('latin1')}`
          if (data.length > MOST_BYTES || seen.has(id)) continue
          seen.add(id)
          for (const text of dataTexts(value)) {
            const encoded = encodeFromText(type, text)
            const isSame = 'data' in encoded && firstDifference(encoded.data, data) < 0
            if (!isSame) wrong.push(`${type} ${text}`)
          }
        }
      }
      expect(wrong).toEqual([])
    },
  )
})

describe('data from a file', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at * 7)
  const source = files.file('data', bytes)
  const input = files.file('input', Hive.create().finishedCopy())

  it.each(['sz', 'dword', 'binary', '0xffff0012'])(
    'data from a file is stored unchanged for %s',
    (type) => {
      const out = files.path(`from ${type}`)
      const outcome = hive('set', input, '', 'v', type, '--data-from', source, '-o', out)
      expect(outcome).toEqual({ code: 0, out: '', err: '' })
      const { rootKey } = Hive.open(Uint8Array.from(readFileSync(out)))
      expect(Buffer.from(rootKey.value('v')?.data ?? [])).toEqual(Buffer.from(bytes))
    },
  )

  it('data from a file is refused beside other data, and its file cannot be the output', () => {
    const from = ['--data-from', source]
    expect(hive('set', input, '', 'v', 'sz', 'x', ...from, '-o', files.path('twice')).err).toBe(
      'hive: ERROR_INVALID_PARAMETER: DATA and --data-from cannot be combined\n',
    )
    expect(hive('set', input, '', 'v', 'sz', ...from, '-o', source, '--force').err).toMatch(
      /^hive: ERROR_ACCESS_DENIED: .*cannot write to an input file\n$/,
    )
  })
})
