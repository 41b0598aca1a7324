/**
 * A document beside the hive as it was opened, after random edits, renames and moves among them: rows are taken over a
 * few at a time, and what is left is what a new comparison finds.
 */

import { expect, it } from 'vitest'
import { NO_FILTER, type SideName } from '../../src/worker/protocol.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { ALL, ID, place, rows, type Two } from './compareTwo.ts'
import {
  bytesOf,
  contentOf,
  editAtRandom,
  importInto,
  PREFIX,
  randomBytes,
} from './editedAtRandom.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const RUNS = 12
const AGAIN = ID + 1

it('rows of renamed and moved keys are taken over in any order, and by .reg text', {
  timeout: 60_000,
}, async () => {
  const first = firstSeed(RUNS)
  for (let seed = first; seed < first + RUNS; seed++) {
    try {
      await tryHive(rng(seed))
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
})

it('a key that was moved below the key where the comparison begins is moved back there', async () => {
  const hive = await OpenHive.open(
    hiveBytes((root) => {
      root.createPath('Top\\From\\Moved').set('v', 3, Uint8Array.of(1))
      root.createPath('Top\\To')
      // What a path from the wrong key would lead to.
      root.createPath('From')
    }),
  )
  const { session, doc } = hive
  const wanted = await contentOf(hive)
  const key = await hive.key('Top\\From\\Moved')
  const cut = { key, values: null }
  await session.paste({
    ...{ doc, key: await hive.key('Top\\To'), from: { kind: 'place', doc, ...cut } },
    ...{ how: 'move', cut, clash: 'both', clashes: [], security: 'keep', times: 'keep' },
  })
  const path = ['Top']
  const left = { hive: { kind: 'original', doc }, path } as const
  const right = place(doc, path)
  const { kinds } = await session.compareHives({ comparison: ID, left, right, ...ALL })
  expect(kinds).toMatchObject({ moved: 1, added: 0, removed: 0 })
  await session.takeDifferences({ comparison: ID, rows: null, to: 'right' })
  expect(await contentOf(hive)).toEqual(wanted)
})

async function tryHive(random: Random): Promise<void> {
  const hive = await OpenHive.open(randomBytes(random))
  const { session, doc } = hive
  const wanted = await contentOf(hive)
  await editAtRandom(hive, random)
  const to = random.pick(['left', 'right'] as const)
  const two = { hive, left: doc, right: doc }
  let total = await compareWithOriginal(two, to, ID)
  while (total > 0) {
    await expectText(two, to, wanted)
    const all = await rows(two)
    const some = all.filter(({ kind }) => kind !== null && random.below(3) === 0)
    const chosen = Uint32Array.from((some.length > 0 ? some : all.slice(-1)).map(({ id }) => id))
    const taken = await session.takeDifferences({ comparison: ID, rows: chosen, to })
    expect(taken.left).toEqual([])
    total = (await session.filterComparison({ comparison: ID, filter: NO_FILTER, locate: -1 }))
      .state.total
    expect(await compareWithOriginal(two, to, AGAIN)).toBe(total)
  }
  expect(await contentOf(hive)).toEqual(wanted)
  expect((await session.check({ doc })).errors).toBe(0)
}

/** Compares a document with itself as it was opened; returns how many differences there are. */
async function compareWithOriginal(
  { hive: { session, doc } }: Two,
  side: SideName,
  comparison: number,
): Promise<number> {
  const original = { hive: { kind: 'original', doc }, path: [] } as const
  const [left, right] = side === 'left' ? [place(doc), original] : [original, place(doc)]
  return (await session.compareHives({ comparison, left, right, ...ALL })).total
}

/** Imports the text of all rows that are left into a copy: that has what was opened. */
async function expectText({ hive }: Two, to: SideName, wanted: readonly string[]): Promise<void> {
  const request = { comparison: ID, rows: null, to, prefix: PREFIX } as const
  const { blob, left } = await hive.session.comparisonText(request)
  expect(left.filter(({ attribute }) => attribute === null)).toEqual([])
  const copy = await OpenHive.open(await bytesOf(hive))
  await importInto(copy, new File([blob], 'rows.reg'))
  expect(await contentOf(copy)).toEqual(wanted)
}
