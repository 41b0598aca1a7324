/** Files that OROpenHive refuses as not being registry files, and hives that it opens although they have errors. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  ORCloseKey,
  ORCreateKey,
  OREnumKey,
  OREnumValue,
  type ORHKEY,
  OROpenHive,
  OROpenKey,
  ORRenameKey,
  ORSaveHive,
  ORSetValue,
  ORSetVirtualFlags,
} from '../../src/offreg/functions.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, BIN, KEY_FLAG, LIST, NK, SK, VK } from '../../src/regf/layout.ts'
import { brokenHives, logFiles, plainHives } from '../helpers/corpus.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { deepKey } from '../helpers/deepKeys.ts'
import { fileOffset, hiveOfEverything, sizeField } from '../helpers/hives.ts'

const places = hiveOfEverything()
const layered = hiveOfEverything(6)
const { bytes } = places
const { image } = places.hive
const bin = fileOffset(places.hive.cells.bins.start(1))
const u32 = (at: number) => image.u32(at)
const name = (path: string) => places.nk(path) + NK.NAME

/** One damaged hive for each rule D of regf-format 5.2 that is not about logs or edits. */
const DAMAGED: readonly (readonly [rule: string, finding: string, patch: Patch])[] = [
  ['6 a wrong checksum', 'checksum-wrong', { at: BASE.CHECKSUM, u32: 5 }],
  ['8 a data size past the file', 'data-size-past-file', { at: BASE.DATA_SIZE, u32: bytes.length }],
  ['10 a bin without its signature', 'bin-signature', { at: bin + BIN.SIGNATURE, u32: 0 }],
  ['11 a bin of no size', 'bin-size', { at: bin + BIN.SIZE, u32: 0 }],
  ['12 a bin with another offset', 'bin-offset', { at: bin + BIN.OFFSET, u32: 0x100000 }],
  ['13 a cell of a size no cell has', 'cell-size', { at: sizeField(places.nk('Beta')), u32: 13 }],
  [
    '14 a key in a free cell',
    'reference-bad',
    { at: sizeField(places.nk('Beta\\A')), u32: -u32(places.nk('Beta\\A') - 4) },
  ],
  ['15 a key with another signature', 'signature-wrong', { at: places.nk('Beta\\A'), u16: 0 }],
  [
    '16 a name past its cell',
    'name-past-cell',
    { at: places.nk('Beta\\A') + NK.NAME_LENGTH, u16: 0x400 },
  ],
  [
    '17 a wide name of odd length',
    'name-odd',
    { at: places.nk('Wide\\Ж') + NK.NAME_LENGTH, u16: 1 },
  ],
  ['18 a backslash in a name', 'key-name-backslash', { at: name('Beta\\A'), u8: 0x5c }],
  [
    '19 a key of another parent',
    'parent-wrong',
    { at: places.nk('Beta\\A') + NK.PARENT, u32: 0x20 },
  ],
  [
    '20 a key listed twice',
    'key-twice',
    { at: places.entry('Beta', 1), u32: places.cell('Beta\\A') },
  ],
  [
    '22 a list past its cell',
    'list-past-cell',
    { at: places.list('Beta') + LIST.COUNT, u16: 0x1000 },
  ],
  [
    '23 another count of subkeys',
    'subkey-count',
    { at: places.nk('Beta') + NK.SUBKEY_COUNT, u32: 2 },
  ],
  ['24 an index of nothing', 'index-empty', { at: places.list('Many') + LIST.COUNT, u16: 0 }],
  ['25 subkeys out of order', 'subkey-order', { at: name('Beta\\A'), u8: 0x5a }],
  ['26 two subkeys of one name', 'subkey-duplicate', { at: name('Beta\\A'), u8: 0x62 }],
  [
    '27 a list of two owners',
    'shared-cell',
    { at: places.nk('Wide') + NK.SUBKEY_LIST, u32: u32(places.nk('Beta') + NK.SUBKEY_LIST) },
  ],
  [
    '28 a value list past its cell',
    'value-list-past-cell',
    { at: places.nk('Alpha') + NK.VALUE_COUNT, u32: 0x1000 },
  ],
  [
    '29 a value name past its cell',
    'name-past-cell',
    { at: places.vk('Alpha', 'Text') + VK.NAME_LENGTH, u16: 0x400 },
  ],
  [
    '30 five bytes in a field of four',
    'inline-size',
    { at: places.vk('Alpha', 'Inline') + VK.DATA_SIZE, u32: 0x80000005 },
  ],
  [
    '31 data past its cell',
    'data-past-cell',
    { at: places.vk('Alpha', 'Text') + VK.DATA_SIZE, u32: 0x1000 },
  ],
  ['32 no data cell', 'data-bad', { at: places.vk('Alpha', 'Text') + VK.DATA, u32: 0xffffffff }],
  ['33 a segment less', 'big-data-bad', { at: places.data('Alpha', 'Big') + 2, u16: 2 }],
  [
    '34 data of two owners',
    'shared-cell',
    { at: places.vk('Alpha', '') + VK.DATA, u32: u32(places.vk('Alpha', 'Text') + VK.DATA) },
  ],
  ['35 no security cell', 'security-bad', { at: places.nk('Beta') + NK.SECURITY, u32: 0xffffffff }],
  ['36 a ring that leads nowhere', 'security-ring', { at: places.security('') + SK.FLINK, u32: 8 }],
  [
    '37 a descriptor that is none',
    'descriptor-bad',
    { at: places.security('') + SK.DESCRIPTOR, u8: 9 },
  ],
  [
    '44 a count that nothing can be added to',
    'security-count-unusable',
    { at: places.security('') + SK.REFERENCES, u32: 0xffffffff },
  ],
  [
    '39 a class past its cell',
    'class-bad',
    { at: places.nk('Beta') + NK.CLASS_LENGTH, u16: 0x400 },
  ],
  [
    '40 a link with two values',
    'link-bad',
    { at: places.nk('Alpha') + NK.FLAGS, u16: KEY_FLAG.COMP_NAME | KEY_FLAG.SYM_LINK },
  ],
]

const TOLERATED: readonly (readonly [what: string, patch: Patch])[] = [
  ['sequence numbers that differ', { at: BASE.PRIMARY_SEQUENCE, u32: 0x77 }],
  ['a security cell that is miscounted (38)', { at: places.security('') + SK.REFERENCES, u32: 7 }],
  ['a clustering factor that is not 1', { at: BASE.CLUSTERING, u32: 2 }],
  ['a wrong hash in a list', { at: places.entry('Beta', 0) + 4, u32: 5 }],
  ['a maximum that is too small', { at: places.nk('Beta') + NK.MAX_SUBKEY_NAME, u16: 0 }],
  ['a layer byte outside 1.6', { at: places.nk('Beta') + NK.LAYER, u8: 1 }],
]

const OLDEST = plainHives.find(({ name }) => name === 'regf-samples/NT31_SOFTWARE')

/** Hives of the corpus that other readers read in part. */
const DAMAGED_PLAIN = ['yarp/EffectiveSizeHive', 'yarp/GarbageHive']

describe('OROpenHive', () => {
  it.each(DAMAGED)('OROpenHive refuses D %s', (_, finding, patch) => {
    const opened = OROpenHive(corrupt(bytes, patch))
    expect(opened).toMatchObject({ status: 1017, handle: null, error: { code: 'damaged' } })
    if (opened.status === 0) throw new RangeError('opened')
    expect(opened.error.detail.offset).toBeGreaterThan(0)
    expect(opened.error.detail.finding).toBe(finding)
  })

  it('OROpenHive refuses D 21: a key that is too deep', () => {
    const hive = Hive.create()
    deepKey(hive, 513, 'k')
    const opened = OROpenHive(hive.finishedCopy())
    expect(opened).toMatchObject({ status: 1017, error: { detail: { finding: 'too-deep' } } })
  })

  it('OROpenHive refuses D 41: a tombstone with values', () => {
    const patch = { at: layered.nk('Alpha') + NK.LAYER, u8: 1 }
    expect(OROpenHive(corrupt(layered.bytes, patch))).toMatchObject({ status: 1017 })
  })

  it.each(TOLERATED)('OROpenHive opens a hive with %s, and it can be edited', (_, patch) => {
    const opened = OROpenHive(corrupt(bytes, patch))
    if (opened.status !== 0) throw opened.error
    expect(ORCreateKey(opened.handle, 'Alpha\\New')).toMatchObject({ status: 0, disposition: 1 })
  })

  it.each([
    ['a file that ends in the base block', bytes.slice(0, 4095), 1017],
    ['a transaction log', corrupt(bytes, { at: BASE.TYPE, u32: 6 }), 1017],
    ['a version there is not', corrupt(bytes, { at: BASE.MINOR, u32: 7 }), 1017],
    ['a root that is none', corrupt(bytes, { at: BASE.ROOT_CELL, u32: 8 }), 1017],
  ])('OROpenHive refuses F %s', (_, file, status) => {
    expect(OROpenHive(file)).toMatchObject({ status, handle: null })
  })

  it('OROpenHive accepts a view of a part of a larger buffer', () => {
    const buffer = new Uint8Array(bytes.length + 100)
    buffer.set(bytes, 50)
    expect(OROpenHive(buffer.subarray(50, 50 + bytes.length))).toMatchObject({ status: 0 })
  })

  it.each(brokenHives)('refuses $name', ({ path }) => {
    expect(OROpenHive(readFileSync(path)).status).toBe(1017)
  })

  it.each(logFiles)('refuses $name, a log', ({ path }) => {
    expect([1009, 1017]).toContain(OROpenHive(readFileSync(path)).status)
  })

  it.each(plainHives)('opens $name, if it is sound, and lists all of it', ({ name, path }) => {
    const opened = OROpenHive(readFileSync(path))
    if (opened.status !== 0) {
      expect(opened.status).toBe(1017)
      expect(DAMAGED_PLAIN).toContain(name)
      return
    }
    const { keys, values } = Hive.open(Uint8Array.from(readFileSync(path))).check()
    expect(countBelow(opened.handle)).toEqual({ keys, values })
  })
})

describe.skipIf(OLDEST === undefined)('a hive of version 1.1', () => {
  const open = () => {
    const opened = OROpenHive(readFileSync(OLDEST?.path ?? ''))
    if (opened.status !== 0) throw opened.error
    return opened.handle
  }

  it('a hive of version 1.1 is not changed', () => {
    const handle = open()
    const first = OREnumKey(handle, 0)
    const name = first.status === 0 ? first.name : ''
    const key = OROpenKey(handle, name)
    if (key.status !== 0) throw key.error
    expect([
      ORCreateKey(handle, 'New').status,
      ORSetValue(handle, 'v', 4, null).status,
      ORRenameKey(key.handle, 'New').status,
      ORSetVirtualFlags(handle, 2).status,
      ORCreateKey(handle, name).status,
    ]).toEqual([50, 50, 50, 50, 0])
  })

  it.each([
    [5, 0, '1.3'],
    [6, 1, '1.5'],
  ])(
    'a hive of version 1.1 is saved for %i.%i as %s, with all its keys',
    (major, minor, version) => {
      const handle = open()
      const saved = ORSaveHive(handle, null, major, minor)
      if (saved.status !== 0) throw saved.error
      expect(Hive.open(saved.bytes.slice()).version).toBe(version)
      const again = OROpenHive(saved.bytes)
      if (again.status !== 0) throw again.error
      expect(countBelow(again.handle)).toEqual(countBelow(handle))
    },
  )
})

/** Keys and values, enumerated with the functions. */
function countBelow(root: ORHKEY): { keys: number; values: number } {
  const count = { keys: 0, values: 0 }
  const open = [root]
  for (;;) {
    const key = open.pop()
    if (key === undefined) return count
    count.keys++
    for (let index = 0; OREnumValue(key, index, { data: 0 }).status !== 259; index++) count.values++
    for (let index = 0; ; index++) {
      const found = OREnumKey(key, index)
      if (found.status !== 0) break
      const subkey = OROpenKey(key, found.name)
      if (subkey.status === 0) open.push(subkey.handle)
    }
    if (key !== root) ORCloseKey(key)
  }
}
