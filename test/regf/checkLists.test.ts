/** Subkey lists: regf-format 5.2 rules 22 to 27. */

import { describe, expect, it } from 'vitest'
import type { Hive } from '../../src/offreg/Hive.ts'
import { LIST, NK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { expectDamage, sharedAt } from '../helpers/expectCheck.ts'
import { cellOf, hiveOfEverything } from '../helpers/hives.ts'

const places = hiveOfEverything()
const { bytes } = places
const B = 'Beta\\B'

const renameB = (hive: Hive) => hive.key(B).rename('Other')
const setInB = (hive: Hive) => hive.key(B).set('value', 4, new Uint8Array(4))
const createInBeta = (hive: Hive) => hive.key('Beta').create('D')
const deleteBeta = (hive: Hive) => hive.key('Beta').delete()
const setInBeta = (hive: Hive) => hive.key('Beta').set('value', 4, new Uint8Array(4))

describe('subkey lists', () => {
  it('5.2.22 a leaf too small for its count', () => {
    const at = places.list('Beta') + LIST.COUNT
    const hive = expectDamage(corrupt(bytes, { at, u16: 0xffff }), {
      code: 'list-past-cell',
      offset: at,
      path: ['Beta'],
      actual: 0xffff,
      also: ['reference-bad'],
      refused: [createInBeta, deleteBeta],
    })
    expect(hive.key(B).name).toBe('B')
  })

  it('5.2.22 an index too small for its count', () => {
    const at = places.list('Many') + LIST.COUNT
    expectDamage(corrupt(bytes, { at, u16: 0xffff }), {
      code: 'list-past-cell',
      offset: at,
      path: ['Many'],
      also: ['reference-bad'],
      refused: [(hive) => hive.key('Many').create('new')],
    })
  })

  it.each([1, 2, 4, 0xffffffff])('5.2.23 a subkey count of %i instead of 3', (count) => {
    const at = places.nk('Beta') + NK.SUBKEY_COUNT
    const hive = expectDamage(corrupt(bytes, { at, u32: count }), {
      code: 'subkey-count',
      offset: at,
      path: ['Beta'],
      expected: 3,
      actual: count,
      refused: [createInBeta, setInBeta],
      allowed: [setInB],
    })
    expect(hive.key('Beta').subkeyCount).toBe(3)
  })

  it('5.2.24 an index that refers to itself', () => {
    const at = places.list('Many') + LIST.ENTRIES
    expectDamage(corrupt(bytes, { at, u32: cellOf(places.list('Many')) }), {
      code: 'index-nested',
      offset: places.list('Many'),
      path: ['Many'],
      refused: [(hive) => hive.key('Many').create('new')],
    })
  })

  it('5.2.24 an index that refers to an index', () => {
    const at = places.leaf('Many', 0)
    expectDamage(corrupt(bytes, { at, bytes: [0x72, 0x69] }), {
      code: 'index-nested',
      offset: at,
      path: ['Many'],
      refused: [(hive) => hive.key('Many').create('new')],
    })
  })

  it('5.2.24 an index with nothing in it', () => {
    const at = places.list('Many') + LIST.COUNT
    expectDamage(corrupt(bytes, { at, u16: 0 }), {
      code: 'index-empty',
      offset: at,
      path: ['Many'],
      also: ['subkey-count'],
      refused: [(hive) => hive.key('Many').create('new')],
    })
  })

  it('5.2.25 subkeys out of order: all are found, none can be added', () => {
    const damaged = swapEntries('Beta', 0, 1)
    const hive = expectDamage(damaged, {
      code: 'subkey-order',
      offset: places.entry('Beta', 1),
      path: ['Beta', 'A'],
      actual: 'A',
      refused: [createInBeta, deleteBeta, renameB],
      allowed: [setInBeta, setInB],
    })
    for (const name of ['a', 'b', 'c']) expect(hive.key('Beta').subkey(name)).not.toBeNull()
  })

  it('5.2.25 leaves of one index out of order', () => {
    const at = places.list('Many') + LIST.ENTRIES
    const entries = places.hive.image.bytesCopy(at, 8)
    const damaged = corrupt(
      bytes,
      { at, bytes: entries.slice(4) },
      { at: at + 4, bytes: entries.slice(0, 4) },
    )
    const hive = expectDamage(damaged, {
      code: 'subkey-order',
      offset: places.leaf('Many', 0) + LIST.ENTRIES,
      path: ['Many', 'key 1000'],
      refused: [(it) => it.key('Many').create('new')],
    })
    expect(hive.key('Many').subkey('KEY 1599')).not.toBeNull()
    expect(hive.key('Many').subkey('KEY 1000')).not.toBeNull()
  })

  it('5.2.26 two subkeys with names that are equal without case', () => {
    const damaged = corrupt(bytes, { at: places.nk(B) + NK.NAME, u8: 0x61 })
    const hive = expectDamage(damaged, {
      code: 'subkey-duplicate',
      offset: places.entry('Beta', 1),
      path: ['Beta', 'a'],
      actual: 'a',
      also: ['hash-wrong'],
      refused: [createInBeta, deleteBeta],
      allowed: [setInBeta],
    })
    expect([...hive.key('Beta').subkeys()].map(({ name }) => name)).toEqual(['A', 'a', 'C'])
  })

  it('5.2.27 a leaf that two keys refer to', () => {
    const at = places.nk('Wide') + NK.SUBKEY_LIST
    const target = cellOf(places.list('Beta'))
    expectDamage(corrupt(bytes, { at, u32: target }), {
      code: 'shared-cell',
      ...sharedAt(target, at),
      path: ['Wide'],
      refused: [createInBeta, (hive) => hive.key('Wide').delete()],
      allowed: [setInB],
    })
  })

  it('5.2.27 a leaf that an index refers to twice', () => {
    const at = places.list('Many') + LIST.ENTRIES + 4
    const target = cellOf(places.leaf('Many', 0))
    expectDamage(corrupt(bytes, { at, u32: target }), {
      code: 'shared-cell',
      ...sharedAt(target, at),
      path: ['Many'],
      refused: [(hive) => hive.key('Many').create('new')],
    })
  })

  function swapEntries(path: string, a: number, b: number): Uint8Array<ArrayBuffer> {
    const entry = (index: number) => places.hive.image.bytesCopy(places.entry(path, index), 8)
    return corrupt(
      bytes,
      { at: places.entry(path, a), bytes: entry(b) },
      { at: places.entry(path, b), bytes: entry(a) },
    )
  }
})
