import { expect, it } from 'vitest'
import { readerLost } from '../helpers/compareReaders.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { mutate } from './mutate.ts'
import { seedHives } from './seeds.ts'
import { survive } from './survive.ts'

/** The mutants of each window of seeds; `soak --mutants` tries more. */
const MUTANTS = 600
const FIRST = firstSeed(MUTANTS)
/** One of this many saves is shown to the readers; starting them costs more than ten mutants. */
const SHOW_EVERY = 50

it(`the engine survives ${MUTANTS} mutants from seed ${FIRST} with only HiveError, in bounded time and memory, and other readers still read them`, {
  timeout: 600_000,
}, () => {
  const seeds = seedHives()
  const reached = { refused: 0, unsaved: 0, worse: 0, saved: 0 }
  let edits = 0
  for (let n = FIRST; n < FIRST + MUTANTS; n++) {
    const random = rng(n)
    const { name, bytes } = random.pick(seeds)
    try {
      const mutant = mutate(bytes, random)
      const outcome = survive(mutant, random)
      reached[outcome.reached]++
      if (outcome.saved === null) continue
      edits += outcome.edits
      if (reached.saved % SHOW_EVERY > 0) continue
      const lost = readerLost(mutant, outcome.saved)
      if (lost !== null) throw new RangeError(lost)
    } catch (error) {
      throw new RangeError(`mutant ${n} of ${name}: ${(error as Error).stack}`)
    }
  }
  // A mutator that breaks only the header, or nothing, would prove little.
  expect(reached.refused).toBeGreaterThan(MUTANTS / 100)
  // References past the end of the data become valid when it grows; the save is then refused.
  expect(reached.worse).toBeLessThan(MUTANTS / 200)
  expect(reached.saved).toBeGreaterThan(MUTANTS / 2)
  // Several of ten edits before each save were accepted, 4.2 on average, or the saves would prove little.
  expect(edits).toBeGreaterThan(3 * reached.saved)
})
