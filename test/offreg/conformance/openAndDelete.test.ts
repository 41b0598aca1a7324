import { describe, expect, it } from 'vitest'
import {
  ORCloseKey,
  ORCreateKey,
  ORDeleteKey,
  ORDeleteValue,
  OREnumKey,
  OREnumValue,
  ORGetValue,
  ORGetVirtualFlags,
  type ORHKEY,
  OROpenKey,
  ORQueryInfoKey,
  ORRenameKey,
  ORSetValue,
  ORSetVirtualFlags,
} from '../../../src/offreg/functions.ts'
import {
  bytes,
  create,
  exists,
  fresh,
  get,
  info,
  keyNames,
  ok,
  set,
  valueNames,
  withKey,
} from './library.ts'

/** Every call on a key except closing it. */
function everyCall(handle: ORHKEY): readonly number[] {
  return [
    ORCreateKey(handle, 'x'),
    OROpenKey(handle, 'x'),
    OROpenKey(handle),
    ORDeleteKey(handle),
    ORDeleteKey(handle, 'x'),
    ORRenameKey(handle, 'x'),
    OREnumKey(handle, 0),
    OREnumValue(handle, 0),
    ORQueryInfoKey(handle),
    ORGetValue(handle, null, 'x'),
    ORSetValue(handle, 'x', 1, bytes(1)),
    ORDeleteValue(handle, 'x'),
    ORGetVirtualFlags(handle),
    ORSetVirtualFlags(handle, 2),
  ].map(({ status }) => status)
}

describe('open', () => {
  it('case 45 null and an empty name return the same handle', () => {
    const { key } = withKey()
    expect(ok(OROpenKey(key, null)).handle).toBe(key)
    expect(ok(OROpenKey(key, '')).handle).toBe(key)
  })

  it('case 46 opening a missing key returns 2', () => {
    expect(OROpenKey(fresh(), 'missing')).toMatchObject({ status: 2, handle: null })
  })

  it('case 47 a missing key within the path returns 2', () => {
    expect(OROpenKey(withKey().hive, 'K\\missing\\x').status).toBe(2)
  })

  it('case 48 a key is opened by its name in another case', () => {
    const { hive } = withKey()
    ok(OROpenKey(hive, 'k'))
  })

  it('case 49 several levels are opened at once', () => {
    const hive = fresh()
    for (const path of ['A', 'A\\B', 'A\\B\\C']) create(hive, path)
    set(ok(OROpenKey(hive, 'a\\b\\c')).handle, 'v', bytes(7))
    expect(get(hive, 'v', 'A\\B\\C').data).toEqual(bytes(7))
  })

  it('case 50 opening below a deleted key returns 1018', () => {
    const { hive, key } = withKey()
    ok(ORDeleteKey(hive, 'K'))
    expect(OROpenKey(key, 'x')).toMatchObject({ status: 1018, handle: null })
  })
})

describe('delete key', () => {
  it('case 51 a key is deleted with its values', () => {
    const { hive, key } = withKey()
    set(key, 'v', bytes(1))
    ok(ORDeleteKey(hive, 'K'))
    expect(exists(hive, 'K')).toBe(false)
  })

  it('case 52 deleting a missing key returns 2', () => {
    expect(ORDeleteKey(fresh(), 'missing').status).toBe(2)
  })

  it('case 53 deleting a key with a subkey returns 1020', () => {
    const { hive, key } = withKey('P')
    create(key, 'C')
    expect(ORDeleteKey(hive, 'P').status).toBe(1020)
    expect(ORDeleteKey(key, null).status).toBe(1020)
    expect(exists(hive, 'P\\C')).toBe(true)
  })

  it('case 54 a key deleted by its own handle can only be closed', () => {
    const { hive, key } = withKey()
    ok(ORDeleteKey(key, null))
    expect(new Set(everyCall(key))).toEqual(new Set([1018]))
    expect(exists(hive, 'K')).toBe(false)
    ok(ORCloseKey(key))
    expect(ORCloseKey(key).status).toBe(6)
  })

  it('case 55 a key two levels down is deleted', () => {
    const hive = fresh()
    create(hive, 'A')
    create(hive, 'A\\B')
    ok(ORDeleteKey(hive, 'A\\B'))
    expect([exists(hive, 'A'), exists(hive, 'A\\B')]).toEqual([true, false])
  })

  it('case 56 a key is deleted by its name in another case', () => {
    const { hive } = withKey()
    ok(ORDeleteKey(hive, 'k'))
    expect(keyNames(hive)).toEqual([])
  })

  it('case 57 both handles of a deleted key can be closed', () => {
    const { hive, key } = withKey()
    const { handle: other } = ok(OROpenKey(hive, 'K'))
    ok(ORDeleteKey(hive, 'K'))
    ok(ORCloseKey(key))
    ok(ORCloseKey(other))
  })

  it('case 58 the handle of a deleted key stays invalid when the key is created again', () => {
    const { hive, key } = withKey()
    set(key, 'v', bytes(1))
    ok(ORDeleteKey(hive, 'K'))
    const again = create(hive, 'K')
    expect(valueNames(again)).toEqual([])
    expect(ORQueryInfoKey(key).status).toBe(1018)
    ok(ORCloseKey(key))
    expect(info(again).values).toBe(0)
  })

  it('case 59 all subkeys are deleted from the first or the last; counting up leaves every second one', () => {
    const hive = fresh()
    const fill = () => {
      for (const name of ['a', 'b', 'c', 'd', 'e']) ok(ORCreateKey(hive, name))
    }
    const nameAt = (index: number) => {
      const found = OREnumKey(hive, index)
      return found.status === 0 ? found.name : null
    }
    fill()
    for (let name = nameAt(0); name !== null; name = nameAt(0)) ok(ORDeleteKey(hive, name))
    expect(keyNames(hive)).toEqual([])
    fill()
    for (let index = 4; index >= 0; index--) ok(ORDeleteKey(hive, nameAt(index)))
    expect(keyNames(hive)).toEqual([])
    fill()
    for (let index = 0; index < 5; index++) {
      const name = nameAt(index)
      if (name !== null) ok(ORDeleteKey(hive, name))
    }
    expect(keyNames(hive)).toEqual(['b', 'd'])
  })

  it('an empty name deletes the key of the handle', () => {
    const { hive, key } = withKey()
    ok(ORDeleteKey(key, ''))
    expect(keyNames(hive)).toEqual([])
  })
})

describe('rename', () => {
  it('case 60 a rename keeps values, subtree and all handles', () => {
    const { hive, key } = withKey()
    set(key, 'v', bytes(1))
    const child = create(key, 'C')
    const { handle: other } = ok(OROpenKey(hive, 'K'))
    ok(ORRenameKey(key, 'A name that needs another cell'))
    expect([exists(hive, 'K'), exists(hive, 'a NAME that needs another cell\\c')]).toEqual([
      false,
      true,
    ])
    set(other, 'w', bytes(2))
    expect(valueNames(key)).toEqual(['v', 'w'])
    create(child, 'D')
    ok(ORRenameKey(other, 'L'))
    expect(exists(hive, 'L\\C\\D')).toBe(true)
    ok(ORDeleteKey(hive, 'L\\C\\D'))
    ok(ORDeleteKey(child))
    ok(ORDeleteKey(hive, 'L'))
    expect([ORQueryInfoKey(key).status, ORQueryInfoKey(other).status]).toEqual([1018, 1018])
  })

  it('case 61 a rename may change only the case', () => {
    const { hive, key } = withKey()
    ok(ORRenameKey(key, 'k'))
    expect(keyNames(hive)).toEqual(['k'])
  })

  it('case 62 a rename to the name of a sibling returns 183', () => {
    const { hive, key } = withKey()
    set(create(hive, 'L'), 'v', bytes(1))
    expect(ORRenameKey(key, 'l').status).toBe(183)
    expect([keyNames(hive), valueNames(key)]).toEqual([['K', 'L'], []])
  })

  it('case 63 renaming the root returns 87', () => {
    expect(ORRenameKey(fresh(), 'x').status).toBe(87)
  })

  it('an invalid key name is refused', () => {
    const { hive, key } = withKey()
    for (const name of ['', 'a\\b', 'x'.repeat(257), null as never]) {
      expect(ORRenameKey(key, name).status).toBe(87)
    }
    expect(keyNames(hive)).toEqual(['K'])
    ok(ORRenameKey(key, 'x'.repeat(256)))
  })
})
