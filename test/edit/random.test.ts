import fc from 'fast-check'
import { describe, it } from 'vitest'
import { checkRun } from './checkRun.ts'
import { type EditStep, STEP_KINDS } from './EditRun.ts'
import { startHives } from './startHives.ts'

/** 300 runs or more over all the hives, 100 steps each. */
const RUNS = 300
const STEPS = 100
const MAX_CORPUS_BYTES = 600_000

const step: fc.Arbitrary<EditStep> = fc.record({
  kind: fc.nat({ max: STEP_KINDS - 1 }),
  seed: fc.nat(),
})

const hives = startHives(MAX_CORPUS_BYTES)

describe('6.9.44 random edits equal the model, check clean, and come back byte by byte', () => {
  for (const start of hives) {
    it(start.name, { timeout: 120_000 }, () => {
      fc.assert(
        fc.property(
          fc.array(step, { minLength: STEPS, maxLength: STEPS, size: 'max' }),
          (steps) => {
            checkRun(start, steps)
          },
        ),
        { numRuns: Math.ceil(RUNS / hives.length), seed: 20_260_101, endOnFailure: true },
      )
    })
  }
})
