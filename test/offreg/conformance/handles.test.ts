import { describe, expect, it } from 'vitest'
import {
  ORCloseHive,
  ORCloseKey,
  ORCreateKey,
  OREnumKey,
  ORGetVersion,
  type ORHKEY,
  ORMergeHives,
  OROpenKey,
  ORQueryInfoKey,
  ORRenameKey,
  ORShutdown,
  ORStart,
} from '../../../src/offreg/functions.ts'
import { create, fresh, keyNames, ok, withKey } from './library.ts'

describe('handles', () => {
  it('case 147 closing a key twice returns 6', () => {
    const { key } = withKey()
    ok(ORCloseKey(key))
    expect(ORCloseKey(key).status).toBe(6)
  })

  it('case 148 every call returns 6 for handles of a closed hive', () => {
    const { hive, key } = withKey()
    ok(ORCloseHive(hive))
    for (const handle of [hive, key]) {
      expect(ORCloseKey(handle).status).toBe(6)
      expect(ORCloseHive(handle).status).toBe(6)
      expect(ORQueryInfoKey(handle).status).toBe(6)
      expect(ORCreateKey(handle, 'x')).toMatchObject({ status: 6, handle: null })
      expect(ORMergeHives([handle])).toMatchObject({ status: 6, handle: null })
    }
  })

  it('case 149 ORCloseHive refuses a key, and the hive stays open', () => {
    const { hive, key } = withKey()
    expect(ORCloseHive(key).status).toBe(87)
    expect(keyNames(hive)).toEqual(['K'])
  })

  it('case 150 ORGetVersion returns 1.0', () => {
    expect(ORGetVersion()).toEqual({ status: 0, major: 1, minor: 0 })
    expect([ORStart(), ORShutdown()]).toEqual([{ status: 0 }, { status: 0 }])
  })

  it('a handle is closed as often as it was opened', () => {
    const { key } = withKey()
    ok(OROpenKey(key))
    ok(ORCreateKey(key, ''))
    ok(ORCloseKey(key))
    ok(ORCloseKey(key))
    create(key, 'still open')
    ok(ORCloseKey(key))
    expect(OREnumKey(key, 0).status).toBe(6)
  })

  it('handles of one key are closed separately, and all refer to the key', () => {
    const { hive, key } = withKey()
    const { handle: other } = ok(OROpenKey(hive, 'K'))
    expect(other).not.toBe(key)
    ok(ORCloseKey(key))
    ok(ORRenameKey(other, 'a name that needs another cell'))
    const { handle: third } = ok(OROpenKey(hive, 'a name that needs another cell'))
    ok(ORCloseKey(other))
    create(third, 'x')
  })

  it('a handle that is not one returns 6', () => {
    for (const none of [null, undefined, {}, 5, fresh]) {
      expect(OREnumKey(none as unknown as ORHKEY, 0).status).toBe(6)
    }
  })
})
