/** Editing subkey lists of every shape: right ones keep it, others are rewritten (regf-format 3.7). */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { LIST, NK, SIG } from '../../src/regf/layout.ts'
import { type CellOffset, NIL } from '../../src/regf/offsets.ts'
import { nameHash, nameHint, upcasedUnits } from '../../src/regf/storedName.ts'
import { audit } from '../helpers/audit.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { caseBytes, casePath } from '../helpers/cases.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { listProblems } from '../helpers/listAudit.ts'
import { type LeafKind, type RawKey, rawHive } from '../helpers/rawHive.ts'

const LETTERS = new Map<number, string>([
  [SIG.LI, 'li'],
  [SIG.LF, 'lf'],
  [SIG.LH, 'lh'],
  [SIG.RI, 'ri'],
])

function named(count: number): RawKey[] {
  return Array.from({ length: count }, (_, n) => ({ name: `k${String(n).padStart(5, '0')}` }))
}

/** A hive whose root has so many subkeys, k00000 and on, in leaves of these kinds and this size. */
function hiveOf(minor: number, count: number, leaves: NonNullable<RawKey['leaves']>): Hive {
  return Hive.open(rawHive({ minor, root: { name: 'root', subkeys: named(count), leaves } }))
}

function listCell({ hive, cell }: Key): CellOffset {
  return hive.image.u32(hive.cells.payloadAt(cell) + NK.SUBKEY_LIST) as CellOffset
}

interface Leaf {
  readonly cell: CellOffset
  readonly kind: string
  readonly count: number
}

/** The lists of a key, the ri first. */
function listsOf(key: Key): Leaf[] {
  const { cells, image } = key.hive
  const leaf = (cell: CellOffset): Leaf => {
    const at = cells.payloadAt(cell)
    const kind = LETTERS.get(image.u16(at)) ?? 'none'
    return { cell, kind, count: image.u16(at + LIST.COUNT) }
  }
  const top = leaf(listCell(key))
  if (top.kind !== 'ri') return [top]
  const at = cells.payloadAt(top.cell) + LIST.ENTRIES
  const below = Array.from({ length: top.count }, (_, n) => {
    return leaf(image.u32(at + n * 4) as CellOffset)
  })
  return [top, ...below]
}

function shapeOf(key: Key): string {
  return listsOf(key)
    .map(({ kind, count }) => `${kind} ${count}`)
    .join(', ')
}

function expectSound(hive: Hive): void {
  const saved = hive.finishedCopy()
  expect(listProblems(saved)).toEqual([])
  expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
  expect(Hive.open(saved).check().findings).toEqual([])
}

/** Runs an edit, then takes it back, which must leave no byte different, and does it again. */
function edit(hive: Hive, change: () => void): void {
  const before = hive.image.bytesCopy(0, hive.image.length)
  const { inverse } = hive.transact(change)
  const redo = hive.cells.applyPatch(inverse)
  const undone = hive.image.bytesCopy(0, hive.image.length)
  expect(firstDifference(undone, before)).toBe(-1)
  hive.cells.applyPatch(redo)
}

describe('3.7 lists with the shape that Windows gives them', () => {
  it.each([
    [3, 'lf', 506, 'lf 507'],
    [3, 'lf', 507, 'li 508'],
    [4, 'lf', 507, 'li 508'],
    [3, 'li', 1011, 'li 1012'],
    [3, 'li', 1012, 'ri 2, li 506, li 507'],
    [2, 'li', 1012, 'ri 2, li 506, li 507'],
    [5, 'lh', 507, 'lh 508'],
    [5, 'lh', 701, 'lh 702'],
    [5, 'lh', 1012, 'ri 2, lh 506, lh 507'],
    [6, 'lh', 1012, 'ri 2, lh 506, lh 507'],
    [5, 'li', 700, 'li 701'],
    [5, 'li', 1012, 'ri 2, lh 506, lh 507'],
  ] as const)('a subkey more in 1.%i, %s of %i: %s', (minor, kind, count, shape) => {
    const hive = hiveOf(minor, count, { kinds: [kind], size: 1012 })
    edit(hive, () => hive.rootKey.create('zz'))
    expect(shapeOf(hive.rootKey)).toBe(shape)
    expectSound(hive)
  })

  it('an lf of 507 becomes an li in its own cell, and grows there to 1,012', () => {
    const hive = hiveOf(3, 507, { kinds: ['lf'], size: 507 })
    const cell = listCell(hive.rootKey)
    hive.transact(() => {
      for (let n = 0; n < 505; n++) hive.rootKey.create(`m${n}`)
    })
    expect(listsOf(hive.rootKey)).toEqual([{ cell, kind: 'li', count: 1012 }])
    expectSound(hive)
  })

  it('an index keeps the leaves an insert does not touch', () => {
    const hive = hiveOf(3, 2024, { kinds: ['li'], size: 1012 })
    const [, first] = listsOf(hive.rootKey)
    edit(hive, () => hive.rootKey.create('zz'))
    expect(shapeOf(hive.rootKey)).toBe('ri 3, li 1012, li 506, li 507')
    expect(listsOf(hive.rootKey)[1]).toEqual(first)
    expectSound(hive)
  })

  it('a leaf that loses its last entry is dropped, and an ri with one leaf left too', () => {
    const hive = hiveOf(5, 1016, { kinds: ['lh'], size: 508 })
    const [index, first] = listsOf(hive.rootKey)
    edit(hive, () => {
      for (let n = 508; n < 1016; n++) hive.key(`k${String(n).padStart(5, '0')}`).delete()
    })
    expect(listsOf(hive.rootKey)).toEqual([first])
    expect(hive.cells.payloadSize(index?.cell ?? NIL)).toBe(-1)
    expectSound(hive)
  })
})

describe('3.7, 6.4.27 a rename', () => {
  const SERVICES = 701

  it.each([
    ['changes only the case of a name', 'k00300', 'K00300', 300],
    ['keeps its place in the order', 'k00300', 'k00300x', 300],
    ['moves down inside its leaf', 'k00300', 'k00010x', 11],
    ['moves up inside its leaf', 'k00010', 'k00300x', 300],
    ['moves to the front', 'k00300', 'a', 0],
    ['moves to the end', 'k00300', 'z', 700],
  ])('that %s leaves an lh of 701 in its cell', (_, from, to, place) => {
    const hive = hiveOf(5, SERVICES, { kinds: ['lh'], size: 1012 })
    const lists = listsOf(hive.rootKey)
    edit(hive, () => hive.key(from).rename(to))
    expect(listsOf(hive.rootKey)).toEqual(lists)
    const entry = hive.cells.payloadAt(listCell(hive.rootKey)) + LIST.ENTRIES + place * 8
    expect(hive.image.u32(entry)).toBe(hive.key(to).cell)
    expect(hive.image.u32(entry + 4)).toBe(nameHash(upcasedUnits(to)))
    expectSound(hive)
  })

  it('that changes only case changes at most the entry of a list', () => {
    const before = hiveOf(3, 507, { kinds: ['lf'], size: 507 })
    const hive = hiveOf(3, 507, { kinds: ['lf'], size: 507 })
    hive.key('k00300').rename('K00300')
    const at = hive.cells.payloadAt(listCell(hive.rootKey))
    const bytes = (of: Hive) => of.image.bytesCopy(at, LIST.ENTRIES + 507 * 8)
    const wanted = bytes(before)
    new DataView(wanted.buffer).setUint32(LIST.ENTRIES + 300 * 8 + 4, nameHint('K00300'), true)
    expect(bytes(hive)).toEqual(wanted)
  })

  it.each([
    ['the first of a leaf, to just before it', 'k00506', 'k00505x'],
    ['the last of a leaf, to just after it', 'k00505', 'k00505x'],
    ['the first of all, to before all', 'k00000', 'a'],
    ['the last of all, to after all', 'k01517', 'z'],
    ['the first of a leaf, inside it', 'k00506', 'k00600x'],
  ])('below an index keeps every leaf where it stays in its own: %s', (_, from, to) => {
    const hive = hiveOf(5, 1518, { kinds: ['lh'], size: 506 })
    const lists = listsOf(hive.rootKey)
    edit(hive, () => hive.key(from).rename(to))
    expect(listsOf(hive.rootKey)).toEqual(lists)
    expectSound(hive)
  })

  it('into another leaf takes the entry there', () => {
    const hive = hiveOf(5, 1518, { kinds: ['lh'], size: 506 })
    edit(hive, () => hive.key('k00000').rename('z'))
    expect(shapeOf(hive.rootKey)).toBe('ri 3, lh 505, lh 506, lh 507')
    expectSound(hive)
  })

  it('of a key whose record moves keeps the list too', () => {
    const hive = hiveOf(5, SERVICES, { kinds: ['lh'], size: 1012 })
    const lists = listsOf(hive.rootKey)
    const { cell } = hive.key('k00300')
    edit(hive, () => hive.key('k00300').rename('k00300 with a name that needs another cell'))
    expect(hive.key('k00300 with a name that needs another cell').cell).not.toBe(cell)
    expect(listsOf(hive.rootKey)).toEqual(lists)
    expectSound(hive)
  })
})

const WRONG: readonly (readonly [string, number, number, LeafKind[], number, string])[] = [
  ['lf below an index in 1.3, as this program wrote it', 3, 508, ['lf'], 507, 'li 508'],
  ['many lf below an index in 1.3', 3, 3000, ['lf'], 507, 'ri 3, li 1000, li 1000, li 1000'],
  ['lh in 1.3, as hivex writes it', 3, 200, ['lh'], 507, 'lf 200'],
  ['lh below an index in 1.4', 4, 1500, ['lh'], 507, 'ri 2, li 750, li 750'],
  ['lf in 1.5', 5, 300, ['lf'], 507, 'lh 300'],
  ['leaves of several kinds in 1.5', 5, 1100, ['lh', 'li', 'lf'], 507, 'ri 2, lh 550, lh 550'],
  ['li below an index in 1.5', 5, 1014, ['li'], 507, 'ri 2, lh 507, lh 507'],
  ['lf in 1.2', 2, 40, ['lf'], 507, 'li 40'],
  ['a leaf of more than 1,012', 5, 2500, ['lh'], 2500, 'ri 3, lh 833, lh 833, lh 834'],
]

describe('3.7 a list that Windows would not write', () => {
  describe.each(WRONG)('%s', (_, minor, count, kinds, size, shape) => {
    const open = () => hiveOf(minor, count, { kinds, size })

    it.each<[string, (hive: Hive) => unknown]>([
      ['a rename', (it: Hive) => it.key('k00020').rename('K00020')],
      [
        'a subkey more and one less',
        (it: Hive) => {
          it.rootKey.create('zz')
          it.key('zz').delete()
        },
      ],
    ])('is rewritten by %s', (__, change) => {
      const hive = open()
      edit(hive, () => change(hive))
      const total = listsOf(hive.rootKey).filter(({ kind }) => kind !== 'ri')
      expect(total.reduce((sum, leaf) => sum + leaf.count, 0)).toBe(count)
      expect(shapeOf(hive.rootKey)).toBe(shape)
      expectSound(hive)
    })
  })

  it.each(WRONG.filter(([, , , , size]) => size <= 1012))(
    '%s is reported as a warning, once per key',
    (_, minor, count, kinds, size) => {
      const { findings } = hiveOf(minor, count, { kinds, size }).check()
      expect(findings).toEqual([
        expect.objectContaining({ code: 'list-kind', severity: 'warning' }),
      ])
    },
  )

  it('is left alone by edits of other keys and of values', () => {
    const hive = hiveOf(3, 508, { kinds: ['lf'], size: 507 })
    const lists = listsOf(hive.rootKey)
    hive.rootKey.set('v', 3, new Uint8Array(9))
    hive.key('k00001').create('below')
    expect(listsOf(hive.rootKey)).toEqual(lists)
  })

  it('is rewritten if an index has one leaf', () => {
    const hive = hiveOf(5, 20, { kinds: ['lh'], size: 10 })
    hive.transact(({ cells, root }) => {
      const [index, first] = listsOf(hive.rootKey)
      cells.image.setU16(cells.payloadAt(index?.cell ?? NIL) + LIST.COUNT, 1)
      cells.image.setU32(cells.payloadAt(root) + NK.SUBKEY_COUNT, first?.count ?? 0)
    })
    const opened = Hive.open(hive.finishedCopy())
    opened.key('k00003').delete()
    expect(shapeOf(opened.rootKey)).toBe('lh 9')
    expect(listProblems(opened.finishedCopy())).toEqual([])
  })

  it('is refused without a change if one of its leaves is in a damaged bin', () => {
    const file = hiveOf(3, 1100, { kinds: ['lf'], size: 507 })
    const [, , last] = listsOf(file.rootKey)
    const hive = Hive.open(file.finishedCopy())
    const bin = hive.cells.bins.binAt(last?.cell ?? 0)
    const damaged = new Map([[bin, { code: 'cell-size', offset: 4096 as never }]] as const)
    hive.cells.adoptSurvey({ ...hive.check().survey, badBins: damaged })
    const before = hive.image.bytesCopy(0, hive.image.length)
    expect(() => hive.rootKey.create('a')).toThrow(expect.objectContaining({ code: 'damaged' }))
    expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), before)).toBe(-1)
  })
})

describe('5.3.24 an empty leaf that a key without subkeys refers to', () => {
  const withEmptyLeaf = (minor: number, kind: LeafKind, room = 3) =>
    rawHive({
      minor,
      root: {
        name: 'root',
        leaves: { kinds: [minor < 3 ? 'li' : minor < 5 ? 'lf' : 'lh'] },
        subkeys: [{ name: 'empty', emptyLeaf: room, leaves: { kinds: [kind] } }, { name: 'other' }],
      },
    })

  it('is not reported as used by no key', () => {
    const hive = Hive.open(withEmptyLeaf(5, 'lh'))
    expect(listCell(hive.key('empty'))).not.toBe(NIL)
    expect(hive.check().findings).toEqual([])
  })

  it.each([
    [5, 'lh', 3, 'lh 1'],
    [3, 'lf', 3, 'lf 1'],
    [2, 'li', 3, 'li 1'],
    [3, 'lh', 3, 'lf 1'],
    [5, 'lf', 3, 'lh 1'],
    [5, 'lh', 0, 'lh 1'],
  ] as const)('in 1.%i, an %s with room for %i, is used again or freed: %s', (...row) => {
    const [minor, kind, room, shape] = row
    const hive = Hive.open(withEmptyLeaf(minor, kind, room))
    const cell = listCell(hive.key('empty'))
    edit(hive, () => hive.key('empty').create('first'))
    expect(shapeOf(hive.key('empty'))).toBe(shape)
    if (shape === `${kind} 1` && room > 0) expect(listCell(hive.key('empty'))).toBe(cell)
    expectSound(hive)
  })

  it('is freed with its key', () => {
    const hive = Hive.open(withEmptyLeaf(5, 'lh'))
    edit(hive, () => hive.key('empty').delete())
    expectSound(hive)
  })

  it('is left alone when two keys refer to it', () => {
    const made = Hive.open(withEmptyLeaf(5, 'lh'))
    const cell = listCell(made.key('empty'))
    const field = made.cells.payloadAt(made.key('other').cell) + NK.SUBKEY_LIST
    const hive = Hive.open(corrupt(made.finishedCopy(), { at: field, u32: cell }))
    expect(hive.check().findings).toEqual([])
    hive.key('empty').create('first')
    hive.key('other').create('first')
    expect(listCell(hive.key('empty'))).not.toBe(cell)
    expect(listCell(hive.key('other'))).not.toBe(cell)
    expect(Hive.open(hive.finishedCopy()).check().findings).toMatchObject([
      { code: 'cell-unreferenced', actual: 1 },
    ])
  })

  it('is freed with the index above it', () => {
    const made = hiveOf(5, 20, { kinds: ['lh'], size: 10 })
    made.transact(({ cells, root }) => {
      for (const { cell, kind } of listsOf(made.rootKey)) {
        if (kind === 'lh') cells.image.setU16(cells.payloadAt(cell) + LIST.COUNT, 0)
      }
      cells.image.setU32(cells.payloadAt(root) + NK.SUBKEY_COUNT, 0)
    })
    const hive = Hive.open(made.finishedCopy())
    const leaves = listsOf(hive.rootKey).map(({ cell }) => cell)
    // The subkeys themselves are lost.
    const lost = hive.check().findings.find(({ code }) => code === 'cell-unreferenced')
    expect(lost?.actual).toBe(20)
    hive.rootKey.create('first')
    expect(leaves).toContain(listCell(hive.rootKey))
    expect(hive.cells.payloadSize(leaves[0] ?? NIL)).toBe(-1)
    expect(listProblems(hive.finishedCopy())).toEqual([])
  })
})

function only(key: Key): Key {
  const [below] = [...key.subkeys()]
  if (below === undefined) throw new RangeError('no subkeys')
  return below
}

describe.skipIf(casePath('lf507.hiv') === null)('hives of the shared cases', () => {
  const open = (name: string) => Hive.open(caseBytes(name) ?? new Uint8Array())
  const widest = (hive: Hive) => {
    const keys = [hive.rootKey, ...hive.rootKey.subkeys()]
    return keys.reduce((a, b) => (b.subkeyCount > a.subkeyCount ? b : a))
  }

  it('lf507: the next key makes it an li, in its cell', () => {
    const hive = open('lf507.hiv')
    expect(hive.check().findings).toEqual([])
    const key = widest(hive)
    const cell = listCell(key)
    edit(hive, () => key.create('~'))
    expect(listsOf(key)).toEqual([{ cell, kind: 'li', count: 508 }])
    expectSound(hive)
  })

  it('ri-over-lf: a warning, and the next edit there makes it li', () => {
    const hive = open('ri-over-lf.hiv')
    expect(hive.check().findings).toMatchObject([{ code: 'list-kind', severity: 'warning' }])
    const key = widest(hive)
    const count = key.subkeyCount
    edit(hive, () => key.create('~'))
    expect(shapeOf(key)).toBe(`li ${count + 1}`)
    expectSound(hive)
  })

  it.each([
    ['depth-510.hiv', 510],
    ['depth-511.hiv', 511],
  ])('%s: a warning above 508, and it gets no deeper', (name, depth) => {
    const hive = open(name)
    const found = hive.check().findings
    expect(found).toMatchObject([{ code: 'key-deep', severity: 'warning', actual: 509 }])
    let key = hive.rootKey
    const levels: Key[] = [key]
    while (key.subkeyCount > 0) {
      key = only(key)
      levels.push(key)
    }
    expect(levels).toHaveLength(depth + 1)
    expect(found[0]?.path?.at(-1)).toBe(levels[509]?.name)
    const refused = expect.objectContaining({ code: 'too-deep' })
    expect(() => key.create('deeper')).toThrow(refused)
    expect(() => levels[508]?.create('as deep as what is there')).toThrow(refused)
    expect(levels[507]?.create('as deep as may be').path).toHaveLength(508)
    key.rename('still renamed')
  })
})
