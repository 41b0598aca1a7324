import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf16, textOfUnits } from '../../src/bytes/text.ts'
import {
  decodeDword,
  decodeDwordBigEndian,
  decodeLink,
  decodeMultiString,
  decodeQword,
  decodeString,
} from '../../src/values/decode.ts'
import {
  encodeDword,
  encodeDwordBigEndian,
  encodeLink,
  encodeMultiString,
  encodeQword,
  encodeString,
} from '../../src/values/encode.ts'

/** Any string without NUL, lone surrogates included. */
const text = fc
  .uint16Array({ min: 1, maxLength: 60 })
  .map((array) => textOfUnits(array, array.length))

describe('decodeString', () => {
  it.each([
    ['a\0', 'a', 0, []],
    ['\0', '', 0, []],
    ['', '', 0, []],
    ['ab', 'ab', 0, ['no-terminator']],
    ['a\0bc', 'a', 4, ['text-after-terminator']],
    ['a\0\0bc', 'a', 6, ['text-after-terminator']],
    ['a\0\0\0', 'a', 4, ['zeros-after-terminator']],
    ['\ud81d\0', '\ud81d', 0, []],
  ])('decodes %j as %j', (stored, shown, trailing, notes) => {
    expect(decodeString(encodeUtf16(stored))).toEqual({ text: shown, trailing, notes })
  })

  it.each([
    [[0x61], '', 1, ['odd-length']],
    [[0x61, 0, 0x62], 'a', 1, ['no-terminator', 'odd-length']],
    [[0x61, 0, 0, 0, 0x62], 'a', 1, ['odd-length']],
    [[0x61, 0, 0, 0, 0, 0, 0], 'a', 3, ['zeros-after-terminator', 'odd-length']],
    [[0x61, 0, 0, 0, 1, 0, 0], 'a', 3, ['text-after-terminator', 'odd-length']],
  ])('notes the oddities of %j', (stored, shown, trailing, notes) => {
    expect(decodeString(Uint8Array.from(stored))).toEqual({ text: shown, trailing, notes })
  })

  it('finds a NUL only at whole units', () => {
    expect(decodeString(Uint8Array.of(0x61, 0, 0, 1, 0, 0)).text).toBe('aĀ')
  })
})

describe('decodeLink', () => {
  it('expects no terminator', () => {
    expect(decodeLink(encodeUtf16('\\Registry\\Machine')).notes).toEqual([])
    expect(decodeLink(encodeUtf16('\\A\0B'))).toEqual({
      text: '\\A',
      trailing: 2,
      notes: ['text-after-terminator'],
    })
  })
})

describe('decodeMultiString', () => {
  it.each([
    ['a\0b\0\0', ['a', 'b'], []],
    ['', [], []],
    ['\0', [], []],
    ['\0\0', [], []],
    ['\0\0\0', [], ['zeros-after-terminator']],
    ['a\0b\0', ['a', 'b'], ['no-terminator']],
    ['a\0b', ['a', 'b'], ['no-terminator']],
    ['a\0\0b\0\0', ['a', '', 'b'], ['empty-strings']],
    ['\0a\0\0', ['', 'a'], ['empty-strings']],
    ['a\0\0\0b', ['a', '', '', 'b'], ['empty-strings', 'no-terminator']],
    ['a\0\0\0', ['a', ''], ['empty-strings']],
    ['a\0\0b\0\0\0', ['a', '', 'b', ''], ['empty-strings']],
    ['a\0\0\0\0', ['a'], ['zeros-after-terminator']],
  ])('decodes %j as %j', (stored, items, notes) => {
    expect(decodeMultiString(encodeUtf16(stored))).toMatchObject({ items, notes })
  })

  it.each([
    ['a\0b\0\0', 6],
    ['a\0b', 6],
    ['a\0\0\0', 4],
    ['\0\0', 0],
  ])('reports for %j that the last string ends at byte %i', (stored, end) => {
    expect(decodeMultiString(encodeUtf16(stored)).end).toBe(end)
  })

  it('notes an odd length', () => {
    expect(decodeMultiString(Uint8Array.of(0x61, 0, 0, 0, 0, 0, 0))).toEqual({
      items: ['a'],
      end: 2,
      notes: ['odd-length'],
    })
  })
})

describe('numbers', () => {
  it('decodes numbers in their byte order', () => {
    expect(decodeDword(Uint8Array.of(0x2a, 0, 0, 0x80))).toBe(0x8000_002a)
    expect(decodeDwordBigEndian(Uint8Array.of(0x80, 0, 0, 0x2a))).toBe(0x8000_002a)
    expect(decodeQword(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 0xff))).toBe(0xff07_0605_0403_0201n)
  })

  it.each([0, 1, 2, 3, 5, 8])('does not decode a DWORD of %i bytes', (size) => {
    expect(decodeDword(new Uint8Array(size))).toBeNull()
    expect(decodeDwordBigEndian(new Uint8Array(size))).toBeNull()
  })

  it.each([0, 4, 7, 9])('does not decode a QWORD of %i bytes', (size) => {
    expect(decodeQword(new Uint8Array(size))).toBeNull()
  })

  it('decodes numbers at any offset of a buffer', () => {
    const room = Uint8Array.of(9, 9, 9, 1, 0, 0, 0, 0, 0, 0, 0)
    expect(decodeQword(room.subarray(3))).toBe(1n)
    expect(decodeDword(room.subarray(3, 7))).toBe(1)
  })
})

describe('what is encoded', () => {
  it('decodes every encoded string without notes', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(decodeString(encodeString(value))).toEqual({ text: value, trailing: 0, notes: [] })
        expect(decodeLink(encodeLink(value))).toEqual({ text: value, trailing: 0, notes: [] })
      }),
    )
  })

  it('decodes every encoded list to the same list', () => {
    fc.assert(
      fc.property(
        fc.array(
          text.filter((item) => item !== ''),
          { maxLength: 8 },
        ),
        (items) => {
          expect(decodeMultiString(encodeMultiString(items))).toMatchObject({ items, notes: [] })
        },
      ),
    )
  })

  it('decodes every encoded number to the same number', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_ffff }), fc.bigInt(0n, 2n ** 64n - 1n), (dword, qword) => {
        expect(decodeDword(encodeDword(dword))).toBe(dword)
        expect(decodeDwordBigEndian(encodeDwordBigEndian(dword))).toBe(dword)
        expect(decodeQword(encodeQword(qword))).toBe(qword)
      }),
    )
  })
})
