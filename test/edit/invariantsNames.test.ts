/**
 * Growth and names: the test plan of regf-format 6.9, 45 and 47. Smaller counts are in
 * `test/regf/subkeyEdit.test.ts`, larger ones in `growth.test.ts`.
 */

import { describe, expect, it } from 'vitest'
import { compareNames, upcase } from '../../src/bytes/upcase.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import { NIL } from '../../src/regf/offsets.ts'
import { audit } from '../helpers/audit.ts'
import { rng } from '../helpers/rng.ts'

const ORDERS = {
  sorted: (names: string[]) => names,
  reverse: (names: string[]) => names.reverse(),
  random: (names: string[]) => shuffled(names, 45),
}

describe('6.9.45 many subkeys, made in any order and deleted in random order', () => {
  for (const [order, arrange] of Object.entries(ORDERS)) {
    it(`6.9.45 5,000 subkeys are created in ${order} order and deleted in random order`, () => {
      const count = 5000
      const hive = Hive.create()
      const empty = audit(hive).live
      const names = Array.from({ length: count }, (_, n) => `k${100_000 + n}`)
      const { rootKey } = hive
      hive.transact(() => {
        for (const name of arrange([...names])) rootKey.create(name)
      })
      expect(audit(hive).problems).toEqual([])
      expect([...rootKey.subkeys()].map(({ name }) => name)).toEqual(names)
      expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
      hive.transact(() => {
        for (const name of shuffled([...names], 46)) rootKey.key(name).delete()
      })
      expect(hive.image.u32(hive.cells.payloadAt(hive.root) + NK.SUBKEY_LIST)).toBe(NIL)
      expect(audit(hive)).toMatchObject({ problems: [], leaks: [], live: empty })
    })
  }
})

describe('6.9.47 names', () => {
  it.each([
    ['a', 'A'],
    ['ÿ', 'Ÿ'],
    ['ǆ', 'Ǆ'],
    ['ж', 'Ж'],
    ['Straße', 'sTRAßE'],
    ['\ud801x', '\ud801X'],
    ['x'.repeat(255), 'X'.repeat(255)],
  ])('%s and %s are one name', (one, other) => {
    const hive = Hive.create()
    const key = hive.rootKey.create(one)
    key.set(one, 4, new Uint8Array(4))
    expect(() => hive.rootKey.create(other)).toThrow(
      expect.objectContaining({ code: 'key-exists' }),
    )
    expect(hive.rootKey.subkey(other)?.cell).toBe(key.cell)
    expect(key.set(other, 4, new Uint8Array(4)).name).toBe(one)
    const renamed = key.rename(other)
    expect(renamed.name).toBe(other)
    expectSound(hive)
  })

  it.each([
    ['ß', 'ẞ'],
    ['ß', 'ss'],
    ['µ', 'Μ'],
    ['ı', 'I'],
    ['ſ', 'S'],
    ['ǅ', 'ǆ'],
    ['ǅ', 'Ǆ'],
    ['\ud801\udc28', '\ud801\udc00'],
    ['\ud801', '\ud802'],
    ['e\u0301', 'é'],
  ])('%s and %s are two names', (one, other) => {
    const hive = Hive.create()
    for (const name of [one, other]) {
      hive.rootKey.create(name)
      hive.rootKey.set(name, 4, new Uint8Array(4))
    }
    for (const name of [one, other]) {
      expect(hive.rootKey.subkey(name)?.name).toBe(name)
      expect(hive.rootKey.value(name)?.name).toBe(name)
    }
    expect(hive.rootKey.subkeyCount).toBe(2)
    expectSound(hive)
  })

  it('every name is found among the others, also after renames from one alphabet to the other', () => {
    const names = [
      ...['a', 'ß', 'ẞ', 'ÿ', 'µ', 'Μ', 'ı', 'I', 'ſ', 'S', 'ǅ', 'Ǆ', '\ud801', '\udc00', '_'],
      ...['x'.repeat(255), 'ж'.repeat(255), 'ä', 'Ж', '[', 'ÿÿ', 'nul\0l', '\u202eltr', ' ', 'é'],
    ]
    const random = rng(47)
    const hive = Hive.create()
    for (const name of shuffled([...names], 1)) hive.rootKey.create(name)
    const now = [...names]
    for (let round = 0; round < 200; round++) {
      const at = random.below(now.length)
      const [from, to] = [
        now[at] as string,
        `${random.pick(names).slice(0, 250)}${random.below(9)}`,
      ]
      if (now.some((name, other) => other !== at && upcase(name) === upcase(to))) continue
      hive.rootKey.key(from).rename(to)
      now[at] = to
      expect([...hive.rootKey.subkeys()].map(({ name }) => name)).toEqual(
        [...now].sort(compareNames),
      )
    }
    expectSound(hive)
  })

  function expectSound(hive: Hive): void {
    expect(audit(hive)).toMatchObject({ problems: [], leaks: [] })
    expect(Hive.open(hive.finishedCopy()).check().findings).toEqual([])
  }
})

function shuffled(names: string[], seed: number): string[] {
  const random = rng(seed)
  for (let at = names.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    ;[names[at], names[other]] = [names[other] as string, names[at] as string]
  }
  return names
}
