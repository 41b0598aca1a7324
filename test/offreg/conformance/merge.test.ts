import { describe, expect, it } from 'vitest'
import { ORCloseHive, ORMergeHives, OROpenHive, ORSaveHive } from '../../../src/offreg/functions.ts'
import { LAYER } from '../../../src/regf/layout.ts'
import { hiveOf, layerKey } from '../layers.ts'
import { bytes, create, exists, fresh, get, keyNames, ok, set, withKey } from './library.ts'

describe('merge', () => {
  it('case 143 a merge has the keys of both hives, and leaves the inputs unchanged', () => {
    const { hive: base } = withKey('base')
    const { hive: delta } = withKey('delta')
    const { handle } = ok(ORMergeHives([base, delta]))
    expect([handle, base, delta].map(keyNames)).toEqual([['base', 'delta'], ['base'], ['delta']])
    ok(ORCloseHive(base))
    create(handle, 'base\\new')
  })

  it('case 144 a value that both hives have is taken from the delta', () => {
    const [base, delta] = [fresh(), fresh()]
    set(base, 'v', bytes(1))
    set(delta, 'V', bytes(2))
    expect(get(ok(ORMergeHives([base, delta])).handle, 'v').data).toEqual(bytes(2))
    expect(get(ok(ORMergeHives([delta, base])).handle, 'v').data).toEqual(bytes(1))
  })

  it('case 145 a merged hive can be saved and opened again', () => {
    const { hive: base, key } = withKey('base')
    set(key, 'v', bytes(1))
    const { handle } = ok(ORMergeHives([base, withKey('delta').hive]))
    const saved = ok(ORSaveHive(handle, null, 10, 0)).bytes
    const { handle: again } = ok(OROpenHive(saved))
    expect([keyNames(again), get(again, 'v', 'base').data]).toEqual([['base', 'delta'], bytes(1)])
  })

  it('case 146 a tombstone in the delta removes the key', () => {
    const { hive: base } = withKey('K')
    const layer = layerKey('', { subkeys: [layerKey('K', { layer: LAYER.TOMBSTONE })] })
    const { handle: delta } = ok(OROpenHive(hiveOf(layer, 6).finishedCopy()))
    const { handle } = ok(ORMergeHives([base, delta]))
    expect([exists(handle, 'K'), exists(base, 'K')]).toEqual([false, true])
  })

  it('merging no hive or a key is refused, and a hive can be merged with itself', () => {
    const { hive, key } = withKey()
    expect(ORMergeHives([])).toMatchObject({ status: 87, handle: null })
    expect(ORMergeHives([hive, key])).toMatchObject({ status: 87, handle: null })
    expect(keyNames(ok(ORMergeHives([hive, hive])).handle)).toEqual(['K'])
    expect(keyNames(ok(ORMergeHives([hive])).handle)).toEqual(['K'])
  })
})
