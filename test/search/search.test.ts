import { beforeAll, describe, expect, it } from 'vitest'
import { generateHive } from '../../src/bench/generate.ts'
import { encodeLatin1, encodeUtf16 } from '../../src/bytes/text.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compileQuery } from '../../src/search/compile.ts'
import type { SearchQuery } from '../../src/search/query.ts'
import { loadRegex } from '../../src/search/regex.ts'
import { search, searchSteps } from '../../src/search/search.ts'
import { encodeMultiString, encodeString } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { drive } from '../helpers/work.ts'
import { queryOf, searched } from './model.ts'

const { BINARY, DWORD, DWORD_BIG_ENDIAN, MULTI_SZ, NONE, QWORD, SZ } = VALUE_TYPE

beforeAll(loadRegex)

function hits(hive: Hive, text: string, rest: Partial<SearchQuery> = {}): string[] {
  return searched(hive, queryOf(text, rest))
}

/** A hive with values of the root. */
function withValues(values: Readonly<Record<string, readonly [number, Uint8Array]>>): Hive {
  const hive = Hive.create()
  for (const [name, [type, data]] of Object.entries(values)) hive.rootKey.set(name, type, data)
  return hive
}

describe('a search for text', () => {
  const hive = Hive.create()
  hive.rootKey.createPath('Services\\Tcpip').set('ImagePath', SZ, encodeString('x.SYS'))
  hive.rootKey.createPath('Привет\\Ключ').set('ÿ', DWORD, new Uint8Array(4))
  hive.key('Services').set('List', MULTI_SZ, encodeMultiString(['one', 'two']))

  it('finds keys, value names and data in every alphabet, ignoring case as Windows does', () => {
    expect(hits(hive, 'tcpip')).toEqual(['key Services\\Tcpip latin1 0+5'])
    expect(hits(hive, 'imagep')).toEqual(['name Services\\Tcpip "ImagePath" latin1 0+6'])
    expect(hits(hive, '.sys')).toEqual(['data Services\\Tcpip "ImagePath" utf16 2+8'])
    expect(hits(hive, 'КЛЮЧ')).toEqual(['key Привет\\Ключ utf16 0+8'])
    expect(hits(hive, 'Ÿ')).toEqual(['name Привет\\Ключ "ÿ" latin1 0+1'])
    expect(hits(hive, 'TWO')).toEqual(['data Services "List" utf16 8+6'])
    expect(hits(hive, 'nowhere')).toEqual([])
  })

  it('matches case on request', () => {
    expect(hits(hive, 'tcpip', { matchCase: true })).toEqual([])
    expect(hits(hive, 'Tcpip', { matchCase: true })).toHaveLength(1)
    expect(hits(hive, 'ключ', { matchCase: true })).toEqual([])
  })

  it('matches whole names and whole strings of data on request', () => {
    expect(hits(hive, 'service', { whole: true })).toEqual([])
    expect(hits(hive, 'services', { whole: true })).toEqual(['key Services latin1 0+8'])
    expect(hits(hive, 'two', { whole: true })).toEqual(['data Services "List" utf16 8+6'])
    expect(hits(hive, 'tw', { whole: true })).toEqual([])
  })

  it('looks only where it is told to', () => {
    const places = (...some: SearchQuery['places']) => hits(hive, 'i', { places: some })
    expect(places('key').map((line) => line.split(' ')[0])).toEqual(['key', 'key'])
    expect(places('name')).toEqual([
      'name Services "List" latin1 1+1',
      'name Services\\Tcpip "ImagePath" latin1 0+1',
    ])
    expect(places('data')).toEqual([])
  })

  it('finds text of either encoding in data of every type, at every offset of data that is not text', () => {
    const text = 'find me'
    for (const type of [NONE, BINARY, DWORD, QWORD, 0xffff0012]) {
      for (let before = 0; before < 9; before++) {
        const data = (bytes: Uint8Array) => new Uint8Array([...new Uint8Array(before), ...bytes])
        const both = withValues({
          narrow: [type, data(encodeLatin1(text))],
          wide: [type, data(encodeUtf16(text))],
        })
        expect(hits(both, 'FIND ME')).toEqual([
          `data  "narrow" latin1 ${before}+7`,
          `data  "wide" utf16 ${before}+14`,
        ])
      }
    }
  })

  it('does not read units at odd offsets of a string', () => {
    const chinese = withValues({ text: [SZ, encodeUtf16('\u6100\u6200\u6300')] })
    expect(hits(chinese, 'abc')).toEqual([])
    expect(hits(chinese, 'abc', { places: ['name'] })).toEqual([])
  })

  it.each([
    ['two segments', 8170, 6],
    ['the first unit of a segment', 8172, 6],
    ['two segments, of a long text', 8170, 8180],
  ])('finds text in %s of big data', (_, before, length) => {
    const needle = 'needle'.padEnd(length, '-')
    const text = `${'a'.repeat(before)}${needle}${'b'.repeat(9000)}`
    const big = withValues({ big: [SZ, encodeString(text)] })
    expect(hits(big, needle.slice(0, 1000))).toEqual([
      `data  "big" utf16 ${before * 2}+${Math.min(length, 1000) * 2}`,
    ])
    expect(hits(big, 'needles')).toEqual([])
  })

  it('finds text inside the record of a value', () => {
    const resident = withValues({
      four: [BINARY, encodeLatin1('abcd')],
      two: [SZ, encodeUtf16('ЖЯ')],
    })
    expect(hits(resident, 'bcd')).toEqual(['data  "four" latin1 1+3'])
    expect(hits(resident, 'жя')).toEqual(['data  "two" utf16 0+4'])
  })

  it('finds text in data of more than one window, across the edges of the windows', () => {
    const edge = 1 << 18
    const data = new Uint8Array(3 * edge)
    data.set(encodeUtf16('across the edge'), edge - 9)
    data.set(encodeUtf16('whole'), 2 * edge - 2)
    const large = withValues({ large: [BINARY, data] })
    expect(hits(large, 'ACROSS the edge')).toEqual([`data  "large" utf16 ${edge - 9}+30`])
    expect(hits(large, 'whole', { whole: true })).toEqual([
      `data  "large" utf16 ${2 * edge - 2}+10`,
    ])
    expect(hits(large, 'hole', { whole: true })).toEqual([])
  })

  it('does not find what was deleted', () => {
    const gone = Hive.create()
    gone.rootKey.create('deleted key').set('deleted value', SZ, encodeString('deleted data'))
    expect(hits(gone, 'deleted')).toHaveLength(3)
    gone.key('deleted key').delete()
    expect(gone.image.bytesView(0, gone.image.length).includes(0x64)).toBe(true)
    expect(hits(gone, 'deleted')).toEqual([])
  })
})

describe('a search for a number', () => {
  const number = (...bytes: readonly number[]) => Uint8Array.from(bytes)
  const hive = withValues({
    big: [DWORD_BIG_ENDIAN, number(0, 0, 0x04, 0xd2)],
    dword: [DWORD, number(0xd2, 0x04, 0, 0)],
    inside: [BINARY, number(9, 9, 9, 0xd2, 0x04, 9)],
    inside32: [BINARY, number(9, 0xd2, 0x04, 0, 0, 9)],
    other: [DWORD, number(0, 0, 0x04, 0xd2)],
    qword: [QWORD, number(0xd2, 0x04, 0, 0, 0, 0, 0, 0)],
    text: [SZ, encodeString('no 1234')],
    two: [BINARY, number(0xd2, 0x04)],
  })

  it.each(['1234', '0x4D2', '0b10011010010'])('finds %s in every width', (text) => {
    expect(hits(hive, text, { kind: 'number' })).toEqual([
      'data  "big" big-endian 0+4',
      'data  "dword" little-endian 0+4',
      'data  "inside" little-endian 3+2',
      'data  "inside32" little-endian 1+4',
      'data  "qword" little-endian 0+8',
      'data  "two" little-endian 0+2',
    ])
  })

  it('finds a number as text too, unless only numbers are asked for', () => {
    expect(hits(hive, '1234')).toContain('data  "text" utf16 6+8')
    expect(hits(hive, '1234', { kind: 'number' }).join()).not.toContain('text')
    expect(hits(hive, '1234', { kind: 'text' })).toEqual(['data  "text" utf16 6+8'])
  })

  it('takes the whole data on request', () => {
    expect(
      hits(hive, '1234', { kind: 'number', whole: true }).map((line) => line.split('"')[1]),
    ).toEqual(['big', 'dword', 'qword', 'two'])
  })

  it('finds zero only as all of the data, and less than 256 inside data in 32 bits at least', () => {
    const small = withValues({
      five: [BINARY, number(5, 0, 9, 9, 9)],
      five32: [BINARY, number(9, 5, 0, 0, 0)],
      zero: [DWORD, number(0, 0, 0, 0)],
      zeros: [BINARY, new Uint8Array(20)],
    })
    expect(hits(small, '0', { kind: 'number' })).toEqual(['data  "zero" little-endian 0+4'])
    expect(hits(small, '5', { kind: 'number' })).toEqual(['data  "five32" little-endian 1+4'])
  })

  it("finds negative numbers in two's complement", () => {
    const minus = withValues({
      dword: [DWORD, number(0xfe, 0xff, 0xff, 0xff)],
      qword: [QWORD, number(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
      short: [BINARY, number(0xfe)],
    })
    expect(hits(minus, '-2', { kind: 'number' })).toHaveLength(3)
    expect(hits(minus, '0xfffffffe', { kind: 'number' })).toEqual([
      'data  "dword" little-endian 0+4',
    ])
  })
})

describe('a search for bytes', () => {
  const hive = withValues({
    bytes: [BINARY, Uint8Array.of(0, 0xde, 0xad, 0xbe, 0xef, 1)],
    four: [BINARY, Uint8Array.of(0xde, 0xad, 0x00, 0xef)],
  })

  it.each([
    ['de ad be ef', ['bytes 1+4']],
    ['DEADBEEF', ['bytes 1+4']],
    ['de,ad,??,ef', ['bytes 1+4', 'four 0+4']],
    ['?? ad ?? ??', ['bytes 1+4', 'four 0+4']],
    ['?? 0xbe', ['bytes 2+2']],
    ['ef ??', ['bytes 4+2']],
  ])('finds %s', (text, wanted) => {
    const found = hits(hive, text, { kind: 'hex' })
    expect(found).toEqual(
      wanted.map((one) => `data  "${one.split(' ')[0]}" bytes ${one.split(' ')[1]}`),
    )
  })

  it('takes the whole data on request', () => {
    expect(hits(hive, 'de ad ?? ef', { kind: 'hex', whole: true })).toEqual([
      'data  "four" bytes 0+4',
    ])
  })
})

describe('the filters of a search', () => {
  const hive = Hive.create()
  hive.clock = () => 1000n
  hive.rootKey.create('old').set('x', SZ, encodeString('same'))
  hive.clock = () => 2000n
  hive.rootKey.create('new').set('x', SZ | 0x20000, encodeString('same but longer'))
  hive.key('new').set('y', BINARY, encodeUtf16('same'))
  const paths = (rest: Partial<SearchQuery>) =>
    hits(hive, 'same', rest).map((line) => line.split(' ').slice(1, 3).join(' '))

  it('types: a standard type stands for itself with flags too', () => {
    expect(paths({ types: [SZ] })).toEqual(['new "x"', 'old "x"'])
    expect(paths({ types: [SZ | 0x20000] })).toEqual(['new "x"'])
    expect(paths({ types: [BINARY, DWORD] })).toEqual(['new "y"'])
  })

  it('sizes of data', () => {
    expect(paths({ leastSize: 10 })).toEqual(['new "x"', 'old "x"'])
    expect(paths({ mostSize: 8 })).toEqual(['new "y"'])
    expect(paths({ leastSize: 9, mostSize: 20 })).toEqual(['old "x"'])
  })

  it('no key is found by its name when types or sizes are asked for', () => {
    expect(hits(hive, 'old', { types: [SZ] })).toEqual([])
    expect(hits(hive, 'old')).toHaveLength(1)
  })

  it('last write of the key: from a time on, and before a time', () => {
    expect(paths({ writtenFrom: 2000n })).toEqual(['new "x"', 'new "y"'])
    expect(paths({ writtenTo: 2000n })).toEqual(['old "x"'])
    expect(paths({ writtenFrom: 1000n, writtenTo: 2001n })).toHaveLength(3)
    expect(hits(hive, 'new', { writtenTo: 2000n })).toEqual([])
  })

  it('a key and what is below it', () => {
    expect(searched(hive, queryOf('same'), hive.key('old').cell)).toHaveLength(1)
    expect(searched(hive, queryOf('old'), hive.key('old').cell)).toHaveLength(1)
  })
})

describe('what cannot be searched for', () => {
  it.each([
    ['', 'any', 'empty', undefined],
    ['x'.repeat(1025), 'text', 'too-long', undefined],
    ['12x', 'number', 'not-number', undefined],
    ['0x1ffffffffffffffff', 'number', 'not-number', undefined],
    ['de a', 'hex', 'not-hex', 3],
    ['de ?', 'hex', 'not-hex', 3],
    ['xy', 'hex', 'not-hex', 0],
    ['?? ??', 'hex', 'no-byte', undefined],
  ] as const)('%j as %s is refused: %s', (text, kind, fault, position) => {
    const compile = () => compileQuery(queryOf(text, { kind }))
    expect(compile).toThrow(HiveError)
    expect(compile).toThrow(
      expect.objectContaining({ code: 'bad-pattern', detail: { actual: fault, position } }),
    )
  })

  it.each(['number', 'hex'] as const)('a %s in names only is refused', (kind) => {
    const compile = () => compileQuery(queryOf('12', { kind, places: ['key', 'name'] }))
    expect(compile).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ actual: 'names-only' }) }),
    )
  })
})

describe('the steps of a search', () => {
  it('pauses after each long value', () => {
    const long = Hive.create()
    const data = new Uint8Array(100_000)
    for (let n = 0; n < 5; n++) long.rootKey.set(`v${n}`, SZ, data)
    const { fractions } = drive(
      searchSteps(long.cells, long.root, compileQuery(queryOf('x')), () => {}),
    )
    expect(fractions).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  })

  it('ends when no more hits are wanted', () => {
    const hive = Hive.create()
    for (const name of ['a1', 'a2', 'a3']) hive.rootKey.create(name)
    const found: unknown[] = []
    const compiled = compileQuery(queryOf('a'))
    expect(search(hive.cells, hive.root, compiled, (hit) => found.push(hit) === 2)).toBe(false)
    expect(found).toHaveLength(2)
    expect(search(hive.cells, hive.root, compiled, () => {})).toBe(true)
  })

  describe.each(['sequential', 'aged'] as const)('of a large %s hive', (layout) => {
    const hive = Hive.open(generateHive({ megabytes: 24, layout, seed: 3 }))
    hive.check()

    /** The number of pauses of a search, and the number before the first hit. */
    function paused(text: string, rest: Partial<SearchQuery> = {}) {
      let first: number | null = null
      let count = 0
      const steps = searchSteps(hive.cells, hive.root, compileQuery(queryOf(text, rest)), () => {
        first ??= count
      })
      drive(steps, () => count++)
      return { first, count }
    }

    const whole = paused('e').count

    it('the walk hardly begins if the text does not occur', () => {
      expect(paused('does not occur anywhere').count).toBeLessThan(whole / 5)
    })

    it.each([
      ['three letters', '^~^', {}],
      ['five letters', '^~^~^', {}],
      ['seven letters', '^~^~^~^', {}],
      ['an expression with alternatives', 'does not (occur|happen)|nor this', { kind: 'regex' }],
      ['a number that is all of the data', '54321', { kind: 'number', whole: true }],
    ] as const)('nor for %s', (_, text, rest) => {
      const { first, count } = paused(text, rest)
      expect(first).toBeNull()
      expect(count).toBeLessThan(whole / 5)
    })

    it('nor if it occurs only in what was deleted', () => {
      const deleted = Hive.open(generateHive({ megabytes: 8, layout, seed: 4 }))
      deleted.check()
      const key = deleted.rootKey.create('deleted with what is below it')
      for (let index = 0; index < 20; index++)
        key.set(`deleted with it ${index}`, SZ, encodeString('x'))
      const count = () => {
        let steps = 0
        const compiled = compileQuery(queryOf('DELETED with'))
        drive(
          searchSteps(deleted.cells, deleted.root, compiled, () => {}),
          () => steps++,
        )
        return steps
      }
      const before = count()
      key.delete()
      expect(count()).toBeLessThan(before / 3)
    })

    it('the first hit comes within a twentieth of the whole, though the raw bytes are scanned too', () => {
      const { first, count } = paused('Microsoft')
      expect(first).not.toBeNull()
      expect(first).toBeLessThan(count / 20)
    })
  })
})
