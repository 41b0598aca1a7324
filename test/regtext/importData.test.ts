/**
 * The data of values, by the table of section 5 of ../shared/reference/reg-text.md: each title begins with the id of
 * its row. What Windows drops is an error here, with its line and column.
 */

import { describe, expect, it } from 'vitest'
import { bytesOf, droppedAs, HEADER, ROOT, readAs, readText } from './importText.ts'

/** The lines of a value, and how it is read. */
type Kept = readonly [id: string, lines: string, read: string]
/** The lines of a value that is dropped; the error, and the lines that a lenient reader skips. */
type Dropped = readonly [id: string, lines: string, dropped: string]

const KEPT: readonly Kept[] = [
  ['1a: one digit', '"v"=dword:1', '"v" 4 01000000'],
  ['1b: eight digits', '"v"=dword:12345678', '"v" 4 78563412'],
  ['1c: upper case', '"v"=dword:DEADBEEF', '"v" 4 efbeadde'],
  ['1d: three digits', '"v"=dword:fff', '"v" 4 ff0f0000'],
  ['1e: a comment behind it', '"v"=dword:00000001;comment', '"v" 4 01000000'],
  ['1f: blanks and a comment behind it', '"v"=dword:00000001 \t ; comment', '"v" 4 01000000'],
  ['1g: blanks behind it', '"v"=dword:00000001 \t', '"v" 4 01000000'],
  ['1h: blanks before the digits', '"v"=dword: \t1', '"v" 4 01000000'],
  ['1i: blanks around the equals sign', '"v" = dword:1', '"v" 4 01000000'],
  ['1j: leading zeros', '"v"=dword:0000001', '"v" 4 01000000'],
  ['3d: a comma at the end', '"v"=hex:01,02,', '"v" 3 0102'],
  ['3e: no bytes', '"v"=hex:', '"v" 3 '],
  ['3h: upper case', '"v"=hex:AB,Cd', '"v" 3 abcd'],
  ['4h: bytes from the next line on', '"v"=hex:\\\n  01,02', '"v" 3 0102'],
  ['4a: blanks behind the backslash', '"v"=hex:01,\\ \t\n  02', '"v" 3 0102'],
  ['4m: a comment behind the backslash', '"v"=hex:01,\\;comment\n02,\\ ; more\n03', '"v" 3 010203'],
  ['4b: blank lines between the parts', '"v"=hex:01,\\\n\n \t\n02', '"v" 3 0102'],
  ['4e: comments between the parts', '"v"=hex:01,\\\n;one\n  ; two \\\n02', '"v" 3 0102'],
  ['x58: blank lines and comments between the parts', '"v"=hex:01,\\\n\n;c\n\n02', '"v" 3 0102'],
  ['6a: a type with the highest bit', '"v"=hex(80000002):01', '"v" 2147483650 01'],
  ['6b: the type of a device property', '"v"=hex(ffff0012):01', '"v" 4294901778 01'],
  ['6i: the largest type', '"v"=hex(FFFFFFFF):', '"v" 4294967295 '],
  ['5c: a QWORD of four bytes', '"v"=hex(b):01,02,03,04', '"v" 11 01020304'],
  ['5d: a DWORD of three bytes', '"v"=hex(4):01,02,03', '"v" 4 010203'],
  ['5k: type 3', '"v"=hex(3):01', '"v" 3 01'],
  ['5l: a DWORD of four bytes', '"v"=hex(4):01,02,03,04', '"v" 4 01020304'],
  ['5f: REG_SZ without a NUL', '"v"=hex(1):61,00', '"v" 1 6100'],
  ['5i: REG_EXPAND_SZ without a NUL', '"v"=hex(2):61,00', '"v" 2 6100'],
  ['5b: REG_MULTI_SZ without a NUL', '"v"=hex(7):61,00', '"v" 7 6100'],
]

const DROPPED: readonly Dropped[] = [
  ['dword: no digits', '"v"=dword:', '5:11 dword | 5'],
  ['dword: blanks and no digits', '"v"=dword:  ', '5:13 dword | 5'],
  ['dword: nine digits, of which the first is a zero', '"v"=dword:012345678', '5:11 dword | 5'],
  ['dword: 0x', '"v"=dword:0x1', '5:12 dword | 5'],
  ['dword: a blank inside', '"v"=dword:12 34', '5:14 dword | 5'],
  ['dword: other letters', '"v"=dword:12g', '5:13 dword | 5'],
  ['dword: a comma behind it', '"v"=dword:1,', '5:12 dword | 5'],
  ['3c: no byte between two commas', '"v"=hex:01,,02', '5:12 hex-empty | 5'],
  ['3f: letters', '"v"=hex:01,zz', '5:12 hex-digit | 5'],
  ['3f: a slash', '"v"=hex:01/02', '5:9 hex-digit | 5'],
  ['3f: more than ff', '"v"=hex:01,100', '5:12 hex-large | 5'],
  ['3b: a blank in place of a comma', '"v"=hex:01 02', '5:9 hex-separator | 5'],
  ['between parts: a # line', '"v"=hex:01,\\\n#c', '6:1 hex-not-continued | 5 6'],
  ['between parts: a key', `"v"=hex:01,\\\n[${ROOT}\\X]`, '6:1 hex-not-continued | 5 6'],
  ['between parts: a value', '"v"=hex:01,\\\n"w"=dword:1', '6:1 hex-not-continued | 5 6'],
  ['between parts: a default value', '"v"=hex:01,\\\n@="x"', '6:1 hex-not-continued | 5 6'],
  [
    '4d: a backslash without a comma before it',
    '"v"=hex:01\\\n"w"=-',
    '5:9 hex-separator | 5 | read: unset K "w"',
  ],
  ['4j: a byte that is split over two lines', '"v"=hex:01,0\\\n2', '5:12 hex-separator | 5 6'],
  ['4i: the same without a byte before it', '"v"=hex:0\\\n1', '5:9 hex-separator | 5 6'],
  [
    'x72: another line without a backslash before it',
    '"v"=hex:01,\n02',
    '6:1 junk | 6 | read: set K "v" 3 01',
  ],
  ['6c: more than eight digits of a type', '"v"=hex(000000002):01', '5:9 hex-type | 5'],
  ['6h: 0x before a type', '"v"=hex(0x2):01', '5:9 hex-type | 5'],
]

/** Nothing is known of Windows here; what may mean two things is refused. */
const DECIDED_DROPPED: readonly Dropped[] = [
  ['6d: letters as a type', '"v"=hex(g):01', '5:9 hex-type | 5'],
  ['6e: no type', '"v"=hex():01', '5:9 hex-type | 5'],
  ['6g: blanks around a type', '"v"=hex( 2 ):01', '5:9 hex-type | 5'],
  ['6k: a negative type', '"v"=hex(-1):01', '5:9 hex-type | 5'],
  ['x08: str:', '"v"=str:x', '5:5 unknown-data | 5'],
  ['x09: qword:', '"v"=qword:1', '5:5 unknown-data | 5'],
  ['x10: expand:', '"v"=expand:x', '5:5 unknown-data | 5'],
  ['DWORD: in upper case', '"v"=DWORD:1', '5:5 unknown-data | 5'],
]

const DECIDED_KEPT: readonly Kept[] = [
  ['3a: one digit for a byte', '"v"=hex:1,2,3', '"v" 3 010203'],
  ['3i: three digits for a byte', '"v"=hex:001', '"v" 3 01'],
  ['3g: blanks behind a comma', '"v"=hex:01, 02', '"v" 3 0102'],
  ['5a: an odd number of bytes', '"v"=hex(2):61,00,62', '"v" 2 610062'],
  [
    'x28: a line of 15,000 characters',
    `"v"=hex:${'01,'.repeat(5000)}01`,
    `"v" 3 ${'01'.repeat(5001)}`,
  ],
]

describe('data that Windows reads', () => {
  it.each([...KEPT, ...DECIDED_KEPT])('%s', (_, lines, read) => {
    expect(readAs(lines)).toBe(read)
    expect(readAs(lines, { lenient: true })).toBe(read)
    expect(readAs(lines, { piece: 1 })).toBe(read)
  })

  it('4c: a text that ends behind a comma and a backslash', () => {
    for (const end of ['\\', '\\\n', '\\\n\n; comment']) {
      const { changes } = readText(`${HEADER}\n[${ROOT}]\n"v"=hex:01,02,${end}`)
      expect(changes.at(-1)).toMatchObject({ name: 'v', type: 3, data: Uint8Array.of(1, 2) })
    }
  })

  it.each([
    ['5f: one NUL is added to REG_SZ', 'hex(1):61,00', '1 61000000'],
    ['5i: one NUL is added to REG_EXPAND_SZ', 'hex(2):61,00', '2 61000000'],
    ['5b: one NUL is added to REG_MULTI_SZ, and no second one', 'hex(7):61,00', '7 61000000'],
    ['5b: a NUL that is there is enough', 'hex(7):61,00,00,00', '7 61000000'],
    ['5f: no bytes stay none', 'hex(1):', '1 '],
    ['5a: an odd number of bytes stays as it is', 'hex(2):61', '2 61'],
    ['5k: other types stay as they are', 'hex(3):61,00', '3 6100'],
  ])('%s, with --add-nul', (_, data, read) => {
    expect(readAs(`"v"=${data}`, { addNul: true })).toBe(`"v" ${read}`)
  })
})

describe('data that Windows drops', () => {
  it.each([...DROPPED, ...DECIDED_DROPPED])('%s', (_, lines, dropped) => {
    expect(droppedAs(lines)).toBe(dropped)
    expect(droppedAs(lines, { piece: 1 })).toBe(dropped)
  })

  it('4k: a text that ends behind a backslash without a comma', () => {
    const text = `${HEADER}\n[${ROOT}]\n"v"=hex:01\\`
    expect(() => readText(text)).toThrow(expect.objectContaining({ code: 'bad-text' }))
    expect(readText(text, { lenient: true }).changes).toHaveLength(1)
  })
})

describe('bytes of text in REGEDIT4', () => {
  const widened = (text: string) => {
    const [, value] = readText(bytesOf(`REGEDIT4\n[${ROOT}]\n"v"=${text}\n`)).changes
    return value?.kind === 'set-value' ? Buffer.from(value.data).toString('utf16le') : null
  }

  it.each([
    ['7a: hex(2)', 'hex(2):61,80,00', 'a€\0'],
    ['7b: hex(7)', 'hex(7):61,00,62,00,00', 'a\0b\0\0'],
    ['7e: hex(1)', 'hex(1):e9,00', 'é\0'],
    ['7f: bytes without a character', 'hex(2):81,8d,00', '\u0081\u008d\0'],
  ])('%s is in code page 1252', (_, text, read) => {
    expect(widened(text)).toBe(read)
  })

  it.each([
    ['7g: hex', 'hex:61,00', '6100'],
    ['7h: hex(b)', 'hex(b):61,00', '6100'],
  ])('%s is not text', (_, text, read) => {
    const [, value] = readText(bytesOf(`REGEDIT4\n[${ROOT}]\n"v"=${text}\n`)).changes
    expect(value?.kind === 'set-value' && Buffer.from(value.data).toString('hex')).toBe(read)
  })

  it('8q: in a text of UTF-16 the header decides, too', () => {
    const [, value] = readText(`REGEDIT4\n[${ROOT}]\n"v"=hex(2):61,00\n`).changes
    expect(value).toMatchObject({ data: Uint8Array.of(0x61, 0, 0, 0) })
  })

  it.each(['7c: hex(2)', '7d: hex(7)', 'x57: hex(1)'])(
    '%s of version 5 is UTF-16, in a text of eight bits too',
    (title) => {
      const type = /hex\(\d\)/.exec(title)?.[0]
      const [, value] = readText(bytesOf(`${HEADER}\n[${ROOT}]\n"v"=${type}:41,00,42,00\n`)).changes
      expect(value).toMatchObject({ data: Uint8Array.of(0x41, 0, 0x42, 0) })
    },
  )
})
