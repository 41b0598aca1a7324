import { expect, it } from 'vitest'
import { compareSteps } from '../../src/compare/compare.ts'
import type { Difference } from '../../src/compare/difference.ts'
import { planSteps } from '../../src/compare/plan.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { runToEnd } from '../../src/work.ts'
import { drive } from '../helpers/work.ts'
import { sideOf } from './sides.ts'

const KEYS = 3000

it('planning pauses at least once for each 256 differences, and more often for their times', () => {
  const [before, after] = [Hive.create(), Hive.create()]
  after.transact(() => {
    for (let number = 0; number < KEYS; number++) after.rootKey.create(`Key${number}`)
  })
  const found: Difference[] = []
  runToEnd(compareSteps(sideOf(before), sideOf(after), (one) => found.push(one)))
  expect(found.length).toBeGreaterThanOrEqual(KEYS)
  const cells = { before: before.cells, after: after.cells }
  const { result, fractions } = drive(planSteps(found, cells, 'before', ['time']))
  expect(result.steps.filter(({ step }) => step === 'copy-key')).toHaveLength(KEYS)
  // Three passes over the differences.
  expect(fractions.length).toBeGreaterThanOrEqual(3 * Math.floor(KEYS / 256))
})
