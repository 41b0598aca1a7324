import { describe, expect, it } from 'vitest'
import { rng } from '../../helpers/rng.ts'
import { survive, surviveCopies } from '../survive.ts'
import { combine } from './combine.ts'
import { SHAPES } from './shapes.ts'

describe('a crafted hive is opened, checked, read, edited and saved within bounds', () => {
  it.each(Object.entries(SHAPES))('a crafted hive is handled within bounds: %s', (_, shape) => {
    const bytes = shape(1)
    expect(bytes.length).toBeLessThan(3_000_000)
    expect(['saved', 'unsaved']).toContain(survive(bytes, rng(1)).reached)
  })
})

describe('a crafted hive is copied within bounds, or refused', () => {
  it.each(Object.entries(SHAPES))(
    'a crafted hive is copied within bounds, or refused: %s',
    (_, shape) => {
      expect(surviveCopies(shape(1))).toHaveLength(2)
    },
  )
})

it('the engine survives combinations of shapes, some of them damaged', () => {
  const reached = { refused: 0, unsaved: 0, worse: 0, saved: 0 }
  for (let seed = 1; seed <= 40; seed++) {
    const random = rng(seed)
    const { name, bytes } = combine(random)
    try {
      reached[survive(bytes, random).reached]++
      surviveCopies(bytes)
    } catch (error) {
      throw new RangeError(`combination ${seed} of ${name}: ${(error as Error).stack}`)
    }
  }
  expect(reached.saved).toBeGreaterThan(20)
})
