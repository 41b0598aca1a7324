/** Compacting hives with errors: it is refused, or the copy has the readable part and no new errors. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../../src/offreg/Hive.ts'
import { compactHive } from '../../../src/offreg/save.ts'
import { compactionErrors } from '../../../src/offreg/saveGate.ts'
import { KEY_FLAG, NK, SK, VK } from '../../../src/regf/layout.ts'
import { NIL } from '../../../src/regf/offsets.ts'
import { differenceFrom, modelOf } from '../../edit/model.ts'
import { openView } from '../../helpers/compacted.ts'
import { corrupt, type Patch } from '../../helpers/corrupt.ts'
import { cellOf, hiveOfEverything, NOW, text } from '../../helpers/hives.ts'

const places = hiveOfEverything()
const SOUND = modelOf(places.hive.rootKey)

/** The copy of a damaged hive of everything, which is refused without the option for damaged hives. */
function copyOf(...patches: Patch[]): Hive {
  const hive = Hive.open(corrupt(places.bytes, ...patches))
  expect(() => compactHive(hive, { minor: 5 })).toThrow(
    expect.objectContaining({ code: 'damaged' }),
  )
  const copy = openView(compactHive(hive, { minor: 5, damaged: true }))
  expect(compactionErrors(hive.check(), copy.check())).toEqual([])
  return copy
}

function names(hive: Hive, path: string): string[] {
  return [...hive.key(path).subkeys()].map(({ name }) => name)
}

function errors(hive: Hive): string[] {
  const { findings } = hive.check()
  return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
}

describe('a copy of a damaged hive', () => {
  it('the refusal of a copy names the first error', () => {
    const at = places.nk('Alpha\\One') + NK.PARENT
    const hive = Hive.open(corrupt(places.bytes, { at, u32: 0x20 }))
    const detail = expect.objectContaining({ finding: 'parent-wrong', offset: at })
    expect(() => compactHive(hive, { minor: 5 })).toThrow(expect.objectContaining({ detail }))
  })

  it('an unreachable key, which the check has not seen, is not copied', () => {
    const file = corrupt(
      places.bytes,
      { at: places.nk('Alpha') + NK.SUBKEY_COUNT, u32: 0 },
      { at: places.nk('Alpha\\One') + NK.VALUE_LIST, u32: 0x7ffffff0 },
      { at: places.nk('Alpha\\One') + NK.VALUE_COUNT, u32: 1 },
    )
    const hive = Hive.open(file)
    const key = places.cell('Alpha\\One')
    expect(errors(hive)).toEqual([])
    const detail = expect.objectContaining({ finding: 'cell-unreferenced' })
    expect(() => compactHive(hive, { minor: 5, key })).toThrow(
      expect.objectContaining({ code: 'damaged', detail }),
    )
  })

  it.each([
    ['a wrong parent', { at: places.nk('Alpha\\One') + NK.PARENT, u32: 0x20 }],
    ['a wrong count of subkeys', { at: places.nk('Many') + NK.SUBKEY_COUNT, u32: 599 }],
    ['a broken ring', { at: places.security('') + SK.FLINK, u32: 0x20 }],
    ['a wrong checksum', { at: 508, u32: 5 }],
    [
      'a count of references that cannot be',
      { at: places.security('') + SK.REFERENCES, u32: 0xffffffff },
    ],
  ] as const)('the copy is whole and sound despite %s', (_, patch) => {
    const copy = copyOf(patch)
    expect(copy.check().findings).toEqual([])
    expect(differenceFrom(SOUND, copy.rootKey)).toBeNull()
  })

  it('the copy of unsorted lists is sorted', () => {
    const first = places.entry('Beta', 0)
    const [a, b] = [0, 8].map((entry) => places.hive.image.u32(first + entry)) as [number, number]
    const copy = copyOf({ at: first, u32: b }, { at: first + 8, u32: a })
    expect(copy.check().findings).toEqual([])
    expect(names(copy, 'Beta')).toEqual(['A', 'B', 'C'])
  })

  it('the copy has both of two subkeys of one name', () => {
    const copy = copyOf({ at: places.nk('Beta\\B') + NK.NAME, u8: 0x61 })
    expect(names(copy, 'Beta')).toEqual(['A', 'a', 'C'])
    expect(errors(copy)).toEqual(['subkey-duplicate'])
  })

  it('records that are not keys or values are left out of the copy', () => {
    const copy = copyOf(
      { at: places.nk('Alpha\\Two'), u16: 0 },
      { at: places.vk('Alpha', 'Text'), u16: 0 },
    )
    expect(names(copy, 'Alpha')).toEqual(['One'])
    expect(copy.key('Alpha').value('Text')).toBeNull()
    expect(copy.key('Alpha').valueCount).toBe(4)
    expect(copy.check().findings).toEqual([])
  })

  it('the copy has each key once, below the first key that lists it', () => {
    const copy = copyOf({
      at: places.nk('Beta') + NK.SUBKEY_LIST,
      u32: cellOf(places.list('Alpha')),
    })
    expect(names(copy, 'Alpha')).toEqual(['One', 'Two'])
    expect(names(copy, 'Beta')).toEqual([])
    expect(copy.check().findings).toEqual([])
  })

  it('the copy of a cycle of keys ends', () => {
    const copy = copyOf({ at: places.entry('Alpha\\Two', 0), u32: places.cell('Alpha') })
    expect(names(copy, 'Alpha\\Two')).toEqual([])
    expect(copy.check().findings).toEqual([])
  })

  it('the copy has the existing part of data that is cut off or missing', () => {
    const text = places.vk('Alpha', 'Text')
    const big = places.vk('Alpha', 'Big')
    const copy = copyOf({ at: text + VK.DATA_SIZE, u32: 0x7fff }, { at: big + VK.DATA, u32: NIL })
    expect(copy.key('Alpha').value('Text')?.data.length).toBeGreaterThanOrEqual(20)
    expect(copy.key('Alpha').value('Big')?.data.length).toBe(0)
    expect(copy.check().findings).toEqual([])
  })

  it('a key without a descriptor gets the descriptor of its parent in the copy', () => {
    const copy = copyOf({ at: places.nk('Alpha\\Two') + NK.SECURITY, u32: NIL })
    expect(copy.key('Alpha\\Two').descriptor).toEqual(copy.key('Alpha').descriptor)
    const root = copyOf({ at: places.security(''), u16: 0 })
    expect(root.rootKey.descriptor?.length).toBe(144)
    expect(root.check().findings).toEqual([])
  })

  it('the copy keeps errors within a record', () => {
    const copy = copyOf({ at: places.nk('Beta\\B') + NK.NAME, u8: 0x5c })
    expect(errors(copy)).toEqual(['key-name-backslash'])
    const link = copyOf({ at: places.nk('Alpha') + NK.FLAGS, u16: KEY_FLAG.SYM_LINK | 0x20 })
    expect(errors(link).every((code) => code === 'link-bad')).toBe(true)
    expect(link.key('Alpha').value('Text')?.data).toEqual(text('some text'))
  })

  it('a copy is refused if shared lists make it larger than the hive', () => {
    const hive = Hive.create({ now: NOW })
    const full = hive.rootKey.create('full')
    hive.transact(({ cells }) => {
      for (let n = 0; n < 1000; n++) full.set(`v${n}`, 3, Uint8Array.of(1))
      const list = cells.image.u32(cells.payloadAt(full.cell) + NK.VALUE_LIST)
      for (let n = 0; n < 300; n++) {
        const at = cells.payloadAt(hive.rootKey.create(`k${n}`).cell)
        cells.image.setU32(at + NK.VALUE_COUNT, 1000)
        cells.image.setU32(at + NK.VALUE_LIST, list)
      }
    })
    const shared = Hive.open(hive.finishedCopy())
    const detail = { finding: 'shared-cell' }
    expect(() => compactHive(shared, { minor: 5, damaged: true })).toThrow(
      expect.objectContaining({ code: 'damaged', detail }),
    )
  })
})

describe('the gate before a copy is written', () => {
  it('the gate refuses any error in the copy of a sound hive', () => {
    const sound = Hive.open(places.bytes.slice()).check()
    const bad = Hive.open(corrupt(places.bytes, { at: places.nk('Beta\\B') + NK.NAME, u8: 0x5c }))
    expect(compactionErrors(sound, bad.check()).map(({ code }) => code)).toContain(
      'key-name-backslash',
    )
  })

  it('the gate refuses a broken structure in the copy of a damaged hive', () => {
    const at = places.nk('Alpha\\One') + NK.PARENT
    const damaged = Hive.open(corrupt(places.bytes, { at, u32: 0x20 })).check()
    expect(compactionErrors(damaged, damaged).map(({ code }) => code)).toEqual(['parent-wrong'])
  })
})
