import { describe, expect, it } from 'vitest'
import { type ByteForm, parseBase64, writeBytesSteps } from '../../src/bytes/byteForms.ts'
import { parseHexText } from '../../src/bytes/hex.ts'
import { sameBytes } from '../../src/bytes/same.ts'
import { runToEnd } from '../../src/work.ts'

const write = (bytes: Uint8Array, form: ByteForm, type = 3) =>
  runToEnd(writeBytesSteps(bytes, form, type))

/** More than a step, and no multiple of a line. */
const MANY = Uint8Array.from({ length: 100_003 }, (_, at) => (at * 7) >> 1)

describe('writeBytesSteps', () => {
  it.each([
    ['hex', '9e 1e 41 00'],
    ['c', '{\n  0x9e, 0x1e, 0x41, 0x00\n}'],
    ['reg', 'hex:9e,1e,41,00'],
    ['base64', 'nh5BAA=='],
    ['ascii', '..A.'],
    ['utf16', '\u1e9eA'],
  ] as const)('writes bytes as %s', (form, text) => {
    expect(write(Uint8Array.of(0x9e, 0x1e, 0x41, 0), form)).toBe(text)
  })

  it('names the type of a .reg file, unless it is REG_BINARY', () => {
    expect(write(Uint8Array.of(1), 'reg', 0xffff0012)).toBe('hex(ffff0012):01')
  })

  it.each(['hex', 'c', 'reg'] as const)('%s is read back, also after several steps', (form) => {
    const read = parseHexText(write(MANY, form))
    expect(read instanceof Uint8Array && sameBytes(read, MANY)).toBe(true)
  })

  it('Base64 is read back, also after several steps and with line breaks', () => {
    const text = write(MANY, 'base64').replace(/.{76}/g, '$&\r\n')
    const read = parseBase64(text)
    expect(read !== null && sameBytes(read, MANY)).toBe(true)
  })
})

describe('parseBase64', () => {
  it.each(['', 'abc', 'a===', 'ab=c', 'nh5B AA', 'äöüß'])('refuses %j', (text) => {
    expect(parseBase64(text)).toBeNull()
  })
})
