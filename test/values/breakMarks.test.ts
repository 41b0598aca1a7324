import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  escapeMarks,
  hasMarks,
  isEscape,
  readBreaks,
  showBreaks,
  unmarked,
  writeMarked,
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

describe('marks on one line', () => {
  it('a text is put on one line and read back, unit by unit', () => {
    fc.assert(
      fc.property(text, (stored) => {
        const line = marked(stored)
        expect(line).not.toMatch(/[\r\n]/)
        let read = ''
        for (let at = 0; at < line.length; at++) {
          if (isEscape(line, at)) read += line.charAt(++at)
          else read += String.fromCharCode(unmarked(line.charCodeAt(at)))
        }
        expect(read).toBe(stored)
      }),
    )
  })

  it('escapeMarks does the same to lines without marks', () => {
    fc.assert(
      fc.property(fc.array(text), (lines) => {
        const plain = lines.map((line) => line.replace(/[\r\n]/g, ''))
        expect(escapeMarks(plain.join('\n'))).toBe(plain.map(marked).join('\n'))
      }),
    )
  })

  it('a currency sign is left alone unless one of the three marks comes after it', () => {
    expect(isEscape('¤a', 0)).toBe(false)
    expect(isEscape('¤', 0)).toBe(false)
    expect(isEscape('¤¤', 0)).toBe(true)
    expect(hasMarks('¤a')).toBe(true)
    expect(hasMarks('a\nb')).toBe(false)
  })
})

function marked(text: string): string {
  const units = new Uint16Array(text.length * 2)
  let count = 0
  for (let at = 0; at < text.length; at++) count = writeMarked(text.charCodeAt(at), units, count)
  return String.fromCharCode(...units.subarray(0, count))
}
