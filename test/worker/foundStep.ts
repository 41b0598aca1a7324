/** Random steps with what was found in a hive: deleted items, changes since it was opened, and hits of a search. */

import { EVERYWHERE } from '../../src/search/query.ts'
import type { KeyId } from '../../src/worker/protocol.ts'
import type { Random } from '../helpers/rng.ts'
import { type RandomStep, stepOf } from './chosenStep.ts'
import type { OpenHive } from './openHive.ts'

/** More rows are not chosen from. */
const MOST_ROWS = 100
/** A number that the page gives to none of its searches. */
const SEARCH = 1_000_000
/** One row in so many is chosen. */
const ONE_IN = 4
const ALL = { kinds: null, grouped: false } as const

/**
 * Chooses a step with what is found.
 *
 * @param below - a key that deleted items may be restored in
 * @returns null when nothing is found
 */
export function foundStep(
  hive: OpenHive,
  random: Random,
  below: KeyId,
): Promise<RandomStep | null> {
  const choices = [
    () => restoreDeleted(hive, random, below),
    () => revertChanges(hive, random),
    () => replaceHits(hive, random),
    () => deleteHits(hive, random),
  ]
  return random.pick(choices)()
}

async function restoreDeleted(
  { session, doc }: OpenHive,
  random: Random,
  key: KeyId,
): Promise<RandomStep | null> {
  const { rows } = await session.deletedRows({ doc, from: 0, count: MOST_ROWS })
  const records = some(rows, random).map(({ at }) => at)
  if (records.length === 0) return null
  const request = {
    ...{ doc, records, below: random.pick([null, key]) },
    onConflict: random.pick<'refuse' | 'rename'>(['refuse', 'rename']),
  }
  const first = { method: 'findDeleted', request: { doc } }
  return stepOf('restoreDeleted', request, () => session.restoreDeleted(request), { first })
}

async function revertChanges(
  { session, doc }: OpenHive,
  random: Random,
): Promise<RandomStep | null> {
  const base = 'original' as const
  const attributes = ['class', 'flags', 'security'] as const
  const compared = { doc, base, attributes, moves: true }
  const { comparison } = await session.compare(compared)
  const listed = { doc, comparison, from: 0, count: MOST_ROWS, ...ALL }
  const rows = some((await session.pendingRows(listed)).rows, random).map(({ id }) => id)
  if (rows.length === 0) return null
  const request = { doc, rows, listed: ALL }
  const make = async () => {
    const now = await session.compare(compared)
    await session.revertChanges({ ...request, comparison: now.comparison })
  }
  const first = { method: 'compare', request: compared }
  return stepOf('revertChanges', request, make, { first, takes: ['comparison'] })
}

async function replaceHits({ session, doc }: OpenHive, random: Random): Promise<RandomStep | null> {
  const replacement = random.pick(['', 'z', 'a longer text'])
  const searched = { ...searchFor(doc, random), replacement }
  const { total, blocked } = await session.search(searched)
  if (total === blocked) return null
  const ids = Array.from({ length: Math.min(total, MOST_ROWS) }, (_, at) => at)
  const except = words(some(ids, random))
  const chosen = random.pick<'all' | 'none'>(['all', 'none'])
  const request = { doc, search: SEARCH, chosen, except }
  const make = async () => {
    const { revision } = await session.search(searched)
    await session.replaceHits({ ...request, revision })
  }
  const first = { method: 'search', request: searched }
  return stepOf('replaceHits', request, make, { first, takes: ['revision'] })
}

async function deleteHits({ session, doc }: OpenHive, random: Random): Promise<RandomStep | null> {
  const searched = searchFor(doc, random)
  await session.search(searched)
  const request = { docs: [doc], search: SEARCH, from: 0, count: MOST_ROWS }
  const { rows } = await session.foundHits(request)
  const isOfKeys = random.below(2) === 0
  const listed = rows.filter(({ place }) => !isOfKeys || place === 'key')
  const hits = words(some(listed, random, 2).map(({ id }) => id))
  if (hits.length === 0) return null
  const chosen = { docs: [doc], search: SEARCH, doc, hits }
  const make = async () => {
    await session.search(searched)
    await session.deleteHits(chosen)
  }
  const first = { method: 'search', request: searched }
  return stepOf('deleteHits', chosen, make, { first })
}

/** Names that `randomStep` gives are some `n` and a number; others have an `e`. */
function searchFor(doc: number, random: Random) {
  const text = random.pick(['n', 'nn', 'e'])
  const query = { ...EVERYWHERE, text }
  return { doc, search: SEARCH, key: null, query }
}

/** Some rows, at least one if there is any. */
function some<T>(rows: readonly T[], random: Random, oneIn = ONE_IN): readonly T[] {
  const chosen = rows.filter(() => random.below(oneIn) === 0)
  return chosen.length > 0 || rows.length === 0 ? chosen : [random.pick(rows)]
}

function words(ids: readonly number[]): Uint32Array {
  return Uint32Array.from(ids)
}
