/** Hives whose keys are at the same places in both files: what is the same is skipped, and nothing else. */

import { describe, expect, it } from 'vitest'
import { createHiveBytes } from '../../src/offreg/create.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { compactHive } from '../../src/offreg/save.ts'
import { DB, LIST, NK, SK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { CountingImage } from '../helpers/CountingImage.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { ALL_ATTRIBUTES, compareHives, editedCopy } from './sides.ts'

const places = hiveOfEverything()
const { bytes } = places
const { image } = places.hive

/** A copy in which one byte differs. */
function withByte(at: number): Hive {
  const copy = bytes.slice()
  copy[at] = (copy[at] as number) ^ 1
  return Hive.open(copy)
}

/** File offset of the payload of a cell. */
function payload(cell: number): number {
  return places.hive.cells.payloadAt(cell as CellOffset)
}

/** The last segment of the data of Big. */
function lastSegment(): number {
  const db = places.data('Alpha', 'Big')
  const count = image.u16(db + DB.COUNT)
  return payload(image.u32(payload(image.u32(db + DB.SEGMENTS)) + (count - 1) * 4))
}

describe('a change in what a record refers to is found, although the record is the same', () => {
  it.each([
    ['the data of a value', places.data('Alpha', 'Text'), 'changed value Alpha "Text": data'],
    ['a segment of big data', lastSegment(), 'changed value Alpha "Big": data'],
    [
      'the record of a value',
      places.vk('Alpha', 'Inline') + 8,
      'changed value Alpha "Inline": data',
    ],
    ['the class of a key', places.follow(places.nk('Beta') + NK.CLASS), 'changed key Beta: class'],
    ['the record of a subkey', places.nk('Beta\\B') + NK.LAST_WRITE, 'changed key Beta\\B: time'],
  ])('%s', (_, at, line) => {
    const { lines } = compareHives(Hive.open(bytes.slice()), withByte(at), {
      attributes: ALL_ATTRIBUTES,
    })
    expect(lines).toEqual([line])
  })

  it('the descriptor that keys share', () => {
    const { lines } = compareHives(
      Hive.open(bytes.slice()),
      withByte(places.security('Many') + SK.DESCRIPTOR + 20),
      { attributes: ['security'] },
    )
    expect(lines.length).toBeGreaterThan(600)
    expect(lines).toContain('changed key Many\\key 1599: security')
  })

  it('the name of a key whose list stays the same, since it has only the first letters of names', () => {
    // Versions before 1.5 have only four letters of each name in the list.
    for (const minor of [3, 4] as const) {
      const made = Hive.open(createHiveBytes(NOW, minor))
      for (const name of ['Name a', 'Name b', 'Name d']) {
        made.rootKey.create(name).set(name, 3, new Uint8Array(9))
      }
      const old = made.image.bytesCopy(0, made.image.length)
      const renamed = editedCopy(old, (hive) => {
        hive.rootKey.key('Name b').rename('Name c')
        hive.rootKey.key('Name a').rename('Name b')
      })
      const { lines } = compareHives(Hive.open(old), renamed)
      expect(lines).toEqual([
        'removed key Name a +0 +1',
        'added value Name b "Name a"',
        'removed value Name b "Name b"',
        'added key Name c +0 +1',
      ])
      expect(compareHives(Hive.open(old), renamed, { moves: true }).lines).toContain(
        'added value Name b "Name a"',
      )
    }
  })

  it('an entry of a value list, and one of a list of subkeys', () => {
    const copy = bytes.slice()
    const view = new DataView(copy.buffer)
    const exchange = (at: number, other: number) => {
      const first = view.getUint32(at, true)
      view.setUint32(at, view.getUint32(other, true), true)
      view.setUint32(other, first, true)
    }
    exchange(places.valueList('Alpha'), places.valueList('Witness'))
    exchange(places.list('Alpha') + LIST.ENTRIES, places.list('Beta') + LIST.ENTRIES)
    const { lines } = compareHives(Hive.open(bytes.slice()), Hive.open(copy))
    expect(lines).toEqual([
      'removed value Alpha ""',
      'added value Alpha "Mark"',
      'added key Alpha\\A',
      'removed key Alpha\\One',
      'removed key Beta\\A',
      'added key Beta\\One',
      'added value Witness ""',
      'removed value Witness "Mark"',
    ])
  })
})

describe('hives with the same keys at the same places', () => {
  it('the later one is hardly read', () => {
    const later = new CountingImage(bytes.slice().buffer)
    const after = Hive.open(later)
    after.check()
    const checked = later.reads
    compareHives(Hive.open(bytes.slice()), after, { attributes: ALL_ATTRIBUTES })
    // The test asks for the check again, which is kept.
    expect(later.reads - checked).toBeLessThan(10)
  })

  it('the differences are those that are found between hives whose keys are elsewhere', () => {
    const after = editedCopy(bytes, (hive) => {
      hive.key('Many\\key 1300').set('planted', 1, text('one'))
      hive.key('Alpha').set('Text', 1, text('two'))
      hive.key('Beta\\B').delete()
      hive.key('Wide').create('fresh').set('x', 1, text('three'))
    })
    const before = Hive.open(bytes.slice())
    const moved = Hive.open(compactHive(Hive.open(bytes.slice()), { minor: 5 }))
    moved.clock = () => NOW
    const { lines } = compareHives(before, after)
    expect(lines).toHaveLength(4)
    expect(compareHives(moved, after).lines).toEqual(lines)
  })
})
