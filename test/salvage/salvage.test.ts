/** Salvage of hives with one kind of damage each: what is saved, where it goes, and what is reported. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, KEY_FLAG, LIST, NK, SK, VK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { BIG_DATA, hiveOfEverything, NOW, sizeField } from '../helpers/hives.ts'
import { contentOf, expectSalvage, problemsOf, salvaged } from './expectSalvage.ts'

const places = hiveOfEverything()
const LOST = 'Lost keys (salvage)'

function namesBelow(hive: Hive, path: string): string[] {
  return [...hive.key(path).subkeys()].map(({ name }) => name)
}

describe('a sound hive', () => {
  it.each([2, 3, 4, 5, 6] as const)(
    'of version 1.%i comes out the same, with an empty report',
    (minor) => {
      const { bytes } = hiveOfEverything(minor)
      const { hive, report } = expectSalvage(bytes)
      const original = Hive.open(bytes.slice())
      expect(contentOf(hive)).toEqual(contentOf(original))
      expect(report.losses).toEqual([])
      expect(hive.version).toBe(original.version)
      expect(hive.key('Link').flags & KEY_FLAG.SYM_LINK).not.toBe(0)
      expect(hive.key('Beta').className).toBe('Klass')
      expect(hive.key('Alpha\\Two').security).toEqual(original.key('Alpha\\Two').security)
    },
  )

  it('keeps nothing that its lists do not name: neither deleted keys nor remnants', () => {
    const changed = hiveOfEverything()
    changed.hive.key('Alpha').delete()
    const list = changed.list('Beta')
    const bytes = corrupt(
      changed.hive.finishedCopy(),
      ...[
        { at: changed.nk('Beta') + NK.SUBKEY_COUNT, u32: 2 },
        { at: list + LIST.COUNT, u16: 2 },
      ],
    )
    const { hive, report } = salvaged(bytes)
    expect(namesBelow(hive, 'Beta')).toEqual(['A', 'B'])
    expect(hive.rootKey.subkey('Alpha')).toBeNull()
    expect(hive.rootKey.subkey(LOST)).toBeNull()
    expect(report.losses).toMatchObject([{ code: 'not-listed', actual: 1 }])
  })
})

describe('keys', () => {
  it('whose list is destroyed are found by their own parent fields', () => {
    const bytes = corrupt(places.bytes, { at: places.list('Many'), u16: 0 })
    const { hive, report } = expectSalvage(bytes)
    expect(namesBelow(hive, 'Many')).toHaveLength(600)
    expect(report.countOf('key-reattached')).toBe(600)
    expect(hive.rootKey.subkey(LOST)).toBeNull()
  })

  it('whose parent is destroyed are together below one key, named by its place', () => {
    const nk = places.nk('Alpha')
    const { hive, report } = expectSalvage(corrupt(places.bytes, { at: nk, u16: 0 }))
    const group = `${LOST}\\parent at 0x${(nk - 4).toString(16)}`
    expect(namesBelow(hive, group)).toEqual(['One', 'Two'])
    expect(namesBelow(hive, `${group}\\Two`)).toEqual(['Deep'])
    expect(report.countOf('key-without-parent')).toBe(2)
    expect(report.countOf('entry-bad')).toBe(1)
  })

  it('the key for them has another name if the hive has one of that name', () => {
    const made = hiveOfEverything()
    made.hive.rootKey.create(LOST.toLowerCase()).create('mine')
    const nk = made.nk('Alpha')
    const { hive } = expectSalvage(corrupt(made.hive.finishedCopy(), { at: nk, u16: 0 }))
    expect(namesBelow(hive, LOST.toLowerCase())).toEqual(['mine'])
    expect(namesBelow(hive, `${LOST} 2`).filter((name) => name.startsWith('parent'))).toHaveLength(
      1,
    )
  })

  it('with names that no key can have keep what they hold', () => {
    const nk = places.nk('Alpha')
    const bytes = corrupt(places.bytes, { at: nk + NK.NAME + 1, u8: 0x5c })
    const { hive, report } = expectSalvage(bytes)
    const place = hive.key(`${LOST}\\key at 0x${nk.toString(16)}`)
    expect(place.valueCount).toBe(5)
    expect(namesBelow(hive, `${LOST}\\key at 0x${nk.toString(16)}`)).toEqual(['One', 'Two'])
    expect(report.losses).toMatchObject([{ code: 'key-name-bad', path: ['A\\pha'] }])
  })

  it('with the name of another subkey are kept apart', () => {
    const nk = places.nk('Beta\\B')
    const { hive } = expectSalvage(corrupt(places.bytes, { at: nk + NK.NAME, u8: 0x41 }))
    expect(namesBelow(hive, 'Beta')).toEqual(['A', 'C'])
    expect(namesBelow(hive, `${LOST}\\key at 0x${nk.toString(16)}`)).toEqual(['A'])
  })

  it('in a bin without a header, and in cells marked free, are there', () => {
    const header = corrupt(places.bytes, { at: 0x2000, u32: 0 }, { at: 0x3000, u32: 0 })
    expect(contentOf(expectSalvage(header).hive)).toEqual(contentOf(places.hive))
    const nk = places.nk('Alpha\\Two')
    const size = places.hive.image.i32(sizeField(nk))
    const freed = corrupt(places.bytes, { at: sizeField(nk), u32: -size })
    expect(contentOf(expectSalvage(freed).hive)).toEqual(contentOf(places.hive))
  })

  it('keep their descriptor where it is sound, and otherwise that of their parent', () => {
    const made = hiveOfEverything()
    const beta = made.hive.key('Beta')
    beta.setDescriptor(made.hive.rootKey.descriptor?.slice() ?? new Uint8Array(0))
    const security = made.security('Beta')
    const bytes = corrupt(made.hive.finishedCopy(), { at: security + SK.SIZE, u32: 0xffff })
    const { hive, report } = expectSalvage(bytes)
    expect(report.countOf('security-replaced')).toBeGreaterThan(0)
    expect(hive.key('Beta').descriptor).toEqual(hive.rootKey.descriptor)
  })

  it('a link without its target becomes an ordinary key, and that is reported', () => {
    const vk = places.vk('Link', 'SymbolicLinkValue')
    const { hive, report } = expectSalvage(corrupt(places.bytes, { at: vk + VK.TYPE, u32: 1 }))
    expect(hive.key('Link').flags & KEY_FLAG.SYM_LINK).toBe(0)
    expect(report.losses).toMatchObject([{ code: 'link-broken', path: ['Link'] }])
  })
})

describe('values', () => {
  it('of a key whose list is gone are among the lost keys, each by its place', () => {
    const bytes = corrupt(places.bytes, { at: places.nk('Alpha') + NK.VALUE_LIST, u32: 0xfffff0 })
    const { hive, report } = expectSalvage(bytes)
    const [first, ...others] = report.losses
    expect(first).toMatchObject({ code: 'values-lost', path: ['Alpha'], expected: 5, actual: 0 })
    expect(others.map(({ code, value }) => `${code} ${value}`).sort()).toEqual(
      ['', 'Inline', 'Text', 'Wide ☃', 'Big'].map((name) => `value-without-key ${name}`).sort(),
    )
    const place = `${LOST}\\value at 0x${places.vk('Alpha', 'Big').toString(16)}`
    expect(hive.key(place).value('Big')?.data).toEqual(BIG_DATA)
  })

  it('with a part of their data have that part, and the report says so', () => {
    const vk = places.vk('Alpha', 'Text')
    const { hive, report } = expectSalvage(
      corrupt(places.bytes, { at: vk + VK.DATA_SIZE, u32: 500 }),
    )
    const [loss] = report.losses
    expect(loss).toMatchObject({
      ...{ code: 'data-partial', path: ['Alpha'], value: 'Text', offset: vk, expected: 500 },
      actual: hive.key('Alpha').value('Text')?.data.length,
    })
  })

  it('with wiped data have none, and the report says so', () => {
    const data = places.data('Alpha', 'Text')
    const bytes = corrupt(places.bytes, { at: sizeField(data), bytes: new Uint8Array(24) })
    const { hive, report } = salvaged(bytes)
    expect(hive.key('Alpha').value('Text')?.data).toEqual(new Uint8Array(0))
    expect(report.countOf('data-lost')).toBe(1)
    expect(problemsOf(hive)).toEqual([])
  })

  it('two of one name are both there', () => {
    const vk = places.vk('Alpha', 'Text')
    const bytes = corrupt(
      places.bytes,
      { at: places.vk('Alpha', 'Inline') + 2, u16: 4 },
      {
        ...{ at: places.vk('Alpha', 'Inline') + VK.NAME },
        bytes: [0x54, 0x65, 0x78, 0x74],
      },
    )
    expect(vk).toBeGreaterThan(0)
    const { hive } = expectSalvage(bytes)
    expect([...hive.key('Alpha').values()].filter(({ name }) => name === 'Text')).toHaveLength(2)
  })

  it('that share their data without end are bounded by the size of the file', () => {
    const made = Hive.create({ now: NOW })
    made.clock = () => NOW
    const key = made.rootKey.create('many')
    made.transact(() => {
      key.set('big', 3, new Uint8Array(12_000).fill(1))
      for (let index = 0; index < 3000; index++) key.set(`v${index}`, 3, new Uint8Array(8))
    })
    const { cells, image } = made
    const data = image.u32(cells.payloadAt(key.value('big')?.cell as CellOffset) + VK.DATA)
    image.transact(() => {
      for (const { cell } of key.values()) {
        image.setU32(cells.payloadAt(cell) + VK.DATA, data)
        image.setU32(cells.payloadAt(cell) + VK.DATA_SIZE, 12_000)
      }
    })
    const bytes = made.finishedCopy()
    const { hive, report } = salvaged(bytes)
    expect(report.countOf('shared-too-much')).toBeGreaterThan(2000)
    expect(hive.image.length).toBeLessThan(4 * bytes.length)
    expect(problemsOf(hive)).toEqual([])
  })
})

describe('the frame', () => {
  it('a header that is destroyed or missing loses nothing', () => {
    const { bytes } = places
    const destroyed = bytes.slice()
    destroyed.fill(0x55, 0, 4096)
    for (const damaged of [destroyed, bytes.slice(4096)]) {
      const { hive, report } = salvaged(damaged)
      expect(contentOf(hive)).toEqual(contentOf(places.hive))
      expect([...report.counts.keys()]).toEqual(['header-bad'])
    }
  })

  it('a hive inside a larger image is found, and offsets are those of the image', () => {
    const image = new Uint8Array(512 + places.bytes.length)
    image.set(corrupt(places.bytes, { at: places.nk('Alpha'), u16: 0 }), 512)
    const { hive, report } = salvaged(image)
    expect(
      namesBelow(hive, `${LOST}\\parent at 0x${(places.nk('Alpha') - 4 + 512).toString(16)}`),
    ).toEqual(['One', 'Two'])
    expect(report.losses[0]?.offset).toBeGreaterThan(512)
  })

  it('a root that the header states wrong is found by the key that lists it', () => {
    const cell = places.cell('Alpha\\Two')
    const { hive, report } = expectSalvage(corrupt(places.bytes, { at: BASE.ROOT_CELL, u32: cell }))
    expect(contentOf(hive)).toEqual(contentOf(places.hive))
    expect(report.losses).toMatchObject([{ code: 'root-found' }])
  })

  it('a root that is destroyed leaves its subkeys below a new one', () => {
    const bytes = corrupt(places.bytes, { at: places.nk(''), u16: 0 })
    const { hive, report } = salvaged(bytes)
    expect(namesBelow(hive, '')).toEqual(namesBelow(places.hive, ''))
    expect(report.countOf('root-lost')).toBe(1)
  })

  it('a file cut anywhere gives what is before the cut', () => {
    for (const length of [4096 + 600, 0x2000, 0x2800, 0x3123, places.bytes.length - 100]) {
      const { report } = expectSalvage(places.bytes.slice(0, length))
      expect(report.countOf('bytes-missing')).toBe(1)
    }
  })

  it('data that is too long for the version moves the hive to one that has room for it', () => {
    const made = Hive.create({ now: NOW })
    made.rootKey.set('long', 3, new Uint8Array(1_200_000).fill(3))
    made.image.transact(() => made.image.setU32(BASE.MINOR, 3))
    const { hive } = salvaged(made.finishedCopy())
    expect(hive.version).toBe('1.5')
    expect(hive.rootKey.value('long')?.data.length).toBe(1_200_000)
  })

  it.each([
    ['an empty file', new Uint8Array(0), 'empty-file'],
    ['text', Uint8Array.from({ length: 9000 }, (_, index) => 32 + (index % 90)), 'not-a-hive'],
    ['a header alone', places.bytes.slice(0, 4096), 'not-a-hive'],
    [
      'a transaction log',
      corrupt(places.bytes.slice(0, 4096), { at: BASE.TYPE, u32: 6 }),
      'transaction-log',
    ],
  ])('%s has nothing to salvage', (_, bytes, code) => {
    expect(() => salvaged(bytes)).toThrow(expect.objectContaining({ code }))
  })
})
