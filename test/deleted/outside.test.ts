/** Records in free cells that refer to places this hive does not have: pages of another hive, or of a longer one. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { encodeString } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { recordsIn } from './shown.ts'

const ELSEWHERE = 0xcf78c8

/** A hive whose free space has the cells of a key and its value, every reference of which leads out of this hive. */
function withForeign(): { bytes: Uint8Array<ArrayBuffer>; key: number; value: number } {
  const other = Hive.create()
  const child = other.rootKey.create('of another hive')
  child.set('its value', VALUE_TYPE.SZ, encodeString('some text that is long enough'))
  const [value] = [...child.values()]
  const cells = [child.cell, value?.cell ?? child.cell].map((cell) => {
    const at = fileOffset(cell)
    return other.image.bytesView(at, -other.image.i32(at)).slice()
  })
  const bytes = Hive.create().finishedCopy()
  // Near the end of the only bin, most of which is one free cell.
  const at = bytes.length - 0x400
  const [key, record] = [at + 4, at + 0x204] as const
  const foreign = corrupt(
    bytes,
    { at, bytes: cells[0] ?? [] },
    { at: at + 0x200, bytes: cells[1] ?? [] },
    { at: key + NK.PARENT, u32: ELSEWHERE },
    { at: key + NK.SECURITY, u32: ELSEWHERE + 0x100 },
    { at: key + NK.VALUE_LIST, u32: ELSEWHERE + 0x200 },
    { at: record + VK.DATA, u32: ELSEWHERE + 0x300 },
  )
  return { bytes: foreign, key, value: record }
}

describe('a deleted record that refers to places outside the hive', () => {
  it('is found if it fills a whole cell, with little confidence', () => {
    const { bytes } = withForeign()
    expect(recordsIn(findDeleted(Hive.open(bytes)))).toMatchObject([
      {
        kind: 'key',
        name: 'of another hive',
        path: { isWhole: false },
        confidence: 'low',
        evidence: ['cell-fits', 'parent-gone', 'outside', 'values-lost'],
      },
      {
        kind: 'value',
        name: 'its value',
        left: 0,
        confidence: 'low',
        evidence: ['cell-fits', 'owner-unknown', 'data-missing'],
      },
    ])
  })

  it('is not found if its cell has another size, or if a field is odd besides', () => {
    const { bytes, key, value } = withForeign()
    const found = (changed: Uint8Array<ArrayBuffer>) =>
      recordsIn(findDeleted(Hive.open(changed))).map(({ kind }) => kind)
    expect(found(corrupt(bytes, { at: key + NK.CLASS, u32: 3 }))).toEqual(['value'])
    expect(found(corrupt(bytes, { at: value + VK.TYPE, u32: 77 }))).toEqual(['key'])
    expect(found(corrupt(bytes, { at: value + VK.DATA, u32: ELSEWHERE + 3 }))).toEqual(['key'])
    expect(found(corrupt(bytes, { at: value - 4, u32: 0x200 }))).toEqual(['key'])
  })

  it.skipIf(!hasCorpus)('NTUSER.DAT has 103 keys of a COMPONENTS hive in its free space', () => {
    const path = plainHives.find(({ name }) => name === 'regipy/NTUSER.DAT')?.path ?? ''
    const records = recordsIn(findDeleted(Hive.open(new Uint8Array(readFileSync(path)))))
    const foreign = records.filter(
      (one) => one.kind === 'key' && one.evidence.includes('outside') && one.confidence === 'low',
    )
    expect(foreign).toHaveLength(103)
    expect(foreign.map(({ name }) => name)).toContain(
      'f256!srm-service-reports-repl._7309c0f2e3f8364a',
    )
  })
})
