import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { mutate } from './mutate.ts'
import { seedHives } from './seeds.ts'
import { SHAPES } from './shapes/shapes.ts'
import { surviveComparison } from './surviveComparison.ts'

const MUTANTS = 100
const FIRST = firstSeed(MUTANTS)
const empty = Hive.create().finishedCopy()

it(`${MUTANTS} damaged hives from seed ${FIRST} are compared with the hives they were made of`, () => {
  const seeds = seedHives()
  let compared = 0
  for (let n = FIRST; n < FIRST + MUTANTS; n++) {
    const random = rng(n)
    const { name, bytes } = random.pick(seeds)
    try {
      if (surviveComparison(bytes.slice(), mutate(bytes, random)) !== null) compared++
    } catch (error) {
      throw new RangeError(`mutant ${n} of ${name}: ${(error as Error).stack}`)
    }
  }
  expect(compared).toBeGreaterThan(MUTANTS / 2)
})

describe('a crafted hive is compared within bounds', () => {
  it.each(Object.entries(SHAPES))('a crafted hive is compared within bounds: %s', (_, shape) => {
    const bytes = shape(1)
    expect(surviveComparison(empty, bytes)?.found).toBeGreaterThan(0)
  })
})
