/** Damage at random, with a fixed seed: a check never throws or hangs, and no edit adds an error. */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, VK } from '../../src/regf/layout.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { errorsOf } from '../helpers/expectCheck.ts'
import { hiveOfEverything, NOW, sizeField } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'

const places = hiveOfEverything()
const { bytes } = places

// biome-ignore format: a list
const NODE_FIELDS = [
  NK.PARENT, NK.SUBKEY_COUNT, NK.SUBKEY_LIST, NK.VALUE_COUNT, NK.VALUE_LIST, NK.SECURITY, NK.CLASS,
  NK.NAME_LENGTH, NK.CLASS_LENGTH,
]

describe('random damage', () => {
  it('never throws, never hangs, and never lets an edit add an error', { timeout: 60_000 }, () => {
    const random = rng(0x5eed)
    for (let run = 0; run < 250; run++) {
      const file = bytes.slice()
      const flips = 1 + random.below(4)
      for (let flip = 0; flip < flips; flip++) {
        const at = 4096 + random.below(file.length - 4096)
        file[at] = random.below(2) === 0 ? random.below(256) : (file[at] ?? 0) ^ (1 << (run & 7))
      }
      expectSafe(file, `run ${run}`)
    }
  })

  it('of offsets and sizes in records', { timeout: 60_000 }, () => {
    const random = rng(0xbad)
    const fields = [
      ...['', 'Alpha', 'Beta', 'Many', 'Link', 'Wide'].flatMap((path) =>
        NODE_FIELDS.map((field) => places.nk(path) + field),
      ),
      ...['', 'Text', 'Big'].flatMap((name) =>
        [VK.DATA, VK.DATA_SIZE].map((field) => places.vk('Alpha', name) + field),
      ),
      ...[0, 4, 8].map((entry) => places.valueList('Alpha') + entry),
      ...[0, 1, 2].map((index) => places.entry('Beta', index)),
      ...['Alpha', 'Beta', 'Many'].map((path) => sizeField(places.nk(path))),
    ]
    const cells = [
      0x20,
      0x80000020,
      0xffffffff,
      0,
      ...places.children(''),
      ...places.children('Beta'),
    ]
    for (let run = 0; run < 250; run++) {
      const patches = Array.from({ length: 1 + (run % 3) }, () => ({
        at: random.pick(fields),
        u32: random.pick(cells),
      }))
      expectSafe(corrupt(bytes, ...patches), JSON.stringify(patches))
    }
  })

  /** Opens and checks the file, and edits it where that is allowed. */
  function expectSafe(file: Uint8Array<ArrayBuffer>, what: string): void {
    let hive: Hive
    try {
      hive = Hive.open(file.slice())
    } catch (error) {
      expect(error, what).toBeInstanceOf(HiveError)
      return
    }
    hive.clock = () => NOW
    const before = errorsOf(hive.check().findings)
    for (const edit of EDITS) {
      try {
        hive.transact(() => edit(hive))
      } catch (error) {
        expect(error, `${what}: ${String(edit)}: ${(error as Error).stack}`).toBeInstanceOf(
          HiveError,
        )
      }
    }
    const after = errorsOf(Hive.open(hive.finishedCopy()).check().findings)
    expect(
      after.filter((one) => !before.includes(one)),
      what,
    ).toEqual([])
  }

  const EDITS: readonly ((hive: Hive) => void)[] = [
    (hive) => hive.key('Witness').create('new'),
    (hive) => hive.key('Alpha').set('Text', 1, new Uint8Array(100)),
    (hive) => hive.key('Alpha').value('Big')?.delete(),
    (hive) => hive.key('Beta').rename('A much longer name than before'),
    (hive) => hive.key('Beta').delete(),
    (hive) => hive.key('Many').create('key 1234x'),
    (hive) => hive.key('Many\\key 1100').delete(),
    (hive) => hive.key('Wide').set('Other', 3, new Uint8Array(20_000)),
    (hive) => hive.key('A much longer name than before').create('child'),
  ]
})
