/** Merged hives: which keys and values win, are removed, or stay unchanged. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { type Laid, mergeHives } from '../../src/offreg/merge.ts'
import { isLayered } from '../../src/regf/baseBlock.ts'
import { BASE, KEY_FLAG, LAYER, NK, SK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import {
  hiveOf,
  keyLines,
  type LayerKey,
  type LayerValue,
  layerKey,
  layerLines,
  layerValue,
  mergeNaively,
} from './layers.ts'

const { MERGE, TOMBSTONE, SUPERSEDE_LOCAL, SUPERSEDE_TREE } = LAYER
const LINK_VALUE = layerValue('SymbolicLinkValue', 0, {
  type: 6,
  data: Uint8Array.of(92, 0, 65, 0),
})

/** Merges, and checks the result like every hive that the engine makes. */
function merged(...hives: readonly Hive[]): Hive {
  const before = hives.map(({ image }) => image.bytesCopy(0, image.length))
  const result = mergeHives(hives)
  for (const [index, { image }] of hives.entries()) {
    expect(firstDifference(image.bytesCopy(0, image.length), before[index] as Uint8Array)).toBe(-1)
  }
  const again = Hive.open(result.finishedCopy())
  expect(again.check().findings).toEqual([])
  expect(audit(again)).toMatchObject({ problems: [], leaks: [] })
  expect(isLayered(again.image)).toBe(false)
  return again
}

/** A 1.5 base and a 1.6 layer, each with the given keys below its root. */
function overlaid(base: readonly LayerKey[], over: readonly LayerKey[]): string[] {
  const hives = [
    hiveOf(layerKey('base', { subkeys: base }), 5),
    hiveOf(layerKey('over', { subkeys: over }), 6),
  ]
  return keyLines(merged(...hives).rootKey).slice(1)
}

function lines(...keys: readonly LayerKey[]): string[] {
  return layerLines(layerKey('', { subkeys: keys })).slice(1)
}

const FULL = layerKey('K', {
  className: 'base class',
  virtualFlags: 2,
  time: 5n,
  descriptor: 1,
  values: [layerValue('a', 1), layerValue('B', 2), layerValue('c', 3)],
  subkeys: [layerKey('Sub', { subkeys: [layerKey('Deep')] }), layerKey('Other')],
})

describe('keys and values', () => {
  it('a merge has all keys and values of hives that have nothing in common', () => {
    const result = overlaid([FULL], [layerKey('L', { values: [layerValue('x', 9)] })])
    expect(result).toEqual(lines(FULL, layerKey('L', { values: [layerValue('x', 9)] })))
  })

  it('the later hive wins, and the position and name of the earlier one are kept', () => {
    const over = layerKey('k', {
      className: 'later',
      virtualFlags: 12,
      time: 8n,
      descriptor: 2,
      values: [layerValue('b', 7, { type: 4 }), layerValue('new', 8), layerValue('A', 6)],
    })
    const values = [
      layerValue('a', 6),
      layerValue('B', 7, { type: 4 }),
      layerValue('c', 3),
      layerValue('new', 8),
    ]
    expect(overlaid([FULL], [over])).toEqual(
      lines({ ...over, name: 'K', values, subkeys: FULL.subkeys }),
    )
  })

  it('a key without a class in the later hive has none, unless it is marked to inherit the class', () => {
    expect(overlaid([FULL], [layerKey('K')])[0]).not.toContain('base class')
    expect(overlaid([FULL], [layerKey('K', { inheritsClass: true })])[0]).toContain('base class')
  })

  it('any number of hives can be merged', () => {
    const hives = new Array<Hive>(150_000).fill(Hive.create())
    expect(mergeHives(hives).check().keys).toBe(1)
  })

  it('values that occur twice in one hive are both kept', () => {
    const twice = hiveOf(layerKey('r', { values: [layerValue('a', 1), layerValue('b', 2)] }), 5)
    twice.transact(({ cells }) => {
      const { cell } = twice.rootKey.value('b') ?? { cell: 0 as CellOffset }
      cells.image.setU8(cells.payloadAt(cell) + 20, 0x61)
    })
    const data = (hive: Hive) => [...hive.rootKey.values()].map((value) => value.data[0])
    const copy = mergeHives([Hive.open(twice.finishedCopy())])
    expect(data(copy)).toEqual([1, 2])
    const base = hiveOf(layerKey('r', { values: [layerValue('A', 9)] }), 5)
    expect(data(mergeHives([base, Hive.open(twice.finishedCopy())]))).toEqual([1, 2])
  })

  it('merged keys raise the longest name and class of their parent', () => {
    const subkeys = [layerKey('four', { className: 'six or' }), layerKey('K', { className: 'c' })]
    const { cells, image, root } = merged(hiveOf(layerKey('r', { subkeys }), 5))
    const at = cells.payloadAt(root)
    expect(image.u16(at + NK.MAX_SUBKEY_NAME)).toBe(8)
    expect(image.u32(at + NK.MAX_SUBKEY_CLASS)).toBe(12)
  })

  it('merged keys keep the bytes of their flags', () => {
    const places = hiveOfEverything()
    const file = corrupt(
      places.bytes,
      { at: places.nk('Beta') + NK.FLAGS, u16: 0x1180 | KEY_FLAG.COMP_NAME },
      { at: places.nk('Beta') + NK.USER_FLAGS, u8: 0xa1 },
      { at: places.nk('Beta') + NK.DEBUG, u8: 0x20 },
    )
    const beta = merged(Hive.open(file)).key('Beta')
    const at = beta.hive.cells.payloadAt(beta.cell)
    const { image } = beta.hive
    expect(beta.flags).toBe(0x1180 | KEY_FLAG.COMP_NAME)
    expect([image.u8(at + NK.USER_FLAGS), image.u8(at + NK.DEBUG)]).toEqual([0xa1, 0x20])
  })

  it('a merge of one hive equals that hive', () => {
    for (const minor of [2, 3, 4, 5, 6] as const) {
      const { hive } = hiveOfEverything(minor)
      expect(keyLines(merged(hive).rootKey)).toEqual(keyLines(hive.rootKey))
    }
  })
})

describe('layers', () => {
  it('a tombstone removes a key and everything below it', () => {
    const gone = [layerKey('k', { layer: TOMBSTONE })]
    expect(overlaid([FULL, layerKey('L')], gone)).toEqual(lines(layerKey('L')))
    expect(overlaid([layerKey('L')], gone)).toEqual(lines(layerKey('L')))
  })

  it('a tombstone removes a value, or nothing if there is none', () => {
    const gone = (name: string) => layerValue(name, 0, { isTombstone: true })
    const over = layerKey('K', { values: [gone('A'), gone('missing')] })
    const values = [layerValue('B', 2), layerValue('c', 3)]
    expect(overlaid([FULL], [over])).toEqual(
      lines({ ...over, values, subkeys: FULL.subkeys, name: 'K' }),
    )
  })

  it('superseding locally replaces values and attributes, but not subkeys', () => {
    const over = layerKey('K', { layer: SUPERSEDE_LOCAL, values: [layerValue('z', 1)] })
    expect(overlaid([FULL], [over])).toEqual(lines({ ...over, subkeys: FULL.subkeys }))
  })

  it('superseding the tree replaces everything', () => {
    const over = layerKey('k', { layer: SUPERSEDE_TREE, subkeys: [layerKey('only')] })
    expect(overlaid([FULL], [over])).toEqual(lines(over))
  })

  it('layer bytes mean nothing in a hive that is not layered', () => {
    const base = hiveOf(layerKey('b', { subkeys: [FULL] }), 5)
    const over = hiveOf(layerKey('o', { subkeys: [layerKey('K')] }), 6)
    over.transact(({ cells: { image } }) => {
      image.setU8(over.cells.payloadAt(over.key('K').cell) + NK.LAYER, TOMBSTONE)
      image.setU32(BASE.FLAGS, 0)
    })
    expect(merged(base, over).key('K\\Sub').name).toBe('Sub')
  })

  it('a key that one layer removes and a third adds again is empty', () => {
    const layer = (...subkeys: LayerKey[]) => hiveOf(layerKey('r', { subkeys }), 6)
    const result = merged(
      layer(FULL),
      layer(layerKey('K', { layer: TOMBSTONE })),
      layer(layerKey('k')),
    )
    expect(keyLines(result.rootKey).slice(1)).toEqual(lines(layerKey('k')))
  })

  it('tombstones of the base are not in the result', () => {
    const root = layerKey('r', {
      subkeys: [layerKey('gone', { layer: TOMBSTONE }), layerKey('K')],
      values: [layerValue('v', 1, { isTombstone: true })],
    })
    expect(keyLines(merged(hiveOf(root, 6)).rootKey)).toEqual(
      layerLines(layerKey('r', { subkeys: [layerKey('K')] })),
    )
  })

  it('a root that is a tombstone leaves an empty root', () => {
    const base = hiveOf(layerKey('base', { values: [layerValue('v', 1)], subkeys: [FULL] }), 5)
    const over = hiveOf(layerKey('over', { layer: TOMBSTONE }), 6)
    const { rootKey } = merged(base, over)
    expect([rootKey.name, rootKey.subkeyCount, rootKey.valueCount]).toEqual(['base', 0, 0])
  })

  it('a root that supersedes its tree leaves nothing of the base but its name', () => {
    const base = hiveOf(layerKey('base', { values: [layerValue('v', 1)], subkeys: [FULL] }), 5)
    const over = hiveOf(layerKey('over', { layer: SUPERSEDE_TREE, subkeys: [layerKey('L')] }), 6)
    const { rootKey } = merged(base, over)
    expect([rootKey.name, ...keyLines(rootKey)]).toEqual([
      'base',
      ...layerLines(layerKey('', { subkeys: [layerKey('L')] })),
    ])
  })
})

describe('links', () => {
  const link = layerKey('K', { isLink: true, values: [LINK_VALUE] })

  it('a link replaces a key with everything below it', () => {
    expect(overlaid([FULL], [link])).toEqual(lines(link))
  })

  it('a key replaces a link', () => {
    expect(overlaid([link], [FULL])).toEqual(lines(FULL))
  })

  it('a link replaces another link', () => {
    const other = { ...link, values: [{ ...LINK_VALUE, data: Uint8Array.of(92, 0, 66, 0) }] }
    expect(overlaid([link], [other])).toEqual(lines(other))
  })
})

describe('predefined keys', () => {
  const HANDLE = 0x80000005
  const ORDINARY = layerKey('K', { values: [layerValue('v', 1)], subkeys: [layerKey('Sub')] })

  /** A hive in which the root, or the key K below it, is predefined. */
  function predefined(path: string): Hive {
    const hive = hiveOf(layerKey('r', { subkeys: [layerKey('K')] }), 5)
    hive.transact(({ cells }) => {
      const at = cells.payloadAt(hive.key(path).cell)
      cells.image.setU16(at + NK.FLAGS, hive.key(path).flags | KEY_FLAG.PREDEF_HANDLE)
      cells.image.setU32(at + NK.VALUE_COUNT, HANDLE)
    })
    return Hive.open(hive.finishedCopy())
  }

  function handleOf({ hive, cell }: Key): number {
    return hive.image.u32(hive.cells.payloadAt(cell) + NK.VALUE_COUNT)
  }

  it('a predefined key keeps its handle, and replaces a key', () => {
    const base = hiveOf(layerKey('r', { subkeys: [ORDINARY] }), 5)
    for (const hives of [[predefined('K')], [base, predefined('K')]]) {
      const key = merged(...hives).key('K')
      expect(key.flags & KEY_FLAG.PREDEF_HANDLE).toBe(KEY_FLAG.PREDEF_HANDLE)
      expect([handleOf(key), key.valueCount, key.subkeyCount]).toEqual([HANDLE, 0, 0])
    }
  })

  it('a key replaces a predefined key, including the root', () => {
    const over = hiveOf(layerKey('r', { values: [layerValue('v', 1)], subkeys: [ORDINARY] }), 5)
    for (const path of ['K', '']) {
      const result = merged(predefined(path), over)
      expect(keyLines(result.rootKey)).toEqual(keyLines(over.rootKey))
      expect(handleOf(result.key(path))).toBe(1)
    }
  })
})

describe('the new hive', () => {
  it.each([
    [[2], 3],
    [[3, 3], 3],
    [[3, 4], 4],
    [[3, 5], 5],
    [[5, 6], 5],
    [[6, 6], 5],
  ] as const)('a merge of hives of versions 1.%j has version 1.%i', (minors, minor) => {
    const hives = minors.map((one) => Hive.create({ minor: one }))
    expect(merged(...hives).base).toMatchObject({ minor, flags: 0, dirty: false })
  })

  it('the new hive is 1.5 if a value of a 1.3 hive is larger than 1.3 permits', () => {
    const size = (1 << 20) + 1
    const large = Hive.create({ minor: 5 })
    large.rootKey.set('v', 3, new Uint8Array(size))
    expect(merged(asVersion3(large, size)).base.minor).toBe(5)
  })

  it('the new hive has each descriptor once, with the count of its keys, and no unused ones', () => {
    const keys = (descriptor: number) =>
      Array.from({ length: 5 }, (_, n) => layerKey(`k${n}`, { descriptor }))
    const base = hiveOf(layerKey('r', { descriptor: 1, subkeys: keys(2) }), 5)
    const over = hiveOf(layerKey('r', { descriptor: 3, subkeys: keys(3) }), 5)
    const { cells, image, root } = merged(base, over)
    const security = image.u32(cells.payloadAt(root) + NK.SECURITY) as CellOffset
    const at = cells.payloadAt(security)
    expect([image.u32(at + SK.REFERENCES), image.u32(at + SK.FLINK)]).toEqual([6, security])
  })

  it('a merge without hives is refused', () => {
    expect(() => mergeHives([])).toThrow(expect.objectContaining({ code: 'bad-argument' }))
  })
})

const name = fc.constantFrom('a', 'A', 'b', 'B', 'ж', 'Ж', 'long name', 'ß')
const value: fc.Arbitrary<LayerValue> = fc.record({
  name: fc.oneof(name, fc.constant('')),
  type: fc.constantFrom(1, 3, 4, 0xffff0001),
  data: fc.uint8Array({ maxLength: 12 }),
  isTombstone: fc.boolean(),
})
const attributes = {
  name,
  layer: fc.constantFrom(MERGE, MERGE, MERGE, TOMBSTONE, SUPERSEDE_LOCAL, SUPERSEDE_TREE),
  inheritsClass: fc.boolean(),
  className: fc.constantFrom('', 'class', 'Klaß'),
  isLink: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  virtualFlags: fc.constantFrom(0, 2, 14),
  time: fc.bigInt({ min: 1n, max: 1000n }),
  descriptor: fc.constantFrom(1, 2, 0x3f),
  values: fc.uniqueArray(value, { maxLength: 4, selector: (one) => one.name.toUpperCase() }),
}

/** Layers are made so that they check clean: links have one value, tombstones nothing. */
function sound(key: LayerKey): LayerKey {
  if (key.layer === TOMBSTONE) {
    return { ...key, isLink: false, className: '', values: [], subkeys: [] }
  }
  return key.isLink ? { ...key, values: [LINK_VALUE], subkeys: [] } : key
}

/** Keys with the given number of levels below them. */
function anyKey(levels: number): fc.Arbitrary<LayerKey> {
  return fc.record({ ...attributes, subkeys: anySubkeys(levels) }).map(sound)
}

function anySubkeys(levels: number): fc.Arbitrary<LayerKey[]> {
  if (levels === 0) return fc.constant([])
  const selector = (one: LayerKey) => one.name.toUpperCase()
  return fc.uniqueArray(anyKey(levels - 1), { maxLength: 4, selector })
}

const anyRoot = fc.record({ ...attributes, subkeys: anySubkeys(3) }).map((one) => ({
  ...one,
  isLink: false,
  layer: one.layer === TOMBSTONE ? MERGE : one.layer,
}))

it('merging random layers gives the same as a naive merge', { timeout: 60_000 }, () => {
  const layer = fc.record({ root: anyRoot, minor: fc.constantFrom(5 as const, 6 as const) })
  const layers = fc.array(layer, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(layers, (each) => {
      const result = merged(...each.map(({ root, minor }) => hiveOf(root, minor)))
      const naive = mergeNaively(each.map(({ root, minor }) => [root, minor === 6]))
      expect(keyLines(result.rootKey)).toEqual(layerLines(naive))
      expect(result.rootKey.name).toBe(naive.name)
    }),
    { numRuns: 300, seed: 20_260_102 },
  )
})

/** Turns a 1.5 hive with one large value into one of 1.3 with the value in one cell. */
function asVersion3(hive: Hive, size: number): Hive {
  hive.transact(({ cells }) => {
    const value = hive.rootKey.value('v')
    if (value === null) throw new RangeError('no value')
    const at = cells.payloadAt(value.cell)
    cells.image.setU32(at + 8, cells.allocate(size))
  })
  return Hive.open(corrupt(hive.finishedCopy(), { at: BASE.MINOR, u32: 3 }))
}

describe('two keys of one name in a damaged hive', () => {
  /** A hive whose root key has the subkeys `A` and `a`, of which the second was renamed in the file. */
  function twins(link: boolean): Hive {
    const made = Hive.create()
    const [first, second] = [made.rootKey.create('A'), made.rootKey.create('B', { link })]
    first.set('v', 3, Uint8Array.of(1))
    const target = Uint8Array.of(92, 0, 65, 0)
    if (link) second.set('SymbolicLinkValue', 6, target)
    else {
      second.set('v', 3, Uint8Array.of(2))
      second.set('w', 3, Uint8Array.of(3))
      second.create('Below').set('x', 3, Uint8Array.of(4))
    }
    const at = made.cells.payloadAt(second.cell) + NK.NAME
    return Hive.open(corrupt(made.finishedCopy(), { at, u8: 0x61 }))
  }

  function lay(...hives: readonly Hive[]) {
    const laid = new Map<Hive, Laid>()
    const result = Hive.open(
      mergeHives(hives, { laid: (hive, counts) => laid.set(hive, counts) }).finishedCopy(),
    )
    expect(result.check().findings).toEqual([])
    return { result, counts: hives.map((hive) => laid.get(hive)) }
  }

  it('two keys of one name become one key with the time and values of the first in stored order', () => {
    const hive = twins(false)
    expect(hive.check()).toMatchObject({ keys: 4, values: 4 })
    const { result, counts } = lay(hive)
    const key = result.key('A')
    expect(key.value('v')?.data).toEqual(Uint8Array.of(1))
    expect(key.value('w')?.data).toEqual(Uint8Array.of(3))
    // A lookup by name may find either of the two, so the first is taken from the list.
    const [first] = hive.rootKey.subkeys()
    expect(key.lastWrite).toBe(first?.lastWrite)
    expect(result.key('A\\Below').value('x')?.data).toEqual(Uint8Array.of(4))
    expect(counts).toEqual([{ keys: 3, values: 3 }])
  })

  it('of two keys of one name only the first is kept if the other is a link', () => {
    const { result, counts } = lay(twins(true))
    expect([...result.rootKey.subkeys()].map(({ name }) => name)).toEqual(['A'])
    expect(result.key('A').valueCount).toBe(1)
    expect(counts).toEqual([{ keys: 2, values: 1 }])
  })

  it('two keys of one name still win over the layers below', () => {
    const base = Hive.create()
    base.rootKey.create('a').set('V', 3, Uint8Array.of(9))
    const { result, counts } = lay(base, twins(false))
    expect(result.key('A').value('v')?.data).toEqual(Uint8Array.of(1))
    expect(counts).toEqual([
      { keys: 2, values: 1 },
      { keys: 3, values: 3 },
    ])
  })
})

describe('the merged part of a hive', () => {
  it('all keys and values of a sound hive are merged, including those that its tombstones remove', () => {
    const below = layerKey('K', { subkeys: [layerKey('L', { values: [layerValue('v', 1)] })] })
    const gone = layerKey('K', { layer: TOMBSTONE })
    const hives = [
      hiveOf(layerKey('base', { subkeys: [below] }), 5),
      hiveOf(layerKey('over', { subkeys: [gone] }), 6),
    ].map((hive) => Hive.open(hive.finishedCopy()))
    const counts: Laid[] = []
    mergeHives(hives, { laid: (_, laid) => counts.push(laid) })
    expect(counts).toEqual(
      hives.map((hive) => {
        const { keys, values } = hive.check()
        return { keys, values }
      }),
    )
  })
})
