/** What is written, by the table of section 6 of ../shared/reference/reg-text.md: each title begins with its subject. */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { type RawKey, rawHive } from '../helpers/rawHive.ts'
import { exportText, hiveOf, linesOfValue } from './exportText.ts'

const [NONE, SZ, EXPAND_SZ, BINARY, DWORD, LINK, MULTI_SZ, QWORD] = [0, 1, 2, 3, 4, 6, 7, 11]
const bytes = (...values: number[]) => Uint8Array.from(values)
const count = (length: number) => Uint8Array.from({ length }, (_, at) => at & 255)
const HEADER = 'Windows Registry Editor Version 5.00'
const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join('')

describe('export in version 5', () => {
  it('encoding, line ends: UTF-16LE with a byte order mark, CR LF', () => {
    const { bytes: written, text } = exportText(hiveOf(() => {}))
    expect(written.subarray(0, 6)).toEqual(Buffer.from([0xff, 0xfe, 0x57, 0, 0x69, 0]))
    expect(text.slice(1)).toBe(lines(HEADER, '', '[HKEY_LOCAL_MACHINE\\TEST]', ''))
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })

  it('behind header, keys, end: one blank line after the header, each key and the last key', () => {
    const hive = hiveOf((root) => {
      root.create('A').set('v', DWORD, bytes(1, 0, 0, 0))
      root.create('B')
    })
    expect(exportText(hive).text.slice(1)).toBe(
      lines(
        HEADER,
        '',
        '[HKEY_LOCAL_MACHINE\\TEST]',
        '',
        '[HKEY_LOCAL_MACHINE\\TEST\\A]',
        '"v"=dword:00000001',
        '',
        '[HKEY_LOCAL_MACHINE\\TEST\\B]',
        '',
      ),
    )
  })

  it('key order: as stored, which is upper-case order, each parent before its subkeys', () => {
    const hive = hiveOf((root) => {
      for (const name of ['b', '_', 'C', 'a\\x', 'a']) root.createPath(name)
    })
    const keys = [...exportText(hive).text.matchAll(/\[HKEY_LOCAL_MACHINE\\TEST\\(.*)\]/g)]
    expect(keys.map(([, name]) => name)).toEqual(['a', 'a\\x', 'b', 'C', '_'])
  })

  it('value order: order of creation, the default value too', () => {
    const hive = hiveOf((root) => {
      for (const name of ['z', '', 'A', 'm']) root.set(name, SZ, encodeUtf16('\0'))
    })
    expect(exportText(hive).text).toContain(lines('"z"=""', '@=""', '"A"=""', '"m"=""'))
  })

  it.each([
    ['text', 'some text\0', '"some text"'],
    ['escapes', 'a "b" C:\\d\0', '"a \\"b\\" C:\\\\d"'],
    ['an empty string', '\0', '""'],
    ['any other character', '\u0001\t☃\ud800 ;[]=\0', '"\u0001\t☃\ud800 ;[]="'],
  ])('REG_SZ: %s between quotation marks', (_, text, written) => {
    expect(linesOfValue('v', SZ, encodeUtf16(text))).toBe(`"v"=${written}`)
  })

  it.each([
    ['without a NUL', encodeUtf16('ab'), '61,00,62,00'],
    ['with text behind the NUL', encodeUtf16('a\0b\0'), '61,00,00,00,62,00,00,00'],
    ['with two NULs', encodeUtf16('a\0\0'), '61,00,00,00,00,00'],
    ['with an odd byte', bytes(0x61, 0, 0), '61,00,00'],
    ['with a line feed', encodeUtf16('\n\0'), '0a,00,00,00'],
    ['with a carriage return', encodeUtf16('\r\0'), '0d,00,00,00'],
    ['without data', bytes(), ''],
  ])('REG_SZ: %s as bytes, because quotation marks would lose something', (_, data, written) => {
    expect(linesOfValue('v', SZ, data)).toBe(`"v"=hex(1):${written}`)
  })

  it.each([
    [bytes(0x78, 0x56, 0x34, 0x12), 'dword:12345678'],
    [bytes(0xff, 0, 0, 0), 'dword:000000ff'],
    [bytes(), 'hex(4):'],
    [bytes(1, 2, 3), 'hex(4):01,02,03'],
    [count(8), 'hex(4):00,01,02,03,04,05,06,07'],
  ])('DWORD of 4 bytes / other size (case %#)', (data, written) => {
    expect(linesOfValue('v', DWORD, data)).toBe(`"v"=${written}`)
  })

  it.each([
    [BINARY, 'hex:'],
    [NONE, 'hex(0):'],
    [EXPAND_SZ, 'hex(2):'],
    [LINK, 'hex(6):'],
    [MULTI_SZ, 'hex(7):'],
    [QWORD, 'hex(b):'],
    [0x8000_0002, 'hex(80000002):'],
    [0xffff_0012, 'hex(ffff0012):'],
    [0xffff_ffff, 'hex(ffffffff):'],
  ])('others: type %i as %s, with bytes and without', (type, prefix) => {
    expect(linesOfValue('v', type, bytes(0xab, 1))).toBe(`"v"=${prefix}ab,01`)
    expect(linesOfValue('v', type, bytes())).toBe(`"v"=${prefix}`)
  })

  it('wrapping: behind a comma past column 76, with two blanks on the next line, 25 bytes a full line', () => {
    const written = linesOfValue('v', BINARY, count(80)).split('\r\n')
    expect(written.map((line) => line.length)).toEqual([78, 78, 78, 22])
    expect(linesOfValue('vv', BINARY, count(80)).indexOf('\r')).toBe(79)
    expect(linesOfValue('vvv', BINARY, count(80)).indexOf('\r')).toBe(80)
    expect(written[0]).toMatch(/^"v"=hex:00,01,.*,16,\\$/)
    expect(written[1]).toMatch(/^ {2}17,.*,\\$/)
    expect(written.join('').match(/[0-9a-f]{2}(?=,|$)/g)).toHaveLength(80)
  })

  it.each([
    [1, 'v', 23, 1],
    [1, 'v', 24, 2],
    [1, 'vv', 23, 1],
    [1, 'vvvv', 22, 1],
  ])('wrapping: never behind the last byte (case %#)', (_, name, size, expected) => {
    const written = linesOfValue(name, BINARY, count(size)).split('\r\n')
    expect(written).toHaveLength(expected)
    expect(written.at(-1)).toMatch(/[0-9a-f]{2}$/)
  })

  it('wrapping: a long name leaves room for one byte', () => {
    const name = 'n'.repeat(100)
    expect(linesOfValue(name, BINARY, bytes(1, 2, 3))).toBe(`"${name}"=hex:01,\\\r\n  02,03`)
  })

  it('wrapping: data in big data segments is written as one value', () => {
    const data = count(40_000)
    const written = linesOfValue('v', BINARY, data).replaceAll('\\\r\n  ', '')
    expect(written).toBe(`"v"=hex:${Array.from(data, hex).join(',')}`)
    const text = 'x"'.repeat(20_000)
    expect(linesOfValue('v', SZ, encodeUtf16(`${text}\0`))).toBe(
      `"v"="${text.replaceAll('"', '\\"')}"`,
    )
  })

  it('names: quotation marks and backslashes are escaped, all other characters are not', () => {
    expect(linesOfValue('a "b" \\c=d;\t☃', SZ, encodeUtf16('\0'))).toBe(
      '"a \\"b\\" \\\\c=d;\t☃"=""',
    )
  })

  it('names: a value whose name has a line break or a NUL is reported, and the others are written', () => {
    const hive = hiveOf((root) => {
      const key = root.create('K')
      for (const name of ['a', 'cr\r', '\nlf', 'nul\0', 'b']) key.set(name, BINARY, bytes(1))
    })
    const { text, leftOut } = exportText(hive)
    expect(text).toContain(lines('[HKEY_LOCAL_MACHINE\\TEST\\K]', '"a"=hex:01', '"b"=hex:01', ''))
    expect(leftOut).toEqual(
      ['cr\r', '\nlf', 'nul\0'].map((value) => ({ path: ['K'], value, reason: 'name' })),
    )
  })

  it('names: a key whose name has a line break or a NUL is reported with everything below it', () => {
    const hive = hiveOf((root) => {
      root.create('one\r\ntwo').create('Below').set('v', BINARY, bytes(1))
      root.create('Other').create('nul\0')
    })
    const { text, leftOut } = exportText(hive)
    expect(text).not.toContain('Below')
    expect(text).toContain('[HKEY_LOCAL_MACHINE\\TEST\\Other]')
    expect(leftOut).toEqual([
      { path: ['one\r\ntwo'], reason: 'name' },
      { path: ['Other', 'nul\0'], reason: 'name' },
    ])
  })

  it('names: what has the name of one before it is reported, so that read again the first one counts', () => {
    const value = (name: string, byte: number) => ({ name, type: BINARY, data: bytes(byte) })
    const many = Array.from({ length: 20 }, (_, at) => value(`v${at}`, at))
    const root = {
      name: 'ROOT',
      values: [value('one', 1), value('ONE', 2), value('', 3), value('', 4)],
      subkeys: [
        { name: 'Key', values: [...many, value('V7', 99)], subkeys: [{ name: 'Below' }] },
        { name: 'KEY', subkeys: [{ name: 'Not found' }] },
        { name: 'Last', subkeys: [{ name: 'Below' }] },
      ],
    }
    const { text, leftOut } = exportText(Hive.open(rawHive({ minor: 5, root })))
    expect(leftOut).toEqual([
      { path: [], value: 'ONE', reason: 'same-name' },
      { path: [], value: '', reason: 'same-name' },
      { path: ['Key'], value: 'V7', reason: 'same-name' },
      { path: ['KEY'], reason: 'same-name' },
    ])
    expect(text).toContain(lines('"one"=hex:01', '@=hex:03', ''))
    const keys = ['', '\\Key', '\\Key\\Below', '\\Last', '\\Last\\Below']
    expect(text.match(/\[.*\]/g)).toEqual(keys.map((key) => `[HKEY_LOCAL_MACHINE\\TEST${key}]`))
  })

  it('names: so is one that is apart from the first of its name, in a list that is out of order', () => {
    const key = (name: string, ...subkeys: RawKey[]): RawKey => ({ name, subkeys })
    const root = key(
      'ROOT',
      key('#1#', key('#2#'), key('#3#'), key('#4#')),
      ...[key('#5#'), key('#6#'), key('#7#', key('Not found')), key('#8#')],
      key('#9#', key('Bee')),
    )
    const names = ['Bee', 'Zoo', 'Ape', 'zOO', 'aaa', 'Cee', 'bEE', 'AAA', 'Dee']
    const stored = Buffer.from(rawHive({ minor: 5, root }))
    for (const [at, name] of names.entries()) stored.write(name, stored.indexOf(`#${at + 1}#`))
    const { text, leftOut } = exportText(Hive.open(Uint8Array.from(stored)))
    const left = [['Bee', 'zOO'], ['bEE'], ['AAA']]
    expect(leftOut).toEqual(left.map((path) => ({ path, reason: 'same-name' })))
    const written = ['', 'Bee', 'Bee\\Zoo', 'Bee\\Ape', 'aaa', 'Cee', 'Dee', 'Dee\\Bee']
    const paths = written.map((path) => ['HKEY_LOCAL_MACHINE', 'TEST', path].filter(Boolean))
    expect(text.match(/\[.*\]/g)).toEqual(paths.map((path) => `[${path.join('\\')}]`))
  })

  it('a part of the hive is written with its whole path', () => {
    const hive = hiveOf((root) => root.createPath('A\\B\\C'))
    const { text } = exportText(hive, { top: hive.key('A\\B').cell, prefix: 'HKEY_USERS\\X' })
    expect(text.slice(1)).toBe(
      lines(HEADER, '', '[HKEY_USERS\\X\\A\\B]', '', '[HKEY_USERS\\X\\A\\B\\C]', ''),
    )
  })

  it('text longer than a piece is written whole', () => {
    const hive = hiveOf((root) => {
      for (let n = 0; n < 3000; n++) root.create(`key ${n}`).set('v', BINARY, count(60))
    })
    const { text } = exportText(hive)
    expect(text.match(/\[HKEY/g)).toHaveLength(3001)
    expect(text.match(/"v"=hex:00,01/g)).toHaveLength(3000)
    expect(text.length).toBeGreaterThan(1 << 19)
  })
})

describe('export in REGEDIT4', () => {
  it('encoding, line ends: code page 1252, REGEDIT4', () => {
    const { bytes: written } = exportText(
      hiveOf((root) => root.create('€ é').set('ß', SZ, encodeUtf16('“x”\0'))),
      { version: 4 },
    )
    expect(written.toString('latin1')).toBe(
      lines(
        'REGEDIT4',
        '',
        '[HKEY_LOCAL_MACHINE\\TEST]',
        '',
        '[HKEY_LOCAL_MACHINE\\TEST\\\x80 \xe9]',
        '"\xdf"="\x93x\x94"',
        '',
      ),
    )
  })

  it.each([
    [EXPAND_SZ, 'hex(2):80,e9,00'],
    [MULTI_SZ, 'hex(7):80,e9,00'],
  ])('encoding, line ends: text of type %i has single bytes', (type, written) => {
    expect(linesOfValue('v', type, encodeUtf16('€é\0'), 4)).toBe(`"v"=${written}`)
  })

  it('encoding, line ends: other bytes are written as they are', () => {
    expect(linesOfValue('v', BINARY, bytes(1, 2, 3), 4)).toBe('"v"=hex:01,02,03')
    expect(linesOfValue('v', QWORD, count(8), 4)).toBe('"v"=hex(b):00,01,02,03,04,05,06,07')
  })

  it('REG_SZ: text with several NULs has single bytes', () => {
    expect(linesOfValue('v', SZ, encodeUtf16('a\0b\0'), 4)).toBe('"v"=hex(1):61,00,62,00')
  })

  it('what code page 1252 cannot hold is reported, and the rest is written', () => {
    const hive = hiveOf((root) => {
      const key = root.create('K')
      key.set('text', SZ, encodeUtf16('☃\0'))
      key.set('path', EXPAND_SZ, encodeUtf16('☃\0'))
      key.set('odd', MULTI_SZ, bytes(1, 2, 3))
      key.set('☃', BINARY, bytes(1))
      key.set('fits', BINARY, bytes(1))
      key.create('☃').create('Below')
    })
    const { text, leftOut } = exportText(hive, { version: 4 })
    expect(text).toContain(lines('[HKEY_LOCAL_MACHINE\\TEST\\K]', '"fits"=hex:01', ''))
    expect(leftOut).toEqual([
      ...['text', 'path', 'odd', '☃'].map((value) => ({ path: ['K'], value, reason: 'ansi' })),
      { path: ['K', '☃'], reason: 'ansi' },
    ])
  })
})

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

describe('export of a hive that was not checked', () => {
  const made = hiveOfEverything()
  const value = made.vk('Witness', 'Mark')

  it('what is left out on purpose does not count as missing', () => {
    expect(exportText(Hive.open(made.bytes.slice())).isWhole).toBe(true)
    const narrow = exportText(Hive.open(made.bytes.slice()), { version: 4 })
    expect(narrow.leftOut.length).toBeGreaterThan(0)
    expect(narrow.isWhole).toBe(true)
  })

  it.each<[string, Patch, string]>([
    ['a list of subkeys', { at: made.nk('Beta') + NK.SUBKEY_LIST, u32: 0x7fff_fff8 }, '\\Beta]'],
    [
      'a list of values',
      { at: made.nk('Witness') + NK.VALUE_LIST, u32: 0x7fff_fff8 },
      '\\Beta\\A]',
    ],
    ['data', { at: value + VK.DATA, u32: 0x7fff_fff8 }, '"Mark"=hex(1):\r\n'],
    ['the end of data', { at: value + VK.DATA_SIZE, u32: 16000 }, '"Mark"=hex(1):73,00,'],
    ['the end of data in the record', { at: value + VK.DATA_SIZE, u32: 0x8000_0005 }, '"Mark"='],
    ['the end of a name', { at: value + VK.NAME_LENGTH, u16: 300 }, '\\Beta\\A]'],
    ['the end of the name of a key', { at: made.nk('Beta') + NK.NAME_LENGTH, u16: 300 }, 'Wide'],
  ])('%s that cannot be read is noticed, and the rest is written', (_, patch, rest) => {
    const { text, isWhole } = exportText(Hive.open(corrupt(made.bytes, patch)))
    expect(isWhole).toBe(false)
    expect(text).toContain(rest)
  })
})
