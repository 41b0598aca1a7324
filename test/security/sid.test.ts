import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeSid,
  encodeSid,
  parseSid,
  sidInDomain,
  sidSize,
  splitRid,
  storedSidSize,
} from '../../src/security/sid.ts'
import { anySid } from './arbitraries.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

describe('SIDs', () => {
  it.each([
    ['S-1-5-18', bytes(1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0)],
    ['S-1-1-0', bytes(1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)],
    ['S-1-5-32-544', bytes(1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0)],
    ['S-1-5', bytes(1, 0, 0, 0, 0, 0, 0, 5)],
    ['S-1-4294967295-4294967295', bytes(1, 1, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255)],
    ['S-1-0x000100000000-7', bytes(1, 1, 0, 1, 0, 0, 0, 0, 7, 0, 0, 0)],
    ['S-1-0xffffffffffff-7', bytes(1, 1, 255, 255, 255, 255, 255, 255, 7, 0, 0, 0)],
  ])('encodes %s and decodes it again', (text, stored) => {
    expect(encodeSid(text)).toEqual(stored)
    expect(decodeSid(stored)).toBe(text)
    expect(parseSid(text)).toBe(text)
    expect(sidSize(text)).toBe(stored.length)
  })

  it.each([
    ['s-1-5-18', 'S-1-5-18'],
    ['S-1-0x5-0x20-0544', 'S-1-5-32-544'],
    ['S-1-0xFFFFFFFFFFFF-1', 'S-1-0xffffffffffff-1'],
    ['S-1-4294967296-1', 'S-1-0x000100000000-1'],
  ])('writes %s as %s', (text, canonical) => {
    expect(parseSid(text)).toBe(canonical)
  })

  it.each([
    ...['', 'S', 'S-1', 'S-1-', 'S-2-5-18', 'S-1-5-', 'S-1-5--1', 'S-1-5-x', 'S-1-5-4294967296'],
    ...['S-1-281474976710656-1', ' S-1-5-18', 'S-1-5-18 ', `S-1-5${'-1'.repeat(16)}`],
  ])('refuses %j', (text) => {
    expect(parseSid(text)).toBeNull()
    expect(() => encodeSid(text)).toThrow(expect.objectContaining({ code: 'bad-descriptor' }))
  })

  it('refuses truncated SIDs, other revisions and 16 subauthorities', () => {
    const stored = encodeSid('S-1-5-32-544')
    for (let length = 0; length < stored.length; length++) {
      expect(storedSidSize(stored, 0, length)).toBe(0)
      expect(decodeSid(stored.subarray(0, length))).toBeNull()
    }
    expect(decodeSid(bytes(2, ...stored.subarray(1)))).toBeNull()
    expect(decodeSid(bytes(1, 16, ...new Uint8Array(70)))).toBeNull()
  })

  it('reads back any SID from its bytes and its text', () => {
    fc.assert(
      fc.property(anySid, (sid) => {
        expect(decodeSid(encodeSid(sid))).toBe(sid)
        expect(parseSid(sid)).toBe(sid)
      }),
    )
  })

  it('joins and splits a SID at the relative identifier', () => {
    expect(sidInDomain('S-1-5-21-1-2-3', 500)).toBe('S-1-5-21-1-2-3-500')
    expect(splitRid('S-1-5-21-1-2-3-500')).toEqual({ domain: 'S-1-5-21-1-2-3', rid: 500 })
    expect(splitRid('S-1-5-18')).toBeNull()
  })
})
