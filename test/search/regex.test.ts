import { beforeAll, describe, expect, it } from 'vitest'
import { encodeLatin1, encodeUtf16 } from '../../src/bytes/text.ts'
import { caseVariants, UPCASE, upcase } from '../../src/bytes/upcase.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compileQuery } from '../../src/search/compile.ts'
import { foldPattern } from '../../src/search/foldPattern.ts'
import type { SearchQuery } from '../../src/search/query.ts'
import { loadRegex } from '../../src/search/regex.ts'
import { requiredTexts } from '../../src/search/requiredTexts.ts'
import { encodeMultiString, encodeString } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { queryOf, searched } from './model.ts'

const { BINARY, MULTI_SZ, SZ } = VALUE_TYPE

beforeAll(loadRegex)

function regex(text: string, rest: Partial<SearchQuery> = {}): SearchQuery {
  return queryOf(text, { kind: 'regex', ...rest })
}

/** Whether an expression matches a name. */
function matches(pattern: string, name: string, rest: Partial<SearchQuery> = {}): boolean {
  const bytes = encodeUtf16(name)
  const stored = { at: 0, length: bytes.length, latin1: false }
  return compileQuery(regex(pattern, rest)).matcher.inName(bytes, stored) !== null
}

describe('a search by a regular expression', () => {
  const hive = Hive.create()
  hive.rootKey.create('Run').set('', SZ, encodeString('C:\\Tools\\run-42.exe'))
  hive.rootKey.create('RunOnce').set('List', MULTI_SZ, encodeMultiString(['first', 'second 7']))
  hive.key('Run').set('narrow', BINARY, Uint8Array.of(0, 1, ...encodeLatin1('tool-99.exe'), 0))
  hive.key('Run').set('wide', BINARY, Uint8Array.of(9, ...encodeUtf16('tool-98.exe')))
  const hits = (pattern: string, rest?: Partial<SearchQuery>) =>
    searched(hive, regex(pattern, rest))

  it('finds names and data, with the place and the length of the match', () => {
    expect(hits('^run')).toEqual(['key Run latin1 0+3', 'key RunOnce latin1 0+3'])
    expect(hits('[a-z]+-\\d+\\.exe')).toEqual([
      'data Run "" utf16 18+20',
      'data Run "narrow" latin1 2+11',
      'data Run "wide" utf16 1+22',
    ])
  })

  it('reads each string of data by itself: ^ and $ are its ends', () => {
    expect(hits('^second \\d$')).toEqual(['data RunOnce "List" utf16 12+16'])
    expect(hits('first.second')).toEqual([])
    expect(hits('exe$')).toHaveLength(3)
  })

  it('matches whole names and whole strings on request', () => {
    expect(hits('run', { whole: true })).toEqual(['key Run latin1 0+3'])
    expect(hits('run|runonce', { whole: true, matchCase: false })).toHaveLength(2)
    expect(hits('.*7', { whole: true })).toEqual(['data RunOnce "List" utf16 12+16'])
  })

  it('matches case on request, and where the expression says so', () => {
    expect(hits('RUN', { matchCase: true })).toEqual([])
    expect(hits('(?i)RUN$', { matchCase: true })).toEqual(['key Run latin1 0+3'])
    expect(hits('(?-i)RUN')).toEqual([])
    expect(hits('(?i:r)un$', { matchCase: true })).toEqual(['key Run latin1 0+3'])
  })

  it('finds what spans the windows of large data, and its ends only where they are', () => {
    const edge = 1 << 18
    const text = `${'x'.repeat(edge / 2 - 3)}needle${'y'.repeat(edge)}`
    const large = Hive.create()
    large.rootKey.set('large', SZ, encodeString(text))
    expect(searched(large, regex('ne+dle'))).toEqual([`data  "large" utf16 ${edge - 6}+12`])
    expect(searched(large, regex('^needle'))).toEqual([])
    expect(searched(large, regex('^y'))).toEqual([])
    expect(searched(large, regex('y$'))).toEqual([`data  "large" utf16 ${(text.length - 1) * 2}+2`])
  })

  it.each([
    ['[a-z', 'missing closing ]', 0],
    ['a)', 'unexpected )', undefined],
    ['ab**', 'invalid nested repetition operator', 2],
    ['(?=a)', 'RE2 has neither lookahead nor lookbehind: (?=', 0],
    ['(?!a)', 'RE2 has neither lookahead nor lookbehind: (?!', 0],
    ['(?<=a)b', 'RE2 has neither lookahead nor lookbehind: (?<=a)b', 0],
    ['(?<!a)b', 'RE2 has neither lookahead nor lookbehind: (?<!a)b', 0],
    ['\\1', 'RE2 has no references to groups: \\1', 0],
    ['(?>a)', 'invalid or unsupported Perl syntax', 0],
    ['\\y', 'invalid escape sequence', 0],
    ['(a{1000}){1000}', 'invalid repeat count', undefined],
    ['('.repeat(1000), 'missing closing )', undefined],
  ])(
    'refuses what is not an expression of RE2, and says why (case %#)',
    (pattern, words, position) => {
      const compile = () => compileQuery(regex(pattern))
      expect(compile).toThrow(HiveError)
      expect(compile).toThrow(words)
      expect(() => compile()).not.toThrow(/.{200}/)
      if (position !== undefined) {
        expect(compile).toThrow(expect.objectContaining({ detail: { actual: 'regex', position } }))
      }
    },
  )
})

describe('the case rule of a regular expression', () => {
  it('a letter matches exactly the letters that Windows takes for the same', () => {
    const letters = [...'kKsS\u212a\u017fßẞıİÿŸµμςσ\u01c5éÉåÅ\u212bжЖ\u1e9eǰ']
    for (const letter of letters) {
      const unit = letter.charCodeAt(0)
      const same = letters.filter((other) => matches(`^\\x{${unit.toString(16)}}$`, other))
      const wanted = letters.filter((other) => UPCASE[other.charCodeAt(0)] === UPCASE[unit])
      expect({ letter, same }).toEqual({ letter, same: wanted })
    }
  })

  it('no letter of ASCII is the same as one outside it, so \\w and \\b need no change', () => {
    for (let unit = 0; unit < 0x80; unit++) {
      expect(caseVariants(unit).every((other) => other < 0x80)).toBe(true)
    }
  })

  it('every unit is matched by each of its variants, by itself and in a class', () => {
    const cased = Array.from({ length: 0x10000 }, (_, unit) => unit).filter(
      (unit) => caseVariants(unit).length > 1,
    )
    expect(cased.length).toBeGreaterThan(1500)
    const some = cased.filter((_, index) => index % 7 === 0)
    for (const unit of some) {
      const written = String.fromCharCode(unit)
      for (const other of caseVariants(unit)) {
        const name = String.fromCharCode(other)
        expect([unit, other, matches(`^${written}$`, name)]).toEqual([unit, other, true])
        expect([unit, other, matches(`^[^${written}]$`, name)]).toEqual([unit, other, false])
      }
    }
  })

  it.each([
    ['[a-c]x', 'BX', true],
    ['[^a-c]x', 'BX', false],
    ['[^a-c]x', 'DX', true],
    ['[[:lower:]]', 'Q', true],
    ['[[:upper:]]', 'q', true],
    ['[[:^lower:]]', 'Q', false],
    ['\\p{Lu}', 'q', true],
    ['\\P{Ll}', 'Q', false],
    ['[^\\p{Lu}]', 'q', false],
    ['[\\P{Lu}]', '1', true],
    ['\\pN', '1', true],
    ['\\Qa.b\\E', 'A.B', true],
    ['\\Qa.b\\E', 'AxB', false],
    ['\\x41', 'a', true],
    ['\\101', 'a', true],
    ['\\x{436}', 'Ж', true],
    ['[]a]', 'A', true],
    ['[a\\]]', ']', true],
    ['[a-]', '-', true],
    ['[\\x41-\\x43]', 'b', true],
    ['(?i)a(?-i)b', 'AB', false],
    ['(?i)a(?-i)b', 'Ab', true],
    ['((?-i)a)b', 'aB', true],
    ['(?s-i:a.)b', 'a\nB', true],
    ['(?P<name>a)', 'A', true],
    ['(?<name>a)', 'A', true],
    ['a{2}', 'aA', true],
    ['\u{1f600}', '\u{1f600}', true],
    ['[\u{1f600}-\u{1f610}x]', 'X', true],
  ])('%s against %j: %s', (pattern, name, wanted) => {
    expect(matches(`^(?:${pattern})$`, name)).toBe(wanted)
  })

  it('an expression that matches case is passed on with the same meaning', () => {
    for (const pattern of ['a+b', '[a-z]\\d', '(?s).', '\\Qx.y\\E', '(?i)a', '[[:lower:]]']) {
      const isFolded = pattern.startsWith('(?i)')
      expect(matches(pattern, 'A', { matchCase: true })).toBe(isFolded || pattern === '(?s).')
    }
    expect(foldPattern('(?m)^a$|(?U)b+', false)).toContain('(?m)^')
  })

  const PATTERNS = 300
  it(`${PATTERNS} random expressions match a text as they match its upper case`, () => {
    const first = firstSeed(PATTERNS)
    for (let seed = first; seed < first + PATTERNS; seed++) {
      const random = rng(seed)
      const pattern = randomPattern(random, 3)
      const name = Array.from({ length: random.below(8) }, () => random.pick(LETTERS)).join('')
      const plain = matches(pattern, name)
      const context = { seed, pattern, name }
      expect({ ...context, matches: matches(pattern, upcase(name)) }).toEqual({
        ...context,
        matches: plain,
      })
      // Without letters outside ASCII, Unicode has the same rule.
      const isAscii = /^[ -~]*$/.test(pattern + name)
      if (isAscii) {
        const oracle = new RegExp(pattern, 'i').test(name)
        expect({ ...context, matches: plain }).toEqual({ ...context, matches: oracle })
      }
    }
  })
})

const LETTERS = [...'aAbBzZ1 -éÉÿŸжЖ']

function randomPattern(random: Random, depth: number): string {
  const kind = random.below(depth > 0 ? 8 : 4)
  const part = () => randomPattern(random, depth - 1)
  if (kind < 2) return random.pick(LETTERS)
  if (kind === 2) return random.pick(['.', '\\d', '\\w', '\\b', '^', '$', '\\W'])
  if (kind === 3) {
    const members = Array.from({ length: 1 + random.below(3) }, () =>
      random.pick(['a', 'B', '1', 'a-c', 'Y-Z', 'é', 'Ж']),
    )
    return `[${random.below(3) === 0 ? '^' : ''}${members.join('')}]`
  }
  if (kind === 4) return `(?:${part()})${random.pick(['*', '+', '?', '{2}'])}`
  if (kind === 5) return `(?:${part()}|${part()})`
  return `${part()}${part()}`
}

describe('the texts of which every match of an expression contains one', () => {
  it.each([
    ['C:\\\\Windows\\\\.*\\.exe$', ['C:\\Windows\\']],
    ['abc', ['abc']],
    ['abc?', ['ab']],
    ['ab+cde', ['cde']],
    ['ab{0,3}cd', ['cd']],
    ['a|bcd', ['a', 'bcd']],
    ['(abc)d|e', ['abc', 'e']],
    ['(abc|x)?def', ['def']],
    ['x[abc\\]]+yz', ['yz']],
    ['[[:alpha:]]{2}ab', ['ab']],
    ['[]a]bc', ['bc']],
    ['\\d{2}', []],
    ['\\x41bc', ['bc']],
    ['\\p{Lu}ab\\pLc', ['ab']],
    ['\\101ab', ['ab']],
    ['.{12}q', ['q']],
    ['\\Qab\\E', []],
    ['(?i)ab(?:c(d)[)]e)fgh', ['fgh']],
    ['a\\|b', ['a|b']],
    ['ж\u{1f600}?x', ['ж']],
    ['a{,2}', [',2']],
    ['chrome|firefox|edge', ['chrome', 'firefox', 'edge']],
    ['run(once|services)+x', ['once', 'services']],
    ['(?P<one>ab(?:cd|efg)|hij){2,3}', ['ab', 'hij']],
    ['(?i:abc)?d(?-s:xyz|uvw)', ['xyz', 'uvw']],
    ['(?i)(?s)', []],
    ['(abc|def){0,1}gh', ['gh']],
    ['(abc|d*)ef', ['ef']],
    ['(abc|)', []],
    ['[(|]ab|(\\||\\()cd', ['ab', 'cd']],
    ['a1|a2|a3|a4|a5|a6|a7|a8|a9|b1|b2|b3|b4|b5|b6|b7|b8', []],
  ])('of %s they are %j', (pattern, texts) => {
    expect(requiredTexts(pattern)).toEqual(texts)
  })

  it('one is in every match of random expressions', () => {
    const count = 2000
    const first = firstSeed(count)
    let known = 0
    for (let seed = first; seed < first + count; seed++) {
      const random = rng(seed)
      const pattern = randomPattern(random, 3)
      const name = Array.from({ length: random.below(8) }, () => random.pick(LETTERS)).join('')
      const texts = requiredTexts(pattern)
      if (texts.length === 0 || !matches(pattern, name)) continue
      known++
      expect({
        seed,
        pattern,
        name,
        has: texts.some((text) => upcase(name).includes(upcase(text))),
      }).toEqual({
        ...{ seed, pattern, name, has: true },
      })
    }
    expect(known).toBeGreaterThan(20)
  })
})

it.each([
  '(a+)+$',
  '(a|aa)+b',
  '(?:a*)*c',
  '(.*)(.*)(.*)(.*)[bB]',
  'a*a*a*a*b',
  '(x+x+)+y|^(a?){30}a{30}$',
  '[a-z]*[a-z]*1',
])('%s takes time in proportion to the text', (pattern) => {
  // With time that grows as the square of the text, this would take minutes.
  const text = encodeUtf16('a'.repeat(200_000))
  const { matcher } = compileQuery(regex(pattern))
  const span = { bytes: text, from: 0, to: text.length, start: 0, end: text.length }
  const match = matcher.inData(span, BINARY)
  expect(match?.offset ?? null).toBe(pattern === '(a+)+$' ? 0 : null)
})

it('5,000 mutated texts of every kind are compiled, or refused with HiveError', () => {
  const count = 5000
  const first = firstSeed(count)
  let refused = 0
  for (let seed = first; seed < first + count; seed++) {
    const random = rng(seed)
    const text = mutated(random, random.pick(SEEDS))
    const kind = random.pick(['any', 'text', 'number', 'hex', 'regex', 'regex', 'regex'] as const)
    const rest = { kind, matchCase: random.below(2) === 0, whole: random.below(4) === 0 }
    try {
      const { matcher } = compileQuery(queryOf(text, rest))
      const bytes = random.bytes(random.below(200))
      matcher.inName(bytes, { at: 0, length: bytes.length, latin1: random.below(2) === 0 })
      const span = { bytes, from: 0, to: bytes.length, start: 0, end: bytes.length }
      const match = matcher.inData(span, random.pick([1, 3, 4, 5, 7, 11]))
      if (match !== null) expect(match.offset + match.length).toBeLessThanOrEqual(bytes.length)
    } catch (error) {
      if (!(error instanceof HiveError)) throw new RangeError(`seed ${seed}: ${String(error)}`)
      expect(error.code).toBe('bad-pattern')
      refused++
    }
  }
  expect(refused).toBeGreaterThan(count / 10)
  expect(refused).toBeLessThan(count * 0.9)
})

const SEEDS = [
  ...['1234', '0x4d2', '-17', 'de ad ?? ef', 'plain text', '\\Software\\Vendor'],
  ...['(?i)^[a-z]{2,5}\\.(exe|dll)$', '\\p{Lu}+\\d*[^\\x00-\\x1f]', '((a+)+b){3}', '\\Qa*b\\E.*?'],
  ...['[[:alpha:]_-]+', '(?P<n>x|y)(?s:.)', '\\x{1f600}|\\101', '(?-i:A)B\\bC\\z', '[^\\W\\d]'],
]
const PIECES = [
  ...['(', ')', '[', ']', '{', '}', '*', '+', '?', '|', '^', '$', '.', '\\', '-', ',', ':', '??'],
  ...['(?i)', '(?', '(?P<', '\\Q', '\\E', '\\x{', '\\p{', '[:', ':]', '{1000}', '\\u0041', '\0'],
  ...['\ud800', '\u{1f600}', 'ÿ', '0x', '0b', 'a-', '\\8', '\\C', '((((', '))))'],
]

function mutated(random: Random, seed: string): string {
  let text = seed
  for (let turn = 1 + random.below(5); turn > 0; turn--) {
    const at = random.below(text.length + 1)
    const kind = random.below(4)
    const cut = kind === 0 ? random.below(6) : 0
    const added = kind === 1 ? random.pick(PIECES) : kind === 2 ? text.slice(at, at + 9) : ''
    const odd = kind === 3 ? String.fromCharCode(random.below(0x10000)) : ''
    text = text.slice(0, at) + added + odd + text.slice(at + cut)
  }
  return text
}
