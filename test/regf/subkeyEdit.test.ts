import { describe, expect, it } from 'vitest'
import { compareNames } from '../../src/bytes/upcase.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { type CellOffset, NIL } from '../../src/regf/offsets.ts'
import { nameHash, nameHint, upcasedUnits } from '../../src/regf/storedName.ts'
import { eachLeaf } from '../../src/regf/subkeyList.ts'
import { listProblems } from '../helpers/listAudit.ts'
import { rng } from '../helpers/rng.ts'

function leafCounts(hive: Hive): number[] {
  const counts: number[] = []
  eachLeaf(hive.cells, hive.cells.payloadAt(hive.root), (_, count) => {
    counts.push(count)
  })
  return counts
}

function errors(hive: Hive): string[] {
  const { findings } = Hive.open(hive.finishedCopy()).check()
  return findings.map(({ code, offset }) => `${code} at ${offset}`)
}

/** Live bytes: everything that is not in a free cell or a header. */
function liveBytes(hive: Hive): number {
  let live = 0
  for (let bin = 0; bin < hive.cells.bins.count; bin++) {
    let cell = hive.cells.bins.start(bin) + 32
    while (cell < hive.cells.bins.end(bin)) {
      const size = hive.image.i32(4096 + cell)
      if (size < 0) live -= size
      cell += Math.abs(size)
    }
  }
  return live
}

function shuffled(names: readonly string[], seed: number): string[] {
  const random = rng(seed)
  const mixed = [...names]
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    ;[mixed[at], mixed[other]] = [mixed[other] as string, mixed[at] as string]
  }
  return mixed
}

const ORDERS = {
  sorted: (names: readonly string[]) => [...names],
  reverse: (names: readonly string[]) => [...names].reverse(),
  random: (names: readonly string[]) => shuffled(names, 5),
}

describe('6.9.45 growth of subkey lists', () => {
  for (const minor of [3, 5] as const) {
    for (const [order, arrange] of Object.entries(ORDERS)) {
      it(`6.9.45 keeps order and the shape Windows gives it (1.${minor}, ${order})`, () => {
        for (const count of [1, 506, 507, 508, 1012, 1013, 1014, 2100]) {
          const hive = Hive.create({ minor })
          const empty = liveBytes(hive)
          const names = Array.from({ length: count }, (_, n) => `key ${String(n).padStart(5, '0')}`)
          for (const name of arrange(names)) hive.rootKey.create(name)
          expect([...hive.rootKey.subkeys()].map(({ name }) => name)).toEqual(names)
          expect(listProblems(hive.finishedCopy())).toEqual([])
          expect(leafCounts(hive)).toHaveLength(count <= 1012 ? 1 : count <= 1014 ? 2 : 4)
          expect(errors(hive)).toEqual([])
          for (const name of shuffled(names, 9)) hive.key(name).delete()
          expect(hive.image.u32(hive.cells.payloadAt(hive.root) + NK.SUBKEY_LIST)).toBe(NIL)
          expect(liveBytes(hive)).toBe(empty)
          expect(errors(hive)).toEqual([])
        }
      })
    }
  }

  it('3.7 a leaf grows to 1,012 and is then split in halves, so a key filled in order has 506s', () => {
    const hive = Hive.create()
    const fill = (from: number, to: number) => {
      for (let n = from; n < to; n++) hive.rootKey.create(`k${String(n).padStart(4, '0')}`)
    }
    fill(0, 1012)
    expect(leafCounts(hive)).toEqual([1012])
    fill(1012, 1013)
    expect(leafCounts(hive)).toEqual([506, 507])
    fill(1013, 2000)
    expect(leafCounts(hive)).toEqual([506, 506, 988])
  })

  it('3.7 a full cell is replaced by one half as large again', () => {
    const hive = Hive.create()
    const rooms = new Set<number>()
    for (let n = 0; n < 1012; n++) {
      hive.rootKey.create(`k${n}`)
      const list = hive.image.u32(hive.cells.payloadAt(hive.root) + NK.SUBKEY_LIST) as CellOffset
      rooms.add(Math.floor((hive.cells.payloadSize(list) - 4) / 8))
    }
    const sizes = [...rooms].sort((a, b) => a - b)
    for (let at = 4; at < sizes.length - 1; at++) {
      const [before, after] = [sizes[at - 1] as number, sizes[at] as number]
      expect(after).toBeGreaterThanOrEqual(Math.floor(before * 1.5))
      expect(after).toBeLessThanOrEqual(before * 1.5 + 2)
    }
    expect(sizes.at(-1)).toBe(1012)
  })
})

describe('3.2 order and equality of names', () => {
  it('6.2.16 sorts by the upcase table, unit by unit', () => {
    const hive = Hive.create()
    const names = [
      'ß2',
      'ss1',
      'SS3',
      '_x',
      'Zz',
      'ÿ',
      'µ',
      'Μ',
      '\ud801',
      '\uff21',
      '[',
      'ı',
      'I2',
    ]
    for (const name of names) hive.rootKey.create(name)
    expect([...hive.rootKey.subkeys()].map(({ name }) => name)).toEqual(
      [...names].sort(compareNames),
    )
    expect(errors(hive)).toEqual([])
  })

  it('6.2.13 refuses a name that differs only in case, anywhere in a long list', () => {
    const hive = Hive.create()
    for (let n = 0; n < 600; n++) hive.rootKey.create(`Key${n}`)
    for (const n of [0, 299, 599]) {
      expect(() => hive.rootKey.create(`KEY${n}`)).toThrow(
        expect.objectContaining({ code: 'key-exists' }),
      )
    }
    expect(hive.rootKey.subkeyCount).toBe(600)
  })
})

describe('3.6 hints and hashes', () => {
  it('hashes upcased UTF-16 units', () => {
    const vectors: [string, number][] = [
      ['', 0],
      ['Software', 0xe9fe1463],
      ['ControlSet001', 0x8f3ba9a2],
      ['Café', 0x00352f57],
      ['ß2', 0x206d],
      ['ÿ', 0x178],
      ['Ÿ', 0x178],
      ['Привет', 0x81c3d610],
      ['\ud801\udc00', 0x00201425],
      ['key\ud81d', 0x003c4db6],
      ['x'.repeat(255), 0x3a628488],
    ]
    for (const [name, hash] of vectors) expect(nameHash(upcasedUnits(name))).toBe(hash)
  })

  it('hints with the first four units in their own case, none for wide names', () => {
    expect(nameHint('Abcde')).toBe(0x64636241)
    expect(nameHint('ab')).toBe(0x6261)
    expect(nameHint('aЖ')).toBe(0)
  })
})
