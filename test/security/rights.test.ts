import { describe, expect, it } from 'vitest'
import {
  accessGroup,
  KEY_ACCESS,
  mapGeneric,
  maskOf,
  rightsOf,
} from '../../src/security/accessMask.ts'
import { ACCESS_WORDS, RIGHT_WORDS } from '../../src/text/rights.ts'

describe('access masks', () => {
  it.each([
    [0xf003f, 'Full Control'],
    [0x10000000, 'Full Control'],
    [0x20019, 'Read'],
    [0x80000000, 'Read'],
    [0x20000000, 'Read'],
    [0x20006, 'Write'],
    [0xc0000000, 'Read and Write'],
    [0, 'None'],
    [0x20018, 'Special'],
  ])('classifies the mask 0x%s as %s', (mask, word) => {
    expect(ACCESS_WORDS[accessGroup(mask)]).toBe(word)
  })

  it('splits a mask into rights and combines them again', () => {
    const { rights, rest } = rightsOf(0x8002011b)
    expect(rights.map((right) => RIGHT_WORDS[right])).toEqual([
      ...['Query Value', 'Set Value', 'Enumerate Subkeys', 'Notify', 'Read Control'],
      'Generic Read',
    ])
    expect(rest).toBe(0x100)
    expect(maskOf(rights)).toBe(0x8002001b)
  })

  it('maps generic rights to those of keys and keeps the others', () => {
    expect(mapGeneric(0x80000001)).toBe(KEY_ACCESS.READ)
    expect(mapGeneric(0x40010000)).toBe(KEY_ACCESS.WRITE | 0x10000)
    expect(mapGeneric(0xf1000000)).toBe(KEY_ACCESS.ALL | 0x1000000)
  })
})
