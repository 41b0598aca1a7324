/**
 * The file as a whole, by the table of section 1 of ../shared/reference/reg-text.md: each title begins with the id of
 * its row.
 */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { brief, bytesOf, HEADER, ROOT, readText, refusal, utf16 } from './importText.ts'

const BODY = `\n[${ROOT}\\K]\n"v"="x"\n`
const READ = ['create K', 'set K "v" 1 78000000']
const utf8 = (text: string) => new TextEncoder().encode(text)
const read = (text: string | Uint8Array) => readText(text).changes.map(brief)
/** The text of a REG_SZ value. */
const textOf = (text: string | Uint8Array) => {
  const [, value] = readText(text).changes
  return value?.kind === 'set-value' && Buffer.from(value.data.slice(0, -2)).toString('utf16le')
}

describe('the first line', () => {
  it.each([
    [`the header: version 5`, HEADER],
    [`the header: REGEDIT4`, 'REGEDIT4'],
    [`the header: blanks and tabs before it`, ` \t ${HEADER}`],
    [`the header: blanks before REGEDIT4`, '  REGEDIT4'],
    [`8o: no blank line behind it`, HEADER],
  ])('%s is read', (_, header) => {
    expect(read(header + BODY)).toEqual(READ)
    expect(read(bytesOf(header + BODY))).toEqual(READ)
  })

  it.each([
    ['8h: a blank line before it', `\n${HEADER}`],
    ['8r: a comment before it', `; comment\n${HEADER}`],
    ['8i: another case', HEADER.toLowerCase()],
    ['8i: another case of REGEDIT4', 'regedit4'],
    ['8j: version 6.00', 'Windows Registry Editor Version 6.00'],
    ['8j: version 4.00', 'Windows Registry Editor Version 4.00'],
    ['8j: version 5', 'Windows Registry Editor Version 5'],
    ['8s: a blank behind it', `${HEADER} `],
    ['x55: an empty text', ''],
  ])('%s is refused', (_, header) => {
    const text = header === '' ? '' : header + BODY
    expect(refusal(text)).toBe('1:1 no-header')
    expect(refusal(bytesOf(text))).toBe('1:1 no-header')
    expect(refusal(text, { lenient: true })).toBe('1:1 no-header')
    expect(refusal(text, { piece: 1 })).toBe('1:1 no-header')
  })

  it('x56: a header and nothing else has no changes', () => {
    for (const end of ['', '\n', '\r\n\r\n']) expect(read(HEADER + end)).toEqual([])
  })

  it('8t: a second header, as in two files that were joined, loses nothing', () => {
    expect(read(`${HEADER}${BODY}\ufeff${HEADER}${BODY}`)).toEqual([...READ, ...READ])
    expect(refusal(`${HEADER}${BODY}REGEDIT4${BODY}`)).toBe('4:1 junk')
  })

  it('exit code: lines that are not read are passed over, with a message for each', () => {
    const { changes, skipped } = readText(`${HEADER}\njunk${BODY}"w"=\n`, { lenient: true })
    expect(changes.map(brief)).toEqual(READ)
    expect(skipped).toEqual([
      { line: 2, column: 1, problem: 'junk' },
      { line: 5, column: 5, problem: 'no-data' },
    ])
  })
})

describe('the form of Windows 3.1', () => {
  const PREFIX = { prefix: 'HKEY_CLASSES_ROOT' }
  const values = (text: string) => readText(text, PREFIX).changes.map(brief)

  it.each(['REGEDIT', 'REGEDIT3', 'REGEDIT5', 'REGEDIT 4', 'REGEDIT4 FOO'])(
    '8k: %s begins it, and keys and values mean nothing in it',
    (header) => {
      expect(refusal(header + BODY)).toBe('2:1 junk-31')
      const { changes, skipped } = readText(header + BODY, { lenient: true })
      expect(changes).toEqual([])
      expect(skipped.map(({ line }) => line)).toEqual([2, 3])
    },
  )

  it('8p: REGEDIT4 and anything behind it is that form', () => {
    expect(values('REGEDIT4FOO\nHKEY_CLASSES_ROOT\\key = text')).toEqual([
      `set key "" 1 ${Buffer.from('text\0', 'utf16le').toString('hex')}`,
    ])
  })

  it.each([
    ['an equals sign between blanks', 'HKEY_CLASSES_ROOT\\a\\b = text', 'a\\b', 'text'],
    ['one blank behind it is left out', 'HKEY_CLASSES_ROOT\\a =  text ', 'a', ' text '],
    ['no equals sign', 'HKEY_CLASSES_ROOT\\a text', 'a', 'text'],
    ['no text', 'HKEY_CLASSES_ROOT\\a', 'a', ''],
  ])('8l: a line sets a default value: %s', (_, line, key, text) => {
    const data = Buffer.from(`${text}\0`, 'utf16le').toString('hex')
    expect(values(`REGEDIT\n\n${line}\n`)).toEqual([`set ${key} "" 1 ${data}`])
  })

  it('8l: other lines, another case and blanks before it mean nothing', () => {
    for (const line of ['hkey_classes_root\\a = x', ' HKEY_CLASSES_ROOT\\a = x', 'text']) {
      expect(refusal(`REGEDIT\n${line}\n`, PREFIX)).toBe('2:1 junk-31')
    }
  })
})

describe('the encoding', () => {
  it('u16bom: UTF-16LE with a byte order mark is read', () => {
    expect(textOf(`${HEADER}\n[${ROOT}]\n"v"="é☃\ud83d\ude00\ud800"`)).toBe('é☃\ud83d\ude00\ud800')
  })

  it('8q: REGEDIT4 in UTF-16 is read', () => {
    expect(textOf(`REGEDIT4\n[${ROOT}]\n"v"="é☃"`)).toBe('é☃')
  })

  it('8f: UTF-16 without a byte order mark is refused', () => {
    expect(refusal(encodeUtf16(HEADER + BODY))).toBe('1:1 utf-16-without-mark')
    expect(refusal(encodeUtf16(`REGEDIT4${BODY}`))).toBe('1:1 utf-16-without-mark')
  })

  it('8g: UTF-16 of the other byte order is refused', () => {
    const bytes = utf16(HEADER + BODY)
    const swapped = bytes.map((_, at) => bytes[at ^ 1] as number)
    expect(refusal(swapped)).toBe('1:1 utf-16-big-endian')
  })

  it('8a: version 5 in UTF-8 is read as UTF-8, and that is said', () => {
    const text = `${HEADER}\n[${ROOT}]\n"v"="é☃😀"`
    for (const piece of [1, 2, 3, 1000]) {
      expect(readText(utf8(text), { piece })).toMatchObject({ isPlainUtf8: true })
      expect(textOf(utf8(text))).toBe('é☃😀')
    }
    expect(readText(utf8(HEADER + BODY)).isPlainUtf8).toBe(false)
  })

  it('8e: REGEDIT4 is in code page 1252, even if it could be UTF-8', () => {
    expect(textOf(utf8(`REGEDIT4\n[${ROOT}]\n"v"="é"`))).toBe('Ã©')
  })

  it('8b: UTF-8 with a byte order mark is read as that, with either header', () => {
    for (const header of [HEADER, 'REGEDIT4']) {
      expect(textOf(utf8(`\ufeff${header}\n[${ROOT}]\n"v"="é"`))).toBe('é')
    }
  })

  it('8c: version 5 in code page 1252 is read as that', () => {
    expect(textOf(bytesOf(`${HEADER}\n[${ROOT}]\n"v"="\xe9 \x80\x93"`))).toBe('é €“')
  })

  it('8c: UTF-8 that turns into something else is refused with its line', () => {
    const text = [...utf8(`${HEADER}\n[${ROOT}]\n"v"="é"\n"w"="`), 0xe9, 0x22]
    expect(refusal(Uint8Array.from(text))).toBe('4:6 not-utf-8')
    expect(refusal(Uint8Array.from(text), { lenient: true })).toBe('4:6 not-utf-8')
  })
})

describe('line ends', () => {
  it.each([
    ['x17: LF', '\n'],
    ['x17: CR LF', '\r\n'],
    ['x18: CR', '\r'],
  ])('%s', (_, end) => {
    const text = `${HEADER}${BODY}; c\n"w"=hex:01,\\\n  02\n`.replaceAll('\n', end)
    const expected = [...READ, 'set K "w" 3 0102']
    expect(read(text)).toEqual(expected)
    for (const piece of [1, 2, 3]) {
      expect(readText(text, { piece }).changes.map(brief)).toEqual(expected)
      expect(readText(bytesOf(text), { piece }).changes.map(brief)).toEqual(expected)
    }
  })

  it('x18: all three in one text, and each counts as one line', () => {
    expect(refusal(`${HEADER}\r\n\r\r\n\njunk`)).toBe('5:1 junk')
    expect(refusal(`${HEADER}\r\n\r\r\n\njunk`, { piece: 1 })).toBe('5:1 junk')
  })

  it.each([
    ['x53: a value', '"w"="y"', 'set K "w" 1 79000000'],
    ['x54: a number', '"w"=dword:1', 'set K "w" 4 01000000'],
    ['x54: bytes', '"w"=hex:01', 'set K "w" 3 01'],
    ['x53: a deletion', '"w"=-', 'unset K "w"'],
    ['x53: a key', `[-${ROOT}\\L]`, 'delete L'],
  ])('%s in a last line without an end is read', (_, line, change) => {
    expect(read(HEADER + BODY + line)).toEqual([...READ, change])
  })

  it('x19: NUL and Ctrl+Z at the end of the text mean nothing', () => {
    for (const end of ['\x1a', '\x1a\r\n', '\0', '\0\0\0']) {
      expect(read(HEADER + BODY + end)).toEqual(READ)
      expect(readText(HEADER + BODY + end, { piece: 1 }).changes).toHaveLength(2)
    }
  })

  it('x21: a NUL inside the text is refused where it is', () => {
    expect(refusal(`${HEADER}${BODY}\0\n"w"=-`)).toBe('4:1 nul')
    expect(refusal(`${HEADER}${BODY}"w"="a\0b"`)).toBe('4:7 nul')
    expect(refusal(`${HEADER}${BODY}"w\0"="a"`)).toBe('4:3 nul')
    expect(refusal(`${HEADER}${BODY}[${ROOT}\\a\0]`)).toBe(`4:${ROOT.length + 4} nul`)
    expect(refusal(`${HEADER}${BODY}"w"=hex:01,\0`)).toBe('4:12 nul')
  })
})
