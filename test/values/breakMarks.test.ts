import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  hasMarks,
  markBreaks,
  readBreaks,
  showBreaks,
  unmarkBreaks,
} from '../../src/values/breakMarks.ts'

/** Text in which breaks and marks meet often. */
const text = fc
  .array(fc.constantFrom('\r', '\n', '\r\n', '↓', '←', '¤', 'a', 'é', '\ud800', '\u2028', ' '), {
    maxLength: 24,
  })
  .map((parts) => parts.join(''))

describe('showBreaks and readBreaks', () => {
  it.each([
    ['a\r\nb\nc\rd', '\r\n', 'a\nb↓\nc←\nd'],
    ['a\nb', '\n', 'a\nb'],
    ['a\r\r\nb', '\r\n', 'a←\n\nb'],
    ['a\nb\r\nc', '\n', 'a\nb←↓\nc'],
    ['a↓b¤', '\r\n', 'a¤↓b¤¤'],
    ['↓\r\n', '\r\n', '¤↓\n'],
  ] as const)('%j with plain %j is shown as %j', (stored, plain, shown) => {
    expect(showBreaks(stored, plain)).toBe(shown)
    expect(readBreaks(shown, plain)).toBe(stored)
  })

  it('read back every text, whichever kind of break is plain', () => {
    const plain = fc.constantFrom('\r\n' as const, '\n' as const, '\r' as const)
    fc.assert(
      fc.property(text, plain, (stored, kind) => {
        const shown = showBreaks(stored, kind)
        expect(shown).not.toContain('\r')
        expect(readBreaks(shown, kind)).toBe(stored)
      }),
    )
  })

  it('read a mark in the middle of a line as its break', () => {
    expect(readBreaks('a↓b←↓c', '\r\n')).toBe('a\nb\r\nc')
  })
})

describe('markBreaks and unmarkBreaks', () => {
  it('put a text on one line and read it back', () => {
    fc.assert(
      fc.property(text, (stored) => {
        const line = markBreaks(stored)
        expect(line).not.toMatch(/[\r\n]/)
        expect(unmarkBreaks(line)).toBe(stored)
      }),
    )
  })

  it('leave an escape mark alone unless one of the three marks comes after it', () => {
    expect(unmarkBreaks('¤a')).toBe('¤a')
    expect(hasMarks('¤a')).toBe(true)
    expect(hasMarks('a\nb')).toBe(false)
  })
})
