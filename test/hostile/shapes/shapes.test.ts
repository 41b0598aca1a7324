import { describe, expect, it } from 'vitest'
import { rng } from '../../helpers/rng.ts'
import { survive } from '../survive.ts'
import { SHAPES } from './shapes.ts'

describe('a crafted hive is opened, checked, read, edited and saved within bounds', () => {
  it.each(Object.entries(SHAPES))('%s', (_, shape) => {
    const bytes = shape(1)
    expect(bytes.length).toBeLessThan(3_000_000)
    expect(['saved', 'unsaved']).toContain(survive(bytes, rng(1)).reached)
  })
})
