import { expect, it } from 'vitest'
import { rng } from '../helpers/rng.ts'
import { mutate } from './mutate.ts'
import { seedHives } from './seeds.ts'
import { survive } from './survive.ts'

const MUTANTS = 5000

it(`survives ${MUTANTS} mutants: only HiveError, and in time`, {
  timeout: 600_000,
}, () => {
  const seeds = seedHives()
  const reached = { refused: 0, unsaved: 0, worse: 0, saved: 0 }
  for (let n = 0; n < MUTANTS; n++) {
    const random = rng(n)
    const { name, bytes } = random.pick(seeds)
    try {
      reached[survive(mutate(bytes, random), random).reached]++
    } catch (error) {
      throw new RangeError(`mutant ${n} of ${name}: ${(error as Error).stack}`)
    }
  }
  // A mutator that only ever breaks the header, or nothing, would prove little.
  expect(reached.refused).toBeGreaterThan(MUTANTS / 100)
  // References past the end of the data come alive when it grows; the save is refused then.
  expect(reached.worse).toBeLessThan(MUTANTS / 200)
  expect(reached.saved).toBeGreaterThan(MUTANTS / 2)
})
