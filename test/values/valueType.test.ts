import { describe, expect, it } from 'vitest'
import { typeBadge } from '../../src/values/badge.ts'
import { parseTypeName, standardType, typeName } from '../../src/values/valueType.ts'

describe('typeName', () => {
  it.each([
    [0, 'REG_NONE'],
    [1, 'REG_SZ'],
    [2, 'REG_EXPAND_SZ'],
    [3, 'REG_BINARY'],
    [4, 'REG_DWORD'],
    [5, 'REG_DWORD_BIG_ENDIAN'],
    [6, 'REG_LINK'],
    [7, 'REG_MULTI_SZ'],
    [8, 'REG_RESOURCE_LIST'],
    [9, 'REG_FULL_RESOURCE_DESCRIPTOR'],
    [10, 'REG_RESOURCE_REQUIREMENTS_LIST'],
    [11, 'REG_QWORD'],
  ])('names type %i %s, and reads it back', (type, name) => {
    expect(typeName(type)).toBe(name)
    expect(parseTypeName(name)).toBe(type)
    expect(parseTypeName(name.toLowerCase().slice(4))).toBe(type)
    expect(parseTypeName(String(type))).toBe(type)
  })

  it('returns a number for types without a name', () => {
    expect(typeName(13)).toBe('0x0000000d')
    expect(typeName(0x1f4)).toBe('0x000001f4')
    expect(typeName(0xffff_ffff)).toBe('0xffffffff')
  })

  it('shows flags above a standard type', () => {
    expect(typeName(0x20001)).toBe('REG_SZ (0x20001)')
    expect(typeName(0x8000_0004)).toBe('REG_DWORD (0x80000004)')
  })

  it('does not mistake a device property for a flagged type', () => {
    expect(typeName(0xffff_0007)).toBe('0xffff0007')
    expect(typeName(0xffff_0012)).toBe('0xffff0012')
    expect(standardType(0xffff_0007)).toBeNull()
    expect(standardType(0x20007)).toBe(7)
  })
})

describe('parseTypeName', () => {
  it.each([
    ['sz', 1],
    [' Sz ', 1],
    ['reg_expand_sz', 2],
    ['dword_be', 5],
    ['DWORD_BIG_ENDIAN', 5],
    ['dword_little_endian', 4],
    ['0x20001', 0x20001],
    ['0XD', 13],
    ['4294967295', 0xffff_ffff],
  ])('reads %s as %i', (text, type) => {
    expect(parseTypeName(text)).toBe(type)
  })

  it.each(['', 'reg_', 'string', '-1', '4294967296', '0x', '0x100000000', '1e3', 'constructor'])(
    'refuses %j',
    (text) => {
      expect(parseTypeName(text)).toBeNull()
    },
  )
})

describe('typeBadge', () => {
  it('has a glyph for every type', () => {
    const glyphs = Array.from({ length: 13 }, (_, type) => typeBadge(type).glyph)
    expect(glyphs.join(' ')).toBe('∅ ab % 01 32 32 ↗ ≡ # # # 64 #')
    expect(typeBadge(0x20001)).toBe(typeBadge(1))
    expect(typeBadge(0xffff_0012)).toEqual({ glyph: '#', tone: 'other' })
  })
})
