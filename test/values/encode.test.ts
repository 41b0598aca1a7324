import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import {
  emptyData,
  encodeDword,
  encodeFromText,
  encodeLink,
  encodeMultiString,
  encodeString,
  parseNumber,
} from '../../src/values/encode.ts'

describe('strings', () => {
  it('encodes strings with the terminators that Windows writes', () => {
    expect(encodeString('aé')).toEqual(Uint8Array.of(0x61, 0, 0xe9, 0, 0, 0))
    expect(encodeString('')).toEqual(Uint8Array.of(0, 0))
    expect(encodeLink('a')).toEqual(Uint8Array.of(0x61, 0))
    expect(encodeMultiString(['a', 'bc'])).toEqual(encodeUtf16('a\0bc\0\0'))
    expect(encodeMultiString([])).toEqual(Uint8Array.of(0, 0))
    expect(encodeMultiString(['a', '', 'b'])).toEqual(encodeUtf16('a\0\0b\0\0'))
  })
})

describe('emptyData', () => {
  it('makes the data of a new value of each type', () => {
    const sizes = Array.from({ length: 13 }, (_, type) => emptyData(type).length)
    expect(sizes).toEqual([0, 2, 2, 0, 4, 4, 0, 2, 0, 0, 0, 8, 0])
  })
})

describe('encodeDword', () => {
  it('takes the number modulo 2^32', () => {
    expect(encodeDword(-2)).toEqual(Uint8Array.of(0xfe, 0xff, 0xff, 0xff))
    expect(encodeDword(0x8000_002a)).toEqual(Uint8Array.of(0x2a, 0, 0, 0x80))
  })
})

describe('parseNumber', () => {
  it.each([
    ['2a', 16, 32, 0x2an],
    ['2A', 16, 32, 0x2an],
    ['42', 10, 32, 42n],
    ['0x2a', 10, 32, 42n],
    ['0X2A', 16, 32, 42n],
    [' 42 ', 10, 32, 42n],
    ['4_294_967_295', 10, 32, 0xffff_ffffn],
    ['ffff ffff', 16, 32, 0xffff_ffffn],
    ['0b101010', 10, 32, 42n],
    ['0b0010_1010', 10, 32, 42n],
    ['0b11', 16, 32, 0xb11n],
    ['0b0010_1010', 16, 64, 0xb0010_1010n],
    ['-0b1', 16, 32, 0xffff_ff4fn],
    ['0b', 16, 32, 0xbn],
    ['0b2', 16, 32, 0xb2n],
    ['-1', 10, 32, 0xffff_ffffn],
    ['-1', 16, 64, 0xffff_ffff_ffff_ffffn],
    ['-2147483648', 10, 32, 0x8000_0000n],
    ['- 0x10', 10, 32, 0xffff_fff0n],
    ['-0b1', 10, 32, 0xffff_ffffn],
    ['+7', 10, 32, 7n],
    ['-0', 10, 32, 0n],
    ['dword:0000002a', 10, 32, 42n],
    ['DWORD:0000002A', 16, 64, 42n],
    ['0x0000002a (42)', 10, 32, 42n],
    ['0x0000002a (42)', 16, 64, 42n],
    [' 0xffffffffffffffff (18446744073709551615)\n', 16, 64, 2n ** 64n - 1n],
    ['hex(b):2a,00,00,00,00,00,00,80', 10, 64, 0x8000_0000_0000_002an],
    ['18446744073709551615', 10, 64, 2n ** 64n - 1n],
    ['000000000000000000000000000001', 16, 32, 1n],
  ] as const)('%j in base %i with %i bits is %s', (text, base, bits, value) => {
    expect(parseNumber(text, { base, bits })).toEqual({ value })
  })

  it.each(['', ' ', '-', '0x', 'dword:', '_', 'hex(b):'])('finds no number in %j', (text) => {
    expect(parseNumber(text, { base: 10, bits: 32 })).toEqual({ error: 'empty' })
  })

  it.each([
    ['4a', 10, 1],
    ['4g', 16, 1],
    ['0x2g', 10, 3],
    ['0b12', 10, 1],
    ['1.5', 10, 1],
    ['--1', 10, 1],
    ['1-', 10, 1],
    ['0x0x1', 16, 3],
    ['0x2a (43)', 16, 5],
    ['４', 10, 0],
  ] as const)('%j in base %i has a wrong digit at %i', (text, base, at) => {
    expect(parseNumber(text, { base, bits: 64 })).toEqual({ error: 'digit', at })
  })

  it('distinguishes too large from too small and returns the low bits', () => {
    expect(parseNumber('4294967296', { base: 10, bits: 32 })).toEqual({
      error: 'too-large',
      truncated: 0n,
    })
    expect(parseNumber('1ffffffff', { base: 16, bits: 32 })).toEqual({
      error: 'too-large',
      truncated: 0xffff_ffffn,
    })
    expect(parseNumber('-2147483649', { base: 10, bits: 32 })).toEqual({
      error: 'too-small',
      truncated: 0x7fff_ffffn,
    })
    expect(parseNumber('1'.repeat(100), { base: 16, bits: 64 })).toEqual({
      error: 'too-large',
      truncated: 0x1111_1111_1111_1111n,
    })
  })
})

describe('encodeFromText', () => {
  it.each([
    [1, '0x2a', encodeString('0x2a')],
    [2, '', encodeString('')],
    [0x20001, 'a', encodeString('a')],
    [6, '\\Registry', encodeLink('\\Registry')],
    [7, 'a\\0bc', encodeMultiString(['a', 'bc'])],
    [7, 'a\\0bc\\0', encodeMultiString(['a', 'bc'])],
    [7, 'a\r\nb\n\\0c', encodeMultiString(['a\r\nb\n', 'c'])],
    [7, 'a\\0\\0b', encodeMultiString(['a', '', 'b'])],
    [7, 'a\\0\\0', encodeMultiString(['a', ''])],
    [7, '\\0', encodeMultiString([''])],
    [7, '\\0\\0a', encodeMultiString(['', '', 'a'])],
    [7, '', encodeMultiString([])],
    [4, '42', Uint8Array.of(42, 0, 0, 0)],
    [4, '0x2a', Uint8Array.of(42, 0, 0, 0)],
    [4, '-1', Uint8Array.of(255, 255, 255, 255)],
    [4, 'hex:01,02', Uint8Array.of(1, 2)],
    [4, 'hex(4):01,02', Uint8Array.of(1, 2)],
    [1, 'hex:41,00', Uint8Array.of(0x41, 0)],
    [1, 'hex:', new Uint8Array(0)],
    [1, ' hex:', encodeString(' hex:')],
    [6, 'hex:41', Uint8Array.of(0x41)],
    [7, 'HEX(7):61,\\\r\n  00', Uint8Array.of(0x61, 0)],
    [11, 'hex:', new Uint8Array(0)],
    [0x20001, 'hex(20001):01', Uint8Array.of(1)],
    [5, '1', Uint8Array.of(0, 0, 0, 1)],
    [11, '0x100000000', Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0)],
    [3, 'aa bb', Uint8Array.of(0xaa, 0xbb)],
    [3, '', new Uint8Array(0)],
    [0, 'hex(0):01', Uint8Array.of(1)],
    [0xffff_0012, '6100', Uint8Array.of(0x61, 0)],
  ])('encodes for type %i %j', (type, text, data) => {
    expect(encodeFromText(type, text)).toEqual({ data })
  })

  it.each([
    [4, '', { error: 'empty' }],
    [4, '2a', { error: 'digit', at: 1 }],
    [4, '0x100000000', { error: 'too-large', truncated: 0n }],
    [11, 'x', { error: 'digit', at: 0 }],
    [3, 'abc', { error: 'odd', at: 2 }],
    [3, 'text', { error: 'digit', at: 0 }],
    [1, 'hex:4', { error: 'odd', at: 4 }],
    [1, 'hex:xy', { error: 'digit', at: 4 }],
    [1, 'hex(2):41,00', { error: 'other-type', named: 2 }],
  ])('refuses for type %i %j', (type, text, failure) => {
    expect(encodeFromText(type, text)).toEqual(failure)
  })
})
