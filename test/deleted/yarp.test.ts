/**
 * The deleted records of the hives that yarp tests its recovery with (regf-format 9). Hives of that set that are not
 * in the corpus are made from those that are.
 */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import type { FileOffset } from '../../src/regf/offsets.ts'
import { brokenHives, hasCorpus, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { deletedLines, recordsIn } from './shown.ts'

function hiveBytes(name: string): Uint8Array<ArrayBuffer> {
  const hive = [...plainHives, ...brokenHives].find((one) => one.name === `yarp/${name}`)
  if (hive === undefined) throw new RangeError(`no hive ${name}`)
  return new Uint8Array(readFileSync(hive.path))
}

function recordsOf(bytes: Uint8Array<ArrayBuffer>) {
  return recordsIn(findDeleted(Hive.open(bytes)))
}

describe.skipIf(!hasCorpus)('the hives of yarp', () => {
  it('DeletedDataHive: a deleted key with its value, and a value that its live key still names', () => {
    expect(deletedLines(hiveBytes('DeletedDataHive'))).toEqual([
      'key 456',
      'value 456 "v"',
      'value 123 "v2"',
    ])
  })

  it('DeletedDataHive: the data of both values is whole', () => {
    const values = recordsOf(hiveBytes('DeletedDataHive')).filter(({ kind }) => kind === 'value')
    expect(values.map(({ isWhole, evidence }) => ({ isWhole, evidence }))).toEqual([
      { isWhole: true, evidence: ['cell-fits', 'owner-deleted', 'data-intact'] },
      { isWhole: true, evidence: ['cell-fits', 'owner-live', 'data-intact'] },
    ])
  })

  it('DeletedDataHiveTruncated: three values, two of them of no known key', () => {
    expect(deletedLines(hiveBytes('DeletedDataHiveTruncated'))).toEqual([
      'key 456',
      'value 456 "v"',
      'value … "v1"',
      'value … "v2"',
    ])
  })

  const wholePaths = [
    'key 1\\2\\3',
    'key 1\\2\\3\\4',
    'key 1\\2\\3\\4\\5',
    'key 1\\2\\3\\4\\New Key #1',
  ]

  it('DeletedTreeHive: four keys with their whole paths', () => {
    expect(deletedLines(hiveBytes('DeletedTreeHive')).sort()).toEqual([...wholePaths].sort())
  })

  it('DeletedTreeNoRootFlagHive: the same paths, though the root has no flag of a root', () => {
    expect(deletedLines(hiveBytes('DeletedTreeNoRootFlagHive')).sort()).toEqual(
      [...wholePaths].sort(),
    )
  })

  it('DeletedTreePartialPathHive, made by us: paths begin at the key whose parent is broken', () => {
    const key3 = 0x12a4 as FileOffset
    const bytes = corrupt(hiveBytes('DeletedTreeHive'), { at: key3 + NK.PARENT, u32: 0xfffff0 })
    expect(deletedLines(bytes).sort()).toEqual(
      ['key …\\3', 'key …\\3\\4', 'key …\\3\\4\\5', 'key …\\3\\4\\New Key #1'].sort(),
    )
  })

  it('DupNameHive: the deleted key beside a live one of its name, and two more', () => {
    expect(deletedLines(hiveBytes('DupNameHive'))).toEqual([
      'key Новый раздел #1',
      'key bbb',
      'key ccc',
    ])
  })

  it('ReallocValueHive: a deleted value whose data cell is used again has no data', () => {
    const records = recordsOf(hiveBytes('ReallocValueHive'))
    const values = records.filter(({ kind }) => kind === 'value')
    expect(values).toMatchObject([{ name: '', size: 10 }])
    expect(records.filter(({ kind }) => kind === 'key')).toMatchObject([{ name: '2' }])
  })

  it('ReallocValueDataHive, made by us: data that a live value has is not that of the deleted one', () => {
    const bytes = hiveBytes('ReallocValueHive')
    const live = new DataView(bytes.buffer).getUint32(0x1344 + VK.DATA, true)
    const changed = corrupt(bytes, { at: 0x12cc + VK.DATA, u32: live })
    const [value] = recordsOf(changed).filter(({ kind }) => kind === 'value')
    expect(value).toMatchObject({ isWhole: false, left: 0 })
    expect(value?.evidence).toContain('data-overwritten')
  })

  it('RemnantsHive: one value in the tail of the file', () => {
    expect(recordsOf(hiveBytes('RemnantsHive'))).toMatchObject([
      { kind: 'value', at: 0x2000, place: 'tail', name: '', type: 4, isWhole: true },
    ])
  })

  it('SqliteHive: three keys and their values', () => {
    expect(deletedLines(hiveBytes('SqliteHive'))).toMatchInlineSnapshot(`
      [
        "key A1\\B1",
        "value A1\\B1 "B1"",
        "key A1\\B1\\C",
        "value A1\\B1\\C "C1"",
        "key A1\\B1\\C\\D",
        "value A1\\B1\\C\\D "D"",
        "value A1\\B2 "B2_"",
        "value … "C2"",
        "value … "Новый параметр #1"",
      ]
    `)
  })

  it('HealedHive, made by us: a key that its parent no longer lists, with its value', () => {
    const bytes = hiveBytes('SqliteHive')
    const root = 0x1024
    const view = new DataView(bytes.buffer)
    // The root's list of A1 and A2 loses A2.
    const list = view.getUint32(root + NK.SUBKEY_LIST, true) + 0x1004
    const changed = corrupt(bytes, { at: root + NK.SUBKEY_COUNT, u32: 1 }, { at: list + 2, u16: 1 })
    const records = recordsOf(changed).filter(({ place }) => place === 'unreferenced')
    expect(records.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['key A2', 'value A2'])
    expect(records[0]?.evidence).toContain('listed-by-parent')
  })
})
