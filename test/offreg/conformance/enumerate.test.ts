import { describe, expect, it } from 'vitest'
import { ORCreateKey, OREnumKey, OREnumValue, ORSetValue } from '../../../src/offreg/functions.ts'
import { bytes, create, fresh, keyNames, NOW, ok, set, valueNames, withKey } from './library.ts'

const TEN = Uint8Array.from({ length: 10 }, (_, at) => at)

describe('enumerate keys', () => {
  it('case 65 enumerating an empty key returns 259', () => {
    expect(OREnumKey(fresh(), 0)).toEqual({ status: 259 })
  })

  it('case 66 an index past the end returns 259', () => {
    const { hive } = withKey()
    for (const index of [1, 0xffffffff, -1, 0.5]) expect(OREnumKey(hive, index).status).toBe(259)
  })

  it('case 67 a name that does not fit returns 234 and its units including the NUL', () => {
    const { hive } = withKey('abc')
    expect(OREnumKey(hive, 0, { name: 3 })).toEqual({ status: 234, nameUnits: 4, classUnits: 1 })
    expect(OREnumKey(hive, 0, { name: 0 })).toMatchObject({ status: 234, nameUnits: 4 })
  })

  it('case 68 a name that just fits is returned', () => {
    const { hive } = withKey('abc')
    expect(ok(OREnumKey(hive, 0, { name: 4 })).name).toBe('abc')
  })

  it('case 69 a key is enumerated without a class and a time', () => {
    expect(ok(OREnumKey(withKey('abc').hive, 0, { name: 4, className: undefined })).name).toBe(
      'abc',
    )
  })

  it('a class that does not fit returns 234 and its units including the NUL', () => {
    const hive = fresh()
    ok(ORCreateKey(hive, 'K', 'cls'))
    const found = OREnumKey(hive, 0, { name: 10, className: 3 })
    expect(found).toEqual({ status: 234, nameUnits: 2, classUnits: 4 })
    expect(ok(OREnumKey(hive, 0, { name: 2, className: 4 }))).toMatchObject({
      className: 'cls',
      lastWrite: NOW,
    })
  })

  it('case 72 enumerating backwards gives the same list in reverse', () => {
    const hive = fresh()
    for (let n = 0; n < 1100; n++) create(hive, `k${n}`)
    const down = Array.from({ length: 1100 }, (_, n) => ok(OREnumKey(hive, 1099 - n)).name)
    expect(down.reverse()).toEqual(keyNames(hive))
  })
})

describe('enumerate values', () => {
  it('case 73 an index of a value past the end returns 259', () => {
    const { key } = withKey()
    expect(OREnumValue(key, 0)).toEqual({ status: 259 })
    set(key, 'v', bytes(1))
    for (const index of [1, 0xffffffff, -1]) expect(OREnumValue(key, index).status).toBe(259)
  })

  it('case 74 a query without space for the data returns 234 and its size', () => {
    const { key } = withKey()
    set(key, 'v', TEN)
    expect(OREnumValue(key, 0, { data: 0 })).toMatchObject({ status: 234, size: 10 })
  })

  it('case 75 a query without space for empty data returns 0', () => {
    const { key } = withKey()
    set(key, 'v', bytes())
    expect(ok(OREnumValue(key, 0, { data: 0 })).data).toHaveLength(0)
  })

  it('case 76 data that just fits is returned', () => {
    const { key } = withKey()
    set(key, 'v', TEN)
    expect(ok(OREnumValue(key, 0, { data: 10 })).data).toEqual(TEN)
  })

  it('case 77 without capacities the name and type of a value are returned', () => {
    const { key } = withKey()
    ok(ORSetValue(key, 'v', 0xffff0001, TEN))
    expect(ok(OREnumValue(key, 0))).toMatchObject({ name: 'v', type: 0xffff0001 })
  })

  it('case 79 a query one byte short succeeds with the returned sizes', () => {
    const { key } = withKey()
    set(key, 'value', TEN)
    const short = OREnumValue(key, 0, { name: 100, data: 9 })
    if (short.status !== 234) throw new RangeError(`${short.status}`)
    expect(short.size).toBe(10)
    ok(OREnumValue(key, 0, { name: short.nameUnits, data: short.size }))
  })

  it('case 80 a value name that does not fit returns 234 and its units including the NUL', () => {
    const { key } = withKey()
    set(key, 'abc', TEN)
    expect(OREnumValue(key, 0, { name: 3 })).toMatchObject({ status: 234, nameUnits: 4 })
    expect(ok(OREnumValue(key, 0, { name: 4 })).name).toBe('abc')
  })

  it('case 81 the default value has an empty name', () => {
    const { key } = withKey()
    set(key, null, TEN)
    expect(ok(OREnumValue(key, 0, { name: 1 })).name).toBe('')
  })

  it('case 82 values are enumerated in order of creation, which replacing does not change', () => {
    const { key } = withKey()
    for (const name of ['b', 'a', 'c']) set(key, name, bytes(1))
    set(key, 'a', TEN)
    expect(valueNames(key)).toEqual(['b', 'a', 'c'])
  })
})
