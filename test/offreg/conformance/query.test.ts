import { describe, expect, it } from 'vitest'
import {
  ORCreateKey,
  ORDeleteKey,
  ORDeleteValue,
  ORGetVirtualFlags,
  ORQueryInfoKey,
  ORSetVirtualFlags,
  REG_KEY_DONT_SILENT_FAIL,
  REG_KEY_DONT_VIRTUALIZE,
  REG_KEY_RECURSE_FLAG,
} from '../../../src/offreg/functions.ts'
import { bytes, create, fresh, info, NOW, ok, set, withKey } from './library.ts'

function flags(handle: Parameters<typeof ORGetVirtualFlags>[0]): number {
  return ok(ORGetVirtualFlags(handle)).flags
}

describe('query', () => {
  it('case 110 a query returns all facts about a key', () => {
    expect(info(withKey().key)).toEqual({
      status: 0,
      className: '',
      subkeys: 0,
      maxSubkeyName: 0,
      maxSubkeyClass: 0,
      values: 0,
      maxValueName: 0,
      maxValueData: 0,
      securityDescriptor: 144,
      lastWrite: NOW,
    })
  })

  it('case 112 a query with a class that does not fit returns 234 and its units including the NUL', () => {
    const { handle } = ok(ORCreateKey(fresh(), 'K', 'cls'))
    expect(ORQueryInfoKey(handle, { className: 3 })).toEqual({ status: 234, classUnits: 4 })
    expect(ok(ORQueryInfoKey(handle, { className: 4 })).className).toBe('cls')
  })

  it('case 113 the length of the longest subkey name stays after that subkey is deleted', () => {
    const { hive, key } = withKey()
    ok(ORCreateKey(key, 'ab', 'class'))
    create(key, 'abcd')
    expect(info(key)).toMatchObject({ subkeys: 2, maxSubkeyName: 4, maxSubkeyClass: 5 })
    ok(ORDeleteKey(hive, 'K\\abcd'))
    expect(info(key)).toMatchObject({ subkeys: 1, maxSubkeyName: 4 })
  })

  it('case 114 the length of the longest value name is lowered when that value is deleted', () => {
    const { key } = withKey()
    set(key, 'short', bytes(1, 2, 3))
    set(key, 'the longest', bytes(1, 2, 3, 4, 5))
    expect(info(key)).toMatchObject({ values: 2, maxValueName: 11, maxValueData: 5 })
    ok(ORDeleteValue(key, 'the longest'))
    expect(info(key)).toMatchObject({ values: 1, maxValueName: 5, maxValueData: 3 })
  })

  it('case 115 virtualization flags are not part of the longest name', () => {
    const { key } = withKey()
    create(key, 'abc')
    ok(ORSetVirtualFlags(key, 14))
    expect(info(key).maxSubkeyName).toBe(3)
  })

  it('case 116 the descriptor of a fresh root has 144 bytes', () => {
    expect(info(fresh()).securityDescriptor).toBe(144)
  })
})

describe('virtualization flags', () => {
  it('case 125 virtualization flags are read back as set, and other bits are refused', () => {
    const { key } = withKey()
    expect(flags(key)).toBe(0)
    for (const value of [
      REG_KEY_DONT_VIRTUALIZE,
      REG_KEY_DONT_SILENT_FAIL,
      REG_KEY_RECURSE_FLAG,
      14,
      0,
    ]) {
      ok(ORSetVirtualFlags(key, value))
      expect(flags(key)).toBe(value)
    }
    for (const value of [1, 16, -1]) expect(ORSetVirtualFlags(key, value).status).toBe(87)
    expect(flags(key)).toBe(0)
  })

  it('case 127 with flag 8, keys created below later get the flags', () => {
    const { key } = withKey()
    const earlier = create(key, 'earlier')
    ok(ORSetVirtualFlags(key, 10))
    expect([flags(earlier), flags(create(key, 'later'))]).toEqual([0, 10])
  })
})
