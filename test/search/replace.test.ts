import { beforeAll, describe, expect, it } from 'vitest'
import { EVERYWHERE, type SearchQuery } from '../../src/search/query.ts'
import { loadRegex } from '../../src/search/regex.ts'
import { replacerOf } from '../../src/search/replace.ts'
import { MOST_REPLACED } from '../../src/search/replaced.ts'

const query = (text: string, rest: Partial<SearchQuery> = {}) => ({ ...EVERYWHERE, text, ...rest })

function replaced(text: string, by: string, inText: string, rest: Partial<SearchQuery> = {}) {
  return replacerOf(query(text, rest), by)(inText)
}

beforeAll(loadRegex)

describe('replacing a text', () => {
  it('replaces every occurrence, in the case rule of Windows', () => {
    expect(replaced('ab', 'X', 'Ab-aB-ba')).toEqual({ text: 'X-X-ba', count: 2 })
    expect(replaced('straße', 'x', 'STRASSE')).toBeNull()
    expect(replaced('ÿ', 'x', 'Ÿ')).toEqual({ text: 'x', count: 1 })
    expect(replaced('k', 'x', '\u212a')).toBeNull()
  })

  it('minds case, and whole texts, if it should', () => {
    expect(replaced('ab', 'X', 'Ab ab', { matchCase: true })).toEqual({ text: 'Ab X', count: 1 })
    expect(replaced('ab', 'X', 'ab ab', { whole: true })).toBeNull()
    expect(replaced('ab ab', '', 'AB ab', { whole: true })).toEqual({ text: '', count: 1 })
  })

  it('takes the replacement as it is', () => {
    expect(replaced('a', '$&$1\\', 'a')).toEqual({ text: '$&$1\\', count: 1 })
    expect(replaced('aa', 'a', 'aaaa')).toEqual({ text: 'aa', count: 2 })
  })

  it('gives up a text that would be far too long', () => {
    const by = 'x'.repeat(1024)
    expect(replaced('a', by, 'a'.repeat(MOST_REPLACED / 512))?.text).toBeNull()
    const regex = { kind: 'regex' } as const
    expect(replaced('a|', by, 'a'.repeat(MOST_REPLACED / 512), regex)?.text).toBeNull()
  })

  it('refuses what is not text', () => {
    for (const kind of ['number', 'hex'] as const) {
      expect(() => replacerOf(query('1', { kind }), 'x')).toThrow(
        expect.objectContaining({ code: 'bad-pattern' }),
      )
    }
    expect(() => replacerOf(query('a'), 'x'.repeat(1025))).toThrow(/1024/)
  })
})

describe('replacing what a regular expression finds', () => {
  const regex = { kind: 'regex' } as const

  it('puts groups where the replacement names them', () => {
    expect(replaced('(\\w+)@(\\w+)', '$2 at $1', 'me@home', regex)?.text).toBe('home at me')
    expect(replaced('(?P<a>x)(y)?', '<$<a>|$2|$&|$$1>', 'x', regex)?.text).toBe('<x||x|$1>')
    expect(replaced('C:\\\\(temp)', 'D:\\$1', 'c:\\TEMP\\a', regex)?.text).toBe('D:\\TEMP\\a')
  })

  it('replaces every match, or the whole text', () => {
    expect(replaced('[0-9]+', '#', 'a1b22', regex)).toEqual({ text: 'a#b#', count: 2 })
    expect(replaced('a|ab', 'x', 'ab', { ...regex, whole: true })).toEqual({ text: 'x', count: 1 })
    expect(replaced('a', 'x', 'ab', { ...regex, whole: true })).toBeNull()
    expect(replaced('x*', '-', 'ab', regex)?.text).toBe('-a-b-')
  })

  it('refuses a group that the expression does not have', () => {
    for (const by of ['a$2', 'a$<name>']) {
      expect(() => replacerOf(query('(a)', regex), by)).toThrow(
        expect.objectContaining({ detail: expect.objectContaining({ position: 1 }) }),
      )
    }
  })
})
