import { describe, expect, it } from 'vitest'
import {
  isSpelledPath,
  needsSpelling,
  readName,
  readSpelledPath,
  spellName,
  spellPath,
  spellShownPath,
  spellTyped,
} from '../../src/bytes/spelling.ts'
import { parseKeyPath } from '../../src/cli/names.ts'

const NAMES = [
  ...['Run', 'Run ', ' lead', 'a\r\nb', '\0X', 'Run\0', '\ud800lone', '\u202eevil', '\ufeffbom'],
  ...['u000d', 'u000db', 'C:\\Windows\\x', 'a\\u000d', '\\\\u000d', '\\u00', 'tab\there', ''],
  ...['日本\u3000語', '\u{e0041}tag', '😀', '\\\ud800', 'x\\', '\\u\r'],
  ...['❤\ufe0f', 'Run\u{e0100}', '\u034f', 'a\u2065b', '\ufff0'],
]

describe('a name in a field', () => {
  it.each(NAMES)('spellName and readName return %j unchanged', (name) => {
    const spelled = spellName(name)
    expect(readName(spelled)).toBe(name)
    expect(spelled).not.toMatch(/[\0\r\n\t\u202e\ufeff]/)
  })

  it('escapes hidden characters and no others', () => {
    expect(spellName('a\r\nb')).toBe('a\\u000d\\u000ab')
    expect(spellName('C:\\Windows\\x')).toBe('C:\\Windows\\x')
    expect(spellName('Run ')).toBe('Run ')
    expect(spellName('a\\u000d')).toBe('a\\u005cu000d')
  })

  it('reports which names need spelling', () => {
    expect(NAMES.filter(needsSpelling)).toEqual([
      ...['a\r\nb', '\0X', 'Run\0', '\ud800lone', '\u202eevil', '\ufeffbom', 'a\\u000d'],
      ...['\\\\u000d', 'tab\there', '日本\u3000語', '\u{e0041}tag', '\\\ud800', '\\u\r'],
      ...['❤\ufe0f', 'Run\u{e0100}', '\u034f', 'a\u2065b', '\ufff0'],
    ])
  })
})

describe('a path', () => {
  it('leaves a path plain if every character can be seen', () => {
    expect(spellPath(['HKEY_LOCAL_MACHINE', 'x', 'Run ', 'u000d'])).toBe(
      'HKEY_LOCAL_MACHINE\\x\\Run \\u000d',
    )
  })

  it('doubles every separator of a path that has to be spelled', () => {
    expect(spellPath(['HKLM', 'x', 'a\r\nb'])).toBe('HKLM\\\\x\\\\a\\u000d\\u000ab')
    expect(spellPath(['HKLM', 'a\\b', 'c'])).toBe('HKLM\\\\a\\u005cb\\\\c')
    expect(spellPath(['HKLM', '', 'c'])).toBe('HKLM\\\\\\\\c')
    expect(spellPath(['HKLM', ''])).toBe('HKLM\\\\\\\\')
  })

  it('reads back every path that it spells', () => {
    for (const first of NAMES) {
      for (const second of NAMES) {
        const names = ['HKLM', first, second]
        const text = spellPath(names)
        expect(isSpelledPath(text) ? readSpelledPath(text) : text.split('\\')).toEqual(names)
      }
    }
  })

  it('spells hidden characters in a typed path', () => {
    expect(spellTyped('HKLM\\x\\\u202eevil')).toBe('HKLM\\\\x\\\\\\u202eevil')
    expect(spellTyped('HKLM\\\\x\\\\\\u000d\u200b\\\\')).toBe('HKLM\\\\x\\\\\\u000d\\u200b\\\\')
    expect(spellTyped(' HKLM\\Run ')).toBe(' HKLM\\Run ')
  })

  it('accepts single separators between escapes', () => {
    expect(readSpelledPath('HKLM\\x\\a\\u000Db')).toEqual(['HKLM', 'x', 'a\rb'])
    expect(readSpelledPath('\\\\x\\\\y\\\\')).toEqual(['x', 'y'])
    expect(readSpelledPath('HKLM\\x')).toBeNull()
    expect(isSpelledPath('HKLM\\x\\u000d')).toBe(false)
    expect(isSpelledPath('HKLM\\\\x\\y')).toBe(false)
  })
})

describe('a path that is shown', () => {
  const read = (text: string) => (isSpelledPath(text) ? readSpelledPath(text) : text.split('\\'))

  it('is plain where it can be read in one way only', () => {
    expect(spellShownPath([])).toBe('\\')
    expect(spellShownPath(['SOFTWARE', 'Run '])).toBe('SOFTWARE\\Run ')
    expect(spellShownPath(['a\\b', 'c'])).toBe('\\\\a\\u005cb\\\\c')
    expect(spellShownPath(['a\r'])).toBe('\\\\a\\u000d')
    expect(spellShownPath(['A', 'u0041'])).toBe('\\\\A\\\\u0041')
  })

  it('leads back to its names, here and as a KEY of the command', () => {
    for (const first of NAMES) {
      for (const second of NAMES) {
        const names = [first, second]
        const text = spellShownPath(names)
        expect(read(text), text).toEqual(names)
        const filled = names.filter((name) => name !== '')
        expect(parseKeyPath(text), text).toEqual(filled)
      }
    }
  })

  it('tells the mark for names left out from a key of that name', () => {
    expect(spellShownPath(['a', '…', '…'], [1])).toBe('\\\\a\\\\…\\\\\\u2026')
    expect(spellShownPath(['a', '…'], [1])).toBe('a\\…')
    expect(spellShownPath(['a', '…'])).toBe('a\\…')
    expect(read(spellShownPath(['…'], []))).toEqual(['…'])
  })

  it('has both ends of a long one, and halves no escape', () => {
    const names = Array.from({ length: 4 }, (_, n) => `${n}${'\x01'.repeat(254)}`)
    const text = spellShownPath(names)
    expect(text.length).toBeLessThanOrEqual(1024)
    expect(text).toMatch(/^\\\\0(\\u0001){42}…\\\\…\\\\2(\\u0001){42}…\\\\3(\\u0001){42}…$/)
  })
})
