import { describe, expect, it } from 'vitest'
import { filetimeFromDate } from '../../src/bytes/filetime.ts'
import { parseGuid } from '../../src/bytes/guid.ts'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { encodeQword } from '../../src/values/encode.ts'
import { type InspectionKind, inspectBytes } from '../../src/values/inspect.ts'

function read(bytes: Uint8Array, kind: InspectionKind, { at = 0, bigEndian = false } = {}) {
  const reading = inspectBytes(bytes, at, bigEndian)[kind]
  if (reading === null) return null
  return 'text' in reading ? reading.text : reading.time
}

const NUMBERS = Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8)

describe('inspectBytes', () => {
  it.each([
    ['uint8', '255', '255'],
    ['int8', '-1', '-1'],
    ['uint16', '65279', '65534'],
    ['int16', '-257', '-2'],
    ['uint32', '4244504319', '4294901244'],
    ['int32', '-50462977', '-66052'],
    ['uint64', '17940646550795321087', '18446460386757245432'],
    ['int64', '-506097522914230529', '-283686952306184'],
    ['bits', '11111111', '11111111'],
  ] as const)('reads %s in both byte orders', (kind, little, big) => {
    expect(read(NUMBERS, kind)).toBe(little)
    expect(read(NUMBERS, kind, { bigEndian: true })).toBe(big)
  })

  it('a number that does not fit before the end has no reading', () => {
    expect(read(NUMBERS, 'uint16', { at: 7 })).toBeNull()
    expect(read(NUMBERS, 'uint8', { at: 7 })).toBe('248')
    expect(read(NUMBERS, 'uint8', { at: 8 })).toBeNull()
  })

  it.each([
    [0x0000, '0'],
    [0x3c00, '1'],
    [0xc000, '-2'],
    [0x3555, '0.33325'],
    [0x7bff, '65504'],
    [0x0001, '5.9605e-8'],
    [0x7c00, 'Infinity'],
    [0x7e00, 'NaN'],
  ])('a float of 16 bits: %i is %s', (bits, text) => {
    const data = Uint8Array.of(bits >> 8, bits & 0xff)
    expect(read(data, 'float16', { bigEndian: true })).toBe(text)
    expect(read(data.toReversed(), 'float16')).toBe(text)
  })

  it('floats are written with no more digits than they have', () => {
    const data = new Uint8Array(12)
    new DataView(data.buffer).setFloat32(0, 0.1, true)
    new DataView(data.buffer).setFloat64(4, 0.1)
    expect(read(data, 'float32')).toBe('0.1')
    expect(read(data, 'float64', { at: 4, bigEndian: true })).toBe('0.1')
  })

  it('reads times of three kinds', () => {
    const time = filetimeFromDate(Date.UTC(2020, 1, 3))
    expect(read(encodeQword(time), 'filetime')).toBe(time)
    expect(read(encodeQword(BigInt(Date.UTC(2020, 1, 3))), 'unix-milliseconds')).toBe(time)
    expect(read(encodeQword(BigInt(Date.UTC(2020, 1, 3) / 1000)), 'unix-seconds')).toBe(time)
    expect(read(NUMBERS, 'unix-milliseconds')).toBeNull()
  })

  it('reads a GUID as Windows stores it, and with its fields in the order of the text', () => {
    const text = '{00112233-4455-6677-8899-AABBCCDDEEFF}'
    expect(read(parseGuid(text) ?? new Uint8Array(), 'guid')).toBe(text)
    const inOrder = Uint8Array.from({ length: 16 }, (_, at) => at * 0x11)
    expect(read(inOrder, 'guid', { bigEndian: true })).toBe(text)
  })

  it('reads a SID, and only where one is whole', () => {
    const sid = Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 32, 2, 0, 0)
    expect(read(sid, 'sid')).toBe('S-1-5-32-544')
    expect(read(sid.subarray(0, 15), 'sid')).toBeNull()
    expect(read(sid, 'sid', { at: 1 })).toBeNull()
  })

  it('reads addresses in network order', () => {
    const data = Uint8Array.of(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1)
    expect(read(data, 'ipv4')).toBe('32.1.13.184')
    expect(read(data, 'ipv6')).toBe('2001:db8::1:0:0:1')
    expect(read(new Uint8Array(16), 'ipv6')).toBe('::')
  })

  it('reads text up to a NUL, and ASCII up to what cannot be printed', () => {
    expect(read(encodeUtf16('Tür\0x'), 'utf16')).toBe('Tür')
    expect(read(Uint8Array.of(0x41, 0x42, 7, 0x43), 'ascii')).toBe('AB')
    expect(read(new Uint8Array(4), 'utf16')).toBeNull()
  })
})
