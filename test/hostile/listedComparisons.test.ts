import { expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { createEngine, type Engine } from '../../src/worker/engine.ts'
import { type DocId, NO_FILTER } from '../../src/worker/protocol.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { mutate } from './mutate.ts'
import { seedHives } from './seeds.ts'
import { SHAPES } from './shapes/shapes.ts'

const MUTANTS = 40
const FIRST = firstSeed(MUTANTS)
const ROWS = 200

async function open(session: Engine, bytes: Uint8Array<ArrayBuffer>): Promise<DocId | null> {
  try {
    const file = new File([bytes], 'X')
    return (await session.open({ name: 'X', file, handle: null, logs: [] })).doc
  } catch (error) {
    if (error instanceof HiveError) return null
    throw error
  }
}

/** Compares two hives, and does everything with the rows that only reads. Returns the number of rows. */
async function list(
  a: Uint8Array<ArrayBuffer>,
  b: Uint8Array<ArrayBuffer>,
): Promise<number | null> {
  const session = createEngine(() => {})
  const [left, right] = [await open(session, a), await open(session, b)]
  if (left === null || right === null) return null
  const comparison = 1
  const place = (doc: DocId) => ({ hive: { kind: 'document', doc }, path: [] }) as const
  await session.compareHives({
    ...{ comparison, left: place(left), right: place(right) },
    ...{ attributes: ['time', 'flags', 'class', 'security'], rootNames: true, moves: true },
  })
  const page = async () => (await session.comparisonRows({ comparison, from: 0, count: ROWS })).rows
  for (const { id, expanded } of (await page()).slice(0, 20)) {
    if (expanded !== false) continue
    await session.expandDifferences({ comparison, row: id, expanded: true, locate: id })
  }
  const rows = await page()
  for (const { id, level, position, setSize } of rows) {
    expect(level).toBeGreaterThan(0)
    expect(position).toBeLessThanOrEqual(setSize)
    await session.rowDetails({ comparison, row: id })
    for (const side of ['left', 'right'] as const) {
      await session.rowPlace({ comparison, row: id, side })
    }
  }
  await session.filterComparison({ comparison, filter: { ...NO_FILTER, text: 'a' }, locate: -1 })
  await session.writeDifferences({ comparison, rows: null, format: 'csv' })
  return rows.length
}

it(`${MUTANTS} damaged hives from seed ${FIRST} are listed beside the hives they were made of`, async () => {
  const seeds = seedHives()
  let listed = 0
  for (let n = FIRST; n < FIRST + MUTANTS; n++) {
    const random = rng(n)
    const { name, bytes } = random.pick(seeds)
    try {
      if ((await list(bytes.slice(), mutate(bytes, random))) !== null) listed++
    } catch (error) {
      throw new RangeError(`mutant ${n} of ${name}: ${(error as Error).stack}`)
    }
  }
  expect(listed).toBeGreaterThan(MUTANTS / 2)
})

it.each(Object.entries(SHAPES))(
  'a crafted hive is listed beside an empty one: %s',
  async (_, shape) => {
    expect(await list(Hive.create().finishedCopy(), shape(1))).toBeGreaterThan(0)
  },
)
