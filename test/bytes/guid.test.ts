import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatGuid, parseGuid } from '../../src/bytes/guid.ts'

const BYTES = Uint8Array.from({ length: 16 }, (_, i) => i * 17)

describe('GUID', () => {
  it('stores three little-endian fields and eight bytes in order', () => {
    expect(formatGuid(BYTES)).toBe('{33221100-5544-7766-8899-AABBCCDDEEFF}')
  })

  it('reads a GUID with or without braces, in any case', () => {
    expect(parseGuid('{33221100-5544-7766-8899-aabbccddeeff}')).toEqual(BYTES)
    expect(parseGuid(' 33221100-5544-7766-8899-AABBCCDDEEFF ')).toEqual(BYTES)
  })

  it.each([
    '',
    '{}',
    '33221100554477668899aabbccddeeff',
    '{33221100-5544-7766-8899-aabbccddeeff',
    '33221100-5544-7766-8899-aabbccddeeff}',
    '{3322110g-5544-7766-8899-aabbccddeeff}',
    '{33221100-5544-7766-8899-aabbccddeeff0}',
  ])('refuses %j', (text) => {
    expect(parseGuid(text)).toBeNull()
  })

  it('reads back every GUID that it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(parseGuid(formatGuid(bytes))).toEqual(Uint8Array.from(bytes))
      }),
    )
  })
})
