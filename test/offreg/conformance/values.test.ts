import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../../src/bytes/text.ts'
import {
  ORDeleteValue,
  OREnumValue,
  ORGetValue,
  ORSetValue,
} from '../../../src/offreg/functions.ts'
import { firstDifference } from '../../helpers/bytes.ts'
import { rng } from '../../helpers/rng.ts'
import {
  bytes,
  create,
  fresh,
  get,
  info,
  NOW,
  ok,
  REG_BINARY,
  REG_DWORD,
  REG_SZ,
  set,
  valueNames,
  withKey,
} from './library.ts'

const REG_EXPAND_SZ = 2
const REG_MULTI_SZ = 7
const REG_QWORD = 11
const ALL_TYPES = Array.from({ length: 12 }, (_, type) => type)

describe('get value', () => {
  it('case 83 the size of a value is known from its data, also if it is empty', () => {
    const { key } = withKey()
    set(key, 'v', bytes(1, 2, 3))
    set(key, 'empty', bytes())
    expect([get(key, 'v').data.length, get(key, 'empty').data.length]).toEqual([3, 0])
  })

  it('case 84 a buffer without space returns 234 and the size', () => {
    const { key } = withKey()
    set(key, 'v', bytes(1, 2, 3, 4), REG_DWORD)
    expect(ORGetValue(key, null, 'v', 0)).toEqual({ status: 234, type: REG_DWORD, size: 4 })
  })

  it('case 85 the type of a value is returned', () => {
    const { key } = withKey()
    set(key, 'v', bytes(1, 2, 3, 4), REG_DWORD)
    expect(get(key, 'v').type).toBe(REG_DWORD)
  })

  it('case 87 a missing value or key returns 2', () => {
    const { key } = withKey()
    expect(ORGetValue(key, null, 'missing').status).toBe(2)
    expect(ORGetValue(key, 'missing', 'v').status).toBe(2)
  })

  it('case 88 a value is found by its name in another case', () => {
    const { key } = withKey()
    set(key, 'Value', bytes(1))
    expect(get(key, 'VALUE').data).toEqual(bytes(1))
  })

  it('case 89 null and an empty name return the default value if it is set', () => {
    const { key } = withKey()
    for (const name of [null, '']) expect(ORGetValue(key, null, name).status).toBe(2)
    set(key, null, bytes(1))
    for (const name of [null, '']) expect(get(key, name).data).toEqual(bytes(1))
  })

  it('case 90 a value is read through a path', () => {
    const hive = fresh()
    create(hive, 'A')
    set(create(hive, 'A\\B'), 'v', bytes(5))
    expect(get(hive, 'v', 'A\\B').data).toEqual(bytes(5))
  })

  it('case 91 a string without NUL is returned as stored, whatever the capacity', () => {
    const { key } = withKey()
    const text = encodeUtf16('abc')
    set(key, 'v', text, REG_SZ)
    for (const capacity of [undefined, 6, 8]) {
      expect(ok(ORGetValue(key, null, 'v', capacity)).data).toEqual(text)
    }
  })

  it('case 92 environment variables are not expanded', () => {
    const { key } = withKey()
    const text = encodeUtf16('%PATH%\0')
    set(key, 'v', text, REG_EXPAND_SZ)
    expect(get(key, 'v').data).toEqual(text)
  })

  it('case 93 a query with the exact size succeeds for every type', () => {
    const { key } = withKey()
    for (const type of ALL_TYPES) {
      const data = rng(type).bytes(256)
      set(key, `${type}`, data, type)
      const probe = ORGetValue(key, null, `${type}`, 0)
      if (probe.status !== 234) throw new RangeError(`${probe.status}`)
      expect(ok(ORGetValue(key, null, `${type}`, probe.size))).toEqual({ status: 0, type, data })
    }
  })
})

describe('set value', () => {
  it.each([
    ['REG_DWORD with 3 bytes', REG_DWORD, 3],
    ['REG_QWORD with 5 bytes', REG_QWORD, 5],
    ['REG_SZ with 11 bytes', REG_SZ, 11],
  ])('case 94 %s is stored unchanged', (_, type, length) => {
    const { key } = withKey()
    const data = rng(length).bytes(length)
    set(key, 'v', data, type)
    expect(get(key, 'v')).toEqual({ status: 0, type, data })
  })

  it('case 95 every type can be stored without data', () => {
    const { key } = withKey()
    for (const type of ALL_TYPES) {
      ok(ORSetValue(key, 'v', type, null))
      expect(get(key, 'v')).toEqual({ status: 0, type, data: bytes() })
    }
  })

  it('case 96 data of one to five bytes is stored and read', () => {
    const { key } = withKey()
    for (const size of [1, 2, 3, 4, 5]) set(key, `${size}`, rng(size).bytes(size))
    for (const size of [1, 2, 3, 4, 5])
      expect(get(key, `${size}`).data).toEqual(rng(size).bytes(size))
  })

  it('case 98 65,535 bytes of every type are stored and read', () => {
    const { key } = withKey()
    const data = rng(1).bytes(65_535)
    for (const type of ALL_TYPES) {
      set(key, 'v', data, type)
      expect(firstDifference(get(key, 'v').data, data)).toBe(-1)
    }
  })

  it('case 99 an unknown 32-bit type is stored, and any other number is refused', () => {
    const { key } = withKey()
    set(key, 'v', bytes(1), 0xffff0001)
    expect(get(key, 'v').type).toBe(0xffff0001)
    for (const type of [-1, 2 ** 32, 0.5, Number.NaN]) {
      expect(ORSetValue(key, 'w', type, bytes(1)).status).toBe(87)
    }
    expect(valueNames(key)).toEqual(['v'])
  })

  it('case 100 a value name of 16,383 units is accepted, and one of 16,384 refused', () => {
    const { key } = withKey()
    set(key, 'n'.repeat(16_383), bytes(1))
    expect(ORSetValue(key, 'n'.repeat(16_384), REG_BINARY, bytes(1)).status).toBe(87)
    expect(info(key)).toMatchObject({ values: 1, maxValueName: 16_383 })
  })

  it('case 101 a value name may contain a backslash', () => {
    const { key } = withKey()
    set(key, 'a\\b', bytes(1))
    expect(valueNames(key)).toEqual(['a\\b'])
  })

  it('case 102 a name in another case replaces type and data, but not the name', () => {
    const { key } = withKey()
    set(key, 'Val', bytes(1), REG_BINARY)
    set(key, 'VAL', bytes(1, 2, 3, 4), REG_DWORD)
    expect(ok(OREnumValue(key, 0))).toEqual({
      status: 0,
      name: 'Val',
      type: REG_DWORD,
      data: bytes(1, 2, 3, 4),
    })
    expect(valueNames(key)).toEqual(['Val'])
  })

  it('case 103 null and an empty name set the same default value', () => {
    const { key } = withKey()
    set(key, null, bytes(1))
    set(key, '', bytes(2))
    expect([valueNames(key), get(key, null).data]).toEqual([[''], bytes(2)])
  })

  it('case 104 a string without its NUL is stored with the given length', () => {
    const { key } = withKey()
    const buffer = encodeUtf16('sz-test\0')
    set(key, 'followed by a NUL', buffer.subarray(0, 14), REG_SZ)
    set(key, 'exact', buffer.slice(0, 14), REG_SZ)
    expect(get(key, 'followed by a NUL').data).toHaveLength(14)
    expect(get(key, 'exact').data).toHaveLength(14)
  })

  it('case 105 REG_MULTI_SZ of 0, 2 and 4 bytes is stored', () => {
    const { key } = withKey()
    for (const size of [0, 2, 4]) {
      set(key, 'v', new Uint8Array(size), REG_MULTI_SZ)
      expect(get(key, 'v').data).toEqual(new Uint8Array(size))
    }
  })

  it('case 106 setting a value stamps the key but not its parent', () => {
    let now = NOW
    const hive = fresh({ clock: () => now })
    const key = create(hive, 'K')
    now += 7n
    set(key, 'v', bytes(1))
    expect([info(hive).lastWrite, info(key).lastWrite]).toEqual([NOW, now])
  })
})

describe('delete value', () => {
  it('case 107 an existing value is deleted, and a missing one returns 2', () => {
    const { key } = withKey()
    set(key, 'v', bytes(1))
    ok(ORDeleteValue(key, 'V'))
    expect(ORGetValue(key, null, 'v').status).toBe(2)
    expect(ORDeleteValue(key, 'v').status).toBe(2)
  })

  it('case 108 the default value is deleted by null or an empty name', () => {
    const { key } = withKey()
    for (const name of [null, '']) {
      set(key, null, bytes(1))
      ok(ORDeleteValue(key, name))
      expect(valueNames(key)).toEqual([])
    }
  })

  it('case 109 deleting a value keeps the order of the others', () => {
    const { key } = withKey()
    for (const name of ['c', 'a', 'b']) set(key, name, bytes(1))
    ok(ORDeleteValue(key, 'a'))
    expect(valueNames(key)).toEqual(['c', 'b'])
  })
})
