/** Nothing in a hive or an argument can control the terminal, and a printed path can be used as a KEY for its key. */

import { describe, expect, it } from 'vitest'
import { oneLine } from '../../src/cli/Io.ts'
import { formatKeyPath, formatName, keyAt, parseName } from '../../src/cli/names.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { dirty, entriesOf, newLog } from '../helpers/logs.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { hive, type Outcome } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { CraftedHive } from '../hostile/shapes/CraftedHive.ts'

const files = temporary()

/** Characters that are printed unchanged: letters, combining marks, numbers, symbols, the space and the line feed. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Co} \n]*$/u
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\u2800/u
/** One character of each kind that terminals obey or hide, or that looks like another one. */
const HIDDEN = [
  '\0',
  '\x07',
  '\x1b[31m',
  '\t',
  '\r',
  '\n',
  '\x7f',
  '\x85',
  '\x9b2J',
  '\xa0',
  '\xad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u180e',
  '\u2007',
  '\u200b',
  '\u200f',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2065',
  '\u2066',
  '\u206f',
  '\u2800',
  '\u3000',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\ufff9',
  '\ud800',
  '\udc00',
  '\u{1d173}',
  '\u{e0001}',
  '\u{e0041}',
  '\u{e01ef}',
  '\u{e0fff}',
]
const PLAIN = ['a', 'u0041', '\\u0041', '\\', '…', '"', "'", ' ', 'é', '\u{1f600}', '漢']

function nameOf(random: Random, parts: readonly string[] = [...HIDDEN, ...PLAIN]): string {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(parts)).join('')
}

function expectPrintable(text: string): void {
  expect(text).toMatch(PRINTABLE)
  expect(text).not.toMatch(INVISIBLE)
  expect(text.isWellFormed()).toBe(true)
}

/** Runs a command, expects printable output, and returns it. */
function printed(...args: readonly string[]): Outcome {
  const outcome = hive(...args)
  expectPrintable(outcome.out)
  expectPrintable(outcome.err)
  return outcome
}

/** A chain of keys with the given names; the last exists twice and has a value that cannot be read. */
function damagedChain(names: readonly string[], valueName: string): Uint8Array {
  const crafted = new CraftedHive()
  const root = crafted.key({ name: names[0] ?? 'ROOT' })
  let key = root
  for (const name of names.slice(0, -1)) key = crafted.addSubkeys(key, [name])[0] as number
  const last = names.at(-1) as string
  const [first] = crafted.addSubkeys(key, [last, last])
  crafted.addValues(first as number, [{ name: valueName, size: 9000, cell: 8 }])
  return crafted.file(root)
}

it('every unit that a terminal obeys or hides is escaped by its own value', () => {
  for (const part of HIDDEN) {
    const written = oneLine(`a${part}b`)
    expectPrintable(written)
    expect(parseName(written)).toBe(`a${part}b`)
  }
  for (let block = 0; block < 0x1100; block++) {
    const characters = Array.from({ length: 256 }, (_, n) => String.fromCodePoint(block * 256 + n))
    const written = oneLine(characters.filter((one) => /\P{Cn}/u.test(one)).join(' '))
    expect(written).toMatch(PRINTABLE)
  }
})

it('a printed name is a NAME that is parsed to the same name', () => {
  const random = rng(3)
  for (let round = 0; round < 3000; round++) {
    const name = nameOf(random)
    expectPrintable(formatName(name))
    expect(parseName(formatName(name))).toBe(name)
  }
})

describe('a hive with names that control terminals', () => {
  const random = rng(5)
  const rounds = Array.from({ length: 40 }, (_, round) => ({
    round,
    names: Array.from({ length: 1 + random.below(4) }, () => nameOf(random)),
    value: nameOf(random),
  }))

  it.each(rounds)('is printed without them, $round', ({ round, names, value }) => {
    const bytes = damagedChain(names, value)
    const path = files.file(`in${round}${HIDDEN[1 + (round % 30)]}`, bytes)
    const out = files.path(`out${HIDDEN[1 + (round % 30)]}`)
    const checked = printed('check', path)
    const text = /^error data-bad \S+ (.*): The data of a value/m.exec(checked.out)?.[1] ?? ''
    expect(text).toBe(formatKeyPath(names))
    // A damaged list is searched as far as it is sorted, which is enough to find one key of each name.
    expect(keyAt(Hive.open(bytes.slice()), text).path).toEqual(names)

    const report = JSON.parse(printed('check', path, '--json').out) as {
      findings: { code: string; path: string; message: string }[]
    }
    const finding = report.findings.find(({ code }) => code === 'data-bad')
    expect(finding?.path).toBe(text)
    const twice = report.findings.find(({ code }) => code === 'subkey-duplicate')
    expect(twice?.message).toContain(`“${formatName(names.at(-1) as string)}”`)

    const info = JSON.parse(printed('info', path, '--json').out) as { root: string; file: string }
    expect(info).toMatchObject({ root: names[0], file: path })
    const root = /^Root key +(.*)$/m.exec(printed('info', path).out)?.[1] ?? ''
    expect(parseName(root)).toBe((names[0] as string).replace(/^ +| +$/g, ''))
    const dumped = printed('dump', path).out
    // In a dump a backslash at the start of a name looks like one at the end of its parent's name.
    const isClear = !names.slice(1).some((name) => name.startsWith('\\'))
    const line = /^K ("\\\\.*?") \d+ /gm
    const paths = [...dumped.matchAll(line)].map(([, quoted]) => quoted as string)
    const deepest = paths.at(-1) as string
    if (isClear) expect(keyAt(Hive.open(bytes.slice()), deepest).path).toEqual(names)

    const word = nameOf(random, [...HIDDEN.slice(1), ...PLAIN])
    for (const args of [
      [word],
      ['check', `--${word}`],
      ['check', files.path(word)],
      ['save', path, '-o', out],
      ['save', path, '-o', out, '--damaged', '--os', word],
      ['save', path, '-o', out, '--damaged', '--key', word],
      ['save', path, '-o', out, '--damaged', '--force'],
      ['save', path, '-o', out, '--damaged'],
      ['save', path, '-o', path, '--damaged', '--force'],
      ['save', path, '-o', out, '--damaged', '--force', '--keep-layout'],
      ['merge', path, path, '-o', out, '--damaged', '--force'],
      ['set', path, text, word, 'sz', word, '-o', out, '--damaged', '--force'],
      ['set', path, text, word, word, word, '-o', out, '--damaged', '--force'],
      ['set', path, text, word, 'dword', word, '-o', out, '--damaged', '--force'],
      ['set', path, text, word, 'sz', '--data-from', files.path(word), '-o', out],
      ['delete', path, text, word, '-o', out, '--damaged', '--force'],
      ['delete', path, word, '-o', out, '--damaged', '--force'],
      ['new', path, `${text}\\${word}`, '-o', out, '--damaged', '--force'],
      ['new', path, `x\\${formatName('\\')}`, '-o', out, '--damaged', '--force'],
      ['rename', path, text, word, '-o', out, '--damaged', '--force'],
      ['compare', path, out, '--with', 'all'],
      ['compare', path, out, '--json', '--moves'],
      ['compare', path, out, '--with', word],
      ['recover', path, path, '-o', out, '--force'],
      ['recover', path, path, '--dry-run'],
      ['create', '-o', files.path(`none/${word}`)],
      ['create', '-o', out, '--os', word],
    ]) {
      printed(...args)
    }
  })
})

it('recover --dry-run prints names that can be used as arguments', () => {
  const before = Hive.create()
  const start = before.finishedCopy()
  const names = ['u0041', '\x1b[2J\u202e', '\u{e0041}…']
  const value = '\u200b\\u0041\\'
  before.rootKey.createPath(names).set(value, 1, new Uint8Array(2))
  const next = before.finishedCopy()
  const path = files.file('dirty', dirty(start))
  const log = files.file('dirty.LOG1', newLog(start, entriesOf([start, next], 10)))
  expect(printed('recover', path, log, '--dry-run').out).toContain('added key u0041 with')
  const deep = before.finishedCopy()
  before.key('u0041').create('x')
  before.rootKey.key(names.join('\\')).set('\x07"\\', 1, new Uint8Array(2))
  const later = files.file('later.LOG1', newLog(deep, entriesOf([deep, before.finishedCopy()], 10)))
  const { out } = printed('recover', files.file('deep', dirty(deep)), later, '--dry-run')
  const [, key = '', name = ''] = /^added value (.*?) "(.*)"$/m.exec(out) ?? []
  expect([keyAt(before, key).path, parseName(name)]).toEqual([names, '\x07"\\'])
})

it('a key that is named like the mark for omitted names is printed differently', () => {
  const path = files.file('marks', damagedChain(['…', 'b…', '…'], 'v'))
  expect(printed('check', path).out).toContain(' \\u2026\\b…\\\\\\u2026: The data')
  const deep = damagedChain([...Array.from({ length: 20 }, () => 'x'.repeat(200)), '…'], 'v')
  expect(printed('check', files.file('deep', deep)).out).toMatch(
    / x+\\x+\\…\\x+\\x+\\\\\\u2026: The data/,
  )
})
