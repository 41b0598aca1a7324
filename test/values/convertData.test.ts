import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Conversion, convertData, convertDataSteps } from '../../src/values/convertData.ts'
import { encodeMultiString, encodeQword, encodeString } from '../../src/values/encode.ts'
import { BYTES_A_STEP } from '../../src/values/StoredLines.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'

const { SZ, EXPAND_SZ, BINARY, DWORD, DWORD_BIG_ENDIAN, LINK, MULTI_SZ, NONE, QWORD } = VALUE_TYPE
const bytes = (...data: readonly number[]) => Uint8Array.from(data)

/** The same bytes, and how many of them were read since that was last asked. */
function countReads(data: Uint8Array) {
  let reads = 0
  const counted = new Proxy(data, {
    get: (target, name) => {
      if (typeof name === 'string' && /^\d/.test(name)) reads++
      if (name !== 'subarray') return Reflect.get(target, name, target)
      return (from: number, to: number) => {
        const run = target.subarray(from, to)
        reads += run.length
        return run
      }
    },
  })
  return {
    counted,
    taken: () => {
      const before = reads
      reads = 0
      return before
    },
  }
}

/** A conversion whose data is text, which is compared much faster. */
function inHex(made: Conversion) {
  return 'data' in made ? { ...made, data: Buffer.from(made.data).toString('hex') } : made
}

describe('convertData', () => {
  it.each([
    ['a string to an expandable one', SZ, encodeString('a'), EXPAND_SZ, encodeString('a')],
    ['a string to a link', SZ, encodeString('a'), LINK, bytes(0x61, 0)],
    ['a string to a list', SZ, encodeString('a\r\nb'), MULTI_SZ, encodeMultiString(['a', 'b'])],
    ['a list to a string', MULTI_SZ, encodeMultiString(['a', 'b']), SZ, encodeString('a\r\nb')],
    ['an empty string to an empty list', SZ, encodeString(''), MULTI_SZ, bytes(0, 0)],
    ['a number to text', DWORD, bytes(42, 0, 0, 0), SZ, encodeString('42')],
    ['text to a number', SZ, encodeString('42'), DWORD, bytes(42, 0, 0, 0)],
    ['a number to a longer one', DWORD, bytes(1, 0, 0, 0x80), QWORD, encodeQword(0x80000001n)],
    [
      'a number to the other byte order',
      DWORD,
      bytes(1, 2, 3, 4),
      DWORD_BIG_ENDIAN,
      bytes(4, 3, 2, 1),
    ],
    ['bytes to a number', BINARY, bytes(1, 2, 3, 4), DWORD, bytes(1, 2, 3, 4)],
    ['bytes to text', BINARY, bytes(0x9e, 0x1e), SZ, encodeString('9e 1e')],
    ['anything to bytes', SZ, encodeString('a'), NONE, encodeString('a')],
    ['anything to a type without a name', DWORD, bytes(1, 0, 0, 0), 0xffff0012, bytes(1, 0, 0, 0)],
  ])('converts %s', (_, from, data, to, expected) => {
    expect(convertData(from, data, to)).toEqual({ data: expected, whole: true })
  })

  it.each([
    ['text that is no number', SZ, encodeString('pear'), DWORD, 'not-a-number'],
    ['a number that is too large', QWORD, encodeQword(1n << 32n), DWORD, 'too-large'],
    ['digits of a number that is too large', SZ, encodeString('4294967296'), DWORD, 'too-large'],
    ['more bytes than the number has', BINARY, bytes(1, 2, 3, 4, 5), DWORD, 'too-many-bytes'],
    ['a text of many digits', SZ, encodeString('1'.repeat(2000)), DWORD, 'too-long'],
    ['several strings', MULTI_SZ, encodeMultiString(['1', '2']), QWORD, 'several-strings'],
    ['no string', MULTI_SZ, encodeMultiString([]), QWORD, 'not-a-number'],
  ])('refuses %s', (_, from, data, to, problem) => {
    expect(convertData(from, data, to)).toEqual({ problem })
  })

  it.each([
    ['bytes after the text', SZ, bytes(0x61, 0, 0, 0, 1, 2), EXPAND_SZ],
    ['digits in another base', SZ, encodeString('0x2a'), DWORD],
    ['a line break of another kind', SZ, encodeString('a\nb'), MULTI_SZ],
    ['a number of fewer bytes', BINARY, bytes(1), DWORD],
  ])('says that something is lost: %s', (_, from, data, to) => {
    expect(convertData(from, data, to)).toMatchObject({ whole: false })
  })

  it.each([
    ['text to a list', SZ, encodeString('line\r\n'.repeat(20_000)), MULTI_SZ],
    ['a list to text', MULTI_SZ, encodeMultiString(Array<string>(25_000).fill('item')), SZ],
    ['bytes to text', BINARY, new Uint8Array(250_000).fill(7), SZ],
    ['text to a number', SZ, encodeString('1'.repeat(125_000)), DWORD],
    ['zeros to text', MULTI_SZ, new Uint8Array(250_000), SZ],
  ])('is bounded between two pauses: %s', (_, from, data, to) => {
    const { counted, taken } = countReads(data)
    const steps = convertDataSteps(from, counted, to)
    let pauses = 0
    let done = 0
    for (;;) {
      const step = steps.next()
      // A unit is looked at by several tests, each of which reads a byte or two.
      expect(taken()).toBeLessThanOrEqual(6 * BYTES_A_STEP)
      if (step.done === true) {
        expect(inHex(step.value)).toEqual(inHex(convertData(from, data, to)))
        break
      }
      pauses++
      expect(step.value).toBeGreaterThanOrEqual(done)
      expect(step.value).toBeLessThanOrEqual(1)
      done = step.value
    }
    expect(pauses).toBeGreaterThanOrEqual(Math.floor(data.length / BYTES_A_STEP))
  })

  it('what is whole can be converted back, whatever the bytes', () => {
    const type = fc.constantFrom(SZ, EXPAND_SZ, DWORD, DWORD_BIG_ENDIAN, LINK, MULTI_SZ, QWORD)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), type, type, (data, from, to) => {
        const there = convertData(from, data, to)
        if (!('data' in there) || !there.whole) return
        const back = convertData(to, there.data, from)
        const sized = from === QWORD ? data.length === 8 : data.length === 4
        const isBytes = (from === DWORD || from === DWORD_BIG_ENDIAN || from === QWORD) && !sized
        if (!isBytes) expect(back).toMatchObject({ data: Uint8Array.from(data) })
      }),
    )
  })
})
