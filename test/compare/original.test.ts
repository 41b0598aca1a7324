/** A hive compared with itself as it was opened, without a copy: the same is found as with a copy. */

import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { setClass, setFlags, setLastWrite } from '../../src/offreg/keys.ts'
import { OriginalImage } from '../../src/regf/OriginalImage.ts'
import { runToEnd } from '../../src/work.ts'
import { hiveOfEverything, NOW } from '../helpers/hives.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { ALL_ATTRIBUTES, compareHives } from './sides.ts'

const { bytes } = hiveOfEverything()
const SEEDS = 30

function opened() {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => NOW + 1n
  hive.survey()
  const pages = hive.image.keepBytes()
  return { hive, original: Hive.open(new OriginalImage(hive.image, pages)) }
}

/** What is found with the original in place and with a copy. */
function expectSame(hive: Hive, original: Hive, about: string): void {
  for (const attributes of [[], ALL_ATTRIBUTES]) {
    const options = { attributes, moves: attributes.length > 0 }
    const found = compareHives(original, hive, options)
    const wanted = compareHives(Hive.open(bytes.slice()), Hive.open(hive.finishedCopy()), options)
    expect(found.lines, about).toEqual(wanted.lines)
    expect(found.keys, about).toEqual(wanted.keys)
    expect(found.complete).toBe(true)
  }
}

describe('a hive compared with itself as it was opened', () => {
  it('nothing differs before the first edit, nor after it was undone', () => {
    const { hive, original } = opened()
    expect(compareHives(original, hive, { attributes: ALL_ATTRIBUTES }).lines).toEqual([])
    const history = new History(hive)
    history.run({ kind: 'delete-key', key: hive.key('Alpha').cell })
    expect(compareHives(original, hive).lines.length).toBe(1)
    history.undo()
    expect(compareHives(original, hive, { attributes: ALL_ATTRIBUTES }).lines).toEqual([])
  })

  it('random edits and undos are found as with a copy', () => {
    const first = firstSeed(SEEDS)
    for (let seed = first; seed < first + SEEDS; seed++) {
      const random = rng(seed)
      const { hive, original } = opened()
      const history = new History(hive)
      for (let edit = random.below(8); edit >= 0; edit--) {
        try {
          if (random.below(4) === 0) history.undo()
          else runToEnd(history.editSteps(() => editOf(hive, random)))
        } catch (error) {
          // Some edits are refused: a link has no subkeys.
          if (!(error instanceof HiveError)) throw error
        }
      }
      expectSame(hive, original, `seed ${seed}`)
    }
  })

  it('the count of keys in a security cell is no difference of their security', () => {
    const { hive, original } = opened()
    hive.transact(() => hive.key('Many').create('one more'))
    const { lines } = compareHives(original, hive, { attributes: ['security'] })
    expect(lines).toEqual(['added key Many\\one more'])
  })
})

/** One random edit. */
function* editOf(hive: Hive, random: Random) {
  const keys = [...keysBelow(hive)]
  const key = random.pick(keys)
  const change = random.below(7)
  hive.transact((scope) => {
    if (change === 0) key.create(`new ${random.below(1000)}`)
    else if (change === 1) key.set(`v${random.below(3)}`, 3, new Uint8Array(random.below(200)))
    else if (change === 2) setClass(scope, key.cell, `class ${random.below(9)}`)
    else if (change === 3) setFlags(scope, key.cell, { flags: 0, userFlags: random.below(256) })
    else if (change === 4) setLastWrite(scope, key.cell, NOW + BigInt(random.below(9)))
    else if (change === 5 && key.path.length > 0) key.rename(`named ${random.below(1000)}`)
    else if (key.path.length > 0) key.delete()
  })
  const place = { key: hive.root, value: null }
  const label = { kind: 'apply-changes', name: '', count: 1 } as const
  return { label, after: place, before: place }
}

function* keysBelow(hive: Hive) {
  yield hive.rootKey
  for (const key of hive.rootKey.subkeys()) {
    yield key
    yield* [...key.subkeys()].slice(0, 3)
  }
}
