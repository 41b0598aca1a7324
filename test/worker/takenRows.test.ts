/**
 * Random pairs of hives, with links among their keys: some of the differences are taken over. What is left in the list
 * is what a new comparison finds, and undo brings all of it back.
 */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { setClass, setFlags } from '../../src/offreg/keys.ts'
import { createLinkSteps } from '../../src/offreg/links.ts'
import { runToEnd } from '../../src/work.ts'
import { NO_FILTER } from '../../src/worker/protocol.ts'
import { NOW } from '../helpers/hives.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { compare, current, ID, idOf, openTwo, outline, rows } from './compareTwo.ts'
import { hiveBytes } from './openHive.ts'

const PAIRS = 80
const KEYS = ['a', 'B', 'c', 'Д', 'f\0g', 'x y']
const VALUES = ['', 'one', 'Two', 'n\r\nl']
const TARGET = '\\Registry\\Machine\\Elsewhere'

function makeLink({ hive }: Key, parent: Key, name: string): void {
  hive.transact((scope) => runToEnd(createLinkSteps(scope, parent.cell, name, TARGET)))
}

/** Changes keys and values somewhere in a hive; what is not allowed there is left out. */
function change(hive: Hive, random: Random, count: number): void {
  for (let n = 0; n < count; n++) {
    try {
      changeOne(hive, random)
    } catch (error) {
      if (!(error instanceof HiveError) || error.code !== 'link-key') throw error
    }
  }
}

function changeOne(hive: Hive, random: Random): void {
  const root = hive.rootKey
  let key = root
  for (let depth = random.below(4); depth > 0; depth--) {
    const name = random.pick(KEYS)
    key = key.subkey(name) ?? key.create(name)
  }
  const value = random.pick(VALUES)
  const action = random.below(14)
  if (action === 0 && key.cell !== root.cell) key.delete()
  else if (action === 1 && key.cell !== root.cell) key.rename(flipped(key.name))
  else if (action === 2) hive.transact((scope) => setClass(scope, key.cell, value))
  else if (action === 3) {
    const userFlags = random.below(256)
    hive.transact((scope) => setFlags(scope, key.cell, { flags: 8, userFlags }))
  } else if (action === 4) {
    const name = random.pick(KEYS)
    key.subkey(name)?.delete()
    makeLink(key, key, name)
  } else if (action < 7) key.value(value)?.delete()
  else key.set(value, 1 + random.below(2), random.bytes(random.below(8)))
}

function flipped(name: string): string {
  return name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase()
}

it('what is left after rows were taken over is what a new comparison finds', {
  timeout: 60_000,
}, async () => {
  const first = firstSeed(PAIRS)
  for (let seed = first; seed < first + PAIRS; seed++) {
    try {
      await tryPair(rng(seed))
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
})

async function tryPair(random: Random): Promise<void> {
  const before = Hive.create({ now: NOW })
  before.clock = () => NOW
  before.transact(() => change(before, random, 25))
  const after = Hive.open(before.finishedCopy())
  after.clock = () => NOW
  after.transact(() => change(after, random, 1 + random.below(15)))
  const two = await openTwo(before.finishedCopy(), after.finishedCopy())
  const { session } = two.hive
  const moves = random.below(2) === 0
  await compare(two, { moves })
  const start = await outline(two)
  const some = (await rows(two)).filter(() => random.below(3) === 0)
  const to = random.pick(['left', 'right'] as const)
  const doc = two[to]
  const chosen = random.below(3) === 0 ? null : Uint32Array.from(some.map(({ id }) => id))
  const { leftTotal, state } = await session.takeDifferences({ comparison: ID, rows: chosen, to })
  const left = await outline(two)
  expect((await current(two)).outdated).toEqual([])
  expect((await session.check({ doc })).errors).toBe(0)
  await compare(two, { moves })
  // Values that were set again are in another order.
  if (!moves) expect((await outline(two)).sort()).toEqual(left.sort())
  if (chosen === null && leftTotal === 0) expect(await outline(two)).toEqual([])
  if (state.unsaved > 0) await session.undo({ doc })
  await compare(two, { moves })
  expect(await outline(two)).toEqual(start)
}

describe('a key that is a link in one hive and an ordinary key in the other', () => {
  const PLAIN = hiveBytes((root) => {
    root.createPath('Here\\Below').set('B', 1, Uint8Array.of())
    root.key('Here').set('A', 1, Uint8Array.of())
  })
  const LINK = hiveBytes((root) => makeLink(root, root, 'Here'))

  it.each([
    ['becomes the link with its target', PLAIN, LINK],
    ['becomes the ordinary key with all that is in it', LINK, PLAIN],
  ])('%s', async (_, left, right) => {
    const two = await openTwo(left, right)
    await compare(two)
    const request = { comparison: ID, rows: null, to: 'left' } as const
    expect(await two.hive.session.takeDifferences(request)).toMatchObject({ leftTotal: 0 })
    expect((await compare(two)).total).toBe(0)
  })

  it('stays an ordinary key while what is in it is not taken out', async () => {
    const two = await openTwo(PLAIN, LINK)
    const start = await compare(two)
    const filter = { ...NO_FILTER, kinds: ['changed'] } as const
    await two.hive.session.filterComparison({ comparison: ID, filter, locate: -1 })
    const { left } = await two.hive.session.takeDifferences({
      ...{ comparison: ID, rows: null, to: 'left' },
    })
    expect(left).toMatchObject([{ path: ['Here'], reason: 'flags' }])
    expect((await compare(two)).total).toBe(start.total)
  })

  it('stays a link, and gets nothing that a link cannot have', async () => {
    const two = await openTwo(LINK, PLAIN)
    await compare(two)
    const ids = await Promise.all(['A', 'Below'].map((name) => idOf(two, name)))
    const { left } = await two.hive.session.takeDifferences({
      ...{ comparison: ID, rows: Uint32Array.from(ids), to: 'left' },
    })
    expect(left.map(({ reason }) => reason)).toEqual(['flags', 'flags'])
  })

  it.each([
    ['the link', PLAIN, LINK],
    ['the ordinary key', LINK, PLAIN],
  ])('becomes %s row by row', async (_, left, right) => {
    const two = await openTwo(left, right)
    let { total } = await compare(two)
    for (let round = 0; total > 0 && round < 3; round++) {
      const listed = (await rows(two)).filter(({ kind }) => kind !== null)
      // What is in a key before the key, which takes what is left in it along.
      for (const { id } of listed.reverse()) {
        const request = { comparison: ID, rows: Uint32Array.of(id), to: 'left' } as const
        await two.hive.session.takeDifferences(request)
      }
      ;({ total } = await current(two))
    }
    expect(total).toBe(0)
    expect((await compare(two)).total).toBe(0)
  })

  it('cannot get a key back that was moved out of it: that stays in the list', async () => {
    const moved = (root: Key, path: string) =>
      root.createPath(path).set('Kept', 1, Uint8Array.of(1, 0, 0, 0))
    const two = await openTwo(
      hiveBytes((root) => {
        moved(root, 'Here\\X')
        root.create('Else')
      }),
      hiveBytes((root) => {
        makeLink(root, root, 'Here')
        moved(root, 'Else\\Y')
        root.create('New')
      }),
    )
    const { total, kinds } = await compare(two)
    expect(kinds.moved).toBe(1)
    const chosen = (await rows(two)).filter(
      ({ names: [name] }) => name === 'Else' || name === 'New',
    )
    const ids = chosen.map(({ id }) => id)
    const { left } = await two.hive.session.takeDifferences({
      ...{ comparison: ID, rows: Uint32Array.from(ids), to: 'right' },
    })
    expect(left).toMatchObject([{ path: ['Here', 'X'], reason: 'flags' }])
    expect((await current(two)).total).toBe(total - 1)
  })
})
