import { describe, expect, it } from 'vitest'
import {
  ORCloseKey,
  ORCreateKey,
  ORDeleteKey,
  ORGetVirtualFlags,
  OROpenKey,
  ORSetVirtualFlags,
} from '../../../src/offreg/functions.ts'
import { bytes, create, fresh, get, keyNames, ok, REG_DWORD, set, valueNames } from './library.ts'

describe('root rules', () => {
  it('case 15 OROpenKey refuses null for the root', () => {
    expect(OROpenKey(fresh(), null)).toMatchObject({ status: 87, handle: null })
  })

  it('case 16 OROpenKey refuses an empty name for the root', () => {
    expect(OROpenKey(fresh(), '')).toMatchObject({ status: 87, handle: null })
  })

  it('case 17 ORCreateKey refuses an empty name for the root', () => {
    expect(ORCreateKey(fresh(), '')).toMatchObject({ status: 87, handle: null })
  })

  it('case 18 ORCloseKey refuses the root, which stays usable', () => {
    const hive = fresh()
    expect(ORCloseKey(hive).status).toBe(87)
    create(hive, 'K')
  })

  it('case 19 ORDeleteKey refuses null for the root', () => {
    expect(ORDeleteKey(fresh(), null).status).toBe(87)
  })

  it('case 20 ORDeleteKey refuses an empty name for the root and deletes nothing', () => {
    const hive = fresh()
    set(hive, 'v', bytes(1))
    create(hive, 'K')
    expect(ORDeleteKey(hive, '').status).toBe(87)
    expect([keyNames(hive), valueNames(hive)]).toEqual([['K'], ['v']])
  })

  it('case 21 values of the root are read with a null or empty path', () => {
    const hive = fresh()
    set(hive, 'v', bytes(1, 2, 3, 4), REG_DWORD)
    for (const path of [null, '']) {
      expect(get(hive, 'v', path)).toMatchObject({ type: REG_DWORD, data: bytes(1, 2, 3, 4) })
    }
  })

  it('case 22 virtualization flags of the root can be read and set', () => {
    const hive = fresh()
    ok(ORSetVirtualFlags(hive, 2))
    expect(ok(ORGetVirtualFlags(hive)).flags).toBe(2)
  })
})
