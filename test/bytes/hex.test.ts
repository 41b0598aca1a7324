import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHex, hexDumpLine, parseHexText } from '../../src/bytes/hex.ts'

describe('formatHex', () => {
  it('writes lower-case digits with separators only between bytes', () => {
    const bytes = Uint8Array.of(0x9e, 0x1e, 0x07, 0x80)
    expect(formatHex(bytes)).toBe('9e 1e 07 80')
    expect(formatHex(bytes, { separator: '' })).toBe('9e1e0780')
    expect(formatHex(bytes, { separator: ', ' })).toBe('9e, 1e, 07, 80')
    expect(formatHex(new Uint8Array(0))).toBe('')
  })
})

describe('formatHex of any length', () => {
  it.each([1, 127, 128, 129, 5000])('writes %i bytes in order', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff)
    const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    expect(formatHex(bytes)).toBe(pairs.join(' '))
    expect(formatHex(bytes, { separator: '' })).toBe(pairs.join(''))
  })
})

describe('hexDumpLine', () => {
  it('shows offset, bytes and printable ASCII', () => {
    const bytes = Uint8Array.from(
      { length: 40 },
      (_, i) => [0x41, 0x7e, 0x7f, 0xe9, 0x20][i % 5] ?? 0,
    )
    expect(hexDumpLine(bytes, 32)).toEqual({
      offset: '00000020',
      hex: '7F E9 20 41 7E 7F E9 20',
      text: '.. A~.. ',
    })
    expect(hexDumpLine(bytes, 0).hex.length).toBe(47)
    expect(hexDumpLine(bytes, 8, 8).text).toBe('. A~.. A')
  })

  it('returns an empty row after the end of the data', () => {
    expect(hexDumpLine(Uint8Array.of(1), 16)).toEqual({ offset: '00000010', hex: '', text: '' })
  })
})

describe('parseHexText', () => {
  it.each([
    ['', []],
    [' \r\n ', []],
    ['aa bb', [0xaa, 0xbb]],
    ['AA,bB', [0xaa, 0xbb]],
    ['aa,bb,\\\r\n  cc,dd', [0xaa, 0xbb, 0xcc, 0xdd]],
    ['hex:01,02', [1, 2]],
    ['hex(2):25,00,\\\n  00,00', [0x25, 0, 0, 0]],
    ['"a \\"name\\""=hex:01,02', [1, 2]],
    ['@=hex(0):01', [1]],
    ['const unsigned char data[2] = {\n  0x9e, 0x1e\n};', [0x9e, 0x1e]],
    ['0xAA, 0XbB', [0xaa, 0xbb]],
    ['{ 0x1, 0x2 }', [1, 2]],
    ['\\xAA\\xbb', [0xaa, 0xbb]],
    ['0xdeadbeef', [0xde, 0xad, 0xbe, 0xef]],
    ['deadBEEF\n00', [0xde, 0xad, 0xbe, 0xef, 0]],
    ['aabb cc,0xdd \\xee', [0xaa, 0xbb, 0xcc, 0xdd, 0xee]],
    ['\ufeffaa\u00a0bb', [0xaa, 0xbb]],
  ])('reads %j', (text, bytes) => {
    expect(parseHexText(text)).toEqual(Uint8Array.from(bytes))
  })

  it.each([
    ['a', 'odd', 0],
    ['aa b', 'odd', 3],
    ['aab bb', 'odd', 2],
    ['0xaab', 'odd', 4],
    ['aa gg', 'digit', 3],
    ['aag', 'digit', 2],
    ['ag', 'digit', 1],
    ['0x', 'digit', 2],
    ['0xz', 'digit', 2],
    ['\\x', 'digit', 2],
    ['0xag', 'digit', 3],
    ['aa-bb', 'digit', 2],
    ['hex:01,zz', 'digit', 7],
    ['00x1', 'digit', 2],
  ])('refuses %j', (text, error, at) => {
    expect(parseHexText(text)).toEqual({ error, at })
  })

  it('reads back whatever formatHex writes', () => {
    const separators = fc.constantFrom('', ' ', ',', ', ', '\n', ',\\\r\n  ', '\t')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), separators, (bytes, separator) => {
        expect(parseHexText(formatHex(bytes, { separator }))).toEqual(Uint8Array.from(bytes))
      }),
    )
  })

  it('never throws, and reports only positions inside the text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0x\\aF ,\ng{h(2):'), maxLength: 30 })
    fc.assert(
      fc.property(text, (pasted) => {
        const result = parseHexText(pasted)
        if ('error' in result) expect(result.at).toBeLessThanOrEqual(pasted.length)
      }),
    )
  })
})
