/** Arguments that the types forbid but JavaScript permits are refused, and nothing of them is stored. */

import { describe, expect, it } from 'vitest'
import {
  ORCreateKey,
  ORDeleteKey,
  ORDeleteValue,
  ORGetValue,
  type ORHKEY,
  ORMergeHives,
  OROpenHive,
  OROpenKey,
  ORQueryInfoKey,
  ORSetValue,
} from '../../src/offreg/functions.ts'
import { bytes, info, ok, set, withKey } from './conformance/library.ts'

type Loose = (...args: readonly unknown[]) => { readonly status: number }

describe('87 for', () => {
  const { hive, key } = withKey()
  set(key, 'v', bytes(1, 2))

  it.each<[string, Loose, readonly unknown[]]>([
    ['data that is text', ORSetValue as Loose, [key, 'v', 1, 'text']],
    ['data that is a list of numbers', ORSetValue as Loose, [key, 'v', 1, [1, 2]]],
    ['data in units of two bytes', ORSetValue as Loose, [key, 'v', 1, new Uint16Array(2)]],
    ['data without a view', ORSetValue as Loose, [key, 'v', 1, new ArrayBuffer(2)]],
    ['a value name that is a number', ORSetValue as Loose, [key, 5, 1, bytes(1)]],
    ['the same to read', ORGetValue as Loose, [key, null, 5]],
    ['the same to delete', ORDeleteValue as Loose, [key, 5]],
    ['a path that is a number', OROpenKey as Loose, [hive, 5]],
    ['the same to read below', ORGetValue as Loose, [hive, 5, 'v']],
    ['the same to delete at', ORDeleteKey as Loose, [hive, 5]],
    ['a class that is a number', ORCreateKey as Loose, [hive, 'New', 5]],
    ['hives that are not a list', ORMergeHives as Loose, [null]],
    ['a hive that is nothing', OROpenHive as Loose, [null]],
    ['a hive that is a path alone', OROpenHive as Loose, ['SYSTEM']],
  ])('87 for %s', (_, call, args) => {
    expect(call(...args)).toMatchObject({ status: 87, error: { code: 'bad-argument' } })
    expect(ok(ORGetValue(key, null, 'v')).data).toEqual(bytes(1, 2))
    expect([info(hive).subkeys, info(key).values]).toEqual([1, 1])
  })

  it('every call returns 6 for a handle that is not one', () => {
    for (const none of [null, undefined, 5, {}, hive.constructor]) {
      expect(ORQueryInfoKey(none as unknown as ORHKEY).status).toBe(6)
    }
  })
})
