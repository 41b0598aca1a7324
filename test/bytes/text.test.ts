import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeLatin1,
  decodeUtf16,
  encodeLatin1,
  encodeUtf16,
  fitsLatin1,
  textOfUnits,
  writeUtf16,
} from '../../src/bytes/text.ts'

/** Any string of 16-bit units, lone surrogates included. */
const units = fc.uint16Array({ maxLength: 100 }).map((array) => textOfUnits(array, array.length))

describe('UTF-16', () => {
  it('converts every single UTF-16 unit exactly', () => {
    for (let unit = 0; unit < 0x10000; unit++) {
      const bytes = Uint8Array.of(unit & 0xff, unit >> 8)
      const text = decodeUtf16(bytes)
      if (text.length !== 1 || text.charCodeAt(0) !== unit) expect.fail(`decoded ${unit}`)
      const back = encodeUtf16(text)
      if (back[0] !== bytes[0] || back[1] !== bytes[1]) expect.fail(`encoded ${unit}`)
    }
  })

  it('converts all units in one string exactly, at an odd offset of its buffer', () => {
    const room = new Uint8Array(0x20000 + 1)
    const bytes = room.subarray(1)
    for (let unit = 0; unit < 0x10000; unit++) {
      bytes[unit * 2] = unit & 0xff
      bytes[unit * 2 + 1] = unit >> 8
    }
    const text = decodeUtf16(bytes)
    expect(text.length).toBe(0x10000)
    for (let unit = 0; unit < 0x10000; unit++) {
      if (text.charCodeAt(unit) !== unit) expect.fail(`unit ${unit}`)
    }
    expect(encodeUtf16(text)).toEqual(Uint8Array.from(bytes))
  })

  it.each([0, 1, 7, 8, 9, 29, 30, 31, 4095, 4096, 4097, 9000])(
    'converts %i units exactly',
    (length) => {
      const source = Uint16Array.from({ length }, (_, i) => (i * 40503 + 0xd7f0) & 0xffff)
      const text = decodeUtf16(new Uint8Array(source.buffer))
      expect(Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))).toEqual(
        source,
      )
      expect(encodeUtf16(text)).toEqual(new Uint8Array(source.buffer))
    },
  )

  it('keeps lone surrogates and a leading byte order mark', () => {
    expect(decodeUtf16(Uint8Array.of(0xff, 0xfe, 0x1d, 0xd8, 0x61, 0))).toBe('\ufeff\ud81da')
    expect(encodeUtf16('\udc00\ud800')).toEqual(Uint8Array.of(0, 0xdc, 0, 0xd8))
  })

  it('ignores an odd last byte', () => {
    expect(decodeUtf16(Uint8Array.of(0x61, 0, 0x62))).toBe('a')
    expect(decodeUtf16(Uint8Array.of(0x61))).toBe('')
  })

  it('reads a range without a copy', () => {
    const bytes = encodeUtf16('0123456789abcdef')
    expect(decodeUtf16(bytes, 2, 6)).toBe('12')
    expect(decodeUtf16(bytes, 4)).toBe('23456789abcdef')
    expect(decodeUtf16(bytes, 4, 30)).toBe('23456789abcde')
  })

  it('reads back every string that it writes', () => {
    fc.assert(fc.property(units, (text) => decodeUtf16(encodeUtf16(text)) === text))
  })

  it('writes into a larger array', () => {
    const bytes = new Uint8Array(6).fill(9)
    expect(writeUtf16(bytes, 1, 'ÿĀ')).toBe(5)
    expect(bytes).toEqual(Uint8Array.of(9, 0xff, 0, 0, 1, 9))
  })
})

describe('Latin-1', () => {
  it('converts all 256 bytes exactly, alone and together', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i)
    const text = decodeLatin1(all)
    for (let byte = 0; byte < 256; byte++) {
      expect(text.charCodeAt(byte)).toBe(byte)
      expect(decodeLatin1(Uint8Array.of(byte))).toBe(String.fromCharCode(byte))
    }
    expect(encodeLatin1(text)).toEqual(all)
  })

  it('decodes 0x80 to 0x9F as control characters, unlike windows-1252', () => {
    expect(decodeLatin1(Uint8Array.of(0x80, 0x9f))).toBe('\x80\x9f')
  })

  it('reads a range and more than one chunk', () => {
    const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i & 0xff)
    const text = decodeLatin1(bytes, 3, 9_999)
    expect(text.length).toBe(9_996)
    expect(encodeLatin1(text)).toEqual(bytes.slice(3, 9_999))
    expect(decodeLatin1(bytes, 65, 68)).toBe('ABC')
  })

  it('checks which text fits in Latin-1', () => {
    expect(fitsLatin1('')).toBe(true)
    expect(fitsLatin1('\0ÿ')).toBe(true)
    expect(fitsLatin1('aŸ')).toBe(false)
  })

  it('refuses text that does not fit instead of truncating it', () => {
    expect(() => encodeLatin1('aĀ')).toThrowError(expect.objectContaining({ code: 'internal' }))
  })
})
