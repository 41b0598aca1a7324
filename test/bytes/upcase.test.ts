import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textOfUnits } from '../../src/bytes/text.ts'
import { compareNames, equalNames, UPCASE, upcase, upcaseUnit } from '../../src/bytes/upcase.ts'

const names = fc.uint16Array({ maxLength: 12 }).map((array) => textOfUnits(array, array.length))

describe('the table', () => {
  it('is the upcase table of Windows 10', () => {
    const bytes = new Uint8Array(0x20000)
    const view = new DataView(bytes.buffer)
    UPCASE.forEach((upper, unit) => {
      view.setUint16(unit * 2, upper, true)
    })
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '41c26bc7a12bdaeb26025c93118697c7e3ef81ee048b00fe5cce2a472e0e0742',
    )
  })

  it('changes 973 units', () => {
    expect(UPCASE.filter((upper, unit) => upper !== unit).length).toBe(973)
  })

  it.each([
    ['a', 'A'],
    ['é', 'É'],
    ['ß', 'ß'],
    ['ÿ', 'Ÿ'],
    ['µ', 'µ'],
    ['ı', 'ı'],
    ['ſ', 'ſ'],
    ['ς', 'ς'],
    ['ŉ', 'ŉ'],
    ['ᾳ', 'ᾼ'],
    ['я', 'Я'],
    ['ა', 'ა'],
    ['\ufb01', '\ufb01'],
    ['[', '['],
    ['_', '_'],
  ])('maps %s to %s', (lower, upper) => {
    expect(upcase(lower)).toBe(upper)
    expect(upcaseUnit(lower.charCodeAt(0))).toBe(upper.charCodeAt(0))
  })

  it('leaves surrogates alone, paired or not', () => {
    for (let unit = 0xd800; unit < 0xe000; unit++) expect(upcaseUnit(unit)).toBe(unit)
    expect(upcase('\u{10428}')).toBe('\u{10428}')
    expect(equalNames('\u{10428}', '\u{10400}')).toBe(false)
  })
})

describe('upcase', () => {
  it('converts text of any length', () => {
    expect(upcase('')).toBe('')
    expect(upcase('ABC')).toBe('ABC')
    for (const length of [1, 64, 65, 5000]) {
      expect(upcase('ßé'.repeat(length))).toBe('ßÉ'.repeat(length))
    }
    expect(upcase('CurrentControlSet\\Services\\tcpip')).toBe('CURRENTCONTROLSET\\SERVICES\\TCPIP')
  })
})

describe('order of names', () => {
  it('sorts brackets and the underscore after letters, since it compares upper case', () => {
    const sorted = ['a', 'B', 'Z', '[', '\\', ']', '^', '_', '`', '{']
    expect([...sorted].reverse().sort(compareNames)).toEqual(sorted)
  })

  it('puts a prefix first', () => {
    expect(compareNames('Set', 'SET1')).toBeLessThan(0)
    expect(compareNames('set1', 'Set')).toBeGreaterThan(0)
    expect(compareNames('', 'a')).toBeLessThan(0)
  })

  it('compares units as unsigned numbers', () => {
    expect(compareNames('\uffff', '\ud800')).toBeGreaterThan(0)
    expect(compareNames('\ud81d', '\ud81e')).toBeLessThan(0)
  })

  it('considers names that differ only in case equal', () => {
    expect(equalNames('Software', 'SOFTWARE')).toBe(true)
    expect(equalNames('ÿ', 'Ÿ')).toBe(true)
    expect(equalNames('ß', 'SS')).toBe(false)
    expect(equalNames('a', 'ab')).toBe(false)
  })

  it('agrees with comparing upper-cased text, and is antisymmetric', () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        const upperA = upcase(a)
        const upperB = upcase(b)
        const expected = upperA < upperB ? -1 : upperA > upperB ? 1 : 0
        expect(Math.sign(compareNames(a, b))).toBe(expected)
        expect(Math.sign(compareNames(b, a))).toBe(expected === 0 ? 0 : -expected)
        expect(equalNames(a, b)).toBe(expected === 0)
      }),
    )
  })
})
