/** From the oldest version to the newest: 1.0 and 1.1 become 1.3, layers stay in 1.6. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../../src/offreg/Hive.ts'
import { compactHive } from '../../../src/offreg/save.ts'
import { BASE, LAYER, LAYER_INHERIT_CLASS, NK, VK } from '../../../src/regf/layout.ts'
import { type CellOffset, NIL } from '../../../src/regf/offsets.ts'
import { differenceFrom, modelOf } from '../../edit/model.ts'
import { compacted } from '../../helpers/compacted.ts'
import { corrupt } from '../../helpers/corrupt.ts'
import { hiveOfEverything, Places } from '../../helpers/hives.ts'
import { descriptor, EVERYONE, type RawKey, rawHive } from '../../helpers/rawHive.ts'
import { data, VALUES } from '../../helpers/rawTrees.ts'

/** Keys and values with names of both kinds, a class, an index, and data of every size. */
const TREE: RawKey = {
  name: 'root',
  className: 'root class',
  values: VALUES,
  subkeys: [
    {
      name: 'Many',
      leaves: { size: 100 },
      subkeys: Array.from({ length: 250 }, (_, n) => ({ name: `n${n}`, security: n % 3 })),
    },
    { name: 'Ключ', className: 'Жук', subkeys: [{ name: 'ÿnner', values: [value('v', 5)] }] },
  ],
}

function value(name: string, length: number) {
  return { name, type: 3, data: data(length) }
}

describe.each([0, 1])('a hive of version 1.%i', (minor) => {
  // Two of three descriptors are equal: systems of that time did not search for an equal one.
  const descriptors = [EVERYONE, descriptor(0x20019), descriptor(0x20019)]
  const file = rawHive({ minor, root: TREE, descriptors, gaps: [[], [32], [], [16, 64]] })
  const old = Hive.open(file.slice())
  const model = modelOf(old.rootKey)

  it.each([2, 3, 5] as const)(
    'it is copied as 1.%s with the same keys, values, classes and times',
    (to) => {
      const copy = compacted(old, { minor: to })
      expect(copy.access).toBe('editable')
      expect(differenceFrom(model, copy.rootKey)).toBeNull()
      expect([copy.rootKey.className, copy.key('ключ').className]).toEqual(['root class', 'Жук'])
      expect(copy.key('Many\\n77').lastWrite).toBe(old.key('Many\\n77').lastWrite)
    },
  )

  it('the copy of an early hive has compressed names, and no flags in the place of a title index', () => {
    const { cells } = old
    const title = [
      { at: cells.payloadAt(old.key('Many').cell) + NK.ACCESS_BITS, u32: 0x00010001 },
      { at: cells.payloadAt(old.rootKey.value('inline')?.cell as CellOffset) + VK.FLAGS, u32: 7 },
    ]
    const copy = compacted(Hive.open(corrupt(file, ...title)), { minor: 3 })
    const { image } = copy
    const places = new Places(copy)
    expect(copy.rootKey.flags).toBe(0x2c)
    expect(image.u16(places.nk('Many') + NK.FLAGS)).toBe(0x20)
    expect(image.u32(places.nk('Many') + NK.ACCESS_BITS)).toBe(0)
    expect(image.u32(places.vk('', 'inline') + VK.FLAGS)).toBe(1)
    expect(image.u32(places.vk('', 'Имя') + VK.FLAGS)).toBe(0)
    expect(image.u16(places.nk('Ключ') + NK.FLAGS)).toBe(0)
  })

  it('the copy of an early hive has each descriptor once', () => {
    const copy = compacted(old, { minor: 3 })
    const places = new Places(copy)
    const security = (path: string) => copy.image.u32(places.nk(path) + NK.SECURITY)
    expect(security('Many\\n1')).toBe(security('Many\\n2'))
    expect(security('Many\\n0')).toBe(security(''))
    expect(security('Many\\n0')).not.toBe(security('Many\\n1'))
  })
})

describe('a layered hive', () => {
  /** A hive of 1.6 with a layer byte, and optionally a tombstone value. */
  function layered(layer: number, flags = 0): Hive {
    const places = hiveOfEverything(6)
    const at = places.vk('Alpha', 'Inline')
    const tombstone =
      flags === 0
        ? []
        : [
            { at: at + VK.FLAGS, u16: flags | 1 },
            { at: at + VK.TYPE, u32: 0 },
            { at: at + VK.DATA_SIZE, u32: 0 },
            { at: at + VK.DATA, u32: NIL },
          ]
    const key = { at: places.nk('Alpha\\One') + NK.LAYER, u8: layer }
    return Hive.open(corrupt(places.bytes, key, ...tombstone))
  }

  const layerOf = (hive: Hive) => hive.image.u8(new Places(hive).nk('Alpha\\One') + NK.LAYER)

  it('3.12 a layered hive copied as 1.6 keeps its layers and tombstones', () => {
    for (const layer of [LAYER.TOMBSTONE, LAYER.SUPERSEDE_TREE, LAYER_INHERIT_CLASS]) {
      const copy = compacted(layered(layer, 2), { minor: 6 })
      expect([layerOf(copy), copy.base.flags]).toEqual([layer, 2])
      const at = new Places(copy).vk('Alpha', 'Inline')
      const fields = [VK.FLAGS, VK.TYPE, VK.DATA_SIZE, VK.DATA]
      expect(fields.map((field) => copy.image.u32(at + field))).toEqual([3, 0, 0, NIL])
    }
  })

  it('3.12 a layered hive without layered keys can be copied as another version', () => {
    const copy = compacted(layered(0x7c), { minor: 5 })
    expect([layerOf(copy), copy.base.flags]).toEqual([0, 0])
  })

  it('3.12 a layered key cannot be copied as another version, and the error names the first one', () => {
    const refusal = (subject: string) =>
      expect.objectContaining({ code: 'layered-key', detail: expect.objectContaining({ subject }) })
    for (const minor of [2, 3, 4, 5] as const) {
      const key = layered(LAYER.SUPERSEDE_LOCAL)
      expect(() => compactHive(key, { minor })).toThrow(refusal('Alpha\\One'))
      const inherits = layered(LAYER_INHERIT_CLASS)
      expect(() => compactHive(inherits, { minor })).toThrow(refusal('Alpha\\One'))
      const value = layered(LAYER.TOMBSTONE, 2)
      expect(() => compactHive(value, { minor })).toThrow(refusal('Alpha'))
    }
  })

  it('one key of a layered hive is copied with its layers', () => {
    const hive = layered(LAYER.TOMBSTONE)
    const copy = compacted(hive, { minor: 6, key: hive.key('Alpha').cell })
    expect(copy.base.flags).toBe(2)
    expect(copy.image.u8(new Places(copy).nk('One') + NK.LAYER)).toBe(LAYER.TOMBSTONE)
  })

  it('hostile 74 a layer byte in another version means nothing and is not copied', () => {
    const places = hiveOfEverything(5)
    const hive = Hive.open(
      corrupt(places.bytes, { at: places.nk('Alpha\\One') + NK.LAYER, u8: 0x7f }),
    )
    expect(layerOf(compacted(hive, { minor: 5 }))).toBe(0)
    expect(layerOf(compacted(hive, { minor: 6 }))).toBe(0)
  })
})

it('the version is not taken from a header with an unknown one', () => {
  const places = hiveOfEverything(5)
  const bytes = corrupt(places.bytes, { at: BASE.MINOR, u32: 77 }, { at: BASE.CHECKSUM, u32: 5 })
  const hive = Hive.open(bytes)
  const copy = compacted(hive, { minor: 5, damaged: true })
  expect(differenceFrom(modelOf(places.hive.rootKey), copy.rootKey)).toBeNull()
})
