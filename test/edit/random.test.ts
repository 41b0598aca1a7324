import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readers } from '../helpers/readers.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { checkRun } from './checkRun.ts'
import { type EditStep, type Outcomes, STEP_KINDS } from './EditRun.ts'
import { PLAIN_NAMES } from './randomParts.ts'
import { SHAPES, shapesOf } from './shapes.ts'
import { startHives } from './startHives.ts'

/** The least number of runs over all the hives for each window of seeds, 100 steps each; `soak` does more. */
const RUNS = 75
const STEPS = 100
const MAX_CORPUS_BYTES = 600_000
/** One of this many runs uses only names that the readers can show, and is shown to them. */
const SHOW_EVERY = 6

/** Without a bias to small numbers, which would favour the first kind of step. */
const step: fc.Arbitrary<EditStep> = fc.noBias(
  fc.record({ kind: fc.nat({ max: STEP_KINDS - 1 }), seed: fc.nat() }),
)

const hives = startHives(MAX_CORPUS_BYTES)

/** The counts of all runs together. */
const runs = { count: 0, steps: 0, shown: 0, read: 0 }
const outcomes: Record<string, Outcomes> = {}
const shapes: Record<string, number> = {}

describe('6.9.44 random edits match the model, check clean, and are undone byte by byte', () => {
  for (const [index, start] of hives.entries()) {
    it(`random edits of ${start.name} match the model`, { timeout: 120_000 }, () => {
      fc.assert(
        fc.property(
          fc.array(step, { minLength: STEPS, maxLength: STEPS, size: 'max' }),
          (steps) => {
            const isShown = runs.count % SHOW_EVERY === 0
            const options = isShown ? { names: PLAIN_NAMES, readers: true } : {}
            const { run, read } = checkRun(start, steps, options)
            runs.count++
            runs.steps += steps.length
            if (isShown) runs.shown++
            runs.read += read
            for (const shape of shapesOf(run.hive)) shapes[shape] = (shapes[shape] ?? 0) + 1
            for (const [name, { done, refused, unchanged }] of run.outcomes) {
              const sum = outcomes[name] ?? { done: 0, refused: 0, unchanged: 0 }
              outcomes[name] = {
                done: sum.done + done,
                refused: sum.refused + refused,
                unchanged: sum.unchanged + unchanged,
              }
            }
          },
        ),
        {
          numRuns: Math.ceil(RUNS / hives.length),
          seed: firstSeed(hives.length) + index,
          endOnFailure: true,
        },
      )
    })
  }
})

describe('the random edits', () => {
  it('there were enough random edits, and most of each kind changed something', () => {
    expect(runs.count).toBeGreaterThanOrEqual(RUNS)
    expect(runs.steps).toBe(runs.count * STEPS)
    const few = Object.entries(outcomes).filter(([, { done, refused, unchanged }]) => {
      return done + refused + unchanged < runs.steps / 200
    })
    expect(few).toEqual([])
    expect(Object.keys(outcomes)).toHaveLength(17)
    for (const [name, { done }] of Object.entries(outcomes)) {
      const isToChange = name !== 'impossible' && name !== 'set-same-value'
      expect(done > runs.steps / 200, `${name}: ${done}`).toBe(isToChange)
    }
  })

  it('only edits that a hive may refuse were refused, and nearly all of those were', () => {
    const refused = Object.entries(outcomes).flatMap(([name, { refused: n }]) =>
      n > 0 ? [name] : [],
    )
    const mayBe = [
      'create-key',
      'create-value',
      'impossible',
      'rename-key',
      'rename-value',
      'resize-value',
      'set-value',
    ]
    expect(refused.filter((name) => !mayBe.includes(name))).toEqual([])
    // Some refusals occur once in a thousand steps, so they may be missing in a window.
    expect(refused.length).toBeGreaterThanOrEqual(mayBe.length - 1)
  })

  it('the random edits met every odd feature that a hive can have', () => {
    expect(SHAPES.filter((shape) => shapes[shape] === undefined)).toEqual([])
  })

  it.skipIf(readers.length < 4)('other readers saw the results of the random edits', () => {
    // Two or three readers read each hive; the rest are limits of the readers (corpus/README.md).
    expect(runs.read).toBeGreaterThan(2 * runs.shown)
  })
})
